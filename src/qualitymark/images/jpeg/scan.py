"""The coded data of a JPEG as a map of MCUs: where each one's bits are, found by reading no further than needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from .header import Huffman, Jpeg
from .kernel import Block, Buffer, Kernel, Piece, Plan, Reader
from .tables import widened
from .unsupported import Unsupported

# Slots: the number of a DC table, and that of an AC table behind them.
AC_SLOT = 4
_EOI = 0xD9
_ENDINGS = {0xDC: "lines", 0xC4: "scans", 0xDA: "scans", 0xDB: "scans"}
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

    def finished(self) -> int:
        """Return where the last code ends. Raises Unsupported where more than padding follows (F.1.2.3)."""
        position, _ = self.reader.place(self.units)
        if self.reader.length - position >= 8:
            raise Unsupported("stream")
        return position


class Part(NamedTuple):
    """MCUs of a segment that are to be written, behind others whose last DC coefficients are ``before``."""

    segment: Segment
    pieces: list[Piece]
    before: tuple[int, ...]


class Scan:
    """The one scan of a JPEG. Raises Unsupported where its segments are not those that its header tells."""

    def __init__(self, kernel: Kernel, jpeg: Jpeg) -> None:
        self.kernel, self.jpeg = kernel, jpeg
        self.plan = plan_of(kernel, jpeg, jpeg.tables)
        bounds = kernel.segments(jpeg.data, jpeg.scan)
        # The marker that ended the scan.
        ending = jpeg.data[bounds[-1] + 1]
        if ending != _EOI:
            raise Unsupported(_ENDINGS.get(ending, "structure"))
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
        if not changes:
            return self.plan
        return plan_of(self.kernel, self.jpeg, {**self.jpeg.tables, **{key: new.table for key, new in changes.items()}})

    def luminance(self) -> tuple[int, int, bytes]:
        """Do what ``Editor.luminance`` says."""
        jpeg = self.jpeg
        levels = b"".join(bytes(segment.reader.levels(segment.units)) for segment in self.segments)
        return *jpeg.blocks(0), self.kernel.luminance(jpeg, levels)

    def pieces(self, runs: Iterable[tuple[int, int]], *, new: bool) -> dict[Segment, list[Piece]]:
        """Cut runs of MCUs, (first, end) over the picture, where segments end; return those of each segment."""
        found: dict[Segment, list[Piece]] = {}
        each, stored = self._each, 0
        for start, end in runs:
            while start < end:
                place = start // each
                units = min(end, (place + 1) * each) - start
                found.setdefault(self.segments[place], []).append((start - place * each, units, stored if new else -1))
                stored += units
                start += units
        return found

    def changes(self, parts: Iterable[Part], fresh: Buffer) -> dict[Key, Change]:
        """Return the tables that lack symbols which are needed to write some parts, made wider."""
        tables = self.jpeg.tables
        # Whole tables have 12 categories (DC), or 16 runs by 10 with ZRL and EOB (AC).
        if all(len(tables[0, p.dc].values) >= 12 and len(tables[1, p.ac].values) >= 162 for p in self.jpeg.components):
            return {}
        missing: dict[int, dict[int, int]] = {}
        for segment, pieces, before in parts:
            found = self.kernel.lacking(self.plan, segment.reader, pieces, fresh, before)
            for (slot, symbol), times in found.items():
                counted = missing.setdefault(slot, {})
                counted[symbol] = counted.get(symbol, 0) + times
        changes = {}
        for slot, counted in missing.items():
            key = divmod(slot, AC_SLOT)
            old = tables[key]
            counts, values, moved = widened(old.counts, old.values, counted)
            changes[key] = Change(old._replace(counts=counts, values=values), moved)
        return changes


def plan_of(kernel: Kernel, jpeg: Jpeg, tables: Mapping[Key, Huffman]) -> Plan:
    """Return the blocks of an MCU in the order of the scan (A.2.3), with some tables."""
    used = {key for part in jpeg.components for key in ((0, part.dc), (1, part.ac))}
    made = {key: kernel.table(tables[key].counts, tables[key].values) for key in used}
    return tuple(
        Block(number, made[0, part.dc], made[1, part.ac], part.dc, AC_SLOT + part.ac)
        for number, part in enumerate(jpeg.components)
        for _ in range(part.h * part.v)
    )


def headers(jpeg: Jpeg, changes: Mapping[Key, Change]) -> bytes:
    """Return everything before the coded data, tables exchanged and the lengths of their segments corrected."""
    data = bytearray(jpeg.data[: jpeg.scan])
    # From the last to the first, so that offsets stay right.
    for key, (table, _) in sorted(changes.items(), key=lambda item: -item[1].table.offset):
        old = jpeg.tables[key]
        data[old.offset + 1 : old.offset + 17 + len(old.values)] = table.counts + table.values
        length = int.from_bytes(data[old.segment : old.segment + 2], "big") + len(table.values) - len(old.values)
        data[old.segment : old.segment + 2] = length.to_bytes(2, "big")
    return bytes(data)
