"""Boxes, anchors and lengths hold their promises for every value."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.geometry import ANCHORS, Box, Length, Size, anchored

PIXELS = st.integers(-10_000, 10_000)
SIDES = st.integers(0, 10_000)
EIGHTHS = st.integers(-80_000, 80_000).map(lambda count: count / 8)
BOXES = st.builds(Box.at, PIXELS, PIXELS, SIDES, SIDES)
AREAS = st.builds(Box.at, PIXELS, PIXELS, SIDES.map(lambda side: side + 1), SIDES.map(lambda side: side + 1))


def test_a_size_is_written_as_people_write_it():
    """Sizes are told as 1920x768."""
    assert ["1920x768", "12.5x3"] == [str(Size(1920, 768)), str(Size(12.5, 3.0))]


@given(PIXELS, PIXELS, SIDES, SIDES)
def test_a_box_has_the_size_it_was_made_with(left, top, width, height):
    """Corner and size give a box of that corner and size."""
    box = Box.at(left, top, width, height)

    assert (left, top, Size(width, height)) == (box.left, box.top, box.size)
    assert (left + width / 2, top + height / 2) == box.centre
    assert (left, top, left + width, top + height) == box.pixels


@given(BOXES, PIXELS, PIXELS)
def test_moving_keeps_the_size_and_can_be_undone(box, x, y):
    """A moved box has the same size and comes back."""
    assert box.size == box.moved(x, y).size
    assert box == box.moved(x, y).moved(-x, -y)


@given(BOXES, SIDES)
def test_growing_holds_the_box_and_can_be_undone(box, by):
    """A grown box holds the original by the amount on every side."""
    assert box.grown(by).contains(box)
    assert Size(box.width + 2 * by, box.height + 2 * by) == box.grown(by).size
    assert box == box.grown(by).grown(-by)


def test_scaling_takes_one_factor_or_two():
    """One factor scales both directions."""
    assert Box(2, 4, 6, 8) == Box(1, 2, 3, 4).scaled(2)
    assert Box(2, 0, 6, 0) == Box(1, 2, 3, 4).scaled(2, 0)


@given(EIGHTHS, EIGHTHS, EIGHTHS.map(abs), EIGHTHS.map(abs))
def test_outward_holds_the_box_and_wastes_less_than_a_pixel(left, top, width, height):
    """The smallest box of whole pixels holds the box and is less than a pixel larger at every edge."""
    box = Box.at(left, top, width, height)
    whole = box.outward()

    assert whole.contains(box)
    assert (whole.left, whole.top, whole.right, whole.bottom) == whole.pixels
    assert max(box.left - whole.left, box.top - whole.top, whole.right - box.right, whole.bottom - box.bottom) < 1


@given(AREAS, AREAS)
def test_what_two_boxes_share_lies_in_both(one, other):
    """The common part has an area exactly where the boxes overlap, and then lies in both."""
    common = one.common(other)

    assert one.overlaps(other) == other.overlaps(one) == (common.width > 0 and common.height > 0)
    if one.overlaps(other):
        assert one.contains(common)
        assert other.contains(common)
        assert other.common(one) == common


@given(BOXES, BOXES)
def test_the_box_around_two_holds_both_and_no_more(one, other):
    """The box around two boxes holds both and touches one of them on every side."""
    around = one.around(other)

    assert around.contains(one)
    assert around.contains(other)
    assert other.around(one) == around
    assert around.left in (one.left, other.left)
    assert around.bottom in (one.bottom, other.bottom)


def test_boxes_that_only_touch_do_not_overlap():
    """Right and bottom are the first column and row outside."""
    assert not Box(0, 0, 4, 4).overlaps(Box(4, 0, 8, 4))
    assert Box(0, 0, 4, 4).overlaps(Box(3, 3, 8, 8))


@given(SIDES, SIDES, BOXES, st.sampled_from(sorted(ANCHORS)))
def test_what_is_anchored_lies_inside(width, height, within, anchor):
    """A box of whole pixels that is not larger than its room lies inside of it, at the named edges."""
    size = Size(min(width, within.width), min(height, within.height))
    box = anchored(size, within, anchor)

    assert size == box.size
    assert within.contains(box)
    for word, edge in {"left": "left", "right": "right", "top": "top", "bottom": "bottom"}.items():
        if word in anchor:
            assert getattr(within, edge) == getattr(box, edge)


def test_the_middle_is_the_middle():
    """What no word of the anchor says is centred, half a pixel to the upper left."""
    within = Box(0, 0, 11, 7)

    assert Box(3, 2, 7, 4) == anchored(Size(4, 2), within, "centre")
    assert Box(3, 0, 7, 2) == anchored(Size(4, 2), within, "top")
    assert Box(7, 2, 11, 4) == anchored(Size(4, 2), within, "right")


@pytest.mark.parametrize(
    "text, length, pixels",
    [
        ("34%", Length(Fraction(34), "%"), 340),
        (" 2.5 % ", Length(Fraction(5, 2), "%"), 25),
        ("360px", Length(Fraction(360), "px"), 360),
        ("0px", Length(Fraction(0), "px"), 0),
    ],
)
def test_a_length_is_read_and_resolved(text, length, pixels):
    """A length is a share of the whole or a number of pixels."""
    assert length == Length.parse(text)
    assert pixels == length.resolve(1000)


@pytest.mark.parametrize("text", ["", "34", "%", "-3%", "3.%", ".5px", "3 em", "3%%", "1e3px", "3%\n4", "nan%", "٣px"])
def test_anything_else_is_no_length(text):
    """What is not plainly a length is refused."""
    with pytest.raises(ValueError):
        Length.parse(text)


@given(st.decimals(0, 10_000, places=3), st.sampled_from(["%", "px"]), st.integers(0, 20_000))
def test_a_share_is_exact(value, unit, whole):
    """Lengths are reckoned in fractions, so no rounding creeps in before the pixel."""
    exact = Fraction(value) if unit == "px" else Fraction(value) * whole / 100

    assert float(exact) == Length.parse(f"{value}{unit}").resolve(whole)


def test_a_length_is_written_as_it_is_read():
    """The text of a length can be read again."""
    assert ["34%", "2.5%", "360px"] == [str(Length.parse(text)) for text in ("34 %", "2.50%", "360px")]
