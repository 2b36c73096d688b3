"""Job: one row of a campaign, ready to be worked on."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Fault, Trail
from ..page import Page
from .outcome import FAILED, Outcome


@dataclass(frozen=True, slots=True)
class Job:
    """One row: where its cover is, what is drawn on it, and the name of its output.

    ``row`` is the row as a spreadsheet counts it; ``key`` the output's name inside of OUT, with ``/`` and an
    extension, unique in a campaign; ``title`` the page's name; ``page`` the values of the template's fields and no
    others. ``cover`` is an absolute path, None where none was found; ``place`` is the row's in its table. A job with
    ``faults`` cannot be worked on. ``id`` is the page's id or link, if the table has one.
    """

    row: int
    key: str
    title: str
    page: Page
    cover: str | None = None
    place: Trail = Trail()
    warnings: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    id: str | None = None

    @property
    def told(self) -> Page:
        """The values that are drawn, and the page's id, which is noted in the file."""
        return self.page if self.id is None else self.page.updated({"id": self.id})

    @property
    def fields(self) -> dict[str, str]:
        """The values that are drawn, by field."""
        return {name: str(value) for name, value in self.page.items()}

    def failed(self, *faults: Fault, seconds: float = 0.0) -> Outcome:
        """Return the outcome of a row that cannot be done: for its own faults, and for these."""
        return Outcome(
            self.row,
            self.key,
            self.title,
            FAILED,
            self.cover,
            self.fields,
            warnings=self.warnings,
            faults=(*self.faults, *faults),
            seconds=seconds,
        )
