"""Pictures of 16 bits a channel, in colour or with transparency: Pillow holds eight, the lower eight are held beside.

The upper and the lower bytes are two pictures of the same mode. Under a mark, where it is not clear, the result has the
eight bits of the composed picture; everywhere else it has all sixteen of the source.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageChops
from PIL.ImageFile import ImageFile

from ..frozen import changed
from ..geometry import Box, Size
from ..messages import Message, say
from .packets import png_chunk, png_of
from .picture import within

if TYPE_CHECKING:
    from .cover import Cover

Halves = tuple[Image.Image, Image.Image]
"""The upper and the lower bytes."""
STRIP = 1_000_000
"""About how many samples are worked on at once."""
_GREY_AND_ALPHA, _COLOURS_AND_ALPHA = 4, 6
"""Colour types (W3C PNG, 11.2.1)."""


def shallow(cover: Cover, bits: int) -> Cover:
    """Return a cover that has more bits a channel in its file than here."""
    return changed(cover, whole=False).noting(shallow_note(bits))


def shallow_note(bits: int) -> Message:
    """Return what to say of a picture of more than eight bits a channel."""
    return say("The picture has {bits} bits a channel; they are reduced to 8.", bits=bits)


def halves(image: Image.Image, data: bytes) -> Halves | None:
    """Return the upper and the lower bytes of a 16-bit PNG, which ``image`` was decoded from; None for opaque grey.

    Both are RGB, RGBA or LA; a transparent colour becomes alpha.
    """
    key = image.info.get("transparency")
    if data[25] == _GREY_AND_ALPHA:
        return _grey_and_alpha(data)
    if image.mode != "I;16":
        both = image, _lower(data, image.mode)
        return both if key is None else _keyed(both, key)
    if key is None:
        return None
    return _keyed(halves_of_grey(image), (key,))


def both_halves(data: bytes) -> Halves:
    """Return the upper and the lower bytes of a 16-bit PNG, also of opaque grey, as L."""
    image = opened_png(data)
    return halves(image, data) or halves_of_grey(image)


def _lower(data: bytes, mode: str) -> Image.Image:
    """Decode colours once more, with the bytes of each sample exchanged."""
    image = opened_png(data)
    image.tile = [tile._replace(args=f"{mode};16L") for tile in image.tile]
    image.load()
    return image


def _grey_and_alpha(data: bytes) -> Halves:
    """Decode two samples of two bytes as four of one, of which nothing in the file but its header tells."""
    head = data[16:24] + bytes((8, _COLOURS_AND_ALPHA)) + data[26:29]
    bands = opened_png(data[:8] + png_chunk(b"IHDR", head) + data[33:]).split()
    return Image.merge("LA", bands[::2]), Image.merge("LA", bands[1::2])


def opened_png(data: bytes) -> ImageFile:
    """Return a PNG whose pixels are decoded when they are asked for."""
    from PIL.PngImagePlugin import PngImageFile

    return PngImageFile(BytesIO(data))


def _keyed(both: Sequence[Image.Image], key: tuple[int, ...]) -> Halves:
    """Return both halves with alpha, which is 0 where every sample is that of the transparent colour."""
    alpha = Image.new("L", both[0].size)
    for half, shift in zip(both, (8, 0), strict=True):
        for band, value in zip(half.split(), key, strict=True):
            differs = [255] * 256
            differs[value >> shift & 255] = 0
            alpha = ImageChops.lighter(alpha, band.point(differs))
    mode = "RGBA" if len(key) == 3 else "LA"
    upper, lower = (Image.merge(mode, (*half.split(), alpha)) for half in both)
    return upper, lower


def marked_fine(fine: Image.Image, image: Image.Image, marks: tuple[tuple[Image.Image, int, int], ...]) -> Image.Image:
    """Return the lower bytes for ``image``, which has the marks on it."""
    fine = fine.copy() if fine.mode == image.mode else fine.convert(image.mode)
    for mark, left, top in marks:
        box = within(Size(*image.size), Box.at(left, top, *mark.size))
        if box is not None:
            seen = mark.getchannel("A").crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
            fine.paste(image.crop(box), box[:2], seen.point([0] + [255] * 255))
    return fine


def halves_of_grey(image: Image.Image) -> Halves:
    """Return the upper and the lower bytes of 16-bit grey of either order, as L, with little memory beside them."""
    upper, lower = Image.new("L", image.size), Image.new("L", image.size)
    for box in _boxes(image.size, 1):
        part = image.crop(box)
        first, second = Image.frombytes("LA", part.size, part.tobytes()).split()
        upper.paste(first if image.mode == "I;16B" else second, box)
        lower.paste(second if image.mode == "I;16B" else first, box)
    return upper, lower


def strips(upper: Image.Image, lower: Image.Image) -> Iterator[tuple[int, Halves]]:
    """Give both halves some rows at a time, with the number of the first, so that little memory is needed."""
    for box in _boxes(upper.size, len(upper.getbands())):
        yield box[1], (upper.crop(box), lower.crop(box))


def _boxes(size: tuple[int, int], channels: int) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    step = max(1, STRIP // (width * channels))
    for top in range(0, height, step):
        yield 0, top, width, min(top + step, height)


def rows_of(
    upper: Image.Image,
    lower: Image.Image,
    *,
    big_endian: bool,
    change: Callable[[Image.Image, Image.Image], Halves] | None = None,
) -> Iterator[Image.Image]:
    """Give the rows of a picture as bytes, two a sample, some rows at a time; ``change`` makes others of both halves."""
    for _, part in strips(upper, lower):
        halves = change(*part) if change else part
        shape = upper.width * len(upper.getbands()), part[0].height
        planes = [Image.frombytes("L", shape, half.tobytes()) for half in halves]
        both = Image.merge("LA", planes if big_endian else planes[::-1])
        yield Image.frombytes("L", (2 * shape[0], shape[1]), both.tobytes())


def deep_png(plain: bytes, upper: Image.Image, lower: Image.Image) -> bytes:
    """Return a PNG of 16 bits a channel with the metadata chunks of ``plain``, a PNG of any pixels in the same mode."""
    deflate = zlib.compressobj(1)
    packed = [*map(deflate.compress, _filtered(upper, lower)), deflate.flush()]
    return png_of(plain, upper.size, 16, packed)


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
