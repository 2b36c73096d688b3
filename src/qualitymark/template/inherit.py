"""``extends``: a template laid over its parent, node by node, so that every error still names its own file."""

from __future__ import annotations

from collections.abc import Callable

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import did_you_mean
from ..messages import Message, join, say
from ..model import nodes
from ..model.keys import Flag, Text
from ..model.reading import Reading, brief, dotted, missing_key
from .model import FORMAT_DOC

MAX_PARENTS = 5
"""A longer chain of ``extends`` is refused."""

Load = Callable[[Node, str], Node | None]
Pairs = dict[str, tuple[Node, Node]]
Merge = Callable[[Node, Node, Reading, str], Node]


def with_parents(root: Node, reading: Reading, load: Load, below: tuple[str, ...] = ()) -> Node | None:
    """Return the template with everything that it extends beneath it, or None where that cannot be had.

    ``load`` reads the parent of a name, which a node holds; ``below`` are the files that led here. Faults are
    reported to ``reading``.
    """
    named = nodes.get(root, "extends")
    if named is None:
        return root
    chain = (*below, root.start_mark.name)
    name = reading.value(Text(), named, "extends")
    parent = load(named, name) if name else None
    if parent is None:
        return None
    if parent.start_mark.name in chain or len(chain) > MAX_PARENTS:
        circle = " → ".join((*chain, parent.start_mark.name))
        reading.report(
            named, "extends", say("Templates extend each other in a circle, or too deeply: {circle}.", circle=circle)
        )
        return None
    parent = with_parents(parent, reading, load, chain)
    return _overlay(parent, root, reading) if parent else None


def _overlay(parent: Node, child: Node, reading: Reading) -> Node:
    merged, own = _pairs(parent, reading, ""), _pairs(child, reading, "")
    if "qualitymark" not in own:
        reading.report(child, "", missing_key("qualitymark", FORMAT_DOC))
    own.pop("extends", None)
    for name, (key_node, value) in own.items():
        below = merged.get(name)
        if below and name in ("fields", "palette", "fonts"):
            value = _deep(below[1], value, reading, name)
        elif below and name == "marks":
            value = _ByName("artboard", _mark, reading, name).lay(below[1], value)
        merged[name] = (key_node, value)
    return _mapping(child, merged)


def _deep(below: Node, above: Node, reading: Reading, path: str) -> Node:
    """Lay one mapping over another, key by key at every depth."""
    if not (nodes.is_mapping(below) and nodes.is_mapping(above)):
        return above
    merged = _pairs(below, reading, path)
    for name, (key_node, value) in _pairs(above, reading, path).items():
        under = merged.get(name)
        merged[name] = (key_node, _deep(under[1], value, reading, dotted(path, name)) if under else value)
    return _mapping(above, merged)


def _mark(below: Node, above: Node, reading: Reading, path: str) -> Node:
    merged = _pairs(below, reading, path)
    for name, (key_node, value) in _pairs(above, reading, path).items():
        if name == "layers" and name in merged:
            value = _ByName("kind", _layer, reading, f"{path}.layers").lay(merged[name][1], value)
        merged[name] = (key_node, value)
    return _mapping(above, merged)


def _layer(below: Node, above: Node, reading: Reading, path: str) -> Node:
    kind, parents = _text(nodes.get(above, "kind")), _text(nodes.get(below, "kind"))
    if kind is not None and kind != parents:
        return above
    return _mapping(above, {**_pairs(below, reading, path), **_pairs(above, reading, path)})


class _ByName:
    """Lays a list of named items over another.

    The same name overrides, ``drop: true`` removes, others are added: last, or before the item that ``before``
    names, which also moves one that is there. An item without the key ``needs`` cannot stand alone, so its name
    must be the parent's.
    """

    def __init__(self, needs: str, merge: Merge, reading: Reading, path: str) -> None:
        self.needs = needs
        self.merge = merge
        self.reading = reading
        self.path = path
        self.items: list[Node] = []
        self.names: list[str] = []

    def lay(self, below: Node, above: Node) -> Node:
        if not (isinstance(below, SequenceNode) and isinstance(above, SequenceNode)):
            return above
        self.items = list(below.value)
        self.names = [_name(item) for item in below.value]
        for index, item in enumerate(above.value):
            self._add(item, f"{self.path}[{index}]")
        return SequenceNode(above.tag, self.items, above.start_mark, above.end_mark)

    def _add(self, item: Node, path: str) -> None:
        name, at, drop = _name(item), None, self._drop(item, path)
        if name and name in self.names:
            at = self.names.index(name)
            del self.names[at]
            below = self.items.pop(at)
            if drop:
                return
            item = self.merge(below, item, self.reading, path)
        elif nodes.is_mapping(item) and (drop is not None or nodes.get(item, self.needs) is None):
            message = (
                say("The parent has no “{name}” to change.", name=brief(name))
                if name
                else say("Name the one of the parent to change, or give “{key}” to add one.", key=self.needs)
            )
            self.reading.report(item, path, join(message, self._known(name)))
            return
        self._insert(item, at, path)

    def _insert(self, item: Node, at: int | None, path: str) -> None:
        before = nodes.get(item, "before")
        wanted = self.reading.value(Text(), before, dotted(path, "before")) if before else None
        if before and wanted in self.names:
            at = self.names.index(wanted)
        elif before and wanted is not None:
            message = say("The parent has no “{name}” to stand before.", name=brief(wanted))
            self.reading.report(before, dotted(path, "before"), join(message, self._known(wanted)))
        at = len(self.items) if at is None else at
        self.names.insert(at, _name(item))
        if nodes.is_mapping(item):
            kept = _pairs(item, self.reading, path)
            item = _mapping(item, {name: pair for name, pair in kept.items() if name not in ("drop", "before")})
        self.items.insert(at, item)

    def _drop(self, item: Node, path: str) -> bool | None:
        node = nodes.get(item, "drop")
        flag: bool | None = None if node is None else self.reading.value(Flag(), node, dotted(path, "drop"))
        return flag

    def _known(self, name: str) -> Message:
        return did_you_mean(brief(name), filter(None, self.names))


def _name(item: Node) -> str:
    return _text(nodes.get(item, "name")) or ""


def _pairs(node: Node, reading: Reading, path: str) -> Pairs:
    """Return the keys of a mapping; a key that stands twice is reported, for it is lost from here on."""
    return {name: (key_node, value) for name, key_node, value in reading.mapping(node, path)}


def _text(node: Node | None) -> str | None:
    return str(node.value) if isinstance(node, ScalarNode) else None


def _mapping(like: Node, merged: Pairs) -> MappingNode:
    return MappingNode(like.tag, list(merged.values()), like.start_mark, like.end_mark)
