"""The rows of a PNG as they are stored, kept from reading to writing: only those under a mark are made anew.

Before it is packed each row gets a filter (W3C PNG, clause 9). To choose it takes as long as the packing; but a row
whose pixels stay, and those of the one above it, can stay as it is.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from .packets import png_chunks, png_of, png_pixels
from .writing import NamedBuffer

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..geometry import Box

MOST_BYTES = 16 * 1024 * 1024
"""Rows above this are not kept, for they are in memory beside the decoded picture."""
_PIECE = 256 * 1024
_STORED = 65_535
"""Bytes of a stored block at most (RFC 1951, 3.2.4)."""
_STRIP = 64
"""Rows of a picture that get their filters at once."""
_MODES = {2: "RGB", 6: "RGBA"}
# Rows without any filter pack badly in runs; where a tenth of them has none, all are filtered anew.
_MOST_PLAIN = 0.1


class Rows(NamedTuple):
    """The filtered rows of a PNG of eight bits a channel, ``stride`` bytes each, the first of which names the filter."""

    data: bytes | bytearray
    stride: int
    mode: str
    size: tuple[int, int]


def rows_of(data: bytes) -> Rows | None:
    """Return the rows of a PNG; None where it is of another kind, animated, damaged, too large or hardly filtered."""
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">LLBBBBB", data.ljust(29, b"\0"), 16)
    mode = _MODES.get(colour)
    stride = 1 + width * len(mode or "")
    if mode is None or depth != 8 or interlaced or not 0 < stride * height <= MOST_BYTES or not _usual(data):
        return None
    rows = bytearray(stride * height)
    try:
        if not _fill(rows, data):
            return None
    except zlib.error:
        return None
    filters = rows[::stride]
    if max(filters) > 4 or filters.count(0) > _MOST_PLAIN * height:
        return None
    return Rows(rows, stride, mode, (width, height))


def _fill(rows: bytearray, data: bytes) -> bool:
    """Unpack the pixels of a PNG, piece by piece; tell whether they are as many as there is room for."""
    inflate, room, at = zlib.decompressobj(), memoryview(rows), 0
    for packed in _packed(data):
        rest: bytes | memoryview = packed
        while rest:
            piece = inflate.decompress(rest, _PIECE)
            if at + len(piece) > len(rows):
                return False
            room[at : at + len(piece)] = piece
            at += len(piece)
            rest = inflate.unconsumed_tail
    return at == len(rows)


def _packed(data: bytes) -> Iterator[memoryview]:
    """Give the packed pixels of a PNG in small parts: what is left of one after a piece is copied."""
    view = memoryview(data)
    for chunk in png_chunks(data):
        if chunk.kind == b"IDAT":
            for at in range(chunk.start, chunk.end, _PIECE // 4):
                yield view[at : min(at + _PIECE // 4, chunk.end)]


class Pieces:
    """A file that is read from several buffers, one behind the other, none of which is copied as a whole."""

    def __init__(self, buffers: Sequence[bytes | memoryview]) -> None:
        self._buffers = buffers
        self._ends = list(accumulate(map(len, buffers)))
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer at the end; all of the rest for a negative number."""
        end = self._ends[-1] if size < 0 else min(self._at + size, self._ends[-1])
        parts = []
        for number in range(bisect_right(self._ends, self._at), len(self._buffers)):
            if self._at >= end:
                break
            first = self._ends[number] - len(self._buffers[number])
            parts.append(self._buffers[number][self._at - first : end - first])
            self._at = min(end, self._ends[number])
        return b"".join(parts)

    def seek(self, to: int) -> int:
        self._at = to
        return to

    def tell(self) -> int:
        return self._at


def unpacked(data: bytes, rows: Rows) -> BinaryIO:
    """Return the PNG with its rows stored and not packed, for a decoder that would unpack them once more.

    The sum of the chunk, which decoders leave alone as the rows have one of their own, is left out.
    """
    pixels = [chunk for chunk in png_chunks(data) if chunk.kind == b"IDAT"]
    file, stored = memoryview(data), memoryview(rows.data)
    # RFC 1950 and RFC 1951: a header of two bytes, blocks that tell their length twice, and the sum.
    blocks: list[bytes | memoryview] = [b"\x78\x01"]
    for at in range(0, len(stored), _STORED):
        block = stored[at : at + _STORED]
        blocks += (struct.pack("<BHH", at + _STORED >= len(stored), len(block), 0xFFFF - len(block)), block)
    blocks.append(struct.pack(">L", zlib.adler32(stored)))
    head = struct.pack(">L4s", sum(map(len, blocks)), b"IDAT")
    parts = [file[: pixels[0].start - 8], head, *blocks, bytes(4), file[pixels[-1].end + 4 :]]
    return cast("BinaryIO", Pieces(parts))


def repacked(rows: Rows, plain: bytes, image: Image, boxes: Iterable[Box]) -> bytes:
    """Return ``plain``, a PNG of any size in the same mode, with the pixels of ``image``.

    They are those of the rows, but for what is inside of ``boxes``.
    """
    # Runs alone, as for any photograph (Z_RLE): more takes far longer and gains little.
    deflate = zlib.compressobj(1, zlib.DEFLATED, 15, 8, zlib.Z_RLE)
    stored, at, parts = memoryview(rows.data), 0, []
    for top, end in _changed(boxes, rows.size[1]):
        parts.append(deflate.compress(stored[at : top * rows.stride]))
        strips = ((first, min(end, first + _STRIP)) for first in range(top, end, _STRIP))
        parts += [deflate.compress(_filtered(image, *strip, rows.stride)) for strip in strips]
        at = end * rows.stride
    parts += [deflate.compress(stored[at:]), deflate.flush()]
    return png_of(plain, rows.size, 8, parts)


def _changed(boxes: Iterable[Box], height: int) -> Iterator[tuple[int, int]]:
    """Give the rows to be made anew as (first, end): those in boxes, and the next one, which refers to the last."""
    first = end = 0
    for top, bottom in sorted((int(box.top), min(height, int(box.bottom) + 1)) for box in boxes):
        if top > end:
            if end > first:
                yield first, end
            first = top
        end = max(end, bottom)
    if end > first:
        yield first, end


def _filtered(image: Image, top: int, end: int, stride: int) -> memoryview:
    """Return rows of a picture, each with the filter that Pillow chooses for it."""
    above = max(0, top - 1)
    strip = NamedBuffer(".png")
    image.crop((0, above, image.width, end)).save(strip, compress_level=0)
    stored = zlib.decompress(png_pixels(strip.getvalue()), bufsize=stride * (end - above))
    return memoryview(stored)[(top - above) * stride :]


def _usual(data: bytes) -> bool:
    """Tell whether a PNG has the usual structure: its pixels in chunks one behind the other, and no animation."""
    kinds = [chunk.kind for chunk in png_chunks(data)]
    count = kinds.count(b"IDAT")
    if not count or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"acTL" in kinds:
        return False
    first = kinds.index(b"IDAT")
    return set(kinds[first : first + count]) == {b"IDAT"}
