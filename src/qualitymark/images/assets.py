"""Pictures that belong to a template: SVG, and PNG, JPEG or WebP, told by content.

The three functions are all that a layer needs; they keep nothing, for painted layers are kept by who paints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import CoverError, TemplateError, Trail
from ..geometry import Size
from ..messages import say
from .limits import Limits
from .vectors import render_svg, svg_size, vet_svg

if TYPE_CHECKING:
    from PIL.Image import Image

ASSET_LIMITS = Limits(megapixels=16, file_mib=16, raisable=False)
_RASTERS = ("SVG", "PNG", "JPEG", "WEBP")
# A file that begins so is XML, with or without a byte order mark and blanks before it.
_XML = (b"<", b"\xef\xbb\xbf<")


def vet_asset(data: bytes, name: str) -> None:
    """Raise TemplateError where ``data``, the content of the file ``name``, cannot be drawn in a mark."""
    if _is_vector(data):
        vet_svg(data, name)
        svg_size(data, name)
    else:
        load_asset(data, name)


def asset_size(data: bytes, name: str) -> Size:
    """Return the size of a vetted asset: pixels, upright, or the units of an SVG. Raises TemplateError."""
    if _is_vector(data):
        return svg_size(data, name)
    from .reading import upright_size

    try:
        return upright_size(data, ASSET_LIMITS)
    except CoverError as error:
        raise TemplateError(error.message, Trail(file=name)) from error


def draw_asset(data: bytes, name: str, width: int, height: int) -> Image:
    """Draw a vetted asset ``width`` x ``height`` pixels as RGBA. Raises TemplateError."""
    if _is_vector(data):
        return render_svg(data, width, height, name)
    from PIL.Image import Resampling

    image = load_asset(data, name)
    return image if image.size == (width, height) else image.resize((width, height), Resampling.LANCZOS)


def load_asset(data: bytes, name: str, limits: Limits = ASSET_LIMITS) -> Image:
    """Decode a raster asset, upright, as RGBA.

    ``name`` is the file for messages. Raises TemplateError for whatever cannot be opened, or is larger than
    ``limits``: 16 megapixels and 16 MiB, which nothing can raise.
    """
    from .formats import sniff
    from .modes import eight_bit
    from .reading import decode

    if data and sniff(data) not in _RASTERS:
        raise TemplateError(
            say("This is not a picture that a template can hold; give one of {listed}.", listed=", ".join(_RASTERS)),
            Trail(file=name),
        )
    try:
        image = decode(data, name, limits).image
    except CoverError as error:
        raise TemplateError(error.message, Trail(file=name)) from error
    return eight_bit(image).convert("RGBA")


def _is_vector(data: bytes) -> bool:
    return data[:64].lstrip().startswith(_XML)
