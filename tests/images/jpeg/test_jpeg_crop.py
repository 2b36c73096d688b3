"""A part of a JPEG, with the same coefficients, shows what the whole one shows."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from qualitymark.images.jpeg import Editor, compiled, parse, reference

from .conftest import SAMPLINGS, Kind, picture, strictly_decoded

SIZE = (150, 110)
BOXES = [(0, 0, 9, 9), (130, 100, 150, 110), (60, 40, 90, 70), (0, 50, 150, 60), (0, 0, *SIZE)]


def cropped(data, box):
    jpeg = parse(data)
    part = Editor(jpeg, compiled).crop(box)
    assert Editor(jpeg, reference).crop(box) == part
    return part


@pytest.mark.parametrize("optimise", [False, True], ids=["standard", "optimised"])
@pytest.mark.parametrize("restart", ["", "1", "4B"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_part_shows_what_the_whole_shows(sampling, restart, optimise):
    """Decoded with smoothed chroma, the pixels of the box are those of the whole picture, and no decoder complains."""
    data = Kind(sampling, restart, optimise).encode(picture(*SIZE))
    whole = Image.open(BytesIO(data)).convert("RGB")
    for box in BOXES:
        part = cropped(data, box)
        left, top = part.box[:2]
        inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)

        assert strictly_decoded(part.data).size == (part.box[2] - left, part.box[3] - top)
        shown = Image.open(BytesIO(part.data)).convert("RGB").crop(inner)
        assert np.array_equal(np.asarray(whole.crop(box)), np.asarray(shown))


def test_a_part_has_one_unit_more_around_and_no_metadata():
    """The part is one unit larger on each side, as far as there is one; EXIF, profile and comments are left out."""
    data = Kind(restart="4B").encode(picture(*SIZE))
    data = data[:2] + b"\xff\xe1\x00\x08Exif\0\0\xff\xe2\x00\x05abc\xff\xfe\x00\x05abc" + data[2:]
    part = cropped(data, (20, 40, 50, 60))

    assert (0, 16, 80, 80) == part.box
    assert 0 == parse(part.data).restart
    assert not any(word in part.data for word in (b"Exif", b"abc"))


def test_first_differences_that_no_code_is_for_get_one():
    """In a part rows follow each other that did not before; optimised tables are widened for them."""
    image = Image.new("L", (64, 64))
    for place in range(8):
        image.paste(place * 4, (place * 8, 0, place * 8 + 8, 64))
    image.paste(255, (56, 0, 64, 64))
    data = Kind("grey", "1B", optimise=True).encode(image.transpose(Image.Transpose.ROTATE_90))
    part = cropped(data, (8, 0, 24, 64))

    assert parse(data).tables != parse(part.data).tables
    assert strictly_decoded(part.data).size == (32, 64)


def test_an_editor_crops_and_patches_in_any_order():
    """What was read for one is used for the other, and changes nothing."""
    data, new = Kind(optimise=True).encode(picture(*SIZE)), picture(*SIZE, seed=2)
    jpeg = parse(data)
    box = jpeg.aligned((40, 30, 90, 80))
    pixels = new.crop(box).tobytes()
    editor = Editor(jpeg)
    first = editor.patch(box, pixels)

    assert cropped(data, box) == editor.crop(box)
    assert cropped(data, (0, 0, 20, 20)) == editor.crop((0, 0, 20, 20))
    assert first == editor.patch(box, pixels)
