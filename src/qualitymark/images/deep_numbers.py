"""Channels of 16 bits as numbers from 0 to 65,535, made of upper and lower bytes, and taken apart into them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from PIL import Image, ImageMath

Compute: TypeAlias = Callable[[dict[str, Any]], Any]


def each(compute: Compute, **bands: Image.Image) -> Image.Image:
    """Return what is computed of each pixel: whole numbers of 32 bits, or floating ones of single precision."""
    made: Image.Image = ImageMath.lambda_eval(compute, **bands)
    return made


def numbers_of(upper: Image.Image, lower: Image.Image) -> list[Image.Image]:
    """Return each channel as whole numbers."""
    bands = zip(upper.split(), lower.split(), strict=True)
    return [each(lambda of: of["upper"] * 256 + of["lower"], upper=up, lower=low) for up, low in bands]


def bytes_of(number: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return the upper and the lower bytes of whole numbers."""
    upper = each(lambda of: of["convert"](of["value"] >> 8, "L"), value=number)
    return upper, each(lambda of: of["convert"](of["value"] & 255, "L"), value=number)
