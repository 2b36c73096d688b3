"""What a platform leaves to a mark on one cover: the safe zone, what each screen shows, and what lies over it."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import Box, Size
from ..messages import Message, say
from ..platforms import zone_on

if TYPE_CHECKING:
    from ..platforms import Platform
    from .rules import PlaceRule

Named = tuple[tuple[str, Box], ...]


class Ground(NamedTuple):
    """A cover of a size, with the platform's boxes on it, in whole pixels.

    ``safe`` is always seen; ``crops`` is what each kind of screen shows, ``covered`` what the platform lays over it.
    """

    cover: Size
    safe: Box
    crops: Named = ()
    covered: Named = ()

    @classmethod
    def of(cls, platform: Platform, cover: Size) -> Ground:
        """Return the platform's boxes scaled to a cover: what is seen rounded inwards, what covers it outwards."""
        return _ground(platform, cover)

    def on(self, cover: Size) -> Ground:
        """Return the same ground on a cover of another size."""
        if cover == self.cover:
            return self
        return Ground(
            cover,
            zone_on(self.safe, self.cover, cover),
            tuple((name, zone_on(box, self.cover, cover)) for name, box in self.crops),
            tuple((name, _outward(box, self.cover, cover)) for name, box in self.covered),
        )

    @property
    def whole(self) -> Box:
        return Box.at(0, 0, self.cover.width, self.cover.height)

    @property
    def seen(self) -> Box:
        """What of the safe zone every screen shows."""
        seen = self.safe
        for _, crop in self.crops:
            seen = seen.common(crop)
        return seen


@lru_cache(maxsize=64)
def _ground(platform: Platform, cover: Size) -> Ground:
    if not platform.sizes:
        return Ground(cover, Box.at(0, 0, cover.width, cover.height))
    size = platform.sizes[0]
    original = Ground(size, platform.safe or Box.at(0, 0, *size), platform.crops, platform.covered)
    return original.on(cover)


@lru_cache(maxsize=256)
def area(rule: PlaceRule, ground: Ground) -> Box:
    """Return the whole pixels that a mark may take, its shadow apart; empty where the margins leave nothing.

    Within the safe zone, that is what every screen shows of it. What lies over the cover is not taken out: it may
    cover a part in the middle.
    """
    outer = ground.seen if rule.within == "safe" else ground.whole
    margin = 0 if rule.at else math.ceil(rule.margin.resolve(ground.cover.width))
    inner = outer.grown(-margin)
    return Box(inner.left, inner.top, max(inner.left, inner.right), max(inner.top, inner.bottom))


def area_name(rule: PlaceRule) -> Message:
    return say("platform's safe zone") if rule.within == "safe" else say("cover")


def _outward(box: Box, of: Size, cover: Size) -> Box:
    x, y = Fraction(cover.width) / Fraction(of.width), Fraction(cover.height) / Fraction(of.height)
    return Box(
        math.floor(Fraction(box.left) * x),
        math.floor(Fraction(box.top) * y),
        math.ceil(Fraction(box.right) * x),
        math.ceil(Fraction(box.bottom) * y),
    )
