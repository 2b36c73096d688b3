"""Pictures brought from one mode into another, by one stated rule each."""

from __future__ import annotations

from PIL import Image


def eight_bit(image: Image.Image) -> Image.Image:
    """Return 16-bit grey as 8-bit grey, by its high byte, and anything else as it is."""
    if image.mode != "I;16":
        return image
    return image.convert("I").point([value >> 8 for value in range(65_536)], "L")


def full_colour(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, or as RGBA where anything in it is transparent."""
    return eight_bit(image).convert("RGBA" if image.has_transparency_data else "RGB")


def on_white(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, with white where it is transparent."""
    colours = full_colour(image)
    if colours.mode == "RGB":
        return colours
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(colours)
    return white.convert("RGB")
