"""A part of a JPEG as a JPEG of its own: the same coefficients, so that little has to be decoded to see it."""

from __future__ import annotations

from collections.abc import Iterator

from .header import Jpeg
from .kernel import Box
from .scan import Change, Key, Part, Scan, headers

# Quantisation and Huffman tables, the frame, the scan, and what tells of colours: JFIF and Adobe.
_KEPT = frozenset({0xDB, 0xC4, 0xC0, 0xC1, 0xDA, 0xE0, 0xEE})


def crop_with(scan: Scan, box: Box) -> tuple[bytes, Box]:
    """Do what ``Editor.crop`` says with the steps of one implementation."""
    jpeg = scan.jpeg
    across, down = jpeg.unit
    # Decoders smooth chroma across; with one unit around, what they make of the box is what they make of it all.
    grown = jpeg.aligned((box[0] - across, box[1] - down, box[2] + across, box[3] + down))
    parts = list(_parts(scan, grown))
    changes = scan.changes(parts, b"")
    writer = scan.kernel.writer(scan.planned(changes))
    moved = any(change.moved for change in changes.values())
    for segment, pieces, before in parts:
        writer.part(segment.reader, pieces, b"", before, moved)
    return b"".join((_head(jpeg, grown, changes), writer.finish(), b"\xff\xd9")), grown


def _parts(scan: Scan, box: Box) -> Iterator[Part]:
    jpeg = scan.jpeg
    across, down = jpeg.unit
    wide, high = jpeg.units_of(box)
    pitch = jpeg.units[0]
    top = box[1] // down * pitch + box[0] // across
    before = (0,) * len(jpeg.components)
    rows = ((first, first + wide) for first in range(top, top + high * pitch, pitch))
    for segment, pieces in scan.pieces(rows, new=False).items():
        yield Part(segment, pieces, before)
        _, before = segment.reader.place(pieces[-1][0] + pieces[-1][1])


def _head(jpeg: Jpeg, box: Box, changes: dict[Key, Change]) -> bytes:
    """Return the headers of the part, with its size, and without restart intervals and metadata."""
    data = headers(jpeg, changes)
    parts = [b"\xff\xd8"]
    at = 2
    while at < len(data):
        while data[at] == 0xFF:
            at += 1
        marker, end = data[at], at + 1 + int.from_bytes(data[at + 1 : at + 3], "big")
        if marker in _KEPT:
            content = bytes(data[at + 1 : end])
            if marker in (0xC0, 0xC1):
                size = (box[3] - box[1]).to_bytes(2, "big") + (box[2] - box[0]).to_bytes(2, "big")
                content = content[:3] + size + content[7:]
            parts += (bytes((0xFF, marker)), content)
        at = end
    return b"".join(parts)
