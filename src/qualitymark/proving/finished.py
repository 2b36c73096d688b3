"""The finished file, seen in small pieces as a platform would serve them.

A piece is what the whole rendition would show in its box: scaled on the whole picture's grid, and coded as JPEG in
the whole picture's blocks. So only the part of the file around a mark is decoded, scaled and coded.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import Box
from .renditions import Rendition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL.Image import Image

# Pixels of the file, each side, that a Lanczos filter takes for one of the rendition, as a multiple of the reduction.
_REACH = 3
# Sides of what JPEG codes as one: a block of luma, and a minimum coded unit of 4:2:0 (ITU-T T.81, A.1 and A.2).
_GREY_UNIT, _COLOUR_UNIT = 8, 16


class Piece(NamedTuple):
    """A part of a rendition: its whole pixels, in pixels of the rendition, and of what it is a part.

    ``grey`` tells that its brightness alone is looked at.
    """

    box: Box
    rendition: Rendition
    grey: bool

    def source(self, size: tuple[int, int]) -> Box:
        """Return the same part in (fractional) pixels of a picture of that size."""
        return self.box.scaled(size[0] / self.rendition.width, size[1] / self.rendition.height)

    def inside(self, box: Box, size: tuple[int, int]) -> Box:
        """Return a box of that picture in pixels of the piece."""
        scaled = box.scaled(self.rendition.width / size[0], self.rendition.height / size[1])
        return scaled.moved(-self.box.left, -self.box.top)


def piece_around(box: Box, size: tuple[int, int], rendition: Rendition, *, grey: bool) -> Piece:
    """Return the piece that shows ``box``, in pixels of a picture of ``size``, and at least 2 px around it.

    It is made of whole coded units, but at the edges of the picture.
    """
    block = _GREY_UNIT if grey else _COLOUR_UNIT
    near = box.scaled(rendition.width / size[0], rendition.height / size[1]).grown(2)
    grid = near.scaled(1 / block).outward().scaled(block)
    return Piece(grid.common(Box(0, 0, rendition.width, rendition.height)), rendition, grey)


class Finished:
    """A finished file of which parts are looked at; ``size`` in pixels. Raises CoverError where it cannot be read.

    Of a JPEG in YCbCr only these parts are decoded, where the compiled part of the package is installed, of a PNG the
    rows down to them.
    """

    def __init__(self, data: bytes) -> None:
        from ..images.limits import Limits
        from ..images.reading import decode

        # The cover was within the limits that the user gave; the file that was made of it has its size.
        self._picture = decode(data, "output", Limits(inf, len(data), len(data)), patching=True).picture
        self.size = int(self._picture.size.width), int(self._picture.size.height)

    def region(self, pieces: Sequence[Piece]) -> Region:
        """Return the part of the picture that is needed to see all of these pieces, of which there is at least one."""
        from ..images.modes import on_white

        needed = Box(inf, inf, 0, 0)
        for piece in pieces:
            reach = _REACH * self.size[0] / piece.rendition.width + 1
            needed = needed.around(piece.source(self.size).grown(reach))
        box = needed.outward().common(Box(0, 0, *self.size))
        return Region(on_white(self._picture.part(box)), box, self.size)


class Region:
    """Decoded pixels of a part of a picture; ``whole`` is the size of the whole picture."""

    def __init__(self, image: Image, box: Box, whole: tuple[int, int]) -> None:
        self.whole = whole
        self._box = box
        self._colours = image
        self._luma = image.convert("L")  # as JPEG has it: ITU-R BT.601

    def served(self, piece: Piece) -> Image:
        """Return a piece as the platform serves it: scaled by Lanczos, coded as JPEG and decoded; grey or RGB."""
        from PIL.Image import Resampling

        from ..images.jpeg_coding import jpeg_decoder
        from ..images.writing import NamedBuffer

        image = self._luma if piece.grey else self._colours
        part = piece.source(self.whole).moved(-self._box.left, -self._box.top)
        if self.whole == piece.rendition[:2]:
            scaled = image.crop(part.pixels)
        else:
            # Products of fractions may leave the picture by a rounding error.
            part = part.common(Box(0, 0, *image.size))
            scaled = image.resize((int(piece.box.width), int(piece.box.height)), Resampling.LANCZOS, part)
        stream = NamedBuffer(".jpg")
        scaled.save(stream, quality=piece.rendition.quality, subsampling="4:2:0")
        stream.seek(0)
        seen: Image = jpeg_decoder()(stream)
        seen.load()
        return seen
