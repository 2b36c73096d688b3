"""Progressive files that are refused, each for its reason: headers, orders of scans, and coded data made by hand."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from qualitymark.images.jpeg import Unsupported, compiled, reference, sequential

from .conftest import Kind, picture, segment
from .test_jpeg_headers import pillow
from .test_jpeg_progressive import alike, parts_of, progressive, same_picture

# SOI, JFIF, two DQT, SOF2, DHT, SOS with its data, and so on; EOI.
PARTS = parts_of(Kind(more=("-progressive",)).encode(picture(40, 24)))
BASE = b"".join(PARTS)
FRAME = next(place for place, part in enumerate(PARTS) if part[1] == 0xC2)
SCANS = [place for place, part in enumerate(PARTS) if part[1] == 0xDA]


def without(*places: int) -> bytes:
    return b"".join(part for place, part in enumerate(PARTS) if place not in places)


def before(place: int, more: bytes) -> bytes:
    return b"".join([*PARTS[:place], more, *PARTS[place:]])


def with_byte(place: int, at: int, value: int) -> bytes:
    part = PARTS[place]
    return b"".join([*PARTS[:place], part[:at] + bytes([value]) + part[at + 1 :], *PARTS[place + 1 :]])


class Scan(NamedTuple):
    """A scan of a grey picture: band, bits not told before and after, and what is coded: symbols and plain bits."""

    start: int
    end: int
    high: int
    low: int
    coded: tuple[int | str, ...]


# Each symbol has the code that is its own number, in eight bits; libjpeg reads 16 of DC.
DC_TABLE = b"\0" + bytes(7) + b"\x10" + bytes(8) + bytes(range(16))
AC_TABLE = b"\x10" + bytes(7) + b"\xff" + bytes(8) + bytes(range(255))


def grey(*scans: Scan, blocks: int = 1, more: bytes = b"") -> bytes:
    """A grey picture one block wide, its scans coded by hand; ``more`` follows the data of the last one."""
    found = [b"\xff\xd8", segment(0xDB, bytes([0] + [1] * 64))]
    found += [
        segment(0xC2, bytes((8, 0, 8 * blocks, 0, 8, 1, 1, 0x11, 0))),
        segment(0xC4, DC_TABLE + AC_TABLE),
    ]
    for start, end, high, low, coded in scans:
        bits = "".join(each if isinstance(each, str) else f"{each:08b}" for each in coded)
        bits += "1" * (-len(bits) % 8)
        data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
        found += [segment(0xDA, bytes((1, 1, 0, start, end, high << 4 | low))), data]
    return b"".join([*found, more, b"\xff\xd9"])


EOB, ZRL = 0x00, 0xF0
DC = Scan(0, 0, 0, 0, (0,))
AC = Scan(1, 63, 0, 0, (EOB,))


def refining(*coded: int | str, first: tuple[int | str, ...] = (EOB,), low: int = 0, blocks: int = 1) -> bytes:
    """A picture whose AC is told, and then refined by one bit; each block in the same way."""
    first, coded, dc = first * blocks, coded * blocks, DC._replace(coded=DC.coded * blocks)
    return grey(dc, Scan(1, 63, 0, low + 1, first), Scan(1, 63, low + 1, low, coded), blocks=blocks)


REFUSED = {
    "structure": [
        b"",
        b"GIF89a",
        BASE[:40],
        BASE[: BASE.index(b"\xff\xda")],
        BASE[: BASE.index(b"\xff\xda") + 6],
        b"".join([*PARTS[: SCANS[0]], PARTS[-1]]),
        Kind().encode(picture(40, 24)),
        without(FRAME),
        before(FRAME, PARTS[FRAME]),
        before(FRAME, b"\xff\xc0" + PARTS[FRAME][2:]),
        before(SCANS[1], PARTS[2]),
        before(SCANS[3], segment(0xFE, b"between")),
        before(len(PARTS) - 1, segment(0xFE, b"late")),
        before(SCANS[2], segment(0xDD, b"\1")),
        before(SCANS[2], b"\0"),
        with_byte(SCANS[0], 5, 9),
        with_byte(SCANS[0], 4, 2),
        with_byte(SCANS[0], 7, 1),
        with_byte(SCANS[1], 4, 0),
        before(SCANS[1], segment(0xDA, b"")),
        BASE[:-2] + b"\xff\xd8" + BASE[-2:],
        with_byte(FRAME, 9, 4),
    ],
    "lines": [with_byte(FRAME, 6, 0), before(SCANS[1], segment(0xDC, b"\0\x18"))],
    "precision": [with_byte(FRAME, 4, 12)],
    "components": [pillow("CMYK", progressive=True)],
    "colour": [pillow("RGB", progressive=True, keep_rgb=True)],
    "sampling": [with_byte(FRAME, 11, 0x44)],
    "arithmetic": [Kind(more=("-arithmetic", "-progressive")).encode(picture(40, 24))],
    "hierarchical": [before(SCANS[0], segment(0xC5, b"")), before(SCANS[4], segment(0xC5, b""))],
    "lossless": [with_byte(FRAME, 1, 0xC3)],
    "tables": [
        without(2),
        without(SCANS[0] - 1),
        without(*(place for place, part in enumerate(PARTS) if part[1] == 0xC4 and place > SCANS[0])),
        before(SCANS[1], segment(0xC4, b"\0")),
        before(SCANS[1], segment(0xC4, b"\x20" + AC_TABLE[1:])),
        with_byte(SCANS[1], 6, 0x03),
    ],
    "progression": [
        without(SCANS[0]),
        without(SCANS[-1]),
        without(SCANS[5]),
        without(SCANS[6]),
        before(SCANS[1], PARTS[SCANS[0]]),
        before(SCANS[2], PARTS[SCANS[1]]),
        grey(DC),
        grey(DC, Scan(1, 62, 0, 0, (EOB,))),
        grey(DC, Scan(1, 63, 0, 1, (EOB,))),
        grey(Scan(0, 0, 0, 1, (0,)), AC),
        grey(AC, DC),
        grey(DC, AC, Scan(1, 63, 1, 0, (EOB,))),
        grey(DC, Scan(1, 63, 0, 2, (EOB,)), Scan(1, 63, 2, 0, (EOB,))),
        grey(DC, Scan(1, 63, 0, 2, (EOB,)), Scan(1, 63, 1, 0, (EOB,))),
        grey(DC, Scan(1, 63, 0, 2, (EOB,)), Scan(1, 63, 2, 2, (EOB,))),
        grey(DC, Scan(1, 63, 1, 0, (EOB,))),
        grey(DC, Scan(1, 20, 0, 0, (EOB,)), Scan(20, 63, 0, 0, (EOB,))),
        grey(Scan(0, 0, 0, 14, (0,))),
        grey(Scan(0, 63, 0, 0, (0,))),
        grey(DC, Scan(5, 4, 0, 0, (EOB,))),
        grey(DC, Scan(1, 64, 0, 0, (EOB,))),
        with_byte(SCANS[0], 12, 1),
        before(SCANS[1], segment(0xDA, b"\2\1\0\2\0\1\5\2") + PARTS[SCANS[1]][12:]),
    ],
    "stream": [
        BASE[:-2],
        BASE[:-1],
        BASE[:-2] + b"\xff\xff\xd9",
        BASE[:-8] + BASE[-2:],
        before(SCANS[0] + 1, b"\xff\xd0"),
        before(SCANS[0], segment(0xDD, b"\0\1")),
        grey(DC, AC, more=b"\x12"),
        grey(DC, AC, more=b"\xff\0"),
        # Nothing coded; codes that are no one's; what DC cannot hold, and more bits than there are.
        grey(DC._replace(coded=()), AC),
        grey(DC, AC._replace(coded=())),
        grey(DC._replace(coded=("11111111",)), AC),
        grey(DC, AC._replace(coded=("11111111",))),
        grey(DC._replace(coded=(12, "1" * 12)), AC),
        grey(DC._replace(coded=(11, "1")), AC),
        grey(DC, AC._replace(coded=(0x0A, "1"))),
        # Runs that leave the band, or the picture.
        grey(DC, AC._replace(coded=(ZRL, ZRL, ZRL, ZRL))),
        grey(DC, AC._replace(coded=(ZRL, ZRL, ZRL, 0xF1, "1"))),
        grey(DC, Scan(1, 5, 0, 0, (0x51, "1")), Scan(6, 63, 0, 0, (EOB,))),
        grey(DC, AC._replace(coded=(0x10, "0"))),
        grey(DC, AC._replace(coded=(0xE0, "0" * 14))),
        # The same where bits are told one by one.
        grey(DC, Scan(1, 63, 0, 1, (EOB,)), Scan(1, 63, 1, 0, (0x10, "0"))),
        refining("11111111"),
        refining(0x02, "11", EOB),
        refining(ZRL, ZRL, ZRL, ZRL),
        refining(ZRL, ZRL, ZRL, 0xF1, "1"),
        refining(ZRL, ZRL, ZRL, ZRL, "1", first=(0x01, "1", EOB)),
        refining(*((0x01, "1") * 63), EOB),
        refining(*((0x01, "1") * 62), 0x01, "1", first=(0x01, "1", EOB)),
        refining(first=(0x01, "1", EOB)),
        refining(EOB, first=(0x01, "1") * 30),
        refining(EOB, "111111111", first=(0x01, "1", EOB)),
        grey(Scan(0, 0, 0, 1, (0,)), AC, Scan(0, 0, 1, 0, ())),
        grey(Scan(0, 0, 0, 1, (0,)), AC, Scan(0, 0, 1, 0, ("1", "00000000"))),
    ],
    "range": [
        grey(DC, AC._replace(coded=(0x0B, "1" * 11, EOB))),
        grey(DC, Scan(1, 63, 0, 3, (0x08, "1" * 8, EOB))),
        grey(DC, Scan(1, 63, 0, 13, (0x01, "1", EOB))),
        grey(Scan(0, 0, 0, 5, (11, "1" * 11)), AC),
        grey(Scan(0, 0, 0, 5, (11, "0" * 11)), AC),
        grey(DC._replace(coded=(11, "1" * 11) * 17), AC._replace(coded=(EOB,) * 17), blocks=17),
        grey(
            Scan(0, 0, 0, 1, (10, "1" * 10, 11, "0" * 11)),
            AC._replace(coded=(EOB, EOB)),
            Scan(0, 0, 1, 0, ("00",)),
            blocks=2,
        ),
        refining(0x01, "1", EOB, low=10),
    ],
}


@pytest.mark.parametrize(
    "reason,data",
    [pytest.param(reason, data, id=f"{reason}-{n}") for reason, all_ in REFUSED.items() for n, data in enumerate(all_)],
)
def test_what_is_not_surely_understood_is_refused(reason, data):
    """Each kind of progressive file that cannot be made baseline is refused with its reason, by both implementations."""
    assert reason == alike(data)


@pytest.mark.parametrize(
    "data",
    [
        BASE,
        grey(DC, AC),
        grey(DC, AC._replace(coded=(ZRL, ZRL, ZRL, 0xE1, "1"))),
        grey(DC, AC._replace(coded=(0x0A, "1" * 10, EOB))),
        grey(DC._replace(coded=(11, "1" * 11) * 16), AC._replace(coded=(EOB,) * 16), blocks=16),
        grey(DC._replace(coded=(0,) * 3), AC._replace(coded=(0x10, "1")), blocks=3),
        grey(Scan(0, 0, 0, 13, (0,)), AC, *(Scan(0, 0, low + 1, low, ("0",)) for low in range(12, -1, -1))),
        refining(0x01, "1", EOB, low=0),
        refining(EOB, "1", first=(0x01, "1", EOB)),
        refining(*((0x01, "1") * 63)),
        refining(EOB, "1" * 63, first=(0x01, "1") * 63),
        refining(ZRL, ZRL, ZRL, 0xE1, "1"),
        refining(0xE1, "1", "1" * 48, first=(0x01, "1") * 48 + (EOB,)),
        refining(0xE1, "1", "110" * 16, first=(0x01, "1") * 48 + (EOB,), blocks=5),
        refining(0x00, "110" * 21, first=(0x01, "1") * 63, blocks=5),
    ],
)
def test_what_is_at_the_edge_of_it_is_read(tmp_path, data):
    """What lies beside the refused files, made by the same means, has the coefficients that libjpeg reads."""
    same_picture(data, tmp_path)


def test_restart_intervals_of_a_scan_of_one_component_count_blocks(tmp_path):
    """An interval that is defined anew between scans is that of the scans behind it."""
    data = progressive(tmp_path, Kind("4:2:0", "3B"), "DC apart", (40, 24))
    head, _, rest = data.partition(b"\xff\xdd\0\4\0\3")

    assert isinstance(alike(data), bytes)
    assert "stream" == alike(head + b"\xff\xdd\0\4\0\4" + rest)


@pytest.mark.parametrize("kernel", [reference, compiled])
def test_a_reason_comes_as_unsupported(kernel):
    """As from the rest of the module, and from nowhere else."""
    with pytest.raises(Unsupported) as caught:
        sequential(BASE[:-2], kernel)

    assert "stream" == caught.value.reason
