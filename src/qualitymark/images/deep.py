"""Colour pictures of 16 bits a channel: Pillow holds eight, so the lower eight are held beside them.

The upper and the lower bytes are two pictures of the same mode. Under a mark, where it is not clear, the result has the
eight bits of the composed picture; everywhere else it has all sixteen of the source.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageChops

from ..geometry import Box, Size
from .picture import within

_STRIP = 1_000_000
"""About how many samples are worked on at once."""


def fine_png(data: bytes, mode: str) -> Image.Image | None:
    """Return the lower bytes of a 16-bit PNG: it is decoded again, with the bytes of each sample exchanged."""
    from PIL.PngImagePlugin import PngImageFile

    if mode not in ("RGB", "RGBA"):
        return None
    image = PngImageFile(BytesIO(data))
    if image.mode != mode or [tile.args for tile in image.tile] != [f"{mode};16B"]:
        return None
    image.tile = [tile._replace(args=f"{mode};16L") for tile in image.tile]
    image.load()
    return image


def marked_fine(fine: Image.Image, image: Image.Image, marks: tuple[tuple[Image.Image, int, int], ...]) -> Image.Image:
    """Return the lower bytes for ``image``, which has the marks on it."""
    fine = fine.copy()
    for mark, left, top in marks:
        box = within(Size(*image.size), Box.at(left, top, *mark.size))
        if box is not None:
            seen = mark.getchannel("A").crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
            fine.paste(image.crop(box), box[:2], seen.point([0] + [255] * 255))
    return fine


def rows_of(upper: Image.Image, lower: Image.Image, *, big_endian: bool) -> Iterator[Image.Image]:
    """Give the rows of a picture as bytes, two a sample, some rows at a time, so that little memory is needed."""
    channels = len(upper.getbands())
    step = max(1, _STRIP // (upper.width * channels))
    for top in range(0, upper.height, step):
        box = 0, top, upper.width, min(top + step, upper.height)
        shape = upper.width * channels, box[3] - top
        planes = [Image.frombytes("L", shape, plane.crop(box).tobytes()) for plane in (upper, lower)]
        both = Image.merge("LA", planes if big_endian else planes[::-1])
        yield Image.frombytes("L", (2 * shape[0], shape[1]), both.tobytes())


def deep_png(plain: bytes, upper: Image.Image, lower: Image.Image) -> bytes:
    """Return a PNG of 16 bits a channel with the metadata chunks of ``plain``, a PNG of any pixels in the same mode."""
    head = struct.pack(">LLB", *upper.size, 16) + plain[25:29]
    deflate = zlib.compressobj(1)
    packed = b"".join(deflate.compress(rows) for rows in _filtered(upper, lower)) + deflate.flush()
    return plain[:8] + chunk(b"IHDR", head) + _metadata(plain) + chunk(b"IDAT", packed) + chunk(b"IEND")


def _filtered(upper: Image.Image, lower: Image.Image) -> Iterator[bytes]:
    """Give each row as its difference from the one above (W3C PNG, 9.2, filter type 2)."""
    last: Image.Image | None = None
    for rows in rows_of(upper, lower, big_endian=True):
        above = Image.new("L", rows.size)
        above.paste(rows, (0, 1))
        if last is not None:
            above.paste(last, (0, 0))
        last = rows.crop((0, rows.height - 1, rows.width, rows.height))
        filtered = Image.new("L", (rows.width + 1, rows.height), 2)
        filtered.paste(ImageChops.subtract_modulo(rows, above), (1, 0))
        yield filtered.tobytes()


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    """Return one chunk of a PNG (W3C PNG, 5.3)."""
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return kind and content of the chunks of a sound PNG."""
    found, at = [], 8
    while at + 12 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def _metadata(png: bytes) -> bytes:
    return b"".join(chunk(kind, content) for kind, content in chunks(png) if kind not in (b"IHDR", b"IDAT", b"IEND"))
