"""The algorithm in plain Python, as T.81 tells it: slow, and what the compiled one is tested against.

Bits are kept as texts of ``0`` and ``1``.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from . import kernel
from .kernel import Block, Buffer, Plan
from .reference_codes import bits, extended
from .reference_pixels import changed, coefficients, hidden, luminance, over
from .unsupported import Unsupported

__all__ = [
    "Reader",
    "Table",
    "Writer",
    "changed",
    "coefficients",
    "count",
    "hidden",
    "luminance",
    "over",
    "reader",
    "segments",
    "table",
    "writer",
]

_Run: TypeAlias = tuple[int, int, Sequence[int]]

_ZRL, _EOB = 0xF0, 0x00
# Tables F.1 and F.2: what 8-bit samples can need.
_MOST_DC, _MOST_AC = 11, 10


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


table = Table


def segments(data: bytes, start: int) -> list[int]:
    """Split the scan at its RST markers, which count from 0 to 7 and over again (B.2.1); see Kernel."""
    found = [start]
    at, expected = start, 0xD0
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise Unsupported("stream")
        marker = data[at + 1]
        if marker == expected:
            found += [at, at + 2]
            expected = 0xD0 + (expected + 1) % 8
        elif marker != 0:
            break
        at += 2
    if 0xD0 <= marker <= 0xD7 or marker == 0xFF:
        raise Unsupported("stream")
    if marker != 0xD9:
        raise Unsupported({0xDC: "lines", 0xC4: "scans", 0xDA: "scans", 0xDB: "scans"}.get(marker, "structure"))
    return [*found, at]


class Reader:
    """See kernel.Reader."""

    def __init__(self, data: bytes, start: int, end: int, plan: Plan) -> None:
        # B.1.1.5: a zero byte after FF is stuffing.
        unstuffed = data[start:end].replace(b"\xff\x00", b"\xff")
        self.bits = "".join(f"{byte:08b}" for byte in unstuffed)
        self.length = len(self.bits)
        self.position = 0
        self.plan = plan
        self._places: list[tuple[int, tuple[int, ...]]] = [(0, (0,) * len({block.component for block in plan}))]

    def place(self, unit: int) -> tuple[int, tuple[int, ...]]:
        while unit >= len(self._places):
            self.position, before = self._places[-1]
            predictors = list(before)
            for component, difference, _ in self.blocks():
                predictors[component] += difference
                if abs(predictors[component]) > 0x7FFF:
                    raise Unsupported("stream")
            self._places.append((self.position, tuple(predictors)))
        return self._places[unit]

    def seek(self, unit: int) -> None:
        self.position, _ = self.place(unit)

    def differences(self) -> tuple[int, ...]:
        position = self.position
        found: dict[int, int] = {}
        for component, difference, _ in self.blocks():
            found.setdefault(component, difference)
        self.position = position
        return tuple(found[component] for component in sorted(found))

    def levels(self, units: int) -> Buffer:
        found = array("h")
        for unit in range(units):
            self.position, predictors = self.place(unit)
            last = predictors[0]
            for component, difference, _ in self.blocks():
                if component == 0:
                    last += difference
                    found.append(last)
        return found.tobytes()

    def tail(self) -> tuple[int, int]:
        if not self.bits:
            return 0, 0
        last = self.bits[-1]
        alike = len(self.bits) - len(self.bits.rstrip(last))
        return min(alike, 16), int(last)

    def blocks(self) -> Iterator[tuple[int, int, list[tuple[int, str]]]]:
        """Read the blocks of one MCU: component, DC difference, and each AC symbol with its further bits."""
        for block in self.plan:
            dc, ac = _tables(block)
            # F.2.2.1: a category, and as many bits.
            size = self._symbol(dc)
            if size > _MOST_DC:
                raise Unsupported("stream")
            yield block.component, extended(self._take(size)), self._ac(ac)

    def _ac(self, coding: Table) -> list[tuple[int, str]]:
        """Figure F.13: a run of zeros and a category, and as many bits, until the block is full or its end is told."""
        found = []
        last = 0
        while last < 63:
            symbol = self._symbol(coding)
            run, size = symbol >> 4, symbol & 15
            if symbol != _EOB:
                last += run + 1
            if last > 63 or size > _MOST_AC or (size == 0 and symbol not in (_ZRL, _EOB)):
                raise Unsupported("stream")
            found.append((symbol, self._take(size)))
            if symbol == _EOB:
                break
        return found

    def _symbol(self, coding: Table) -> int:
        """Figure F.16: take bits until they are a code."""
        for length in range(1, 17):
            code = self.bits[self.position : self.position + length]
            if code in coding.symbols and len(code) == length:
                self.position += length
                return coding.symbols[code]
        raise Unsupported("stream")

    def _take(self, size: int) -> str:
        taken = self.bits[self.position : self.position + size]
        if len(taken) != size:
            raise Unsupported("stream")
        self.position += size
        return taken


reader = Reader


class Writer:
    """See kernel.Writer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._parts: list[str] = []

    @property
    def length(self) -> int:
        return sum(len(part) for part in self._parts)

    def copy(self, reader: kernel.Reader, start: int, end: int) -> None:
        self._parts.append(_own(reader).bits[start:end])

    def transcode(self, reader: kernel.Reader, start: int, end: int) -> None:
        own = _own(reader)
        position, own.position = own.position, start
        while own.position < end:
            self.mend(own, (0, 0, 0))
        own.position = position

    def mend(self, reader: kernel.Reader, added: Sequence[int]) -> None:
        met: set[int] = set()
        for block, (component, difference, symbols) in zip(self.plan, _own(reader).blocks(), strict=True):
            dc, ac = _tables(block)
            if component not in met:
                difference += added[component]
                met.add(component)
            self._parts.append(_coded_difference(dc, difference))
            self._parts += [ac.code(symbol) + further for symbol, further in symbols]

    def part(
        self, reader: kernel.Reader, pieces: Sequence[tuple[int, int]], before: tuple[int, ...], moved: bool
    ) -> tuple[int, ...]:
        for first, units in pieces:
            if first < 0:
                self.blank(units)
                continue
            end, after = reader.place(first + units)
            reader.seek(first)
            _, old = reader.place(first)
            reader.seek(first)
            self.mend(reader, [value - new for value, new in zip(old, before, strict=True)])
            (self.transcode if moved else self.copy)(reader, reader.position, end)
            before = after
        return before

    def encode(self, coefficients: Buffer, first: int, units: int, predictors: Sequence[int]) -> None:
        for block, difference, symbols in _blocks(self.plan, coefficients, (first, units, predictors)):
            dc, ac = _tables(block)
            self._parts.append(_coded_difference(dc, difference))
            self._parts += [ac.code(symbol) + bits(value) for symbol, value in symbols]

    def blank(self, units: int) -> None:
        for block in self.plan * units:
            dc, ac = _tables(block)
            self._parts += [dc.code(0), ac.code(_EOB)]

    def finish(self) -> bytes:
        bits = "".join(self._parts)
        self._parts.clear()
        bits += "1" * (-len(bits) % 8)
        plain = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
        return plain.replace(b"\xff", b"\xff\x00")


writer = Writer


def count(plan: Plan, coefficients: Buffer, runs: Sequence[_Run]) -> dict[tuple[int, int], int]:
    """Count the symbols that encode() would write; see Kernel."""
    found: Counter[tuple[int, int]] = Counter()
    for run in runs:
        for block, difference, symbols in _blocks(plan, coefficients, run):
            found[block.dc_slot, abs(difference).bit_length()] += 1
            found.update((block.ac_slot, symbol) for symbol, _ in symbols)
    return dict(found)


def _own(reader: kernel.Reader) -> Reader:
    assert isinstance(reader, Reader)
    return reader


def _tables(block: Block) -> tuple[Table, Table]:
    assert isinstance(block.dc, Table)
    assert isinstance(block.ac, Table)
    return block.dc, block.ac


def _blocks(plan: Plan, coefficients: Buffer, run: _Run) -> Iterator[tuple[Block, int, list[tuple[int, int]]]]:
    """Give each block of the MCUs with its DC difference and its AC symbols with their values (F.1.2)."""
    first, units, predictors = run
    values = array("h", bytes(coefficients))
    before = list(predictors)
    at = first * len(plan) * 64
    for _ in range(units):
        for block in plan:
            dc, *ac = values[at : at + 64]
            at += 64
            difference = dc - before[block.component]
            before[block.component] = dc
            if abs(difference).bit_length() > _MOST_DC:
                raise Unsupported("range")
            yield block, difference, _symbols(ac)


def _symbols(ac: Sequence[int]) -> list[tuple[int, int]]:
    """Figure F.2: runs of zeros and the values behind them; zeros at the end are one symbol."""
    found = []
    run = 0
    for value in ac:
        if value == 0:
            run += 1
            continue
        found += [(_ZRL, 0)] * (run // 16)
        size = abs(value).bit_length()
        if size > _MOST_AC:
            raise Unsupported("range")
        found.append((run % 16 * 16 + size, value))
        run = 0
    return [*found, (_EOB, 0)] if run else found


def _coded_difference(coding: Table, difference: int) -> str:
    size = abs(difference).bit_length()
    if size > _MOST_DC:
        raise Unsupported("range")
    return coding.code(size) + bits(difference)
