"""The contrast that is measured is that of letters and ground."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from qualitymark.colours import contrast, rgba
from qualitymark.proving.contrast import surviving_contrast

PAIRS = (
    ("#000000", "#ffffff"),
    ("#fbfaf7", "#10203a"),
    ("#c8102e", "#ffffff"),
    ("#ffd166", "#10203a"),
    ("#777777", "#808080"),
)


def letters(ink, ground, blur=1):
    """Draw strokes that take a fifth of the picture; a blur is a reduction by that factor."""
    picture = Image.new("RGB", (240, 60), ground)
    drawing = ImageDraw.Draw(picture)
    for x in range(10, 240, 30):
        drawing.rectangle((x, 8, x + 7, 51), fill=ink)
    return picture.reduce(blur)


@pytest.mark.parametrize("ink, ground", PAIRS)
def test_sharp_letters_have_the_contrast_of_their_colours(ink, ground):
    """For coloured letters too, by WCAG 2.2's relative luminance."""
    expected = contrast(rgba(ink)[:3], rgba(ground)[:3])

    assert pytest.approx(expected) == surviving_contrast(letters(ink, ground))


def test_one_colour_has_no_contrast():
    """1 is the least."""
    assert 1 == surviving_contrast(Image.new("RGB", (30, 9), "#345678"))


def test_blurred_letters_lose_contrast():
    """Strokes narrower than a pixel are only partly dark."""
    sharp, soft, softer = (surviving_contrast(letters("#000000", "#ffffff", blur)) for blur in (1, 12, 20))

    assert 21 == pytest.approx(sharp)
    assert sharp > soft > softer > 1


def test_jpeg_takes_some_of_it():
    """What coding does to the colours is measured."""
    stream = BytesIO()
    letters("#c8102e", "#2e8b57", 3).save(stream, "JPEG", quality=20, subsampling="4:2:0")
    seen = Image.open(stream)
    ideal = contrast(rgba("#c8102e")[:3], rgba("#2e8b57")[:3])

    assert abs(surviving_contrast(seen) - ideal) > 0.02
