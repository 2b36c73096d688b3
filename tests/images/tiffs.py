"""TIFFs of 16 bits a channel, built by hand: channels together or apart, in strips or tiles, packed or not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

Rows = list[list[tuple[int, ...]]]


class Kind(NamedTuple):
    """How a file is stored: the piece's width and height (none: strips of the whole width), the predictor, and more."""

    order: str = "<"
    compression: int = 1
    apart: bool = True
    across: int | None = None
    down: int = 16
    predictor: int = 1


def tiff_of(rows: Rows, kind: Kind, told: dict[int, int]) -> bytes:
    """Return a file; 262 (photometric) is told, and perhaps others."""
    channels, head = len(rows[0][0]), b"MM\0*" if kind.order == ">" else b"II*\0"
    planes = [[[(pixel[c],) for pixel in row] for row in rows] for c in range(channels)] if kind.apart else [rows]
    data, places, lengths = bytearray(8), [], []
    for plane in planes:
        for piece in pieces(plane, kind):
            places.append(len(data))
            packed = PACKERS[kind.compression](scanlines(piece, kind))
            lengths.append(len(packed))
            data += packed + bytes(len(packed) % 2)
    shape = {278: [kind.down], 273: places, 279: lengths}
    if kind.across:
        shape = {322: [kind.across], 323: [kind.down], 324: places, 325: lengths}
    entries = {256: [len(rows[0])], 257: [len(rows)], 258: [16] * channels, 259: [kind.compression], 277: [channels]}
    entries |= {284: [2 if kind.apart else 1], 317: [kind.predictor], **shape, **{tag: [told[tag]] for tag in told}}
    table = struct.pack(kind.order + "H", len(entries))
    for tag in sorted(entries):
        numbers, code = entries[tag], "H" if tag in (258, 259, 262, 274, 277, 284, 317, 338) else "L"
        content = struct.pack(f"{kind.order}{len(numbers)}{code}", *numbers)
        if len(content) > 4:
            place = len(data)
            data += content
            content = struct.pack(kind.order + "L", place)
        table += struct.pack(kind.order + "HHL", tag, 3 if code == "H" else 4, len(numbers)) + content.ljust(4, b"\0")
    data[:8] = head + struct.pack(kind.order + "L", len(data))
    return bytes(data + table + bytes(4))


def pieces(rows: Rows, kind: Kind) -> Iterator[Rows]:
    """Give the strips, or the tiles, of which the last ones of a row and of a column are filled up."""
    height, width, nothing = len(rows), len(rows[0]), (0,) * len(rows[0][0])
    for top in range(0, height, kind.down):
        part = rows[top : top + kind.down]
        if kind.across is None:
            yield part
            continue
        part = part + [[nothing] * width] * (kind.down - len(part))
        for left in range(0, width, kind.across):
            yield [(row + [nothing] * kind.across)[left : left + kind.across] for row in part]


def scanlines(rows: Rows, kind: Kind) -> bytes:
    """Predictor 2 stores differences between neighbours (TIFF 6.0, 14)."""
    found = b""
    for row in rows:
        if kind.predictor == 2:
            before = [(0,) * len(row[0]), *row[:-1]]
            row = [
                tuple((value - last) & 65_535 for value, last in zip(*both, strict=True))
                for both in zip(row, before, strict=True)
            ]
        found += b"".join(struct.pack(f"{kind.order}{len(pixel)}H", *pixel) for pixel in row)
    return found


def lzw(raw: bytes) -> bytes:
    """Literal codes of nine bits alone, the table being cleared before it grows longer ones (TIFF 6.0, 13)."""
    codes = []
    for at in range(0, len(raw), 200):
        codes += [256, *raw[at : at + 200]]
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def packbits(raw: bytes) -> bytes:
    """Literal runs alone (TIFF 6.0, 9)."""
    parts = (raw[at : at + 128] for at in range(0, len(raw), 128))
    return b"".join(bytes((len(part) - 1,)) + part for part in parts)


PACKERS: dict[int, Callable[[bytes], bytes]] = {1: bytes, 5: lzw, 8: zlib.compress, 32773: packbits}
