"""Covers of which only the blocks under the marks are coded anew: which can be, and how it is done.

The module ``jpeg`` knows of bytes and boxes; what stands here ties it to covers, and says in words why a cover has to
be coded again as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, reduce
from io import BytesIO
from typing import TYPE_CHECKING

from ..geometry import Box
from ..messages import Message, say
from .headers import holds_more_pictures
from .jpeg import Editor, Unsupported, available, parse, sequential
from .jpeg_coding import jpeg_decoder
from .picture import JpegPicture, words_of
from .segments import segments_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

    from .canvas import Canvas
    from .jpeg import Jpeg
    from .jpeg.kernel import Buffer

_REASONS = {
    "arithmetic": say("it is coded arithmetically"),
    "colour": say("its colours are not YCbCr, or not surely"),
    "components": say("its colours are not YCbCr"),
    "hierarchical": say("it is hierarchical"),
    "lines": say("its height is told at its end"),
    "lossless": say("it is a lossless JPEG"),
    "precision": say("its samples do not have 8 bits"),
    "progression": say("its scans leave something out, or do not follow each other"),
    "range": say("a coefficient goes beyond what baseline coding can hold"),
    "sampling": say("its colours are sampled in an unusual way"),
    "scans": say("its colours are in several scans"),
    "stream": say("its data are damaged, or doubtful"),
    "structure": say("its structure is damaged, or doubtful"),
    "tables": say("a table is missing, or doubtful"),
}


def patchable(
    opened: ImageFile, turn: int, data: bytes, decode: Callable[[bytes], Image]
) -> tuple[JpegPicture, None] | tuple[None, Message]:
    """Return a JPEG as a picture that is decoded in parts and can be patched, or why it is not one.

    ``opened`` is the picture not yet decoded, ``turn`` its orientation (1 to 8), ``decode`` decodes the whole of a JPEG.
    """
    if not available():
        return None, say("the compiled part of the program is not installed")
    if opened.mode == "L":
        return None, say("it is grey, and the mark has colours")
    if turn != 1:
        return None, say("it had to be turned upright")
    if holds_more_pictures(segments_of(opened, data)):
        return None, say("the file holds several pictures")
    try:
        editor = Editor(_baseline(data))
    except Unsupported as error:
        return None, _REASONS[error.reason]
    whole = partial(decode, editor.jpeg.data)
    return JpegPicture(opened, editor, lambda part: jpeg_decoder()(BytesIO(part)), whole), None


def _baseline(data: bytes) -> Jpeg:
    """Read a JPEG that can be patched; a progressive one is made baseline first, with the same coefficients."""
    try:
        return parse(data)
    except Unsupported as error:
        if error.reason != "progressive":
            raise
    return parse(sequential(data))


def patched(canvas: Canvas, head: Callable[[bytes], bytes]) -> bytes | Message:
    """Return the cover's JPEG with the blocks under the marks coded anew, or why that cannot be done.

    ``head`` exchanges the metadata in what stands before the coded data.
    """
    picture = canvas.cover.picture
    if not isinstance(picture, JpegPicture):
        return canvas.cover.recoded or say("it was given as a picture and not as a file")
    if picture.editor is None:
        return _REASONS["stream"]
    try:
        return _patched(picture, picture.editor, canvas, head)
    except Unsupported as error:
        return _REASONS[error.reason]


def _patched(picture: JpegPicture, editor: Editor, canvas: Canvas, head: Callable[[bytes], bytes]) -> bytes:
    jpeg, data = editor.jpeg, editor.jpeg.data
    boxes = apart(Box(*jpeg.aligned(box.pixels)) for box in canvas.marked())
    if not boxes:
        return head(data)
    for box in boxes:
        shown, before = picture.around(box)
        after: Buffer = before
        for mark, left, top in canvas.marks:
            place = Box.at(left, top, *mark.size)
            seen = place.common(box)
            if seen.overlaps(place):
                part = mark if seen == place else mark.crop(seen.moved(-left, -top).pixels)
                after = editor.over(shown.pixels, after, words_of(part), seen.pixels)
        if editor.jpeg.data is not data:
            editor = Editor(parse(data))
        data = editor.patch(shown.pixels, after, before, head if box is boxes[-1] else bytes)
    return data


def apart(boxes: Iterable[Box]) -> list[Box]:
    """Return boxes that hold the given ones and do not overlap."""
    found: list[Box] = []
    for box in boxes:
        while meeting := [other for other in found if other.overlaps(box)]:
            found = [other for other in found if other not in meeting]
            box = reduce(Box.around, meeting, box)
        found.append(box)
    return found
