"""Headings: which column fills which field, and in which row of a table the headings are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from ..errors import ManifestError, Trail, UsageError, unknown
from ..messages import Message, join, say
from ..model.reading import brief
from ..template.fields import Field, folded
from .personal import is_personal
from .table import Column, RawRow, letters

FIRST_ROWS = 20
"""The headings are looked for in so many rows."""
MOST_COLUMNS = 16_384
"""A row with more cells is refused; it is what a sheet of Excel has."""
OWN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "cover": ("Обложка", "Файл", "Файл обложки"),
    "id": ("ID госпаблика", "ID", "Идентификатор"),
    "link": ("Ссылка на госпаблик ВК", "Ссылка на госпаблик", "Ссылка"),
}
"""What a table may bring beside a template's fields, with the headings of real tables."""


class Headings:
    """Knows the words by which fields are called. A template's words win over ``OWN_FIELDS``, a mapping over both.

    Raises UsageError for a mapping of a field that is not known, or of a personal column.
    """

    def __init__(self, fields: Iterable[tuple[str, Field]], mapping: Mapping[str, str]) -> None:
        declared = list(fields)
        self.required = {name for name, field in declared if field.required}
        self.names = list(dict.fromkeys((*(name for name, _ in declared), *OWN_FIELDS)))
        self.words: dict[str, tuple[str, str]] = {}
        for name, words in (*((name, (name, *field.aliases)) for name, field in declared), *_own()):
            for word in words:
                self.words.setdefault(folded(word), (name, word))
        self.mapping: dict[str, tuple[str, str]] = {}
        for heading, name in mapping.items():
            self._map(heading, name)
        self.mapped = {name for name, _ in self.mapping.values()}

    def _map(self, heading: str, name: str) -> None:
        if name not in self.names:
            raise UsageError(unknown(say("field"), brief(name), self.names))
        if is_personal(heading) or is_personal(name):
            raise UsageError(
                say(
                    "“{heading}” is a personal column and is never used; take it out of the mapping.",
                    heading=brief(heading),
                )
            )
        other = next((other for known, other in self.mapping.values() if known == name), None)
        if other is not None and folded(other) != folded(heading):
            raise UsageError(
                say(
                    "The mapping gives field “{name}” to both “{one}” and “{other}”; keep one.",
                    name=name,
                    one=brief(other),
                    other=brief(heading),
                )
            )
        self.mapping[folded(heading)] = (name, heading)

    def field_of(self, heading: str) -> str | None:
        """Return the field that a heading claims, or None."""
        plain = folded(heading)
        if plain in self.mapping:
            return self.mapping[plain][0]
        if not plain or is_personal(heading):
            return None
        name = self.words.get(plain, (None, ""))[0]
        return None if name in self.mapped else name

    def matched(self, row: RawRow) -> set[str]:
        """Return the fields that the cells of a row claim."""
        found: set[str | None] = set()
        for cell in row.cells:
            if isinstance(cell, str) and len(cell) < 1000 and not is_personal(cell):
                # A field that is mapped still shows by its own words where the headings are.
                found |= {self.field_of(cell), self.words.get(folded(cell), (None, ""))[0]}
        return {name for name in found if name is not None}

    def header(self, rows: Sequence[RawRow]) -> tuple[RawRow, int] | None:
        """Return the row that has the headings and how many fields it has; the first one of the best.

        A row of headings has all required fields, or two of any.
        """
        best: tuple[RawRow, int] | None = None
        for row in rows:
            found = self.matched(row)
            enough = len(found) >= 2 or (self.required and found >= self.required)
            if enough and (best is None or len(found) > best[1]):
                best = row, len(found)
        return best

    def suggestion(self, heading: str, taken: Iterable[str]) -> tuple[str, str] | None:
        """Return the nearest word of a field that no column has yet, and that field."""
        free = {word: named for word, named in self.words.items() if named[0] not in taken}
        near = get_close_matches(folded(heading), free, n=1, cutoff=0.6)
        return (free[near[0]][1], free[near[0]][0]) if near else None


def _own() -> Iterable[tuple[str, tuple[str, ...]]]:
    return ((name, (name, *words)) for name, words in OWN_FIELDS.items())


class Columns:
    """The columns of one table, as their headings come: all at once, or with each object that has a new one."""

    def __init__(self, headings: Headings, place: Trail, lettered: bool) -> None:
        self.headings = headings
        self.place = place
        self.lettered = lettered
        self.all: list[Column] = []
        self.used: list[Column] = []

    def add(self, heading: str, index: int, place: Trail) -> Column:
        """Take up a column. Raises ManifestError where another one claims its field."""
        if index >= MOST_COLUMNS:
            raise ManifestError(
                say("There are more than {most} columns; remove what is not used.", most=MOST_COLUMNS), place
            )
        column = Column(index, heading, self.headings.field_of(heading))
        if column.field is not None:
            other = next((other for other in self.used if other.field == column.field), None)
            if other is not None:
                raise ManifestError(self._clash(other, column), place)
            self.used.append(column)
        self.all.append(column)
        return column

    def _clash(self, one: Column, other: Column) -> Message:
        known = {"name": other.field, "one": brief(one.heading), "other": brief(other.heading)}
        if self.lettered:
            told = say(
                "Columns {first} “{one}” and {second} “{other}” both claim field “{name}”.",
                first=one.letters,
                second=other.letters,
                **known,
            )
        else:
            told = say("“{one}” and “{other}” both claim field “{name}”.", **known)
        if folded(one.heading) == folded(other.heading):
            return join(told, say("Rename or remove one."))
        return join(told, say('Say which one counts with --map "{one}={name}".', one=known["one"], name=known["name"]))

    def check(self) -> None:
        """Raises ManifestError where nothing was matched, or a heading of the mapping is not there."""
        there = {folded(column.heading) for column in self.all}
        for plain, (_, heading) in self.headings.mapping.items():
            if plain not in there:
                known = [
                    brief(column.heading) for column in self.all if column.heading and not is_personal(column.heading)
                ]
                raise ManifestError(unknown(say("heading"), brief(heading), known), self.place)
        if not self.used:
            raise ManifestError(no_headings(self.headings), self.place)

    def notes(self) -> list[Message]:
        """Return what is said of the columns that are not used."""
        taken = {column.field for column in self.used if column.field is not None}
        return [self._unused(column, taken) for column in self.all if column.heading and column.field is None]

    def _unused(self, column: Column, taken: set[str]) -> Message:
        known = {"heading": brief(column.heading)}
        if self.lettered:
            told = say("Column {letters} “{heading}” is not used.", letters=letters(column.index), **known)
        else:
            told = say("“{heading}” is not used.", **known)
        if is_personal(column.heading):
            return join(told, say("It is personal."))
        near = self.headings.suggestion(column.heading, taken)
        if near is None:
            return told
        word, name = near
        meant = say("Did you mean “{near}”?", near=word)
        return join(told, meant, say('Then add --map "{heading}={name}".', name=name, **known))


def no_headings(headings: Headings) -> Message:
    """Return the message for a table in which no headings are known."""
    wanted = [word for word, _ in _first_words(headings)]
    return join(
        say('No headings are found that the template knows; name the columns, or map them with --map "Heading=field".'),
        say("Known: {names}.", names=", ".join(wanted)),
    )


def _first_words(headings: Headings) -> Iterable[tuple[str, str]]:
    """Yield one word for each field, as tables have it: its first alias, else its name."""
    for name in headings.names:
        words = [word for known, word in headings.words.values() if known == name]
        if words:
            yield words[min(1, len(words) - 1)], name


def header_row(headings: Headings, rows: Sequence[RawRow], forced: int | None, place: Trail) -> RawRow:
    """Return the row with the headings. Raises ManifestError where there is none."""
    if forced is not None:
        for row in rows:
            if row.number == forced:
                return row
        raise ManifestError(say("There is no row {row} for the headings; check the number.", row=forced), place)
    found = headings.header(rows)
    if found is None:
        raise ManifestError(no_headings(headings), place)
    return found[0]
