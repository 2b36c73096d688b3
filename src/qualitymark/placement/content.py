"""What is important on a picture: where a mark would cover much, by two measures of a small grey picture.

*Detail* is the share of clear steps from pixel to pixel: letters, faces, branches. *Standing out* is how far a place
differs from all four sides of the picture, after the border prior of salient region detection (Wei et al., "Geodesic
saliency using background priors", ECCV 2012): a subject is seldom like the sides. Each is divided by the square root
of its mean, so that a busy picture does not drown the one measure, nor a calm one the other. Weights and thresholds
are those that did best, by photographs left out in turn, in benchmarks/placement.py.
"""

from __future__ import annotations

from functools import cached_property, reduce
from itertools import accumulate
from typing import TYPE_CHECKING

from ..geometry import Box, Size

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST = 240
"""The longest side of the picture that is looked at, in pixels: letters of 30 px on a cover of 1920 are still seen."""
CELL = 4
"""The side of a cell of the grid, in pixels of that picture."""

# Grey levels: a smaller step is grain or shade; a step of _CLEAR + 255 / _STEEP counts in full.
_CLEAR = 12
_STEEP = 6
_STEPS = [min(255, max(0, level - _CLEAR) * _STEEP) for level in range(256)]
_APART = 0.4
# What part of the picture counts as its upper and lower side; left and right, half as much.
_SIDE = 0.1
# Grey levels, so that a flat picture is not divided by nothing.
_LITTLE = 0.5


class Content:
    """Cells of a grid over the whole cover, each with how important it is: 0 and up, about 7 in the mean.

    ``values`` go row by row. It is made once a cover, and only read after that.
    """

    def __init__(self, values: tuple[float, ...], columns: int, reach: tuple[float, float]) -> None:
        """``reach`` is the size of the picture in cells: the last cells may be cut."""
        self.values = values
        self.columns = columns
        self.rows = len(values) // columns
        self.reach = reach

    @classmethod
    def of(cls, picture: Image) -> Content | None:
        """Measure a picture of the whole cover, reduced or not; None for one that is too small to have content."""
        small = _small(picture)
        if min(small.size) < 2 * CELL:
            return None
        detail, apart = _detail(small), _apart(small.reduce(CELL))
        reach = small.width / CELL, small.height / CELL
        many, much = detail.tobytes(), apart.tobytes()
        by_detail, by_apart = _weight(many), _APART * _weight(much)
        values = tuple(step * by_detail + far * by_apart for step, far in zip(many, much, strict=True))
        return cls(values, detail.width, reach)

    def mean(self, box: Box, cover: Size) -> float:
        """Return the mean importance beneath a box, given in pixels of a cover of that size."""
        x, y = self.reach[0] / cover.width, self.reach[1] / cover.height
        left, right = self._within(box.left * x, self.columns), self._within(box.right * x, self.columns)
        top, bottom = self._within(box.top * y, self.rows), self._within(box.bottom * y, self.rows)
        extent = (right - left) * (bottom - top)
        if extent <= 0:
            return 0.0
        inside = self._upto(right, bottom) - self._upto(left, bottom) - self._upto(right, top) + self._upto(left, top)
        return inside / extent

    @cached_property
    def _sums(self) -> list[list[float]]:
        """The summed-area table: what lies above and to the left of each corner of the grid."""
        sums = [[0.0] * (self.columns + 1)]
        for start in range(0, len(self.values), self.columns):
            row = accumulate(self.values[start : start + self.columns], initial=0.0)
            sums.append([above + along for above, along in zip(sums[-1], row, strict=True)])
        return sums

    def _upto(self, x: float, y: float) -> float:
        """Return the sum above and to the left of a point, in cells; a cell that is cut counts in part."""
        column, row = min(int(x), self.columns - 1), min(int(y), self.rows - 1)
        across, down = x - column, y - row
        above, below = self._sums[row], self._sums[row + 1]
        upper = above[column] + (above[column + 1] - above[column]) * across
        lower = below[column] + (below[column + 1] - below[column]) * across
        return upper + (lower - upper) * down

    @staticmethod
    def _within(value: float, most: int) -> float:
        return min(max(value, 0.0), float(most))


def _small(picture: Image) -> Image:
    factor = -(-max(picture.size) // LONGEST)
    grey = picture if picture.mode == "L" else picture.convert("L")
    return grey.reduce(factor) if factor > 1 else grey


def _detail(grey: Image) -> Image:
    """Return how many clear steps each cell has, 0 to 255."""
    from PIL import ImageChops

    width, height = grey.size
    whole = (0, 0, width, height)
    across = ImageChops.difference(grey.crop((0, 0, width - 1, height)), grey.crop((1, 0, width, height)))
    down = ImageChops.difference(grey.crop((0, 0, width, height - 1)), grey.crop((0, 1, width, height)))
    # Cropping to more than there is fills up with 0: no step over the edge of the picture.
    steps = ImageChops.lighter(across.crop(whole), down.crop(whole))
    return steps.point(_STEPS).reduce(CELL)


def _apart(cells: Image) -> Image:
    """Return how far each cell is from the mean of the side that is most like it, in grey levels."""
    from PIL import Image, ImageChops

    width, height = cells.size
    high, wide = max(1, round(height * _SIDE)), max(1, round(width * _SIDE / 2))
    sides = (
        (0, 0, width, high),
        (0, height - high, width, height),
        (0, 0, wide, height),
        (width - wide, 0, width, height),
    )
    means = [_mean(cells.crop(side).tobytes()) for side in sides]
    sides_alone = (Image.new("L", cells.size, mean) for mean in means)
    return reduce(ImageChops.darker, (ImageChops.difference(cells, side) for side in sides_alone))


def _weight(levels: bytes) -> float:
    return float((sum(levels) / len(levels) + _LITTLE) ** -0.5)


def _mean(levels: bytes) -> int:
    return round(sum(levels) / len(levels))
