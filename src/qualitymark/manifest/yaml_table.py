"""YAML: a list of mappings, or ``pages:`` with one. Read event by event, so that its length does not matter."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import yaml

from ..errors import ManifestError, Trail
from ..messages import say
from .objects import MAX_OBJECT, Item, no_list, unique
from .table import Cell
from .text_file import Coding, open_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_YES_NO = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}


def yaml_items(file: str, coding: Coding) -> Generator[Item, None, None]:
    """Yield the mappings of the list, numbered from 1. Raises ManifestError with line and column.

    A value is the text as it is written; only ``null``, ``true`` and ``false`` are what they say.
    """
    with open_text(file, coding) as stream:
        loader = _LOADER(stream)
        try:
            yield from _Events(loader, file).items()
        except yaml.YAMLError as problem:
            raise ManifestError(_invalid(problem), _where(problem, file)) from None
        finally:
            loader.dispose()


class _Events:
    """The events of one document."""

    def __init__(self, loader: Any, file: str) -> None:
        self.loader = loader
        self.file = file

    def take(self) -> Any:
        event = self.loader.get_event()
        if isinstance(event, yaml.AliasEvent):
            raise ManifestError(
                say("A table cannot use YAML anchors and aliases (“*{name}”); write the value out.", name=event.anchor),
                self.place(event),
            )
        return event

    def place(self, event: Any, row: int | None = None) -> Trail:
        mark = event.start_mark
        return Trail(file=self.file, line=mark.line + 1, column=mark.column + 1, row=row)

    def items(self) -> Iterator[Item]:
        self.take()  # the stream begins
        event = self.take()
        if isinstance(event, yaml.StreamEndEvent):
            return
        event = self.take()
        wrapped = isinstance(event, yaml.MappingStartEvent)
        if wrapped:
            event = self.pages()
        if not isinstance(event, yaml.SequenceStartEvent):
            raise no_list(self.place(event))
        number = 0
        while not isinstance(event := self.take(), yaml.SequenceEndEvent):
            number += 1
            if not isinstance(event, yaml.MappingStartEvent):
                raise no_list(self.place(event, number))
            place = self.place(event, number)
            yield Item(number, unique(self.pairs(), place), place.line)
        while wrapped and not isinstance(event := self.take(), yaml.MappingEndEvent):
            self.skip(event)
        self.take()  # the document ends
        event = self.take()
        if not isinstance(event, yaml.StreamEndEvent):
            raise ManifestError(
                say("A second document begins here; keep one, without the line “---”."), self.place(event)
            )

    def pages(self) -> Any:
        """Go to the value of ``pages`` and return its event."""
        while not isinstance(event := self.take(), yaml.MappingEndEvent):
            if isinstance(event, yaml.ScalarEvent) and event.value == "pages":
                return self.take()
            self.skip(event)
            self.skip(self.take())
        raise no_list(self.place(event))

    def pairs(self) -> Iterator[tuple[str, Cell]]:
        while not isinstance(event := self.take(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise ManifestError(say("A name must be a text; put it in quotes."), self.place(event))
            yield event.value, self.cell(self.take())

    def cell(self, event: Any) -> Cell:
        if not isinstance(event, yaml.ScalarEvent):
            self.skip(event)
            return []
        text: str = event.value
        if len(text) > MAX_OBJECT:
            raise ManifestError(
                say("An object has more than {most} characters; this is not a table.", most=MAX_OBJECT),
                self.place(event),
            )
        if event.implicit[0] and not event.style:
            return None if text in _NOTHING else _YES_NO.get(text, text)
        return text

    def skip(self, event: Any) -> None:
        """Pass over the rest of a value whose first event was taken."""
        depth = 0
        while True:
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = self.take()


def _invalid(problem: yaml.YAMLError) -> str:
    detail = getattr(problem, "problem", None) or str(problem).splitlines()[0]
    return say("This is not valid YAML: {detail}. Mend the line.", detail=detail)


def _where(problem: yaml.YAMLError, file: str) -> Trail:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    return Trail(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Trail(file=file)
