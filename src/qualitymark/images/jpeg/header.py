"""The marker segments of a JPEG down to its scan: ITU-T T.81 annex B, as far as baseline patching needs it.

Whatever is not surely understood is refused; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .unsupported import Unsupported

# Table B.1: start of frame markers but for baseline (C0) and extended sequential (C1), and what they bring along.
OTHER_FRAMES = {
    0xC2: "progressive",
    0xC3: "lossless",
    **dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF), "hierarchical"),
    **dict.fromkeys((0xC8, 0xC9, 0xCA, 0xCB, 0xCC), "arithmetic"),
    0xDC: "lines",
}
DHT, DQT, DRI, SOS = 0xC4, 0xDB, 0xDD, 0xDA
_RED_GREEN_BLUE = (0x52, 0x47, 0x42)


class Huffman(NamedTuple):
    """One table of a DHT segment (B.2.4.2): BITS (16 counts) and HUFFVAL, and where it stands in the file."""

    counts: bytes
    values: bytes
    offset: int
    segment: int


class Component(NamedTuple):
    """A component: identifier, sampling factors, quantisation table (64 values in zigzag order), its tables' numbers."""

    identifier: int
    h: int
    v: int
    quantisation: tuple[int, ...]
    dc: int
    ac: int


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A baseline JPEG that can be patched: its bytes, and what its headers say.

    ``components`` are one (grey) or three (YCbCr) in the order of the scan; ``tables`` maps (class, number) to a
    Huffman table, class 0 being DC and 1 AC; ``restart`` is the number of MCUs in an interval, 0 for none;
    ``scan`` is the offset of the first byte of coded data; ``unit`` is the width and height of a minimum coded unit
    in pixels (A.2.3).
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    components: tuple[Component, ...]
    tables: dict[tuple[int, int], Huffman] = field(repr=False)
    restart: int
    scan: int
    unit: tuple[int, int]

    @property
    def grey(self) -> bool:
        return len(self.components) == 1

    @property
    def units(self) -> tuple[int, int]:
        """How many minimum coded units the picture has across and down."""
        across, down = self.unit
        return -(-self.width // across), -(-self.height // down)

    def units_of(self, box: Sequence[int]) -> tuple[int, int]:
        """Return how many minimum coded units an aligned box has across and down."""
        across, down = self.unit
        return -(-(box[2] - box[0]) // across), -(-(box[3] - box[1]) // down)

    def blocks(self, number: int) -> tuple[int, int]:
        """Return how many blocks across and down hold samples of a component (A.1.1, A.2.4)."""
        part, (across, down) = self.components[number], self.unit
        return -(-self.width * part.h // across), -(-self.height * part.v // down)

    def aligned(self, box: Sequence[int]) -> tuple[int, int, int, int]:
        """Return the smallest box of whole coded units around ``box``, cut at the picture's edges.

        Boxes are (left, top, right, bottom) in stored pixels, right and bottom outside. Raises ValueError for one
        that has no area inside of the picture.
        """
        left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(self.width, box[2]), min(self.height, box[3])
        if left >= right or top >= bottom:
            raise ValueError(tuple(box))
        across, down = self.unit
        return (
            left - left % across,
            top - top % down,
            min(self.width, -(-right // across) * across),
            min(self.height, -(-bottom // down) * down),
        )


class _Read:
    """What was met so far."""

    def __init__(self) -> None:
        self.frame = b""
        self.quantisation: dict[int, tuple[int, ...]] = {}
        self.tables: dict[tuple[int, int], Huffman] = {}
        self.restart = 0
        self.jfif = False
        self.adobe: int | None = None


def parse(data: bytes) -> Jpeg:
    """Read the headers of a JPEG. Raises Unsupported for everything but a baseline picture in one scan."""
    if data[:2] != b"\xff\xd8":
        raise Unsupported("structure")
    read = _Read()
    at = 2
    while True:
        marker, start, end = next_segment(data, at, OTHER_FRAMES)
        if marker == SOS:
            return _jpeg(data, read, data[start + 2 : end], end)
        _segment(data, read, marker, (start, end))
        at = end


def next_segment(data: bytes, at: int, refused: Mapping[int, str]) -> tuple[int, int, int]:
    """Return the marker at ``at``, the offset of its length behind it, and where its segment ends.

    ``refused`` maps markers to the reasons that they are Unsupported for.
    """
    marker, start = _marker(data, at)
    if marker in refused:
        raise Unsupported(refused[marker])
    # RES, RST, SOI, EOI and TEM have no place before a scan (B.2.1), and JPG markers have no meaning yet.
    if marker < 0xC0 or 0xD0 <= marker <= 0xD9 or marker in range(0xF0, 0xFE):
        raise Unsupported("structure")
    length = int.from_bytes(data[start : start + 2], "big")
    if length < 2 or start + length > len(data):
        raise Unsupported("structure")
    return marker, start, start + length


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the code of the marker at ``at`` and the offset behind it; fill bytes may stand before it (B.1.1.2)."""
    start = at
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at == start or at >= len(data):
        raise Unsupported("structure")
    return data[at], at + 1


def _segment(data: bytes, read: _Read, marker: int, span: tuple[int, int]) -> None:
    content = data[span[0] + 2 : span[1]]
    if marker in (0xC0, 0xC1):
        if read.frame:
            raise Unsupported("structure")
        read.frame = content
    elif marker == DHT:
        for key, table in huffman(content).items():
            read.tables[key] = Huffman(table.counts, table.values, span[0] + 2 + table.offset, span[0])
    elif marker == DQT:
        read.quantisation.update(_quantisation(content))
    elif marker == DRI:
        read.restart = interval(content)
    elif marker == 0xE0 and content[:5] == b"JFIF\0" and len(content) >= 14:
        read.jfif = True
    elif marker == 0xEE and content[:5] == b"Adobe" and len(content) >= 12:
        read.adobe = content[11]


def interval(content: bytes) -> int:
    """Read a DRI segment (B.2.4.4): how many MCUs are between restart markers, 0 for no markers."""
    if len(content) != 2:
        raise Unsupported("structure")
    return int.from_bytes(content, "big")


# Files of a batch mostly share their tables. A segment takes 64 KiB at most, and usually a tenth of a kilobyte.
@lru_cache(maxsize=32)
def huffman(content: bytes) -> dict[tuple[int, int], Huffman]:
    """Read the tables of a DHT segment (B.2.4.2), which may hold several; offsets count from its first."""
    found = {}
    at = 0
    while at < len(content):
        kind, number = content[at] >> 4, content[at] & 15
        counts = content[at + 1 : at + 17]
        stop = at + 17 + sum(counts)
        if kind > 1 or number > 3 or stop > len(content):
            raise Unsupported("tables")
        values = content[at + 17 : stop]
        # Kraft's inequality: more codes than that cannot be told apart (C.2).
        taken = sum(count << (16 - length) for length, count in enumerate(counts, 1))
        if not values or len(set(values)) != len(values) or taken > 1 << 16:
            raise Unsupported("tables")
        found[kind, number] = Huffman(counts, values, at, 0)
        at = stop
    return found


@lru_cache(maxsize=32)
def _quantisation(content: bytes) -> dict[int, tuple[int, ...]]:
    """Read the tables of a DQT segment (B.2.4.1): 64 values in zigzag order, of 8 or 16 bits."""
    found = {}
    at = 0
    while at < len(content):
        wide, number = content[at] >> 4, content[at] & 15
        size = 64 << wide if wide < 2 else 0
        raw = content[at + 1 : at + 1 + size]
        if not size or number > 3 or len(raw) != size:
            raise Unsupported("tables")
        table = tuple(raw)
        if wide:
            table = tuple(high << 8 | low for high, low in zip(table[::2], table[1::2], strict=True))
        if 0 in table:
            raise Unsupported("tables")
        found[number] = table
        at += 1 + size
    return found


def _jpeg(data: bytes, read: _Read, scan: bytes, start: int) -> Jpeg:
    frame = read.frame
    if len(frame) < 6 or len(frame) != 6 + 3 * frame[5]:
        raise Unsupported("structure")
    if frame[0] != 8:
        raise Unsupported("precision")
    height, width, number = int.from_bytes(frame[1:3], "big"), int.from_bytes(frame[3:5], "big"), frame[5]
    if not height:
        raise Unsupported("lines")
    if not width:
        raise Unsupported("structure")
    if number not in (1, 3):
        raise Unsupported("components")
    components = _components(read, frame[6:], scan)
    if number == 3 and not _surely_ycc(read, components):
        raise Unsupported("colour")
    unit = 8 * max(part.h for part in components), 8 * max(part.v for part in components)
    return Jpeg(data, width, height, components, read.tables, read.restart, start, unit)


def _components(read: _Read, parts: bytes, scan: bytes) -> tuple[Component, ...]:
    """Join what frame (B.2.2) and scan header (B.2.3) say of each component."""
    number = len(parts) // 3
    if not scan or len(scan) != 4 + 2 * scan[0]:
        raise Unsupported("structure")
    if scan[0] != number:
        raise Unsupported("scans")
    # The whole spectrum at full precision, as sequential modes have it.
    if scan[-3:] != b"\x00\x3f\x00":
        raise Unsupported("structure")
    found = []
    for place in range(number):
        identifier, factors, quantisation = parts[3 * place : 3 * place + 3]
        selector, tables = scan[1 + 2 * place : 3 + 2 * place]
        h, v = factors >> 4, factors & 15
        dc, ac = tables >> 4, tables & 15
        if selector != identifier or not 1 <= h <= 4 or not 1 <= v <= 4:
            raise Unsupported("structure")
        if quantisation not in read.quantisation or not {(0, dc), (1, ac)} <= read.tables.keys():
            raise Unsupported("tables")
        # A scan of one component goes block by block, whatever its factors are (A.2.2).
        h, v = (1, 1) if number == 1 else (h, v)
        found.append(Component(identifier, h, v, read.quantisation[quantisation], dc, ac))
    widest, highest = max(part.h for part in found), max(part.v for part in found)
    if any(widest % part.h or highest % part.v for part in found) or sum(part.h * part.v for part in found) > 10:
        raise Unsupported("sampling")
    if len({part.identifier for part in found}) != number:
        raise Unsupported("structure")
    return tuple(found)


def _surely_ycc(read: _Read, components: tuple[Component, ...]) -> bool:
    """Tell whether JFIF, Adobe's segment and the identifiers agree on YCbCr, or say nothing against it."""
    if read.adobe is not None:
        return read.adobe == 1
    return read.jfif or tuple(part.identifier for part in components) != _RED_GREEN_BLUE
