"""What is known of a cover once it was read: its pixels and what its file said beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from ..geometry import Size
from ..messages import Message, say
from . import exif as exif_blocks
from .jpeg_coding import JpegCoding
from .picture import Picture

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover, the right way up, with what its file said beside the pixels.

    ``format`` is ``JPEG``, ``PNG`` or ``WEBP``; ``name`` is for messages. ``exif`` has orientation 1 and no
    thumbnail; ``dpi`` is horizontal and vertical. ``jpeg`` is set for JPEG covers, ``lossless`` for all whose
    pixels were stored without loss, ``whole`` for all whose pixels are here as they were stored; ``file_bytes`` is
    the size of the file (0 for a picture from memory). ``notes`` tell what could not be kept on the way in, and
    ``recoded`` why a JPEG cannot be patched and is coded again.
    """

    picture: Picture
    format: str
    name: str
    icc_profile: bytes | None = None
    exif: bytes | None = None
    dpi: tuple[float, float] | None = None
    jpeg: JpegCoding | None = None
    lossless: bool = True
    file_bytes: int = 0
    whole: bool = True
    notes: tuple[Message, ...] = ()
    recoded: Message | None = None

    @property
    def image(self) -> Image.Image:
        """The whole picture, which must not be changed: it may be the caller's. Raises CoverError."""
        return self.picture.image

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.picture.size

    def noting(self, note: Message) -> Cover:
        """Return the cover with one more note."""
        return replace(self, notes=(*self.notes, note))


def cover_of(picture: Picture, info: dict[Any, Any], kind: str, name: str, file_bytes: int = 0) -> Cover:
    """Return a cover with what the decoder noted about its file, not yet upright."""
    return Cover(
        picture,
        kind,
        name,
        icc_profile=_bytes(info.get("icc_profile")),
        exif=_bytes(info.get("exif")),
        dpi=info.get("dpi"),
        file_bytes=file_bytes,
    )


def upright(cover: Cover) -> Cover:
    """Return the cover turned as its EXIF says, and its EXIF without what is no longer true."""
    if cover.exif is None:
        return cover
    turn = exif_blocks.orientation(cover.exif)
    kept = exif_blocks.upright(cover.exif)
    if kept is None:
        cover = cover.noting(say("The EXIF metadata are damaged and were dropped."))
    cover = replace(cover, exif=kept)
    if turn == 1:
        return cover
    sideways = turn >= 5
    return replace(
        cover,
        picture=Picture(cover.image.transpose(_TURNS[turn])),
        dpi=cover.dpi[::-1] if cover.dpi and sideways else cover.dpi,
        jpeg=cover.jpeg.turned() if cover.jpeg and sideways else cover.jpeg,
    )


def orientation(info: dict[Any, Any]) -> int:
    """Return the EXIF orientation 1 to 8 that a decoder noted."""
    return exif_blocks.orientation(_bytes(info.get("exif")))


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) and value else None
