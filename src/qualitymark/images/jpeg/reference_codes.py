"""Codes in plain Python: tables, symbols, and how a coefficient is told beside its category (F.1.2)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from .kernel import Block, Buffer, Plan
from .unsupported import Unsupported

Symbols: TypeAlias = list[tuple[int, int]]

ZRL, EOB = 0xF0, 0x00
# Tables F.1 and F.2: what 8-bit samples can need.
MOST_DC, MOST_AC = 11, 10


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


class Table:
    """A Huffman table: symbol by code and code by symbol."""

    def __init__(self, counts: bytes, values: bytes) -> None:
        # Figures C.1 and C.2: codes of a length count up; each length starts with the next code and a zero.
        self.symbols: dict[str, int] = {}
        code = at = 0
        for length, count in enumerate(counts, 1):
            for symbol in values[at : at + count]:
                self.symbols[f"{code:0{length}b}"] = symbol
                code += 1
            at += count
            code *= 2
        self.codes = {symbol: code for code, symbol in self.symbols.items()}

    def code(self, symbol: int) -> str:
        if symbol not in self.codes:
            raise Unsupported("tables")
        return self.codes[symbol]


def coded_blocks(
    plan: Plan, fresh: Buffer, which: tuple[int, int], before: Sequence[int]
) -> Iterator[tuple[Block, int, Symbols]]:
    """Give each block of the MCUs with its DC difference and its AC symbols with their values (F.1.2)."""
    values = array("h", bytes(fresh))
    last = list(before)
    at = which[0] * len(plan) * 64
    for _ in range(which[1]):
        for block in plan:
            dc, *ac = values[at : at + 64]
            at += 64
            difference = dc - last[block.component]
            last[block.component] = dc
            if abs(difference).bit_length() > MOST_DC:
                raise Unsupported("range")
            yield block, difference, _symbols(ac)


def last_of(plan: Plan, fresh: Buffer, end: int) -> tuple[int, ...]:
    """Return the last DC coefficients of the MCU before the one with that number."""
    values = array("h", bytes(fresh))
    start = (end - 1) * len(plan) * 64
    found = {block.component: values[start + place * 64] for place, block in enumerate(plan)}
    return tuple(found[component] for component in sorted(found))


def _symbols(ac: Sequence[int]) -> Symbols:
    """Figure F.2: runs of zeros and the values behind them; zeros at the end are one symbol."""
    found = []
    run = 0
    for value in ac:
        if value == 0:
            run += 1
            continue
        found += [(ZRL, 0)] * (run // 16)
        size = abs(value).bit_length()
        if size > MOST_AC:
            raise Unsupported("range")
        found.append((run % 16 * 16 + size, value))
        run = 0
    return [*found, (EOB, 0)] if run else found


def coded_difference(coding: Table, difference: int) -> str:
    size = abs(difference).bit_length()
    if size > MOST_DC:
        raise Unsupported("range")
    return coding.code(size) + bits(difference)


class Bits:
    """The bits of one segment, from its start to its end."""

    def __init__(self, data: bytes) -> None:
        # B.1.1.5: a zero byte after FF is stuffing.
        self.bits = "".join(f"{byte:08b}" for byte in data.replace(b"\xff\x00", b"\xff"))
        self.position = 0

    def symbol(self, coding: Table) -> int:
        """Figure F.16: take bits until they are a code."""
        for length in range(1, 17):
            code = self.bits[self.position : self.position + length]
            if code in coding.symbols and len(code) == length:
                self.position += length
                return coding.symbols[code]
        raise Unsupported("stream")

    def take(self, size: int) -> str:
        taken = self.bits[self.position : self.position + size]
        if len(taken) != size:
            raise Unsupported("stream")
        self.position += size
        return taken

    def finish(self) -> None:
        """Raise Unsupported where more than padding is left (F.1.2.3)."""
        if len(self.bits) - self.position >= 8:
            raise Unsupported("stream")
