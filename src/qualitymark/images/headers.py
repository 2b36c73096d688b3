"""What the first bytes of a file say about it, read without decoding anything.

Every function takes the bytes of a whole file, never raises for a broken one, and costs a walk over the
segments at most: the decoder has the last word on what is valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from .segments import APP2, MPF, Segment, segments

# ITU-T T.81, B.1.1.5: inside entropy-coded data 0xFF is followed by 0x00 (stuffing) or by a restart marker.
_MARKER = rb"(?s)\xff(?!\xff)[^\x00\xd0-\xd7]"
_SOS, _EOI = 0xDA, 0xD9
_SEQUENTIAL = frozenset({0xC0, 0xC1})
_OTHER_FRAMES = frozenset(range(0xC2, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def jpeg_scans(data: bytes, enough: int, head: Sequence[Segment] | None = None) -> int:
    """Return the number of scans (SOS segments) of a JPEG that a decoder would read; ``head`` has its ``segments``.

    A sequential picture whose first scan has all components has no other. Else the bytes of the marker are counted,
    which is an upper bound and fast; only where that is more than ``enough`` are the segments walked to leave out what
    lies inside metadata or after the end of the picture.
    """
    if _in_one_scan(data, tuple(segments(data)) if head is None else head):
        return 1
    # A regular expression finds two bytes three times as fast as ``count``.
    bound = sum(1 for _ in islice(re.finditer(b"\xff\xda", data), enough + 1))
    if bound <= enough:
        return bound
    return sum(1 for marker in _markers(data) if marker == _SOS)


def _in_one_scan(data: bytes, head: Sequence[Segment]) -> bool:
    """Tell whether a JPEG is sequential (SOF0, SOF1) with all its components in the first scan (T.81, B.2.2, B.2.3)."""
    components, end = 0, 0
    for found in head:
        if found.marker in _SEQUENTIAL:
            if components or len(found.content) < 6:
                return False
            components = found.content[5]
        elif found.marker in _OTHER_FRAMES:
            return False
        end = found.end
    return bool(components) and data[end : end + 2] == b"\xff\xda" and data[end + 4 : end + 5] == bytes([components])


def _markers(data: bytes) -> Iterator[int]:
    """Give the markers of a JPEG up to the end of its first picture (ITU-T T.81, B.1.1)."""
    at, search = 2, re.compile(_MARKER).search
    while (found := search(data, at)) is not None:
        marker = data[found.start() + 1]
        if marker == _EOI:
            return
        yield marker
        at = found.end()
        if marker not in _ALONE:
            at += int.from_bytes(data[at : at + 2], "big")


def holds_more_pictures(head: Sequence[Segment]) -> bool:
    """Tell whether a JPEG announces further pictures behind the first one (CIPA DC-007, Multi-Picture Format)."""
    return any(found.marker == APP2 and found.content.startswith(MPF) for found in head)


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


class GifHeader(NamedTuple):
    """Number of frames of a GIF, and the size of what holds them all, in pixels."""

    frames: int = 0
    width: int = 0
    height: int = 0


def gif_header(data: bytes) -> GifHeader:
    """Walk over the blocks of a GIF (GIF89a, 18 to 26) without decoding; damaged ones end the walk."""
    if len(data) < 13:
        return GifHeader()
    width, height = (int.from_bytes(data[at : at + 2], "little") for at in (6, 8))
    frames, at = 0, 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while at + 10 <= len(data) and data[at] in b"!,":
        if data[at] == 0x21:
            at = _past_blocks(data, at + 2)
            continue
        left, top, across, down = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (1, 3, 5, 7))
        width, height = max(width, left + across), max(height, top + down)
        flags = data[at + 9]
        frames += 1
        at = _past_blocks(data, at + 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))
    return GifHeader(frames, width, height)


def _past_blocks(data: bytes, at: int) -> int:
    """Return where the data blocks end that begin there."""
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1


class WebpHeader(NamedTuple):
    """Size in pixels (0 x 0 where it is not said), number of frames (1 for a still), whether pixels are lossless."""

    width: int = 0
    height: int = 0
    frames: int = 1
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
        chunks = list(_webp_chunks(data, 12))
        frames = [at for kind, at in chunks if kind == b"ANMF"]
        # The pixels of a frame follow its 16 bytes of place and time; a damaged file has frames without any.
        inside = [kind for at in frames for kind, _ in islice(_webp_chunks(data, at + 24), 2)]
        kinds = set(inside or [kind for kind, _ in chunks])
        lossless = b"VP8L" in kinds and b"VP8 " not in kinds
        return WebpHeader(width, height, len(frames) if data[20] & 0x02 else 1, lossless)
    return WebpHeader()


def _webp_chunks(data: bytes, at: int) -> Iterator[tuple[bytes, int]]:
    """Give the kind of each chunk and where it stands."""
    while at + 8 <= len(data):
        yield data[at : at + 4], at
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + length + (length & 1)
