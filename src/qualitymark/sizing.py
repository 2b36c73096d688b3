"""How large a mark becomes: from a template's rule to whole pixels of a cover. Arithmetic only."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from .errors import TemplateError
from .geometry import Box, Length, Size
from .messages import Message, say
from .model.keys import LengthKey, OneOf
from .model.reading import key, model

_HALF = Fraction(1, 2)


@model
class SizeRule:
    """How large a mark becomes: exactly one of its sides is given, the other follows from the artboard.

    ``shorter`` is a share of the area's shorter side and gives the mark's shorter side. ``min`` and ``max``
    bound the side that is given.
    """

    width: Length | None = key(LengthKey(), default=None, doc="The mark's width: a share of the area's, or pixels.")
    height: Length | None = key(LengthKey(), default=None, doc="The mark's height: a share of the area's, or pixels.")
    shorter: Length | None = key(
        LengthKey(), default=None, doc="The mark's shorter side: a share of the area's shorter side, or pixels."
    )
    of: str = key(
        OneOf(say("area"), ("cover", "safe")), default="cover", doc="The area of the shares: cover, or safe (zone)."
    )
    min: Length | None = key(LengthKey(("px",)), default=None, doc="The least pixels of the side that is given.")
    max: Length | None = key(LengthKey(("px",)), default=None, doc="The most pixels of the side that is given.")

    def check(self) -> Message | None:
        """Return what is wrong with the rule, or None."""
        given = [side for side in (self.width, self.height, self.shorter) if side is not None]
        if len(given) != 1:
            return say("Give exactly one of “width”, “height” and “shorter”.")
        if not given[0].value:
            return say("A size of nothing draws nothing; give more than 0.")
        if self.min is not None and self.max is not None and self.min.value > self.max.value:
            return say("“min” is {min}, more than “max”, {max}; exchange them.", min=self.min, max=self.max)
        return None


def mark_size(rule: SizeRule, artboard: Size, cover: Size, safe: Box) -> Size:
    """Return the size that the rule asks for, in whole pixels; the artboard's shape is kept to within one pixel."""
    return Sizing.of(rule, artboard, cover, safe).wanted


class Sizing(NamedTuple):
    """A size rule in pixels: ``side`` is the one given, of the mark's width if ``by_width``; none goes below ``least``."""

    side: int
    least: int
    by_width: bool
    artboard: Size

    @classmethod
    def of(cls, rule: SizeRule, artboard: Size, cover: Size, safe: Box) -> Sizing:
        fault = rule.check()
        if fault is not None:
            raise TemplateError(fault)
        whole = safe.size if rule.of == "safe" else cover
        if rule.width is not None:
            length, basis, by_width = rule.width, whole.width, True
        elif rule.height is not None:
            length, basis, by_width = rule.height, whole.height, False
        else:
            assert rule.shorter is not None
            length, basis, by_width = rule.shorter, min(whole.width, whole.height), artboard.width <= artboard.height
        side = max(1, math.floor(length.resolve(basis) + 0.5))
        least = side if length.unit == "px" else 1
        if rule.max is not None:
            side = min(side, max(1, math.floor(rule.max.value)))
        if rule.min is not None:
            least = max(1, math.ceil(rule.min.value))
            side = max(side, least)
        return cls(side, min(least, side), by_width, artboard)

    @property
    def ratio(self) -> Fraction:
        """The other side as a share of the one given."""
        ratio = Fraction(self.artboard.height) / Fraction(self.artboard.width)
        return ratio if self.by_width else 1 / ratio

    @property
    def wanted(self) -> Size:
        return self.size(self.side)

    def size(self, side: int) -> Size:
        other = max(1, math.floor(side * self.ratio + _HALF))
        return Size(side, other) if self.by_width else Size(other, side)

    def fitted(self, room: Size) -> Size | None:
        """Return the largest size up to the one wanted that fits, or None where that is below the least."""
        along, across = (room.width, room.height) if self.by_width else (room.height, room.width)
        if across < 1:
            return None
        # The largest side whose other one still rounds to ``across`` pixels or less.
        largest = min(int(along), math.ceil((Fraction(across) + _HALF) / self.ratio) - 1, self.side)
        return self.size(largest) if largest >= self.least else None
