#!/usr/bin/env python3
"""Keep the translations: collect the messages of the source, merge them, compile them.

    python scripts/catalogue.py update     # source -> .po, keeping what is translated; then compile
    python scripts/catalogue.py compile    # .po -> .mo

``update`` lists what it removed, with its translation, for a message whose English was changed is another
message; then what has no translation yet, and ends with 1 while there is any. The messages of click are
collected too, for the help of the command line is looked up in the same catalogue.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "qualitymark"
CLICK = Path(click.__file__).parent
PO = PACKAGE / "locale/ru/LC_MESSAGES/qualitymark.po"
# The function's name and how many of its first arguments are message ids.
MARKED = {"say": 1, "_": 1, "ngettext": 2}


@dataclass(frozen=True)
class Call:
    """A call of a marked function; ``ids`` is None where its first arguments are no literal texts."""

    file: str
    line: int
    ids: tuple[str, ...] | None
    keywords: frozenset[str | None]


def calls(package: Path) -> Iterator[Call]:
    """Yield the marked calls of a package, file by file."""
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package.parent).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                ids = tuple(text for text in texts[: MARKED[node.func.id]] if isinstance(text, str))
                literal = len(ids) == MARKED[node.func.id]
                keywords = frozenset(keyword.arg for keyword in node.keywords)
                yield Call(file, node.lineno, ids if literal else None, keywords)


def collected(*packages: Path) -> Catalog:
    """Collect the messages of packages into a catalogue without translations."""
    catalogue = Catalog(project="qualitymark", charset="utf-8")
    for package in packages:
        for call in calls(package):
            if call.ids:
                catalogue.add(call.ids[0] if len(call.ids) == 1 else call.ids, locations=[(call.file, 1)])
    return catalogue


def kept() -> Catalog:
    """Read the catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="ru", domain="qualitymark")


def missing(catalogue: Catalog) -> list[str]:
    """Return the message ids without a translation, or with a fuzzy one."""
    found = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            found.append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def update() -> int:
    """Merge the messages of the source into the catalogue and compile it."""
    for call in calls(PACKAGE):
        if call.ids is None:
            print(f"{call.file}:{call.line}: not collected, for its text is no literal")
    catalogue = kept()
    catalogue.update(collected(PACKAGE, CLICK), no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue.obsolete.values():
        print(f"removed: {message.id!r} -> {message.string!r}")
    with PO.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
    compile_catalogue()
    wanting = missing(catalogue)
    for message_id in wanting:
        print(f"to translate: {message_id!r}")
    print(f"{PO.relative_to(ROOT)}: {len(catalogue)} messages, {len(wanting)} to translate")
    return 1 if wanting else 0


def compile_catalogue() -> int:
    """Write the binary catalogue that the program reads."""
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, kept())
    return 0


def main(arguments: list[str]) -> int:
    commands = {"update": update, "compile": compile_catalogue}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
