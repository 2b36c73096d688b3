"""How much a mark lost when it was coded as a JPEG."""

from __future__ import annotations

from io import BytesIO
from math import log10
from typing import TYPE_CHECKING

from PIL import ImageChops, ImageStat

from ..geometry import Box
from .exact import apart
from .jpeg_coding import jpeg_decoder
from .modes import on_colour
from .picture import part_of
from .saving import WHITE

if TYPE_CHECKING:
    from PIL.Image import Image

    from .canvas import Canvas

POOR = 30.0
"""Below this, in dB, coloured letters fray: red text in 4:2:0 has 27 to 28.5, dark text on a light plate 35 and more."""


def psnr(canvas: Canvas, data: bytes, matte: str = WHITE) -> float | None:
    """Return the peak signal-to-noise ratio of the marked boxes of a JPEG, in dB; None where there is no mark.

    ``matte`` is the colour that transparent pixels were laid on.

    The pixels that were wanted are compared with those that the file decodes to, in the boxes of whole coded units;
    infinite where they are equal. Only these are decoded where the file allows it.
    """
    squares = pixels = 0.0
    whole: Image | None = None
    for box in _boxes(canvas):
        wanted = on_colour(canvas.after(box), matte)
        found = None if whole else _part(data, box)
        if found is None:
            whole = whole or jpeg_decoder()(BytesIO(data))
            found = whole.crop(box.pixels)
        difference = ImageStat.Stat(ImageChops.difference(wanted, found.convert("RGB")))
        squares += sum(difference.sum2)
        pixels += 3 * wanted.width * wanted.height
    if not pixels:
        return None
    return 10 * log10(255**2 * pixels / squares) if squares else float("inf")


def _boxes(canvas: Canvas) -> list[Box]:
    editor = canvas.cover.picture.editor
    marked = canvas.marked()
    return apart(Box(*editor.jpeg.aligned(box.pixels)) for box in marked) if editor else apart(marked)


def _part(data: bytes, box: Box) -> Image | None:
    """Decode one box alone, or nothing where that cannot be done."""
    from .jpeg import Editor, Unsupported, available, parse

    if not available():
        return None
    try:
        return part_of(Editor(parse(data)).pixels(box.pixels), box.pixels)
    except (Unsupported, ValueError):
        return None
