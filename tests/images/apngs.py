"""Animated PNGs made by hand, and what is seen of them by the standard, worked out pixel by pixel."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

WIDTH, HEIGHT = 40, 26
STAY, CLEAR, GO_BACK = 0, 1, 2
SOURCE, OVER = 0, 1
# W3C PNG, 8.1: first column and row of each pass, and the steps to the next.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
Rows = list[list[tuple[int, ...]]]


@dataclass(frozen=True)
class Part:
    """A frame as it is stored, which may be without pixels, and as fcTL tells of it."""

    rows: Rows
    left: int = 0
    top: int = 0
    disposal: int = STAY
    blending: int = SOURCE
    delay: tuple[int, int] = (1, 10)
    painted: bool = True

    @property
    def size(self) -> tuple[int, int]:
        return len(self.rows[0]), len(self.rows)


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def line(row: list[tuple[int, ...]], depth: int) -> bytes:
    """A row without a filter; the first sample is in the highest bits."""
    bits = "".join(f"{sample:0{depth}b}" for pixel in row for sample in pixel)
    return b"\0" + int(bits.ljust(-len(bits) % 8 + len(bits), "0"), 2).to_bytes((len(bits) + 7) // 8, "big")


def packed(rows: Rows, depth: int, *, interlaced: bool = False) -> bytes:
    passes = [rows]
    if interlaced:
        passes = [[row[left::across] for row in rows[top::down]] for left, top, across, down in ADAM7]
    return zlib.compress(b"".join(line(row, depth) for rows in passes for row in rows if row))


def apng(
    stored: list[Part],
    colour: int,
    depth: int,
    told: Mapping[bytes, bytes],
    *,
    poster: Rows | None = None,
    interlaced: bool = False,
) -> bytes:
    """A file that plays three times; ``told`` has the chunks before its pixels."""
    chunks = [chunk(b"IHDR", struct.pack(">LL5B", WIDTH, HEIGHT, depth, colour, 0, 0, interlaced))]
    chunks += [chunk(*each) for each in told.items()]
    chunks.append(chunk(b"acTL", struct.pack(">LL", len(stored), 3)))
    chunks += [chunk(b"IDAT", packed(poster, depth, interlaced=interlaced))] if poster else []
    number = 0
    for part in stored:
        how = struct.pack(">5L2H2B", number, *part.size, part.left, part.top, *part.delay, part.disposal, part.blending)
        pixels, number = packed(part.rows, depth, interlaced=interlaced), number + 1
        chunks.append(chunk(b"fcTL", how))
        if number == 1 and not poster:
            chunks.append(chunk(b"IDAT", pixels))
            continue
        # In two chunks, as a writer may cut them.
        for piece in (pixels[:20], pixels[20:]) if part.painted else ():
            chunks.append(chunk(b"fdAT", struct.pack(">L", number) + piece))
            number += 1
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND")


def over(above: tuple[int, ...], below: tuple[int, ...], full: int) -> tuple[int, ...]:
    """W3C PNG, third edition, 13.16, without rounding on the way."""
    if above[3] == full:
        return above
    if above[3] == 0:
        return below
    rest = Fraction(below[3] * (full - above[3]), full)
    mixed = [(a * above[3] + b * rest) / (above[3] + rest) for a, b in zip(above[:3], below[:3], strict=True)]
    return tuple(int(value + Fraction(1, 2)) for value in (*mixed, above[3] + rest))


def composed(stored: list[Part], full: int) -> list[Rows]:
    """Each frame as it is seen (W3C PNG, third edition, 11.3.6.2); the parts have red, green, blue and alpha."""
    clear = (0, 0, 0, 0)
    seen, shown = [[clear] * WIDTH for _ in range(HEIGHT)], []
    for number, part in enumerate(stored):
        before = [list(row) for row in seen]
        for y, row in enumerate(part.rows, part.top):
            for x, pixel in enumerate(row, part.left):
                seen[y][x] = over(pixel, seen[y][x], full) if part.blending == OVER and number else pixel
                before[y][x] = clear if part.disposal == CLEAR or not number else before[y][x]
        shown.append([list(row) for row in seen])
        seen = seen if part.disposal == STAY else before
    return shown


MESSAGE = "The PNG file is (damaged; save it again|cut off; get a complete copy)"


def damaged(stored: list[Part], write: Callable[[list[Part]], bytes]) -> dict[str, bytes]:
    """A file, and what may become of it; it has a frame of 20 x 17 pixels, and five frames and more."""
    whole, size = write(stored), struct.pack(">2L", 20, 17)
    told, fewer = (chunk(b"acTL", struct.pack(">2L", count, 3)) for count in (len(stored), 4))

    def other(**told: object) -> bytes:
        return write([*stored[:3], replace(stored[3], **told), *stored[4:]])

    return {
        "whole": whole,
        "wider than the picture": other(left=WIDTH + 1 - stored[3].size[0]),
        "lower than the picture": other(top=HEIGHT + 1 - stored[3].size[1]),
        "of no width": whole.replace(size, struct.pack(">2L", 0, 17)),
        "vast": whole.replace(size, struct.pack(">2L", 2**31 - 1, 2**31 - 1)),
        "larger than its pixels": whole.replace(size, struct.pack(">2L", 21, 17)),
        "out of order": whole.replace(b"fdAT\0\0\0\2", b"fdAT\0\0\0\3"),
        "without some pixels": whole.replace(b"fdAT\0\0\0\2", b"free\0\0\0\2"),
        "without pixels": other(painted=False),
        "without pixels, of more than are told": other(painted=False).replace(told, fewer),
        "cut off": whole[: len(whole) * 2 // 3],
        "cut off between frames": whole[: whole.rindex(b"fcTL") - 4] + chunk(b"IEND"),
        "of other pixels": whole.replace(b"fdAT\0\0\0\2x", b"fdAT\0\0\0\2y"),
    }
