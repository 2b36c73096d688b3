"""Reading a cover: from a path, bytes, a stream or a Pillow image to a decoded, upright Cover.

Limits are checked before anything is decoded, and whatever goes wrong is a CoverError of one line.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from io import BytesIO
from math import inf
from threading import Lock
from typing import BinaryIO, TypeVar

from PIL import Image
from PIL.ImageFile import ImageFile

from ..errors import CoverError, UsageError
from ..frozen import changed
from ..geometry import Size
from ..messages import Message, say
from .animation import AnimatedPicture, Animation, no_such_frame
from .cover import Cover, cover_of, orientation, upright
from .damage import told
from .decoders import DECODERS
from .exact import patchable
from .formats import FORMATS, sniff, unlisted
from .jpeg_coding import jpeg_coding
from .limits import Limits
from .metadata import gathered
from .modes import settled
from .picture import Picture, PngPicture
from .png_rows import beside, rows_of
from .sources import read_path, read_stream
from .webp import in_planes

Result = TypeVar("Result")
Source = bytes | str | os.PathLike[str] | BinaryIO | Image.Image

_LISTED = ", ".join(FORMATS)
_STAMPABLE = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "I;16", "I;16B"})
# Pillow decodes a lazily opened picture on first use, which two threads must not do to one picture at once.
_loading = Lock()


def read_cover(
    source: Source,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    patching: bool = False,
    frame: int | None = None,
) -> Cover:
    """Decode a cover, with its orientation applied.

    ``source`` is a path, the bytes of a file, a binary stream (read up to the limit) or a Pillow image (not
    changed). With ``patching`` a JPEG whose blocks, or a PNG whose rows can be exchanged one by one is decoded only
    where it is looked at, and a WebP only into the planes that it is coded in.
    ``frame``, counted from 1, takes one frame of an animation as a still picture.

    Raises CoverError for whatever cannot be opened, is of no format that is read, is damaged, has no such frame, or is
    larger than ``limits``; UsageError for a frame below 1.
    """
    if frame is not None and frame < 1:
        raise UsageError(say("The frame is {frame}; give a number from 1 on.", frame=frame))
    if isinstance(source, Image.Image):
        return _located(None, lambda: _from_memory(source, limits))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return _located(None, lambda: decode(bytes(source), "cover", limits, patching=patching, frame=frame))
    if isinstance(source, (str, os.PathLike)):
        path = os.fsdecode(source)
        return _located(path, lambda: decode(read_path(path, limits), path, limits, patching=patching, frame=frame))
    name = getattr(source, "name", None)
    name = name if isinstance(name, str) else "cover"
    return _located(None, lambda: decode(read_stream(source, limits), name, limits, patching=patching, frame=frame))


def decode(data: bytes, name: str, limits: Limits, *, patching: bool = False, frame: int | None = None) -> Cover:
    """Decode the bytes of a picture file. Raises CoverError, without a place."""

    def read(kind: str, image: ImageFile) -> Cover:
        turn = orientation(image.info, kind)
        found: Picture | None = None
        recoded: Message | None = None
        if patching and kind == "JPEG":
            found, recoded = patchable(image, turn, data, partial(_whole, name))
        moving = _moving(kind, image, data, limits, frame)
        if patching and kind == "PNG" and moving is None:
            image, found = _in_rows(image, data)
        if patching and kind == "WEBP":
            found = in_planes(image)
        if found is None and moving is None:
            image.load()
        if kind == "PNG":
            # It may be told behind the pixels.
            turn = orientation(image.info, kind)
        picture, fine = (found, None) if found else _picture(kind, image, moving, frame)
        cover = cover_of(picture, image.info, kind, name, len(data), recoded)
        if fine is not None:
            cover = changed(cover, fine=fine)
        if moving is not None and frame is None:
            cover = changed(cover, animation=moving)
        cover = DECODERS[kind].facts(cover, image, data)
        _check_mode(cover.picture.mode)
        return upright(_vetted(gathered(cover, image, data)), turn)

    return _opened(data, limits, read)


def _in_rows(image: ImageFile, data: bytes) -> tuple[ImageFile, PngPicture | None]:
    """Return a PNG as a picture that is decoded in parts, where it can be, and ``image``, what tells of it."""
    rows = rows_of(data)
    if rows is None:
        return image, None
    image = type(image)(BytesIO(beside(data, rows)))
    image.load()
    return image, PngPicture(rows)


def _vetted(cover: Cover) -> Cover:
    if cover.icc_profile is None:
        return cover
    from .profiles import vetted

    return vetted(cover)


def _moving(kind: str, image: ImageFile, data: bytes, limits: Limits, frame: int | None) -> Animation | None:
    """Return the frames of an animated file, if that is within the limits; ``frame`` needs no more than itself."""
    moving = DECODERS[kind].animation(image, data)
    count = moving.count if moving else 1
    if frame is not None and frame > count:
        raise CoverError(no_such_frame(frame, count))
    if moving is not None:
        limits.check_frames(frame or count, *image.size)
    return moving


def _picture(
    kind: str, image: ImageFile, moving: Animation | None, frame: int | None
) -> tuple[Picture, Image.Image | None]:
    """Return the cover's picture, of an animation a frame; and its lower bytes, where the frame has some."""
    if moving is None:
        return Picture(settled(image, kind)), None
    first = moving.frame(frame or 1)
    return Picture(first.image) if frame else AnimatedPicture(moving, first.image), first.fine


def _whole(name: str, data: bytes) -> Image.Image:
    """Decode the whole of a JPEG that was only looked at in parts; its name is told here, for nobody else can.

    Its cover was within the limits; what was made of a progressive one may be longer.
    """
    return _located(name, lambda: decode(data, name, Limits(inf, len(data)))).image


def upright_size(data: bytes, limits: Limits) -> Size:
    """Return width and height of a picture in pixels, as ``decode`` would turn it, without decoding it."""

    def size(kind: str, image: ImageFile) -> Size:
        sideways = orientation(image.info, kind) >= 5
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
    with told(kind):
        image = DECODERS[kind].open(data, limits)
        limits.check_pixels(*image.size)
        return use(kind, image)


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


def _check_mode(mode: str) -> None:
    if mode not in _STAMPABLE:
        raise CoverError(say("A picture of mode {mode} cannot be stamped; convert it to RGB or RGBA.", mode=mode))


def _from_memory(image: Image.Image, limits: Limits) -> Cover:
    limits.check_pixels(*image.size)
    # Pillow calls a JPEG with further pictures behind it MPO; its first picture is the cover, as from a file.
    form = "JPEG" if image.format == "MPO" else image.format
    if form in FORMATS and FORMATS[form].animated and getattr(image, "n_frames", 1) > 1:
        raise CoverError(say("The opened picture is animated; give its file instead, or a copy of one frame."))
    _check_mode(image.mode)
    kind = form if form in FORMATS else "PNG"
    with told(kind):
        with _loading:
            # TIFF turns itself when it is loaded, and then says nothing of it.
            image.load()
        cover = cover_of(Picture(settled(image, kind)), image.info, kind, "cover")
        if kind == "JPEG":
            cover = changed(cover, jpeg=jpeg_coding(image), lossless=False)
        return upright(_vetted(gathered(cover, image, None)), orientation(image.info, kind))
