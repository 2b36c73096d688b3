"""From glyphs to pixels: HarfBuzz's own rasteriser, unhinted, with glyphs at fractions of a pixel.

Straight lines and text on a circle are both a list of placed glyphs, drawn by the one function ``rasterise``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from math import ceil, floor
from typing import NamedTuple

from ..errors import TextError
from ..messages import say
from .fonts import FontFace
from .shaping import Run

_MOST_PIXELS = 50_000_000


class PlacedGlyph(NamedTuple):
    """A glyph with its origin on the baseline in pixels, y down, turned clockwise by ``angle`` degrees about it.

    ``size`` is the number of pixels in one em.
    """

    face: FontFace
    glyph: int
    x: float
    y: float
    size: float
    angle: float = 0.0


class Coverage(NamedTuple):
    """How far each pixel is covered, 0 to 255: ``width`` bytes a row, rows from the top down."""

    left: int
    top: int
    width: int
    height: int
    data: bytes


def line_glyphs(run: Run, x: float, y: float, size: float) -> tuple[PlacedGlyph, ...]:
    """Place a run on a straight baseline that starts at ``x``, ``y`` (pixels)."""
    return tuple(
        [
            PlacedGlyph(face, glyph, x + right * size, y + down * size, size)
            for face, glyph, right, down, _, _ in run.glyphs
        ]
    )


def ring_extent(run: Run, radius: float, size: float) -> float:
    """Return how many degrees of a baseline of ``radius`` pixels the run takes."""
    return math.degrees(run.width * size / radius)


def ring_glyphs(
    run: Run, centre: tuple[float, float], radius: float, size: float, start_angle: float, inside: bool = False
) -> tuple[PlacedGlyph, ...]:
    """Place a run on a circle; ``radius`` in pixels is that of the baseline.

    Angles are degrees clockwise from the top. The first glyph starts at ``start_angle``. Outside, the text
    runs clockwise with its feet towards the centre, as on the upper half of a seal; ``inside``, it runs
    counter-clockwise with its feet outwards, which reads upright on the lower half.
    """
    turn = -1.0 if inside else 1.0
    placed = []
    for g in run.glyphs:
        half = g.advance * size / 2
        angle = math.radians(start_angle) + turn * (g.x * size + half) / radius
        tilt = angle + (math.pi if inside else 0.0)
        foot_x, foot_y = centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)
        drop = g.y * size
        x = foot_x - half * math.cos(tilt) - drop * math.sin(tilt)
        y = foot_y - half * math.sin(tilt) + drop * math.cos(tilt)
        placed.append(PlacedGlyph(g.face, g.glyph, x, y, size, math.degrees(tilt)))
    return tuple(placed)


class Ink(NamedTuple):
    """The whole pixels that glyphs may touch: left and top edge, width and height."""

    left: int
    top: int
    width: int
    height: int


def ink(glyphs: Iterable[PlacedGlyph]) -> Ink | None:
    """Return where glyphs have ink; None where there is none (only spaces)."""
    boxes = [box for glyph in glyphs if (box := _ink_of(glyph))]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top, right, bottom = floor(min(lefts)), floor(min(tops)), ceil(max(rights)), ceil(max(bottoms))
    return Ink(left, top, right - left, bottom - top)


def rasterise(glyphs: Iterable[PlacedGlyph]) -> Coverage | None:
    """Draw glyphs into one coverage; None where there is no ink (only spaces).

    Raises TextError for ink larger than 50 megapixels.
    """
    placed = tuple(glyphs)
    found = ink(placed)
    if found is None:
        return None
    data, stride = drawn(placed, found)
    rows = [data[start : start + found.width] for start in range((found.height - 1) * stride, -1, -stride)]
    return Coverage(*found, b"".join(rows))


def drawn(glyphs: Iterable[PlacedGlyph], found: Ink) -> tuple[bytes, int]:
    """Draw glyphs whose ink was found: how far each pixel is covered, rows from the bottom up, and bytes a row.

    Raises TextError for ink larger than 50 megapixels.
    """
    import uharfbuzz as hb  # type: ignore[import-untyped]

    left, top, width, height = found
    if width * height > _MOST_PIXELS:
        raise TextError(say("A text would be {width} x {height} pixels; lower its size.", width=width, height=height))
    draw = hb.RasterDraw()
    # Without extents of its own HarfBuzz clips an image at 4096 pixels a side without a word.
    draw.extents = hb.RasterExtents(left, -top - height, width, height, 0)
    for glyph in glyphs:
        draw.transform = _transform(glyph)
        draw.draw_glyph(glyph.face.font, glyph.glyph)
    image = draw.render()
    return bytes(image.buffer), image.extents.stride


def _transform(glyph: PlacedGlyph) -> tuple[float, float, float, float, float, float]:
    """Return the matrix (xx, yx, xy, yy, dx, dy) from font units to pixels, y up as HarfBuzz has it."""
    face, _, x, y, size, angle = glyph
    scale = size / face.units
    if not angle:
        return scale, 0.0, 0.0, scale, x, -y
    turn = math.radians(angle)
    cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
    return cosine, -sine, sine, cosine, x, -y


def _ink_of(glyph: PlacedGlyph) -> tuple[float, float, float, float] | None:
    """Return left, top, right and bottom of the glyph's ink in pixels, y down; None for a glyph without ink."""
    face, number, x, y, size, angle = glyph
    found = face.ink(number)
    if found is None:
        return None
    if not angle:
        scale = size / face.units
        left, low, right, high = found
        return x + left * scale, y - high * scale, x + right * scale, y - low * scale
    xx, yx, xy, yy, dx, dy = _transform(glyph)
    corners = [(xx * x + xy * y + dx, -(yx * x + yy * y + dy)) for x in found[::2] for y in found[1::2]]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)
