"""Units that a mark hides: a part need not show them, and a patch writes them whatever was there."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.jpeg import Editor, compiled, parse, reference

from .conftest import SAMPLINGS, Kind, picture, strictly_decoded

SIZE = (150, 110)
BOXES = [(16, 16, 140, 100), (0, 0, 96, 64), (64, 48, *SIZE), (0, 0, *SIZE)]


def disc(size) -> Image.Image:
    """A mark that is opaque but for its corners, which fade."""
    width, height = size
    y, x = np.mgrid[:height, :width]
    far = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    alpha = np.clip((0.6 - far) * 4000, 0, 255).astype(np.uint8)
    mark = picture(width, height, seed=3)
    mark.putalpha(Image.fromarray(alpha))
    return mark


def marked(data: bytes, box, kernel):
    """What a caller does: the part, the pixels of the box in it, the mark over them, and the patch."""
    jpeg = parse(data)
    editor = Editor(jpeg, kernel)
    box = jpeg.aligned(box)
    mark = disc((box[2] - box[0], box[3] - box[1]))
    hidden = editor.hidden(box, mark.tobytes(), box)
    part = editor.crop(box, hidden)
    left, top = part.box[:2]
    shown = (
        Image.open(BytesIO(part.data)).convert("RGB").crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    )
    after = shown.copy()
    after.paste(mark, (0, 0), mark)
    mode = "L" if jpeg.grey else "RGB"
    out = editor.patch(box, after.convert(mode).tobytes(), shown.convert(mode).tobytes(), hidden)
    return part, hidden, shown, out


def pixels_of(jpeg, box, flags) -> np.ndarray:
    """Flags of units as flags of the pixels of a box."""
    wide, high = jpeg.units_of(box)
    units = np.frombuffer(flags, np.uint8).reshape(high, wide)
    whole = units.repeat(jpeg.unit[1], 0).repeat(jpeg.unit[0], 1)
    return whole[: box[3] - box[1], : box[2] - box[0]].astype(bool)


@pytest.mark.parametrize("optimise", [False, True], ids=["standard", "optimised"])
@pytest.mark.parametrize("restart", ["", "4B"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_pixels_that_are_seen_stay_in_the_part(sampling, restart, optimise):
    """All pixels of units that are not hidden are those of the whole picture, and the part is smaller."""
    data = Kind(sampling, restart, optimise).encode(picture(*SIZE))
    whole = Image.open(BytesIO(data)).convert("RGB")
    jpeg = parse(data)
    for box in map(jpeg.aligned, BOXES):
        part, hidden, shown, out = marked(data, box, compiled)
        seen = ~pixels_of(jpeg, box, hidden)

        assert (part, hidden, shown, out) == marked(data, box, reference)
        assert np.array_equal(np.asarray(whole.crop(box))[seen], np.asarray(shown)[seen])
        assert strictly_decoded(part.data).size == (part.box[2] - part.box[0], part.box[3] - part.box[1])


@pytest.mark.parametrize("restart", ["", "5B"])
@pytest.mark.parametrize("sampling", ["4:2:0", "4:4:4", "4:1:1"])
def test_what_is_hidden_makes_no_difference_to_the_patch(sampling, restart):
    """With a part that hides and with one that does not, the same file comes out."""
    data = Kind(sampling, restart).encode(picture(*SIZE))
    jpeg = parse(data)
    box = jpeg.aligned(BOXES[0])
    whole = Image.open(BytesIO(data)).convert("RGB").crop(box)
    after = whole.copy()
    mark = disc(whole.size)
    after.paste(mark, (0, 0), mark)
    part, hidden, _, out = marked(data, box, compiled)

    assert 10 < hidden.count(1)
    assert len(part.data) < len(Editor(jpeg).crop(box).data)
    assert Editor(jpeg).patch(box, after.tobytes(), whole.tobytes()) == out


@pytest.mark.parametrize("optimise", [False, True])
def test_any_flags_keep_what_is_seen(optimise):
    """Whatever units are hidden, those that are not are shown as they are; both implementations agree."""
    data = Kind("4:2:0", "7B", optimise).encode(picture(*SIZE))
    jpeg = parse(data)
    whole = Image.open(BytesIO(data)).convert("RGB")
    chance = random.Random(1)
    for number in range(60):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        box = jpeg.aligned((x, y, x + 1 + chance.randrange(150), y + 1 + chance.randrange(110)))
        wide, high = jpeg.units_of(box)
        flags = bytes(chance.random() < number / 50 for _ in range(wide * high))
        part = Editor(jpeg, compiled).crop(box, flags)
        left, top = part.box[:2]
        inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
        shown = Image.open(BytesIO(part.data)).convert("RGB").crop(inner)
        seen = ~pixels_of(jpeg, box, flags)

        assert Editor(jpeg, reference).crop(box, flags) == part
        assert np.array_equal(np.asarray(whole.crop(box))[seen], np.asarray(shown)[seen])


def test_hidden_units_are_those_under_opaque_pixels():
    """A unit that the mark leaves at one pixel, or makes paler there, is seen."""
    jpeg = parse(Kind().encode(picture(83, 61)))
    box, at = jpeg.aligned((0, 0, 83, 61)), (16, 15, 83, 61)
    mark = Image.new("RGBA", (67, 46), (1, 2, 3, 255))
    mark.putpixel((40, 20), (1, 2, 3, 254))
    expected = bytes([0] * 6 + [0, 1, 1, 1, 1, 1] + [0, 1, 1, 0, 1, 1] + [0, 1, 1, 1, 1, 1])

    assert expected == Editor(jpeg, compiled).hidden(box, mark.tobytes(), at)
    assert expected == Editor(jpeg, reference).hidden(box, mark.tobytes(), at)


@pytest.mark.parametrize("flags", [b"", b"\1", b"\1\0\2\0", b"\1" * 5])
def test_flags_that_do_not_fit_are_refused(flags):
    """There is one flag, 0 or 1, for each unit."""
    jpeg = parse(Kind().encode(picture(64, 48)))
    pixels = bytes(3 * 32 * 32)
    for kernel in (compiled, reference):
        editor = Editor(jpeg, kernel)
        with pytest.raises(ValueError, match=str(len(flags))):
            editor.crop((0, 0, 32, 32), flags)
        with pytest.raises(ValueError, match=str(len(flags))):
            editor.patch((0, 0, 32, 32), pixels, pixels, flags)
    with pytest.raises(ValueError, match="1"):
        editor.crop((1, 0, 32, 32), bytes(4))


@given(st.integers(0, 2**32), st.sampled_from([3, 4]), st.integers(1, 40), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_a_mark_is_laid_over_as_pillow_does_it(seed, step, width, height):
    """Any colours with any alpha come to what Image.paste with a mask makes of them."""
    chance = random.Random(seed)
    below = Image.frombytes("RGB", (width + 5, height + 3), chance.randbytes(3 * (width + 5) * (height + 3)))
    mark = Image.frombytes("RGBA", (width, height), chance.randbytes(4 * width * height))
    at, box = (12, 21, 12 + width, 21 + height), (10, 20, 15 + width, 23 + height)
    raw = "RGBX" if step == 4 else "RGB"
    editors = [Editor(parse(Kind().encode(picture(16, 16))), kernel) for kernel in (compiled, reference)]
    found = [editor.over(box, below.tobytes("raw", raw), mark.tobytes(), at) for editor in editors]
    size = below.size
    below.paste(mark, (2, 1), mark)

    assert found[0] == found[1]
    assert below.tobytes() == Image.frombytes("RGB", size, found[0], "raw", raw).tobytes()


def test_every_colour_over_every_colour_with_every_alpha():
    """All 2^24 cases agree with Pillow."""
    editor = Editor(parse(Kind().encode(picture(16, 16))))
    ramp = np.arange(256, dtype=np.uint8)
    below = np.broadcast_to(ramp[:, None, None], (256, 256, 3)).copy()
    for alpha in range(256):
        above = np.empty((256, 256, 4), np.uint8)
        above[..., :3] = ramp[None, :, None]
        above[..., 3] = alpha
        image, mark = Image.fromarray(below), Image.fromarray(above)
        image.paste(mark, (0, 0), mark)
        box = (0, 0, 256, 256)
        assert image.tobytes() == editor.over(box, below.tobytes(), above.tobytes(), box)


@pytest.mark.parametrize("at", [(0, 0, 17, 16), (-1, 0, 3, 3), (8, 8, 8, 9), (0, 15, 1, 17), (0, 0, 4, 5)])
def test_a_mark_outside_of_the_box_is_refused(at):
    """It has to lie inside, and to have as many pixels as it says."""
    jpeg = parse(Kind().encode(picture(32, 32)))
    mark = bytes(4 * max(0, at[2] - at[0]) * max(0, at[3] - at[1]) + 4 * (at == (0, 0, 4, 5)))
    for kernel in (compiled, reference):
        editor = Editor(jpeg, kernel)
        with pytest.raises(ValueError, match=r"\d"):
            editor.over((0, 0, 16, 16), bytes(3 * 256), mark, at)
        with pytest.raises(ValueError, match=r"\d"):
            editor.hidden((0, 0, 16, 16), mark, at)


@pytest.mark.parametrize("optimise", [False, True])
@pytest.mark.parametrize("restart", ["", "3B"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_luminance_is_the_mean_of_blocks(sampling, restart, optimise):
    """Each sample is within two levels of the mean of its block in the decoded picture."""
    data = Kind(sampling, restart, optimise, quality=95).encode(picture(150, 107).resize((300, 214)))
    jpeg = parse(data)
    width, height, found = Editor(jpeg).luminance()
    part = jpeg.components[0]
    image = Image.open(BytesIO(data))
    image.draft("L" if jpeg.grey else "YCbCr", None)
    luma = np.asarray(image.getchannel(0), float)
    # Where the luma is coarser than the picture, a block is of as many pixels more.
    down, across = jpeg.unit[1] // part.v, jpeg.unit[0] // part.h
    rows, columns = 214 // down, 300 // across
    means = luma[: rows * down, : columns * across].reshape(rows, down, columns, across).mean((1, 3))
    samples = np.frombuffer(found, np.uint8).reshape(height, width)[:rows, :columns]

    assert (width, height) == (-(-300 // across), -(-214 // down))
    assert Editor(jpeg, reference).luminance() == (width, height, found)
    assert np.abs(samples - means).max() <= 2
