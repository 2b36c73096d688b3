"""Parts of a JPEG decoded here have the very pixels that libjpeg-turbo makes of the whole picture."""

from __future__ import annotations

import platform
import random
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.jpeg import Editor, Unsupported, compiled, parse, reference
from qualitymark.images.jpeg.decoding import pixels_with

from .conftest import SAMPLINGS, Kind, picture

SIZE = (150, 110)
BOXES = [(0, 0, 9, 9), (130, 100, 150, 110), (60, 40, 90, 70), (0, 50, 150, 60), (0, 0, *SIZE)]
TINY = [(1, 1), (2, 3), (3, 2), (4, 4), (5, 17), (8, 8), (9, 1), (17, 5), (16, 16), (33, 31)]


def shown(data: bytes, box, kernel=compiled) -> Image.Image:
    """Return what is decoded here of a box, which lies in the middle of more."""
    part = Editor(parse(data), kernel).pixels(box)
    left, top, right, bottom = part.box
    grey = parse(data).grey
    image = Image.frombytes(
        "L" if grey else "RGB", (right - left, bottom - top), part.data, "raw", "L" if grey else "RGBX"
    )
    return image.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))


def whole(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.load()
        return image


def agree(data: bytes, box) -> None:
    """See that Pillow, the compiled implementation and the reference show the same."""
    expected = whole(data).crop(box)
    assert expected.tobytes() == shown(data, box).tobytes()
    assert Editor(parse(data), reference).pixels(box) == Editor(parse(data), compiled).pixels(box)


@pytest.mark.parametrize("restart", ["", "1", "4B"])
@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_part_has_the_pixels_of_the_whole(sampling, restart):
    data = Kind(sampling, restart).encode(picture(*SIZE))

    for box in BOXES:
        agree(data, box)


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_tiny_pictures_are_whole(sampling):
    """Where there are hardly any samples, none is smoothed with what completes the coded units."""
    for size in TINY:
        agree(Kind(sampling).encode(picture(*size)), (0, 0, *size))


@given(
    st.sampled_from(sorted(SAMPLINGS)),
    st.tuples(st.integers(1, 80), st.integers(1, 60)),
    st.tuples(*[st.floats(0, 1)] * 4),
    st.sampled_from(["", "1", "1B", "3B"]),
    st.booleans(),
    st.sampled_from([10, 50, 75, 90, 100]),
)
@settings(max_examples=60, deadline=None)
def test_any_box_of_any_picture(sampling, size, box, restart, optimise, quality):
    """Boxes need not be aligned to be right."""
    width, height = size
    left, top = int(box[0] * (width - 1)), int(box[1] * (height - 1))
    right, bottom = left + 1 + int(box[2] * (width - left - 1)), top + 1 + int(box[3] * (height - top - 1))

    agree(Kind(sampling, restart, optimise, quality).encode(picture(*size)), (left, top, right, bottom))


@pytest.mark.parametrize("quality", [1, 10, 30, 60, 80, 95, 100])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:0"])
def test_all_qualities(sampling, quality):
    """From blocks with a single coefficient to those that are full, the codes of which have sixteen bits."""
    chance = random.Random(quality)
    noise = Image.frombytes("RGB", (200, 120), bytes(chance.choice((0, 255)) for _ in range(72000)))
    noise.paste(picture(80, 120), (0, 0))
    noise.paste((20, 200, 90), (80, 0, 120, 120))

    agree(Kind(sampling, quality=quality).encode(noise), (0, 0, 200, 120))


def extreme(seed: int, step: int, most: int, many: int) -> bytes:
    """Return a grey JPEG with ``many`` coefficients a block up to ``most``, whatever samples may come of it."""
    chance = random.Random(seed)
    data = Kind("grey", quality=100).encode(Image.new("L", (64, 64)))
    jpeg = parse(data)
    fresh = bytearray()
    for _ in range(64):
        block = [0] * 64
        for place in [0, *chance.sample(range(1, 64), many)]:
            block[place] = chance.choice((-most, most, chance.randint(-most, most)))
        fresh += b"".join(value.to_bytes(2, "little", signed=True) for value in block)
    scan = Editor(jpeg)._scan
    writer = compiled.writer(scan.plan)
    writer.part(scan.segments[0].reader, [(0, 64, 0)], bytes(fresh), (0,), False)
    table = data.index(b"\xff\xdb") + 5
    return data[:table] + bytes([step]) * 64 + data[table + 64 : jpeg.scan] + writer.finish() + b"\xff\xd9"


@pytest.mark.parametrize("many", [1, 5, 63])
@pytest.mark.parametrize(("step", "most"), [(1, 1023), (4, 511), (32, 255), (255, 32), (255, 1023)])
def test_extreme_coefficients(step, most, many):
    """Sums that no picture has are cut to 16 bits, and samples to 8, where libjpeg-turbo's vectors for x86 cut them."""
    for seed in range(3):
        data = extreme(seed, step, most, many)
        parts = [Editor(parse(data), kernel).pixels((0, 0, 64, 64)) for kernel in (compiled, reference)]

        assert parts[0] == parts[1]
        # Behind that libjpeg-turbo has several ways, which differ.
        if step * most < 1 << 13 and platform.machine() in ("x86_64", "AMD64"):
            assert whole(data).tobytes() == parts[0].data


def test_the_part_is_made_of_whole_units():
    """All of its pixels are right, and of four bytes a pixel the last one is 255."""
    data = Kind(restart="4B").encode(picture(*SIZE))
    part = Editor(parse(data)).pixels((20, 40, 50, 60))

    assert (16, 32, 64, 64) == part.box
    assert whole(data).crop(part.box).tobytes("raw", "RGBX") == part.data
    assert b"\xff" * (48 * 32) == part.data[3::4]


def test_an_editor_decodes_and_patches_in_any_order():
    """What was read for one is used for the other, and changes nothing."""
    data, new = Kind(optimise=True).encode(picture(*SIZE)), picture(*SIZE, seed=2)
    jpeg = parse(data)
    box = jpeg.aligned((40, 30, 90, 80))
    pixels = new.crop(box).tobytes()
    editor = Editor(jpeg)
    first = editor.patch(box, pixels)

    assert Editor(jpeg).pixels(box) == editor.pixels(box)
    assert Editor(jpeg).pixels((0, 0, 20, 20)) == editor.pixels((0, 0, 20, 20))
    assert first == editor.patch(box, pixels)


@pytest.mark.parametrize("restart", ["", "3B"])
@pytest.mark.parametrize(("sampling", "optimise"), [("4:2:0", False), ("4:4:4", True), ("grey", True)])
def test_damaged_data_come_to_the_same(sampling, optimise, restart):
    """Either both implementations make the same of them, or both give the same reason."""
    data = Kind(sampling, restart, optimise).encode(picture(60, 44))
    chance = random.Random(f"{sampling} {restart}")
    found = set()
    for _ in range(60):
        hurt = bytearray(data)
        for _ in range(chance.choice((1, 1, 4))):
            hurt[chance.randrange(parse(data).scan, len(data) - 2)] = chance.randrange(255)
        outcomes = []
        for kernel in (compiled, reference):
            try:
                outcomes.append(Editor(parse(bytes(hurt)), kernel).pixels((0, 10, 60, 30)))
            except Unsupported as error:
                outcomes.append(error.reason)
        found.add(type(outcomes[0]))

        assert outcomes[0] == outcomes[1]
    assert len(found) == 2


def test_parts_that_are_not_those_of_the_box_are_refused():
    """There have to be just as many units as the box has, none across the end of a row, and of the same kind."""
    jpeg = parse(Kind().encode(picture(64, 48)))
    # Six blocks too, but those of other components.
    other = Editor(parse(Kind("odd").encode(picture(64, 48))))._scan.segments[0].reader
    fewer = Editor(parse(Kind("4:4:4").encode(picture(64, 48))))._scan.segments[0].reader
    reader = Editor(jpeg)._scan.segments[0].reader
    box = (0, 0, 32, 32)

    whole_box = [(reader, 0, 2), (reader, 4, 2)]

    assert 32 * 32 * 4 == len(compiled.pixels(jpeg, box, whole_box, box))
    for part in ((0, 0, 33, 32), (-1, 0, 32, 32), (0, 8, 32, 8), (9, 0, 8, 32), (0, 0, 32, 33)):
        with pytest.raises(ValueError, match=r"\d"):
            compiled.pixels(jpeg, box, whole_box, part)
    for parts in (
        [],
        [(reader, 0, 2)],
        [(reader, 0, 2), (reader, 4, 1)],
        [(reader, 0, 4)],
        [(reader, 0, 1), (reader, 1, 2), (reader, 4, 1)],
        [(reader, 0, 2), (reader, 4, 2), (reader, 8, 1)],
        [(other, 0, 2), (other, 4, 2)],
        [(fewer, 0, 2), (fewer, 8, 2)],
    ):
        with pytest.raises(ValueError, match=r"\d"):
            compiled.pixels(jpeg, box, parts, box)
    with pytest.raises(ValueError, match=r"\d"):
        compiled.pixels(jpeg, (0, 0, 33, 32), whole_box, box)
    with pytest.raises(TypeError):
        compiled.pixels(jpeg, box, [(None, 0, 2)], box)
    with pytest.raises(Unsupported):
        compiled.pixels(jpeg, box, [(reader, 0, 2), (reader, 13, 2)], box)


def test_a_box_outside_of_the_picture_is_refused():
    scan = Editor(parse(Kind().encode(picture(64, 48))))._scan

    with pytest.raises(ValueError, match="50"):
        pixels_with(scan, (0, 50, 10, 60))
