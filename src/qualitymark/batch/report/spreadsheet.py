"""``report.csv``: one row an outcome, as Excel opens it without questions."""

from __future__ import annotations

import csv
import re
from typing import IO, Any

from ...messages import say, translate
from ..outcome import DONE, FAILED, SKIPPED, Outcome
from .facts import shortened, smallest_letters, smallest_module

ENCODING = "utf-8-sig"
BETWEEN = " | "
"""Between several values of one cell."""

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), full-width forms included.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")

STATUSES = {DONE: say("done"), SKIPPED: say("skipped"), FAILED: say("failed")}
HEADINGS = (
    say("Row"),
    say("Name"),
    say("Status"),
    say("Output"),
    say("Smallest letters, px"),
    say("QR, px a module"),
    say("Shortened from"),
    say("Shortened to"),
    say("Warnings"),
    say("Faults"),
)


class Table:
    """Writes outcomes into a text stream opened with ``newline=""``; headings and messages are in ``language``."""

    def __init__(self, stream: IO[str], language: str) -> None:
        self._language = language
        self._writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        self._writer.writerow([translate(heading, language) for heading in HEADINGS])

    def add(self, outcome: Outcome) -> None:
        """Write one row."""
        changed = shortened(outcome)
        self._writer.writerow(
            [
                str(outcome.row),
                _safe(outcome.title),
                translate(STATUSES.get(outcome.status, outcome.status), self._language),
                "" if outcome.status == FAILED else _safe(outcome.key),
                self._number(smallest_letters(outcome)),
                self._number(smallest_module(outcome)),
                _safe(BETWEEN.join(old for old, _ in changed)),
                _safe(BETWEEN.join(new for _, new in changed)),
                _safe(BETWEEN.join(translate(warning, self._language) for warning in outcome.warnings)),
                _safe(BETWEEN.join(fault.in_language(self._language) for fault in outcome.faults)),
            ]
        )

    def _number(self, value: Any) -> str:
        """Return a figure as Excel of that language reads it."""
        text = "" if value is None else f"{value:.6g}"
        return text.replace(".", ",") if self._language == "ru" else text


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
