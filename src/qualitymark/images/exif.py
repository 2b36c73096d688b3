"""EXIF set upright: orientation read and reset, the thumbnail taken out, everything else left where it is.

Values are changed in place, and nothing is moved: camera makers' own notes point at absolute offsets and
would be lost if the block were written anew. The layout is that of TIFF 6.0, section 2 and CIPA DC-008.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

PREFIX = b"Exif\0\0"
_ORIENTATION = 0x0112
# Offset and length of a thumbnail: as a JPEG, and as uncompressed strips.
_THUMBNAILS = ((0x0201, 0x0202), (0x0111, 0x0117))
# TIFF types of one number: SHORT and LONG, as struct spells them.
_CODES = {3: "H", 4: "L"}


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
