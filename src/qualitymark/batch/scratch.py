"""A database that lasts as long as its plan: on disk above a few megabytes, so that memory does not grow with the
number of rows or covers."""

from __future__ import annotations

import pickle
import sqlite3
import weakref
from collections.abc import Iterable, Iterator

from ..errors import Trail
from ..page import Page
from .job import Job

_CACHE_KIB = 4096
_SCHEMA = f"""
PRAGMA cache_size = -{_CACHE_KIB};
CREATE TABLE jobs (number INTEGER PRIMARY KEY, job BLOB NOT NULL);
CREATE TABLE names (name TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE covers (stem TEXT NOT NULL, path TEXT NOT NULL, within TEXT NOT NULL);
"""


class Scratch:
    """Jobs of one table in their order, the names that are taken, and the covers that there are."""

    def __init__(self, file: str | None = None) -> None:
        self._file = file
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        # Plans are not closed by hand: it goes with them.
        weakref.finalize(self, self._base.close)
        self._base.executescript(f"{_SCHEMA} BEGIN;")

    def add_job(self, job: Job) -> None:
        # Plain values, for pages and places take ten times as long; the file and the row are those of the job.
        place = job.place
        plain = (job.row, job.key, job.title, dict(job.page), job.cover, place.line, place.key, job.id)
        self._base.execute("INSERT INTO jobs (job) VALUES (?)", (pickle.dumps((plain, job.warnings, job.faults)),))

    def jobs(self) -> Iterator[Job]:
        """Yield the jobs in the order in which they came."""
        for (text,) in self._base.execute("SELECT job FROM jobs ORDER BY number"):
            (row, key, title, values, cover, line, where, id_), warnings, faults = pickle.loads(text)  # noqa: S301 - as above
            place = Trail(file=self._file, line=line, row=row, key=where)
            yield Job(row, key, title, Page(values, file=self._file, row=row), cover, place, warnings, faults, id_)

    def take_name(self, name: str, row: int) -> int:
        """Take a name for a row; return the row that it belongs to, another one where it was taken."""
        if self._base.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (name, row)).rowcount:
            return row
        found: int = self._base.execute("SELECT row FROM names WHERE name = ?", (name,)).fetchone()[0]
        return found

    def add_covers(self, covers: Iterable[tuple[str, str, str]]) -> None:
        """Keep (folded stem, path, folded path without extension), and make them quick to find."""
        self._base.executemany("INSERT INTO covers VALUES (?, ?, ?)", covers)
        self._base.execute("CREATE INDEX stems ON covers (stem)")
        self._base.execute("CREATE INDEX places ON covers (within)")

    def covers_of_stem(self, stem: str) -> list[str]:
        """Return the paths of the covers whose file name folds to ``stem``, in order, some at most."""
        return self._paths("SELECT path FROM covers WHERE stem = ? ORDER BY path LIMIT 20", stem)

    def covers_at(self, within: str) -> list[str]:
        """Return the paths of the covers whose whole path folds to ``within``."""
        return self._paths("SELECT path FROM covers WHERE within = ? ORDER BY path LIMIT 20", within)

    def _paths(self, query: str, text: str) -> list[str]:
        return [path for (path,) in self._base.execute(query, (text,))]
