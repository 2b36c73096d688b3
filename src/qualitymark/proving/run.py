"""Proving a finished file: every rendition of every mark, one small piece at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import Box
from ..layers.base import QRVerdict, TextVerdict
from .codes import reads
from .contrast import surviving_contrast
from .finished import Finished, Piece, Region, piece_around
from .promise import LEAST_X_HEIGHT, Promise
from .proof import MarkProof, QRProof, Seen, TextProof
from .renditions import Rendition, served

if TYPE_CHECKING:
    from ..platforms import Platform

_LEAST = 1
"""Pixels a module below which no reader can tell modules apart: not even tried."""


class Shown(NamedTuple):
    """A mark as the finished file shows it: its texts and code, with boxes in pixels of the upright picture."""

    name: str | None
    texts: tuple[TextVerdict, ...]
    qr: QRVerdict | None
    promise: Promise = Promise()


def prove(data: bytes, marks: Sequence[Shown], platform: Platform | None = None) -> tuple[MarkProof, ...]:
    """Return what is left of each mark in what a platform would serve of a finished file.

    ``data`` are the file's bytes: JPEG, PNG or WebP. Codes are read back and contrasts measured in pieces of each
    rendition: scaled by Lanczos, coded as JPEG, decoded. Of a JPEG in YCbCr only the part around a mark is decoded,
    where the compiled part of the package is installed.

    Raises CoverError for a file that cannot be read, UsageError where a mark has a code and zxing-cpp is not
    installed. A promise that is not kept is no error here: ask ``kept``, or call ``proof.demand``.
    """
    finished = Finished(data)
    renditions = served(platform, finished.size)
    return tuple(_proof(finished, shown, renditions) for shown in marks)


def _proof(finished: Finished, shown: Shown, renditions: tuple[Rendition, ...]) -> MarkProof:
    code = _Code(shown.qr, finished.size, renditions) if shown.qr else None
    texts = [_Text(text, finished.size, renditions) for text in shown.texts]
    pieces = [piece for layer in ([code] if code else []) + texts for piece in layer.pieces]
    region = finished.region(pieces) if pieces else None
    return MarkProof(
        shown.name,
        code.proof(region, shown.promise) if code else None,
        tuple(text.proof(region, shown.promise) for text in texts),
    )


class _Code:
    """A QR code, and the pieces of renditions in which it is looked for."""

    def __init__(self, shown: QRVerdict, size: tuple[int, int], renditions: tuple[Rendition, ...]) -> None:
        self.shown = shown
        self.seen = [(item, shown.module * item.width / size[0]) for item in renditions]
        self.pieces = [piece_around(shown.box, size, item, grey=True) for item, module in self.seen if module >= _LEAST]

    def proof(self, region: Region | None, promise: Promise) -> QRProof:
        """Read the code at every rendition: that one is read does not say that the next larger one is."""
        read = {piece.rendition: self._read(region, piece) for piece in self.pieces if region}
        seen = tuple(Seen(item.width, module, read.get(item, False)) for item, module in self.seen)
        return QRProof(self.shown.layer, min(promise.qr, seen[0].width), seen)

    def _read(self, region: Region, piece: Piece) -> bool:
        modules = 17 + 4 * self.shown.version  # ISO/IEC 18004, “symbol size”
        x, y = self.shown.box.centre
        symbol = Box(x, y, x, y).grown(self.shown.module * modules / 2)
        picture = region.served(piece)
        return reads(picture, piece.inside(symbol, region.whole), modules, self.shown.payload)


class _Text:
    """A text, and the smallest rendition at which it can be read, where its contrast is measured."""

    def __init__(self, shown: TextVerdict, size: tuple[int, int], renditions: tuple[Rendition, ...]) -> None:
        self.shown = shown
        self.seen = [(item, shown.x_height * item.width / size[0]) for item in renditions]
        inked = shown.box.common(Box(0, 0, *size))
        readable = [item for item, height in self.seen if height >= LEAST_X_HEIGHT and inked.width * inked.height]
        self.pieces = [piece_around(shown.box, size, item, grey=False) for item in readable[-1:]]

    def proof(self, region: Region | None, promise: Promise) -> TextProof:
        """Return at which renditions the text can be read, and what is left of its contrast."""
        ratios = [self._contrast(region, piece) for piece in self.pieces if region]
        seen = tuple(Seen(item.width, height, height >= LEAST_X_HEIGHT) for item, height in self.seen)
        return TextProof(self.shown.layer, promise.text, seen, ratios[0] if ratios else None)

    def _contrast(self, region: Region, piece: Piece) -> float:
        box = piece.inside(self.shown.box, region.whole).outward().common(Box(0, 0, *piece.box.size))
        return surviving_contrast(region.served(piece).crop(box.pixels))
