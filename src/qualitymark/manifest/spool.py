"""The rows of a table between reading and use: in memory while they are few, in a temporary file above that.

A table is parsed once. Later passes over it cost little, and see the same rows even if the file has changed.
"""

from __future__ import annotations

import json
import tempfile
import threading
import weakref
from collections.abc import Iterator

from .table import Cell, RawRow

IN_MEMORY = 1 << 20
"""Bytes up to which the rows stay in memory."""
CHUNK = 1 << 16
"""Bytes that are read back at once."""


class Spool:
    """Rows that can be read again and again; the file goes with the object."""

    def __init__(self) -> None:
        # Closed by the finalizer, for the rows live as long as the manifest.
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self._lock = threading.Lock()
        self._end = 0
        weakref.finalize(self, self._file.close)

    def add(self, row: RawRow, cells: list[Cell]) -> None:
        """Keep a row with those of its cells that are used."""
        self._end += self._file.write(json.dumps([row.number, cells, row.line, row.wide, row.extra]).encode() + b"\n")

    def rows(self) -> Iterator[RawRow]:
        """Yield each row with the cells that were kept."""
        position = 0
        while position < self._end:
            # Every pass has its own place in the one file.
            with self._lock:
                self._file.seek(position)
                lines = self._file.readlines(CHUNK)
                position = self._file.tell()
            for line in lines:
                yield RawRow(*json.loads(line))
