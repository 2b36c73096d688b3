"""Making translucent plates and scrims more opaque, step by step, until the texts over them can be read."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..geometry import Box
from ..layers import Layer
from .grounds import Part, Region, contrast_of
from .rule import ContrastRule

STEP = 0.05
"""By how much the opacity is raised at a time."""
MOST = 4
"""So many layers of a mark are tried, the topmost ones: each try paints and measures anew."""


class Strengthened(NamedTuple):
    """A layer that was made more opaque: from which opacity, 0 to 1, to which."""

    layer: str
    start: float
    end: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"layer": self.layer, "from": self.start, "to": self.end}


class Seen(NamedTuple):
    """A mark's layers, the contrast of each that is a text, and which were made more opaque."""

    parts: tuple[Part, ...]
    contrasts: tuple[float | None, ...]
    strengthened: tuple[Strengthened, ...] = ()

    @property
    def least(self) -> float | None:
        """The least contrast of its texts and its QR code."""
        codes = (part.laid.qr.contrast for part in self.parts if part.laid.qr)
        return min((found for found in (*self.contrasts, *codes) if found is not None), default=None)


class Strengthening(NamedTuple):
    """What it is done with: the demand, the cover, and ``repaint``, which lays out and paints a changed layer."""

    rule: ContrastRule
    cover: Box
    region: Region | None
    repaint: Callable[[Layer], Part]

    def look(self, parts: Sequence[Part]) -> Seen:
        """Return the contrasts of layers as they are."""
        return Seen(tuple(parts), tuple(contrast_of(parts, at, self.cover, self.region) for at in range(len(parts))))

    def strengthen(self, parts: Sequence[Part]) -> Seen:
        """Return layers and contrasts, with as many plates as the texts need made as opaque as they need.

        The topmost plate that may change comes first, and MOST of them are tried; one that does not help stays as it is.
        """
        seen = self.look(parts)
        changed: list[Strengthened] = []
        able = [at for at, part in enumerate(parts) if (part.layer.may_become or 0) > part.layer.opaqueness]
        for at in reversed(able[-MOST:]):
            weak = self._weak(seen, at)
            found = self._raised(seen, at, weak) if weak else None
            if found is not None:
                layer = seen.parts[at].layer
                changed.append(Strengthened(layer.title, round(layer.opaqueness, 2), found))
                seen = self.look(_changed(seen.parts, at, self.repaint(layer.strengthened(found))))
        return seen._replace(strengthened=tuple(reversed(changed)))

    def _weak(self, seen: Seen, at: int) -> list[int]:
        """Return the texts over a layer which lack contrast."""
        box = seen.parts[at].laid.box
        return [
            above
            for above in range(at + 1, len(seen.parts))
            if self._share(seen.parts, above, seen.contrasts[above]) < 1
            and (letters := seen.parts[above].laid.letters)
            and letters.box.overlaps(box)
        ]

    def _share(self, parts: Sequence[Part], at: int, found: float | None) -> float:
        letters = parts[at].laid.letters
        return math.inf if found is None or letters is None else found / self.rule.asked(letters)

    def _raised(self, seen: Seen, at: int, weak: list[int]) -> float | None:
        """Return the least opacity at which the weak texts reach their contrast.

        Where they never do, it is the highest that is allowed, if it helps, and else None.
        """
        layer = seen.parts[at].layer

        def reached(opaqueness: float) -> float:
            parts = _changed(seen.parts, at, self.repaint(layer.strengthened(opaqueness)))
            return min(self._share(parts, each, contrast_of(parts, each, self.cover, self.region)) for each in weak)

        steps = _steps(layer.opaqueness, layer.may_become or 0)
        if not steps:
            return None
        last = reached(steps[-1])
        if last < 1:
            now = min(self._share(seen.parts, each, seen.contrasts[each]) for each in weak)
            return steps[-1] if last > now else None
        return steps[bisect_left(steps, True, hi=len(steps) - 1, key=lambda step: reached(step) >= 1)]


def _steps(now: float, limit: float) -> list[float]:
    if not now:
        return []
    count = math.ceil(round((limit - now) / STEP, 6))
    return [round(min(now + STEP * step, limit), 4) for step in range(1, count + 1)]


def _changed(parts: Sequence[Part], at: int, part: Part) -> tuple[Part, ...]:
    return (*parts[:at], part, *parts[at + 1 :])
