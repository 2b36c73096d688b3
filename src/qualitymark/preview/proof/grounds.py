"""What lies beneath a mark: covers made by arithmetic, the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_SEED = 1918
_BLOTS = 260
_CELL = 24
"""Pixels of a field of the pattern that shines through a busy ground."""


@lru_cache(maxsize=24)
def ground(name: str, width: int, height: int) -> Image:
    """Return a cover of one of ``GROUNDS``; it must not be changed."""
    return GROUNDS[name](width, height)


def _flat(width: int, height: int) -> Image:
    from PIL import Image

    return Image.new("RGB", (width, height), "#7c8794")


def _light(width: int, height: int) -> Image:
    return _slope(width, height, (255, 255, 255), (222, 230, 240))


def _dark(width: int, height: int) -> Image:
    return _slope(width, height, (34, 40, 52), (8, 9, 12))


def _slope(width: int, height: int, top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image:
    from PIL import Image

    mask = Image.linear_gradient("L").resize((width, height))
    return Image.composite(Image.new("RGB", mask.size, bottom), Image.new("RGB", mask.size, top), mask)


def _busy(width: int, height: int) -> Image:
    """Blots of all colours, stripes of black and white, and grain: more detail than a photograph has."""
    from PIL import Image, ImageDraw

    chance = Random(_SEED)  # noqa: S311 - the same blots every time
    image = _slope(width, height, (120, 170, 210), (70, 110, 60))
    pen = ImageDraw.Draw(image)
    longest = max(width, height)
    for _ in range(_BLOTS):
        x, y = chance.random() * width, chance.random() * height
        wide, high = (longest * (0.01 + 0.07 * chance.random()) for _ in range(2))
        colour = tuple(int(256 * chance.random()) for _ in range(3))
        draw = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        draw((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), fill=colour)
    for x in range(0, width, 2 * _CELL):
        for y in range(0, height, 6 * _CELL):
            pen.rectangle((x, y, x + _CELL, y + _CELL // 2), fill="#f4f4f4" if (x // _CELL) % 4 else "#101010")
    grain = Image.frombytes(
        "L", (width // 2 + 1, height // 2 + 1), chance.randbytes((width // 2 + 1) * (height // 2 + 1))
    )
    grain = grain.resize((width, height), Image.Resampling.BILINEAR)
    return Image.blend(image, Image.merge("RGB", (grain, grain, grain)), 0.18)


GROUNDS: dict[str, Callable[[int, int], Image]] = {"flat": _flat, "light": _light, "dark": _dark, "busy": _busy}
