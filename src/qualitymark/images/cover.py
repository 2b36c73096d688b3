"""What is known of a cover once it was read: its pixels and what its file said beside them."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from PIL import Image

from ..frozen import changed, frozen
from ..geometry import Size
from ..messages import Message, say
from . import exif as exif_blocks
from .animation import AnimatedPicture, Animation
from .jpeg_coding import JpegCoding
from .metadata import Metadata
from .picture import Picture

# XMP Specification, part 1: a property is an attribute or an element.
_XMP_ORIENTATION = rb"""\btiff:Orientation(?:\s*=\s*["']|\s*>\s*)([1-8])\s*["'<]"""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@frozen
class Cover:
    """A cover, the right way up, with what its file said beside the pixels.

    ``format`` is a name of ``FORMATS``; ``name`` is for messages. ``exif`` has orientation 1 and no
    thumbnail; ``dpi`` is horizontal and vertical. ``jpeg`` is set for JPEG covers, ``lossless`` for all whose
    pixels were stored without loss, ``whole`` for all whose pixels are here as they were stored; ``file_bytes`` is
    the size of the file (0 for a picture from memory). ``notes`` tell what could not be kept on the way in, and
    ``recoded`` why a JPEG cannot be patched and is coded again. ``animation`` has the frames of an animated cover,
    ``fine`` the lower eight bits of each channel of a 16-bit colour cover, ``compression`` that of a TIFF, and
    ``associated`` tells whether the colours of one of 16 bits are multiplied by its alpha in the file; here they are not.
    ``metadata`` is what the file told beside EXIF, ``digest`` the SHA-256 of the file in hexadecimal digits.
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
    animation: Animation | None = None
    fine: Image.Image | None = None
    compression: str | None = None
    associated: bool = False
    metadata: Metadata = Metadata()
    digest: str | None = None

    @property
    def image(self) -> Image.Image:
        """The whole picture, which must not be changed: it may be the caller's. Raises CoverError."""
        return self.picture.image

    @property
    def size(self) -> Size:
        """Width and height in pixels."""
        return self.picture.size

    def showing(self, image: Image.Image) -> Cover:
        """Return the cover with another picture in place of its own."""
        return changed(self, picture=Picture(image))

    def noting(self, note: Message) -> Cover:
        """Return the cover with one more note."""
        return changed(self, notes=(*self.notes, note))


def cover_of(
    picture: Picture, info: dict[Any, Any], kind: str, name: str, file_bytes: int = 0, recoded: Message | None = None
) -> Cover:
    """Return a cover with what the decoder noted about its file, not yet upright."""
    return Cover(
        picture,
        kind,
        name,
        icc_profile=_bytes(info.get("icc_profile")),
        exif=_bytes(info.get("exif")),
        dpi=info.get("dpi"),
        file_bytes=file_bytes,
        recoded=recoded,
    )


def upright(cover: Cover, turn: int) -> Cover:
    """Return the cover turned as ``turn``, an EXIF orientation, says, and its EXIF without what is no longer true."""
    if cover.exif is not None:
        kept = exif_blocks.upright(cover.exif)
        if kept is None:
            cover = cover.noting(say("The EXIF metadata are damaged and were dropped."))
        cover = changed(cover, exif=kept)
    if turn == 1:
        return cover
    sideways, way, moving = turn >= 5, _TURNS[turn], cover.animation
    turned = cover.image.transpose(way)
    if moving is not None:
        moving = changed(moving, turn=way)
    return changed(
        cover,
        picture=AnimatedPicture(moving, turned) if moving else Picture(turned),
        animation=moving,
        fine=cover.fine.transpose(way) if cover.fine else None,
        dpi=cover.dpi[::-1] if cover.dpi and sideways else cover.dpi,
        jpeg=cover.jpeg.turned() if cover.jpeg and sideways else cover.jpeg,
    )


def orientation(info: dict[Any, Any], kind: str) -> int:
    """Return the orientation 1 to 8 that is still to be applied to what a decoder gives.

    EXIF says it, into which Pillow also puts what the container of an AVIF says; where EXIF says nothing, XMP does.
    The decoders of TIFF and HEIF turn by themselves.
    """
    if kind in ("TIFF", "HEIF"):
        return 1
    block = _bytes(info.get("exif"))
    turn = exif_blocks.orientation(block)
    if turn != 1 or kind == "AVIF":
        return turn
    packet = _bytes(info.get("xmp"))
    said = re.search(_XMP_ORIENTATION, packet) if packet else None
    if said is None or said[1] == b"1" or _says_orientation(block):
        return 1
    return int(said[1])


def _says_orientation(block: bytes | None) -> bool:
    exif = Image.Exif()
    # What is left of a damaged block says nothing.
    with suppress(Exception):
        exif.load(block or b"")
    return _ORIENTATION in exif


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) and value else None
