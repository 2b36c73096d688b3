"""Rows that are passed over: what stands in a table for the eye and describes no page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..messages import Message, say
from ..template.fields import folded
from .cells import text_of
from .table import Column, RawRow

SHOWN = 5
"""So many row numbers of a kind are told, then an ellipsis."""

_TOTAL = re.compile(r"(?:итог|итого|всего|total|totals|sum)\b")


class Passing:
    """Decides on rows and counts those that are passed over, by kind; and those with line breaks in their cells."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[list[int], int]] = {}
        self.empty: list[int] = []

    def count(self, kind: str, number: int) -> None:
        """Count a row of a kind."""
        numbers, count = self.found.get(kind, ([], 0))
        self.found[kind] = (numbers if len(numbers) > SHOWN else [*numbers, number], count + 1)

    def over(self, row: RawRow, used: Sequence[Column], first: bool) -> bool:
        """Return whether a row below the headings is passed over, and count it. ``first`` follows the headings."""
        kind = _kind(row, used, first)
        if kind == "empty":
            # Those below the last row are formatting and no part of the table.
            self.empty.append(row.number)
            return True
        for number in self.empty:
            self.count("empty", number)
        self.empty.clear()
        if kind:
            self.count(kind, row.number)
        return kind is not None

    def above(self, row: RawRow) -> None:
        """Count a row above the headings."""
        self.count("title" if any(map(text_of, row.cells)) else "empty", row.number)

    def notes(self) -> list[Message]:
        """Return one message a kind of rows that were counted."""
        return [_SAID[kind](count, _listed(numbers)) for kind, (numbers, count) in self.found.items()]


def _kind(row: RawRow, used: Sequence[Column], first: bool) -> str | None:
    texts = [text_of(cell) for cell in row.cells]
    filled = [text for text in texts if text]
    if not filled:
        return "empty"
    if row.wide:
        return "section"
    if _TOTAL.match(folded(filled[0])):
        return "total"
    mine = [(texts[column.index] if column.index < len(texts) else "", column) for column in used]
    if not any(text for text, _ in mine):
        return "foreign"
    if all(not text or folded(text) == folded(column.heading) for text, column in mine):
        return "headings"
    if first and len(filled) >= 3 and filled == [str(number) for number in range(1, len(filled) + 1)]:
        return "numbers"
    return None


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:SHOWN])) + (", …" if len(numbers) > SHOWN else "")


_SAID = {
    "breaks": lambda count, rows: say(
        "Rows with line breaks inside of cells: {count} ({rows}).", count=count, rows=rows
    ),
    "title": lambda count, rows: say("Rows above the headings, passed over: {count} ({rows}).", count=count, rows=rows),
    "empty": lambda count, rows: say("Empty rows, passed over: {count} ({rows}).", count=count, rows=rows),
    "section": lambda count, rows: say(
        "Rows of one cell merged over several columns, passed over: {count} ({rows}).", count=count, rows=rows
    ),
    "total": lambda count, rows: say("Rows of totals, passed over: {count} ({rows}).", count=count, rows=rows),
    "foreign": lambda count, rows: say(
        "Rows with nothing in the columns that are used, passed over: {count} ({rows}).", count=count, rows=rows
    ),
    "headings": lambda count, rows: say("Repeated headings, passed over: {count} ({rows}).", count=count, rows=rows),
    "numbers": lambda count, rows: say(
        "Rows that number the columns, passed over: {count} ({rows}).", count=count, rows=rows
    ),
}
