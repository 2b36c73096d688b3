"""How a picture is coded: what Pillow is told for each format, so that a cover is coded the way it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image

from ..messages import Message, say
from .cover import Cover
from .saving import SUBSAMPLINGS, Saving

JPEG_QUALITY = 92
WEBP_QUALITY = 90
AVIF_QUALITY = 85
# Measured on 1920x768 photographs: method 2 takes half the time of Pillow's default 4, at the same size.
_WEBP_METHOD = 2
# Measured on the same, on one core: speed 9 takes 100 ms, 8 takes 280 ms and 6 takes 940 ms for 2 and 7 % fewer bytes.
_AVIF_SPEED = 9
# Measured on the same: runs alone (Z_RLE) take 95 ms and 2128 KiB, the default 485 ms and 2058 KiB. Drawn covers
# with repeated patterns lose by it (up to 27 times the size), and are told by how few bytes their own file has.
PNG_PHOTO = {"compress_type": 3, "compress_level": 1}
_PNG_DRAWING = {"compress_type": 0, "compress_level": 3}
_DRAWING_BYTES_A_PIXEL = 0.5
_TIFF_COMPRESSIONS = frozenset({"raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"})


def _jpeg_options(image: Image.Image, cover: Cover, saving: Saving, notes: list[Message]) -> dict[str, Any]:
    coding, quality, asked = cover.jpeg, saving.quality, SUBSAMPLINGS.get(saving.subsampling or "")
    if coding is None:
        return {"quality": quality or JPEG_QUALITY, "subsampling": asked or "4:4:4"}
    # In one scan: progressive coding takes twice the time, and the platform codes anew what it serves.
    options: dict[str, Any] = {"subsampling": asked or coding.written_subsampling}
    if not asked and coding.subsampling not in (coding.written_subsampling, "grey", "other"):
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


def _png_options(_image: Image.Image, cover: Cover, saving: Saving, notes: list[Message]) -> dict[str, Any]:
    _tell_no_quality("PNG", saving, notes)
    pixels = cover.size.width * cover.size.height
    drawing = cover.format == "PNG" and 0 < cover.file_bytes < _DRAWING_BYTES_A_PIXEL * pixels
    return dict(_PNG_DRAWING if drawing else PNG_PHOTO)


def _webp_options(_image: Image.Image, cover: Cover, saving: Saving, _notes: list[Message]) -> dict[str, Any]:
    if cover.lossless and saving.quality is None:
        # Here quality is effort: above 20 each step costs more than it saves. Colour under transparent pixels stays.
        return {"lossless": True, "quality": 20, "method": 0, "exact": True}
    return {"quality": saving.quality or WEBP_QUALITY, "method": _WEBP_METHOD}


def _gif_options(_image: Image.Image, _cover: Cover, saving: Saving, notes: list[Message]) -> dict[str, Any]:
    _tell_no_quality("GIF", saving, notes)
    return {}


def _tiff_options(image: Image.Image, cover: Cover, saving: Saving, notes: list[Message]) -> dict[str, Any]:
    _tell_no_quality("TIFF", saving, notes)
    own = cover.compression
    compression = own if own in _TIFF_COMPRESSIONS else "tiff_adobe_deflate"
    # Differences between neighbours pack better (TIFF 6.0, 14); the fourth ink and grey of 16 bits do not.
    predicted = compression in ("tiff_lzw", "tiff_adobe_deflate") and image.mode in ("RGB", "RGBA", "L")
    return {"compression": compression, "predictor": 2 if predicted else 1, "associated": cover.associated}


def _avif_options(_image: Image.Image, _cover: Cover, saving: Saving, _notes: list[Message]) -> dict[str, Any]:
    # With several threads the bytes differ from those of one.
    subsampling = SUBSAMPLINGS.get(saving.subsampling or "", "4:4:4")
    quality = saving.quality or AVIF_QUALITY
    return {"quality": quality, "subsampling": subsampling, "speed": _AVIF_SPEED, "max_threads": 1}


def _tell_no_quality(kind: str, saving: Saving, notes: list[Message]) -> None:
    if saving.quality is not None:
        notes.append(say("{format} is lossless; the quality has no effect.", format=kind))


_OPTIONS: dict[str, Callable[[Image.Image, Cover, Saving, list[Message]], dict[str, Any]]] = {
    "JPEG": _jpeg_options,
    "PNG": _png_options,
    "WEBP": _webp_options,
    "GIF": _gif_options,
    "TIFF": _tiff_options,
    "AVIF": _avif_options,
}


def options_of(image: Image.Image, cover: Cover, kind: str, saving: Saving, notes: list[Message]) -> dict[str, Any]:
    """Return what Pillow is told to code a picture as a format; ``predictor`` and ``associated`` are of TIFF, told by tags."""
    return _OPTIONS[kind](image, cover, saving, notes)
