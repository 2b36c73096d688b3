"""The contrast of a text that is left after scaling and coding."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING

from ..colours import luminance

if TYPE_CHECKING:
    from PIL.Image import Image

# Shares of the pixels, sorted by luma: where the darkest end, the ground begins, is in its middle, ends, and where the
# lightest begin.
_SHARES = (0.05, 0.4, 0.5, 0.6, 0.95)
# WCAG 2.2, "relative luminance".
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def surviving_contrast(picture: Image) -> float:
    """Return the contrast ratio (WCAG 2.2) of letters and ground in an RGB picture of a text's box.

    Letters take less than half of the box around them, so the middle fifth of its pixels, sorted by luma, is taken
    for the ground; letters are the darkest or the lightest twentieth, whichever is further from the ground. Of each
    the mean relative luminance counts. Over a busy photograph the extremes may be the photograph's own: then the
    result is too high.
    """
    luma = picture.convert("L")
    steps = list(accumulate(luma.histogram()))
    dark, low, middle, high, light = (_quantile(steps, share) for share in _SHARES)
    darker = _ratio(_linear()[middle], _linear()[dark]) > _ratio(_linear()[middle], _linear()[light])
    letters = _mean_luminance(picture, luma, *((0, dark) if darker else (light, 255)))
    return _ratio(_mean_luminance(picture, luma, low, high), letters)


def _ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _quantile(steps: list[int], share: float) -> int:
    """Return the smallest luma that at least this share of the pixels does not exceed."""
    wanted = share * steps[-1]
    return next(value for value, count in enumerate(steps) if count >= wanted)


def _mean_luminance(picture: Image, luma: Image, low: int, high: int) -> float:
    """Return the mean relative luminance of the pixels whose luma is between two values, both included."""
    mask = luma.point([0] * low + [255] * (high - low + 1) + [0] * (255 - high))
    counts, linear = picture.histogram(mask), _linear()
    sums = [sum(map(mul, counts[at : at + 256], linear)) for at in (0, 256, 512)]
    weighted: float = sum(map(mul, _WEIGHTS, sums))
    return weighted / sum(counts[:256])


@cache
def _linear() -> tuple[float, ...]:
    """Return the relative luminance of the 256 greys; kept once."""
    return tuple(luminance((value, value, value)) for value in range(256))
