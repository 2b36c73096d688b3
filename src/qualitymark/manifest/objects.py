"""Tables made of objects, JSON, JSON Lines and YAML: each object has its own names, in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ManifestError, Trail
from ..messages import say
from ..model.reading import brief
from .table import Cell


@dataclass(frozen=True, slots=True)
class Item:
    """One object: its number, its line where it is known, and its values by name."""

    number: int
    values: dict[str, Cell]
    line: int | None = None


MAX_OBJECT = 1 << 20
"""An object of more characters is refused."""


def unique(pairs: Iterator[tuple[str, Cell]] | list[tuple[str, Cell]], place: Trail) -> dict[str, Cell]:
    """Return pairs as a mapping. Raises ManifestError for a name that stands twice."""
    values: dict[str, Cell] = {}
    for name, value in pairs:
        if name in values:
            raise ManifestError(say("“{name}” stands twice in one object; keep one.", name=brief(name)), place)
        values[name] = value
    return values


def no_list(place: Trail) -> ManifestError:
    """Return the error for a document that is no list of objects."""
    return ManifestError(
        say("Expected a list of pages, each a mapping of headings and values, or “pages” with such a list."), place
    )
