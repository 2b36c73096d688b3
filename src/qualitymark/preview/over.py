"""What lies over a cover, drawn on a picture: the platform's own shapes, the safe zone, the boxes of layers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..geometry import Box
from .captions import width_of, write
from .stage import Over

if TYPE_CHECKING:
    from PIL.Image import Image

MARK, FAULTY, ZONE = "#d2178c", "#c26a00", "#0a8f6c"
_SOLID, _SIGN, _EDGE = "#aab3bf", "#e9edf2", "#ffffff"
_TINT = (20, 26, 34, 107)
_DASH = 14
_TAG = 17
"""Letter size of the numbers at the boxes, in pixels."""


def draw_over(image: Image, over: Over, box: Box, bottom: float) -> None:
    """Draw a shape of the platform into an RGB picture; ``bottom`` is where the cover ends, in its pixels."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image, "RGBA")
    _SHAPES[over.shape](pen, box, box.bottom >= bottom)
    if over.shape == "bar":
        unit = min(box.height * 0.36, 30)
        write(image, "12:00", (box.left + unit * 1.2, box.centre[1] + unit * 0.42), unit * 1.25, _EDGE, 500)


def _avatar(pen: Any, box: Box, at_edge: bool) -> None:
    x, middle = box.centre
    r = (min(box.width / 2, box.height) if at_edge else min(box.width, box.height) / 2) * 0.94
    y = box.bottom if at_edge else middle
    _disc(pen, x, y, r + 3, _EDGE)
    _disc(pen, x, y, r, _SOLID)
    head = y - r * (0.57 if at_edge else 0.28)
    _disc(pen, x, head, r * 0.27, _SIGN)
    pen.chord((x - r * 0.54, head + r * 0.4, x + r * 0.54, head + r * 1.4), 180, 360, fill=_SIGN)


def _logo(pen: Any, box: Box, _at_edge: bool) -> None:
    side = min(box.width, box.height) * 0.86
    (x, y), half = box.centre, side / 2
    pen.rounded_rectangle((x - half, y - half, x + half, y + half), side * 0.06, fill=_SOLID, outline=_EDGE, width=3)
    house = [(-0.3, 0.28), (-0.3, -0.1), (0, -0.3), (0.3, -0.1), (0.3, 0.28)]
    pen.polygon([(x + across * side, y + down * side) for across, down in house], fill=_SIGN)


def _bar(pen: Any, box: Box, _at_edge: bool) -> None:
    unit = min(box.height * 0.36, 30)
    top, right = box.centre[1] - unit / 2, box.right - unit * 1.2
    pen.rectangle(_edges(box), fill=_TINT)
    pen.rounded_rectangle((right - unit * 1.8, top, right, top + unit), unit * 0.26, outline=_EDGE, width=2)
    pen.rectangle((right - unit * 1.6, top + unit * 0.2, right - unit * 0.6, top + unit * 0.8), fill=_EDGE)
    for at, share in enumerate((0.3, 0.55, 0.8, 1.0)):
        left = right - unit * (4.2 - at * 0.42)
        pen.rectangle((left, top + unit * (1 - share), left + unit * 0.26, top + unit), fill=_EDGE)


def _buttons(pen: Any, box: Box, _at_edge: bool) -> None:
    high = min(box.height * 0.7, 60)
    top = box.centre[1] - high / 2
    for start, wide in ((0.04, 0.56), (0.66, 0.3)):
        left = box.left + start * box.width
        pen.rounded_rectangle((left, top, left + wide * box.width, top + high), high / 2, fill=_SOLID, outline=_EDGE)


def _block(pen: Any, box: Box, _at_edge: bool) -> None:
    pen.rounded_rectangle(_edges(box), 10, fill=_TINT)


_SHAPES: dict[str, Callable[[Any, Box, bool], None]] = {
    "avatar": _avatar,
    "logo": _logo,
    "bar": _bar,
    "buttons": _buttons,
    "block": _block,
}


def draw_zone(image: Image, box: Box) -> None:
    """Draw the safe zone: a dashed line that is seen on light and on dark."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    pen.rectangle(_edges(box), outline=ZONE, width=4)
    left, top, right, bottom = _edges(box)
    for x in range(left, right, 2 * _DASH):
        for y in (top, bottom - 3):
            pen.rectangle((x, y, min(x + _DASH, right), y + 3), fill=_EDGE)
    for y in range(top, bottom, 2 * _DASH):
        for x in (left, right - 3):
            pen.rectangle((x, y, x + 3, min(y + _DASH, bottom)), fill=_EDGE)


def draw_box(image: Image, box: Box, number: int, *, faulty: bool) -> None:
    """Draw the box of a layer and its number, left of the box where there is room."""
    from PIL import ImageDraw

    pen, colour = ImageDraw.Draw(image), FAULTY if faulty else MARK
    left, top, right, bottom = _edges(box)
    pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), outline=_EDGE)
    pen.rectangle((left, top, right, bottom), outline=colour, width=2)
    words = str(number)
    wide = width_of(words, _TAG, 600) + 10
    start = left - wide if left > wide else left
    pen.rectangle((start, top, start + wide, top + _TAG + 3), fill=colour)
    write(image, words, (start + 5, top + _TAG - 1), _TAG, _EDGE, 600)


def _disc(pen: Any, x: float, y: float, r: float, fill: str) -> None:
    pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def _edges(box: Box) -> tuple[int, int, int, int]:
    left, top, right, bottom = box.outward().pixels
    return left, top, max(left, right - 1), max(top, bottom - 1)
