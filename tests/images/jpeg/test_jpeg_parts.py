"""The steps one by one: tables made wider, the transform against its formula, padding, both implementations alike."""

from __future__ import annotations

import math
import random
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.images.jpeg import Editor, Unsupported, compiled, parse, reference
from qualitymark.images.jpeg.reference_pixels import forward_dct
from qualitymark.images.jpeg.scan import Scan
from qualitymark.images.jpeg.tables import widened

from .conftest import Kind, both, patched, picture, strictly_decoded

# Those in several scans are for test_jpeg_progressive.
SEEDS = sorted((Path(__file__).parent / "seeds").glob("[!p]*.jpg"))


def kraft(counts: bytes) -> int:
    return sum(count << (16 - length) for length, count in enumerate(counts, 1))


@st.composite
def tables(draw):
    """A table with at least the code of ones free, and symbols that it lacks."""
    counts = [0] * 16
    free = 1 << 16
    for length in range(1, 17):
        most = min(40, (free - 1) >> (16 - length))
        counts[length - 1] = draw(st.integers(0, most))
        # Sometimes a table leaves hardly any space.
        if length > 8 and draw(st.booleans()):
            counts[length - 1] = min(most, 60)
        while sum(counts) > 250:
            counts[length - 1] -= 1
        free -= counts[length - 1] << (16 - length)
    if not any(counts):
        counts[0] = 1
    symbols = draw(st.permutations(range(256)))
    known = symbols[: sum(counts)]
    lacking = symbols[len(known) : len(known) + draw(st.integers(1, 256 - len(known)))]
    return bytes(counts), bytes(known), {symbol: draw(st.integers(1, 9999)) for symbol in lacking[:40]}


@given(tables())
def test_a_wider_table_has_all_symbols_and_the_code_of_ones_free(case):
    """All symbols are there once, no code is longer than 16 bits, and none is made of ones alone."""
    counts, values, added = case
    wide = widened(counts, values, added)

    assert sorted([*values, *added]) == sorted(wide.values)
    assert len(wide.values) == sum(wide.counts)
    assert kraft(wide.counts) < 1 << 16


@given(tables())
def test_codes_stay_unless_the_table_says_that_they_moved(case):
    """Where there is room, every old symbol keeps its code; else one code grows, by one bit."""
    counts, values, added = case
    wide = widened(counts, values, added)
    old, new = reference.Table(counts, values).codes, reference.Table(wide.counts, wide.values).codes
    grown = [symbol for symbol in values if len(old[symbol]) != len(new[symbol])]

    assert wide.moved == ((1 << 16) - kraft(counts) - 1 < len(added))
    if wide.moved:
        assert [1] == [len(new[symbol]) - len(old[symbol]) for symbol in grown]
    else:
        assert old == {symbol: new[symbol] for symbol in values}


@given(st.lists(st.integers(0, 255), min_size=64, max_size=64))
def test_the_transform_is_that_of_the_standard(samples):
    """The integer method agrees with the formula of A.3.3 to less than a quarter of a quantisation step of 1."""
    rows = [samples[at : at + 8] for at in range(0, 64, 8)]
    found = forward_dct(rows)
    for place in (0, 1, 8, 9, 27, 36, 63):
        v, u = divmod(place, 8)
        total = sum(
            (rows[y][x] - 128) * math.cos((2 * x + 1) * u * math.pi / 16) * math.cos((2 * y + 1) * v * math.pi / 16)
            for y in range(8)
            for x in range(8)
        )
        scale = (math.sqrt(0.5) if u == 0 else 1) * (math.sqrt(0.5) if v == 0 else 1) / 4
        assert abs(found[place] / 8 - total * scale) < 0.25


@given(st.integers(0, 2**32), st.sampled_from(["4:4:4", "4:2:0", "4:1:1", "grey"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_both_make_the_same_coefficients_of_any_pixels(seed, sampling, extreme):
    """Noise, and pixels that are black or white only, with all steps of quantisation from 1 to 65535."""
    chance = random.Random(seed)
    jpeg = parse(Kind(sampling).encode(picture(37, 21)))
    steps = tuple(chance.choice((1, 2, 3, chance.randrange(1, 256), chance.randrange(1, 65536))) for _ in range(64))
    for part in jpeg.components:
        object.__setattr__(jpeg, "components", tuple(part._replace(quantisation=steps) for part in jpeg.components))
    pixels = chance.randbytes(37 * 21 * (1 if jpeg.grey else 3))
    if extreme:
        pixels = bytes(255 * (byte & 1) for byte in pixels)
    wide, high = jpeg.units
    everything = (jpeg, (0, 0, 37, 21), pixels, b"\1" * (wide * high))

    assert bytes(compiled.coefficients(*everything)) == bytes(reference.coefficients(*everything))


@pytest.mark.parametrize("ones", range(8))
def test_padding_never_grows_into_a_byte_of_its_own(ones):
    """Whatever the old padding and the new length are, no decoder finds bytes behind the last code."""
    for seed in range(ones * 12, ones * 12 + 12):
        size = (33 + seed % 40, 20)
        data = Kind("grey").encode(picture(*size))
        out, _ = patched(data, picture(*size, seed=seed), (0, 0, 8, 8))
        strictly_decoded(out)


def test_padding_of_zeros_is_understood():
    """Some encoders pad with zeros; the true end is found for them as well."""
    for seed in range(40):
        size = (33 + seed, 20)
        data = Kind("grey").encode(picture(*size))
        jpeg = parse(data)
        reader = reference.Reader(data, jpeg.scan, len(data) - 2, Scan(reference, jpeg).plan)
        end, _ = reader.place(jpeg.units[0] * jpeg.units[1])
        spare = reader.length - end
        if data[-3] == 0 or data[-4:-2] == b"\xff\0":
            continue
        zeros = data[:-3] + bytes([data[-3] >> spare << spare]) + data[-2:]
        out, _ = patched(zeros, picture(*size, seed=seed), (0, 0, 8, 8))
        strictly_decoded(out)


def outcome(kernel, data: bytes, seed: int):
    """What a file comes to: a part and new bytes, or the reason why not."""
    try:
        jpeg = parse(data)
        if jpeg.width * jpeg.height > 1 << 14:
            return None
        chance = random.Random(seed)
        x, y = chance.randrange(jpeg.width), chance.randrange(jpeg.height)
        box = jpeg.aligned((x, y, x + 1 + chance.randrange(40), y + 1 + chance.randrange(40)))
        area = (box[2] - box[0]) * (box[3] - box[1])
        editor = Editor(jpeg, kernel)
        return editor.pixels(box), editor.patch(box, chance.randbytes(area * (1 if jpeg.grey else 3)))
    except Unsupported as error:
        return error.reason


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_seeds_and_their_mutants_come_to_the_same(path):
    """Damaged files make both implementations say the same, and neither fall."""
    data = path.read_bytes()
    chance = random.Random(path.name)
    for seed in range(25):
        mutant = bytearray(data)
        for _ in range(seed % 4):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        expected = outcome(reference, bytes(mutant), seed)
        assert expected == outcome(compiled, bytes(mutant), seed)


def test_there_are_seeds():
    """The seeds of the fuzzing are found."""
    assert len(SEEDS) >= 10


def test_a_coefficient_beyond_baseline_is_refused():
    """A difference that no category holds is told, not cut."""
    jpeg = parse(Kind("grey").encode(picture(16, 16)))
    for kernel in (reference, compiled):
        scan = Scan(kernel, jpeg)
        reader = scan.segments[0].reader
        for values in ([2048] + [0] * 63, [0, 1024] + [0] * 62, [-2048] + [0] * 63):
            fresh = array("h", values).tobytes()
            with pytest.raises(Unsupported) as caught:
                kernel.writer(scan.plan).part(reader, [(0, 1, 0)], fresh, (0,), False)
            assert "range" == caught.value.reason
            with pytest.raises(Unsupported) as caught:
                kernel.lacking(scan.plan, reader, [(0, 1, 0)], fresh, (0,))
            assert "range" == caught.value.reason


@pytest.mark.parametrize("piece", [(0, 0, 0), (0, 2, 0), (0, 1, 1), (-1, 1, -1), (0, 5, -1), (0, 0, -1), (5, 1, -1)])
def test_pieces_that_are_not_there_are_refused(piece):
    """No MCU is read or written that does not lie in the segment, or among the new ones."""
    scan = Scan(compiled, parse(Kind("grey").encode(picture(16, 16))))
    reader, fresh = scan.segments[0].reader, bytes(128)

    with pytest.raises((Unsupported, ValueError)):
        compiled.writer(scan.plan).part(reader, [piece], fresh, (0,), False)
    with pytest.raises((Unsupported, ValueError)):
        compiled.lacking(scan.plan, reader, [piece], fresh, (0,))


@given(
    st.binary(max_size=60).map(lambda data: bytes(255 * (byte & 1) | byte >> 1 for byte in data)), st.integers(0, 64)
)
@settings(deadline=None)
def test_bytes_of_ones_are_stuffed(data, start):
    """Bits that are copied, with many bytes FF among them, are what the reference makes of them, at any offset."""
    stuffed = data.replace(b"\xff", b"\xff\0")
    plan = Scan(compiled, parse(Kind("grey").encode(picture(16, 16)))).plan
    plain = Scan(reference, parse(Kind("grey").encode(picture(16, 16)))).plan
    found = []
    for kernel, blocks in ((compiled, plan), (reference, plain)):
        reader = kernel.reader(stuffed, 0, len(stuffed), blocks)
        writer = kernel.writer(blocks)
        writer.copy(reader, 0, min(3, 8 * len(data)))
        writer.copy(reader, min(start, 8 * len(data)), 8 * len(data))
        sizes = [kernel.stuffed(reader, size) for size in range(len(data) + 1)]
        found.append((writer.odd, writer.finish(), sizes))

    assert found[0] == found[1]
    assert len(stuffed) == found[0][2][-1]


def test_pixels_may_come_in_any_buffer():
    """Bytes, byte arrays and views of them are the same."""
    data = Kind().encode(picture(32, 32))
    jpeg, pixels = parse(data), picture(32, 32, seed=2).crop((0, 0, 16, 16)).tobytes()

    assert both(jpeg, (0, 0, 16, 16), pixels) == both(jpeg, (0, 0, 16, 16), memoryview(bytearray(pixels)))
