"""The coded data of a JPEG as a map of MCUs: where each one's bits are, found by reading no further than needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from .header import Huffman, Jpeg
from .kernel import Block, Kernel, Plan, Reader
from .tables import widened
from .unsupported import Unsupported

# Slots: the number of a DC table, and that of an AC table behind them.
AC_SLOT = 4
Key: TypeAlias = tuple[int, int]


class Change(NamedTuple):
    """A Huffman table made wider; ``moved``: old symbols have other codes."""

    table: Huffman
    moved: bool


class _Source(NamedTuple):
    """What a segment is read from, and by what. Not the scan itself: in a circle it would outlive its use."""

    kernel: Kernel
    data: bytes
    plan: Plan


class Segment:
    """An entropy-coded segment: its bytes in the file, and the MCUs in it, the first of them counted over the picture."""

    def __init__(self, source: _Source, bounds: tuple[int, int], first: int, units: int) -> None:
        self.start, self.end = bounds
        self.first, self.units = first, units
        self._source = source
        self._reader: Reader | None = None

    @property
    def reader(self) -> Reader:
        if self._reader is None:
            source = self._source
            self._reader = source.kernel.reader(source.data, self.start, self.end, source.plan)
        return self._reader

    def at(self, unit: int) -> Reader:
        """Return the reader, at the start of an MCU of this segment."""
        self.reader.seek(unit)
        return self.reader

    def finished(self) -> int:
        """Return where the last code ends. Raises Unsupported where more than padding follows (F.1.2.3)."""
        position, _ = self.reader.place(self.units)
        if self.reader.length - position >= 8:
            raise Unsupported("stream")
        return position


class Scan:
    """The one scan of a JPEG. Raises Unsupported where its segments are not those that its header tells."""

    def __init__(self, kernel: Kernel, jpeg: Jpeg) -> None:
        self.kernel, self.jpeg = kernel, jpeg
        self.plan = self.planned({})
        bounds = kernel.segments(jpeg.data, jpeg.scan)
        every = jpeg.units[0] * jpeg.units[1]
        # E.1.4: a segment is a restart interval, or all there is.
        self._each = each = jpeg.restart or every
        if len(bounds) // 2 != -(-every // each):
            raise Unsupported("stream")
        source = _Source(kernel, jpeg.data, self.plan)
        self.segments = [
            Segment(source, (bounds[2 * place], bounds[2 * place + 1]), place * each, min(each, every - place * each))
            for place in range(len(bounds) // 2)
        ]

    def planned(self, changes: Mapping[Key, Change]) -> Plan:
        """Return the blocks of an MCU in the order of the scan (A.2.3), with their tables after some changes."""
        jpeg = self.jpeg
        specified = {**jpeg.tables, **{key: change.table for key, change in changes.items()}}
        used = {key for part in jpeg.components for key in ((0, part.dc), (1, part.ac))}
        tables = {key: self.kernel.table(specified[key].counts, specified[key].values) for key in used}
        return tuple(
            Block(number, tables[0, part.dc], tables[1, part.ac], part.dc, AC_SLOT + part.ac)
            for number, part in enumerate(jpeg.components)
            for _ in range(part.h * part.v)
        )

    def luminance(self) -> tuple[int, int, bytes]:
        """Do what ``Editor.luminance`` says."""
        jpeg = self.jpeg
        levels = b"".join(bytes(segment.reader.levels(segment.units)) for segment in self.segments)
        return *jpeg.blocks(0), self.kernel.luminance(jpeg, levels)

    def complete(self, kinds: Iterable[int]) -> bool:
        """Tell whether the tables of some classes, 0 for DC and 1 for AC, have all symbols that can be needed."""
        tables = self.jpeg.tables
        # 12 categories; 16 runs by 10 with ZRL and EOB.
        return all(
            len(tables[kind, part.ac if kind else part.dc].values) >= (12, 162)[kind]
            for kind in kinds
            for part in self.jpeg.components
        )

    def pieces(self, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[Segment, int, int]]:
        """Cut runs of MCUs, (first, end) over the picture, where segments end: segment, first in it, how many."""
        for start, end in runs:
            while start < end:
                number, first = divmod(start, self._each)
                segment = self.segments[number]
                units = min(end - start, segment.units - first)
                yield segment, first, units
                start += units

    def lacking(self, needed: Iterable[tuple[Key, int]]) -> dict[Key, Change]:
        """Return the tables that lack symbols, made wider. ``needed`` gives slot and symbol, and how often they come."""
        have = {number + AC_SLOT * kind: set(table.values) for (kind, number), table in self.jpeg.tables.items()}
        missing: dict[int, dict[int, int]] = {}
        for (slot, symbol), times in needed:
            if symbol not in have[slot]:
                counted = missing.setdefault(slot, {})
                counted[symbol] = counted.get(symbol, 0) + times
        changes = {}
        for slot, counted in missing.items():
            old = self.jpeg.tables[divmod(slot, AC_SLOT)]
            counts, values, moved = widened(old.counts, old.values, counted)
            changes[divmod(slot, AC_SLOT)] = Change(old._replace(counts=counts, values=values), moved)
        return changes

    def differences(self, reader: Reader, added: tuple[int, ...]) -> Iterator[tuple[Key, int]]:
        """Give the symbols of the first DC differences of the next MCU, corrected, as ``lacking`` wants them."""
        slots = {block.component: block.dc_slot for block in self.plan}
        for component, difference in enumerate(reader.differences()):
            size = abs(difference + added[component]).bit_length()
            # Table F.1 knows no larger category.
            if size > 11:
                raise Unsupported("range")
            yield (slots[component], size), 1


def check_flags(flags: bytes, number: int) -> None:
    """Raise ValueError where these are not so many zeros and ones."""
    if len(flags) != number or flags.count(0) + flags.count(1) != number:
        raise ValueError(len(flags))


def headers(jpeg: Jpeg, changes: Mapping[Key, Change]) -> bytearray:
    """Return everything before the coded data, tables exchanged and the lengths of their segments corrected."""
    data = bytearray(jpeg.data[: jpeg.scan])
    # From the last to the first, so that offsets stay right.
    for key, (table, _) in sorted(changes.items(), key=lambda item: -item[1].table.offset):
        old = jpeg.tables[key]
        data[old.offset + 1 : old.offset + 17 + len(old.values)] = table.counts + table.values
        length = int.from_bytes(data[old.segment : old.segment + 2], "big") + len(table.values) - len(old.values)
        data[old.segment : old.segment + 2] = length.to_bytes(2, "big")
    return data
