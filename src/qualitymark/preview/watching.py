"""Which files a preview is made of, and whether one of them has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import QualitymarkError, TemplateError
from ..model import nodes
from ..model.files import read_text
from ..resources import bundled
from ..template.reader import SUFFIXES

POLL_SECONDS = 0.3
"""How often files are looked at."""

_MOST_FILES = 500
_LONGEST = 200
"""A longer text in a template is no file name."""

Signature = tuple[tuple[str, tuple[int, int, int] | None], ...]


def template_files(template: str) -> tuple[Path, ...]:
    """Return the files that a template is made of: itself, its parents by ``extends``, and what they name.

    A template with faults has them too, as far as it can be read; names of files that are not there yet are among
    them, so that a file is noticed when it appears.
    """
    found: dict[Path, None] = {}
    waiting = [_own(template)]
    while waiting and len(found) < _MOST_FILES:
        file = waiting.pop(0)
        if file in found:
            continue
        found[file] = None
        for name, is_parent in _names(file):
            if is_parent:
                waiting.append(_own(name, file.parent))
            elif len(found) < _MOST_FILES:
                found[file.parent / name] = None
    return tuple(found)


def signature(files: Iterable[Path]) -> Signature:
    """Return what changes when one of the files does: time, size and number of each, None where there is none."""
    return tuple((str(file), _state(file)) for file in files)


def _state(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _own(name: str, folder: Path = Path()) -> Path:
    """Return the file of a template as people name it: a path, or a built-in design."""
    if not name.endswith(SUFFIXES) and "/" not in name and os.sep not in name:
        return Path(str(bundled("assets") / f"{name}.yaml"))
    return folder / name


def _names(file: Path) -> Iterator[tuple[str, bool]]:
    """Give all texts of a YAML file that may name another one, and whether that is its parent."""
    try:
        root = nodes.compose(read_text(file, str(file), TemplateError), str(file), TemplateError)
    except QualitymarkError:
        return
    parent = nodes.get(root, "extends") if root is not None else None
    for node in _scalars(root):
        name = str(node.value)
        if node is parent:
            yield name, True
        elif "." in name and len(name) <= _LONGEST and name.isprintable() and Path(name).suffix[1:].isalnum():
            yield name, False


def _scalars(root: Any) -> Iterator[Any]:
    """Give every node of a YAML file that holds a text; those of keys too, which name no file that is there."""
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node.value, str):
            yield node
        else:
            waiting += [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
