"""OUT: the folder of a campaign's outputs, its journal and its lock. Nothing is written outside of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputError, Trail, reason_of
from ..messages import say
from .lock import locked

HIDDEN = ".qualitymark"
_PASSING, _PART = ".qualitymark-", ".part"


class Folder:
    """The folder, whether or not it is there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.hidden = out / HIDDEN
        self._out = str(out)
        self._root = out
        self._ready: set[str] = set()

    @property
    def journal(self) -> Path:
        return self.hidden / "journal.sqlite"

    @contextmanager
    def held(self) -> Iterator[Folder]:
        """Make the folder where there is none, and hold it for one run.

        Raises OutputError where that cannot be, or another run holds it.
        """
        try:
            self.hidden.mkdir(parents=True, exist_ok=True)
            self._root = self.out.resolve()
            lock = locked(self.hidden / "lock", self.out)
            lock.__enter__()
        except OSError as error:
            raise OutputError(
                say("This cannot be the folder of the outputs ({reason}); give another one.", reason=reason_of(error)),
                Trail(file=str(self.out)),
            ) from error
        try:
            self.sweep()
            yield self
        finally:
            lock.__exit__(None, None, None)

    def path(self, key: str) -> Path:
        """Return where an output is."""
        return Path(self.place(key))

    def place(self, key: str) -> str:
        """Return the same as a text."""
        return os.path.join(self._out, key)  # noqa: PTH118 - asked for every row; systems know “/” too

    def make_room(self, key: str) -> None:
        """See that the folder of an output is there, and inside of OUT. Raises OutputError."""
        parts = key.split("/")
        if HIDDEN in parts or any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts):
            raise OutputError(say("“{name}” is no name for an output; give another --name.", name=key))
        above = "/".join(parts[:-1])
        if above in self._ready:
            return
        folder = self.out.joinpath(*parts[:-1])
        try:
            self._refuse_links(parts[:-1])
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = reason_of(error)
            raise OutputError(
                say("The folder {folder} cannot be made ({reason}); give another --name.", folder=folder, reason=reason)
            ) from error
        if len(self._ready) < _MOST_READY:
            self._ready.add(above)

    def _refuse_links(self, parts: list[str]) -> None:
        """Raise OutputError where a folder on the way is a link that leads out of OUT."""
        for end in range(1, len(parts) + 1):
            folder = self.out.joinpath(*parts[:end])
            if folder.exists() and not folder.resolve().is_relative_to(self._root):
                raise OutputError(say("The folder {folder} leads out of the outputs; remove it.", folder=folder))

    def sweep(self) -> None:
        """Remove the files that a killed run or worker left half written."""
        for above, folders, files in os.walk(self.out):
            if HIDDEN in folders:
                folders.remove(HIDDEN)
            for name in files:
                if name.startswith(_PASSING) and name.endswith(_PART):
                    with suppress(OSError):
                        Path(above, name).unlink()

    def drop(self, key: str) -> None:
        """Remove an output, and the folders of its own that are empty then. Raises OSError."""
        path = self.path(key)
        path.unlink()
        with suppress(OSError):
            for above in list(path.parents)[: key.count("/")]:
                above.rmdir()


_MOST_READY = 10_000
"""How many folders are known to be ready; more are looked at again."""
