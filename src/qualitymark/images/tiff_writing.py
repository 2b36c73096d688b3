"""Writing TIFF (TIFF 6.0): the pixels come from one file, what is told beside them from another, of one pixel.

libtiff, which compresses for Pillow, takes no directory of EXIF; Pillow's own writer, which takes it, does not compress;
and neither writes 16 bits a channel in colour.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image

from ..messages import Message, say
from .deep import Halves, rows_of
from .exif import Entry, directory

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_OFFSETS, _CHANNELS, _ROWS, _COUNTS, _PREDICTOR, _EXTRA = 273, 277, 278, 279, 317, 338
# How pixels are stored, and not what is told of them. An EXIF block may have them too, of the file that it is from.
_STORED = frozenset(
    (
        *range(254, 269),
        _OFFSETS,
        *range(_CHANNELS, 282),
        284,
        *range(288, 294),
        301,
        317,
        *range(320, 348),
        *range(512, 533),
    )
)
_SHORT, _LONG = 3, 4
_CODES = {_SHORT: "H", _LONG: "L"}
_DEFLATE = 8
_TOLD = ("exif", "icc_profile", "dpi", "tags")


class _Stored(NamedTuple):
    """A picture as it is stored: its strips, and the entries that tell how to read them."""

    strips: Sequence[bytes | memoryview]
    entries: list[Entry]


def tiff_file(
    image: Image.Image, options: Mapping[str, Any], notes: list[Message], fine: Image.Image | None = None
) -> bytes:
    """Return a little-endian TIFF. ``options`` are for Pillow, but for ``tags``, bytes by number, and ``predictor``.

    With ``fine``, the lower bytes of a picture in colour, it has 16 bits a channel and is deflated; with the option
    ``associated`` its colours are then multiplied by its alpha. Raises what Pillow's writer raises.
    """
    told = {name: options[name] for name in _TOLD if name in options}
    coding = {name: value for name, value in options.items() if name not in _TOLD}
    associated = coding.pop("associated", False)
    stored = _coded(image, coding) if fine is None else _deep(image, fine, associated=associated)
    return _joined(_plain(image.mode, told, notes), stored)


def _plain(mode: str, told: Mapping[str, Any], notes: list[Message]) -> bytes:
    """Return a file of one pixel that tells all; without EXIF where Pillow's writer has no place for a part of it."""
    given, block, pixel = dict(told), told.get("exif"), Image.new(mode, (1, 1))
    tags = Image.Exif()
    tags.update(given.pop("tags", {}))
    given["compression"] = "raw"
    try:
        described = Image.Exif()
        described.load(block or b"")
        for tag in _STORED.intersection(described):
            del described[tag]
        described.update(tags)
        return _saved(pixel, {**given, "exif": described})
    # Broken blocks meet that writer with a dozen of exception classes.
    except Exception:
        if block is None:
            raise
        notes.append(say("The EXIF metadata cannot be written into a TIFF and were dropped."))
        return _saved(pixel, {**given, "exif": tags})


def _coded(image: Image.Image, coding: Mapping[str, Any]) -> _Stored:
    given, tags = dict(coding), Image.Exif()
    if given.pop("predictor", 1) == 2:
        tags[_PREDICTOR] = 2
    # Of a picture that was opened as TIFF, Pillow would write the source's own tags.
    image = image.copy() if hasattr(image, "tag_v2") else image
    data = _saved(image, {**given, "exif": tags, "icc_profile": None})
    (start,) = struct.unpack_from("<L", data, 4)
    entries = {entry.tag: entry for entry in directory(data, "<", start) if entry.tag in _STORED}
    places, lengths = _numbers(entries.pop(_OFFSETS)), _numbers(entries.pop(_COUNTS))
    seen = memoryview(data)
    strips = [seen[at : at + length] for at, length in zip(places, lengths, strict=True)]
    return _Stored(strips, list(entries.values()))


def _deep(upper: Image.Image, lower: Image.Image, *, associated: bool) -> _Stored:
    deflate, channels = zlib.compressobj(3), len(upper.getbands())
    rows = rows_of(upper, lower, big_endian=False, change=_multiplied if associated else None)
    strip = b"".join(deflate.compress(some.tobytes()) for some in rows) + deflate.flush()
    entries = [
        _entry(_WIDTH, _LONG, upper.width),
        _entry(_HEIGHT, _LONG, upper.height),
        _entry(_BITS, _SHORT, *(16,) * channels),
        _entry(_COMPRESSION, _SHORT, _DEFLATE),
        _entry(_PHOTOMETRIC, _SHORT, 5 if upper.mode == "CMYK" else 2),
        _entry(_CHANNELS, _SHORT, channels),
        _entry(_ROWS, _LONG, upper.height),
        *([_entry(_EXTRA, _SHORT, 1 if associated else 2)] if upper.mode == "RGBA" else []),
    ]
    return _Stored([strip], entries)


def _multiplied(upper: Image.Image, lower: Image.Image) -> Halves:
    from .associated import multiplied

    return multiplied(upper, lower)


def _joined(plain: bytes, stored: _Stored) -> bytes:
    """Return a picture with what ``plain`` tells, which stays at the beginning: its entries say where its values are."""
    parts: list[bytes | memoryview] = [b"", plain[8:]]
    end = len(plain)

    def put(content: bytes | memoryview) -> int:
        nonlocal end
        parts.extend((bytes(end % 2), content))
        place = end + end % 2
        end = place + len(content)
        return place

    places = [put(strip) for strip in stored.strips]
    entries = {int.from_bytes(entry[:2], "little"): entry for entry in _entries(plain)}
    lengths = _entry(_COUNTS, _LONG, *map(len, stored.strips))
    for tag, kind, number, content in (*stored.entries, _entry(_OFFSETS, _LONG, *places), lengths):
        value = content.ljust(4, b"\0") if len(content) <= 4 else struct.pack("<L", put(content))
        entries[tag] = struct.pack("<HHL", tag, kind, number) + value
    table = b"".join(entries[tag] for tag in sorted(entries))
    parts[0] = struct.pack("<4sL", plain[:4], put(struct.pack("<H", len(entries)) + table + bytes(4)))
    return b"".join(parts)


def _entries(plain: bytes) -> Iterator[bytes]:
    """Give the entries of the first directory that tell of the picture, as they are."""
    (start,) = struct.unpack_from("<L", plain, 4)
    (count,) = struct.unpack_from("<H", plain, start)
    for at in range(start + 2, start + 2 + 12 * count, 12):
        if int.from_bytes(plain[at : at + 2], "little") not in _STORED:
            yield plain[at : at + 12]


def _entry(tag: int, kind: int, *numbers: int) -> Entry:
    return Entry(tag, kind, len(numbers), struct.pack(f"<{len(numbers)}{_CODES[kind]}", *numbers))


def _numbers(entry: Entry) -> tuple[int, ...]:
    return struct.unpack(f"<{entry.number}{_CODES[entry.kind]}", entry.content)


def _saved(image: Image.Image, options: Mapping[str, Any]) -> bytes:
    from PIL import TiffImagePlugin

    buffer = BytesIO()
    image.save(buffer, TiffImagePlugin.TiffImageFile.format, **options)
    return buffer.getvalue()
