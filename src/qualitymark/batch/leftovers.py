"""Outputs of rows that left the table: listed, and removed where that is asked for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .digest import is_state
from .folder import Folder
from .journal import Journal


class Leftovers(NamedTuple):
    """Names of outputs whose rows left the table: those that are there, were removed, and were changed since."""

    there: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def leftovers(out: str | os.PathLike[str], *, prune: bool = False) -> Leftovers:
    """Look for outputs of rows that the latest run did not meet; with ``prune`` remove them.

    A file that is no longer what was written is somebody's work, and stays. Where the latest run did not come to the
    end of its table, nothing is known of what left it, and nothing is touched. Raises OutputError.
    """
    with Folder(Path(out)).held() as folder, Journal(folder.journal, must_exist=True) as journal:
        run = journal.last_run()
        if run is None or not run.whole:
            return Leftovers()
        there, removed, changed = [], [], []
        for key, state in journal.left():
            path = folder.path(key)
            if not os.path.lexists(path):
                journal.forget(key)
            elif path.is_symlink() or is_state(path, state) is None:
                changed.append(key)
            elif prune:
                with suppress(OSError):
                    folder.drop(key)
                    journal.forget(key)
                    removed.append(key)
            else:
                there.append(key)
    return Leftovers(tuple(there), tuple(removed), tuple(changed))
