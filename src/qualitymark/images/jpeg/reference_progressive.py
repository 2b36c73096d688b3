"""Scans of a progressive picture in plain Python, as T.81 annex G tells them: slow, and what the compiled is held to."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from .header import Jpeg
from .kernel import Buffer, Pass
from .reference_codes import MOST_AC, MOST_DC, ZRL, Bits, Table, extended
from .unsupported import Unsupported

# A block of the whole picture, and its component.
_Unit = list[tuple[int, int]]


class Spectrum:
    """See kernel.Spectrum."""

    def __init__(self, jpeg: Jpeg) -> None:
        self._jpeg = jpeg
        self._plan = [number for number, part in enumerate(jpeg.components) for _ in range(part.h * part.v)]
        wide, high = jpeg.units
        self._blocks = [[0] * 64 for _ in range(wide * high * len(self._plan))]

    def scan(self, data: bytes, bounds: Sequence[int], what: Pass) -> None:
        units = list(self._units(what.components))
        for place, start in enumerate(range(0, len(units), what.restart)):
            bits = Bits(data[bounds[2 * place] : bounds[2 * place + 1]])
            part = units[start : start + what.restart]
            if what.band == (0, 0):
                (self._refine_dc if what.high else self._first_dc)(bits, part, what)
            else:
                blocks = [self._blocks[block] for ((block, _),) in part]
                (_Refining if what.high else _First)(bits, what).read(blocks)
            bits.finish()

    def _units(self, components: tuple[int, ...]) -> Iterator[_Unit]:
        """Give the blocks of each MCU of a scan."""
        wide, high = self._jpeg.units
        if len(components) > 1:
            # A.2.3: the blocks of some components of an MCU of the frame.
            for unit in range(wide * high):
                every = enumerate(self._plan, unit * len(self._plan))
                yield [(block, number) for block, number in every if number in components]
            return
        # A.2.2: the blocks that hold samples of the only component, row by row.
        (number,) = components
        part, (columns, rows) = self._jpeg.components[number], self._jpeg.blocks(number)
        for row in range(rows):
            for column in range(columns):
                unit = row // part.v * wide + column // part.h
                within = row % part.v * part.h + column % part.h
                yield [(unit * len(self._plan) + self._plan.index(number) + within, number)]

    def _first_dc(self, bits: Bits, units: list[_Unit], what: Pass) -> None:
        """G.1.2.1: differences as in sequential coding, of values without their lowest bits."""
        tables = dict(zip(what.components, what.tables, strict=True))
        before = dict.fromkeys(what.components, 0)
        for unit in units:
            for block, number in unit:
                size = bits.symbol(_own(tables[number]))
                if size > MOST_DC:
                    raise Unsupported("stream")
                before[number] += extended(bits.take(size))
                if abs(before[number]) > 0x7FFF >> what.low:
                    raise Unsupported("range")
                self._blocks[block][0] = before[number] << what.low

    def _refine_dc(self, bits: Bits, units: list[_Unit], what: Pass) -> None:
        """G.1.2.1: one bit more of each value in two's complement."""
        for unit in units:
            for block, _ in unit:
                self._blocks[block][0] |= int(bits.take(1)) << what.low

    def units(self) -> Buffer:
        wide, high = self._jpeg.units
        for unit in range(wide * high):
            for place, number in enumerate(self._plan):
                part, (columns, rows) = self._jpeg.components[number], self._jpeg.blocks(number)
                down, across = divmod(place - self._plan.index(number), part.h)
                if unit % wide * part.h + across >= columns or unit // wide * part.v + down >= rows:
                    block = unit * len(self._plan) + place
                    self._blocks[block][0] = self._blocks[block - 1][0]
        return array("h", [value for block in self._blocks for value in block]).tobytes()


class _First:
    """G.1.2.2: a band of AC coefficients for the first time."""

    def __init__(self, bits: Bits, what: Pass) -> None:
        self.bits = bits
        self.coding = _own(what.tables[0])
        self.start, self.end = what.band
        self.low = what.low
        # How many blocks from the next one on have ended, counted by EOBRUN.
        self.run = 0

    def read(self, blocks: list[list[int]]) -> None:
        for block in blocks:
            self.block(block)
        if self.run:
            raise Unsupported("stream")

    def block(self, block: list[int]) -> None:
        """Figure G.1 and what F.13 shares with it."""
        if self.run:
            self.run -= 1
            return
        last = self.start - 1
        while last < self.end:
            symbol = self.bits.symbol(self.coding)
            run, size = symbol >> 4, symbol & 15
            if size == 0 and symbol != ZRL:
                self.run = self.ended(run) - 1
                return
            last += run + 1
            if last > self.end:
                raise Unsupported("stream")
            if size:
                block[last] = self.value(size)

    def value(self, size: int) -> int:
        if size > MOST_AC - self.low:
            raise Unsupported("range")
        return extended(self.bits.take(size)) * (1 << self.low)

    def ended(self, category: int) -> int:
        """Table G.1: EOBn and n bits tell in how many blocks the band ends, this one among them."""
        return (1 << category) + int(self.bits.take(category) or "0", 2)


class _Refining(_First):
    """G.1.2.3: one bit more of a band of AC coefficients."""

    def block(self, block: list[int]) -> None:
        """Figures G.7 to G.9: runs are of coefficients without history, and bits of the others come between."""
        known = [value != 0 for value in block]
        at = self.start
        while not self.run and at <= self.end:
            symbol = self.bits.symbol(self.coding)
            run, size = symbol >> 4, symbol & 15
            if size > 1:
                raise Unsupported("stream")
            if size == 0 and symbol != ZRL:
                self.run = self.ended(run)
                break
            value = self.value(1) if size else 0
            while at <= self.end and (known[at] or run):
                if known[at]:
                    self.correct(block, at)
                else:
                    run -= 1
                at += 1
            if at > self.end:
                raise Unsupported("stream")
            block[at] = value
            at += 1
        if self.run:
            self.run -= 1
            for place in range(at, self.end + 1):
                if known[place]:
                    self.correct(block, place)

    def correct(self, block: list[int], at: int) -> None:
        if self.bits.take(1) == "1":
            block[at] += (1 if block[at] > 0 else -1) << self.low


def _own(table: object) -> Table:
    assert isinstance(table, Table)
    return table
