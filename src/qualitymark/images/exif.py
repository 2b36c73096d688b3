"""EXIF set upright: orientation reset, thumbnail and position taken out, everything else left where it is.

Values are changed in place, and nothing is moved: camera makers' own notes point at absolute offsets and
would be lost if the block were written anew. The layout is that of TIFF 6.0, section 2 and CIPA DC-008.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

PREFIX = b"Exif\0\0"
_ORIENTATION = 0x0112
# Offset and length of a thumbnail: as a JPEG, and as uncompressed strips.
_THUMBNAILS = ((0x0201, 0x0202), (0x0111, 0x0117))
# TIFF types of one number: SHORT and LONG, as struct spells them.
_CODES = {3: "H", 4: "L"}
# Bytes of one item of each TIFF type; 129 is UTF-8 (CIPA DC-008-2023).
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_GPS = 0x8825
_LONGEST_VALUE = 65_536
# Resolution across, down, and its unit; artist and copyright.
_MINIMAL = frozenset({0x011A, 0x011B, 0x0128, 0x013B, 0x8298})


class _Directory(NamedTuple):
    """An image file directory: type and offset of the value of each tag that has one number, and the next one's."""

    values: dict[int, tuple[int, int]]
    next_at: int


def orientation(exif: bytes | None) -> int:
    """Return the orientation 1 to 8 of an EXIF block; 1 where there is none, or none that makes sense."""
    try:
        block, order = _block(exif or b"")
        value = _number(block, order, _directory(block, order, _offset(block, order, 4)), _ORIENTATION)
    except (struct.error, ValueError):
        return 1
    return value if 1 <= value <= 8 else 1


def upright(exif: bytes) -> bytes | None:
    """Return the EXIF block for a picture that was turned already, or None where the block cannot be read.

    The orientation becomes 1; the thumbnail, which would show the picture without the mark, is blanked, and cut
    off where it is the end of the block. The result begins with ``Exif\\0\\0``, as JPEG has it.
    """
    try:
        block, order = _block(exif)
        first = _directory(block, order, _offset(block, order, 4))
        if _ORIENTATION in first.values:
            kind, at = first.values[_ORIENTATION]
            struct.pack_into(order + _CODES[kind], block, at, 1)
        second_at = _offset(block, order, first.next_at) if first.next_at + 4 <= len(block) else 0
        if second_at:
            struct.pack_into(order + "L", block, first.next_at, 0)
            _drop_thumbnail(block, order, _directory(block, order, second_at))
    except (struct.error, ValueError):
        return None
    return PREFIX + bytes(block)


def _block(exif: bytes) -> tuple[bytearray, str]:
    """Return the TIFF structure inside and its byte order as struct spells it."""
    block = bytearray(exif.removeprefix(PREFIX))
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(block[:4]))
    if order is None:
        raise ValueError("no TIFF header")
    return block, order


def _offset(block: bytearray, order: str, at: int) -> int:
    return int(struct.unpack_from(order + "L", block, at)[0])


def _directory(block: bytearray, order: str, start: int) -> _Directory:
    (count,) = struct.unpack_from(order + "H", block, start)
    values: dict[int, tuple[int, int]] = {}
    for at in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, number, _ = struct.unpack_from(order + "HHLL", block, at)
        if number == 1 and kind in _CODES:
            values.setdefault(tag, (kind, at + 8))
    return _Directory(values, start + 2 + 12 * count)


def _number(block: bytearray, order: str, directory: _Directory, tag: int) -> int:
    if tag not in directory.values:
        return 0
    kind, at = directory.values[tag]
    return int(struct.unpack_from(order + _CODES[kind], block, at)[0])


def _drop_thumbnail(block: bytearray, order: str, directory: _Directory) -> None:
    for offset, length in _THUMBNAILS:
        start = _number(block, order, directory, offset)
        end = min(start + _number(block, order, directory, length), len(block))
        if not 8 <= start < end:
            continue
        if end == len(block) and start >= directory.next_at:
            del block[start:]
        else:
            block[start:end] = bytes(end - start)


def without_position(exif: bytes) -> bytes:
    """Return the EXIF block without its directory of GPS values, which is blanked; everything else keeps its place."""
    try:
        block, order = _block(exif)
        start = _offset(block, order, 4)
        (count,) = struct.unpack_from(order + "H", block, start)
        table, end = start + 2, min(start + 2 + 12 * count + 4, len(block))
        entries = [bytes(block[at : at + 12]) for at in range(table, table + 12 * count, 12)]
        found = [entry for entry in entries if struct.unpack_from(order + "H", entry)[0] == _GPS]
        # There is one. A broken block may have thousands, which are not reached any more in any case.
        for entry in found[:4]:
            _blank_directory(block, order, _offset(bytearray(entry), order, 8), (start, end))
        if found:
            # The entries behind move up; what they point at stays where it is.
            gone = set(found)
            kept = b"".join(entry for entry in entries if entry not in gone) + block[table + 12 * count : end]
            block[table:end] = kept.ljust(end - table, b"\0")
            struct.pack_into(order + "H", block, start, count - len(found))
    except (struct.error, ValueError):
        return exif
    return PREFIX + bytes(block)


def reduced(exif: bytes) -> bytes | None:
    """Return an EXIF block with resolution, artist and copyright alone, or None where it has none of them."""
    try:
        block, order = _block(exif)
        entries = [entry for entry in directory(block, order, _offset(block, order, 4)) if entry.tag in _MINIMAL]
    except (struct.error, ValueError):
        return None
    if not entries:
        return None
    entries.sort(key=lambda entry: entry.tag)
    at = 8 + 2 + 12 * len(entries) + 4
    table, body = struct.pack(order + "H", len(entries)), b""
    for entry in entries:
        value = entry.content.ljust(4, b"\0")
        if len(entry.content) > 4:
            value = struct.pack(order + "L", at + len(body))
            body += entry.content + bytes(len(entry.content) % 2)
        table += struct.pack(order + "HHL", entry.tag, entry.kind, entry.number) + value
    return PREFIX + bytes(block[:4]) + struct.pack(order + "L", 8) + table + bytes(4) + body


class Entry(NamedTuple):
    """One value of a directory: its tag, TIFF type, number of items, and their bytes."""

    tag: int
    kind: int
    number: int
    content: bytes


def directory(block: bytes | bytearray, order: str, start: int) -> Iterator[Entry]:
    """Give the values of a directory that lie within the block, each tag once; ``order`` is ``<`` or ``>``."""
    (number,) = struct.unpack_from(order + "H", block, start)
    seen: set[int] = set()
    for at in range(start + 2, start + 2 + 12 * number, 12):
        tag, kind, count, where = struct.unpack_from(order + "HHLL", block, at)
        length = _SIZES.get(kind, 0) * count
        begin = at + 8 if length <= 4 else where
        if length > 0 and begin + length <= len(block) and tag not in seen:
            seen.add(tag)
            yield Entry(tag, kind, count, bytes(block[begin : begin + length]))


def _blank_directory(block: bytearray, order: str, start: int, spared: tuple[int, int]) -> None:
    """Overwrite a directory and its values with zeros, but nothing of the header and of what is ``spared``."""

    def blank(begin: int, end: int) -> None:
        if 8 <= begin < end <= len(block) and not (begin < spared[1] and spared[0] < end):
            block[begin:end] = bytes(end - begin)

    # There are 32 tags, and the longest values are short texts; no broken directory may blank a large block many times.
    (number,) = struct.unpack_from(order + "H", block, start) if start + 2 <= len(block) else (0,)
    last = min(start + 2 + 12 * min(number, 64), len(block))
    for at in range(start + 2, last - 11, 12):
        _, kind, count, where = struct.unpack_from(order + "HHLL", block, at)
        length = _SIZES.get(kind, 0) * count
        if length > 4:
            blank(where, where + min(length, _LONGEST_VALUE))
    blank(start, last)
