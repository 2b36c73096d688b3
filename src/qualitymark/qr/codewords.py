"""From the segments of a payload to the codewords of a symbol (ISO/IEC 18004, 7.4 to 7.6), by qrcode.

qrcode writes the segments and divides the polynomials of the error correction, one step of a division once: its
remainders are kept, and a block is the sum of its codewords' remainders.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

_PADDING = 0xEC11
_TERMINATOR = 4


class _Bits:
    """What qrcode writes a segment to: all bits so far as one integer."""

    def __init__(self) -> None:
        self.value = self.length = 0

    def put(self, number: int, length: int) -> None:
        self.value = self.value << length | number
        self.length += length


def codewords(code: Any) -> bytes:
    """Return the codewords of a ``qrcode.QRCode`` whose data fit its version, in the order of the symbol."""
    from qrcode import base, util  # type: ignore[import-untyped]

    bits = _Bits()
    for segment in code.data_list:
        bits.put(segment.mode, 4)
        bits.put(len(segment), util.length_in_bits(segment.mode, code.version))
        segment.write(bits)
    blocks = base.rs_blocks(code.version, code.error_correction)
    data = _padded(bits, sum(block.data_count for block in blocks))
    parts, checks, at = [], [], 0
    for total, count in blocks:
        part = data[at : at + count]
        parts.append(part)
        checks.append(_check(part, total - count))
        at += count
    return parts[0] + checks[0] if len(parts) == 1 else _interleaved(parts) + _interleaved(checks)


def _padded(bits: _Bits, count: int) -> bytes:
    """Return the data codewords: the bits, the terminator, and the codewords that fill the rest."""
    bits.put(0, min(8 * count - bits.length, _TERMINATOR))
    bits.put(0, -bits.length % 8)
    used = bits.length // 8
    left = count - used
    return bits.value.to_bytes(used, "big") + (_PADDING.to_bytes(2, "big") * (left // 2 + 1))[:left]


def _interleaved(parts: list[bytes]) -> bytes:
    """Return the first codewords of all blocks, then the second ones; the shorter blocks come first."""
    longest = len(parts[-1])
    return bytes(part[at] for at in range(longest) for part in parts if at < len(part))


def _check(data: bytes, count: int) -> bytes:
    """Return the error correction codewords of a block."""
    rest, shift, whole = 0, 8 * (count - 1), (1 << 8 * count) - 1
    for value in data:
        rest = rest << 8 & whole ^ _remainder(rest >> shift ^ value, count)
    return rest.to_bytes(count, "big")


@lru_cache(maxsize=13 * 256)
def _remainder(value: int, count: int) -> int:
    """Return the error correction codewords of a block of one codeword; the standard has 13 lengths of them."""
    from qrcode import base, util

    if not value:
        return 0
    block = util.BitBuffer()
    block.put(value, 8)
    return int.from_bytes(util.create_bytes(block, [base.RSBlock(count + 1, 1)])[1:], "big")
