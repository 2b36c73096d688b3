"""New pixels in one box of a JPEG; everything else of the picture is copied, coefficient for coefficient.

Only the minimum coded units under the box get new coefficients, made with the file's own quantisation tables and
subsampling. All other coefficients, all tables and all metadata stay; a Huffman table that lacks a symbol is made
wider. The method follows ITU-T T.81; the module knows nothing of marks and covers, and needs no other library.

    jpeg = parse(data)                       # raises Unsupported, which tells why
    editor = Editor(jpeg)
    box = jpeg.aligned((left, top, right, bottom))
    # compose the pixels of that box, from the decoded picture, or from editor.pixels(box)
    data = editor.patch(box, pixels)

A progressive JPEG is made a baseline one first, in one scan with the same coefficients (annex G):

    jpeg = parse(sequential(data))           # both raise Unsupported

In the decoded picture pixels outside of the box stay as well, but for a ring as wide as one chroma sample where
chroma is subsampled: decoders smooth it across.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .header import Component, Huffman, Jpeg, parse
from .unsupported import REASONS, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .kernel import Box, Buffer, Kernel

__all__ = [
    "REASONS",
    "Component",
    "Editor",
    "Huffman",
    "Jpeg",
    "Pixels",
    "Unsupported",
    "available",
    "parse",
    "patch",
    "sequential",
]


class Pixels(NamedTuple):
    """Pixels of a box, row by row: one byte each of a grey JPEG, else four (RGBX, the fourth is 255)."""

    data: bytes
    box: Box


class Editor:
    """Works on one JPEG, and remembers what was read of it, so that ``pixels`` and then ``patch`` read it once.

    Boxes are (left, top, right, bottom), right and bottom outside, as ``jpeg.aligned`` gives them. Not to be shared
    by threads; several editors may work at the same time, and let others work while they do. Making one raises
    Unsupported where the coded data are not surely understood, ImportError where the compiled part is not installed
    (see ``available``); ``kernel`` is another implementation to work with.
    """

    def __init__(self, jpeg: Jpeg, kernel: Kernel | None = None) -> None:
        from .scan import Scan

        self.jpeg = jpeg
        self._scan = Scan(_compiled() if kernel is None else kernel, jpeg)

    def patch(
        self, box: Sequence[int], pixels: Buffer, before: Buffer | None = None, head: Callable[[bytes], bytes] = bytes
    ) -> bytes:
        """Return the bytes of the JPEG with ``pixels`` in ``box``.

        ``pixels`` are its rows without gaps, in the picture's own colours: one byte a pixel for a grey JPEG, else
        three (RGB) or four (RGBX, the fourth is not looked at). With ``before``, the same pixels as the JPEG decodes
        to, units in which nothing differs are left alone. ``head`` may exchange metadata in what stands before the coded
        data, which ends with the scan's header. Raises Unsupported where the coded data are not surely
        understood, ValueError for a box that is not aligned, or pixels of another size.
        """
        from .patching import patch_with

        left, top, right, bottom = box
        return patch_with(self._scan, (left, top, right, bottom), pixels, before, head)

    def pixels(self, box: Sequence[int]) -> Pixels:
        """Return the pixels of the coded units that ``box`` lies in, as libjpeg-turbo decodes them.

        They are those of the whole picture decoded. Raises Unsupported where the coded data are not surely understood,
        ValueError for a box outside of the picture.
        """
        from .decoding import pixels_with

        left, top, right, bottom = box
        return Pixels(*pixels_with(self._scan, (left, top, right, bottom)))

    def over(self, box: Sequence[int], below: Buffer, mark: Buffer, at: Sequence[int]) -> bytes:
        """Return the pixels ``below`` of a box, RGB or RGBX, with a mark on them, exactly as Pillow pastes it.

        ``mark`` are the RGBA pixels of the box ``at``, not premultiplied. Raises ValueError for a mark that does not
        lie inside of the box, or pixels of another size.
        """
        (left, top, right, bottom), (x, y, x_end, y_end) = box, at
        return self._scan.kernel.over((left, top, right, bottom), below, mark, (x, y, x_end, y_end))

    def luminance(self) -> tuple[int, int, bytes]:
        """Return width, height and samples of the picture's luma at an eighth of its size, without decoding it.

        Each sample is the mean of a block of 8 by 8, from its DC coefficient; the last ones of a row and a column may
        reach beyond the picture. Raises Unsupported where the coded data are not surely understood.
        """
        return self._scan.luminance()


def available() -> bool:
    """Tell whether the compiled part is installed; without it there are no editors."""
    try:
        _compiled()
    except ImportError:
        return False
    return True


def patch(data: bytes, box: Sequence[int], pixels: Buffer, before: Buffer | None = None) -> bytes:
    """Do ``Editor.patch`` with the bytes of a JPEG, in one step. Raises what ``parse`` and ``Editor`` raise, too."""
    return Editor(parse(data)).patch(box, pixels, before)


def sequential(data: bytes, kernel: Kernel | None = None) -> bytes:
    """Return a progressive JPEG as a baseline one in one scan, with the same coefficients and metadata.

    ``kernel`` is another implementation to work with. Raises Unsupported for everything but a surely understood
    progressive picture that is complete, ImportError where the compiled part is not installed, MemoryError where
    all its coefficients, two bytes each, are too many.
    """
    from .progressive import sequential_with

    return sequential_with(_compiled() if kernel is None else kernel, data)


@cache
def _compiled() -> Kernel:
    from . import compiled

    return compiled
