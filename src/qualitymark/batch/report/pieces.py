"""What the report says of each row, ready to be written, and kept beside the journal for the next report.

Most rows of a later run are what they were, and telling them anew takes longer than everything else that is done for
them. A piece counts only while all that it was made of is the same; the file may be removed at any time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from ... import __version__
from ..folder import HIDDEN
from ..outcome import FAILED, Outcome
from .facts import Facts, json_text
from .markup import json_in_markup
from .spreadsheet import cells

KEPT = 20_000
"""The pieces of so many rows are kept: a few kilobytes each."""
_FILE = "report.sqlite"
_FORM = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS pieces (
  key TEXT PRIMARY KEY, stamp BLOB NOT NULL, page BLOB NOT NULL, verdicts BLOB NOT NULL, name BLOB NOT NULL,
  rest BLOB NOT NULL, seconds REAL NOT NULL, risk TEXT NOT NULL, thumbs TEXT NOT NULL);
"""


class Piece(NamedTuple):
    """What is said of a row, but for its number and its status, in UTF-8.

    ``page`` and ``verdicts`` are JSON objects without the brace that opens them; ``name`` and ``rest`` the cells of
    the table before and after the status. ``seconds`` is how long the row took when it was done; ``risk`` is the
    outcome's as JSON, without status and row. ``thumbs`` tells what the thumbnails were made of.
    """

    page: bytes
    verdicts: bytes
    name: bytes
    rest: bytes
    seconds: float
    risk: str
    thumbs: str = ""


class Pieces:
    """The pieces of one report: those that are kept, and new ones."""

    def __init__(self, base: sqlite3.Connection, facts: Facts, language: str) -> None:
        self._base = base
        self._facts = facts
        self._language = language
        self._basis = f"{_FORM} {__version__} {language} {facts.places}"
        self._room = KEPT - base.execute("SELECT count(*) FROM pieces").fetchone()[0]
        self._asked = 0

    def of(self, outcome: Outcome) -> Piece:
        """Return what is said of an outcome."""
        self._asked += 1
        stamp = self._stamp(outcome)
        found = self._base.execute(
            "SELECT stamp, page, verdicts, name, rest, seconds, risk, thumbs FROM pieces WHERE key = ?",
            (outcome.key,),
        ).fetchone()
        if found is not None and found[0] == stamp:
            return Piece(*found[1:])
        piece = self._made(outcome)
        if found is not None or self._room > 0:
            self._room -= found is None
            self._base.execute(
                "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (outcome.key, stamp, *piece),
            )
        return piece

    def note_thumbs(self, key: str, thumbs: str) -> None:
        """Keep what the thumbnails of a row were made of."""
        self._base.execute("UPDATE pieces SET thumbs = ? WHERE key = ?", (thumbs, key))

    def forget_some(self) -> None:
        """Forget all when most of what is kept belongs to no row any more, or what there is finds no room."""
        if KEPT - self._room > 2 * self._asked or (self._room <= 0 and self._asked < KEPT):
            self._base.execute("DELETE FROM pieces")

    def _stamp(self, outcome: Outcome) -> bytes:
        parts = (self._basis, outcome.key, outcome.title, outcome.cover or "", outcome.verdicts)
        made = blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16)
        made.update(b"failed" if outcome.status == FAILED else b"")
        return made.digest()

    def _made(self, outcome: Outcome) -> Piece:
        name, rest = cells(outcome, self._language)
        return Piece(
            _bytes(json_in_markup(self._facts.page_row(outcome))[1:]),
            _bytes(json_text(self._facts.json_row(outcome))[1:]),
            _bytes(name),
            _bytes(rest),
            0.0 if outcome.status == FAILED else outcome.seconds,
            json_text(outcome.risk[1:-1]),
        )


@contextmanager
def pieces_of(out: Path, facts: Facts, language: str) -> Iterator[Pieces]:
    """Give the pieces that are kept in ``out``; where that cannot be, or another report uses them, those of nothing."""
    base = _opened(out / HIDDEN / _FILE) if (out / HIDDEN).is_dir() else None
    if base is None:
        base = sqlite3.connect("", isolation_level=None)
        base.executescript(f"{_SCHEMA} BEGIN;")
    try:
        yield Pieces(base, facts, language)
        base.execute("COMMIT")
    finally:
        base.close()


def _opened(file: Path) -> sqlite3.Connection | None:
    """Return the open file, made anew where it is broken; None where it is in use or may not be written."""
    for _ in range(2):
        base = None
        try:
            base = sqlite3.connect(file, isolation_level=None, timeout=0)
            base.execute("BEGIN IMMEDIATE")
            _prepare(base)
        except sqlite3.OperationalError:
            if base is not None:
                base.close()
            return None
        except sqlite3.DatabaseError:
            if base is not None:
                base.close()
            with suppress(OSError):
                file.unlink()
        else:
            return base
    return None


def _prepare(base: sqlite3.Connection) -> None:
    if base.execute("PRAGMA user_version").fetchone()[0] != _FORM:
        base.execute("DROP TABLE IF EXISTS pieces")
        base.execute(f"PRAGMA user_version = {_FORM}")
    base.execute(_SCHEMA)
    if base.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise sqlite3.DatabaseError("damaged")


def _bytes(text: str) -> bytes:
    """Return a text in UTF-8; undecodable bytes of file names are written as JSON escapes."""
    return text.encode("utf-8", "backslashreplace")
