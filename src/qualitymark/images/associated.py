"""Alpha that colours were multiplied by (TIFF 6.0, 18: associated alpha), in 16 bits a channel.

Colours divided by it and rounded give, multiplied by it again, the numbers that they came from: an error of half of one
in 65,535 at most becomes smaller than half. So what is stored stays, though marks are drawn on straight colours.
"""

from __future__ import annotations

from typing import Any

from PIL import Image

from .deep import Halves, strips
from .deep_numbers import Compute, bytes_of, each, numbers_of


def exceeded(upper: Image.Image, lower: Image.Image) -> bool:
    """Tell whether any colour is above its alpha, which no straight colour gives."""
    for _, part in strips(upper, lower):
        *colours, alpha = numbers_of(*part)
        for colour in colours:
            above = each(lambda of: of["colour"] > of["alpha"], colour=colour, alpha=alpha)
            if above.getbbox():
                return True
    return False


def set_straight(upper: Image.Image, lower: Image.Image) -> None:
    """Divide the colours of both halves, RGBA, by alpha, in their place; none may be above it."""
    for top, part in strips(upper, lower):
        for half, made in zip((upper, lower), _changed(part, _divided), strict=True):
            half.paste(made, (0, top))


def multiplied(upper: Image.Image, lower: Image.Image) -> Halves:
    """Return both halves, RGBA, with the colours multiplied by alpha."""
    return _changed((upper, lower), _times)


def _changed(part: Halves, compute: Compute) -> Halves:
    if all(half.getchannel("A").getextrema() == (255, 255) for half in part):
        return part
    *colours, alpha = numbers_of(*part)
    made = [bytes_of(each(compute, colour=colour, alpha=alpha)) for colour in colours]
    upper, lower = (
        Image.merge("RGBA", [*(band[at] for band in made), half.getchannel("A")]) for at, half in enumerate(part)
    )
    return upper, lower


def _divided(of: dict[str, Any]) -> Any:
    """Return colour * 65,535 / alpha, rounded, by long division: the product does not fit into 32 bits.

    colour * 65,535 = colour * 65,536 - colour, and alpha is added, for one taken off again, so that nothing is below 0.
    """
    colour, alpha = of["colour"], of["max"](of["alpha"], 1)
    digit, rest = colour * 256 / alpha, colour * 256 % alpha
    return digit * 256 + (rest * 256 - colour + alpha + alpha / 2) / alpha - 1


def _times(of: dict[str, Any]) -> Any:
    """Return colour * alpha / 65,535, rounded.

    With the product written as high * 65,536 + low it is high + (high + low) / 65,535.
    """
    colour, alpha = of["colour"], of["alpha"]
    last = colour * (alpha & 255)
    middle = colour * (alpha >> 8) + (last >> 8)
    high, low = middle >> 8, (middle & 255) * 256 + (last & 255)
    return high + (high + low + 32_767) / 65_535
