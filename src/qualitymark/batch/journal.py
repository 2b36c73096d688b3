"""The journal: what was done in OUT and of what, in SQLite, so that a run goes on where another one stopped.

Only the process that runs the campaign writes it. WAL keeps every committed item through a killed process.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import OutputError, Trail
from ..messages import say
from .digest import FileState
from .outcome import FAILED, Outcome

_VERSION = 2
_STARTED = "started"
_PENDING = 500
"""How many items that were skipped are written at once."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS items (
  key TEXT PRIMARY KEY, row INTEGER NOT NULL, run INTEGER NOT NULL, status TEXT NOT NULL, title TEXT NOT NULL,
  fingerprint TEXT, cover BLOB, cover_signature TEXT, cover_digest TEXT, output_signature TEXT, output_digest TEXT)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS verdicts (key TEXT PRIMARY KEY, verdicts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, manifest TEXT NOT NULL, template TEXT NOT NULL, started TEXT NOT NULL, finished TEXT,
  seconds REAL, whole INTEGER NOT NULL DEFAULT 0);
"""


class Item(NamedTuple):
    """What the journal knows of one output. ``fingerprint`` and the states are None until it was done once."""

    status: str
    fingerprint: str | None
    cover: FileState | None
    output: FileState | None
    verdicts: str | None

    @property
    def ours(self) -> bool:
        """Whether a file of this name was, or may have been, written by a run."""
        return self.output is not None or self.status == _STARTED


class Left(NamedTuple):
    """An output of a row that left the table; ``state`` is what was written."""

    key: str
    state: FileState


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the table and the template by name, when it was (ISO 8601), and how long it took.

    ``whole`` says whether it came to the end of the table.
    """

    id: int
    manifest: str
    template: str
    started: str
    finished: str | None
    seconds: float | None
    whole: bool


class Journal:
    """The journal in a folder; ``with`` closes it."""

    def __init__(self, file: Path, *, must_exist: bool = False) -> None:
        self._file = file
        self._waiting: list[tuple[Any, ...]] = []
        self._run = 0
        if must_exist and not file.is_file():
            raise OutputError(
                say("There is no campaign in this folder; give one that “qualitymark batch” wrote."),
                Trail(file=str(file.parent.parent)),
            )
        try:
            self._base = sqlite3.connect(file, isolation_level=None, timeout=10)
            try:
                self._open()
            except BaseException:
                self._base.close()
                raise
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _open(self) -> None:
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise OutputError(
                say("The journal was written by another version of qualitymark; give another folder."),
                Trail(file=str(self._file)),
            )
        if version == 0:
            self._base.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version={_VERSION}; COMMIT;")
        self._run = self._base.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0]

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.flush()
        finally:
            self._base.close()

    def begin(self, manifest: str, template: str, started: str) -> None:
        """Open a new run; what follows belongs to it."""
        self._run += 1
        self._write("INSERT INTO runs VALUES (?, ?, ?, ?, NULL, NULL, 0)", (self._run, manifest, template, started))

    def finish(self, finished: str, seconds: float, whole: bool) -> None:
        """Close the run; ``whole`` says whether every row of the table was looked at."""
        self.flush()
        self._write(
            "UPDATE runs SET finished = ?, seconds = ?, whole = ? WHERE id = ?", (finished, seconds, whole, self._run)
        )

    def find(self, key: str) -> Item | None:
        """Return what is known of an output."""
        found = self._base.execute(
            "SELECT status, fingerprint, cover_signature, cover_digest, output_signature, output_digest, verdicts"
            " FROM items LEFT JOIN verdicts USING (key) WHERE key = ?",
            (key,),
        ).fetchone()
        if found is None:
            return None
        status, fingerprint, seen, cover, written, output, verdicts = found
        return Item(status, fingerprint, _state(seen, cover), _state(written, output), verdicts)

    def starting(self, items: Iterable[tuple[str, int, str]]) -> None:
        """Note that these (key, row, title) are being worked on, so that their files are known for our own."""
        self._write(
            "INSERT INTO items (key, row, run, status, title) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            " status = excluded.status",
            *((key, row, self._run, _STARTED, title) for key, row, title in items),
        )

    def done(self, outcome: Outcome, fingerprint: str, cover: FileState, output: FileState) -> None:
        """Note what was made."""
        told = (outcome.key, outcome.row, self._run, outcome.status, outcome.title, fingerprint)
        with self.at_once():
            self._base.execute(
                "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*told, _blob(outcome.cover), *cover, *output),
            )
            self._tell(outcome)

    def failed(self, outcome: Outcome) -> None:
        """Note that a row failed; what an earlier run wrote for it stays known as our own."""
        with self.at_once():
            self._base.execute(
                "INSERT INTO items (key, row, run, status, title, cover) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET row = excluded.row, run = excluded.run, status = excluded.status,"
                " title = excluded.title, cover = excluded.cover, fingerprint = NULL",
                (outcome.key, outcome.row, self._run, FAILED, outcome.title, _blob(outcome.cover)),
            )
            self._tell(outcome)

    def _tell(self, outcome: Outcome) -> None:
        self._base.execute("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", (outcome.key, outcome.verdicts))

    def skipped(self, outcome: Outcome, cover: FileState, output: FileState) -> None:
        """Note that an output was up to date. Written with others, for losing it costs nothing."""
        self._waiting.append(
            (
                outcome.row,
                self._run,
                outcome.title,
                _blob(outcome.cover),
                cover.signature,
                output.signature,
                outcome.key,
            )
        )
        if len(self._waiting) >= _PENDING:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._write(
                "UPDATE items SET row = ?, run = ?, status = 'skipped', title = ?, cover = ?, cover_signature = ?,"
                " output_signature = ? WHERE key = ?",
                *waiting,
            )

    def last_run(self) -> Run | None:
        """Return the latest run, or None where there was none."""
        found = self._base.execute("SELECT * FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        if found is None:
            return None
        number, manifest, template, started, finished, seconds, whole = found
        return Run(number, manifest, template, started, finished, seconds, bool(whole))

    def outcomes(self, status: str | None = None) -> Iterator[Outcome]:
        """Yield the outcomes of the latest run in the order of the rows, each read when it is asked for.

        With ``status``, those that became so.
        """
        rows = self._base.execute(
            "SELECT verdicts, row, key, title, status, cover FROM items JOIN verdicts USING (key)"
            " WHERE run = ? AND status = coalesce(?, status) ORDER BY row, key",
            (self._run, status),
        )
        for text, row, key, title, became, cover in rows:
            yield Outcome.noted(text, row, key, title, became, _path(cover))

    def left(self) -> Iterator[Left]:
        """Yield the outputs of rows that the latest run did not meet, by name."""
        rows = self._base.execute(
            "SELECT key, output_signature, output_digest FROM items WHERE run < ? AND output_digest IS NOT NULL"
            " ORDER BY key",
            (self._run,),
        )
        for key, written, output in rows.fetchall():
            yield Left(key, FileState(written, output))

    def forget(self, key: str) -> None:
        """Take an output out of the journal."""
        with self.at_once():
            for table in ("items", "verdicts"):
                self._base.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608 - of two names

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Commit everything that is noted inside of the ``with`` together, or nothing of it."""
        if self._base.in_transaction:
            yield
            return
        try:
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _write(self, command: str, *rows: tuple[Any, ...]) -> None:
        with self.at_once():
            self._base.executemany(command, rows)

    def _broken(self, error: sqlite3.Error) -> OutputError:
        return OutputError(
            say("The journal cannot be used ({reason}); mend it, or move it away.", reason=str(error)),
            Trail(file=str(self._file)),
        )


def _state(seen: str | None, digest: str | None) -> FileState | None:
    return FileState(seen, digest) if seen is not None and digest is not None else None


def _blob(path: str | None) -> bytes | None:
    """Return a path as bytes, for a file may have a name that is no text."""
    return None if path is None else os.fsencode(path)


def _path(blob: bytes | None) -> str | None:
    return None if blob is None else os.fsdecode(blob)
