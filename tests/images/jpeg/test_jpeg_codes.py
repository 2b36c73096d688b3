"""Tables that are full: codes move, and only what bears them is written anew."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from qualitymark.images.jpeg import Editor, Unsupported, compiled, parse, reference
from qualitymark.images.jpeg.scan import Change, Scan, headers
from qualitymark.images.jpeg.tables import widened

from .conftest import Kind, both, coefficients, picture, strictly_decoded

KERNELS = [reference, compiled]
# One code of each length and the code of ones: there is no room for another one.
FULL = bytes([1] * 16)


def with_table(kernel, data: bytes, counts: bytes, values: bytes) -> bytes:
    """The same grey picture, its AC coefficients coded with another table that has all symbols it needs."""
    jpeg = parse(data)
    scan = Scan(kernel, jpeg)
    changes = {(1, 0): Change(jpeg.tables[1, 0]._replace(counts=counts, values=values), moved=True)}
    (segment,) = scan.segments
    writer = kernel.writer(scan.planned(changes))
    writer.transcode(segment.reader, 0, segment.finished())
    return bytes(headers(jpeg, changes)) + writer.finish() + b"\xff\xd9"


def full() -> bytes:
    """A smooth grey picture whose table has no room; its rarer symbols have long codes."""
    chance = np.random.default_rng(1)
    smooth = np.add.outer(np.arange(64), np.arange(96)) + chance.integers(0, 8, (64, 96))
    data = Kind("grey", optimise=True, quality=70).encode(Image.fromarray(smooth.astype(np.uint8)))
    used = parse(data).tables[1, 0].values
    assert 8 < len(used) <= 16
    spare = [symbol for symbol in (0x61, 0x71, 0x81, 0x91, 0xA1, 0xB1, 0xC1, 0xD1) if symbol not in used]
    return with_table(reference, data, FULL, used + bytes(spare[: 16 - len(used)]))


def lacking(values: bytes, number: int) -> dict[int, int]:
    """So many symbols that a table has not, each of which comes once."""
    every = (run << 4 | size for run in range(16) for size in range(1, 11))
    return dict.fromkeys([symbol for symbol in every if symbol not in values][:number], 1)


@pytest.mark.parametrize(("number", "length"), [(1, 15), (2, 14), (15, 11), (64, 9), (65, 8), (120, 8)])
def test_the_rarest_code_that_makes_room_grows(number, length):
    """Of a full table the longest code that frees enough gets one bit more, and all shorter ones stay."""
    values = parse(full()).tables[1, 0].values
    wide = widened(FULL, values, lacking(values, number))
    old, new = reference.Table(FULL, values).codes, reference.Table(wide.counts, wide.values).codes

    assert wide.moved
    assert length == min(len(old[symbol]) for symbol in values if old[symbol] != new[symbol])
    assert length + 1 == len(new[next(symbol for symbol in values if len(old[symbol]) == length)])


@pytest.mark.parametrize("number", [1, 2, 15, 64, 65, 120])
def test_moved_codes_are_exchanged(number, tmp_path):
    """By exchanging the rare codes alone, or, where a frequent one moved, by writing all anew: the same bytes."""
    data = full()
    values = parse(data).tables[1, 0].values
    wide = widened(FULL, values, lacking(values, number))
    expected, found = (with_table(kernel, data, wide.counts, wide.values) for kernel in KERNELS)

    assert expected == found
    assert data != found
    assert np.array_equal(coefficients(data, tmp_path)[0], coefficients(found, tmp_path)[0])
    assert strictly_decoded(data).tobytes() == strictly_decoded(found).tobytes()


def test_a_patch_of_a_picture_with_a_full_table(tmp_path):
    """What the new pixels need is added, and what is outside of the box is the same afterwards."""
    data = full()
    jpeg, box = parse(data), (32, 16, 64, 40)
    new = picture(96, 64).convert("L").crop(box)
    out = both(jpeg, box, new.tobytes())
    before, after = (coefficients(file, tmp_path)[0].copy() for file in (data, out))
    before[2:5, 4:8] = after[2:5, 4:8] = 0

    assert len(parse(out).tables[1, 0].values) > len(jpeg.tables[1, 0].values)
    assert np.array_equal(before, after)
    strictly_decoded(out)


def test_room_behind_the_last_code_is_used_without_moving_any():
    """Where the longest code is shorter than 16 bits there is room, and the old coded data stay bit by bit."""
    data = Kind("grey", optimise=True, quality=95).encode(Image.new("L", (96, 64), 90))
    jpeg, box = parse(data), (88, 56, 96, 64)
    out = both(jpeg, box, picture(8, 8).convert("L").tobytes())
    old, new = (
        reference.Table(file.tables[1, 0].counts, file.tables[1, 0].values).codes for file in (jpeg, parse(out))
    )
    start, length = parse(out).scan, len(data) - jpeg.scan - 8

    assert len(old) < len(new)
    assert old == {symbol: new[symbol] for symbol in old}
    assert data[jpeg.scan : jpeg.scan + length] == out[start : start + length]
    strictly_decoded(out)


@pytest.mark.parametrize("kind", [Kind(), Kind(optimise=True), Kind("grey", "7B", optimise=True)])
def test_places_may_be_asked_for_in_any_order(kind):
    """Where an MCU starts does not depend on what was asked for before."""
    data = kind.encode(picture(96, 64))
    jpeg = parse(data)
    found = []
    for kernel in KERNELS:
        reader = Scan(kernel, jpeg).segments[0].reader
        found.append([reader.place(unit) for unit in (3, 1, 6, 0, 6, 7)])

    assert found[0] == found[1]
    assert found[0][2] == found[0][4]
    assert sorted(place for place, _ in found[0]) == [found[0][number][0] for number in (3, 1, 0, 2, 4, 5)]


@pytest.mark.parametrize("kernel", KERNELS)
def test_reading_behind_the_end_is_refused_each_time(kernel):
    """A segment that ends too early is told again and again, and what was read before stays known."""
    data = Kind(optimise=True).encode(picture(96, 64))
    jpeg = parse(data)
    reader = Scan(kernel, jpeg).segments[0].reader
    last = reader.place(24)
    for unit in (25, 40, 10**6):
        with pytest.raises(Unsupported) as caught:
            reader.place(unit)
        assert "stream" == caught.value.reason

    assert last == reader.place(24)
    assert Editor(jpeg, kernel).pixels((0, 0, 96, 64)).box == (0, 0, 96, 64)
