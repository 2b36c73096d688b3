"""``template new``: a commented template that stamps as it stands, its emblem, and the schema for editors."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from ..errors import OutputError, Trail, reason_of
from ..messages import say
from ..resources import bundled
from .model import template_schema

FILES = ("template.yaml", "emblem.svg")
SCHEMA = "template.schema.json"


def write_starter(folder: Path) -> tuple[Path, ...]:
    """Write the starting point into ``folder``, which is made; return the files.

    Raises OutputError where one of them exists or cannot be written; nothing is written then.
    """
    contents = {name: bundled("assets").joinpath("starter", name).read_bytes() for name in FILES}
    contents[SCHEMA] = (json.dumps(template_schema(), ensure_ascii=False, indent=2) + "\n").encode()
    made = False
    written: list[Path] = []
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in contents.items():
            with (folder / name).open("xb") as stream:
                written.append(folder / name)
                stream.write(data)
    except (OSError, ValueError) as problem:
        _take_back(folder, written, made)
        if isinstance(problem, FileExistsError) and folder.is_dir():
            there = Trail(file=str(folder / list(contents)[len(written)]))
            raise OutputError(say("The file exists; choose another folder."), there) from None
        raise OutputError(
            say("The folder cannot be written: {reason}.", reason=reason_of(problem)), Trail(file=str(folder))
        ) from None
    return tuple(written)


def _take_back(folder: Path, written: list[Path], made: bool) -> None:
    for path in written:
        path.unlink(missing_ok=True)
    if made:
        with contextlib.suppress(OSError, ValueError):
            folder.rmdir()
