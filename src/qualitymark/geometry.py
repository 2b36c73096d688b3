"""Sizes, boxes, anchors and lengths: plain arithmetic, no pictures.

Covers are measured in whole pixels from the upper left corner; artboards in their own units, as floats.
A box is half open: ``right`` and ``bottom`` are the first column and row outside.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import NamedTuple


class Size(NamedTuple):
    """Width and height, in pixels or artboard units."""

    width: float
    height: float

    def __str__(self) -> str:
        return f"{self.width:g}x{self.height:g}"


class Box(NamedTuple):
    """A rectangle by its edges, in pixels or artboard units."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def at(cls, left: float, top: float, width: float, height: float) -> Box:
        """Make a box from its corner and its size."""
        return cls(left, top, left + width, top + height)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def pixels(self) -> tuple[int, int, int, int]:
        """The four edges as integers; exact for a box that is made of whole pixels."""
        return int(self.left), int(self.top), int(self.right), int(self.bottom)

    def moved(self, x: float, y: float) -> Box:
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def grown(self, by: float) -> Box:
        """Return the box with every edge moved outwards; a negative amount moves them inwards."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def scaled(self, x: float, y: float | None = None) -> Box:
        """Return the box with its coordinates multiplied."""
        y = x if y is None else y
        return Box(self.left * x, self.top * y, self.right * x, self.bottom * y)

    def outward(self) -> Box:
        """Return the smallest box of whole pixels that holds this one."""
        return Box(math.floor(self.left), math.floor(self.top), math.ceil(self.right), math.ceil(self.bottom))

    def contains(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def common(self, other: Box) -> Box:
        """Return the part that both share; it has no area where they do not overlap."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Box(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def around(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


_HALF = Fraction(1, 2)
ANCHORS: dict[str, tuple[Fraction, Fraction]] = {
    "top-left": (Fraction(0), Fraction(0)),
    "top": (_HALF, Fraction(0)),
    "top-right": (Fraction(1), Fraction(0)),
    "left": (Fraction(0), _HALF),
    "centre": (_HALF, _HALF),
    "right": (Fraction(1), _HALF),
    "bottom-left": (Fraction(0), Fraction(1)),
    "bottom": (_HALF, Fraction(1)),
    "bottom-right": (Fraction(1), Fraction(1)),
}


def anchored(size: Size, within: Box, anchor: str) -> Box:
    """Return the box of whole-pixel ``size`` that sits at ``anchor`` of ``within``.

    The result lies inside ``within`` whenever it is not larger than it and both are made of whole pixels.
    """
    x, y = ANCHORS[anchor]
    left = within.left + math.floor((within.width - size.width) * x)
    top = within.top + math.floor((within.height - size.height) * y)
    return Box.at(left, top, size.width, size.height)


_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(%|px)\Z")


class Length(NamedTuple):
    """A length on a cover: a share of something (``%``) or pixels (``px``)."""

    value: Fraction
    unit: str

    @classmethod
    def parse(cls, text: str) -> Length:
        """Read ``34%``, ``2.5%`` or ``360px``. Raises ValueError for anything else."""
        match = _LENGTH.match(text.strip())
        if match is None:
            raise ValueError(text)
        return cls(Fraction(match[1]), match[2])

    def resolve(self, whole: float) -> float:
        """Return the length in pixels, ``whole`` being what 100 % means."""
        if self.unit == "px":
            return float(self.value)
        return float(Fraction(whole) * self.value / 100)

    def __str__(self) -> str:
        return f"{float(self.value):g}{self.unit}"
