"""The steps of a patch: which MCUs, their new coefficients, where their old bits are, and the new file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .header import Jpeg
from .kernel import Box, Buffer, Kernel, Writer
from .scan import Change, Key, Scan, Segment, check_flags, headers


class Known(NamedTuple):
    """What is known of the pixels from before: all of them, and which units of them are not the truth."""

    before: Buffer | None = None
    hidden: bytes | None = None


@dataclass(slots=True)
class _Run:
    """Touched MCUs that follow each other within a segment.

    ``first`` counts MCUs from the start of the segment, ``stored`` from the first new one; ``start`` and ``end``
    are the positions of their old bits, ``predictors`` the DC coefficients before them; ``added`` is what the first
    DC differences behind them have to be corrected by, nothing where the segment ends there.
    """

    first: int
    stored: int
    units: int
    start: int = 0
    end: int = 0
    predictors: tuple[int, ...] = ()
    added: tuple[int, ...] = ()

    @property
    def next(self) -> int:
        return self.first + self.units


def patch_with(scan: Scan, box: Box, pixels: Buffer, known: Known) -> bytes:
    """Do what ``Editor.patch`` says with the steps of one implementation."""
    jpeg, kernel = scan.jpeg, scan.kernel
    touched = _touched(kernel, jpeg, box, pixels, known)
    if 1 not in touched:
        return jpeg.data
    runs = _joined(scan, _runs(jpeg, box, touched))
    fresh = kernel.coefficients(jpeg, box, pixels, touched)
    for segment, its in runs.items():
        _survey(scan, segment, its, fresh)
    changes = _changes(scan, runs, fresh)
    moved = any(change.moved for change in changes.values())
    writer = kernel.writer(scan.planned(changes))
    data = memoryview(jpeg.data)
    parts: list[Buffer] = [headers(jpeg, changes)]
    at = jpeg.scan
    for segment in scan.segments if moved else runs:
        parts.append(data[at : segment.start])
        parts.append(_written(writer, segment, runs.get(segment, []), fresh, moved))
        at = segment.end
    parts.append(data[at:])
    return b"".join(parts)


def _touched(kernel: Kernel, jpeg: Jpeg, box: Box, pixels: Buffer, known: Known) -> bytes:
    """Return 1 for each MCU of the box that gets new coefficients, row by row. Raises ValueError for wrong input."""
    if jpeg.aligned(box) != tuple(box):
        raise ValueError(box)
    before, hidden = known
    left, top, right, bottom = box
    steps = (1,) if jpeg.grey else (3, 4)
    sizes = [(right - left) * (bottom - top) * step for step in steps]
    if len(pixels) not in sizes or (before is not None and len(before) != len(pixels)):
        raise ValueError(len(pixels))
    wide, high = jpeg.units_of(box)
    if hidden is not None:
        check_flags(hidden, wide * high)
    if before is None:
        return bytes([1]) * (wide * high)
    changed = kernel.changed(jpeg, box, before, pixels)
    if hidden is None:
        return changed
    return (int.from_bytes(changed, "big") | int.from_bytes(hidden, "big")).to_bytes(len(changed), "big")


def _runs(jpeg: Jpeg, box: Box, touched: bytes) -> Iterator[tuple[int, int]]:
    """Give the runs of touched MCUs as (first, end), counted over the picture; they may meet at the row's end."""
    across, down = jpeg.unit
    wide = -(-(box[2] - box[0]) // across)
    for row in range(len(touched) // wide):
        flags = touched[row * wide : (row + 1) * wide]
        first = (box[1] // down + row) * jpeg.units[0] + box[0] // across
        start = flags.find(1)
        while start >= 0:
            end = flags.find(0, start)
            end = wide if end < 0 else end
            yield first + start, first + end
            start = flags.find(1, end)


def _joined(scan: Scan, runs: Iterator[tuple[int, int]]) -> dict[Segment, list[_Run]]:
    """Return the runs of each segment that has some, joined where they meet."""
    found: dict[Segment, list[_Run]] = {}
    stored = 0
    for segment, first, units in scan.pieces(runs):
        its = found.setdefault(segment, [])
        if its and its[-1].next == first:
            its[-1].units += units
        else:
            its.append(_Run(first, stored, units))
        stored += units
    return found


def _survey(scan: Scan, segment: Segment, runs: Sequence[_Run], fresh: Buffer) -> None:
    """Read a segment down to its last touched MCU, noting the positions and DC coefficients that matter."""
    values = memoryview(fresh).cast("h")
    for run in runs:
        run.start, run.predictors = segment.reader.place(run.first)
        run.end, old = segment.reader.place(run.next)
        if run.next < segment.units:
            last = (run.stored + run.units - 1) * len(scan.plan)
            new = {block.component: values[(last + place) * 64] for place, block in enumerate(scan.plan)}
            run.added = tuple(value - new[component] for component, value in enumerate(old))


def _changes(scan: Scan, runs: dict[Segment, list[_Run]], fresh: Buffer) -> dict[Key, Change]:
    """Return the tables that lack a symbol which is written new, made wider."""
    if scan.complete((0, 1)):
        return {}
    return scan.lacking(_needed(scan, runs, fresh))


def _needed(scan: Scan, runs: dict[Segment, list[_Run]], fresh: Buffer) -> Iterator[tuple[Key, int]]:
    """Give each symbol that is written new, by slot and symbol, and how often."""
    every = [(run.stored, run.units, run.predictors) for its in runs.values() for run in its]
    yield from scan.kernel.count(scan.plan, fresh, every).items()
    for segment, its in runs.items():
        for run in its:
            if run.added and not scan.complete((0,)):
                yield from scan.differences(segment.at(run.next), run.added)


def _written(writer: Writer, segment: Segment, runs: Sequence[_Run], fresh: Buffer, moved: bool) -> bytes:
    """Write a segment: what is not touched is copied bit by bit, but for codes that moved."""
    carry = writer.transcode if moved else writer.copy
    reader = segment.reader
    at = read = 0
    for run in runs:
        reader = segment.at(run.next)
        carry(reader, at, run.start)
        writer.encode(fresh, run.stored, run.units, run.predictors)
        read, at = run.next, run.end
        if run.added:
            writer.mend(reader, run.added)
            read, at = read + 1, reader.position
    end = reader.length
    alike, _ = reader.tail()
    # The padding behind the last code, of unknown length, might grow into a byte that no decoder expects.
    if moved or read == segment.units or alike + -(writer.length + end - at) % 8 >= 8:
        end = segment.finished()
    carry(reader, at, end)
    return writer.finish()
