"""``report.csv``: one row an outcome, as Excel opens it without questions."""

from __future__ import annotations

import csv
import re
from io import StringIO
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
    """Writes rows into a binary stream, in UTF-8 with its mark; headings and statuses are in ``language``."""

    def __init__(self, stream: IO[bytes], language: str) -> None:
        self._stream = stream
        self._statuses = {status: translate(name, language).encode() for status, name in STATUSES.items()}
        stream.write(_line([translate(heading, language) for heading in HEADINGS]).encode(ENCODING) + b"\r\n")

    def add(self, row: int, name: bytes, status: str, rest: bytes) -> None:
        """Write one row, of which ``cells`` made ``name`` and ``rest``."""
        self._stream.write(b"%d;%b;%b;%b\r\n" % (row, name, self._statuses[status], rest))


def cells(outcome: Outcome, language: str) -> tuple[str, str]:
    """Return the cells of a row before and after its status; messages are in ``language``."""
    changed = shortened(outcome)
    rest = [
        "" if outcome.status == FAILED else _safe(outcome.key),
        _number(smallest_letters(outcome), language),
        _number(smallest_module(outcome), language),
        _safe(BETWEEN.join(old for old, _ in changed)),
        _safe(BETWEEN.join(new for _, new in changed)),
        _safe(BETWEEN.join(translate(warning, language) for warning in outcome.warnings)),
        _safe(BETWEEN.join(fault.in_language(language) for fault in outcome.faults)),
    ]
    return _line([_safe(outcome.title)]), _line(rest)


def _line(texts: list[str]) -> str:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="").writerow(texts)
    return stream.getvalue()


def _number(value: Any, language: str) -> str:
    """Return a figure as Excel of that language reads it."""
    text = "" if value is None else f"{value:.6g}"
    return text.replace(".", ",") if language == "ru" else text


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
