"""A part of a JPEG as a JPEG of its own: the same coefficients, so that little has to be decoded to see it."""

from __future__ import annotations

from collections.abc import Iterator

from .header import Jpeg
from .kernel import Box, Writer
from .scan import Change, Key, Scan, Segment, headers

# Quantisation and Huffman tables, the frame, the scan, and what tells of colours: JFIF and Adobe.
_KEPT = frozenset({0xDB, 0xC4, 0xC0, 0xC1, 0xDA, 0xE0, 0xEE})


def crop_with(scan: Scan, box: Box) -> tuple[bytes, Box]:
    """Do what ``Editor.crop`` says with the steps of one implementation."""
    jpeg = scan.jpeg
    across, down = jpeg.unit
    # Decoders smooth chroma across; with one unit around, what they make of the box is what they make of it all.
    grown = jpeg.aligned((box[0] - across, box[1] - down, box[2] + across, box[3] + down))
    pieces = list(scan.pieces(_rows(jpeg, grown)))
    changes = scan.lacking(_needed(scan, pieces))
    writer = scan.kernel.writer(scan.planned(changes))
    moved = any(change.moved for change in changes.values())
    before: tuple[int, ...] = ()
    for segment, first, units in pieces:
        before = _write(writer, segment, (first, units), before, moved)
    head = _head(jpeg, grown, changes)
    return head + writer.finish() + b"\xff\xd9", grown


def _rows(jpeg: Jpeg, box: Box) -> Iterator[tuple[int, int]]:
    across, down = jpeg.unit
    for row in range(box[1] // down, -(-box[3] // down)):
        start = row * jpeg.units[0]
        yield start + box[0] // across, start - (-box[2] // across)


def _added(old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """Return what corrects DC differences that were taken from ``old`` and are now taken from ``new``, at first zero."""
    return tuple(value - (new[place] if new else 0) for place, value in enumerate(old))


def _needed(scan: Scan, pieces: list[tuple[Segment, int, int]]) -> Iterator[tuple[Key, int]]:
    before: tuple[int, ...] = ()
    for segment, first, units in pieces:
        reader = segment.at(first)
        yield from scan.differences(reader, _added(reader.predictors, before))
        before = segment.at(first + units).predictors


def _write(
    writer: Writer, segment: Segment, units: tuple[int, int], before: tuple[int, ...], moved: bool
) -> tuple[int, ...]:
    """Write MCUs of a segment behind others; return the DC coefficients of the last one."""
    first, number = units
    last = segment.at(first + number)
    end, after = last.position, last.predictors
    reader = segment.at(first)
    writer.mend(reader, _added(reader.predictors, before))
    if moved:
        writer.transcode(reader, number - 1)
    else:
        writer.copy(reader, reader.position, end)
    return after


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
