"""What a file tells beside its pixels: gathered from the cover, chosen, and written into the result.

By ``keep`` everything stays but what is no longer true (orientation, thumbnails) and where the picture was taken;
by ``minimal`` resolution, authors, rights and the record of the mark; by ``strip`` nothing. What is needed to show the
colours, the profile above all, stays always.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ..errors import UsageError, unknown
from ..frozen import changed, frozen
from ..messages import Message, say
from . import exif as exif_blocks
from . import xmp
from .packets import XMP_KEYWORD, XMP_SEGMENT, gif_xmp, png_chunks, png_xmp
from .photoshop import RESOURCES, without_copies
from .segments import APP0, APP1, APP2, APP13, COM, JFXX, MPF, is_metadata, segments_of

if TYPE_CHECKING:
    from PIL.Image import Image

    from .cover import Cover
    from .records import Record

KEEP, MINIMAL, STRIP = "keep", "minimal", "strip"
CHOICES = (KEEP, MINIMAL, STRIP)
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_COLOURS = frozenset({b"sRGB", b"gAMA", b"cHRM", b"cICP", b"mDCV", b"cLLI"})
_MINIMAL_TEXTS = (b"Author\0", b"Copyright\0")
# ImageMagick's copies of EXIF and XMP: another place for position, orientation and thumbnail.
_COPIES = tuple(b"Raw profile type " + name for name in (b"exif\0", b"APP1\0", b"app1\0", b"xmp\0"))
_IPTC, _PHOTOSHOP = 33723, 34377


@frozen
class Metadata:
    """What was told, beside EXIF and resolution: the XMP packet and its extension, Photoshop's resources (in which IPTC
    is), comments, the text chunks and the colour chunks of a PNG with their kinds, and what only the format that it
    came from can hold: segments of a JPEG by marker, tags of a TIFF by number.
    """

    xmp: bytes | None = None
    extension: bytes | None = None
    resources: bytes | None = None
    comments: tuple[bytes, ...] = ()
    texts: tuple[tuple[bytes, bytes], ...] = ()
    colours: tuple[tuple[bytes, bytes], ...] = ()
    others: tuple[tuple[int, bytes], ...] = ()


def check_choice(choice: str) -> None:
    """Raise UsageError for anything but ``keep``, ``minimal`` and ``strip``."""
    if choice not in CHOICES:
        raise UsageError(unknown(say("choice of metadata"), choice, CHOICES))


def gathered(cover: Cover, image: Image, data: bytes | None) -> Cover:
    """Return the cover with its file's metadata and digest; ``data`` is the file, where there is one."""
    if data is None:
        return changed(cover, metadata=_of_info(image, None))
    notes = list(cover.notes)
    if cover.format == "JPEG":
        found = _of_jpeg(image, data, notes)
    elif cover.format == "PNG":
        found = _of_png(data)
    else:
        found = _of_info(image, data if cover.format == "GIF" else None)
    return changed(cover, metadata=found, digest=hashlib.sha256(data).hexdigest(), notes=tuple(notes))


def chosen(cover: Cover, choice: str) -> Cover:
    """Return the cover with the metadata that its stamped file shall have, the record apart."""
    told = cover.metadata
    if choice == STRIP:
        return changed(cover, exif=None, dpi=None, metadata=Metadata(colours=told.colours))
    if choice == MINIMAL:
        return changed(
            cover,
            exif=exif_blocks.reduced(cover.exif) if cover.exif else None,
            metadata=Metadata(
                xmp=xmp.reduced(told.xmp) if told.xmp else None,
                texts=tuple(text for text in told.texts if text[1].startswith(_MINIMAL_TEXTS)),
                colours=told.colours,
            ),
        )
    if cover.exif:
        cover = changed(cover, exif=exif_blocks.without_position(cover.exif))
    return _kept_texts(_kept_xmp(cover))


def signed(cover: Cover, record: Record) -> Cover:
    """Return the cover with a record in its XMP; a packet that cannot take it up is dropped with a note."""
    told, extension = record.description(), cover.metadata.extension
    packet = xmp.with_description(cover.metadata.xmp, told)
    if packet is None:
        cover, packet, extension = cover.noting(_damaged()), xmp.with_description(None, told), None
    return changed(cover, metadata=changed(cover.metadata, xmp=packet, extension=extension))


def _damaged() -> Message:
    return say("The XMP metadata are damaged and were dropped.")


def _of_jpeg(image: Image, data: bytes, notes: list[Message]) -> Metadata:
    packet: bytes | None = None
    parts: list[bytes] = []
    resources: list[bytes] = []
    comments: list[bytes] = []
    others: list[tuple[int, bytes]] = []
    for marker, content, _, _ in filter(is_metadata, segments_of(image, data)):
        if marker == COM:
            comments.append(content)
        elif marker == APP1 and content.startswith(exif_blocks.PREFIX):
            continue
        elif marker == APP1 and content.startswith(XMP_SEGMENT):
            packet = packet or content[len(XMP_SEGMENT) :]
        elif marker == APP1 and content.startswith(EXTENSION):
            parts.append(content[len(EXTENSION) :])
        elif marker == APP13 and content.startswith(RESOURCES):
            resources.append(content[len(RESOURCES) :])
        elif not (marker == APP0 and content.startswith(JFXX)) and not (marker == APP2 and content.startswith(MPF)):
            others.append((marker, content))
    extension = _assembled(parts, packet) if parts else None
    if parts and extension is None:
        notes.append(say("The extended part of the XMP metadata is damaged and was dropped."))
    return Metadata(packet, extension, b"".join(resources) or None, tuple(comments), others=tuple(others))


def _assembled(parts: list[bytes], packet: bytes | None) -> bytes | None:
    """Return extended XMP put together: each part has a digest of the whole, its length and an offset."""
    guid = parts[0][:32]
    if packet is None or guid not in packet:
        return None
    # Parts of another digest are left-overs of editors.
    parts = sorted((part for part in parts if part[:32] == guid), key=lambda part: part[36:40])
    whole = b"".join(part[40:] for part in parts)
    return whole if len(whole) == int.from_bytes(parts[0][32:36], "big") and len(whole) <= xmp.MOST_BYTES else None


def _of_png(data: bytes) -> Metadata:
    packet: bytes | None = None
    texts: list[tuple[bytes, bytes]] = []
    colours: list[tuple[bytes, bytes]] = []
    for kind, start, end in png_chunks(data):
        if kind in _COLOURS:
            colours.append((kind, data[start:end]))
        elif kind == b"iTXt" and data.startswith(XMP_KEYWORD, start):
            packet = packet or png_xmp(data[start:end])
        elif kind in _TEXTS:
            texts.append((kind, data[start:end]))
    return Metadata(packet, texts=tuple(texts), colours=tuple(colours))


def _of_info(image: Image, gif: bytes | None) -> Metadata:
    """Return what the decoder noted of a file in another format."""
    info: dict[Any, Any] = image.info
    tags: Any = getattr(image, "tag_v2", {})
    comment, packet = info.get("comment"), gif_xmp(gif) if gif is not None else info.get("xmp")
    iptc, resources = tags.get(_IPTC), tags.get(_PHOTOSHOP)
    return Metadata(
        bytes(packet) if isinstance(packet, (bytes, bytearray)) and packet else None,
        resources=resources if isinstance(resources, bytes) else None,
        comments=(comment,) if isinstance(comment, bytes) and comment else (),
        others=((_IPTC, iptc),) if isinstance(iptc, bytes) else (),
    )


def _kept_xmp(cover: Cover) -> Cover:
    told = cover.metadata
    if told.xmp is None:
        return cover
    packet = xmp.upright(told.xmp)
    # What is not sound could not take up the record, and may hide a position in another coding.
    if packet is None or not xmp.is_sound(packet):
        return changed(cover, metadata=changed(told, xmp=None, extension=None)).noting(_damaged())
    extension = xmp.upright(told.extension) if told.extension else None
    if told.extension and not (extension and xmp.is_sound(extension)):
        extension = None
        cover = cover.noting(say("The extended part of the XMP metadata is damaged and was dropped."))
    if extension is not None and told.extension is not None:
        packet = packet.replace(guid_of(told.extension), guid_of(extension))
    return changed(cover, metadata=changed(told, xmp=packet, extension=extension))


def guid_of(extension: bytes) -> bytes:
    """Return the name of an extension: its MD5 in capitals (XMP Specification, part 3)."""
    return hashlib.md5(extension, usedforsecurity=False).hexdigest().upper().encode()


def _kept_texts(cover: Cover) -> Cover:
    told = cover.metadata
    if not told.texts and not told.resources:
        return cover
    texts = tuple(text for text in told.texts if not text[1].startswith(_COPIES))
    if len(texts) < len(told.texts):
        cover = cover.noting(say("Texts with a copy of the EXIF or XMP data were dropped; they may tell a position."))
    resources = without_copies(told.resources) if told.resources else None
    return changed(cover, metadata=changed(told, texts=texts, resources=resources))
