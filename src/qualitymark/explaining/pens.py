"""What the explanation is drawn with: colours, fonts, labels, hatching, dashes and the heat map."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from ..geometry import Box
from ..resources import bundled

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from ..placement import Content

FINE = 2
"""Everything is drawn this much larger and then reduced, for smooth slanted lines."""

INK, PAPER, MUTED = "#10203a", "#ffffff", "#5b6675"
SAFE, BARRED, CHOSEN, OTHER = "#2bb673", "#10203a", "#e0501e", "#ffffff"
HOT = 30.0
"""Points of ``Content`` that are shown as the hottest."""

# Calm is not coloured at all: (share of HOT, red, green, blue, opacity).
_HEAT = ((0.0, 255, 221, 87, 0), (0.25, 255, 214, 70, 60), (0.6, 245, 124, 32, 150), (1.0, 200, 16, 46, 205))


@lru_cache(maxsize=8)
def font(weight: int, size: int) -> FreeTypeFont:
    """Return a weight of Golos Text at a size in pixels of the drawing."""
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(bundled("fonts").joinpath(f"GolosText-{weight}.ttf").read_bytes()), size * FINE)


def heat(level: float) -> tuple[int, int, int, int]:
    """Return the colour of a share of ``HOT``, with its opacity."""
    level = min(1.0, max(0.0, level))
    above = next(number for number in range(1, len(_HEAT)) if level <= _HEAT[number][0])
    (low, *start), (high, *end) = _HEAT[above - 1], _HEAT[above]
    part = (level - low) / (high - low)
    red, green, blue, opacity = (round(one + (other - one) * part) for one, other in zip(start, end, strict=True))
    return red, green, blue, opacity


def heat_map(content: Content, size: tuple[int, int]) -> Image:
    """Return the heat of a whole cover as a picture with transparency."""
    from PIL import Image

    levels = bytes(min(255, round(255 * value / HOT)) for value in content.values)
    cells = Image.frombytes("L", (content.columns, content.rows), levels)
    smooth = cells.resize(size, Image.Resampling.BICUBIC, box=(0, 0, *content.reach))
    colours = [heat(level / 255) for level in range(256)]
    return Image.merge("RGBA", [smooth.point([colour[band] for colour in colours]) for band in range(4)])


def outline(pen: ImageDraw, box: Box, colour: str, width: int, under: str | None = None) -> None:
    """Draw a frame just inside of a box; ``under`` is a wider one beneath it, which keeps it visible anywhere."""
    if under:
        pen.rectangle(box.pixels, outline=under, width=(width + 2) * FINE)
        box = box.grown(-FINE)
    pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), outline=colour, width=width * FINE)


def dashed(pen: ImageDraw, box: Box, colour: str, dash: int = 10) -> None:
    """Draw a dashed frame just inside of a box."""
    left, top, right, bottom = box.grown(-FINE).pixels
    for x in range(left, right, 2 * dash * FINE):
        end = min(x + dash * FINE, right)
        pen.line((x, top, end, top), colour, FINE)
        pen.line((x, bottom, end, bottom), colour, FINE)
    for y in range(top, bottom, 2 * dash * FINE):
        end = min(y + dash * FINE, bottom)
        pen.line((left, y, left, end), colour, FINE)
        pen.line((right, y, right, end), colour, FINE)


def hatch(picture: Image, box: Box) -> None:
    """Fill a box with slanted lines on a veil."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = box.pixels
    if right <= left or bottom <= top:
        return
    veil = Image.new("RGBA", (right - left, bottom - top), (16, 32, 58, 90))
    pen = ImageDraw.Draw(veil)
    for x in range(-veil.height, veil.width, 10 * FINE):
        pen.line((x, veil.height, x + veil.height, 0), (255, 255, 255, 170), FINE)
    picture.alpha_composite(veil, (left, top))


class Labels:
    """Small labels on the cover; each keeps clear of those before it where there is room."""

    def __init__(self, pen: ImageDraw, within: Box) -> None:
        self.pen = pen
        self.within = within
        self._set: list[Box] = []

    def put(self, text: str, box: Box, corner: tuple[int, int], colours: tuple[str, str]) -> None:
        """Set a label in a corner of a box, ``(0, 0)`` being the upper left; ``colours`` are its ground and letters."""
        face = font(600, 15)
        width, height = self.pen.textlength(text, face) + 16 * FINE, 26 * FINE
        gap = 6 * FINE
        left = box.right - width - gap if corner[0] else box.left + gap
        top = box.bottom - height - gap if corner[1] else box.top + gap
        label = Box.at(*self._kept(left, top, width, height), width, height)
        for _ in range(8):
            hit = next((other for other in self._set if other.overlaps(label)), None)
            if hit is None:
                break
            down = hit.top - height - gap if corner[1] else hit.bottom + gap
            label = Box.at(*self._kept(label.left, down, width, height), width, height)
        self._set.append(label)
        self.pen.rounded_rectangle(label.pixels, 6 * FINE, colours[0])
        self.pen.text((label.left + 8 * FINE, label.centre[1]), text, colours[1], face, "lm")

    def _kept(self, left: float, top: float, width: float, height: float) -> tuple[float, float]:
        """Return the corner moved so far that the label lies on the cover."""
        x = min(max(left, self.within.left), self.within.right - width)
        return x, min(max(top, self.within.top), self.within.bottom - height)
