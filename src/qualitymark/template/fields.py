"""Fields: what a page must or may bring, and how a value is read."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from yaml.nodes import Node

from ..messages import Message, say
from ..model import nodes
from ..model.keys import Flag, ListOf, MapOf, Nested, OneOf, Plain, Text
from ..model.reading import EVERY, Reading, brief, dotted, key, model

MAX_VALUE = 5000
"""A longer value of a field is refused: a QR code holds 2953 bytes, the longest name known has 223 characters."""


@model
class Field:
    """One value that a page brings."""

    type: str = key(OneOf(say("field type"), ("text", "integer")), default="text", doc="text or integer.")
    required: bool = key(Flag(), default=False, doc="Whether every page must have it.")
    aliases: tuple[str, ...] = key(
        ListOf(Text(), single=True), default=(), doc="Other names, such as the headings of tables."
    )
    default: str | None = key(Text(), default=None, doc="The value of a page that has none.")

    def check(self) -> Message | None:
        if self.required and self.default is not None:
            return say("A field with a default is never missing; leave out “required” or “default”.")
        read = self.read("default", self.default) if self.default is not None else None
        return read if isinstance(read, Message) else None

    def read(self, name: str, value: str | float) -> str | Message:
        """Return a page's value as text, empty for none, or what is wrong with it."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # as tables bring whole numbers
        text = value.strip() if isinstance(value, str) else str(value) if abs(value) < 10**40 else "9" * (MAX_VALUE + 1)
        if not any(sign.isprintable() and not sign.isspace() for sign in text):
            return ""
        if len(text) > MAX_VALUE:
            return say("“{name}” has more than {most} characters; shorten it.", name=name, most=MAX_VALUE)
        if self.type == "integer":
            mend = say("“{name}” must be a whole number, not “{value}”; mend it.", name=name, value=brief(text))
            return _integer(text) or mend
        found = unfilled(text)
        if found:
            return say(
                "“{name}” has “{found}”, which looks like a placeholder that nobody filled; mend the value.",
                name=name,
                found=brief(found),
            )
        return text


def _integer(text: str) -> str | None:
    """Return a whole number in plain digits; ``2023.0`` and ``2023,00`` are what tables make of 2023."""
    whole, point, fraction = text.replace(",", ".", 1).partition(".")
    digits = whole[1:] if whole[:1] in ("+", "-") else whole
    # Three digits after the point may as well be thousands.
    if not digits.isdecimal() or len(digits) > 40 or (point and fraction not in ("0", "00")):
        return None
    return str(int(whole))


def unfilled(text: str) -> str | None:
    """Return the first part of a text that looks like a placeholder, be it an empty one."""
    match = re.search(r"\{[^{}]*\}", text) if "{" in text else None
    return match[0] if match else None


def folded(heading: str) -> str:
    """Return a field's name or a table's heading as it is compared: case, ё and runs of spaces do not matter."""
    return unicodedata.normalize("NFC", " ".join(heading.split())).casefold().replace("ё", "е")


class FieldsKey(Plain):
    """The fields, by name. No name or alias belongs to two of them."""

    def __init__(self) -> None:
        self.kind = MapOf(Nested(Field, empty=True), named=True)

    def read(self, node: Node, reading: Reading, path: str) -> tuple[tuple[str, Field], ...]:
        found = self.kind.read(node, reading, path)
        reading.names["field"] = tuple(name for name, _ in found) if nodes.is_mapping(node) else EVERY
        claimed: dict[str, str] = {}
        for name, field in found:
            for word in (name, *(field.aliases if field else ())):
                other = claimed.setdefault(folded(word), name)
                if other != name:
                    clash = say(
                        "“{word}” belongs to both “{one}” and “{other}”; drop one.",
                        word=brief(word),
                        one=other,
                        other=name,
                    )
                    reading.report(nodes.get(node, name) or node, dotted(path, name), clash)
        return found

    def schema(self) -> dict[str, Any]:
        return self.kind.schema()
