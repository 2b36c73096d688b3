"""The contrast of letters to the pixels around them: of all of these, the worst tenth decides.

A mean would hide the bright patch in which half a word is lost. Everything is counted by Pillow on whole pictures.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import accumulate
from operator import mul
from typing import TYPE_CHECKING, Any

from ..colours import FLARE, RGBA, WEIGHTS, linear, luminance, ratio

if TYPE_CHECKING:
    from PIL import Image

WORST = 0.1
"""The share of the surroundings that may have less contrast than what is told."""

# Ratios lie from 1 to 21; the first bin begins a little below, for they are computed in 32 bits.
_LEAST, _MOST, _NONE = 0.999, 21.01, 99.0
_BINS = 256


def surroundings(alpha: Image.Image, reach: int) -> Image.Image:
    """Return which pixels lie around glyphs: 255 up to ``reach`` pixels away and not on them, else 0.

    ``alpha`` is how far each pixel is covered by the glyphs (mode L), with room for the reach around them.
    """
    from PIL import ImageChops, ImageFilter

    near = alpha.filter(ImageFilter.BoxBlur(reach))
    # Around a glyph the blur is more than what the glyph covers: every such pixel becomes 255.
    around = ImageChops.subtract(near, alpha, scale=1 / 255)
    return around if around.getbbox() else ImageChops.add(near, near, scale=1 / 255)


def worst_tenth(ground: Image.Image, around: Image.Image, colour: RGBA) -> float:
    """Return the contrast ratio that nine tenths of the pixels in ``around`` reach at least.

    ``ground`` (RGB) is what is seen without the letters, ``around`` (L, 0 or 255) where to look, ``colour`` that of
    the letters, mixed with each pixel beneath it where it is translucent. Exact to 0.001.
    """
    from PIL import ImageChops, ImageMath

    below = _light(ground)
    if colour[3] == 255:
        letters: Any = luminance(colour[:3]) + FLARE
    else:
        from PIL import Image

        letters = _light(Image.blend(ground, Image.new("RGB", ground.size, colour[:3]), colour[3] / 255))
    ratios = ImageMath.lambda_eval(_ratio, below=below, letters=letters)
    ratios.paste(_NONE, (0, 0, *ratios.size), ImageChops.invert(around))
    return min(max(_lowest(ratios, WORST), 1.0), 21.0)


@lru_cache(maxsize=512)
def flat(ground: tuple[int, int, int], colour: tuple[int, int, int]) -> float:
    """Return the contrast ratio of letters on a ground of one colour."""
    return ratio(luminance(ground), luminance(colour))


def typical_luminance(pictures: Iterable[Image.Image]) -> float:
    """Return the relative luminance, 0 to 1, that the parts of a picture have.

    It is the geometric mean (with the flare), for contrast is a ratio: a few lamps do not make a night bright.
    Each pixel counts as the grey of its luma (ITU-R 601-2).
    """
    counts = [sum(each) for each in zip(*(picture.convert("L").histogram() for picture in pictures), strict=True)]
    return math.exp(sum(map(mul, counts, _logs())) / max(1, sum(counts))) - FLARE


def _ratio(given: dict[str, Any]) -> Any:
    below, letters = given["below"], given["letters"]
    return given["max"](below, letters) / given["min"](below, letters)


def _light(picture: Image.Image) -> Image.Image:
    """Return the relative luminance of each pixel plus the flare, in mode F."""
    from PIL import ImageMath

    red, green, blue = _lights()
    # The flare is added to one band: that is a whole pass over the pixels less.
    lights = red, green, [each + FLARE for each in blue]
    bands = {name: band.point(part, "F") for name, band, part in zip("rgb", picture.split(), lights, strict=True)}
    light: Image.Image = ImageMath.lambda_eval(lambda given: given["r"] + given["g"] + given["b"], **bands)
    return light


@cache
def _lights() -> tuple[list[float], ...]:
    """Return the part of each value of red, green and blue in the relative luminance; kept once."""
    return tuple([weight * linear(value) for value in range(256)] for weight in WEIGHTS)


@cache
def _logs() -> tuple[float, ...]:
    """Return the logarithm of the light of the 256 greys with the flare; kept once."""
    return tuple(math.log(linear(value) + FLARE) for value in range(256))


def _lowest(ratios: Image.Image, share: float) -> float:
    """Return the smallest ratio that at least this share of the pixels does not exceed."""
    low, high = _LEAST, _MOST
    wanted = 0.0
    # First the bin, then the place in the bin: 256 bins of 256.
    for _ in range(2):
        steps = [0, *accumulate(ratios.histogram(extrema=(low, high)))]
        wanted = wanted or share * steps[-1]
        index = max(0, bisect_left(steps, wanted) - 1)
        wanted -= steps[index]
        width = (high - low) / (_BINS - 1)
        low, high = low + index * width, low + (index + 1) * width
    return (low + high) / 2
