"""CSV and TSV, in the dialects of spreadsheets: RFC 4180 with any of three delimiters, and a ``sep=`` line."""

from __future__ import annotations

import csv
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ..errors import ManifestError, Trail, UsageError
from ..messages import Message, join, say
from ..model.reading import brief
from .table import Cell, RawRow
from .text_file import Coding, lines_of, open_text

DELIMITERS = (";", ",", "\t")
MAX_LINES = 2000
"""A row that spans more lines is refused: a quotation mark was not closed."""

_SEP = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


@dataclass(frozen=True)
class CsvTable:
    """One CSV file, read with one delimiter."""

    file: str
    coding: Coding
    delimiter: str
    said: bool = False
    sheet: None = field(default=None, init=False)

    def notes(self) -> list[Message]:
        """Return what was detected."""
        shown = say("a tab") if self.delimiter == "\t" else say("“{sign}”", sign=self.delimiter)
        told = say("CSV in {encoding}, with {delimiter} between the cells.", encoding=self.coding.name, delimiter=shown)
        return [join(told, say("The delimiter is from the line “sep=”."))] if self.said else [told]

    def rows(self) -> Generator[RawRow, None, None]:
        """Yield the rows as Excel counts them: empty ones too, a ``sep=`` line not.

        Raises ManifestError with row and line for quotation marks that do not match and cells that are too long.
        """
        with open_text(self.file, self.coding) as stream:
            lines = _Lines(lines_of(stream, self.file))
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            number = 0
            while True:
                number += 1
                first = lines.begin()
                try:
                    cells: list[Cell] = list(next(reader))
                except StopIteration:
                    return
                except (csv.Error, _TooManyLinesError) as problem:
                    place = Trail(file=self.file, line=first, row=number)
                    raise ManifestError(_wrong(str(problem), number), place) from None
                yield RawRow(number, cells, first)


class _TooManyLinesError(Exception):
    pass


class _Lines:
    """Lines for the parser, without the ``sep=`` line, and with a bound on those of one row."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.number = 0
        self.of_row = 0

    def begin(self) -> int:
        """Begin a row and return the number of its first line."""
        self.of_row = 0
        return self.number + 1

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.number += 1
        if self.number == 1 and _SEP.fullmatch(line):
            line = next(self.lines)
            self.number += 1
        self.of_row += 1
        if self.of_row > MAX_LINES:
            raise _TooManyLinesError("unexpected end of data")
        return line


def _wrong(problem: str, number: int) -> Message:
    if "field larger" in problem:
        return say(
            "Row {row} has a cell of more than {most} characters; shorten it, or close a quotation mark.",
            row=number,
            most=csv.field_size_limit(),
        )
    if "unexpected end" in problem:
        return say("A quotation mark that opens in row {row} is never closed; close it.", row=number)
    return say(
        "A quotation mark in row {row} stands in the midst of a cell in quotes; double it, or save the table anew"
        " from a spreadsheet program.",
        row=number,
    )


def csv_tables(file: str, coding: Coding, forced: str | None) -> list[CsvTable]:
    """Return the ways to read a file, of which its headings choose one. Raises UsageError for a wrong delimiter."""
    if forced is not None:
        return [CsvTable(file, coding, _forced(forced))]
    said = _said(file, coding)
    if said:
        return [CsvTable(file, coding, said, said=True)]
    tabbed = Path(file).suffix.lower() in (".tsv", ".tab")
    order = reversed(DELIMITERS) if tabbed else DELIMITERS
    return [CsvTable(file, coding, delimiter) for delimiter in order]


def _forced(delimiter: str) -> str:
    sign = _WORDS.get(delimiter.lower(), delimiter)
    if len(sign) != 1 or sign in '"\r\n\0 ' or sign.isalnum():
        raise UsageError(
            say("“{delimiter}” cannot stand between cells; give “;”, “,” or “tab”.", delimiter=brief(delimiter))
        )
    return sign


def _said(file: str, coding: Coding) -> str | None:
    """Return the delimiter of a ``sep=`` line."""
    with open_text(file, coding) as stream:
        for line in islice(lines_of(stream, file), 1):
            found = _SEP.fullmatch(line)
            return found[1] if found and found[1] not in '"\r\n\0 ' and not found[1].isalnum() else None
    return None
