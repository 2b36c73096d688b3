"""What the first bytes of a file say about it, read without decoding anything.

Every function takes the bytes of a whole file, never raises for a broken one, and costs a walk over the
segments at most: the decoder has the last word on what is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# ITU-T T.81, B.1.1.5: inside entropy-coded data 0xFF is followed by 0x00 (stuffing) or by a restart marker.
_MARKER = re.compile(rb"\xff(?!\xff)[^\x00\xd0-\xd7]", re.DOTALL)
_SOS, _EOI = 0xDA, 0xD9
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def jpeg_scans(data: bytes, enough: int) -> int:
    """Return the number of scans (SOS segments) of a JPEG.

    The bytes of the marker are counted first, which is an upper bound and fast; only where that is more than
    ``enough`` are the segments walked to leave out what lies inside metadata or after the end of the picture.
    """
    bound = data.count(b"\xff\xda")
    if bound <= enough:
        return bound
    return sum(1 for marker in _markers(data) if marker == _SOS)


def _markers(data: bytes) -> Iterator[int]:
    """Give the markers of a JPEG up to the end of its first picture (ITU-T T.81, B.1.1)."""
    at = 2
    while (found := _MARKER.search(data, at)) is not None:
        marker = data[found.start() + 1]
        if marker == _EOI:
            return
        yield marker
        at = found.end()
        if marker not in _ALONE:
            at += int.from_bytes(data[at : at + 2], "big")


def holds_more_pictures(data: bytes) -> bool:
    """Tell whether a JPEG announces further pictures behind the first one (CIPA DC-007, Multi-Picture Format)."""
    return b"MPF\0" in data[:262_144]


class PngHeader(NamedTuple):
    """Bits per channel and number of frames (1 for a still picture) of a PNG."""

    depth: int = 8
    grey: bool = False
    frames: int = 1


def png_header(data: bytes) -> PngHeader:
    """Read the chunks before the pixels: IHDR, and acTL where the PNG is animated (W3C PNG, third edition)."""
    depth, colour = (data[24], data[25]) if len(data) > 25 else (8, 2)
    frames, at = 1, 8
    while at + 12 <= len(data):
        kind, length = data[at + 4 : at + 8], int.from_bytes(data[at : at + 4], "big")
        if kind == b"IDAT":
            break
        if kind == b"acTL":
            frames = int.from_bytes(data[at + 8 : at + 12], "big")
        at += 12 + length
    return PngHeader(depth, colour in (0, 4), frames)


class WebpHeader(NamedTuple):
    """Size in pixels (0 x 0 where it is not said), whether it is animated, and whether its pixels are lossless."""

    width: int = 0
    height: int = 0
    animated: bool = False
    lossless: bool = False


def webp_header(data: bytes) -> WebpHeader:
    """Read the size and the kind of a WebP (RFC 9649, sections 2.5 to 2.7)."""
    kind = data[12:16]
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return WebpHeader((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, lossless=True)
    if kind == b"VP8 " and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        return WebpHeader(width, height)
    if kind == b"VP8X" and len(data) >= 30:
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        animated = bool(data[20] & 0x02)
        return WebpHeader(width, height, animated, b"VP8L" in _webp_chunks(data))
    return WebpHeader()


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        yield data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + (length & 1)
