"""Metadata written into files: by the encoder's own options where it has them, else into the finished file.

What a format, or a segment of it, cannot hold is left out and told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..messages import Message, join, say
from . import xmp
from .metadata import EXTENSION, Metadata, guid_of
from .packets import GIF_HEAD, GIF_TRAILER, XMP_KEYWORD, XMP_SEGMENT, png_chunk
from .photoshop import RESOURCES
from .segments import APP1, APP13, COM, LONGEST, segment, with_metadata

if TYPE_CHECKING:
    from .cover import Cover

XMP_TAG, _PHOTOSHOP_TAG = 700, 34377
_RESOURCE_BYTES = LONGEST - len(RESOURCES)
_EXTENSION_BYTES = LONGEST - len(EXTENSION) - 40


def saving_options(cover: Cover, kind: str) -> dict[str, Any]:
    """Return what the writers of WebP and AVIF (``xmp``) and of TIFF (``tags``) are to be given for the metadata."""
    packet = cover.metadata.xmp
    if kind == "TIFF":
        return {"tags": _tiff_tags(cover)}
    return {"xmp": packet} if kind in ("WEBP", "AVIF") and packet else {}


def _tiff_tags(cover: Cover) -> dict[int, bytes]:
    told = cover.metadata
    own = dict(told.others) if cover.format == "TIFF" else {}
    found = {XMP_TAG: told.xmp, _PHOTOSHOP_TAG: told.resources, **own}
    return {tag: content for tag, content in sorted(found.items()) if content}


def attached(data: bytes, cover: Cover, kind: str) -> tuple[bytes, list[Message]]:
    """Return a file with the cover's metadata, and what it cannot hold.

    ``data`` is a file of the format ``kind``, freshly encoded, or the cover's own JPEG with new blocks.
    """
    attach = _ATTACH.get(kind)
    notes: list[Message] = []
    made = attach(data, cover, notes) if attach else data
    lost = [name for name, content in _named(cover.metadata, cover.format) if content and kind not in _HELD[name]]
    if lost:
        names = join(*(_NAMES[name] for name in lost), separator=", ")
        notes.append(say("{format} cannot hold all metadata; dropped: {names}.", format=kind, names=names))
    return made, notes


# Which formats hold what; XMP is held by all that are written.
_HELD: dict[str, frozenset[str]] = {
    "extension": frozenset({"JPEG"}),
    "resources": frozenset({"JPEG", "TIFF"}),
    "comments": frozenset({"JPEG", "GIF", "PNG"}),
    "texts": frozenset({"PNG"}),
    "segments": frozenset({"JPEG"}),
    "tags": frozenset({"TIFF"}),
}
_NAMES = {
    "extension": say("extended XMP"),
    "resources": say("IPTC"),
    "comments": say("comments"),
    "texts": say("texts"),
    "segments": say("application data"),
    "tags": say("IPTC"),
}


def _named(told: Metadata, source: str) -> list[tuple[str, object]]:
    return [
        ("extension", told.extension),
        ("resources", told.resources),
        ("comments", told.comments),
        ("texts", told.texts),
        ("tags" if source == "TIFF" else "segments", told.others),
    ]


def _jpeg(data: bytes, cover: Cover, notes: list[Message]) -> bytes:
    told = cover.metadata
    wanted: list[bytes] = []
    if cover.exif:
        if len(cover.exif) <= LONGEST:
            wanted.append(segment(APP1, cover.exif))
        else:
            notes.append(say("The EXIF metadata are too large for JPEG and were dropped."))
    wanted += _xmp_segments(told, notes)
    wanted += [segment(APP13, RESOURCES + part) for part in _cut(told.resources or b"", _RESOURCE_BYTES)]
    if cover.format == "JPEG":
        wanted += [segment(marker, content) for marker, content in told.others]
    for comment in told.comments:
        wanted += [segment(COM, part) for part in _cut(comment, LONGEST)]
    return with_metadata(data, wanted, profile=cover.icc_profile is not None)


def _xmp_segments(told: Metadata, notes: list[Message]) -> list[bytes]:
    packet = told.xmp
    if packet is None:
        return []
    if len(XMP_SEGMENT) + len(packet) > LONGEST:
        packet = xmp.without_padding(packet)
    if len(XMP_SEGMENT) + len(packet) > LONGEST:
        notes.append(say("The XMP metadata are too large for JPEG and were dropped, the record of the mark with them."))
        return []
    wanted = [segment(APP1, XMP_SEGMENT + packet)]
    if told.extension:
        head = EXTENSION + guid_of(told.extension) + len(told.extension).to_bytes(4, "big")
        for number, part in enumerate(_cut(told.extension, _EXTENSION_BYTES)):
            wanted.append(segment(APP1, head + (number * _EXTENSION_BYTES).to_bytes(4, "big") + part))
    return wanted


def _png(data: bytes, cover: Cover, _notes: list[Message]) -> bytes:
    told = cover.metadata
    wanted = [png_chunk(kind, content) for kind, content in told.colours]
    if told.xmp:
        wanted.append(png_chunk(b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + told.xmp))
    wanted += [png_chunk(kind, content) for kind, content in told.texts]
    wanted += [png_chunk(b"tEXt", b"Comment\0" + comment.replace(b"\0", b" ")) for comment in told.comments]
    # They go before the palette and the profile, as the colour chunks have to: behind IHDR, which has 13 bytes.
    return b"".join([data[:33], *wanted, memoryview(data)[33:]]) if wanted else data


def _gif(data: bytes, cover: Cover, _notes: list[Message]) -> bytes:
    told = cover.metadata
    wanted = b"".join(b"\x21\xfe" + _sub_blocks(comment) for comment in told.comments)
    if told.xmp:
        wanted += GIF_HEAD + told.xmp + GIF_TRAILER
    table = 3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0
    # An extension is of version 89a.
    return b"GIF89a" + data[6 : 13 + table] + wanted + data[13 + table :] if wanted else data


def _sub_blocks(content: bytes) -> bytes:
    return b"".join(bytes([len(part)]) + part for part in _cut(content, 255)) + b"\0"


def _cut(content: bytes, most: int) -> list[bytes]:
    return [content[at : at + most] for at in range(0, len(content), most)]


_ATTACH: dict[str, Callable[[bytes, Cover, list[Message]], bytes]] = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif}
