"""Kinds of values with parts: lists of numbers, boxes, sizes, lists, mappings, models inside models."""

from __future__ import annotations

from operator import is_
from typing import Any

from yaml.nodes import Node

from ..geometry import Box, Size
from ..messages import say
from . import nodes
from .reading import Binder, Invalid, Kind, Reading, Told, bind, brief, dotted, expected
from .scalars import Number, Plain
from .schema import model_schema

FARTHEST = 100_000
"""No coordinate is farther from the artboard's corner."""


class Numbers(Plain):
    """A list of exactly ``count`` numbers."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.kind = Number(-FARTHEST, FARTHEST)

    def read(self, node: Node, reading: Reading, path: str) -> tuple[float, ...]:
        if not nodes.is_list(node) or len(node.value) != self.count:
            raise Invalid(say("Expected a list of {count} numbers.", count=self.count))
        found = tuple(reading.value(self.kind, item, f"{path}[{index}]") for index, item in nodes.items(node))
        if None in found:
            raise Told
        return found

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.kind.schema(), "minItems": self.count, "maxItems": self.count}


class BoxKey(Plain):
    """A box as ``[left, top, width, height]`` in artboard units."""

    def __init__(self, flat: bool = False) -> None:
        self.flat = flat

    def read(self, node: Node, reading: Reading, path: str) -> Box:
        left, top, width, height = Numbers(4).read(node, reading, path)
        least = 0 if self.flat else 1
        if width < least or height < least:
            raise Invalid(
                say("Width and height of a box are at least {least}; mend [left, top, width, height].", least=least)
            )
        return Box.at(left, top, width, height)

    def schema(self) -> dict[str, Any]:
        return Numbers(4).schema()


class SizeKey(Plain):
    """A size as ``[width, height]`` in artboard units."""

    def read(self, node: Node, reading: Reading, path: str) -> Size:
        width, height = Numbers(2).read(node, reading, path)
        if not (1 <= width <= 10_000 and 1 <= height <= 10_000):
            raise Invalid(say("Width and height are between 1 and 10000 units; mend [width, height]."))
        return Size(width, height)

    def schema(self) -> dict[str, Any]:
        return {**Numbers(2).schema(), "items": Number(1, 10_000).schema()}


class ListOf:
    """A list; with ``single`` one value may stand without brackets.

    ``unique`` is an attribute of the items, such as their name, that no two of them may share.
    """

    def __init__(
        self, kind: Kind, single: bool = False, least: int = 0, most: int = 1000, unique: str | None = None
    ) -> None:
        self.kind = kind
        self.single = single
        self.least = least
        self.most = most
        self.unique = unique

    def read(self, node: Node, reading: Reading, path: str) -> tuple[Any, ...]:
        if not nodes.is_list(node):
            if self.single:
                return (self.kind.read(node, reading, path),)
            raise Invalid(expected(say("a list"), node))
        count = len(node.value)
        if not self.least <= count <= self.most:
            raise Invalid(
                say(
                    "The list has {count} items; give {least} to {most}.", count=count, least=self.least, most=self.most
                )
            )
        found = tuple(reading.value(self.kind, item, f"{path}[{index}]") for index, item in nodes.items(node))
        if self.unique:
            self._check_unique(found, node, reading, path)
        return found

    def _check_unique(self, found: tuple[Any, ...], node: Node, reading: Reading, path: str) -> None:
        names = set()
        for index, item in nodes.items(node):
            name = getattr(found[index], self.unique or "", None)
            if name is not None and name in names:
                message = say("Another one is called “{name}” too; rename one.", name=brief(name))
                reading.report(item, f"{path}[{index}]", message)
            names.add(name)

    def schema(self) -> dict[str, Any]:
        listed = {"type": "array", "items": self.kind.schema(), "minItems": self.least, "maxItems": self.most}
        return {"anyOf": [self.kind.schema(), listed]} if self.single else listed

    def bind(self, value: tuple[Any, ...], binder: Binder) -> tuple[Any, ...]:
        bound = tuple(self.kind.bind(item, binder) for item in value)
        return value if all(map(is_, bound, value)) else bound


class MapOf:
    """A mapping from names to values of one kind, kept as pairs in their order.

    ``named``: the keys are names that a template refers to: letters, digits, ``_`` and ``-``.
    """

    def __init__(self, kind: Kind, named: bool = False) -> None:
        self.kind = kind
        self.named = named

    def read(self, node: Node, reading: Reading, path: str) -> tuple[tuple[str, Any], ...]:
        found = []
        for name, key_node, value in reading.mapping(node, path):
            if self.named and not name.replace("-", "_").isidentifier():
                message = say("“{name}” is no name; use letters, digits, _ and -, a letter first.", name=brief(name))
                reading.report(key_node, dotted(path, name), message)
            found.append((name, reading.value(self.kind, value, dotted(path, name))))
        return tuple(found)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.kind.schema()}

    def bind(self, value: tuple[tuple[str, Any], ...], binder: Binder) -> tuple[tuple[str, Any], ...]:
        return tuple((name, self.kind.bind(item, binder)) for name, item in value)


class Nested:
    """A model inside a model; ``short`` reads a value that is written without the mapping, by another kind."""

    def __init__(self, cls: type, short: Kind | None = None, empty: bool = False) -> None:
        self.cls = cls
        self.short = short
        self.empty = empty

    def read(self, node: Node, reading: Reading, path: str) -> Any:
        if self.empty and nodes.tag(node) == "null":
            return self.cls()
        if self.short is not None and not nodes.is_mapping(node):
            return self.short.read(node, reading, path)
        return reading.model(self.cls, node, path)

    def schema(self) -> dict[str, Any]:
        made = model_schema(self.cls)
        options = [made] + ([self.short.schema()] if self.short else []) + ([{"type": "null"}] if self.empty else [])
        return {"anyOf": options} if len(options) > 1 else made

    def bind(self, value: Any, binder: Binder) -> Any:
        if isinstance(value, self.cls):
            return bind(value, binder)
        return self.short.bind(value, binder) if self.short else value
