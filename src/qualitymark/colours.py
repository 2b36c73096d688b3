"""Colours as numbers: reading hexadecimal notation, and contrast by WCAG 2.2."""

from __future__ import annotations

RGB = tuple[int, int, int]
RGBA = tuple[int, int, int, int]

WEIGHTS = (0.2126, 0.7152, 0.0722)
"""The parts of red, green and blue in relative luminance (WCAG 2.2)."""
FLARE = 0.05
"""The light that a screen always reflects, added to both luminances of a contrast (WCAG 2.2, "contrast ratio")."""


def rgba(colour: str) -> RGBA:
    """Return ``#rrggbb`` or ``#rrggbbaa`` as four numbers from 0 to 255."""
    digits = bytes.fromhex(colour[1:])
    return digits[0], digits[1], digits[2], digits[3] if len(digits) == 4 else 255


def luminance(colour: RGB) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance", sRGB)."""
    return sum(weight * linear(channel) for weight, channel in zip(WEIGHTS, colour, strict=True))


def linear(channel: int) -> float:
    """Return the light, 0 to 1, of a channel of sRGB from 0 to 255 (WCAG 2.2, "relative luminance")."""
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def contrast(first: RGB, second: RGB) -> float:
    """Return the contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    return ratio(luminance(first), luminance(second))


def ratio(first: float, second: float) -> float:
    """Return the contrast ratio of two relative luminances."""
    return (max(first, second) + FLARE) / (min(first, second) + FLARE)


def over(colour: RGBA, ground: RGB) -> RGB:
    """Return the opaque colour that is seen where a translucent one lies on a ground, mixed as pictures are."""
    share = colour[3] / 255
    red, green, blue = (round(top * share + below * (1 - share)) for top, below in zip(colour, ground, strict=False))
    return red, green, blue
