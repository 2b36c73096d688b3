"""Kinds of single values: texts, numbers, words of a list, names, colours, lengths."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from yaml.nodes import Node

from ..errors import unknown
from ..geometry import Length
from ..messages import Message, join, say
from . import nodes
from .reading import Binder, Invalid, Reading, brief, expected


class Plain:
    """A kind that binding leaves alone."""

    def bind(self, value: Any, binder: Binder) -> Any:
        return value

    bind.does_nothing = True  # type: ignore[attr-defined]


class Text(Plain):
    """A text that is not empty. A number or a date stands for its letters, as it is written."""

    def read(self, node: Node, reading: Reading, path: str) -> str:
        if nodes.tag(node) == "bool":
            raise Invalid(say("Expected a text, not {found}; put it in quotes.", found=nodes.type_name(node)))
        if not nodes.is_text(node):
            raise Invalid(expected(say("a text"), node))
        value = str(node.value)
        if not value.strip():
            raise Invalid(say("The text is empty; write one, or leave the key out."))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


class Number(Plain):
    """A number between two bounds, both allowed."""

    def __init__(self, least: float = -math.inf, most: float = math.inf, whole: bool = False) -> None:
        self.least = least
        self.most = most
        self.whole = whole

    def read(self, node: Node, reading: Reading, path: str) -> float:
        if nodes.tag(node) not in (("int",) if self.whole else ("int", "float")):
            raise Invalid(expected(say("a whole number") if self.whole else say("a number"), node))
        value = _number(str(node.value), self.whole)
        if not self.least <= value <= self.most:
            raise Invalid(self._out_of_range(brief(str(node.value))))
        return value

    def _out_of_range(self, value: str) -> Message:
        least, most = decimal(self.least), decimal(self.most)
        if self.most == math.inf:
            return say("{value} is too small; give {least} or more.", value=value, least=least)
        if self.least == -math.inf:
            return say("{value} is too large; give {most} or less.", value=value, most=most)
        return say("{value} is out of range; give {least} to {most}.", value=value, least=least, most=most)

    def schema(self) -> dict[str, Any]:
        made: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        if self.least > -math.inf:
            made["minimum"] = self.least
        if self.most < math.inf:
            made["maximum"] = self.most
        return made


def _number(text: str, whole: bool) -> float:
    """Return the number. YAML also has octal, hexadecimal, clock and infinite ones, which nobody means here."""
    digits = text.lstrip("+-")
    octal = digits[:1] == "0" and digits[1:2].isdigit()
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = math.nan
    if octal or not math.isfinite(value):
        raise Invalid(say("Write the number “{value}” in plain decimal digits.", value=brief(text)))
    return value


def decimal(number: float) -> str:
    """Return a number as people write it."""
    return str(int(number)) if math.isfinite(number) and number == int(number) else f"{number:g}"


class Flag(Plain):
    """``true`` or ``false``."""

    def read(self, node: Node, reading: Reading, path: str) -> bool:
        if nodes.tag(node) != "bool":
            raise Invalid(expected(say("true or false"), node))
        return str(node.value).lower() in ("true", "yes", "on")

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class OneOf(Plain):
    """One of a few words; ``what`` names them in messages."""

    def __init__(self, what: Message, choices: tuple[str, ...]) -> None:
        self.what = what
        self.choices = choices

    def read(self, node: Node, reading: Reading, path: str) -> str:
        value = Text().read(node, reading, path)
        if value not in self.choices:
            raise Invalid(unknown(self.what, brief(value), self.choices))
        return value

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.choices)}


class Name(Plain):
    """A name declared elsewhere in the same file or in the program, such as a field or a font."""

    def __init__(self, group: str, what: Message) -> None:
        self.group = group
        self.what = what

    def read(self, node: Node, reading: Reading, path: str) -> str:
        value = Text().read(node, reading, path)
        known: Collection[str] = reading.names.get(self.group, ())
        if value not in known:
            raise Invalid(unknown(self.what, brief(value), known))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


def _is_hex(text: str) -> bool:
    return len(text) in (7, 9) and text[0] == "#" and all(sign in "0123456789abcdefABCDEF" for sign in text[1:])


def _colour_text(node: Node, reading: Reading, path: str) -> str:
    if nodes.tag(node) == "null":
        raise Invalid(say('No colour stands here; write it as "#rrggbb", in quotes, for # begins a comment.'))
    return Text().read(node, reading, path)


class Hex(Plain):
    """A colour as ``#rrggbb`` or ``#rrggbbaa``."""

    def read(self, node: Node, reading: Reading, path: str) -> str:
        value = _colour_text(node, reading, path)
        if not _is_hex(value):
            raise Invalid(say('“{value}” is not a colour; write it as "#rrggbb", in quotes.', value=brief(value)))
        return value.lower()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$"}


class Colour:
    """A colour: a name of the palette, ``#rrggbb`` or ``#rrggbbaa``."""

    def read(self, node: Node, reading: Reading, path: str) -> str:
        value = _colour_text(node, reading, path)
        if _is_hex(value):
            return value.lower()
        known = reading.names.get("colour", ())
        if value not in known:
            fault = unknown(say("colour"), brief(value), known)
            raise Invalid(join(fault, say('Or write it as "#rrggbb", in quotes.')))
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}

    def bind(self, value: str, binder: Binder) -> str:
        return binder.colour(value)


class LengthKey(Plain):
    """A share such as ``34%`` or pixels such as ``360px``."""

    def __init__(self, units: tuple[str, ...] = ("%", "px")) -> None:
        self.units = units

    def read(self, node: Node, reading: Reading, path: str) -> Length:
        value = Text().read(node, reading, path)
        try:
            length = Length.parse(value)
        except ValueError:
            length = None
        if length is None or length.unit not in self.units:
            examples = ", ".join({"%": "34%", "px": "360px"}[unit] for unit in self.units)
            raise Invalid(
                say("“{value}” is not a length; write it like {examples}.", value=brief(value), examples=examples)
            )
        return length

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": rf"^[0-9]+(\.[0-9]+)?\s*({'|'.join(self.units)})$"}
