"""TIFFs whose channels lie apart from each other (TIFF 6.0, PlanarConfiguration 2), as a file of grey for each."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

ORIENTATION = 274
_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _CHANNELS, _PREDICTOR = 256, 257, 258, 259, 262, 277, 317
_STRIPS, _ROWS, _STRIP_BYTES = 273, 278, 279
_TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES = 322, 323, 324, 325
_BLACK_IS_ZERO = 1
_SHORT, _LONG = 3, 4
_CODES = {_SHORT: "H", _LONG: "L"}
_TYPES = {
    _BITS: _SHORT,
    _COMPRESSION: _SHORT,
    _PHOTOMETRIC: _SHORT,
    ORIENTATION: _SHORT,
    _CHANNELS: _SHORT,
    _PREDICTOR: _SHORT,
}


def files_of_planes(data: bytes, tags: Mapping[int, Any], channels: int) -> Iterator[bytes]:
    """Give for each of the first channels a TIFF of 16-bit grey: the same bytes with another directory behind them.

    Raises ValueError where a channel is not all there, and what numbers of the wrong type raise.
    """
    order = ">" if data[:2] == b"MM" else "<"
    for number in range(channels):
        start = len(data) + len(data) % 2
        head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "L", start)
        directory = _directory(_entries(tags, number), order, start)
        yield b"".join((head, memoryview(data)[8:], bytes(start - len(data)), directory))


def _entries(tags: Mapping[int, Any], number: int) -> dict[int, Sequence[int]]:
    """Return the numbers by tag for one channel."""
    width, height = tags[_WIDTH], tags[_HEIGHT]
    entries: dict[int, Sequence[int]] = {
        _WIDTH: [width],
        _HEIGHT: [height],
        _BITS: [16],
        _COMPRESSION: [tags.get(_COMPRESSION, 1)],
        _PHOTOMETRIC: [_BLACK_IS_ZERO],
        ORIENTATION: [tags.get(ORIENTATION, 1)],
        _CHANNELS: [1],
        _PREDICTOR: [tags.get(_PREDICTOR, 1)],
    }
    if _STRIPS in tags:
        rows, places, lengths = min(tags.get(_ROWS, height), height), _STRIPS, _STRIP_BYTES
        entries[_ROWS], pieces = [rows], ceil(height / rows)
    else:
        across, down, places, lengths = tags[_TILE_WIDTH], tags[_TILE_HEIGHT], _TILES, _TILE_BYTES
        entries |= {_TILE_WIDTH: [across], _TILE_HEIGHT: [down]}
        pieces = ceil(width / across) * ceil(height / down)
    own = slice(number * pieces, (number + 1) * pieces)
    entries[places] = tags[places][own]
    if len(entries[places]) < pieces:
        raise ValueError("a plane is not complete")
    # Decoders do without lengths, which old files lack.
    if len(tags.get(lengths, ())) >= own.stop:
        entries[lengths] = tags[lengths][own]
    return entries


def _directory(entries: Mapping[int, Sequence[int]], order: str, start: int) -> bytes:
    """Return the directory for a place in a file, with the values that do not fit into it behind it."""
    table, behind = struct.pack(order + "H", len(entries)), b""
    end = start + 2 + 12 * len(entries) + 4
    for tag, numbers in sorted(entries.items()):
        kind = _TYPES.get(tag, _LONG)
        content = struct.pack(f"{order}{len(numbers)}{_CODES[kind]}", *numbers)
        value = content.ljust(4, b"\0")
        if len(content) > 4:
            value = struct.pack(order + "L", end + len(behind))
            behind += content
        table += struct.pack(order + "HHL", tag, kind, len(numbers)) + value
    return table + bytes(4) + behind
