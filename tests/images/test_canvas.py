"""Laying a mark onto pictures of every mode, and looking at parts of them."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from qualitymark.errors import CoverError
from qualitymark.geometry import Box
from qualitymark.images.canvas import Canvas, compose, mode_note, region_rgb
from qualitymark.images.encoding import encode_canvas
from qualitymark.images.picture import Picture
from qualitymark.images.reading import read_cover

BECOMES = {
    "1": "RGB",
    "L": "RGB",
    "L+key": "RGBA",
    "LA": "RGBA",
    "P": "RGB",
    "P+key": "RGBA",
    "P+alpha": "RGBA",
    "RGB": "RGB",
    "RGB+key": "RGBA",
    "RGBA": "RGBA",
    "CMYK": "CMYK",
    "I;16": "I;16",
}


def picture(kind: str, photo: Image.Image) -> Image.Image:
    """The photograph in a mode; with a transparent colour, or with transparent palette entries."""
    mode, _, transparency = kind.partition("+")
    if mode == "I;16":
        return photo.convert("L").convert("I").point(lambda value: value * 257 + 0).convert("I;16")
    if mode in ("LA", "RGBA"):
        made = photo.convert(mode)
        made.putalpha(photo.getchannel("B"))
        return made
    made = photo.quantize(32) if mode == "P" else photo.convert(mode)
    if transparency:
        keys = {"L": 120, "P": 3, "RGB": photo.getpixel((5, 5))}
        made.info["transparency"] = bytes(range(0, 256, 8)) if transparency == "alpha" else keys[mode]
    return made


def mark_of(width: int = 20, height: int = 12, colour: tuple[int, int, int] = (200, 20, 40)) -> Image.Image:
    """Opaque on the right, clear at the left edge."""
    alpha = Image.linear_gradient("L").rotate(90).resize((width, height))
    alpha.paste(255, (width // 2, 0, width, height))
    alpha.paste(0, (0, 0, 1, height))
    mark = Image.new("RGBA", (width, height), (*colour, 255))
    mark.putalpha(alpha)
    return mark


def outside(image: Image.Image, box: tuple[int, int, int, int]) -> list[bytes]:
    """The pixels of each band, with the box blanked."""
    bands = [band.copy() for band in image.split()]
    for band in bands:
        band.paste(0, box)
    return [band.tobytes() for band in bands]


@pytest.mark.parametrize("left, top", [(30, 20), (-7, -5), (85, 60), (0, 0), (76, 52), (-200, 3), (96, 0)])
@pytest.mark.parametrize("kind", BECOMES)
def test_nothing_outside_of_the_box_changes(photo, kind, left, top):
    """In no mode, also where the mark is cut by an edge or lies beside the picture; the source stays too."""
    source = picture(kind, photo)
    before, info = source.tobytes(), dict(source.info)
    stamped = compose(source, mark_of(), left, top)
    box = max(left, 0), max(top, 0), max(0, min(left + 20, 96)), max(0, min(top + 12, 64))
    box = box if box[0] < box[2] and box[1] < box[3] else (0, 0, 0, 0)

    assert (BECOMES[kind], source.size) == (stamped.mode, stamped.size)
    assert outside(source.convert(stamped.mode), box) == outside(stamped, box)
    assert (before, info) == (source.tobytes(), source.info)
    assert stamped is not source


@pytest.mark.parametrize("kind", BECOMES)
def test_the_mark_is_inside_of_the_box(photo, kind):
    """Where the mark is opaque its colour stands, in the picture's own way; where it is clear nothing changed."""
    source = picture(kind, photo)
    stamped = compose(source, mark_of(), 30, 20)
    expected = {"RGB": (200, 20, 40), "RGBA": (200, 20, 40, 255), "CMYK": (55, 235, 215, 0), "I;16": 76 * 257}

    assert expected[stamped.mode] == stamped.getpixel((49, 25))
    assert source.convert(stamped.mode).getpixel((30, 25)) == stamped.getpixel((30, 25))


@given(st.tuples(*[st.integers(0, 255)] * 4), st.tuples(*[st.integers(0, 255)] * 4))
def test_transparent_covers_are_composed_by_porter_and_duff(below, above):
    """The "over" operator with straight alpha, to half a step of 255 in alpha and in premultiplied colour."""
    stamped = compose(Image.new("RGBA", (1, 1), below), Image.new("RGBA", (1, 1), above), 0, 0).getpixel((0, 0))
    strong, weak = Fraction(above[3], 255), Fraction(below[3], 255) * (1 - Fraction(above[3], 255))

    assert abs((strong + weak) * 255 - stamped[3]) <= Fraction(1, 2) + Fraction(1, 100)
    for over, under, result in zip(above[:3], below[:3], stamped[:3], strict=True):
        expected = strong * over + weak * under
        assert abs(expected - Fraction(result * stamped[3], 255)) <= Fraction(3, 2) or strong == 0


@given(st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255))
def test_deep_grey_is_blended_in_its_depth(below, grey, alpha):
    """To one step of 65535."""
    cover = Image.new("I;16", (1, 1), below)
    stamped = compose(cover, Image.new("RGBA", (1, 1), (grey, grey, grey, alpha)), 0, 0).getpixel((0, 0))

    assert abs(Fraction(below * (255 - alpha) + grey * 257 * alpha, 255) - stamped) <= 1


def test_a_transparent_colour_does_not_pierce_the_mark():
    """A mark that has the cover's transparent colour stays opaque."""
    cover = Image.new("RGB", (4, 4), (200, 20, 40))
    cover.info["transparency"] = (200, 20, 40)
    stamped = compose(cover, Image.new("RGBA", (2, 2), (200, 20, 40, 255)), 0, 0)

    assert ((200, 20, 40, 255), 0) == (stamped.getpixel((0, 0)), stamped.getpixel((3, 3))[3])


def test_other_modes_are_refused():
    """They are told, and not guessed at."""
    with pytest.raises(CoverError, match="A picture of mode F cannot be stamped; convert it to RGB or RGBA."):
        compose(Image.new("F", (4, 4)), mark_of(), 0, 0)


def test_a_change_of_mode_is_told(photo):
    """Grey and palette covers become colour pictures; colour covers need no word."""
    notes = {kind: mode_note(picture(kind, photo).mode) for kind in BECOMES}

    assert {"RGB", "RGB+key", "RGBA", "CMYK"} == {kind for kind, note in notes.items() if note is None}
    assert "The cover has a colour palette; it was made a full-colour picture." == notes["P"]
    assert "The cover is 16-bit grey; the mark is drawn in grey to keep its depth." == notes["I;16"]


@pytest.mark.parametrize("kind", BECOMES)
def test_a_region_is_seen_as_rgb(photo, kind):
    """Cut at the edges, on white where it is transparent."""
    source = picture(kind, photo)
    region = region_rgb(source, Box(80, 50, 120.5, 90))

    assert ("RGB", (16, 14)) == (region.mode, region.size)
    assert (0, 0) == region_rgb(source, Box(200, 0, 300, 10)).size
    if kind == "RGBA":
        clear = Image.new("RGBA", (2, 2), (10, 20, 30, 0))
        assert (255, 255, 255) == region_rgb(clear, Box(0, 0, 2, 2)).getpixel((0, 0))


@pytest.mark.parametrize("kind", BECOMES)
def test_a_thumbnail_is_small_and_grey(photo, kind):
    """Its longer side is at most what was asked for, and it looks like the picture."""
    source = picture(kind, photo)
    small = Picture(source).grey(25)
    whole = Picture(source).grey(500)
    difference = ImageChops.difference(small, whole.reduce(4))

    assert ("L", (24, 16), (96, 64)) == (small.mode, small.size, whole.size)
    assert difference.getextrema()[1] <= 2
    assert whole is not source


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize("looked", range(3))
def test_whoever_looks_at_the_picture_changes_nothing(photo, form, looked):
    """Before the first mark, between two, or behind them: every mark is laid onto the cover once."""
    file = BytesIO()
    photo.convert("RGB").save(file, form)
    plain, seen = (Canvas(read_cover(file.getvalue(), patching=True), own=True) for _ in range(2))
    for number in range(2):
        if looked == number:
            assert seen.image is not None
        for canvas in (plain, seen):
            canvas.put(Image.new("RGBA", (20, 10), (200, 16, 46, 128)), 4 + 7 * number, 6)
    if looked == 2:
        assert seen.image is not None

    assert encode_canvas(plain).data == encode_canvas(seen).data
    assert plain.image.tobytes() == seen.image.tobytes()
