"""What the kinds that set letters share: their sizes, their drawing, and what is told of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..colours import rgba
from ..geometry import Box
from ..messages import Message, say
from ..model.keys import Number
from ..model.reading import key, model
from ..text.raster import Ink, PlacedGlyph, drawn
from .base import NOWHERE, Laid, Letters, TextVerdict, faded

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..text.fonts import FontStack

READABLE = 12
"""Letters below this many pixels of the cover are told as a warning: a phone shows a cover at about 40 %."""

BOLD = 700
"""The least weight that is bold (CSS Fonts 4, "font-weight")."""


@model
class SizeRange:
    """The letter sizes that a text may take, in artboard units."""

    max: float = key(Number(1, 1000), doc="The size of a short text.")
    min: float = key(Number(1, 1000), doc="The smallest size; a text that needs less is an error.")

    def check(self) -> Message | None:
        return say("The smallest size is above the largest; mend {min, max}.") if self.min > self.max else None


def ink_and_height(found: Ink | None, stack: FontStack, size: float) -> tuple[Box, float]:
    """Return where the letters have ink, in pixels from the mark's corner, and the height of the small ones."""
    return Box.at(*found) if found else NOWHERE, round(stack.x_height * size, 2)


def letters(fill: str, opacity: float, weight: int, verdict: TextVerdict) -> Letters | None:
    """Return what the contrast of a text is measured with; None for one without ink."""
    red, green, blue, strength = rgba(fill)
    if not (verdict.box.width and verdict.box.height):
        return None
    return Letters(verdict.box, (red, green, blue, round(strength * opacity)), verdict.size, weight >= BOLD)


def lettered(fill: str, opacity: float, glyphs: tuple[PlacedGlyph, ...], found: Ink | None, room: Box) -> Laid:
    """Return what draws the glyphs, whose ink was found, in the room for them: all are placed in the same pixels."""
    shown = Box.at(*found).common(room) if found else NOWHERE
    if found is None or not (shown.width and shown.height):
        return Laid(room, partial(_nothing, room))
    return Laid(shown, partial(_draw, fill, opacity, glyphs, found, shown), reach=room)


def _nothing(box: Box) -> Image:
    from PIL import Image

    return Image.new("RGBA", (int(box.width), int(box.height)))


def _draw(fill: str, opacity: float, glyphs: tuple[PlacedGlyph, ...], found: Ink, shown: Box) -> Image:
    from PIL import Image

    red, green, blue, strength = rgba(fill)
    data, stride = drawn(glyphs, found)
    alpha = Image.frombytes("L", (found.width, found.height), data, "raw", "L", stride, -1)
    if shown != Box.at(*found):
        alpha = alpha.crop(shown.moved(-found.left, -found.top).pixels)
    picture = Image.new("RGBA", alpha.size, (red, green, blue, 0))
    picture.putalpha(alpha if strength == 255 else alpha.point([round(v * strength / 255) for v in range(256)]))
    return faded(picture, opacity)


def small_letters(verdict: TextVerdict) -> tuple[Message, ...]:
    """Return a warning for letters that a phone cannot show."""
    if verdict.size >= READABLE:
        return ()
    return (
        say(
            "The text “{text}” is {size:.1f} px high on this cover; below {least} px a phone cannot show it. "
            "Use a larger cover, or a larger mark.",
            text=verdict.text,
            size=verdict.size,
            least=READABLE,
        ),
    )
