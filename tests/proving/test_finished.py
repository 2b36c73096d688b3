"""A piece shows what the whole rendition shows there."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageChops

from qualitymark.errors import CoverError
from qualitymark.geometry import Box
from qualitymark.images import jpeg
from qualitymark.images.jpeg import reference
from qualitymark.proving.finished import Finished, piece_around
from qualitymark.proving.renditions import Rendition, served

from .conftest import file_of, photograph

SIZE = (480, 192)
BOXES = (Box(0, 0, 60, 40), Box(201, 77, 290, 121), Box(430, 150, 480, 192), Box(0, 0, 480, 192))
RENDITIONS = (*served(None, SIZE), Rendition(228, 91, 95), Rendition(100, 40, 95))


def cover(mode="RGB"):
    return photograph(size=SIZE).convert(mode)


def turned():
    """Return a JPEG that is stored upside down, with an EXIF block that says so."""
    exif = Image.Exif()
    exif[0x0112] = 3
    return file_of(cover().transpose(Image.Transpose.ROTATE_180), exif=exif)


FILES = {
    "jpeg": file_of(cover()),
    "progressive": file_of(cover(), progressive=True),
    "grey": file_of(cover("L")),
    "cmyk": file_of(cover("CMYK")),
    "turned": turned(),
    "png": file_of(cover(), "PNG"),
    "png-alpha": file_of(cover("RGBA"), "PNG"),
    "png-deep": file_of(cover("L").convert("I").point(lambda value: value * 257).convert("I;16"), "PNG"),
    "webp": file_of(cover(), "WEBP", lossless=True),
}


@pytest.fixture(params=["reference", "whole"])
def way(request, monkeypatch):
    """Cut parts out of a JPEG by the slow implementation, which is always there, or decode the whole file."""

    def kernel():
        if request.param == "whole":
            raise ImportError
        return reference

    monkeypatch.setattr(jpeg, "_compiled", kernel)


def whole_rendition(data, rendition, mode):
    """Scale and code the whole picture, as the platform does, or its luma alone."""
    picture = Image.open(BytesIO(data))
    if picture.getexif().get(0x0112) == 3:
        picture = picture.transpose(Image.Transpose.ROTATE_180)
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point([value >> 8 for value in range(65_536)], "L")
    stream = BytesIO()
    scaled = picture.convert("RGB").convert(mode).resize(rendition[:2], Image.Resampling.LANCZOS)
    scaled.save(stream, "JPEG", quality=rendition.quality, subsampling="4:2:0")
    return Image.open(stream)


def differences(one, other):
    """Return the largest and the mean difference of any channel of any pixel."""
    counts = [0] * 256
    for band in ImageChops.difference(one, other).split():
        counts = [have + more for have, more in zip(counts, band.histogram(), strict=True)]
    largest = max(value for value, count in enumerate(counts) if count)
    return largest, sum(value * count for value, count in enumerate(counts)) / sum(counts)


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("name", FILES)
def test_a_piece_is_what_the_whole_rendition_shows(way, name, mode):
    """Scaling and coding a piece gives the pixels of the whole one, but for roundings."""
    opened = Finished(FILES[name])
    for rendition in RENDITIONS:
        whole = whole_rendition(FILES[name], rendition, mode)
        for box in BOXES:
            piece = piece_around(box, SIZE, rendition, grey=mode == "L")
            seen = opened.region([piece]).served(piece)
            inner = piece.inside(box, SIZE).outward().common(Box(0, 0, *seen.size)).pixels
            expected = whole.crop(piece.box.pixels).crop(inner)
            largest, mean = differences(expected, seen.convert(mode).crop(inner))

            assert SIZE == opened.size
            assert largest <= 2, (rendition, box)
            assert mean <= 0.02, (rendition, box)


def test_luma_is_the_same_without_chroma():
    """Codes are looked for in grey JPEGs: their luma is that of 4:2:0, but for roundings before coding."""
    for rendition in RENDITIONS:
        colours = whole_rendition(FILES["jpeg"], rendition, "RGB")
        colours.draft("L", None)
        largest, mean = differences(colours, whole_rendition(FILES["jpeg"], rendition, "L"))

        assert "L" == colours.mode
        assert largest <= 24
        assert mean <= 1.5


@pytest.mark.parametrize("grey, expected", [(False, (112, 32, 176, 80)), (True, (112, 40, 176, 80))])
def test_a_piece_is_made_of_coded_units_and_has_room_around(grey, expected):
    """Its edges are multiples of the unit, or those of the rendition."""
    rendition = Rendition(288, 115, 75)

    assert expected == piece_around(Box(201, 77, 290, 121), SIZE, rendition, grey=grey).box
    assert Box(0, 0, 96, 32) == piece_around(Box(1, 1, 150, 40), SIZE, rendition, grey=grey).box
    assert Box(0, 0, 288, 115) == piece_around(Box(0, 0, *SIZE), SIZE, rendition, grey=grey).box


def test_a_jpeg_in_colour_is_not_decoded_as_a_whole(monkeypatch):
    """Only the part around a piece is, of a progressive one as well; a picture that is stored turned has to be."""
    monkeypatch.setattr(jpeg, "_compiled", lambda: reference)

    assert [False, True, False] == [
        Finished(FILES[name])._picture.editor is None for name in ("jpeg", "turned", "progressive")
    ]


@pytest.mark.parametrize("data", [b"", b"no picture", FILES["png"][:900]], ids=["empty", "text", "cut"])
def test_what_is_no_picture_is_an_error(data):
    """A finished file that was damaged since is told as such."""
    with pytest.raises(CoverError):
        Finished(data)
