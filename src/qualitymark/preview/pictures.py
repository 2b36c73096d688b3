"""Pictures inside of a page: coded small, as data URIs."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

from ..geometry import Box
from ..images.canvas import region_rgb

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST = 4096
"""The longest side of a picture in a page, in pixels; the usual covers are below."""


def whole_rgb(image: Image) -> Image:
    """Return a picture as RGB, with white where it is transparent."""
    return region_rgb(image, Box.at(0, 0, *image.size))


def at_width(image: Image, width: int) -> Image:
    """Return an RGB picture made ``width`` pixels wide, as platforms do it; a narrower one stays as it is."""
    from PIL import Image as Pictures

    if width >= image.width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Pictures.Resampling.LANCZOS)


def bounded(image: Image) -> Image:
    """Return the picture, reduced where its sides are beyond what a page should carry."""
    longest = max(image.size)
    return image if longest <= _MOST else at_width(image, max(1, image.width * _MOST // longest))


def jpeg_uri(image: Image, quality: int, subsampling: str = "4:4:4") -> str:
    """Return an RGB picture as the data URI of a JPEG."""
    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality, subsampling=subsampling, optimize=True)
    return _uri("image/jpeg", stream.getvalue())


def webp_uri(image: Image, quality: int) -> str:
    """Return an RGB picture as the data URI of a WebP."""
    stream = BytesIO()
    image.save(stream, "WEBP", quality=quality, method=4)
    return _uri("image/webp", stream.getvalue())


def _uri(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{b64encode(data).decode()}"
