"""WebP files: opened by Pillow, or, of stills that are coded with loss, read in the planes that they are coded in."""

from __future__ import annotations

from functools import cache, partial
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.ImageFile import ImageFile

from ..frozen import changed
from .animation import Animation, decoded
from .cover import Cover
from .headers import webp_header
from .limits import Limits
from .packets import webp_chunks
from .picture import WebpPicture

# RFC 9649, 2.7: the flags of an extended file; a chunk whose flag is not set is to be ignored.
_ANIMATION, _ALPHA = 0x02, 0x10
_TOLD = {b"ICCP": ("icc_profile", 0x20), b"EXIF": ("exif", 0x08), b"XMP ": ("xmp", 0x04)}


class _Still(ImageFile):
    """A still picture without alpha, coded with loss; Pillow's decoder, which takes memory at once, is made to load it."""

    format = "WEBP"

    def _open(self) -> None:
        assert self.fp is not None
        self.data = self.fp.read()
        header = webp_header(self.data)
        self._size, self._mode = (header.width, header.height), "RGB"
        flags = _flags(self.data)
        for kind, start, end in webp_chunks(self.data):
            name, flag = _TOLD.get(kind, ("", 0))
            if flags & flag and end > start:
                self.info.setdefault(name, self.data[start:end])

    def load(self) -> Any:
        if self._im is None:
            whole = _decoder()(BytesIO(self.data))
            whole.load()
            self.im = whole.im
        return Image.Image.load(self)


@cache
def _decoder() -> type[Any]:
    """Return Pillow's WebP plugin, with less memory for a picture that does not move.

    A decoder keeps all pixels twice, for the next frame; without one it is let go before the picture is made.
    """
    from PIL.WebPImagePlugin import WebPImageFile

    class Decoder(WebPImageFile):
        def load(self) -> Any:
            if self._decoder is not None and self.n_frames == 1:
                pixels = self._get_next()[0]
                self._decoder = None
                self.im = Image.frombytes(self.mode, self.size, pixels, "raw", self.rawmode).im
            return Image.Image.load(self) if self._decoder is None else super().load()

    return Decoder


def open_webp(data: bytes, limits: Limits) -> ImageFile:
    """Open a WebP within the limits."""
    header = webp_header(data)
    if header.width:
        # The decoder takes memory for all pixels as soon as it is made.
        limits.check_pixels(header.width, header.height)
    return _Still(BytesIO(data)) if _is_plain(data) else _opened(data)


def webp_facts(cover: Cover, _image: ImageFile, data: bytes) -> Cover:
    """Return the cover with what is known of a WebP."""
    return changed(cover, lossless=webp_header(data).lossless)


def webp_animation(image: ImageFile, data: bytes) -> Animation | None:
    """Return the frames of a WebP that moves."""
    count = getattr(image, "n_frames", 1)
    if count == 1:
        return None
    plays = int(image.info.get("loop", 0))
    return Animation("WEBP", partial(decoded, partial(_opened, data), image.mode), count, plays)


def in_planes(image: ImageFile) -> WebpPicture | None:
    """Return an opened WebP as a picture in its own planes; None where it has to be decoded into colours."""
    if not isinstance(image, _Still):
        return None
    from .libwebp import planes_of

    planes = planes_of(image.data, image.size)
    return WebpPicture(planes) if planes else None


def _opened(data: bytes) -> ImageFile:
    image: ImageFile = _decoder()(BytesIO(data))
    return image


def _flags(data: bytes) -> int:
    """Return the flags of an extended file, 0 for a simple one."""
    return data[20] if data[12:16] == b"VP8X" else 0


def _is_plain(data: bytes) -> bool:
    """Tell whether a whole WebP has one picture, coded with loss and without alpha, and what may stand beside it."""
    chunks = list(webp_chunks(data))
    kinds = [chunk.kind for chunk in chunks]
    if kinds.count(b"VP8 ") != 1 or _flags(data) & (_ANIMATION | _ALPHA):
        return False
    length = int.from_bytes(data[4:8], "little") + 8
    others = {b"VP8 ", b"VP8X", *_TOLD} if kinds[0] == b"VP8X" else {b"VP8 "}
    return set(kinds) <= others and chunks[-1].end + (chunks[-1].end & 1) == length
