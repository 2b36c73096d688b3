"""Which format a file has: by its content first, by its name second."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from ..errors import ManifestError, Trail, UsageError, did_you_mean, reason_of
from ..messages import Message, join, say
from .table import ReadOptions
from .text_file import Coding, coding_of

MOST_ABOVE = 10_000
"""The headings cannot be forced to be below this row."""
HEAD = 4096
"""Bytes at the beginning that tell the format."""
NAMES: Mapping[str, str] = {
    "csv": "CSV",
    "workbook": say("a workbook"),
    "json": "JSON",
    "jsonl": "JSON Lines",
    "yaml": "YAML",
}
"""The formats and how they are called."""
OPTIONS: Mapping[str, frozenset[str]] = {
    "csv": frozenset({"encoding", "delimiter", "header_row"}),
    "workbook": frozenset({"sheet", "header_row"}),
    "json": frozenset({"encoding"}),
    "jsonl": frozenset({"encoding"}),
    "yaml": frozenset({"encoding"}),
}
"""What can be forced for each."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON = re.compile(r"\s*(?:\[\s*(?:\{\s*[\"}]|\])|\{\s*\")")
_YAML = re.compile(r"(?:\s*#.*\n)*(?:---\s|\s*-\s+[^,;\t]+:(?:\s|$)|pages:\s*(?:#.*)?\n)")
_BY_NAME = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".txt": "csv",
}


def detect(file: str, options: ReadOptions) -> tuple[str, Coding | None]:
    """Return a file's format, one of ``NAMES``, and the coding of its text; none for a workbook.

    Raises ManifestError for a file that cannot be read or is no table, UsageError for options that do not fit.
    """
    head = _head(file)
    if head.startswith((*_ZIP, _COMPOUND)):
        found, coding = "workbook", None
    else:
        coding = coding_of(file, head, options.encoding)
        found = _of_text(file, head.decode(coding.codec, "ignore"))
    if options.header_row is not None and not 1 <= options.header_row <= MOST_ABOVE:
        raise UsageError(
            say(
                "The row of the headings is a number from 1 to {most}, not {row}.",
                most=MOST_ABOVE,
                row=options.header_row,
            )
        )
    for name in ("encoding", "delimiter", "sheet", "header_row"):
        if getattr(options, name) is not None and name not in OPTIONS[found]:
            raise UsageError(
                say(
                    "The file is {format}, and {option} does not apply to it; leave it out.",
                    format=NAMES[found],
                    option=f"--{name.replace('_', '-')}",
                ),
                Trail(file=file),
            )
    return found, coding


def _head(file: str) -> bytes:
    place = Trail(file=file)
    try:
        mode = Path(file).stat().st_mode
        if stat.S_ISDIR(mode):
            raise ManifestError(say("This is a folder; give a file."), place)
        if not stat.S_ISREG(mode):
            raise ManifestError(say("This is not a file but a device; save the table as a file."), place)
        with Path(file).open("rb") as stream:
            head = stream.read(HEAD)
    except FileNotFoundError:
        raise ManifestError(join(say("There is no such file; check the path."), _near(file)), place) from None
    except (OSError, ValueError) as problem:
        raise ManifestError(unreadable(problem), place) from None
    if not head:
        raise ManifestError(say("The file is empty; give a table."), place)
    return head


def unreadable(problem: Exception) -> Message:
    """Return the message for a file that the system does not let us read."""
    return say("The file cannot be read: {reason}.", reason=reason_of(problem))


def _near(file: str) -> str:
    path = Path(file)
    try:
        names = [entry.name for entry in os.scandir(path.parent)][:1000]
    except OSError:
        return ""
    near = get_close_matches(path.name, names, n=1)
    return did_you_mean(path.name, near) if near else ""


def _of_text(file: str, text: str) -> str:
    text = text.lstrip("\ufeff")
    named = _BY_NAME.get(Path(file).suffix.lower())
    if text.lstrip().startswith("<"):
        raise ManifestError(
            say("This is a web page or XML, not a table; open it in a spreadsheet program and save it as XLSX."),
            Trail(file=file),
        )
    if named == "yaml":
        return "yaml"
    if _JSON.match(text):
        return named if named in ("json", "jsonl") else _json_or_lines(text)
    if named:
        return named
    return "yaml" if _YAML.match(text) else "csv"


def _json_or_lines(text: str) -> str:
    """JSON Lines have an object in their first line, and it is whole."""
    import json

    first = text.lstrip().partition("\n")[0]
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        return "json"
    return "jsonl" if isinstance(found, dict) and not isinstance(found.get("pages"), list) else "json"
