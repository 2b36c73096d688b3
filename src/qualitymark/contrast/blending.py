"""What a place costs because the mark would blend into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from ..colours import linear, luminance, ratio, rgba
from ..geometry import Box, Size

if TYPE_CHECKING:
    from PIL.Image import Image

ENOUGH = 3.0
"""The contrast of a form to its surroundings from which on it stands out (WCAG 2.2, 1.4.11)."""
BLENDS = 6.0
"""What a place costs where the mark has the very brightness of the picture, in the points of placement."""


def blending(grey: Image, cover: Size, colours: Iterable[str]) -> Callable[[Box], float]:
    """Return what tells the cost of a box of the cover for a mark that may have any of some colours beneath all else.

    ``grey`` is a reduced picture of the whole cover in mode L.
    """
    levels = [luminance(rgba(colour)[:3]) for colour in colours]
    lights = _lights().__getitem__
    across, down = grey.width / cover.width, grey.height / cover.height

    def cost(box: Box) -> float:
        part = grey.crop(box.scaled(across, down).outward().pixels).reduce(4)
        below = sum(map(lights, part.tobytes())) / (part.width * part.height)
        best = max(ratio(level, below) for level in levels)
        return BLENDS * max(0.0, 1 - (best - 1) / (ENOUGH - 1))

    return cost


@cache
def _lights() -> tuple[float, ...]:
    """Return the light of the 256 greys; kept once."""
    return tuple(map(linear, range(256)))
