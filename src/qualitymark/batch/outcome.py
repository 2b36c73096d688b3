"""Outcome: what became of one row of a campaign. Workers return it, the journal keeps it, the report shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Fault, Trail
from ..messages import from_plain, to_plain

DONE, SKIPPED, FAILED = "done", "skipped", "failed"
_VERDICTS = ("fields", "marks", "untouched", "warnings", "faults", "seconds")


class _Noted:
    """Verdicts that are read from their text when they are first asked for: most of those that a journal gives never
    are, and reading one takes longer than everything else that is done for a row that was skipped."""

    __slots__ = ("_text",)
    _text: str

    def __getattr__(self, name: str) -> Any:
        if name not in _VERDICTS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        for verdict, value in _read(self._text).items():
            object.__setattr__(self, verdict, value)
        if getattr(self, "status", None) == SKIPPED:
            object.__setattr__(self, "seconds", 0.0)
        return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class Outcome(_Noted):
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

    @property
    def verdicts(self) -> str:
        """Everything but what the row is called and what became of it, as JSON in ASCII."""
        try:
            return object.__getattribute__(self, "_text")  # type: ignore[no-any-return]
        except AttributeError:
            plain = self.as_plain()
            told = {name: plain[name] for name in _VERDICTS}
            return json.dumps(told, ensure_ascii=True, separators=(",", ":"), default=_plain)

    @classmethod
    def noted(cls, verdicts: str, row: int, key: str, title: str, status: str, cover: str | None) -> Outcome:
        """Make an outcome of what ``verdicts`` was; it is read when it is needed."""
        made = object.__new__(cls)
        put = object.__setattr__
        put(made, "row", row)
        put(made, "key", key)
        put(made, "title", title)
        put(made, "status", status)
        put(made, "cover", cover)
        put(made, "_text", verdicts)
        return made

    @property
    def risk(self) -> tuple[float, ...]:
        """The order of the report: failed first, then the smallest letters, the smallest modules, the lowest contrast,
        shortened names, warnings."""
        texts = [text for mark in self.marks for text in mark["texts"]]
        modules = [mark["qr"]["module"] for mark in self.marks if mark["qr"]]
        changed = any(text["shortened_from"] or text["ellipsized"] for text in texts)
        return (
            0 if self.status == FAILED else 1,
            min((text["size"] for text in texts), default=float("inf")),
            min(modules, default=float("inf")),
            min((mark.get("contrast") or float("inf") for mark in self.marks), default=float("inf")),
            0 if changed else 1,
            -len(self.warnings),
            self.row,
        )


def _read(text: str) -> dict[str, Any]:
    plain = json.loads(text)
    faults = []
    for told in plain["faults"]:
        place = {key: value for key, value in told.items() if key != "message"}
        faults.append(Fault(from_plain(told["message"]), Trail(**place)))
    warnings = tuple(from_plain(warning) for warning in plain["warnings"])
    return {**plain, "marks": tuple(plain["marks"]), "faults": tuple(faults), "warnings": warnings}


def _plain(value: object) -> object:
    """Return a value of a message that JSON does not know, such as a path, as the text that it is shown as."""
    return dict(value) if isinstance(value, Mapping) else str(value)
