"""The steps of a patch: which MCUs, their new coefficients, where their old bits are, and the new file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from .header import Jpeg
from .kernel import Box, Buffer, Kernel, Piece, Writer
from .scan import Part, Scan, Segment, headers

Head: TypeAlias = Callable[[bytes], bytes]


def patch_with(scan: Scan, box: Box, pixels: Buffer, before: Buffer | None, head: Head) -> bytes:
    """Do what ``Editor.patch`` says with the steps of one implementation."""
    jpeg, kernel = scan.jpeg, scan.kernel
    touched = _touched(kernel, jpeg, box, pixels, before)
    if 1 not in touched:
        return b"".join((head(jpeg.data[: jpeg.scan]), memoryview(jpeg.data)[jpeg.scan :]))
    fresh = kernel.coefficients(jpeg, box, pixels, touched)
    parts = {
        segment: Part(segment, _joined(segment, pieces), segment.reader.place(pieces[0][0])[1])
        for segment, pieces in scan.pieces(_runs(jpeg, box, touched), new=True).items()
    }
    changes = scan.changes(parts.values(), fresh)
    moved = any(change.moved for change in changes.values())
    writer = kernel.writer(scan.planned(changes))
    data = memoryview(jpeg.data)
    found: list[Buffer] = [head(headers(jpeg, changes))]
    at = jpeg.scan
    for segment in scan.segments if moved else parts:
        found.append(data[at : segment.start])
        found += _written(scan, writer, (segment, parts.get(segment)), fresh, moved)
        at = segment.end
    found.append(data[at:])
    return b"".join(found)


def _touched(kernel: Kernel, jpeg: Jpeg, box: Box, pixels: Buffer, before: Buffer | None) -> bytes:
    """Return 1 for each MCU of the box that gets new coefficients, row by row. Raises ValueError for wrong input."""
    if jpeg.aligned(box) != tuple(box):
        raise ValueError(box)
    left, top, right, bottom = box
    steps = (1,) if jpeg.grey else (3, 4)
    sizes = [(right - left) * (bottom - top) * step for step in steps]
    if len(pixels) not in sizes or (before is not None and len(before) != len(pixels)):
        raise ValueError(len(pixels))
    if before is None:
        wide, high = jpeg.units_of(box)
        return bytes([1]) * (wide * high)
    return kernel.changed(jpeg, box, before, pixels)


def _runs(jpeg: Jpeg, box: Box, touched: bytes) -> Iterator[tuple[int, int]]:
    """Give the runs of touched MCUs as (first, end), counted over the picture; they may meet at the row's end."""
    across, down = jpeg.unit
    wide, high = jpeg.units_of(box)
    pitch = jpeg.units[0]
    first = box[1] // down * pitch + box[0] // across
    for row in range(0, wide * high, wide):
        start = touched.find(1, row, row + wide)
        while start >= 0:
            end = touched.find(0, start, row + wide)
            end = row + wide if end < 0 else end
            yield first + start - row, first + end - row
            start = touched.find(1, end, row + wide)
        first += pitch


def _joined(segment: Segment, new: list[Piece]) -> list[Piece]:
    """Put between the new MCUs of a segment those that stay, and the next one behind them."""
    found: list[Piece] = []
    at = new[0][0]
    for piece in new:
        if piece[0] > at:
            found.append((at, piece[0] - at, -1))
        found.append(piece)
        at = piece[0] + piece[1]
    if at < segment.units:
        found.append((at, 1, -1))
    return found


def _written(
    scan: Scan, writer: Writer, where: tuple[Segment, Part | None], fresh: Buffer, moved: bool
) -> Iterator[Buffer]:
    """Give the bytes of a segment with new MCUs; everything else is copied, but for codes that moved."""
    segment, part = where
    reader = segment.reader
    carry = writer.transcode if moved else writer.copy
    at = read = 0
    if part is not None:
        first, last = part.pieces[0], part.pieces[-1]
        start, _ = reader.place(first[0])
        if not moved:
            # Whole bytes before the first change are those of the file.
            whole = start >> 3
            at = whole << 3
            yield memoryview(scan.jpeg.data)[segment.start :][: scan.kernel.stuffed(reader, whole)]
        carry(reader, at, start)
        writer.part(reader, part.pieces, fresh, part.before, moved)
        read = last[0] + last[1]
        at, _ = reader.place(read)
    end = reader.length
    alike, _ = reader.tail()
    # The padding behind the last code, of unknown length, might grow into a byte that no decoder expects.
    if moved or read == segment.units or alike + -(writer.odd + end - at) % 8 >= 8:
        end = segment.finished()
    carry(reader, at, end)
    yield writer.finish()
