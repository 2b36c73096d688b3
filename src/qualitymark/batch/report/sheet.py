"""The rows of the page: all of them, or the riskiest where there are more than a browser takes."""

from __future__ import annotations

import heapq
import json
import pickle
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

from ..outcome import FAILED, Outcome
from .pieces import Piece

MOST = 20_000
"""A page with more rows would be larger than 40 MB, which browsers open slowly or not at all."""
_IN_MEMORY = 1 << 20


class Shown(NamedTuple):
    """A row of the page; ``text`` and ``thumbs`` are those of its piece."""

    row: int
    status: str
    seconds: float
    key: str
    cover: str | None
    text: bytes
    thumbs: str


class Sheet:
    """Takes rows as they come, in a file while they wait, and gives those that are shown."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by its user
        self._kept: list[tuple[tuple[float, ...], int]] = []
        self._written = 0
        self.count = 0

    def add(self, outcome: Outcome, piece: Piece, seconds: float) -> None:
        """Take a row."""
        risk = (outcome.status == FAILED, *(-part for part in json.loads(piece.risk)), -outcome.row)
        self.count += 1
        if len(self._kept) < MOST:
            heapq.heappush(self._kept, (risk, self._written))
        elif risk <= self._kept[0][0]:
            return
        else:
            heapq.heapreplace(self._kept, (risk, self._written))
        self._written += 1
        shown = (outcome.row, outcome.status, seconds, outcome.key, outcome.cover, piece.page, piece.thumbs)
        pickle.dump(shown, self._file)

    def rows(self) -> Iterator[Shown]:
        """Yield the rows that are shown, in the order in which they came."""
        kept = {number for _, number in self._kept}
        self._file.seek(0)
        for number in range(self._written):
            shown = pickle.load(self._file)  # noqa: S301 - written above
            if number in kept:
                yield Shown(*shown)

    def close(self) -> None:
        self._file.close()
