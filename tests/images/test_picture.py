"""Parts of a JPEG that is decoded only where it is looked at."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from qualitymark.geometry import Box
from qualitymark.images.jpeg import Editor, Unsupported, parse
from qualitymark.images.jpeg.compiled import Shared
from qualitymark.images.picture import JpegPicture, part_of, words_of
from qualitymark.images.reading import read_cover


def opened(photo, file_of) -> tuple[JpegPicture, Image.Image]:
    data = file_of(photo.resize((192, 128)), "JPEG", quality=80, subsampling="4:2:0")
    picture = read_cover(data, patching=True).picture
    assert isinstance(picture, JpegPicture)
    with Image.open(BytesIO(data)) as image:
        return picture, image.convert("RGB")


@pytest.mark.parametrize("box", [Box(48, 32, 96, 80), Box(0, 0, 16, 16), Box(160, 112, 192, 128), Box(0, 0, 192, 128)])
def test_the_pixels_around_a_box_are_those_of_the_picture(photo, file_of, box):
    """They come with the box that they are of, which holds the asked one."""
    picture, whole = opened(photo, file_of)
    shown, found = picture.around(box)
    image = Image.frombytes("RGB", (shown.width, shown.height), found, "raw", "RGBX")

    assert shown.contains(box)
    assert whole.crop(box.pixels).tobytes() == image.crop(box.moved(-shown.left, -shown.top).pixels).tobytes()
    assert whole.crop(box.pixels).tobytes() == picture.part(box).tobytes()


@pytest.mark.parametrize(
    "box", [(0, 0, 1, 1), (191, 127, 192, 128), (17, 3, 180, 4), (60, 33, 61, 128), (1, 1, 191, 127)]
)
def test_a_part_need_not_be_aligned(photo, file_of, box):
    """Single pixels, rows and columns are those of the picture, also when more of it was decoded before."""
    picture, whole = opened(photo, file_of)
    first = picture.part(Box(*box)).tobytes()
    picture.around(Box(0, 0, 192, 128))

    assert whole.crop(box).tobytes() == first
    assert first == picture.part(Box(*box)).tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_part_of_decoded_pixels_has_their_mode(photo, file_of, mode):
    """Grey pixels are one byte each."""
    data = file_of(photo.convert(mode), "JPEG", quality=80)
    part = part_of(Editor(parse(data)).pixels((20, 10, 50, 40)), (21, 12, 49, 40))
    with Image.open(BytesIO(data)) as whole:
        assert (mode, whole.crop((21, 12, 49, 40)).tobytes()) == (part.mode, part.tobytes())


@pytest.mark.parametrize("size", [(1, 1), (37, 5), (2200, 2000)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_pixels_are_read_where_they_are(mode, size):
    """Their bytes are those that Pillow gives, also of a picture too large for one piece of memory."""
    image = Image.effect_noise(size, 90).convert(mode)
    expected = image.tobytes("raw", "RGBX" if mode == "RGB" else mode)
    found = words_of(image)
    del image

    assert expected == found
    assert isinstance(found, bytes) == (size[0] > 2000)


def test_pixels_of_other_modes_are_not_taken_for_words():
    """A grey picture has one byte a pixel."""
    with pytest.raises(ValueError, match="0"):
        Shared(Image.new("L", (4, 4)).__arrow_c_array__()[1])
    with pytest.raises(ValueError, match="Capsule"):
        Shared(None)


def test_a_part_that_cannot_be_read_alone_is_taken_of_the_whole(photo, file_of, monkeypatch):
    """The box itself comes back, with the pixels that the decoder of the whole file gives, and nothing is patched."""
    picture, whole = opened(photo, file_of)

    def damaged(_box):
        raise Unsupported("stream")

    monkeypatch.setattr(picture.editor, "pixels", damaged)
    shown, found = picture.around(Box(32, 32, 64, 64))

    assert Box(32, 32, 64, 64) == shown
    assert whole.crop((32, 32, 64, 64)).tobytes("raw", "RGBX") == found
    assert picture.editor is None
