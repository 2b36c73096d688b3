"""Outcome: what became of one row of a campaign. Workers return it, the journal keeps it, the report shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Fault, Trail
from ..messages import from_plain, to_plain

DONE, SKIPPED, FAILED = "done", "skipped", "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row's result.

    ``row`` is the row as a spreadsheet counts it; ``key`` the output's name inside of OUT, with ``/``, unique in a
    campaign; ``title`` the page's name; ``fields`` the values that were drawn, by field, and no others. ``status``
    is ``done``, ``skipped`` (nothing had changed since it was done; the verdicts are those of then) or ``failed``.
    ``marks`` are StampedMark.as_dict(); ``seconds`` is the time that the worker took.
    """

    row: int
    key: str
    title: str
    status: str
    cover: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mapping[str, Any], ...] = ()
    untouched: str | None = None
    warnings: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    seconds: float = 0.0

    def as_plain(self) -> dict[str, Any]:
        """Return plain values for JSON, messages in a form that keeps them translatable."""
        return {
            "row": self.row,
            "key": self.key,
            "title": self.title,
            "status": self.status,
            "cover": self.cover,
            "fields": dict(self.fields),
            "marks": [dict(mark) for mark in self.marks],
            "untouched": self.untouched,
            "warnings": [to_plain(warning) for warning in self.warnings],
            "faults": [{"message": to_plain(fault.message), **fault.trail.as_dict()} for fault in self.faults],
            "seconds": round(self.seconds, 4),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Outcome:
        """Make an outcome of what ``as_plain`` returned."""
        faults = []
        for told in plain["faults"]:
            place = {key: value for key, value in told.items() if key != "message"}
            faults.append(Fault(from_plain(told["message"]), Trail(**place)))
        return cls(
            **{**plain, "marks": tuple(plain["marks"]), "faults": tuple(faults)}
            | {"warnings": tuple(from_plain(warning) for warning in plain["warnings"])}
        )

    @property
    def risk(self) -> tuple[float, ...]:
        """The order of the report: failed first, then the smallest letters, the smallest modules, shortened names,
        warnings."""
        texts = [text for mark in self.marks for text in mark["texts"]]
        modules = [mark["qr"]["module"] for mark in self.marks if mark["qr"]]
        changed = any(text["shortened_from"] or text["ellipsized"] for text in texts)
        return (
            0 if self.status == FAILED else 1,
            min((text["size"] for text in texts), default=float("inf")),
            min(modules, default=float("inf")),
            0 if changed else 1,
            -len(self.warnings),
            self.row,
        )
