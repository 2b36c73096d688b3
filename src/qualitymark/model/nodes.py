"""YAML or JSON text to nodes that know their file, line and column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import QualitymarkError, Trail
from ..messages import Message, say

MAX_CHARACTERS = 1_000_000
"""A file of templates or pages above this is refused; real ones have a few thousand characters."""
MAX_NODES = 20_000
"""More nodes than this, aliases followed, are refused: a few lines of YAML aliases could make billions."""
MAX_DEPTH = 50
"""Deeper nesting is refused; a template needs seven levels, and libyaml composes recursively on the C stack."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOO_DEEP = "maximum nesting depth"
_TAG = "tag:yaml.org,2002:"
_TEXTS = frozenset({"str", "int", "float", "timestamp", "merge", "value"})
_NAMES = {
    "str": say("a text"),
    "int": say("a whole number"),
    "float": say("a number"),
    "bool": say("yes or no"),
    "null": say("nothing"),
    "map": say("a mapping"),
    "seq": say("a list"),
    "timestamp": say("a date"),
}
# What the parser says, in part, and what a person does about it.
_ADVICE = (
    (("tab character", r"character '\t'"), say("A tab stands here; use spaces.")),
    (
        ("mapping values are not allowed",),
        say("A colon is not expected here; put the text in quotes, or mend the indentation."),
    ),
    (("cannot start any token",), say("A text cannot begin with this sign; put the text in quotes.")),
    (("undefined alias",), say("A text cannot begin with “*”; put it in quotes.")),
    (("another document",), say("A second document begins here; keep one, without the line “---”.")),
    (("unexpected end of stream",), say("A quotation mark that opened here or above is never closed; close it.")),
)


class _Named(io.StringIO):
    name: str


class _TooMuchError(Exception):
    """The document is nested too deeply, or its aliases make too much of it."""


def compose(text: str, file: str, error: type[QualitymarkError]) -> Node | None:
    """Parse one YAML document, or a JSON one where the file's name ends so; ``None`` for an empty one.

    Raises ``error`` with the place for text that is not YAML (JSON), is too large, or too deeply nested.
    """
    if len(text) > MAX_CHARACTERS:
        raise error(say("The file has more than {most} characters; shorten it.", most=MAX_CHARACTERS), Trail(file=file))
    if file.lower().endswith(".json"):
        from .json_nodes import compose_json

        return compose_json(text, file, error)
    try:
        _check_depth(text)
        node = _composed(text, file)
        if node is not None:
            _count(node)
    except yaml.reader.ReaderError as problem:
        raise error(_strange(problem), _where_is(problem.character, text, file)) from None
    except yaml.YAMLError as problem:
        raise error(_what(problem), _where(problem, file)) from None
    except _TooMuchError:
        raise error(say("The file is nested or repeated too deeply; simplify it."), Trail(file=file)) from None
    return node


def _composed(text: str, file: str) -> Node | None:
    stream = _Named(text)
    stream.name = file
    loader = _LOADER(stream)
    try:
        node: Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _check_depth(text: str) -> None:
    loader = _LOADER(text)
    depth = 0
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                raise _TooMuchError
    except yaml.YAMLError as problem:
        # Newer parsers look ahead over many brackets, and count them by themselves.
        if _TOO_DEEP in str(problem):
            raise _TooMuchError from None
        raise
    finally:
        loader.dispose()


def _count(root: Node) -> None:
    seen, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MAX_NODES:
            raise _TooMuchError
        if isinstance(node, MappingNode):
            waiting.extend(part for pair in node.value for part in pair)
        elif isinstance(node, SequenceNode):
            waiting.extend(node.value)


def _strange(problem: yaml.reader.ReaderError) -> Message:
    return say("The character U+{code:04X} cannot stand in a YAML file; remove it.", code=problem.character)


def _where_is(code: int, text: str, file: str) -> Trail:
    before = text[: max(0, text.find(chr(code)))]
    return Trail(file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))


def _what(problem: yaml.YAMLError) -> Message:
    detail = getattr(problem, "problem", None) or str(problem).splitlines()[0]
    for signs, advice in _ADVICE:
        if any(sign in detail for sign in signs):
            return advice
    return say("This is not valid YAML: {detail}. Mend the line.", detail=detail)


def _where(problem: yaml.YAMLError, file: str) -> Trail:
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    return Trail(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Trail(file=file)


def trail(node: Node, key: str | None = None) -> Trail:
    """Return the place of a node."""
    mark = node.start_mark
    return Trail(file=mark.name, line=mark.line + 1, column=mark.column + 1, key=key or None)


def tag(node: Node) -> str:
    """Return the short name of a node's type: ``str``, ``int``, ``float``, ``bool``, ``null``, ``map``, ``seq`` …"""
    return str(node.tag).removeprefix(_TAG)


def type_name(node: Node) -> Message:
    """Return the node's type in words, for messages."""
    return _NAMES.get(tag(node), say("something else"))


def pairs(node: Node) -> list[tuple[Node, Node]]:
    """Return the keys and values of a mapping as they stand; none for another node."""
    return list(node.value) if isinstance(node, MappingNode) else []


def get(node: Node, name: str) -> Node | None:
    """Return the value of a key, or None; the first one where the key stands twice."""
    return next((value for key, value in pairs(node) if is_text(key) and key.value == name), None)


def is_mapping(node: Node) -> bool:
    return isinstance(node, MappingNode)


def is_list(node: Node) -> bool:
    return isinstance(node, SequenceNode)


def is_text(node: Node) -> bool:
    """Return whether a node can stand for its letters: a text, a number or a date."""
    return isinstance(node, ScalarNode) and tag(node) in _TEXTS


def is_merge(node: Node) -> bool:
    """Return whether a key is YAML's merge key ``<<``."""
    return tag(node) == "merge"


def items(node: Node) -> Iterator[tuple[int, Node]]:
    """Yield the items of a list with their numbers from 0; none for another node."""
    return enumerate(node.value if isinstance(node, SequenceNode) else ())
