"""The layer kind ``ring``: text along a circle, as on a seal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..errors import TextError
from ..geometry import Box
from ..messages import say
from ..model.keys import Colour, Flag, Name, Nested, Number, Numbers, Phrases
from ..model.reading import key, model
from ..text.raster import ink, ring_extent, ring_glyphs
from ..text.shaping import Run, check_glyphs, shape
from ..text.typography import typeset
from .base import Area, Laid, Layer, Space, TextVerdict
from .lettering import SizeRange, ink_and_height, lettered, letters, small_letters

if TYPE_CHECKING:
    from ..text.fonts import FontStack


@model
class Ring(Layer):
    """One line of text whose baseline is a circle."""

    kind = "ring"

    text: tuple[str, ...] = key(Phrases(), doc="The text; of a list, the first whose fields are all present.")
    centre: tuple[float, ...] = key(Numbers(2), doc="[x, y] of the circle's centre in artboard units.")
    radius: float = key(Number(4, 5000), doc="Radius of the baseline.")
    at: float = key(
        Number(-360, 360), default=0.0, doc="Where the text's middle stands, in degrees clockwise from the top."
    )
    sweep: float = key(Number(10, 360), default=330.0, doc="The arc that the text may take, in degrees.")
    inside: bool = key(Flag(), default=False, doc="true: feet outwards, upright on the lower half of a seal.")
    font: str = key(Name("font", say("font")), default="Golos Text", doc="A bundled family, or one of “fonts”.")
    weight: int = key(Number(100, 900, whole=True), default=600, doc="Weight, 400 regular to 800 heavy.")
    size: float | SizeRange = key(Nested(SizeRange, short=Number(1, 1000)), doc="Letter size in units, or {max, min}.")
    letter_spacing: float = key(Number(-0.2, 1), default=0.06, doc="Space between letters, as a share of the size.")
    fill: str = key(Colour(), doc="The colour of the letters.")

    @property
    def lettering(self) -> Area:
        x, y = self.centre
        return Area(Box(x, y, x, y).grown(self.radius), self.fill)

    def lay_out(self, space: Space) -> Laid:
        text = typeset(self.text[0])
        stack = space.fonts.stack(self.font, self.weight)
        check_glyphs(text, stack)
        run = shape(text, stack, self.letter_spacing)
        size = self._fitting(run, text)
        scale = space.scale
        centre = self.centre[0] * scale, self.centre[1] * scale
        extent = ring_extent(run, self.radius, size)
        start = self.at + (extent / 2 if self.inside else -extent / 2)
        glyphs = ring_glyphs(run, centre, self.radius * scale, size * scale, start, self.inside)
        found = ink(glyphs)
        verdict = TextVerdict(
            self.title, text, round(size * scale, 2), 1, None, False, *ink_and_height(found, stack, size * scale)
        )
        around = _around(centre, self.radius * scale, size * scale, stack)
        return lettered(self.fill, self.opacity, glyphs, found, around)._replace(
            text=verdict,
            warnings=small_letters(verdict),
            letters=letters(self.fill, self.opacity, self.weight, verdict),
        )

    def _fitting(self, run: Run, text: str) -> float:
        """Return the largest size at which the run keeps within its arc."""
        most, least = (self.size.max, self.size.min) if isinstance(self.size, SizeRange) else (self.size, self.size)
        arc = math.radians(self.sweep) * self.radius
        size = min(most, arc / run.width) if run.width else most
        if size < least - 1e-9:
            raise TextError(
                say(
                    "“{text}” is too long for its ring: it fits at {size:.1f} units, and the smallest allowed is {least:g}; "
                    "shorten it or make the radius larger.",
                    text=text,
                    size=size,
                    least=least,
                )
            )
        return size


LAYER = Ring


def _around(centre: tuple[float, float], radius: float, size: float, stack: FontStack) -> Box:
    reach = radius + size * max(stack.ascent, stack.descent)
    return Box(centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach).outward()
