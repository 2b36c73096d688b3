"""The algorithm in plain Python, as T.81 tells it: slow, and what the compiled one is tested against.

Bits are kept as texts of ``0`` and ``1``.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

from . import kernel
from .header import Jpeg
from .kernel import Block, Box, Buffer, Piece, Plan
from .reference_codes import (
    EOB,
    MOST_AC,
    MOST_DC,
    ZRL,
    Bits,
    Table,
    bits,
    coded_blocks,
    coded_difference,
    extended,
    last_of,
)
from .reference_decoding import decoded
from .reference_pixels import changed, coefficients, luminance, over
from .reference_progressive import Spectrum
from .unsupported import Unsupported

__all__ = [
    "Reader",
    "Spectrum",
    "Table",
    "Writer",
    "changed",
    "coefficients",
    "lacking",
    "luminance",
    "over",
    "pixels",
    "reader",
    "segments",
    "spectrum",
    "stuffed",
    "table",
    "writer",
]

table = Table
spectrum = Spectrum


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
    return [*found, at]


class Reader(Bits):
    """See kernel.Reader."""

    def __init__(self, data: bytes, start: int, end: int, plan: Plan) -> None:
        super().__init__(data[start:end])
        self.length = len(self.bits)
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

    def differences(self, unit: int) -> list[int]:
        """Return the first DC difference of each component in an MCU."""
        self.position, _ = self.place(unit)
        found: dict[int, int] = {}
        for component, difference, _ in self.blocks():
            found.setdefault(component, difference)
        return [found[component] for component in sorted(found)]

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

    def coefficients(self, unit: int) -> list[list[int]]:
        """Return the blocks of an MCU, each with its coefficients in zigzag order."""
        self.position, before = self.place(unit)
        last = list(before)
        found = []
        for component, difference, symbols in self.blocks():
            last[component] += difference
            block = [last[component]]
            for symbol, further in symbols:
                if symbol != EOB:
                    block += [0] * (symbol >> 4) + [extended(further)]
            found.append(block + [0] * (64 - len(block)))
        return found

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
            size = self.symbol(dc)
            if size > MOST_DC:
                raise Unsupported("stream")
            yield block.component, extended(self.take(size)), self._ac(ac)

    def _ac(self, coding: Table) -> list[tuple[int, str]]:
        """Figure F.13: a run of zeros and a category, and as many bits, until the block is full or its end is told."""
        found = []
        last = 0
        while last < 63:
            symbol = self.symbol(coding)
            run, size = symbol >> 4, symbol & 15
            if symbol != EOB:
                last += run + 1
            if last > 63 or size > MOST_AC or (size == 0 and symbol not in (ZRL, EOB)):
                raise Unsupported("stream")
            found.append((symbol, self.take(size)))
            if symbol == EOB:
                break
        return found


reader = Reader


class Writer:
    """See kernel.Writer."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._parts: list[str] = []

    @property
    def odd(self) -> int:
        return sum(len(part) for part in self._parts) % 8

    def copy(self, reader: kernel.Reader, start: int, end: int) -> None:
        self._parts.append(_own(reader).bits[start:end])

    def transcode(self, reader: kernel.Reader, start: int, end: int) -> None:
        own = _own(reader)
        own.position = start
        while own.position < end:
            self._mend(own, (0, 0, 0))

    def part(
        self, reader: kernel.Reader, pieces: Sequence[Piece], fresh: Buffer, before: tuple[int, ...], moved: bool
    ) -> None:
        own = _own(reader)
        for first, units, stored in pieces:
            if stored >= 0:
                before = self._encode(fresh, stored, units, before)
                continue
            end, after = own.place(first + units)
            own.position, old = own.place(first)
            self._mend(own, [value - last for value, last in zip(old, before, strict=True)])
            (self.transcode if moved else self.copy)(own, own.position, end)
            before = after

    def _mend(self, reader: Reader, added: Sequence[int]) -> None:
        """Read one MCU and write it, adding to the first DC difference of each component."""
        met: set[int] = set()
        for block, (component, difference, symbols) in zip(self.plan, reader.blocks(), strict=True):
            dc, ac = _tables(block)
            if component not in met:
                difference += added[component]
                met.add(component)
            self._parts.append(coded_difference(dc, difference))
            self._parts += [ac.code(symbol) + further for symbol, further in symbols]

    def _encode(self, fresh: Buffer, stored: int, units: int, before: tuple[int, ...]) -> tuple[int, ...]:
        for block, difference, symbols in coded_blocks(self.plan, fresh, (stored, units), before):
            dc, ac = _tables(block)
            self._parts.append(coded_difference(dc, difference))
            self._parts += [ac.code(symbol) + bits(value) for symbol, value in symbols]
        return last_of(self.plan, fresh, stored + units)

    def whole(self, units: Buffer) -> None:
        self._encode(units, 0, len(units) // (128 * len(self.plan)), (0,) * len({part.component for part in self.plan}))

    def finish(self) -> bytes:
        bits = "".join(self._parts)
        self._parts.clear()
        bits += "1" * (-len(bits) % 8)
        plain = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
        return plain.replace(b"\xff", b"\xff\x00")


writer = Writer


def lacking(
    plan: Plan, reader: kernel.Reader, pieces: Sequence[Piece], fresh: Buffer, before: tuple[int, ...]
) -> dict[tuple[int, int], int]:
    """Count the symbols that part() would write and not copy, but has no code for; see Kernel."""
    own = _own(reader)
    tables = {block.dc_slot: _tables(block)[0] for block in plan} | {block.ac_slot: _tables(block)[1] for block in plan}
    slots = {block.component: block.dc_slot for block in plan}
    found: Counter[tuple[int, int]] = Counter()
    for first, units, stored in pieces:
        if stored >= 0:
            for block, difference, symbols in coded_blocks(plan, fresh, (stored, units), before):
                found[block.dc_slot, abs(difference).bit_length()] += 1
                found.update((block.ac_slot, symbol) for symbol, _ in symbols)
            before = last_of(plan, fresh, stored + units)
            continue
        _, after = own.place(first + units)
        _, old = own.place(first)
        for component, difference in enumerate(own.differences(first)):
            size = abs(difference + old[component] - before[component]).bit_length()
            if size > MOST_DC:
                raise Unsupported("range")
            found[slots[component], size] += 1
        before = after
    return {key: times for key, times in found.items() if key[1] not in tables[key[0]].codes}


def stuffed(reader: kernel.Reader, size: int) -> int:
    """Count zero bytes behind FF as well; see Kernel."""
    start = _own(reader).bits[: 8 * size]
    return size + sum(start[at : at + 8] == "1" * 8 for at in range(0, len(start), 8))


def pixels(jpeg: Jpeg, box: Box, parts: Sequence[tuple[kernel.Reader, int, int]], part: Box) -> bytes:
    """Read whole MCUs, decode them, and cut the part out; see Kernel."""
    units = [_own(reader).coefficients(first + unit) for reader, first, number in parts for unit in range(number)]
    data, step = decoded(jpeg, box, units), 1 if jpeg.grey else 4
    pitch = step * (box[2] - box[0])
    rows = (data[pitch * (y - box[1]) :][:pitch] for y in range(part[1], part[3]))
    return b"".join(row[step * (part[0] - box[0]) : step * (part[2] - box[0])] for row in rows)


def _own(reader: kernel.Reader) -> Reader:
    assert isinstance(reader, Reader)
    return reader


def _tables(block: Block) -> tuple[Table, Table]:
    assert isinstance(block.dc, Table)
    assert isinstance(block.ac, Table)
    return block.dc, block.ac
