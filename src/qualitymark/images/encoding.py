"""From a picture to the bytes of a file, coded the way its cover was.

A JPEG keeps the quantisation tables, the subsampling and the scan mode of its cover; a cover whose pixels were
stored without loss is stored so again. What the format cannot hold is told in the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image

from ..errors import CoverError, UsageError
from ..messages import Message, say
from .cover import Cover
from .exact import patched
from .formats import FORMATS, KEEP, named_format
from .modes import full_colour, on_white

if TYPE_CHECKING:
    from .canvas import Canvas

JPEG_QUALITY = 92
WEBP_QUALITY = 90
# Measured on 1920x768 photographs: method 2 takes half the time of Pillow's default 4, at the same size.
_WEBP_METHOD = 2
# Measured on the same: runs alone (Z_RLE) take 95 ms and 2128 KiB, the default 485 ms and 2058 KiB. Drawn covers
# with repeated patterns lose by it (up to 27 times the size), and are told by how few bytes their own file has.
_PNG_PHOTO = {"compress_type": 3, "compress_level": 1}
_PNG_DRAWING = {"compress_type": 0, "compress_level": 3}
_DRAWING_BYTES_A_PIXEL = 0.5
# What segments of a JPEG can hold: EXIF in one (65 533 bytes), a profile in up to 255 of 65 519.
_JPEG_EXIF_BYTES = 65_533
_JPEG_ICC_BYTES = 255 * 65_519
_MODES = {
    "JPEG": frozenset({"1", "L", "RGB", "CMYK"}),
    "PNG": frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}),
    "WEBP": frozenset({"RGB", "RGBA"}),
}
_PROFILE_SPACES = {"CMYK": b"CMYK", "L": b"GRAY", "LA": b"GRAY", "1": b"GRAY", "I;16": b"GRAY"}


class Encoded(NamedTuple):
    """The bytes of a picture file, its format (``JPEG``, ``PNG``, ``WEBP``), and what could not be kept.

    ``exact``: outside of the marks the file holds what the cover's file held: every pixel, or of a JPEG every
    coefficient. Where it does not, ``reason`` says why.
    """

    data: bytes
    format: str
    exact: bool
    notes: tuple[Message, ...] = ()
    reason: Message | None = None


def encode_canvas(canvas: Canvas, format: str = KEEP, quality: int | None = None) -> Encoded:
    """Write a cover with its marks into the bytes of a file; of a JPEG only the blocks under the marks are coded anew.

    ``format`` and ``quality`` are those of ``encode``, and so is what it raises. A JPEG that cannot be patched, is
    asked for in another quality, or becomes another format, is coded again.
    """
    cover = canvas.cover
    if cover.format == "JPEG" and quality is None and format.lower() in (KEEP, "jpg", "jpeg"):
        made = patched(canvas)
        if isinstance(made, bytes):
            return Encoded(made, "JPEG", exact=True)
        return encode(canvas.image, cover, format)._replace(reason=made)
    encoded = encode(canvas.image, cover, format, quality)
    return encoded if encoded.exact else encoded._replace(reason=_reason(cover, encoded.format, quality))


def _reason(cover: Cover, kind: str, quality: int | None) -> Message:
    if cover.format == kind and quality is not None:
        return say("a quality was asked for")
    if cover.format != kind:
        return say("the format was changed")
    return say("{format} is coded with loss", format=kind) if not cover.lossless else say("its depth or mode changed")


def encode(image: Image.Image, cover: Cover, format: str = KEEP, quality: int | None = None) -> Encoded:
    """Write ``image``, which was made from ``cover``, into the bytes of a file.

    ``format`` is ``keep``, ``jpg``, ``jpeg``, ``png`` or ``webp``, ``quality`` 1 to 100 for JPEG and WebP in place
    of the cover's own coding. Profile, EXIF and resolution are the cover's. Raises UsageError for an unknown
    format or a wrong quality, CoverError for a picture that the format cannot hold.
    """
    kind = cover.format if format.lower() == KEEP else named_format(format)
    if quality is not None and not 1 <= quality <= 100:
        raise UsageError(say("The quality is {quality}; give a number from 1 to 100.", quality=quality))
    form = FORMATS[kind]
    if max(image.size) > form.longest_side:
        raise CoverError(
            say(
                "A {format} file holds at most {most} pixels a side; choose png.",
                format=kind,
                most=form.longest_side,
            )
        )
    notes: list[Message] = []
    prepared = _fit_mode(image, kind, notes)
    options = _OPTIONS[kind](prepared, cover, quality, notes)
    options.update(_metadata(prepared, cover, kind, notes))
    lossless = kind == "PNG" or bool(options.get("lossless"))
    exact = lossless and prepared is image and cover.whole
    return Encoded(_save(prepared, form.extensions[0], options), kind, exact, tuple(notes))


def _fit_mode(image: Image.Image, kind: str, notes: list[Message]) -> Image.Image:
    """Return the picture in a mode that the format can hold, telling what that costs."""
    if not FORMATS[kind].alpha and image.has_transparency_data:
        notes.append(say("JPEG has no transparency; the picture was laid on white."))
        return on_white(image)
    if image.mode in _MODES[kind]:
        return image
    if image.mode == "CMYK":
        notes.append(say("{format} has no CMYK; the picture was converted to RGB.", format=kind))
    if image.mode == "I;16":
        notes.append(say("{format} has no 16 bits a channel; the picture was reduced to 8.", format=kind))
    return full_colour(image)


def _jpeg_options(image: Image.Image, cover: Cover, quality: int | None, notes: list[Message]) -> dict[str, Any]:
    coding = cover.jpeg
    if coding is None:
        return {"quality": quality or JPEG_QUALITY, "subsampling": "4:4:4"}
    options: dict[str, Any] = {"progressive": coding.progressive, "subsampling": coding.written_subsampling}
    if coding.subsampling not in (coding.written_subsampling, "grey", "other"):
        notes.append(
            say(
                "Chroma subsampling {have} cannot be written; the finer {written} is used.",
                have=coding.subsampling,
                written=coding.written_subsampling,
            )
        )
    if image.mode == "CMYK":
        del options["subsampling"]
    if quality is not None:
        return {**options, "quality": quality}
    tables = list(coding.qtables)
    while len(tables) > 1 and tables[-1] == tables[-2]:
        tables.pop()
    return {**options, "qtables": tables, "keep_rgb": coding.keep_rgb}


def _png_options(image: Image.Image, cover: Cover, quality: int | None, notes: list[Message]) -> dict[str, Any]:
    if quality is not None:
        notes.append(say("PNG is lossless; the quality has no effect."))
    pixels = image.width * image.height
    drawing = cover.format == "PNG" and 0 < cover.file_bytes < _DRAWING_BYTES_A_PIXEL * pixels
    return dict(_PNG_DRAWING if drawing else _PNG_PHOTO)


def _webp_options(_image: Image.Image, cover: Cover, quality: int | None, _notes: list[Message]) -> dict[str, Any]:
    if cover.lossless and quality is None:
        # Here quality is effort: above 20 each step costs more than it saves. Colour under transparent pixels stays.
        return {"lossless": True, "quality": 20, "method": 0, "exact": True}
    return {"quality": quality or WEBP_QUALITY, "method": _WEBP_METHOD}


_OPTIONS: dict[str, Callable[[Image.Image, Cover, int | None, list[Message]], dict[str, Any]]] = {
    "JPEG": _jpeg_options,
    "PNG": _png_options,
    "WEBP": _webp_options,
}


def _metadata(image: Image.Image, cover: Cover, kind: str, notes: list[Message]) -> dict[str, Any]:
    """Return the cover's profile, EXIF and resolution, as far as picture and format can bear them."""
    found: dict[str, Any] = {"icc_profile": None}
    profile, exif = cover.icc_profile, cover.exif
    if profile is not None:
        space = _PROFILE_SPACES.get(image.mode, b"RGB ")
        if profile[16:20].ljust(4) != space.ljust(4):
            notes.append(say("The colour profile does not belong to the written colours and was dropped."))
        elif kind == "JPEG" and len(profile) > _JPEG_ICC_BYTES:
            notes.append(say("The colour profile is too large for JPEG and was dropped."))
        else:
            found["icc_profile"] = profile
    if exif is not None:
        if kind == "JPEG" and len(exif) > _JPEG_EXIF_BYTES:
            notes.append(say("The EXIF metadata are too large for JPEG and were dropped."))
        else:
            found["exif"] = exif
    if cover.dpi is not None and kind != "WEBP":
        found["dpi"] = cover.dpi
    return found


class _NamedBuffer(BytesIO):
    """A buffer that Pillow takes for a file of that extension, so that it imports the one plugin it needs."""

    def __init__(self, extension: str) -> None:
        super().__init__()
        self.name = "picture" + extension


def _save(image: Image.Image, extension: str, options: dict[str, Any]) -> bytes:
    buffer = _NamedBuffer(extension)
    try:
        image.save(buffer, **options)
    except MemoryError:
        raise CoverError(say("There is not enough memory to write the picture; scale it down.")) from None
    except (OSError, ValueError, TypeError, OverflowError) as error:
        raise CoverError(
            say("The picture cannot be written ({reason}); try another format.", reason=str(error))
        ) from error
    return buffer.getvalue()
