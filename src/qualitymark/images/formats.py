"""The picture formats that are read and written, told by content and never by extension."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ..errors import UsageError, unknown
from ..messages import say

KEEP = "keep"
AUTO = "auto"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Format(NamedTuple):
    """One format: Pillow's name, the extensions that mean it (the first is written), the longest side in pixels.

    ``becomes`` is the format that is written for it where that is another one; ``animated`` says that it can move.
    """

    name: str
    extensions: tuple[str, ...]
    longest_side: int
    alpha: bool
    animated: bool = False
    becomes: str | None = None


FORMATS = {
    "JPEG": Format("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), 65_500, alpha=False),
    "PNG": Format("PNG", (".png", ".apng"), 2**31 - 1, alpha=True, animated=True),
    "WEBP": Format("WEBP", (".webp",), 16_383, alpha=True, animated=True),
    "GIF": Format("GIF", (".gif",), 65_535, alpha=True, animated=True),
    "TIFF": Format("TIFF", (".tif", ".tiff"), 2**31 - 1, alpha=True),
    "AVIF": Format("AVIF", (".avif", ".avifs"), 65_536, alpha=True, animated=True),
    "BMP": Format("BMP", (".bmp", ".dib"), 2**31 - 1, alpha=False, becomes="PNG"),
    "HEIF": Format("HEIF", (".heic", ".heif", ".hif"), 65_536, alpha=True, becomes="JPEG"),
}
"""What is read. A file of several pictures in JPEG (MPO) counts as its first one."""

WRITTEN = tuple(name for name, form in FORMATS.items() if form.becomes is None)
NAMES = (KEEP, AUTO, "jpg", "png", "webp", "gif", "tiff", "avif")
"""What a person can ask for."""

_BY_EXTENSION = {extension: form.name for form in FORMATS.values() for extension in form.extensions}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_STRUCTURAL_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})
_BMP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})

# First bytes of what people have at hand but cannot give here; only to name it in the message.
_UNLISTED = (
    (0, b"II+\0", "BigTIFF"),
    (0, b"MM\0+", "BigTIFF"),
    (4, b"ftyp", "MP4"),
    (0, b"8BPS", "PSD"),
    (0, b"%PDF", "PDF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"<svg", "SVG"),
)


def sniff(data: bytes) -> str | None:
    """Return the name of the listed format that ``data`` begins with, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(PNG_SIGNATURE):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "TIFF"
    if data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "BMP"
    return _container(data) if data[4:8] == b"ftyp" else None


def _container(data: bytes) -> str | None:
    """Tell AVIF and HEIF apart by the brands of their file type box (ISO/IEC 23008-12, 10; AV1 image format, 6)."""
    end = min(int.from_bytes(data[:4], "big"), len(data), 256)
    main, brands = data[8:12], {data[at : at + 4] for at in range(16, end - 3, 4)}
    if main in (b"avif", b"avis"):
        return "AVIF"
    if main in _HEIF_BRANDS:
        return "HEIF"
    if main not in _STRUCTURAL_BRANDS:
        return None
    return "AVIF" if brands & {b"avif", b"avis"} else "HEIF"


def unlisted(data: bytes) -> str | None:
    """Return the name of a well-known format that is not read here, or None."""
    for offset, magic, name in _UNLISTED:
        if data.startswith(magic, offset):
            return name
    if data[:5] == b"<?xml" and b"<svg" in data[:2048]:
        return "SVG"
    return None


def format_of(name: str | os.PathLike[str]) -> str | None:
    """Return the format that a name (``jpg``), an extension (``.jpg``) or a file name (``a.JPG``) means, or None."""
    path = Path(os.fspath(name).lower())
    return _BY_EXTENSION.get(path.suffix or "." + path.name.lstrip("."))


def named_format(name: str) -> str:
    """Return the format that a person's word means, such as ``jpg`` or ``tiff``. Raises UsageError."""
    kind = format_of(name)
    if kind not in WRITTEN:
        raise UsageError(unknown(say("format"), name, (*NAMES, "jpeg")))
    return kind


def written_as(kind: str) -> str:
    """Return the format that a cover of a format is written in, where nothing else is asked for."""
    return FORMATS[kind].becomes or kind


def suited(kind: str) -> str:
    """Return what ``auto`` makes of a cover's format where nothing is known of the platform: what all of them take."""
    if kind in ("JPEG", "PNG", "GIF"):
        return kind
    return "PNG" if kind in ("BMP", "TIFF") else "JPEG"


def choose_format(cover: str, asked: str, output: str | os.PathLike[str] | None) -> str:
    """Return the format to write, such as ``JPEG``, or ``auto``.

    ``asked`` is what the person said: one of NAMES, or ``jpeg``; with ``keep`` and ``auto`` the extension of
    ``output`` decides, and where it has none, ``cover``, the format of the cover, or ``auto``. Raises UsageError for
    an unknown name or extension, and where both contradict.
    """
    word = asked.lower()
    chosen = None if word in (KEEP, AUTO) else named_format(asked)
    extension = Path(output).suffix if output is not None else ""
    if not extension:
        return AUTO if word == AUTO else chosen or cover
    meant = _BY_EXTENSION.get(extension.lower())
    if meant not in WRITTEN:
        known = ", ".join(FORMATS[name].extensions[0] for name in WRITTEN)
        raise UsageError(
            say(
                "The output's extension {extension} is not one that can be written; use one of {known}.",
                extension=extension,
                known=known,
            )
        )
    if chosen not in (None, meant):
        raise UsageError(
            say(
                "The output's extension {extension} means {meant}, but the format {asked} is asked for;"
                " change one of them.",
                extension=extension,
                meant=meant,
                asked=asked,
            )
        )
    return meant


def default_output(path: str | os.PathLike[str], kind: str) -> Path:
    """Return ``COVER.marked.EXT`` beside the cover ``path``; ``kind`` is the format that is written.

    The cover's own extension is kept where it means that format. Raises UsageError for an unknown format.
    """
    cover = Path(path)
    form = FORMATS[named_format(kind)]
    extension = cover.suffix if cover.suffix.lower() in form.extensions else form.extensions[0]
    known = cover.suffix.lower() in _BY_EXTENSION
    return cover.with_name(f"{cover.stem if known else cover.name}.marked{extension}")
