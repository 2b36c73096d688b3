"""Reading a cover: from a path, bytes, a stream or a Pillow image to a decoded, upright Cover.

Limits are checked before anything is decoded, and whatever goes wrong is a CoverError of one line.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from threading import Lock
from typing import BinaryIO, TypeVar

from PIL import Image
from PIL.ImageFile import ImageFile

from ..errors import CoverError
from ..geometry import Size
from ..messages import Message, say
from .cover import Cover, cover_of, orientation, upright
from .exact import patchable
from .formats import FORMATS, sniff, unlisted
from .headers import holds_more_pictures, jpeg_scans, png_header, webp_header
from .jpeg_coding import jpeg_coding, jpeg_decoder
from .limits import Limits
from .picture import Picture
from .sources import read_path, read_stream

Result = TypeVar("Result")
Source = bytes | str | os.PathLike[str] | BinaryIO | Image.Image

_LISTED = ", ".join(FORMATS)
_STAMPABLE = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16"})
# Pillow decodes a lazily opened picture on first use, which two threads must not do to one picture at once.
_loading = Lock()


def read_cover(source: Source, limits: Limits = Limits(), *, patching: bool = False) -> Cover:  # noqa: B008 - frozen
    """Decode a cover, with its EXIF orientation applied.

    ``source`` is a path, the bytes of a file, a binary stream (read up to the limit) or a Pillow image (not
    changed). With ``patching`` a JPEG whose blocks can be exchanged one by one is decoded only where it is looked at.

    Raises CoverError for whatever cannot be opened, is no JPEG, PNG or WebP, is damaged, animated, or larger than
    ``limits``.
    """
    if isinstance(source, Image.Image):
        return _located(None, lambda: _from_memory(source, limits))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _located(None, lambda: decode(bytes(source), "cover", limits, patching=patching))
    if isinstance(source, (str, os.PathLike)):
        path = os.fsdecode(source)
        return _located(path, lambda: decode(read_path(path, limits), path, limits, patching=patching))
    name = getattr(source, "name", None)
    name = name if isinstance(name, str) else "cover"
    return _located(None, lambda: decode(read_stream(source, limits), name, limits, patching=patching))


def decode(data: bytes, name: str, limits: Limits, *, patching: bool = False) -> Cover:
    """Decode the bytes of a picture file. Raises CoverError, without a place."""

    def read(kind: str, image: ImageFile) -> Cover:
        found, recoded = None, None
        if patching and kind == "JPEG":
            found, recoded = patchable(image, data, partial(_whole, data, name, limits))
        if found is None:
            image.load()
        picture = found or Picture(image)
        cover = _FACTS[kind](cover_of(picture, image.info, kind, name, len(data)), image, data)
        return upright(replace(cover, recoded=recoded))

    return _opened(data, limits, read)


def _whole(data: bytes, name: str, limits: Limits) -> Image.Image:
    """Decode the whole of a JPEG that was only looked at in parts; its name is told here, for nobody else can."""
    return _located(name, lambda: decode(data, name, limits)).image


def upright_size(data: bytes, limits: Limits) -> Size:
    """Return width and height of a picture in pixels, as ``decode`` would turn it, without decoding it."""

    def size(_kind: str, image: ImageFile) -> Size:
        sideways = orientation(image.info) >= 5
        return Size(*(image.size[::-1] if sideways else image.size))

    return _opened(data, limits, size)


def _opened(data: bytes, limits: Limits, use: Callable[[str, ImageFile], Result]) -> Result:
    """Open a picture whose header is within the limits, and return what ``use`` makes of it and its format."""
    limits.check_file(len(data))
    if not data:
        raise CoverError(say("The file is empty; give a picture file."))
    kind = sniff(data)
    if kind is None:
        raise CoverError(_not_a_picture(data))
    try:
        image = _OPENERS[kind](data, limits)
        limits.check_pixels(*image.size)
        return use(kind, image)
    except CoverError:
        raise
    except MemoryError:
        raise CoverError(_no_memory()) from None
    # Decoders meet broken files with a dozen of exception classes; each of them means the same here.
    except Exception as error:
        raise CoverError(_damage(error, kind)) from error


def _located(path: str | None, read: Callable[[], Cover]) -> Cover:
    try:
        return read()
    except CoverError as error:
        if path is None:
            raise
        raise error.at(file=path) from error.__cause__


def _not_a_picture(data: bytes) -> Message:
    name = unlisted(data)
    if name is None:
        return say("This is not a picture that can be opened; give one of {listed}.", listed=_LISTED)
    return say("The format {name} is not supported; save the picture as one of {listed}.", name=name, listed=_LISTED)


def _damage(error: Exception, kind: str) -> Message:
    if isinstance(error, Image.DecompressionBombError):
        return say("The picture is larger than the decoder allows; scale it down.")
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return say("The {format} file is cut off; get a complete copy of it.", format=kind)
    return say("The {format} file is damaged; save it again, or get another copy of it.", format=kind)


def _no_memory() -> Message:
    return say("There is not enough memory to open the picture; scale it down.")


def _animated() -> CoverError:
    return CoverError(say("The picture is animated, which is not supported; give a still picture."))


def _open_jpeg(data: bytes, limits: Limits) -> ImageFile:
    limits.check_scans(jpeg_scans(data, limits.jpeg_scans))
    image: ImageFile = jpeg_decoder()(BytesIO(data))
    return image


def _open_png(data: bytes, _limits: Limits) -> ImageFile:
    from PIL.PngImagePlugin import PngImageFile

    if png_header(data).frames != 1:
        raise _animated()
    return PngImageFile(BytesIO(data))


def _open_webp(data: bytes, limits: Limits) -> ImageFile:
    from PIL.WebPImagePlugin import WebPImageFile

    header = webp_header(data)
    if header.animated:
        raise _animated()
    if header.width:
        # The decoder takes memory for all pixels as soon as it is made.
        limits.check_pixels(header.width, header.height)
    return WebPImageFile(BytesIO(data))


def _jpeg_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    density = cover.dpi if image.info.get("jfif_unit") in (1, 2) else None
    cover = replace(cover, dpi=density, jpeg=jpeg_coding(image), lossless=False)
    if holds_more_pictures(data):
        return cover.noting(say("The file holds further pictures behind the first one; only the first is kept."))
    return cover


def _png_facts(cover: Cover, image: ImageFile, data: bytes) -> Cover:
    header, info = png_header(data), image.info
    key = info.get("transparency")
    # Pillow widens or narrows the channels to 8 bits, but not the transparent colour with them.
    if image.mode == "L" and isinstance(key, int):
        info["transparency"] = key * 255 // (2**header.depth - 1)
    if image.mode == "RGB" and header.depth == 16 and key is not None:
        info["transparency"] = tuple(value >> 8 for value in key)
    if header.depth == 16 and image.mode != "I;16":
        reduced = replace(cover, whole=False)
        return reduced.noting(say("The picture has 16 bits a channel; they are reduced to 8."))
    return cover


def _webp_facts(cover: Cover, _image: ImageFile, data: bytes) -> Cover:
    return replace(cover, lossless=webp_header(data).lossless)


_OPENERS: dict[str, Callable[[bytes, Limits], ImageFile]] = {
    "JPEG": _open_jpeg,
    "PNG": _open_png,
    "WEBP": _open_webp,
}
_FACTS: dict[str, Callable[[Cover, ImageFile, bytes], Cover]] = {
    "JPEG": _jpeg_facts,
    "PNG": _png_facts,
    "WEBP": _webp_facts,
}


def _from_memory(image: Image.Image, limits: Limits) -> Cover:
    limits.check_pixels(*image.size)
    # Pillow calls a JPEG with further pictures behind it MPO; its first picture is the cover, as from a file.
    form = "JPEG" if image.format == "MPO" else image.format
    if form != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise _animated()
    if image.mode not in _STAMPABLE:
        fault = say("A picture of mode {mode} cannot be stamped; convert it to RGB or RGBA.", mode=image.mode)
        raise CoverError(fault)
    kind = form if form in FORMATS else "PNG"
    try:
        with _loading:
            image.load()
        cover = cover_of(Picture(image), image.info, kind, "cover")
        if kind == "JPEG":
            cover = replace(cover, jpeg=jpeg_coding(image), lossless=False)
        return upright(cover)
    except MemoryError:
        raise CoverError(_no_memory()) from None
    except Exception as error:
        raise CoverError(_damage(error, kind)) from error
