"""Page: what is known of one community page."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from .errors import Fault, PageError, Trail
from .messages import Message, say

Value = str | int | float


class Page(Mapping[str, Value]):
    """The metadata of one community page: names and plain values; immutable, equal and hashable by its values.

    >>> Page(name="МБОУ СОШ № 3", year=2023)["year"]
    2023

    Names are a template's field names or their aliases. ``None`` stands for nothing and is left out. ``file``
    and ``row`` say where the values come from, for errors. Raises PageError for a value that is not a text or
    a number.
    """

    __slots__ = ("_place", "_places", "_values")
    _values: Mapping[str, Value]
    _place: Trail
    _places: Mapping[str, Trail]

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        file: str | None = None,
        row: int | None = None,
        **named: Any,
    ) -> None:
        place = Trail(file=file, row=row)
        if not isinstance(values, Mapping | None):
            raise PageError(say("A page is a mapping of field names and values; give a dict."), place)
        _fill(self, {**(values or {}), **named}, place, {})

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Page({dict(self._values)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (dict(self._values), self._place, dict(self._places))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a Page cannot be changed; use updated({name}=…)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Page cannot be changed")

    @property
    def place(self) -> Trail:
        """Where the page comes from: its file and row, as far as they are known."""
        return self._place

    def place_of(self, name: str) -> Trail:
        """Return where a value comes from: with line and column where the page was read from a file."""
        return self._places.get(name, replace(self._place, field=name))

    def updated(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> Page:
        """Return a page with some values replaced or added; ``None`` takes a value away."""
        new = {**(values or {}), **named}
        places = {name: place for name, place in self._places.items() if name not in new}
        return _restore({**self._values, **new}, self._place, places)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Page:
        """Read a page from a YAML file, or a JSON one by its name: one flat mapping in UTF-8.

        Raises PageError with every fault and its place.
        """
        from pathlib import Path

        from .model import nodes
        from .model.files import read_text
        from .model.reading import Reading

        file = os.fspath(path)
        node = nodes.compose(read_text(Path(file), file, PageError), file, PageError)
        if node is None:
            return cls(file=file)
        if not nodes.is_mapping(node):
            raise PageError(
                say("Expected field names and values, not {found}; write “name: …”.", found=nodes.type_name(node)),
                nodes.trail(node),
            )
        reading = Reading()
        values: dict[str, str] = {}
        places: dict[str, Trail] = {}
        for name, _, value in reading.mapping(node, ""):
            if nodes.is_text(value):
                values[name] = str(value.value)
                places[name] = replace(nodes.trail(value, name), field=name)
            elif nodes.tag(value) != "null":
                reading.report(value, name, _not_plain(name))
        if reading.faults:
            raise PageError.of(reading.faults)
        return _restore(values, Trail(file=file), places)


def _fill(page: Page, values: Mapping[str, Any], place: Trail, places: Mapping[str, Trail]) -> None:
    faults = []
    for name, value in values.items():
        message = _fault(name, value)
        if message:
            faults.append(Fault(message, places.get(name, replace(place, field=str(name)))))
    if faults:
        raise PageError.of(faults)
    kept = {name: value for name, value in values.items() if value is not None}
    object.__setattr__(page, "_values", MappingProxyType(kept))
    object.__setattr__(page, "_place", place)
    object.__setattr__(page, "_places", MappingProxyType({name: places[name] for name in kept if name in places}))


def _restore(values: Mapping[str, Any], place: Trail, places: Mapping[str, Trail]) -> Page:
    page = Page.__new__(Page)
    _fill(page, values, place, places)
    return page


def _fault(name: object, value: object) -> Message | None:
    """Return what is wrong with a value, or None."""
    if not isinstance(name, str):
        return say("The field name {name} is not a text; put it in quotes.", name=repr(name))
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _not_plain(name)
    if isinstance(value, float) and not math.isfinite(value):
        return say("The value of “{name}” is not a number; leave it out, or give one.", name=name)
    if isinstance(value, str) and not is_unicode(value):
        return say("The value of “{name}” is broken Unicode (half of a character); write it again.", name=name)
    return None


def is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_plain(name: str) -> Message:
    return say("The value of “{name}” must be a text or a number; put it in quotes.", name=name)
