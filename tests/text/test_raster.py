"""Drawing glyphs as coverage."""

from __future__ import annotations

import math

import pytest

from qualitymark.errors import TextError
from qualitymark.text.fonts import FontBook, FontStack
from qualitymark.text.raster import Coverage, PlacedGlyph, line_glyphs, rasterise, ring_extent, ring_glyphs
from qualitymark.text.shaping import shape

# «Г» at 12 pixels an em, one hexadecimal digit a pixel (the upper half of its coverage).
GOLDEN = """
111111
cffffb
cf6664
cf0000
cf0000
cf0000
cf0000
cf0000
cf0000
340000
"""


@pytest.fixture
def stack() -> FontStack:
    return FontBook.bundled().stack("Golos Text", 600)


def drawn(stack: FontStack, text: str, x: float, y: float, size: float) -> Coverage:
    coverage = rasterise(line_glyphs(shape(text, stack), x, y, size))
    assert coverage is not None
    return coverage


def rows(coverage: Coverage) -> list[bytes]:
    return [coverage.data[start : start + coverage.width] for start in range(0, len(coverage.data), coverage.width)]


def test_golden_pixels(stack: FontStack) -> None:
    """A letter has the pixels it always had, within one step of sixteen."""
    coverage = drawn(stack, "Г", 0.25, 8.3, 12)
    expected = [[int(digit, 16) for digit in row] for row in GOLDEN.split()]

    assert (len(expected[0]), len(expected)) == (coverage.width, coverage.height)
    differences = [
        abs(e - (a >> 4))
        for want, have in zip(expected, rows(coverage), strict=True)
        for e, a in zip(want, have, strict=True)
    ]
    assert max(differences) <= 1


def test_rows_run_from_the_top(stack: FontStack) -> None:
    """«Г» has its bar in the upper rows; the box stands on the baseline."""
    coverage = drawn(stack, "Г", 10, 100, 100)
    filled = [sum(row) for row in rows(coverage)]

    assert (30, 100) == (coverage.top, coverage.top + coverage.height)
    assert filled[0] > 2 * filled[-1]
    assert coverage.width * coverage.height == len(coverage.data)


def test_whole_pixels_only_move_the_box(stack: FontStack) -> None:
    """A text moved by whole pixels has the same coverage elsewhere."""
    here, there = drawn(stack, "Знак", 5.25, 40.5, 30), drawn(stack, "Знак", 105.25, 90.5, 30)

    assert (here.left + 100, here.top + 50, here.data) == (there.left, there.top, there.data)


def test_spaces_have_no_ink(stack: FontStack) -> None:
    """Nothing to draw gives no coverage."""
    assert rasterise(line_glyphs(shape(" \u00a0 ", stack), 0, 0, 40)) is None
    assert rasterise(()) is None


def test_long_lines_are_whole(stack: FontStack) -> None:
    """A line wider than HarfBuzz's own limit of 4096 pixels is drawn to its end."""
    first = drawn(stack, "Н", 0, 0, 300)
    last = drawn(stack, "Н" + " " * 100 + "Н", 0, 0, 300)

    assert last.width > 7000
    assert [row[: first.width] for row in rows(last)] == rows(first)
    assert sum(first.data) == pytest.approx(sum(last.data) / 2, rel=0.01)


def test_ink_without_end_is_refused(stack: FontStack) -> None:
    """Text larger than any cover is an error instead of a full memory."""
    with pytest.raises(TextError, match="lower its size"):
        rasterise(line_glyphs(shape("Знак", stack), 0, 0, 100_000))


def test_a_turned_glyph(stack: FontStack) -> None:
    """Turned by 90 degrees clockwise, a letter lies on its right side: its height becomes its width."""
    face = stack.faces[0]
    (glyph,) = shape("Н", stack).glyphs
    upright = rasterise([PlacedGlyph(face, glyph.glyph, 0, 0, 100)])
    turned = rasterise([PlacedGlyph(face, glyph.glyph, 0, 0, 100, 90)])

    assert upright is not None
    assert turned is not None
    assert abs(upright.height - turned.width) <= 1
    assert abs(upright.width - turned.height) <= 1
    assert (0, True) == (turned.left, turned.top >= 0)


@pytest.mark.parametrize("inside", [False, True])
def test_ring_text_stands_on_its_circle(stack: FontStack, inside: bool) -> None:
    """Every glyph's foot, at the middle of its advance, touches the circle at a right angle."""
    run = shape("ЗНАК КАЧЕСТВА", stack, 0.05)

    for glyph, placed in zip(run.glyphs, ring_glyphs(run, (50, 60), 80, 20, 30, inside), strict=True):
        half, angle = glyph.advance * 10, math.radians(placed.angle)
        x, y = placed.x + half * math.cos(angle) - 50, placed.y + half * math.sin(angle) - 60
        up = (math.sin(angle), -math.cos(angle))

        assert pytest.approx(80) == math.hypot(x, y)
        assert pytest.approx(-80 if inside else 80) == x * up[0] + y * up[1]


def test_ring_text_takes_its_extent(stack: FontStack) -> None:
    """Centred by its extent, text is as far from the top on the left as on the right."""
    run = shape("ШОКОШ", stack)
    extent = ring_extent(run, 100, 20)
    placed = ring_glyphs(run, (0, 0), 100, 20, -extent / 2)
    coverage = rasterise(placed)

    assert coverage is not None
    assert math.degrees(run.width * 20 / 100) == extent
    assert abs(coverage.left + coverage.left + coverage.width) <= 2


def test_the_lower_half_of_a_seal_reads_upright(stack: FontStack) -> None:
    """Inside, a text that ends its way at the bottom has its glyphs upright there."""
    (placed,) = ring_glyphs(shape("О", stack), (0, 0), 100, 20, 180 + ring_extent(shape("О", stack), 100, 20) / 2, True)

    assert pytest.approx(0) == math.remainder(placed.angle, 360)
