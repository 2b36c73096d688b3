"""The marker segments before the scan of a JPEG: read and exchanged without touching what follows (ITU-T T.81, B.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

APP0, APP1, APP2, APP13, APP14, COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE
_APP15 = 0xEF
_SOS = 0xDA
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
LONGEST = 65_533
"""Bytes that one segment can hold."""

JFIF, JFXX = b"JFIF\0", b"JFXX\0"
ICC = b"ICC_PROFILE\0"
MPF = b"MPF\0"
ADOBE = b"Adobe"


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


def segments_of(image: object, data: bytes) -> tuple[Segment, ...]:
    """Return the segments of the JPEG ``data``, which was opened as ``image``: they are looked for once."""
    found: tuple[Segment, ...] | None = getattr(image, "segments", None)
    return tuple(segments(data)) if found is None else found


def segment(marker: int, content: bytes) -> bytes:
    """Return the bytes of a segment; ``content`` has LONGEST bytes at most."""
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def is_metadata(found: Segment) -> bool:
    """Return whether a segment tells about the picture, and is not needed to show it.

    Needed are tables and frames, the JFIF header, the colour profile and what Adobe says of the colours.
    """
    if found.marker == COM:
        return True
    if not APP0 <= found.marker <= _APP15:
        return False
    needed = {APP0: JFIF, APP2: ICC, APP14: ADOBE}.get(found.marker)
    return needed is None or not found.content.startswith(needed)


def with_metadata(data: bytes, wanted: Iterable[bytes], *, profile: bool = True) -> bytes:
    """Return a JPEG whose metadata are the segments ``wanted``, behind its JFIF header.

    Without ``profile`` its colour profile is taken out as well. A thumbnail in the JFIF header shows the picture as
    it was, and is always dropped. What follows the segments is copied.
    """
    head: list[bytes | memoryview] = [data[:2]]
    rest: list[bytes] = []
    at = 2
    for found in segments(data):
        whole = data[found.start : found.end]
        if found.marker == APP0 and found.content.startswith(JFIF):
            head.append(segment(APP0, found.content[:12] + b"\0\0") if found.content[12:14] != b"\0\0" else whole)
        elif not is_metadata(found) and (profile or found.marker != APP2):
            rest.append(whole)
        at = found.end
    return b"".join([*head, *wanted, *rest, memoryview(data)[at:]])
