"""JSON text to the nodes of YAML, so that a JSON file has the same errors with the same places.

YAML almost holds JSON, but not tabs, ``\\/`` and surrogate pairs; and its complaints speak of YAML.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

from yaml import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import QualitymarkError, Trail
from ..messages import say

_TAG = "tag:yaml.org,2002:"
_WORDS = {"true": "bool", "false": "bool", "null": "null"}


def compose_json(text: str, file: str, error: type[QualitymarkError]) -> Node | None:
    """Parse a JSON document; ``None`` for an empty one. Raises ``error`` with the place for text that is not JSON."""
    if not text.strip():
        return None
    try:
        json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        place = Trail(file=file, line=problem.lineno, column=problem.colno)
        raise error(say("This is not valid JSON: {detail}. Mend the line.", detail=problem.msg), place) from None
    except ValueError as problem:
        raise error(say("This is not valid JSON: {detail}. Mend the line.", detail=problem), Trail(file=file)) from None
    except RecursionError:
        raise error(say("The file is nested or repeated too deeply; simplify it."), Trail(file=file)) from None
    return _Composer(text, file).root


def _refuse(constant: str) -> None:
    raise ValueError(constant)


class _Composer:
    """Makes nodes of text that is known to be JSON."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []
        for match in re.finditer(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|[^\s,:\[\]{}"]+', text):
            if match[0] in ("]", "}"):
                self.open.pop()
                self.keys.pop()
            else:
                self._add(self._node(match))

    def _node(self, match: re.Match[str]) -> Node:
        part = match[0]
        line = bisect_right(self.lines, match.start()) - 1
        column = match.start() - self.lines[line]
        mark = Mark(self.file, match.start(), line, column, None, 0)
        if part == "{":
            return MappingNode(_TAG + "map", [], mark, mark)
        if part == "[":
            return SequenceNode(_TAG + "seq", [], mark, mark)
        if part[0] == '"':
            return ScalarNode(_TAG + "str", json.loads(part), mark, mark)
        number = "float" if set(part) & set(".eE") else "int"
        return ScalarNode(_TAG + _WORDS.get(part, number), part, mark, mark)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
        elif isinstance(self.open[-1], SequenceNode):
            self.open[-1].value.append(node)
        elif self.keys[-1] is None:
            self.keys[-1] = node
        else:
            self.open[-1].value.append((self.keys[-1], node))
            self.keys[-1] = None
        if not isinstance(node, ScalarNode):
            self.open.append(node)
            self.keys.append(None)
