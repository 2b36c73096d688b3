"""Additional bits in plain Python: how a coefficient is told beside its category (F.1.2.1)."""

from __future__ import annotations


def extended(bits: str) -> int:
    """Figure F.12 (EXTEND): a value that starts with a zero bit is negative."""
    if not bits:
        return 0
    value = int(bits, 2)
    return value if bits[0] == "1" else value - (1 << len(bits)) + 1


def bits(value: int) -> str:
    """F.1.2.1: a negative value is written less one, in as many bits as its amount has."""
    size = abs(value).bit_length()
    return f"{value if value > 0 else value + (1 << size) - 1:0{size}b}" if size else ""
