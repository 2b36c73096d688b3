"""Marks laid over pixels, and the luma at an eighth of the size: both implementations alike."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.jpeg import Editor, compiled, parse, reference

from .conftest import SAMPLINGS, Kind, picture


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
