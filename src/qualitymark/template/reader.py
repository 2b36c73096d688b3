"""From a template's name or file to a Template."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yaml.nodes import Node

from ..errors import TemplateError, Trail, did_you_mean
from ..layers import Layer
from ..messages import join, say
from ..model import nodes
from ..model.files import find_beside, read_text
from ..model.reading import Invalid, Reading, brief
from ..resources import bundled
from ..text.fonts import FontBook
from .inherit import with_parents
from .model import FormatKey, Template

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SUFFIXES = (".yaml", ".yml")


def template_names() -> tuple[str, ...]:
    """Return the names of the built-in designs."""
    found = (item.name for item in bundled("assets").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


def built_in(name: str) -> Traversable:
    """Return the file of a built-in design. Raises TemplateError for an unknown name."""
    names = template_names()
    if name not in names:
        raise TemplateError(
            join(
                say("There is no built-in template “{name}”.", name=brief(name)),
                did_you_mean(brief(name), names),
                say("For a file of your own, write its path with .yaml at the end."),
            )
        )
    return bundled("assets") / f"{name}.yaml"


def load_template(
    source: str | os.PathLike[str] | Template, *, kinds: Mapping[str, type[Layer]] | None = None
) -> Template:
    """Read a template: a built-in name such as ``plate``, or the path of a YAML file.

    ``kinds`` are layer kinds of another program, by name. A Template is returned as it is. Raises TemplateError
    with every fault that the file has, each with file, line, column and key.
    """
    if isinstance(source, Template):
        return source
    reading = Reading(kinds=kinds)
    reading.names["font"] = FontBook.bundled().families()
    file, name = _located(source)

    def parent(node: Node, named: str) -> Node | None:
        return _parent(node, named, reading)

    root = with_parents(_open(file, name, reading), reading, parent)
    template = reading.model(Template, root, "") if root else None
    if template is None or reading.faults:
        raise TemplateError.of(reading.faults)
    return template


def source_text(name: str) -> str:
    """Return the YAML of a built-in design or of a file, after it was checked. Raises TemplateError."""
    load_template(name)
    return read_text(*_located(name), TemplateError)


def _located(source: str | os.PathLike[str]) -> tuple[Traversable, str]:
    """Return the file, and its name for messages."""
    name = os.fspath(source)
    if isinstance(source, str) and not name.endswith(SUFFIXES) and "/" not in name and os.sep not in name:
        return built_in(name), name
    # A path that looks like a built-in name must not be taken for one where its files are looked up.
    plain = os.sep not in name and not name.endswith(SUFFIXES)
    return Path(name), f"{os.curdir}{os.sep}{name}" if plain else name


def _parent(node: Node, name: str, reading: Reading) -> Node | None:
    """Read the template that ``extends`` names: a file beside the child, or a built-in design."""
    try:
        if not name.endswith(SUFFIXES):
            return _open(built_in(name), name, reading)
        file = find_beside(node, name, reading)
    except Invalid as invalid:
        reading.report(node, "extends", invalid.message)
        return None
    except TemplateError as error:
        if error.trail.file is not None:
            raise
        reading.report(node, "extends", error.message)
        return None
    beside = Path(node.start_mark.name).parent / name.replace("\\", "/")
    return _open(file, str(beside), reading)


def _open(file: Traversable, name: str, reading: Reading) -> Node:
    """Read one file to its root, which is a mapping of the format that is known here. Raises TemplateError."""
    place = Trail(file=name)
    root = nodes.compose(read_text(file, name, TemplateError), name, TemplateError)
    if root is None:
        raise TemplateError(say("The template is empty; “qualitymark template new” writes one to start from."), place)
    if not nodes.is_mapping(root):
        found = nodes.type_name(root)
        message = say(
            "A template is a mapping of keys, not {found}; see “qualitymark template show plate”.", found=found
        )
        raise TemplateError(message, nodes.trail(root))
    version = nodes.get(root, "qualitymark")
    if version is not None:
        try:
            FormatKey().read(version, reading, "qualitymark")
        except Invalid as invalid:
            raise TemplateError(invalid.message, nodes.trail(version, "qualitymark")) from None
    reading.folders[name] = file.parent if isinstance(file, Path) else bundled("assets")
    return root
