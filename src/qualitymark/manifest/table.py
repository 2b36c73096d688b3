"""Manifest: what a table brings, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Fault, Trail

if TYPE_CHECKING:
    from ..messages import Message
    from .spool import Spool

Cell = str | float | bool | list[object] | None
"""A cell as a format brings it: a text, a number of a workbook, yes or no, nothing; a list stands for nested values."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is forced instead of detected.

    ``sheet`` is a name, or a number counted from 1; ``header_row`` is counted as a spreadsheet does. ``mapping`` says
    which heading is which field, and wins over the template's aliases.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a table as a format brings it.

    ``number`` is the row as a spreadsheet counts it, or the object's number; ``line`` is the line of a text file.
    ``wide`` tells that the only cell with something in it is merged over several columns; ``extra`` counts filled cells
    beyond the last heading, where they show that cells have shifted.
    """

    number: int
    cells: list[Cell]
    line: int | None = None
    wide: bool = False
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``index`` from 0, its heading, and the field that it fills, or None where it is not used."""

    index: int
    heading: str
    field: str | None = None

    @property
    def letters(self) -> str:
        """The column as spreadsheets name it: A, B, … Z, AA."""
        return letters(self.index)


@dataclass(frozen=True, slots=True)
class PageLink:
    """The address of a page in its canonical form.

    ``kind`` is ``id`` (``value`` is the community's number in VK), ``name`` (its screen name in VK) or ``url`` (a page
    elsewhere, ``value`` being its address without the scheme).
    """

    kind: str
    value: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its number as a spreadsheet counts it, its values by field, and what is wrong with it.

    An empty cell has no value. A value with a fault stays as it stands in the table.
    """

    number: int
    values: Mapping[str, str]
    faults: tuple[Fault, ...] = ()
    link: PageLink | None = None
    line: int | None = None


@dataclass(frozen=True, eq=False)
class Manifest:
    """A table of pages that was read.

    ``notes`` say what was detected, passed over and not used; ``count`` is the number of rows.
    """

    file: str
    sheet: str | None
    format: str
    notes: tuple[Message, ...]
    columns: tuple[Column, ...]
    count: int
    spool: Spool = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield the rows in their order. May be called again, and from several threads."""
        from .values import rows_of

        return rows_of(self)

    def place(self, number: int, name: str | None = None, line: int | None = None) -> Trail:
        """Return the place of a row, or of the value of a field in it: ``file: Sheet!F7``, ``file:12: [6].year``."""
        column = next((column for column in self.columns if column.field == name), None) if name else None
        return Trail(file=self.file, line=line, row=number, field=name, key=self._key(number, column))

    def _key(self, number: int, column: Column | None) -> str:
        if self.format in ("json", "yaml"):
            return f"[{number - 1}]" + (f".{column.heading}" if column else "")
        if self.format == "jsonl":
            return column.heading if column else ""
        return address(self.sheet, number, column)


def address(sheet: str | None, number: int, column: Column | None = None) -> str:
    """Return a cell as spreadsheets name it: ``'The winners'!F7``, or ``7:7`` for a whole row."""
    cell = f"{column.letters}{number}" if column else f"{number}:{number}"
    if sheet is None:
        return cell
    plain = sheet.isidentifier()
    quoted = sheet.replace("'", "''")
    return f"{sheet}!{cell}" if plain else f"'{quoted}'!{cell}"


def letters(index: int) -> str:
    """Return the letters of a column that is counted from 0."""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
