"""Everything outside of the box stays, everything inside is what libjpeg's own encoder would write."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.jpeg import parse, patch

from .conftest import SAMPLINGS, Kind, coefficients, patched, picture, strictly_decoded

SIZES = [(96, 64), (83, 61)]


def boxes(width, height):
    """The corners, the middle, a full row, a full column, all."""
    return [
        (0, 0, 20, 12),
        (width - 20, height - 12, width, height),
        (width - 9, 0, width, 9),
        (width // 3, height // 3, width // 3 + 30, height // 3 + 18),
        (0, height // 2, width, height // 2 + 1),
        (width // 2, 0, width // 2 + 1, height),
        (0, 0, width, height),
    ]


def blocks_inside(jpeg, aligned, number):
    """Where the blocks of a component lie that belong to the units of a box."""
    part, (across, down) = jpeg.components[number], jpeg.unit
    columns = slice(aligned[0] // across * part.h, -(-aligned[2] // across) * part.h)
    rows = slice(aligned[1] // down * part.v, -(-aligned[3] // down) * part.v)
    return rows, columns


def expect_only_the_box_changed(data, out, new, aligned, expected, folder):
    """Coefficients outside are the source's, those inside are those of ``expected``, a file of the new picture."""
    jpeg = parse(data)
    triples = zip(coefficients(data, folder), coefficients(out, folder), coefficients(expected, folder), strict=True)
    for number, (before, after, wanted) in enumerate(triples):
        inside = blocks_inside(jpeg, aligned, number)
        outside = np.ones(before.shape[:2], bool)
        outside[inside] = False
        assert np.array_equal(before[outside], after[outside])
        assert np.array_equal(wanted[inside], after[inside])


def expect_pixels_outside_are_kept(data, out, aligned):
    """Decoded pixels outside are the same, but for a ring as wide as a chroma sample; without smoothing, all are."""
    jpeg = parse(data)
    across, down = jpeg.unit[0] // 8, jpeg.unit[1] // 8
    for ring, options in ((1, ()), (0, ("-nosmooth",))):
        before, after = (np.asarray(strictly_decoded(file, *options)).copy() for file in (data, out))
        rows = slice(max(0, aligned[1] - ring * down), aligned[3] + ring * down)
        columns = slice(max(0, aligned[0] - ring * across), aligned[2] + ring * across)
        before[rows, columns] = after[rows, columns] = 0
        assert np.array_equal(before, after)


@pytest.mark.parametrize("optimise", [False, True], ids=["standard", "optimised"])
@pytest.mark.parametrize("restart", ["", "1", "1B", "7B"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_only_the_units_under_the_box_change(sampling, restart, optimise, tmp_path):
    """In every kind of file and at every place: kept outside, libjpeg's own inside, strictly decodable."""
    kind = Kind(sampling, restart, optimise)
    for size in SIZES:
        data, new = kind.encode(picture(*size)), picture(*size, seed=2)
        expected = kind.standard().encode(new)
        for box in boxes(*size):
            out, aligned = patched(data, new, box)
            expect_only_the_box_changed(data, out, new, aligned, expected, tmp_path)
            expect_pixels_outside_are_kept(data, out, aligned)


@given(
    kind=st.builds(
        Kind,
        st.sampled_from(sorted(SAMPLINGS)),
        st.sampled_from(["", "1", "1B", "3B"]),
        st.booleans(),
        st.sampled_from([5, 50, 95, 100]),
    ),
    shape=st.tuples(st.integers(1, 70), st.integers(1, 50), st.integers(2, 99)),
    places=st.tuples(*[st.floats(0, 1)] * 4),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_box_of_any_picture(kind, shape, places, tmp_path):
    """Whatever the size, the quality and the box are, the same holds."""
    *size, seed = shape
    left, right = sorted((int(places[0] * size[0]), int(places[1] * size[0])))
    top, bottom = sorted((int(places[2] * size[1]), int(places[3] * size[1])))
    left, top = min(left, size[0] - 1), min(top, size[1] - 1)
    data, new = kind.encode(picture(*size)), picture(*size, seed=seed)
    out, aligned = patched(data, new, (left, top, max(left + 1, right), max(top + 1, bottom)))

    strictly_decoded(out)
    expect_only_the_box_changed(data, out, new, aligned, kind.standard().encode(new), tmp_path)


@pytest.mark.parametrize("source", ["flat", "busy"])
@pytest.mark.parametrize("restart", ["", "2B"])
def test_optimised_tables_are_widened(source, restart, tmp_path):
    """A picture whose tables know few symbols can bear another one that needs many."""
    size = (96, 64)
    image = Image.new("RGB", size, (120, 90, 60)) if source == "flat" else picture(*size)
    kind = Kind("4:2:0", restart, optimise=True, quality=95)
    data = kind.encode(image)
    noise = Image.frombytes("RGB", size, random.Random(1).randbytes(3 * 96 * 64))
    out, aligned = patched(data, noise, (20, 20, 60, 40))

    assert parse(data).tables != parse(out).tables
    expect_only_the_box_changed(data, out, noise, aligned, kind.standard().encode(noise), tmp_path)
    expect_pixels_outside_are_kept(data, out, aligned)


def test_everything_but_the_coded_data_is_copied():
    """Segments before the scan stay as they are, and so does what stands behind the end of the picture."""
    data = Kind().encode(picture(64, 48))
    data = data[:2] + b"\xff\xe1\x00\x08Exif\0\0\xff\xfe\x00\x05abc" + data[2:] + b"behind \xff\xd8\xff"
    out, _ = patched(data, picture(64, 48, seed=2), (8, 8, 20, 20))

    assert data != out
    assert data[: parse(data).scan] == out[: parse(out).scan]
    assert out.endswith(b"\xff\xd9behind \xff\xd8\xff")


def test_units_in_which_nothing_changed_are_left_alone(tmp_path):
    """With the pixels from before, only units with a difference get new coefficients."""
    size, box = (96, 64), (16, 16, 80, 48)
    data = Kind().encode(picture(*size))
    decoded = Image.open(BytesIO(data)).convert("RGB")
    changed = decoded.copy()
    changed.putpixel((40, 20), (1, 2, 3))
    changed.paste((9, 200, 9), (64, 32, 80, 48))
    out, _ = patched(data, changed, box, decoded.crop(box).tobytes())
    words = [image.crop(box).tobytes("raw", "RGBX") for image in (changed, decoded)]

    luma = coefficients(data, tmp_path)[0] != coefficients(out, tmp_path)[0]
    touched = {(int(row) // 2, int(column) // 2) for row, column in np.argwhere(luma.any(axis=(2, 3)))}
    assert {(1, 2), (2, 4)} == touched
    assert out == patch(data, box, *words)


def test_where_nothing_changed_the_file_is_the_same():
    """Pixels that are all as they were give the very file back."""
    data = Kind().encode(picture(64, 48))
    pixels = picture(64, 48).crop((0, 0, 16, 16)).tobytes()

    assert data == patch(data, (0, 0, 16, 16), pixels, pixels)


@pytest.mark.parametrize("box", [(1, 0, 16, 16), (0, 0, 16, 17), (0, 0, 80, 16), (48, 0, 16, 16)])
def test_a_box_that_is_not_aligned_is_refused(box):
    """Pixels for half a unit are a mistake of the caller."""
    data = Kind().encode(picture(64, 48))

    with pytest.raises(ValueError, match=r"\d"):
        patch(data, box, bytes(3 * 16 * 16))


@pytest.mark.parametrize("size", [0, 3 * 16 * 16 - 1, 2 * 16 * 16, 16 * 16, 5 * 16 * 16])
def test_pixels_of_another_size_are_refused(size):
    """A colour picture takes three or four bytes a pixel."""
    data = Kind().encode(picture(64, 48))

    with pytest.raises(ValueError, match=str(size)):
        patch(data, (0, 0, 16, 16), bytes(size))
