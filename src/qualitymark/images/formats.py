"""The picture formats that are read and written, told by content and never by extension."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ..errors import UsageError, unknown
from ..messages import say

KEEP = "keep"


class Format(NamedTuple):
    """One format: Pillow's name, the extensions that mean it (the first is written), the longest side in pixels."""

    name: str
    extensions: tuple[str, ...]
    longest_side: int
    alpha: bool


FORMATS = {
    "JPEG": Format("JPEG", (".jpg", ".jpeg", ".jpe", ".jfif"), 65_500, alpha=False),
    "PNG": Format("PNG", (".png",), 2**31 - 1, alpha=True),
    "WEBP": Format("WEBP", (".webp",), 16_383, alpha=True),
}
_BY_EXTENSION = {extension: form.name for form in FORMATS.values() for extension in form.extensions}

# First bytes of what people have at hand but cannot give here; only to name it in the message.
_UNLISTED = (
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "BigTIFF"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftypavis", "AVIF"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftyphev", "HEIC"),
    (4, b"ftypmif1", "HEIF"),
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
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return None


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
    """Return the format that a person's word means: ``jpg``, ``jpeg``, ``png`` or ``webp``. Raises UsageError."""
    kind = format_of(name)
    if kind is None:
        raise UsageError(unknown(say("format"), name, (KEEP, "jpg", "jpeg", "png", "webp")))
    return kind


def choose_format(cover: str, asked: str, output: str | os.PathLike[str] | None) -> str:
    """Return the format to write: ``JPEG``, ``PNG`` or ``WEBP``.

    ``asked`` is what the person said (``keep``, ``jpg``, ``jpeg``, ``png``, ``webp``); with ``keep`` the extension
    of ``output`` decides, and where it has none, ``cover``, the format of the cover. Raises UsageError for an
    unknown name or extension, and where both contradict.
    """
    chosen = None if asked.lower() == KEEP else named_format(asked)
    extension = Path(output).suffix if output is not None else ""
    if not extension:
        return chosen or cover
    meant = _BY_EXTENSION.get(extension.lower())
    if meant is None:
        known = ", ".join(form.extensions[0] for form in FORMATS.values())
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
