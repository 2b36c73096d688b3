"""Where files keep what is told beside the picture: found by their structure, with nothing decoded.

Every function takes the bytes of a whole file and never raises for a broken one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from .formats import sniff
from .segments import APP1, segments
from .xmp import MOST_BYTES

XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
XMP_KEYWORD = b"XML:com.adobe.xmp"
# XMP Specification, part 3: a GIF holds the packet bare, and this trailer leads its readers of blocks to the end.
GIF_HEAD = b"\x21\xff\x0bXMP DataXMP"
GIF_TRAILER = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
_TIFF_XMP = 700
_MOST_ENTRIES = 1000


class Chunk(NamedTuple):
    """A chunk of a PNG or a WebP: its kind, and where its content begins and ends."""

    kind: bytes
    start: int
    end: int


def png_chunks(data: bytes | memoryview) -> Iterator[Chunk]:
    """Give the chunks of a PNG (W3C PNG, 5.3); ends early where the structure is damaged."""
    at = 8
    while at + 12 <= len(data):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            return
        yield Chunk(bytes(data[at + 4 : at + 8]), at + 8, end)
        at = end + 4


def png_chunk(kind: bytes, content: bytes = b"") -> bytes:
    """Return one chunk of a PNG (W3C PNG, 5.3)."""
    return b"".join(_framed(kind, content))


def _framed(kind: bytes, content: bytes) -> tuple[bytes, bytes, bytes]:
    check = zlib.crc32(content, zlib.crc32(kind))
    return struct.pack(">L4s", len(content), kind), content, struct.pack(">L", check)


def png_pixels(data: bytes) -> bytes:
    """Return the packed pixels of a PNG, from all its chunks of them."""
    return b"".join([data[found.start : found.end] for found in png_chunks(data) if found.kind == b"IDAT"])


def png_telling(data: bytes) -> list[bytes]:
    """Return the chunks of a PNG, whole, that are neither its header nor its pixels nor its end."""
    return [
        data[found.start - 8 : found.end + 4]
        for found in png_chunks(data)
        if found.kind not in (b"IHDR", b"IDAT", b"IEND")
    ]


def png_of(plain: bytes, size: tuple[int, int], depth: int, packed: Iterable[bytes], room: int = 0) -> bytes:
    """Return ``plain``, a PNG of any pixels in the same mode, with packed pixels of that size and depth.

    ``packed`` is one stream in pieces, each of which becomes a chunk; none is kept but in the result. ``room`` is how
    many bytes the result may have: where it has no more, it is not moved while it grows.
    """
    head = struct.pack(">LLB", *size, depth) + plain[25:29]
    file = BytesIO(bytes(room))
    file.writelines([plain[:8], *_framed(b"IHDR", head), *png_telling(plain)])
    for piece in packed:
        if piece:
            file.writelines(_framed(b"IDAT", piece))
    file.write(png_chunk(b"IEND"))
    file.truncate()
    return file.getvalue()


def webp_chunks(data: bytes) -> Iterator[Chunk]:
    """Give the chunks of a WebP (RFC 9649, 2.3); ends early where the structure is damaged."""
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            return
        yield Chunk(data[at : at + 4], at + 8, at + 8 + length)
        at += 8 + length + (length & 1)


def webp_of(plain: bytes, size: tuple[int, int], bare: bytes) -> bytes:
    """Return ``plain``, a still WebP of any pixels, with those of ``bare``, a WebP of that size with nothing beside them.

    ``bare`` is coded with loss and has no alpha, as ``plain``.
    """
    parts = []
    for kind, start, end in webp_chunks(plain):
        if kind == b"VP8X":
            sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
            parts.append(plain[start - 8 : start + 4] + sides)
        else:
            parts.append(bare[12:] if kind == b"VP8 " else plain[start - 8 : end + (end - start & 1)])
    content = b"".join(parts)
    return b"".join((b"RIFF", struct.pack("<L", 4 + len(content)), b"WEBP", content))


def png_xmp(content: bytes) -> bytes | None:
    """Return the packet in an iTXt chunk, or None for one of another keyword, or one that is too large."""
    if not content.startswith(XMP_KEYWORD + b"\0"):
        return None
    at = len(XMP_KEYWORD) + 1
    packed = content[at : at + 1] == b"\x01"
    text = content[at + 2 :].split(b"\0", 2)[-1]
    if not packed:
        return text
    try:
        # One byte more than is read shows that there is more.
        return zlib.decompressobj().decompress(text, MOST_BYTES + 1)
    except zlib.error:
        return None


def packet_in(data: bytes) -> bytes | None:
    """Return the XMP packet of a picture file, or None where there is none."""
    find = _PACKETS.get(sniff(data) or "")
    return find(data) if find else None


def _jpeg(data: bytes) -> bytes | None:
    return next(
        (
            found.content[len(XMP_SEGMENT) :]
            for found in segments(data)
            if found.marker == APP1 and found.content.startswith(XMP_SEGMENT)
        ),
        None,
    )


def _png(data: bytes) -> bytes | None:
    for found in png_chunks(data):
        if found.kind == b"IDAT":
            return None
        packet = png_xmp(data[found.start : found.end]) if found.kind == b"iTXt" else None
        if packet is not None:
            return packet
    return None


def _webp(data: bytes) -> bytes | None:
    return next((data[found.start : found.end] for found in webp_chunks(data) if found.kind == b"XMP "), None)


def gif_xmp(data: bytes) -> bytes | None:
    """Return the packet of a GIF, or None."""
    start = data.find(GIF_HEAD)
    end = data.find(GIF_TRAILER, start) if start >= 0 else -1
    return data[start + len(GIF_HEAD) : end] if end >= 0 else None


def _tiff(data: bytes) -> bytes | None:
    order = "<" if data.startswith(b"II") else ">"
    try:
        (start,) = struct.unpack_from(order + "L", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        for at in range(start + 2, start + 2 + 12 * min(count, _MOST_ENTRIES), 12):
            tag, _, length, where = struct.unpack_from(order + "HHLL", data, at)
            if tag == _TIFF_XMP:
                return data[where : where + length] if 4 < length <= MOST_BYTES else None
    except struct.error:
        return None
    return None


def _avif(data: bytes) -> bytes | None:
    """Look for the packet itself: its place is told in three boxes, and the decoder is not asked here."""
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start) if start >= 0 else -1
    return data[start : end + 12] if 0 <= end - start <= MOST_BYTES else None


_PACKETS: dict[str, Callable[[bytes], bytes | None]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WEBP": _webp,
    "GIF": gif_xmp,
    "TIFF": _tiff,
    "AVIF": _avif,
    "HEIF": _avif,
}
