"""Pictures brought from one mode into another, by one stated rule each."""

from __future__ import annotations

from PIL import Image


def eight_bit(image: Image.Image) -> Image.Image:
    """Return 16-bit grey as 8-bit grey, by its high byte, and anything else as it is."""
    if image.mode != "I;16":
        return image
    return image.convert("I").point([value >> 8 for value in range(65_536)], "L")


def fit_key(image: Image.Image, depth: int) -> None:
    """Bring a transparent grey to 8 bits: Pillow does so with the pixels of a PNG of fewer bits, but not with it."""
    key = image.info.get("transparency")
    if image.mode == "L" and key is not None:
        image.info["transparency"] = key * 255 // (2**depth - 1)


def settled(image: Image.Image, kind: str) -> Image.Image:
    """Return a decoded picture in a mode that can be stamped, with equal pixels; others as they are.

    Big-endian 16-bit grey becomes ``I;16``, premultiplied alpha straight alpha, a GIF, which is written by colours and
    not by its palette, full colour.
    """
    if kind == "GIF":
        return full_colour(image)
    if image.mode in ("I;16B", "I;16L", "I;16N"):
        return image.convert("I").convert("I;16")
    straight = {"La": "LA", "RGBa": "RGBA"}.get(image.mode)
    return image.convert(straight) if straight else image


def full_colour(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, or as RGBA where anything in it is transparent."""
    return eight_bit(image).convert("RGBA" if image.has_transparency_data else "RGB")


def on_white(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, with white where it is transparent."""
    return on_colour(image, "#ffffff")


def on_colour(image: Image.Image, colour: str) -> Image.Image:
    """Return the picture as RGB, laid on a colour (``#rrggbb``) where it is transparent."""
    colours = full_colour(image)
    if colours.mode == "RGB":
        return colours
    matte = Image.new("RGBA", image.size, colour)
    matte.alpha_composite(colours)
    return matte.convert("RGB")
