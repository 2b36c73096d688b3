"""The rows of a PNG as they are stored, kept from reading to writing: only those under a mark are made anew.

Before it is packed each row gets a filter (W3C PNG, clause 9). To choose it takes as long as the packing; but a row
whose pixels stay, and those of the one above it, can stay as it is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from ..geometry import Box
from .formats import PNG_SIGNATURE
from .packets import png_chunk, png_chunks, png_of
from .writing import NamedBuffer

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 128 * 1024 * 1024
"""Rows above this, of 44 megapixels in RGB, are not kept: where all is decoded after all, both are in memory."""
_STRIP = 96 * 1024
"""Bytes of rows that are decoded at once: so few that they stay near the processor."""
_PIECE = 192 * 1024
"""Bytes that are unpacked, filtered or packed at once; to filter, the row above is taken in vain each time."""
_MODES = {2: "RGB", 6: "RGBA"}
_COLOURS = {mode: colour for colour, mode in _MODES.items()}
# Rows without any filter pack badly in runs; where a tenth of them has none, all are filtered anew.
_MOST_PLAIN = 0.1


class Rows(NamedTuple):
    """The filtered rows of a PNG of eight bits a channel, ``stride`` bytes each, the first of which names the filter.

    ``filters`` are these first bytes again, ``packed`` is how many bytes the file had.
    """

    data: bytes | bytearray
    stride: int
    mode: str
    size: tuple[int, int]
    filters: bytes
    packed: int

    @property
    def at_once(self) -> int:
        """How many rows are decoded at once."""
        return max(1, _STRIP // self.stride)

    def start(self, row: int) -> int:
        """Return the nearest row, up from ``row``, that refers to none above it: it has the filter None or Sub."""
        return max(0, *(self.filters.rfind(kind, 0, row + 1) for kind in (0, 1)))


def rows_of(data: bytes) -> Rows | None:
    """Return the rows of a PNG; None where it is of another kind, animated, damaged, too large or hardly filtered.

    A transparent colour makes it another kind, for its picture becomes one with alpha.
    """
    width, height, depth, colour, _, _, interlaced = struct.unpack_from(">LLBBBBB", data.ljust(29, b"\0"), 16)
    mode = _MODES.get(colour)
    stride = 1 + width * len(mode or "")
    if mode is None or depth != 8 or interlaced or not 0 < stride * height <= MOST_BYTES or not _usual(data):
        return None
    rows = bytearray(stride * height)
    try:
        if not _fill(rows, data):
            return None
    except _zlib().error:
        return None
    filters = bytes(rows[::stride])
    if max(filters) > 4 or filters.count(0) > _MOST_PLAIN * height:
        return None
    return Rows(rows, stride, mode, (width, height), filters, len(data))


def _fill(rows: bytearray, data: bytes) -> bool:
    """Unpack the pixels of a PNG; tell whether they are as many as there is room for."""
    room, at = memoryview(rows), 0
    for piece in _inflated(data):
        if at + len(piece) > len(rows):
            return False
        room[at : at + len(piece)] = piece
        at += len(piece)
    return at == len(rows)


def _inflated(data: bytes | memoryview) -> Iterator[bytes]:
    """Give the unpacked pixels of a PNG, piece by piece. Raises the error of zlib-ng for broken ones."""
    inflate = _zlib().decompressobj()
    for packed in _packed(data):
        rest: bytes | memoryview = packed
        while rest:
            yield inflate.decompress(rest, _PIECE)
            rest = inflate.unconsumed_tail


def _packed(data: bytes | memoryview) -> Iterator[memoryview]:
    """Give the packed pixels of a PNG in small parts: what is left of one after a piece is copied."""
    view = memoryview(data)
    for chunk in png_chunks(data):
        if chunk.kind == b"IDAT":
            for at in range(chunk.start, chunk.end, _PIECE // 4):
                yield view[at : min(at + _PIECE // 4, chunk.end)]


def strip(rows: Rows, top: int, end: int, above: bytes) -> Image:
    """Return rows decoded, from ``top`` up to ``end``; ``above`` are the samples of the one before, if it is needed."""
    first = b"\0" + above if above else b""
    size = rows.size[0], end - top + bool(above)
    image = _decoded(rows, size, b"".join((first, memoryview(rows.data)[top * rows.stride : end * rows.stride])))
    return image.crop((0, 1, *size)) if above else image


def _decoded(rows: Rows, size: tuple[int, int], stored: bytes) -> Image:
    """Decode filtered rows, whose first one refers to none."""
    from PIL.PngImagePlugin import PngImageFile

    head = struct.pack(">LLBBBBB", *size, 8, _COLOURS[rows.mode], 0, 0, 0)
    pixels = _zlib().compress(stored, 0)
    # The decoder leaves the sum of a chunk of pixels alone: they have one of their own.
    parts = PNG_SIGNATURE, png_chunk(b"IHDR", head), struct.pack(">L4s", len(pixels), b"IDAT"), pixels, bytes(4)
    image = PngImageFile(BytesIO(b"".join((*parts, png_chunk(b"IEND")))))
    image.load()
    return image


def beside(data: bytes, rows: Rows) -> bytes:
    """Return the PNG with its first row alone: for a decoder to tell what stands before and behind the pixels."""
    pixels = [chunk for chunk in png_chunks(data) if chunk.kind == b"IDAT"]
    head = png_chunk(b"IHDR", struct.pack(">LL", rows.size[0], 1) + data[24:29])
    row = png_chunk(b"IDAT", _zlib().compress(memoryview(rows.data)[: rows.stride], 0))
    return b"".join((data[:8], head, data[33 : pixels[0].start - 8], row, data[pixels[-1].end + 4 :]))


def repacked(rows: Rows, plain: bytes, part: Callable[[Box], Image], boxes: Iterable[Box]) -> bytes:
    """Return ``plain``, a PNG of any size in the same mode, with the pixels of a picture.

    They are those of the rows, but for what is inside of ``boxes``; ``part`` gives the picture's pixels in a box.
    """
    return png_of(plain, rows.size, 8, _packed_again(rows, part, boxes), rows.packed)


def _packed_again(rows: Rows, part: Callable[[Box], Image], boxes: Iterable[Box]) -> Iterator[bytes]:
    """Give the stream of all rows, piece by piece."""
    zlib = _zlib()
    # Runs alone, as for any photograph (Z_RLE): more takes far longer and gains little.
    deflate = zlib.compressobj(1, zlib.DEFLATED, 15, 8, zlib.Z_RLE)
    stored, at = memoryview(rows.data), 0
    for top, end in _changed(boxes, rows.size[1]):
        yield from _deflated(deflate, stored[at : top * rows.stride])
        step = max(1, _PIECE // rows.stride)
        for first in range(top, end, step):
            above, last = max(0, first - 1), min(end, first + step)
            for piece in _filtered(part(Box(0, above, rows.size[0], last)), (first - above) * rows.stride):
                yield deflate.compress(piece)
        at = end * rows.stride
    yield from _deflated(deflate, stored[at:])
    yield deflate.flush()


def _deflated(deflate: Any, rows: memoryview) -> Iterator[bytes]:
    for at in range(0, len(rows), _PIECE):
        yield deflate.compress(rows[at : at + _PIECE])


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


def _filtered(image: Image, left_out: int) -> Iterator[memoryview]:
    """Give the rows of a picture, each with the filter that Pillow chooses for it, but for so many bytes."""
    file = NamedBuffer(".png")
    image.save(file, compress_level=0)
    for piece in _inflated(file.getbuffer()):
        yield memoryview(piece)[left_out:]
        left_out = max(0, left_out - len(piece))


@cache
def _zlib() -> Any:
    """Return zlib-ng, which packs in half the time and is imported for a PNG alone."""
    from zlib_ng import zlib_ng

    return zlib_ng


def _usual(data: bytes) -> bool:
    """Tell whether a PNG has its pixels in chunks one behind the other, no animation and no transparent colour."""
    chunks = list(png_chunks(data))
    kinds = [chunk.kind for chunk in chunks]
    count = kinds.count(b"IDAT")
    if not count or kinds[0] != b"IHDR" or chunks[0].end != 29 or kinds[-1] != b"IEND":
        return False
    first = kinds.index(b"IDAT")
    return set(kinds[first : first + count]) == {b"IDAT"} and {b"acTL", b"tRNS"}.isdisjoint(kinds)
