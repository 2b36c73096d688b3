"""What the boxes of an AVIF or HEIF say beside what its decoder tells (ISO/IEC 14496-12; 23008-12, 6.5)."""

from __future__ import annotations

import re
from typing import NamedTuple

# Version and flags, number of channels, bits of the first.
_DEPTH = rb"(?s)pixi\0\0\0\0[\1-\4]([\1-\x20])"
# Colour primaries and transfer characteristics.
_COLOURS = rb"(?s)colrnclx\0(.)\0(.)"
# ITU-T H.273: BT.2020 and both of P3; PQ and HLG. What else there is looks much like sRGB.
_WIDE, _HDR = frozenset(b"\x09\x0b\x0c"), frozenset(b"\x10\x12")


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
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"meta":
            return data[at : at + length]
        if length < 8:
            break
        at += length
    return b""
