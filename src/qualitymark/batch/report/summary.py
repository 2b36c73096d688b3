"""What stands at the head of a report: what the run was made of, and how it went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...messages import say
from ..outcome import DONE, FAILED, SKIPPED
from .facts import spoken

if TYPE_CHECKING:
    from ..journal import Journal

_MOST = 200
"""How many outputs of rows that left the table are named."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One run, but for its outcomes, which the report counts itself.

    ``seconds`` is how long the run took; ``manifest`` and ``template`` are names to show, ``date`` is ISO 8601.
    ``notes`` are told beside the figures, such as rows that left the table.
    """

    seconds: float | None = None
    manifest: str = ""
    template: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, journal: Journal) -> Summary:
        """Return what the journal knows of the latest run."""
        run = journal.last_run()
        if run is None:
            return cls()
        notes: list[str] = []
        if not run.whole:
            notes.append(say("The run did not come to the end of the table; run it again to go on."))
        else:
            notes += [say("{name}: its row left the table.", name=left.key) for left in islice(journal.left(), _MOST)]
        return cls(run.seconds, run.manifest, run.template, run.finished or run.started, tuple(notes))

    def with_counts(self, counts: Counter[str]) -> dict[str, Any]:
        """Return plain values for JSON, with the number of rows by status and ``rate``, covers a second or None."""
        rate = round(counts[DONE] / self.seconds, 2) if counts[DONE] and self.seconds else None
        return {
            **{status: counts[status] for status in (DONE, SKIPPED, FAILED)},
            "seconds": None if self.seconds is None else round(self.seconds, 3),
            "rate": rate,
            "manifest": self.manifest,
            "template": self.template,
            "date": self.date,
            "notes": [spoken(note) for note in self.notes],
        }
