"""What the layer kind ``shape`` draws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, Space
from qualitymark.layers.shape import SHAPES, Gradient, Shadow, Shape, _draw_plate, _draw_vector
from qualitymark.text.fonts import FontBook

COVER = Box.at(-100, -40, 800, 300)


def laid(shape: Shape, scale: float = 1.0) -> Laid:
    return shape.lay_out(Space(scale, COVER, FontBook.bundled()))


def painted(shape: Shape, scale: float = 1.0) -> Image.Image:
    return laid(shape, scale).paint()


def test_a_rectangle_fills_exactly_its_pixels():
    """A plain rectangle has one colour from edge to edge."""
    picture = painted(Shape(shape="rectangle", box=Box.at(10, 20, 30, 12), fill="#c8102e"))

    assert (30, 12) == picture.size
    assert [(30 * 12, (0xC8, 0x10, 0x2E, 255))] == picture.getcolors()


def test_a_rounded_plate_has_clear_corners_and_a_full_middle():
    """Outside of its corners a plate is transparent, inside it is opaque, and the corner itself is antialiased."""
    picture = painted(Shape(shape="rounded", box=Box.at(0, 0, 200, 80), fill="#10203a", radius=24))
    alphas = [picture.getpixel((x, y))[3] for x, y in ((0, 0), (199, 0), (0, 79), (199, 79), (100, 40), (0, 40))]

    assert [0, 0, 0, 0, 255, 255] == alphas
    assert any(0 < picture.getpixel((x, 2))[3] < 255 for x in range(24))


@pytest.mark.parametrize("radius", [8, 24, 40])
@pytest.mark.parametrize("fill", ["#fbfaf7", "#10203a80"])
def test_a_plate_made_of_corners_is_the_plate_drawn_whole(radius: int, fill: str):
    """Drawing the corners alone and filling between them gives the same pixels as drawing the whole form."""
    shape = Shape(shape="rounded", box=Box.at(0, 0, 240, 100), fill=fill, radius=radius)
    form = Box(0, 0, 240, 100)

    assert ImageChops.difference(_draw_plate(shape, 1.0, form), _draw_vector(shape, 1.0, form)).getbbox() is None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scale", [0.37, 1.0, 2.25])
def test_every_shape_draws_inside_its_box(shape: str, scale: float):
    """Each form has ink, in a picture of just the size that was laid out."""
    box = Box.at(7, 9, 120, 60)
    made = laid(Shape(shape=shape, box=box, fill="#112233", stroke="#ffffff", stroke_width=3, radius=10), scale)
    picture = made.paint()

    assert made.box.size == picture.size
    assert picture.getbbox() is not None


def test_a_gradient_goes_from_its_first_to_its_last_colour():
    """At 0 degrees the left edge has the first colour and the right edge the last."""
    fill = Gradient(start="#000000", end="#ffffff", angle=0)
    picture = painted(Shape(shape="rectangle", box=Box.at(0, 0, 256, 4), fill=fill))
    reds = [picture.getpixel((x, 2))[0] for x in (0, 128, 255)]

    assert reds == pytest.approx([0, 128, 255], abs=3)


def test_a_stroke_lies_inside_the_form():
    """The outline takes from the form, so that neighbours keep their distance."""
    picture = painted(
        Shape(shape="rectangle", box=Box.at(0, 0, 40, 40), fill="#ffffff", stroke="#ff0000", stroke_width=4)
    )
    colours = [picture.getpixel((x, 20))[:3] for x in (0, 3, 4, 20, 39)]

    assert [(255, 0, 0), (255, 0, 0), (255, 255, 255), (255, 255, 255), (255, 0, 0)] == colours


def test_a_line_goes_from_corner_to_corner():
    """A box without height is a horizontal line as thick as its stroke."""
    made = laid(Shape(shape="line", box=Box.at(10, 20, 100, 0), stroke="#000000", stroke_width=2))
    picture = made.paint()

    assert Box(9, 19, 111, 21) == made.box
    assert 255 == picture.getpixel((50, 0))[3] == picture.getpixel((50, 1))[3]


def test_a_burst_has_the_points_it_was_given():
    """Along a circle between the depths of a burst, ink and air take turns, once a point."""
    picture = painted(Shape(shape="burst", box=Box.at(0, 0, 200, 200), fill="#000000", points=12, depth=20))
    import math

    around = [
        picture.getpixel((round(100 + 90 * math.cos(turn)), round(100 + 90 * math.sin(turn))))[3] > 127
        for turn in (2 * math.pi * step / 720 for step in range(720))
    ]
    starts = sum(now and not before for before, now in zip(around, around[1:] + around[:1], strict=True))

    assert 12 == starts


def test_a_ribbon_is_notched_at_both_ends():
    """In the middle of its ends a ribbon is open, at the corners it is not."""
    picture = painted(Shape(shape="ribbon", box=Box.at(0, 0, 200, 40), fill="#000000", depth=16))
    alphas = [picture.getpixel(point)[3] for point in ((2, 20), (197, 20), (6, 2), (194, 37), (100, 20))]

    assert [0, 0, 255, 255, 255] == alphas


def test_a_soft_shadow_surrounds_the_form_and_fades():
    """The shadow is larger than the form, darkest beside it, and gone at the edge of the picture."""
    made = laid(Shape(shape="rectangle", box=Box.at(0, 0, 200, 100), fill="#ffffff", shadow="soft"))
    picture = made.paint()
    below = [picture.getpixel((picture.width // 2, int(100 - made.box.top) + away))[3] for away in (1, 10, 25)]

    assert made.box.contains(Box(0, 0, 200, 100).grown(20))
    assert below[0] > below[1] > below[2] > 0
    assert 0 == picture.getpixel((0, 0))[3]
    assert (255, 255, 255, 255) == picture.getpixel((int(100 - made.box.left), int(50 - made.box.top)))


def test_a_shadow_is_told_in_units_of_the_artboard():
    """At twice the scale a shadow is twice as large."""
    shape = Shape(shape="rectangle", box=Box.at(0, 0, 50, 50), fill="#ffffff", shadow=Shadow(blur=10, y=4))

    assert [110, 220] == [laid(shape, scale).box.width for scale in (1.0, 2.0)]


def test_a_bleeding_shape_reaches_both_edges_of_the_cover():
    """With ``bleed: sides`` a band is as wide as the cover, wherever the mark stands."""
    made = laid(Shape(shape="rectangle", box=Box.at(0, 10, 50, 20), fill="#000000", bleed="sides"))

    assert Box(-100, 10, 700, 30) == made.box
    assert (800, 20) == made.paint().size


def test_opacity_thins_the_whole_shape():
    """Half opacity is half the alpha."""
    picture = painted(Shape(shape="rectangle", box=Box.at(0, 0, 4, 4), fill="#000000", opacity=0.5))

    assert 128 == picture.getpixel((1, 1))[3]


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 40), st.integers(1, 60), st.integers(1, 40), st.integers(0, 40))
def test_what_is_told_to_be_solid_is_opaque(left: int, top: int, width: int, height: int, radius: int):
    """Where a plate says that it is of one opaque colour, every pixel is, near its round corners too."""
    made = laid(Shape(shape="rounded", box=Box.at(10, 10, 60, 40), radius=float(radius), fill="#123456"))
    box = Box.at(10 + left, 10 + top, width, height)
    part = made.paint().crop(box.moved(-made.box.left, -made.box.top).pixels)

    assert made.solid is not None
    assert not made.solid.holds(box) or part.getcolors() == [(width * height, (0x12, 0x34, 0x56, 255))]


def test_a_text_near_a_round_corner_is_on_the_plate():
    """What is cut off is the corner, and not all that lies above or beside it."""
    solid = laid(Shape(shape="rounded", box=Box.at(0, 0, 200, 100), radius=20.0, fill="#123456")).solid

    assert solid is not None
    assert solid.holds(Box(16, 4, 184, 96))
    assert not solid.holds(Box(4, 4, 184, 96))
