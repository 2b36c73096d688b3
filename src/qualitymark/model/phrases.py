"""Texts with placeholders: ``{year}``, ``{name|upper}``; ``{{`` and ``}}`` are literal braces.

Nothing is evaluated: a placeholder is the name of a declared field and words of ``MODIFIERS``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from yaml.nodes import Node

from ..errors import unknown
from ..messages import say
from .containers import ListOf
from .reading import Binder, Invalid, Reading, brief
from .scalars import Text

MODIFIERS = ("upper", "lower", "short", "address")

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def pieces(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Split a text into (literal, field, modifiers); ``field`` is empty for a literal, a literal for a field.

    Raises Invalid for a brace that stands alone, a placeholder without a name and an unknown modifier.
    """
    return list(_pieces(text))


@lru_cache(maxsize=512)
def _pieces(text: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    found: list[tuple[str, str, tuple[str, ...]]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], "", ()))
        end = match.end()
        found.append(_piece(match))
    if end < len(text):
        found.append((text[end:], "", ()))
    return tuple(found)


def _piece(match: re.Match[str]) -> tuple[str, str, tuple[str, ...]]:
    token, inside = match[0], match[1]
    if token in ("{{", "}}"):
        return token[0], "", ()
    if inside is None:
        raise Invalid(say("The brace “{token}” stands alone; double it to draw it: {token}{token}.", token=token))
    name, *modifiers = (part.strip() for part in inside.split("|"))
    if not name:
        raise Invalid(say("The placeholder “{token}” names no field; write one, or double the braces.", token=token))
    for modifier in modifiers:
        if modifier not in MODIFIERS:
            raise Invalid(unknown(say("modifier"), brief(modifier), MODIFIERS))
    return "", name, tuple(modifiers)


def fields_in(text: str) -> tuple[str, ...]:
    """Return the names of the fields that a text asks for."""
    return tuple(name for _, name, _ in pieces(text) if name)


class Phrase:
    """A text with placeholders."""

    def read(self, node: Node, reading: Reading, path: str) -> str:
        value = Text().read(node, reading, path)
        known = reading.names.get("field", ())
        for name in dict.fromkeys(fields_in(value)):
            if name not in known:
                reading.report(node, path, unknown(say("field"), brief(name), known))
        for name in known:
            doubled = f"{{{{{name}}}}}"
            if doubled in value:
                # As other languages write it; drawn would be the name in braces.
                filled = f"{{{name}}}"
                message = say(
                    "“{doubled}” draws a brace; for the field's value write “{filled}”.", doubled=doubled, filled=filled
                )
                reading.report(node, path, message)
        return value

    def schema(self) -> dict[str, Any]:
        return Text().schema()

    def bind(self, value: str, binder: Binder) -> str:
        return binder.text(value)


class Phrases:
    """A text, or a list of texts of which the first is taken whose fields are all present."""

    def __init__(self) -> None:
        self.list = ListOf(Phrase(), single=True, least=1, most=20)

    def read(self, node: Node, reading: Reading, path: str) -> tuple[str, ...]:
        found: tuple[str, ...] = self.list.read(node, reading, path)
        return found

    def schema(self) -> dict[str, Any]:
        return self.list.schema()

    def bind(self, value: tuple[str, ...], binder: Binder) -> tuple[str, ...]:
        # Lists, not generators: who collects fields by a binder that has none is asked for every one.
        ready = (text for text in value if all([binder.has(name) for name in fields_in(text)]))  # noqa: C419
        return (binder.text(next(ready, value[-1])),)
