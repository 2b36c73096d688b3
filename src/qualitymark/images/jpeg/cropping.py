"""A part of a JPEG as a JPEG of its own: the same coefficients, so that little has to be decoded to see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from .header import Jpeg
from .kernel import Box, Reader
from .scan import Change, Key, Scan, Segment, check_flags, headers

# Quantisation and Huffman tables, the frame, the scan, and what tells of colours: JFIF and Adobe.
_KEPT = frozenset({0xDB, 0xC4, 0xC0, 0xC1, 0xDA, 0xE0, 0xEE})


# A run of MCUs: the segment they are in, nothing for blank ones, the first of them there, and how many.
_Piece: TypeAlias = tuple[Segment | None, int, int]


def crop_with(scan: Scan, box: Box, hidden: bytes | None = None) -> tuple[bytes, Box]:
    """Do what ``Editor.crop`` says with the steps of one implementation."""
    jpeg = scan.jpeg
    across, down = jpeg.unit
    # Decoders smooth chroma across; with one unit around, what they make of the box is what they make of it all.
    grown = jpeg.aligned((box[0] - across, box[1] - down, box[2] + across, box[3] + down))
    if hidden is None:
        pieces: list[_Piece] = list(scan.pieces(_rows(jpeg, grown)))
    else:
        pieces = list(_pieces(scan, grown, _blank(jpeg, box, grown, hidden)))
    changes = {} if scan.complete((0, 1)) else scan.lacking(_needed(scan, pieces))
    writer = scan.kernel.writer(scan.planned(changes))
    moved = any(change.moved for change in changes.values())
    before = (0,) * len(jpeg.components)
    for reader, parts in _by_reader(pieces):
        if reader is None:
            writer.blank(sum(units for _, units in parts))
        else:
            before = writer.part(reader, parts, before, moved)
    head = _head(jpeg, grown, changes)
    return head + writer.finish() + b"\xff\xd9", grown


def _rows(jpeg: Jpeg, box: Box) -> Iterator[tuple[int, int]]:
    across, down = jpeg.unit
    for row in range(box[1] // down, -(-box[3] // down)):
        start = row * jpeg.units[0]
        yield start + box[0] // across, start - (-box[2] // across)


def _blank(jpeg: Jpeg, box: Box, grown: Box, hidden: bytes) -> list[bytes]:
    """Return rows of flags for the larger box: 1 where a hidden MCU has hidden neighbours only.

    Their chroma is not mixed with that of any pixel that is seen. Raises ValueError for flags that do not fit the box.
    """
    if jpeg.aligned(box) != tuple(box):
        raise ValueError(box)
    wide, high = jpeg.units_of(box)
    check_flags(hidden, wide * high)
    left, top = (box[0] - grown[0]) // jpeg.unit[0], (box[1] - grown[1]) // jpeg.unit[1]
    whole, rows = jpeg.units_of(grown)
    right, bottom = whole - left - wide, rows - top - high
    # Where the larger box ends, the picture does, or units follow that are not hidden: what lies beyond never matters.
    beyond = int.from_bytes(bytes([1]) * (whole + 2), "big")
    ring = 1 << 8 * (whole + 1) | 1
    lines = [ring] * top
    for start in range(0, len(hidden), wide):
        flags = bytes(left) + hidden[start : start + wide] + bytes(right)
        lines.append(ring | int.from_bytes(flags, "big") << 8)
    lines += [ring] * bottom
    lines = [beyond, *(line & line >> 8 & line << 8 for line in lines), beyond]
    return [
        (above & line & below).to_bytes(whole + 3, "big")[2:-1]
        for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
    ]


def _pieces(scan: Scan, box: Box, blank: list[bytes]) -> Iterator[_Piece]:
    for flags, (start, _) in zip(blank, _rows(scan.jpeg, box), strict=True):
        at = 0
        while at < len(flags):
            end = flags.find(1 - flags[at], at)
            end = len(flags) if end < 0 else end
            if flags[at]:
                yield None, 0, end - at
            else:
                yield from scan.pieces([(start + at, start + end)])
            at = end


def _needed(scan: Scan, pieces: list[_Piece]) -> Iterator[tuple[Key, int]]:
    before = (0,) * len(scan.jpeg.components)
    for segment, first, units in pieces:
        if segment is None:
            for block in scan.plan:
                yield from (((block.dc_slot, 0), units), ((block.ac_slot, 0), units))
            continue
        reader = segment.at(first)
        _, old = reader.place(first)
        yield from scan.differences(reader, tuple(value - new for value, new in zip(old, before, strict=True)))
        _, before = reader.place(first + units)


def _by_reader(pieces: list[_Piece]) -> Iterator[tuple[Reader | None, list[tuple[int, int]]]]:
    """Give the pieces of each segment as ``Writer.part`` wants them, with the blank ones between them."""
    last: Segment | None = None
    parts: list[tuple[int, int]] = []
    for segment, first, units in pieces:
        if segment is not None and segment is not last:
            if parts:
                yield None if last is None else last.reader, parts
            last, parts = segment, []
        parts.append((-1 if segment is None else first, units))
    if parts:
        yield None if last is None else last.reader, parts


def _head(jpeg: Jpeg, box: Box, changes: dict[Key, Change]) -> bytes:
    """Return the headers of the part, with its size, and without restart intervals and metadata."""
    data = headers(jpeg, changes)
    parts = [b"\xff\xd8"]
    at = 2
    while at < len(data):
        while data[at] == 0xFF:
            at += 1
        marker, end = data[at], at + 1 + int.from_bytes(data[at + 1 : at + 3], "big")
        content = bytes(data[at + 1 : end])
        if marker in (0xC0, 0xC1):
            size = (box[3] - box[1]).to_bytes(2, "big") + (box[2] - box[0]).to_bytes(2, "big")
            content = content[:3] + size + content[7:]
        if marker in _KEPT:
            parts += (bytes((0xFF, marker)), content)
        at = end
    return b"".join(parts)
