"""Reads a table: which format, where the headings are, which columns are used; then every row once, into a spool."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import islice
from typing import Protocol

from ..errors import ManifestError, Trail
from ..messages import Message, say
from ..template.fields import Field
from .cells import text_of
from .detection import NAMES, detect, unreadable
from .headings import FIRST_ROWS, Columns, Headings, header_row
from .objects import Item
from .passing import Passing
from .spool import Spool
from .table import Cell, Column, Manifest, RawRow, ReadOptions, address
from .text_file import Coding


class Grid(Protocol):
    """A table with rows and columns, read in one of the ways that are possible."""

    @property
    def sheet(self) -> str | None: ...
    def notes(self) -> list[Message]: ...
    def rows(self) -> Generator[RawRow, None, None]: ...


def read(path: str | os.PathLike[str], fields: Iterable[tuple[str, Field]], options: ReadOptions) -> Manifest:
    """Read a table; see ``read_manifest``."""
    file = os.fspath(path)
    headings = Headings(fields, options.mapping)
    kind, coding = detect(file, options)
    try:
        if kind in ("csv", "workbook"):
            return _read_grid(_grids(file, coding, options), file, kind, headings, options)
        assert coding is not None
        return _read_objects(_items(file, kind, coding), file, kind, coding, headings)
    except UnicodeError:  # every byte was looked at before
        raise ManifestError(say("The file has changed while it was read; try again."), Trail(file=file)) from None
    except OSError as problem:
        raise ManifestError(unreadable(problem), Trail(file=file)) from None


def _grids(file: str, coding: Coding | None, options: ReadOptions) -> Sequence[Grid]:
    if coding is None:
        from .xlsx import sheets

        return sheets(file, options.sheet)
    from .csv_table import csv_tables

    return csv_tables(file, coding, options.delimiter)


def _items(file: str, format: str, coding: Coding) -> Generator[Item, None, None]:
    if format == "yaml":
        from .yaml_table import yaml_items

        return yaml_items(file, coding)
    from .json_table import json_items, json_line_items

    return (json_items if format == "json" else json_line_items)(file, coding)


def _read_grid(grids: Sequence[Grid], file: str, format: str, headings: Headings, options: ReadOptions) -> Manifest:
    grid = _chosen(grids, headings, options.header_row)
    passing, spool = Passing(), Spool()
    with closing(grid.rows()) as rows:
        head = list(islice(rows, max(FIRST_ROWS, options.header_row or 0)))
        top = header_row(headings, head, options.header_row, Trail(file=file, key=grid.sheet))
        columns = _columns(top, headings, file, grid.sheet)
        for row in head:
            if row.number < top.number:
                passing.above(row)
        below = (row for part in ([row for row in head if row.number > top.number], rows) for row in part)
        count = _keep(below, columns.used, passing, spool, len(top.cells) if format == "csv" else None)
    if not count:
        raise ManifestError(say("The table has no rows below its headings; fill it."), Trail(file=file, key=grid.sheet))
    notes = [*grid.notes(), say("The headings are in row {row}.", row=top.number), *columns.notes(), *passing.notes()]
    return Manifest(file, grid.sheet, format, tuple(notes), tuple(columns.all), count, spool)


def _columns(top: RawRow, headings: Headings, file: str, sheet: str | None) -> Columns:
    place = Trail(file=file, row=top.number, key=address(sheet, top.number))
    columns = Columns(headings, place, lettered=True)
    for index, cell in enumerate(top.cells):
        if text_of(cell):
            columns.add(text_of(cell), index, place)
    columns.check()
    return columns


def _keep(rows: Iterable[RawRow], used: Sequence[Column], passing: Passing, spool: Spool, width: int | None) -> int:
    """Put the rows that describe pages into the spool and return how many there are."""
    count, first = 0, True
    for row in rows:
        if passing.over(row, used, first):
            first = first and not any(map(text_of, row.cells))
            continue
        first = False
        count += 1
        extra = 0 if width is None else sum(1 for cell in row.cells[width:] if text_of(cell))
        cells = [row.cells[column.index] if column.index < len(row.cells) else None for column in used]
        if any(isinstance(cell, str) and ("\n" in cell or "\r" in cell) for cell in cells):
            passing.count("breaks", row.number)
        spool.add(RawRow(row.number, [], row.line, extra=extra), cells)
    return count


def _chosen(grids: Sequence[Grid], headings: Headings, forced: int | None) -> Grid:
    """Return the way of reading in which most headings are known; the first one of the best."""
    if len(grids) == 1:
        return grids[0]
    best, most = grids[0], (0, 0)
    for grid in grids:
        head = _head(grid, forced)
        found = headings.header(head) if forced is None else _forced(head, headings, forced)
        # A heading may itself have another delimiter in it: the one that makes more columns is meant.
        score = (found[1], len(found[0].cells) if grid.sheet is None else 0) if found else (0, 0)
        if score > most:
            best, most = grid, score
    return best


def _head(grid: Grid, forced: int | None) -> list[RawRow]:
    """Return the first rows; with a wrong delimiter they may end early."""
    rows: list[RawRow] = []
    with closing(grid.rows()) as stream:
        try:
            rows.extend(islice(stream, max(FIRST_ROWS, forced or 0)))
        except ManifestError:
            return rows
    return rows


def _forced(head: list[RawRow], headings: Headings, forced: int) -> tuple[RawRow, int] | None:
    row = next((row for row in head if row.number == forced), None)
    return (row, len(headings.matched(row))) if row else None


def _read_objects(
    items: Generator[Item, None, None], file: str, format: str, coding: Coding, headings: Headings
) -> Manifest:
    columns = Columns(headings, Trail(file=file), lettered=False)
    known: set[str] = set()
    passing, spool, count = Passing(), Spool(), 0
    with closing(items):
        for item in items:
            for name in item.values:
                if name not in known:
                    known.add(name)
                    columns.add(name, len(columns.all), Trail(file=file, line=item.line, row=item.number))
            cells = [item.values.get(column.heading) for column in columns.used]
            if any(map(_filled, cells)):
                count += 1
                spool.add(RawRow(item.number, [], item.line), cells)
            else:
                passing.count("foreign" if any(map(_filled, item.values.values())) else "empty", item.number)
    if known:
        columns.check()
    if not count:
        raise ManifestError(say("The table has no rows below its headings; fill it."), Trail(file=file))
    said = say("{format} in {encoding}.", format=NAMES[format], encoding=coding.name)
    notes = [said, *columns.notes(), *passing.notes()]
    return Manifest(file, None, format, tuple(notes), tuple(columns.all), count, spool)


def _filled(cell: Cell) -> bool:
    return bool(text_of(cell)) or isinstance(cell, list)
