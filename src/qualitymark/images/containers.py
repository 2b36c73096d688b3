"""What the boxes of an AVIF or HEIF say beside what its decoder tells (ISO/IEC 14496-12; 23008-12, 6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# Version and flags, number of channels, bits of the first.
_DEPTH = rb"(?s)pixi\0\0\0\0[\1-\4]([\1-\x20])"
# Colour primaries and transfer characteristics.
_COLOURS = rb"(?s)colrnclx\0(.)\0(.)"
# ITU-T H.273: BT.2020 and both of P3; PQ and HLG. What else there is looks much like sRGB.
_WIDE, _HDR = frozenset(b"\x09\x0b\x0c"), frozenset(b"\x10\x12")
_MOST_BOXES = 1000
"""How many boxes of one level are looked at; pictures have a dozen."""


class ContainerHeader(NamedTuple):
    """The most bits a channel of the pictures in a file, and whether their colours are wide or HDR by numbers alone."""

    depth: int = 8
    wide: bool = False


def container_header(data: bytes) -> ContainerHeader:
    """Read the box that tells of the pictures. Never raises for a broken file."""
    told = _metadata(data)
    depths = [found[1][0] for found in re.finditer(_DEPTH, told)]
    colours = [(found[1][0], found[2][0]) for found in re.finditer(_COLOURS, told)]
    wide = any(primaries in _WIDE or transfer in _HDR for primaries, transfer in colours)
    return ContainerHeader(max(depths, default=8), wide)


def _metadata(data: bytes) -> bytes:
    return next((data[found.start : found.end] for found in boxes(data, b"meta")), b"")


class Part(NamedTuple):
    """A box of a file: its kind, and where its content begins and ends."""

    kind: bytes
    start: int
    end: int


def boxes(data: bytes, *path: bytes, within: Part | None = None) -> Iterator[Part]:
    """Give the boxes that stand at a path of kinds, in the whole file or in one of its boxes.

    Never raises for a broken file: a box that is too long ends where the one around it does, and one that is too short
    is the last.
    """
    kind, *rest = path
    for found in islice(_boxes(data, within or Part(b"", 0, len(data))), _MOST_BOXES):
        if found.kind == kind:
            yield from boxes(data, *rest, within=found) if rest else (found,)


def _boxes(data: bytes, around: Part) -> Iterator[Part]:
    """Give what is in a box (ISO/IEC 14496-12, 4.2): of size 1, a longer size follows; of size 0, it is the last."""
    at = around.start
    while at + 8 <= around.end:
        head, length = 8, int.from_bytes(data[at : at + 4], "big")
        if length == 1:
            head, length = 16, int.from_bytes(data[at + 8 : at + 16], "big")
        end = min(at + length, around.end) if length else around.end
        if end < at + head:
            return
        yield Part(data[at + 4 : at + 8], at + head, end)
        at = end
