"""The rows of a PNG as they are stored, kept from reading to writing: only those under a mark are made anew.

Before it is packed each row gets a filter (W3C PNG, clause 9). To choose it takes as long as the packing; but a row
whose pixels stay, and those of the one above it, can stay as it is.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from .packets import png_chunks, png_of, png_pixels
from .writing import NamedBuffer

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..geometry import Box

MOST_BYTES = 16 * 1024 * 1024
"""Rows above this are not kept: for a while they are in memory twice, beside the decoded picture."""
_PIECE = 1024 * 1024
_MODES = {2: "RGB", 6: "RGBA"}
# Rows without any filter pack badly in runs; where a tenth of them has none, all are filtered anew.
_MOST_PLAIN = 0.1


class Rows(NamedTuple):
    """The filtered rows of a PNG of eight bits a channel, ``stride`` bytes each, the first of which names the filter."""

    data: bytes
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
    try:
        rows = zlib.decompressobj().decompress(png_pixels(data), stride * height + 1)
    except zlib.error:
        return None
    filters = rows[::stride]
    if len(rows) != stride * height or max(filters) > 4 or filters.count(0) > _MOST_PLAIN * height:
        return None
    return Rows(rows, stride, mode, (width, height))


def unpacked(data: bytes, rows: Rows) -> BytesIO:
    """Return the PNG with its rows stored and not packed, for a decoder that would unpack them once more.

    The sums of the chunks, which decoders leave alone as the rows have one of their own, are left out.
    """
    pixels = [chunk for chunk in png_chunks(data) if chunk.kind == b"IDAT"]
    first, last = pixels[0], pixels[-1]
    file, deflate, stored = BytesIO(), zlib.compressobj(0), memoryview(rows.data)
    file.write(data[: first.start - 8])
    for at in range(0, len(stored) + 1, _PIECE):
        piece = deflate.compress(stored[at : at + _PIECE])
        piece += b"" if at + _PIECE <= len(stored) else deflate.flush()
        file.write(b"".join((struct.pack(">L4s", len(piece), b"IDAT"), piece, bytes(4))))
    file.write(data[last.end + 4 :])
    file.seek(0)
    return file


def repacked(rows: Rows, plain: bytes, image: Image, boxes: Iterable[Box]) -> bytes:
    """Return ``plain``, a PNG of any size in the same mode, with the pixels of ``image``.

    They are those of the rows, but for what is inside of ``boxes``.
    """
    # Runs alone, as for any photograph (Z_RLE): more takes far longer and gains little.
    deflate = zlib.compressobj(1, zlib.DEFLATED, 15, 8, zlib.Z_RLE)
    stored, at, parts = memoryview(rows.data), 0, []
    for top, end in _changed(boxes, rows.size[1]):
        parts.append(deflate.compress(stored[at : top * rows.stride]))
        parts.append(deflate.compress(_filtered(image, top, end, rows.stride)))
        at = end * rows.stride
    parts += [deflate.compress(stored[at:]), deflate.flush()]
    return png_of(plain, rows.size, 8, b"".join(parts))


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
