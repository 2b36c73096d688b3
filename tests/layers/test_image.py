"""What the layer kind ``image`` draws."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, Space
from qualitymark.layers.image import Picture
from qualitymark.model.files import Asset
from qualitymark.text.fonts import FontBook

WIDE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10" fill="#000000"/></svg>'
)


def laid(picture: Picture, scale: float = 1.0) -> Laid:
    return picture.lay_out(Space(scale, Box.at(0, 0, 500, 500), FontBook.bundled()))


def png(size: tuple[int, int], colour: tuple[int, int, int, int]) -> Asset:
    data = BytesIO()
    Image.new("RGBA", size, colour).save(data, "PNG")
    return Asset("picture.png", data.getvalue())


def test_a_contained_picture_keeps_its_shape_in_the_middle_of_its_box():
    """A wide vector in a square box touches the sides and is centred upright."""
    made = laid(Picture(source=Asset("wide.svg", WIDE), box=Box.at(10, 10, 100, 100)))

    assert Box(10, 35, 110, 85) == made.box
    assert (100, 50) == made.paint().size


def test_a_covering_picture_fills_its_box_and_is_cut():
    """With ``fit: cover`` nothing of the box stays empty and nothing is drawn outside."""
    made = laid(Picture(source=Asset("wide.svg", WIDE), box=Box.at(10, 10, 100, 100), fit="cover"))

    assert Box(10, 10, 110, 110) == made.box
    assert (255, 255) == made.paint().getchannel("A").getextrema()


def test_a_vector_is_drawn_at_the_final_size():
    """At three times the scale an edge of a vector is as sharp as at one: no more than one soft pixel."""
    half = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="5" height="10"/></svg>'
    picture = laid(Picture(source=Asset("half.svg", half), box=Box.at(0, 0, 21, 21)), 3.0).paint()
    soft = [x for x in range(picture.width) if 0 < picture.getpixel((x, 30))[3] < 255]

    assert len(soft) <= 1


def test_a_tint_replaces_the_colour_and_keeps_the_transparency():
    """A half transparent green picture tinted red is half transparent red."""
    layer = Picture(source=png((4, 4), (0, 255, 0, 128)), box=Box.at(0, 0, 4, 4), tint="#ff0000")

    assert (255, 0, 0, 128) == laid(layer).paint().getpixel((1, 1))


def test_opacity_thins_a_picture():
    """Half opacity is half the alpha."""
    layer = Picture(source=png((4, 4), (0, 0, 255, 255)), box=Box.at(0, 0, 4, 4), opacity=0.5)

    assert (0, 0, 255, 128) == laid(layer).paint().getpixel((1, 1))


def test_colours_of_a_vector_are_replaced():
    """One file serves both tones: each colour that is named becomes another, the rest stays."""
    two = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">'
        b'<rect width="10" height="10" fill="#10203A"/><rect x="10" width="10" height="10" fill="#ff0000"/></svg>'
    )
    layer = Picture(source=Asset("two.svg", two), box=Box.at(0, 0, 20, 10), recolour=(("#10203a", "#ffffff"),))
    picture = laid(layer).paint()

    assert [(255, 255, 255, 255), (255, 0, 0, 255)] == [picture.getpixel((x, 5)) for x in (3, 16)]


def test_a_colour_that_is_not_in_the_vector_cannot_be_replaced():
    """A misspelt colour is told, with the colours that are there."""
    layer = Picture(source=Asset("wide.svg", WIDE), box=Box.at(0, 0, 20, 10), recolour=(("#000001", "#ffffff"),))

    assert "“wide.svg” has no colour “#000001” to replace. Did you mean “#000000”?" == layer.check()
