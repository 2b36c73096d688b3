"""Colours as numbers: reading hexadecimal notation, and contrast by WCAG 2.2."""

from __future__ import annotations

RGB = tuple[int, int, int]


def rgba(colour: str) -> tuple[int, int, int, int]:
    """Return ``#rrggbb`` or ``#rrggbbaa`` as four numbers from 0 to 255."""
    digits = bytes.fromhex(colour[1:])
    return digits[0], digits[1], digits[2], digits[3] if len(digits) == 4 else 255


def luminance(colour: RGB) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance", sRGB)."""
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: RGB, second: RGB) -> float:
    """Return the contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)
