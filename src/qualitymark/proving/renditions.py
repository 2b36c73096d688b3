"""The widths and qualities in which a platform serves a cover."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..platforms import Platform

# Where a platform's renditions are not known: share of the cover's width, and JPEG quality.
_LADDER = ((Fraction(1), 85), (Fraction(3, 5), 75), (Fraction(2, 5), 60))


class Rendition(NamedTuple):
    """A cover as served: width and height in pixels, JPEG quality. Chroma is subsampled 4:2:0."""

    width: int
    height: int
    quality: int


def served(platform: Platform | None, size: tuple[int, int]) -> tuple[Rendition, ...]:
    """Return what a platform serves of a cover of that size in pixels, the widest first.

    A platform does not enlarge: what is wider than the cover becomes the cover's own width. Where the renditions are
    not known, they are 100 %, 60 % and 40 % of the cover, at JPEG quality 85, 75 and 60. Renditions of a format
    other than JPEG are taken as JPEG of the same quality, which is the harder case.
    """
    width, height = size
    known = platform.renditions if platform is not None else None
    if known is None:
        wanted = {max(1, round(width * share)): quality for share, quality in _LADDER}
    else:
        wanted = {min(width, asked): known.quality for asked in known.widths}
    return tuple(
        Rendition(across, max(1, round(Fraction(height * across, width))), wanted[across])
        for across in sorted(wanted, reverse=True)
    )
