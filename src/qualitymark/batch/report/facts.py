"""An outcome as the page, the table and the JSON file tell it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...errors import Fault
from ...messages import LANGUAGES, translate
from ..outcome import FAILED, Outcome

SMALL_LETTERS, SMALL_MODULE = 14, 6
"""Pixels of the cover below which letters and QR modules are marked as small.

The built-in designs ask for 18 px on a cover 1920 px wide, which is 14 on the narrowest one of that platform; below
6 px a module a phone may fail to read the QR code once the platform scaled the cover down.
"""

_LAST = 1e9
"""Stands for “there is none” in the order of the page: JSON has no infinity."""
_MOST_FOLDERS = 1000
"""The addresses of so many folders are kept."""


def texts_of(outcome: Outcome) -> Iterator[Mapping[str, Any]]:
    """Give the verdicts of all texts of an outcome."""
    for mark in outcome.marks:
        yield from mark["texts"]


def smallest_letters(outcome: Outcome) -> float | None:
    """Return the size of the smallest letters in pixels of the cover, or None without letters."""
    return min((text["size"] for text in texts_of(outcome)), default=None)


def smallest_module(outcome: Outcome) -> int | None:
    """Return the pixels of the smallest QR module, or None without a QR code."""
    return min((mark["qr"]["module"] for mark in outcome.marks if mark["qr"]), default=None)


def lowest_contrast(outcome: Outcome) -> float | None:
    """Return the lowest contrast of a text or a code, 1 to 21 (WCAG 2.2), or None where none is known."""
    return min((mark["contrast"] for mark in outcome.marks if mark.get("contrast")), default=None)


def shortened(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what was shortened or cut: the text as it was given and as it was drawn.

    Of a text that was cut the given form is not known; it is empty then.
    """
    return [
        (text["shortened_from"] or "", text["text"])
        for text in texts_of(outcome)
        if text["shortened_from"] or text["ellipsized"]
    ]


def spoken(message: str) -> dict[str, str]:
    """Return a message in every language."""
    return {language: translate(message, language) for language in LANGUAGES}


def spoken_fault(fault: Fault) -> dict[str, Any]:
    """Return a fault with its place in parts, and both as one text in every language."""
    texts = {language: fault.in_language(language) for language in LANGUAGES}
    return {**fault.trail.as_dict(), "message": spoken(fault.message), "text": texts}


class Facts:
    """Tells outcomes for a report in ``folder`` of outputs in ``out``."""

    def __init__(self, out: Path, folder: Path) -> None:
        self._folder = folder
        self._above: dict[str, str] = {}
        self._outputs = self._address(str(out))
        self.places = f"{out.absolute()} {folder.absolute()}"

    def page_row(self, outcome: Outcome) -> dict[str, Any]:
        """Return what the page knows of a row beside its number, status and thumbnails; what is empty is left out.

        ``after`` and ``before`` are addresses relative to the report.
        """
        failed = outcome.status == FAILED
        row = {
            **_verdicts(outcome),
            "after": "" if failed else self._outputs + quoted(outcome.key),
            "before": self._before(outcome.cover) if outcome.cover else "",
            "letters": smallest_letters(outcome),
            "module": smallest_module(outcome),
            "contrast": lowest_contrast(outcome),
        }
        lean: dict[str, Any] = _lean(row)
        lean["risk"] = [min(part, _LAST) for part in outcome.risk[1:-1]]
        return lean

    def json_row(self, outcome: Outcome) -> dict[str, Any]:
        """Return every verdict of a row, messages in every language; see ``writing`` for the keys."""
        return {
            **_verdicts(outcome),
            "letters": smallest_letters(outcome),
            "module": smallest_module(outcome),
            "contrast": lowest_contrast(outcome),
            "shortened": [{"from": old or None, "to": new} for old, new in shortened(outcome)],
        }

    def _before(self, cover: str) -> str:
        folder, name = os.path.split(cover)
        return self._address(folder) + quoted(name)

    def _address(self, folder: str) -> str:
        """Return the URL of a folder with a slash: relative, or absolute where it is on another drive."""
        known = self._above.get(folder)
        if known is None:
            try:
                relative = os.path.relpath(folder, self._folder)
                known = "" if relative == os.curdir else quoted(relative.replace(os.sep, "/")) + "/"
            except ValueError:
                known = Path(folder).absolute().as_uri() + "/"
            if len(self._above) < _MOST_FOLDERS:
                self._above[folder] = known
        return known


def quoted(path: str) -> str:
    """Return a relative path with ``/`` as a URL."""
    return quote(os.fsencode(path), safe="/")


def json_text(value: Any) -> str:
    """Return JSON as ``report.json`` has it."""
    return json.dumps(value, ensure_ascii=False)


def _verdicts(outcome: Outcome) -> dict[str, Any]:
    plain = outcome.as_plain()
    for name in ("row", "status", "seconds"):
        del plain[name]
    plain["warnings"] = [spoken(warning) for warning in outcome.warnings]
    plain["faults"] = [spoken_fault(fault) for fault in outcome.faults]
    return plain


def _lean(value: Any) -> Any:
    if isinstance(value, dict):
        small = {key: _lean(inner) for key, inner in value.items()}
        return {key: inner for key, inner in small.items() if inner not in (None, False, "", [], {})}
    if isinstance(value, list | tuple):
        return [_lean(inner) for inner in value]
    return value
