"""An outcome as the page, the table and the JSON file tell it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...errors import Fault
from ...messages import LANGUAGES, translate
from ..outcome import FAILED, Outcome

_LAST = 1e9
"""Stands for “there is none” in the order of the page: JSON has no infinity."""


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


def page_row(outcome: Outcome, thumbnails: str, folder: Path, out: Path) -> dict[str, Any]:
    """Return what the page knows of a row; what is empty or false is left out.

    ``thumbnails`` is the name of the row's thumbnails with the kinds that are there. ``after`` and ``before`` are
    addresses relative to ``folder``, the report's.
    """
    failed = outcome.status == FAILED
    row = {
        **outcome.as_plain(),
        "thumbs": thumbnails,
        "after": "" if failed else address(out / outcome.key, folder),
        "before": address(Path(outcome.cover), folder) if outcome.cover else "",
        "letters": smallest_letters(outcome),
        "module": smallest_module(outcome),
        "warnings": [spoken(warning) for warning in outcome.warnings],
        "faults": [spoken_fault(fault) for fault in outcome.faults],
    }
    lean: dict[str, Any] = _lean(row)
    lean["risk"] = [min(part, _LAST) for part in outcome.risk]
    return lean


def json_row(outcome: Outcome) -> dict[str, Any]:
    """Return every verdict of a row, messages in every language; see ``writing`` for the keys."""
    return {
        **outcome.as_plain(),
        "letters": smallest_letters(outcome),
        "module": smallest_module(outcome),
        "shortened": [{"from": old or None, "to": new} for old, new in shortened(outcome)],
        "warnings": [spoken(warning) for warning in outcome.warnings],
        "faults": [spoken_fault(fault) for fault in outcome.faults],
    }


def address(path: Path, folder: Path) -> str:
    """Return the URL of a file for a page in ``folder``: relative, or absolute where it is on another drive."""
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:
        return path.absolute().as_uri()
    return quote(os.fsencode(relative.replace(os.sep, "/")), safe="/")


def _lean(value: Any) -> Any:
    if isinstance(value, dict):
        small = {key: _lean(inner) for key, inner in value.items()}
        return {key: inner for key, inner in small.items() if inner not in (None, False, "", [], {})}
    if isinstance(value, list | tuple):
        return [_lean(inner) for inner in value]
    return value
