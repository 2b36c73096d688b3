"""TIFFs of 16 bits whose channels lie apart or were multiplied by alpha: every bit outside of the mark stays."""

from __future__ import annotations

import random
import struct
from contextlib import suppress

import pytest
from PIL import Image

from qualitymark.errors import CoverError
from qualitymark.images.associated import exceeded, multiplied, set_straight
from qualitymark.images.reading import read_cover

from .test_deep import (
    COLOURS,
    COLOURS_AND_ALPHA,
    HEIGHT,
    WIDTH,
    outside,
    png_samples,
    samples,
    stamped,
    tiff_samples,
    tiff_tags,
)
from .tiffs import Kind, Rows, tiff_of

STORED = {
    "strips": Kind(),
    "one strip": Kind(down=HEIGHT),
    "tiles": Kind(across=32),
    "LZW": Kind(compression=5),
    "LZW with a predictor": Kind(compression=5, predictor=2),
    "deflate": Kind(compression=8),
    "deflate with a predictor": Kind(compression=8, predictor=2),
    "PackBits": Kind(compression=32773),
    "deflated tiles with a predictor": Kind(compression=8, across=16, predictor=2),
    "LZW tiles": Kind(compression=5, across=32, down=32),
}
CUT_OFF = "The TIFF file is cut off; get a complete copy of it."
DAMAGED = "The TIFF file is damaged; save it again, or get another copy of it."
SHALLOW = "The picture has 16 bits a channel; they are reduced to 8."


def associated_samples() -> Rows:
    """Colours of every share of alpha, from 0 to all of it, of which the least are of few bits."""
    rows = []
    for y, row in enumerate(samples(COLOURS_AND_ALPHA)):
        alphas = [(0, 65_535, 1, 200 + x, 1201 * (x + y) % 65_536)[(x + 2 * y) % 5] for x in range(WIDTH)]
        rows.append([(*(c * a // 65_535 for c in p[:2]), a, a) for p, a in zip(row, alphas, strict=True)])
    return rows


KINDS = {
    "RGB": (samples(COLOURS), {262: 2}),
    "RGBA": (samples(COLOURS_AND_ALPHA), {262: 2, 338: 2}),
    "RGBA, multiplied": (associated_samples(), {262: 2, 338: 1}),
    "CMYK": (samples(COLOURS_AND_ALPHA), {262: 5}),
}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("name", KINDS)
def test_every_bit_of_channels_apart_stays(name, stored, order):
    """In any way to store them."""
    rows, told = KINDS[name]
    encoded = stamped(tiff_of(rows, STORED[stored]._replace(order=order), told))

    assert ("TIFF", True, ()) == (encoded.format, encoded.exact, encoded.notes)
    assert outside(rows) == outside(tiff_samples(encoded.data))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("stored", STORED)
def test_one_channel_may_be_said_to_lie_apart(stored, order):
    """Grey has nothing to lie apart from, and is read as if nothing was said."""
    rows = [[pixel[:1] for pixel in row] for row in samples(COLOURS)]
    apart, together = (
        read_cover(tiff_of(rows, STORED[stored]._replace(order=order, apart=apart), {262: 1}))
        for apart in (True, False)
    )
    found = struct.unpack(f"<{len(rows) * WIDTH}H", apart.image.tobytes())

    assert ("I;16", "I;16") == (apart.image.mode, together.image.mode)
    assert [pixel[0] for row in rows for pixel in row] == list(found)
    assert apart.image.tobytes() == together.image.tobytes()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("stored", STORED)
def test_every_bit_of_colours_multiplied_by_alpha_stays(stored, order):
    """They stay multiplied, so that no reader sees a difference."""
    rows, told = KINDS["RGBA, multiplied"]
    encoded = stamped(tiff_of(rows, STORED[stored]._replace(order=order, apart=False), told))

    assert ("TIFF", True, ()) == (encoded.format, encoded.exact, encoded.notes)
    assert outside(rows) == outside(tiff_samples(encoded.data))
    assert [3, 1, 1] == tiff_tags(encoded.data)[338]
    assert (200 * 257, 20 * 257, 40 * 257, 65_535) == tiff_samples(encoded.data)[25][40]


@pytest.mark.parametrize("apart", [False, True])
def test_colours_multiplied_by_alpha_become_straight_in_a_png(apart):
    """Rounded to 16 bits, of which the numbers of the source can be made again."""
    rows, told = KINDS["RGBA, multiplied"]
    found = png_samples(stamped(tiff_of(rows, Kind(apart=apart), told), format="png").data)
    straight = [[(*((c * 65_535 + a // 2) // a if a else 0 for c in cs), a) for *cs, a in row] for row in rows]

    assert outside(straight) == outside(found)


@pytest.mark.parametrize("apart", [False, True])
def test_colours_above_their_alpha_are_reduced(apart):
    """Which straight colours cannot be: it is told, and the picture is that of the upper bytes."""
    rows, told = KINDS["RGBA, multiplied"]
    rows = [[(300, 40_000, 20_000, 39_999), *row[1:]] for row in rows]
    cover = read_cover(tiff_of(rows, Kind(apart=apart), told))
    upper = bytes(value >> 8 for row in rows for pixel in row for value in pixel)
    shown = Image.frombytes("RGBa", (WIDTH, HEIGHT), upper).convert("RGBA")

    assert (False, None, [SHALLOW]) == (cover.whole, cover.fine, list(cover.notes))
    assert shown.tobytes() == cover.image.tobytes()


def test_a_channel_without_a_meaning_is_left_out():
    """As of eight bits; the others keep all of theirs."""
    rows = samples(COLOURS_AND_ALPHA)
    colours = [[pixel[:3] for pixel in row] for row in rows]

    for kind in (Kind(), Kind(compression=8), Kind(apart=False), Kind(apart=False, compression=8)):
        encoded = stamped(tiff_of(rows, kind, {262: 2, 338: 0}))
        assert (True, ()) == (encoded.exact, encoded.notes)
        assert outside(colours) == outside(tiff_samples(encoded.data))


@pytest.mark.parametrize("kind", [Kind(), Kind(compression=8), Kind(apart=False)], ids=str)
@pytest.mark.parametrize("turn", [2, 3, 4, 5, 6, 7, 8])
def test_both_halves_are_turned(kind, turn):
    """As the tag says."""
    rows, told = KINDS["RGBA, multiplied"]
    found = tiff_samples(stamped(tiff_of(rows, kind, {**told, 274: turn})).data)
    turned = [list(column) for column in zip(*rows, strict=True)] if turn >= 5 else rows
    turned = turned[::-1] if turn in (3, 4, 7, 8) else turned
    turned = [row[::-1] for row in turned] if turn in (2, 3, 6, 7) else turned

    assert outside(turned) == outside(found)


def test_lengths_of_strips_may_be_missing():
    """Old files have none (tag 279)."""
    rows, told = KINDS["CMYK"]
    data = tiff_of(rows, Kind(), told).replace(struct.pack("<HH", 279, 4), struct.pack("<HH", 280, 4))

    assert outside(rows) == outside(tiff_samples(stamped(data).data))


@pytest.mark.parametrize("stored", ["strips", "tiles", "deflate", "LZW tiles"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_planes_that_are_not_all_there_are_told(stored, order):
    """Places out of the file, and too few of them."""
    kind = STORED[stored]._replace(order=order)
    rows, told = KINDS["RGB"]
    data = bytearray(tiff_of(rows, kind, told))
    (start,) = struct.unpack_from(order + "L", data, 4)
    places = data.index(struct.pack(order + "H", 324 if kind.across else 273), start)
    (number, first) = struct.unpack_from(order + "LL", data, places + 4)
    few, away = bytearray(data), bytearray(data)
    struct.pack_into(order + "L", few, places + 4, number - 1)
    struct.pack_into(order + "L", away, first + 4 * (number - 1), 0xFFFF_FFF0)

    for broken, fault in ((few, DAMAGED), (away, DAMAGED if kind.compression > 1 else CUT_OFF)):
        with pytest.raises(CoverError) as caught:
            read_cover(bytes(broken))
        assert fault == str(caught.value)


@pytest.mark.parametrize("stored", ["strips", "tiles", "deflate", "LZW with a predictor"])
@pytest.mark.parametrize("name", KINDS)
def test_damaged_files_raise_nothing_but_cover_errors(name, stored):
    """Wherever they are damaged."""
    rows, told = KINDS[name]
    data, chance = tiff_of(rows, STORED[stored], told), random.Random(name + stored)
    (start,) = struct.unpack_from("<L", data, 4)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 3)):
            broken[chance.randrange(start, len(data))] = chance.choice((0, 1, 2, 255, chance.randrange(256)))
        with suppress(CoverError):
            read_cover(bytes(broken))


def test_what_was_made_straight_is_multiplied_to_the_same():
    """For every pair of a colour and an alpha; here those at the ends, and many between."""
    chance = random.Random(4)
    alphas = [0, 1, 2, 3, 127, 128, 255, 256, 257, 32_767, 32_768, 65_533, 65_534, 65_535]
    alphas += [chance.randrange(65_536) for _ in range(20_000)]
    pixels = [(0, a, chance.randint(0, a), a) for a in alphas] + [(a // 2, a - a // 3, a // 7, a) for a in alphas]
    size = len(pixels), 1
    before = [Image.frombytes("RGBA", size, bytes(v >> n & 255 for p in pixels for v in p)) for n in (8, 0)]
    upper, lower = (half.copy() for half in before)
    set_straight(upper, lower)

    assert not exceeded(*before)
    assert [half.tobytes() for half in before] == [half.tobytes() for half in multiplied(upper, lower)]
    straight = [h * 256 + low for h, low in zip(upper.tobytes(), lower.tobytes(), strict=True)]
    assert [(c * 65_535 + p[3] // 2) // max(p[3], 1) for p in pixels for c in p[:3]] == [
        value for at, value in enumerate(straight) if at % 4 < 3
    ]
