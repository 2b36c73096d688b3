"""Reading models from nodes: strictly, with the place of every fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from yaml.nodes import Node

from ..errors import Fault, did_you_mean
from ..frozen import changed
from ..messages import Message, join, say
from . import nodes
from .declaring import key, keys, model

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "Binder",
    "Invalid",
    "Kind",
    "Reading",
    "Told",
    "bind",
    "brief",
    "dotted",
    "expected",
    "key",
    "keys",
    "model",
]

T = TypeVar("T")

MAX_FAULTS = 100
"""Reading stops at so many faults: nobody reads more, and looking for near misses takes its time."""


class Binder(Protocol):
    """What takes the place of placeholders and colour names when a model is bound."""

    def has(self, name: str) -> bool: ...
    def text(self, text: str) -> str: ...
    def colour(self, name: str) -> str: ...


class Kind(Protocol):
    """One kind of value. ``read`` raises ``Invalid`` or reports to ``reading`` by itself."""

    def read(self, node: Node, reading: Reading, path: str) -> Any: ...
    def schema(self) -> dict[str, Any]: ...
    def bind(self, value: Any, binder: Binder) -> Any: ...


class Invalid(Exception):  # noqa: N818 - it never leaves the reader
    """A value is not of its kind; the message says what was expected."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class Told(Invalid):
    """A value is not of its kind, and its faults were reported already."""

    def __init__(self) -> None:
        super().__init__(Message(""))


class _Every(frozenset[str]):
    def __contains__(self, name: object) -> bool:
        return True


EVERY = _Every()
"""Stands for the names of a part that has a fault: what refers to them is not called unknown on top of it."""


class Reading:
    """One pass over a file: what is known so far, and every fault found.

    ``names`` holds the names that values may refer to, by what they are (``colour``, ``field``, ``font``);
    ``folders`` the folder of each file, for the paths in it; ``kinds`` are layer kinds from outside.
    """

    def __init__(
        self, folders: Mapping[str, Traversable] | None = None, kinds: Mapping[str, type] | None = None
    ) -> None:
        self.names: dict[str, Collection[str]] = {}
        self.folders: dict[str, Traversable] = dict(folders or {})
        self.kinds: dict[str, type] = dict(kinds or {})
        self._found: list[Fault] = []

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, file by file as they were opened, in the order of the lines."""
        files = list(self.folders)

        def place(fault: Fault) -> tuple[int, int, int]:
            trail = fault.trail
            return files.index(trail.file) if trail.file in files else 0, trail.line or 0, trail.column or 0

        found = tuple(sorted(self._found, key=place))
        return (
            (*found, Fault(say("Reading stopped after {most} faults; mend these first.", most=MAX_FAULTS)))
            if self.full
            else found
        )

    @property
    def full(self) -> bool:
        """Whether so many faults were found that it is enough."""
        return len(self._found) >= MAX_FAULTS

    def report(self, node: Node, path: str, message: str) -> None:
        self.add(Fault(message, nodes.trail(node, path)))

    def add(self, fault: Fault) -> None:
        if not self.full:
            self._found.append(fault)

    def value(self, kind: Kind, node: Node, path: str) -> Any:
        """Read one value; a fault is reported and ``None`` returned."""
        if self.full:
            return None
        try:
            return kind.read(node, self, path)
        except Told:
            return None
        except Invalid as invalid:
            self.report(node, path, invalid.message)
            return None

    def mapping(self, node: Node, path: str) -> list[tuple[str, Node, Node]]:
        """Return the keys of a mapping with the nodes of key and value.

        Another type, a key given twice and a key that is no plain text are reported.
        """
        if not nodes.is_mapping(node):
            self.report(node, path, expected(say("a mapping of keys and values"), node))
            return []
        found: dict[str, tuple[str, Node, Node]] = {}
        for key_node, value in nodes.pairs(node):
            name = str(key_node.value)
            if nodes.is_merge(key_node):
                self.report(key_node, path, say("“<<” is not read here; write the keys out."))
            elif not nodes.is_text(key_node):
                self.report(key_node, path, expected(say("a plain text as the key"), key_node))
            elif name in found:
                twice = say("The key “{name}” stands twice; keep one.", name=brief(name))
                self.report(key_node, dotted(path, name), twice)
            else:
                found[name] = (name, key_node, value)
        return list(found.values())

    def model(self, cls: type[T], node: Node, path: str, skip: Collection[str] = ()) -> T | None:
        """Read a model; ``None`` where it has a fault. Keys in ``skip`` are somebody else's."""
        before = len(self._found)
        given = {name: (key_node, value) for name, key_node, value in self.mapping(node, path)}
        known = {name: (item, spec) for name, item, spec in keys(cls)}
        for name, (key_node, _) in given.items():
            if name not in known and name not in skip and not self.full:
                self.report(key_node, dotted(path, name), unknown_key(name, {*known, *skip}))
        values: dict[str, Any] = {}
        for name, (item, spec) in known.items():
            if name in given:
                values[item.name] = self.value(spec.kind, given[name][1], dotted(path, name))
            elif item.default is MISSING and nodes.is_mapping(node):
                self.report(node, path, missing_key(name, spec.doc))
        if len(self._found) > before:
            return None
        made = cls(**values)
        check: Callable[[], Message | None] | None = getattr(made, "check", None)
        message = check() if check else None
        if message:
            self.report(node, path, message)
            return None
        return made


def bind(item: T, binder: Binder) -> T:
    """Return a model with every text and colour in it replaced by what ``binder`` makes of it."""
    cls: Any = type(item)
    found = {}
    for name, kind in _bound(cls):
        value = getattr(item, name)
        if value is not None:
            bound = kind.bind(value, binder)
            if bound is not value:
                found[name] = bound
    return changed(item, **found) if found else item


@lru_cache(maxsize=128)
def _bound(cls: Any) -> tuple[tuple[str, Kind], ...]:
    """Return the fields of a model whose kinds do not leave every value alone."""
    declared = ((item.name, spec.kind) for _, item, spec in keys(cls))
    return tuple((name, kind) for name, kind in declared if not _leaves_alone(kind))


def _leaves_alone(kind: Any) -> bool:
    """Tell whether binding does nothing to a value of this kind, or to each item of one that holds several."""
    inner = getattr(kind, "kind", None)
    return _leaves_alone(inner) if inner is not None else getattr(type(kind).bind, "does_nothing", False)


def dotted(path: str, name: str) -> str:
    return f"{path}.{brief(name)}" if path else brief(name)


def brief(text: str, most: int = 80) -> str:
    """Return a text of the file as messages show it: on one line, printable, cut where it is very long."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: most + 1]).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def expected(what: Message, node: Node) -> Message:
    return say("Expected {what}, not {found}.", what=what, found=nodes.type_name(node))


def missing_key(name: str, doc: str) -> Message:
    return say("The key “{name}” is missing; add it: {doc}", name=name, doc=Message(doc))


def unknown_key(name: str, known: Collection[str]) -> Message:
    return join(say("Unknown key “{name}”.", name=brief(name)), did_you_mean(brief(name), known))
