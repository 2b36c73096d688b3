"""The marker segments before the scan of a JPEG: read and exchanged without touching what follows (ITU-T T.81, B.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .exif import PREFIX

_APP1, _SOS = 0xE1, 0xDA
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
LONGEST = 65_533
"""Bytes that one segment can hold."""


class Segment(NamedTuple):
    """A marker segment: its second marker byte, its content, and where it stands with its marker."""

    marker: int
    content: bytes
    start: int
    end: int


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments of a JPEG down to its first scan; ends early where the structure is damaged."""
    at = 2
    while data[at : at + 1] == b"\xff":
        marker = data[at + 1] if at + 1 < len(data) else _SOS
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == _SOS or marker in _STANDALONE:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(data):
            return
        yield Segment(marker, data[at + 4 : end], at, end)
        at = end


def segment(marker: int, content: bytes) -> bytes:
    """Return the bytes of a segment; ``content`` has LONGEST bytes at most."""
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def with_exif(data: bytes, exif: bytes | None) -> bytes:
    """Return a JPEG whose EXIF segment is ``exif``, in the same place; without any where that is None."""
    parts, at = [], 0
    for found in segments(data):
        if found.marker == _APP1 and found.content.startswith(PREFIX):
            parts.append(data[at : found.start])
            if exif is not None:
                parts.append(segment(_APP1, exif))
                exif = None
            at = found.end
    return b"".join([*parts, data[at:]]) if parts else data
