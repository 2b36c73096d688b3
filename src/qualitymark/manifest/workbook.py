"""Reads a workbook in a process of its own and writes it to the standard output as lines of JSON.

python-calamine keeps a whole sheet in memory, as wide and as long as its farthest cells, and its process ends where
that is too much. Here neither touches the process that asked. Run as ``python -m qualitymark.manifest.workbook FILE
[SHEET]``: without a sheet one line, the list of ``[name, visible]``; with a sheet the rows from the first one on as
``[cells, wide]``, then ``{"filled": count}``. An error is one line ``{"error": kind, "detail": text}``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY = 1 << 30
"""Bytes of address space that reading may take: some 500,000 rows of 14 columns."""

Range = tuple[tuple[int, int], tuple[int, int]]


def main(arguments: list[str]) -> None:
    """Write what was asked for, or the error."""
    try:
        _limit_memory()
        for line in lines(*arguments):
            _write(line)
    except BrokenPipeError:
        return  # who asked has seen enough
    except BaseException as problem:  # noqa: BLE001 - a panic of the reader is no Exception
        _write({"error": type(problem).__name__, "detail": str(problem)[:200]})
    sys.stdout.flush()


def _write(line: Any) -> None:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if most < 0 else min(MEMORY, most), most))


def lines(path: str, sheet: str | None = None) -> Iterator[Any]:
    """Yield what is written for a file, and for a sheet of it."""
    from python_calamine import CalamineWorkbook

    with open(path, "rb") as stream:  # noqa: PTH123 - this process starts often and needs no pathlib
        book = CalamineWorkbook.from_filelike(stream)
        if sheet is None:
            yield _sheets(book)
            return
        yield from _rows(book.get_sheet_by_name(sheet))


def _sheets(book: CalamineWorkbook) -> list[tuple[str, bool]]:
    return [
        (sheet.name, str(sheet.visible).endswith(".Visible"))
        for sheet in book.sheets_metadata
        if str(sheet.typ).endswith(".WorkSheet")
    ]


def _rows(sheet: CalamineSheet) -> Iterator[Any]:
    if sheet.start is None:
        yield {"filled": 0}
        return
    left = sheet.start[1]
    merged = _Merged(sheet.merged_cell_ranges or [])
    for number, values in enumerate(sheet.iter_rows()):
        cells = [None] * left + [_plain(value) for value in values]
        while cells and cells[-1] is None:
            cells.pop()
        filled = [index for index, cell in enumerate(cells) if cell is not None]
        wide = len(filled) == 1 and merged.is_wide(number, filled[0])
        if filled and not wide:
            merged.fill(number, cells)
        yield [cells, wide]
    yield {"filled": len(merged.used)}


class _Merged:
    """Merged cells: one that covers several rows has its value in each of them, as a reader of the table sees it."""

    def __init__(self, ranges: list[Range]) -> None:
        self.wide = {start for start, end in ranges if end[1] > start[1]}
        self.tall = deque(sorted((start, end) for start, end in ranges if end[0] > start[0]))
        self.active: list[tuple[Range, Any]] = []
        self.used: set[tuple[int, int]] = set()

    def is_wide(self, number: int, index: int) -> bool:
        return (number, index) in self.wide

    def fill(self, number: int, cells: list[Any]) -> None:
        self.active = [(one, value) for one, value in self.active if one[1][0] >= number]
        for (start, _), value in self.active:
            column = start[1]
            cells += [None] * (column + 1 - len(cells))
            if cells[column] is None:
                cells[column] = value
                self.used.add(start)
        while self.tall and self.tall[0][0][0] <= number:
            start, end = self.tall.popleft()
            value = cells[start[1]] if start[0] == number and start[1] < len(cells) else None
            if value is not None:
                self.active.append(((start, end), value))


def _plain(value: Any) -> Any:
    """Return a cell as JSON has it: nothing for an empty one, dates as a Russian Excel shows them."""
    if isinstance(value, (str, float, int)):  # yes and no are whole numbers too
        return None if value == "" else value
    if isinstance(value, dt.datetime):
        return value.strftime("%d.%m.%Y" if value.time() == dt.time() else "%d.%m.%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d.%m.%Y")
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)


if __name__ == "__main__":
    main(sys.argv[1:])
