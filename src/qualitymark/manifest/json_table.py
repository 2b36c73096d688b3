"""JSON: a list of objects, or ``{"pages": [...]}``; and JSON Lines. Read object by object."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any, TextIO

from ..errors import ManifestError, Trail
from ..messages import say
from .objects import MAX_OBJECT, Item, no_list, unique
from .table import Cell
from .text_file import Coding, lines_of, open_text

CHUNK = 1 << 16


class _Pairs(list[tuple[str, Any]]):
    """An object as it stands, so that a name that stands twice is seen."""


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


# Numbers stay as they are written: a float would lose the digits of a long one.
_DECODER = json.JSONDecoder(object_pairs_hook=_Pairs, parse_float=str, parse_int=str, parse_constant=_constant)


def _cell(value: Any) -> Cell:
    return [] if isinstance(value, list) else value


def _item(pairs: _Pairs, number: int, place: Trail) -> Item:
    return Item(number, unique([(name, _cell(value)) for name, value in pairs], place), place.line)


def json_items(file: str, coding: Coding) -> Generator[Item, None, None]:
    """Yield the objects of a list, numbered from 1. Raises ManifestError with the line."""
    with open_text(file, coding) as stream:
        text = _Text(stream, file)
        text.open_list()
        number = 0
        while text.next_item(first=number == 0):
            number += 1
            place = Trail(file=file, line=text.line(), row=number)
            value = text.value()
            if not isinstance(value, _Pairs):
                raise no_list(place)
            yield _item(value, number, place)
        text.close()


def json_line_items(file: str, coding: Coding) -> Generator[Item, None, None]:
    """Yield the objects of a file with one in each line, numbered by their lines. Raises ManifestError."""
    with open_text(file, coding) as stream:
        for number, line in enumerate(lines_of(stream, file), start=1):
            place = Trail(file=file, line=number, row=number)
            if not line.strip():
                yield Item(number, {}, number)
                continue
            try:
                value = _DECODER.decode(line)
            except (ValueError, RecursionError) as problem:
                raise ManifestError(_invalid(problem), place) from None
            if not isinstance(value, _Pairs):
                raise ManifestError(
                    say("Expected one object in each line, such as {example}.", example='{"name": "…"}'), place
                )
            yield _item(value, number, place)


def _invalid(problem: Exception) -> str:
    if isinstance(problem, RecursionError):
        return say("The file is nested or repeated too deeply; simplify it.")
    detail = problem.msg if isinstance(problem, json.JSONDecodeError) else str(problem)
    return say("This is not valid JSON: {detail}. Mend the line.", detail=detail)


class _Text:
    """A JSON document of which only the part at hand is in memory."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self.stream = stream
        self.file = file
        self.buffer = ""
        self.position = 0
        self.lines = 1
        self.wrapped = False

    def line(self) -> int:
        """Return the line at hand, counted from 1."""
        return self.lines + self.buffer.count("\n", 0, self.position)

    def open_list(self) -> None:
        """Go into the list, be it the document or the value of ``pages``."""
        if self.sign() == "{":
            self.wrapped = True
            self.position += 1
            first = True
            while self.next_member(first):
                first = False
                if self.name() == "pages":
                    break
                self.value()
            else:
                raise no_list(self.place())
        if self.sign() != "[":
            raise no_list(self.place())
        self.position += 1

    def close(self) -> None:
        """See that nothing but the rest of the object follows the list."""
        while self.wrapped and self.next_member(False):
            if self.name() == "pages":
                raise ManifestError(say("“{name}” stands twice in one object; keep one.", name="pages"), self.place())
            self.value()
        if self.sign():
            raise self.invalid("Extra data")

    def next_item(self, first: bool) -> bool:
        """Go to the next value of the list; False at its end."""
        return self.next_part("]", first)

    def next_member(self, first: bool) -> bool:
        """Go to the next name of the object; False at its end."""
        return self.next_part("}", first)

    def next_part(self, end: str, first: bool) -> bool:
        if self.sign() == end:
            self.position += 1
            return False
        if not first:
            if self.sign() != ",":
                raise self.invalid("Expecting ',' delimiter")
            self.position += 1
        return True

    def name(self) -> str:
        name = self.value()
        if not isinstance(name, str) or self.sign() != ":":
            raise self.invalid("Expecting property name and ':'")
        self.position += 1
        return name

    def value(self) -> Any:
        """Return the value at hand, reading on until it is whole."""
        self.sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.position)
            except (ValueError, RecursionError) as problem:
                place = self.place(problem)
                if isinstance(problem, RecursionError) or not self.more():
                    raise ManifestError(_invalid(problem), place) from None
                continue
            if end < len(self.buffer) or not self.more():  # a number may go on
                self.position = end
                return value

    def sign(self) -> str:
        """Return the next sign that is no space, without taking it; empty at the end."""
        while True:
            while self.position < len(self.buffer) and self.buffer[self.position] in " \t\r\n":
                self.position += 1
            if self.position < len(self.buffer):
                return self.buffer[self.position]
            if not self.more():
                return ""

    def more(self) -> bool:
        """Read on; False at the end of the file. What was taken is forgotten."""
        if self.position:
            self.lines = self.line()
            self.buffer, self.position = self.buffer[self.position :], 0
        if len(self.buffer) > MAX_OBJECT:
            raise ManifestError(
                say("An object has more than {most} characters; this is not a table.", most=MAX_OBJECT), self.place()
            )
        chunk = self.stream.read(CHUNK)
        self.buffer += chunk
        return bool(chunk)

    def place(self, problem: Exception | None = None) -> Trail:
        """Return the place at hand, or that of a problem in the value at hand."""
        if isinstance(problem, json.JSONDecodeError):
            return Trail(file=self.file, line=self.lines + problem.lineno - 1, column=problem.colno)
        return Trail(file=self.file, line=self.line())

    def invalid(self, detail: str) -> ManifestError:
        return ManifestError(say("This is not valid JSON: {detail}. Mend the line.", detail=detail), self.place())
