"""Text files as they come: their coding, found without guessing at letters, and their lines, within bounds."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ..errors import ManifestError, Trail, UsageError, unknown
from ..messages import say
from ..model.reading import brief

MAX_LINE = 1 << 20
"""A longer line is refused; the longest row known has some thousand characters."""
CHUNK = 1 << 20
DAMAGED = 8
"""So many letters of UTF-8 before the first byte that is none show that the file is damaged UTF-8: in Windows-1251
they would be pairs of letters that no word has."""
CODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1251": "cp1251",
    "cp866": "cp866",
    "koi8-r": "KOI8-R",
    "mac-cyrillic": "Mac Cyrillic",
    "iso8859-5": "ISO 8859-5",
    "cp1252": "cp1252",
    "ascii": "ASCII",
}
"""Codings that can be forced, by the name that Python's codecs give them."""


@dataclass(frozen=True, slots=True)
class Coding:
    """``codec`` decodes the file, its mark at the beginning taken off; ``name`` is said to people."""

    codec: str
    name: str


class _BadByteError(Exception):
    def __init__(self, line: int, letters: int) -> None:
        super().__init__(line, letters)
        self.line = line
        self.letters = letters


def coding_of(file: str, head: bytes, forced: str | None) -> Coding:
    """Return the coding of a text file whose every byte was looked at.

    UTF-16 by its mark or its zero bytes, UTF-8 where the whole file is, else Windows-1251. Raises ManifestError for
    a file that does not decode, or is no text; UsageError for a coding that is not known.
    """
    if forced is not None:
        coding = _forced(forced)
    elif head.startswith(codecs.BOM_UTF16_LE):
        coding = Coding("utf-16", "UTF-16 LE with BOM")
    elif head.startswith(codecs.BOM_UTF16_BE):
        coding = Coding("utf-16", "UTF-16 BE with BOM")
    elif b"\0" in head:
        coding = _wide(file, head)
    else:
        coding = Coding("utf-8-sig", "UTF-8 with BOM" if head.startswith(codecs.BOM_UTF8) else "UTF-8")
    try:
        _check(file, coding)
    except _BadByteError as bad:
        marked = head.startswith(codecs.BOM_UTF8)
        if forced is not None or coding.codec != "utf-8-sig" or marked or bad.letters >= DAMAGED:
            raise ManifestError(_damaged(coding), Trail(file=file, line=bad.line)) from None
    else:
        return coding
    coding = Coding("cp1251", "cp1251")
    try:
        _check(file, coding)
    except _BadByteError as bad:
        raise ManifestError(_damaged(coding), Trail(file=file, line=bad.line)) from None
    return coding


def _damaged(coding: Coding) -> str:
    return say("This line is not {encoding}; save the table as UTF-8, or give its encoding.", encoding=coding.name)


def _forced(name: str) -> Coding:
    try:
        known = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        known = ""
    known = {"utf-8-sig": "utf-8"}.get(known, known)
    if known not in CODINGS:
        raise UsageError(unknown(say("encoding"), brief(name), CODINGS))
    return Coding("utf-8-sig" if known == "utf-8" else known, CODINGS[known])


def _wide(file: str, head: bytes) -> Coding:
    """Tell the two orders of UTF-16 apart: one half of the bytes are nearly all zeros and fours, as Latin and Cyrillic
    letters have them."""
    for high, low, coding in (
        (head[1::2], head[0::2], Coding("utf-16-le", "UTF-16 LE")),
        (head[0::2], head[1::2], Coding("utf-16-be", "UTF-16 BE")),
    ):
        if (high.count(0) + high.count(4)) * 2 > len(high) and low.count(0) * 10 < high.count(0):
            return coding
    raise ManifestError(say("This is not a table but some other file; give CSV, XLSX, JSON or YAML."), Trail(file=file))


def _check(file: str, coding: Coding) -> None:
    """Decode the whole file. Raises _BadByteError with the line."""
    decoder = codecs.getincrementaldecoder(coding.codec)("strict")
    lines, letters, last = 1, 0, False
    with Path(file).open("rb") as stream:
        while not last:
            chunk = stream.read(CHUNK)
            last = not chunk
            try:
                text = decoder.decode(chunk, last)
            except UnicodeError as problem:
                if not isinstance(problem, UnicodeDecodeError):  # UTF-16 without a mark
                    raise _BadByteError(lines, letters) from None
                text = problem.object[: problem.start].decode(coding.codec, "ignore")
                raise _BadByteError(lines + text.count("\n"), letters + _wide_letters(text)) from None
            lines += text.count("\n")
            letters += _wide_letters(text)


def _wide_letters(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def open_text(file: str, coding: Coding) -> TextIO:
    """Open a file with line ends as they stand. Raises ManifestError."""
    try:
        return Path(file).open(encoding=coding.codec, newline="")
    except OSError as problem:
        from .detection import unreadable

        raise ManifestError(unreadable(problem), Trail(file=file)) from None


def lines_of(stream: TextIO, file: str) -> Iterator[str]:
    """Yield lines with their ends. Raises ManifestError for one that is too long or has a zero character."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise ManifestError(
                say("The line has more than {most} characters; this is not a table.", most=MAX_LINE),
                Trail(file=file, line=number),
            )
        if "\0" in line:
            raise ManifestError(
                say("The line has a zero character (NUL); the file is damaged, or give its encoding."),
                Trail(file=file, line=number),
            )
        yield line
