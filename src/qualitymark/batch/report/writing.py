"""Writing a report: the page, the table and the JSON file, in one pass over the outcomes.

``report.json`` is one object. ``version`` is 1; ``summary`` has ``done``, ``skipped``, ``failed`` (rows),
``seconds`` (of the run) and ``rate`` (covers a second), null where they are not known, ``manifest``, ``template``,
``date`` and ``notes``; ``outcomes`` is a list with one object a row, in the order in which they came:

- ``row``, ``key`` (the output's name in OUT), ``title``, ``status`` (``done``, ``skipped`` or ``failed``),
  ``cover``, ``fields`` (the values that were drawn), ``untouched``, ``seconds``;
- ``letters``: the smallest letters in pixels of the cover; ``module``: pixels of the smallest QR module;
  ``contrast``: the lowest contrast of a text or a code (WCAG 2.2); null where there are none; ``shortened``: a list
  of ``from`` (null where the text was cut) and ``to``;
- ``marks``: what StampedMark.as_dict returns: boxes in pixels, ``texts`` and ``qr`` with all their verdicts;
- ``warnings``: messages, each an object with ``en`` and ``ru``;
- ``faults``: ``message`` and ``text`` (with its place) as such objects, and of ``file``, ``line``, ``column``,
  ``row``, ``layer``, ``field`` and ``key`` what is known.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any

from ...errors import OutputError, Trail, reason_of
from ...messages import say
from ..folder import Folder
from ..journal import Journal
from ..names import REPORT
from ..outcome import DONE, Outcome
from .facts import Facts, json_text
from .page import Page
from .pieces import pieces_of
from .sheet import Sheet
from .spreadsheet import Table
from .summary import Summary
from .thumbnails import Thumbnails

PAGE, TABLE, VERDICTS = "index.html", "report.csv", "report.json"
_BUFFER = 1 << 18


def write_report(
    out: str | os.PathLike[str],
    folder: str | os.PathLike[str] | None,
    summary: Summary,
    outcomes: Iterable[Outcome],
    language: str = "en",
) -> Path:
    """Write the report of a campaign and return the path of its page.

    ``out`` is the folder of the stamped covers, ``folder`` that of the report (by default ``out``/report).
    ``outcomes`` are gone through once and not kept. ``language`` (``en`` or ``ru``) is that of ``report.csv``; the
    page speaks both. Files are replaced whole or not at all; thumbnails of unchanged covers are kept. Raises
    OutputError where the folder cannot be written.
    """
    covers = Path(out)
    target = covers / REPORT if folder is None else Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        _write(covers, target, summary, outcomes, language)
    except OSError as error:
        fault = say(
            "The report cannot be written ({reason}); give another folder with --report.", reason=reason_of(error)
        )
        raise OutputError(fault, Trail(file=str(target))) from error
    return target / PAGE


def rebuild_report(
    out: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None, language: str = "en"
) -> Path:
    """Write the report of the latest run from the journal in ``out``; otherwise as ``write_report``.

    Raises OutputError where ``out`` has no journal too.
    """
    with Journal(Folder(Path(out)).journal, must_exist=True) as journal:
        return write_report(out, folder, Summary.of(journal), journal.outcomes(), language)


def _write(out: Path, folder: Path, summary: Summary, outcomes: Iterable[Outcome], language: str) -> None:
    with ExitStack() as files:
        pieces = files.enter_context(pieces_of(out, Facts(out, folder), language))
        table = Table(files.enter_context(_replacing(folder / TABLE)), language)
        verdicts = _Verdicts(files.enter_context(_replacing(folder / VERDICTS)))
        sheet = files.enter_context(closing(Sheet()))
        counts: Counter[str] = Counter()
        for outcome in outcomes:
            counts[outcome.status] += 1
            piece = pieces.of(outcome)
            seconds = piece.seconds if outcome.status == DONE else 0.0
            table.add(outcome.row, piece.name, outcome.status, piece.rest)
            verdicts.add(outcome, seconds, piece.verdicts)
            sheet.add(outcome, piece, seconds)
        told = summary.with_counts(counts)
        verdicts.end(told)
        thumbnails = Thumbnails(folder / "thumbs", out, pieces.note_thumbs)
        page = Page(files.enter_context(_replacing(folder / PAGE)))
        for shown, names in thumbnails.of(sheet.rows()):
            page.add(shown, names)
        page.end({**told, "covers": sheet.count})
        pieces.forget_some()
    thumbnails.clear()


class _Verdicts:
    """``report.json``, one line a row."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._between = b"\n"
        stream.write(b'{"version": 1,\n"outcomes": [')

    def add(self, outcome: Outcome, seconds: float, rest: bytes) -> None:
        head = f'{{"row": {outcome.row}, "status": "{outcome.status}", "seconds": {seconds}, '
        self._stream.write(b"%b%b%b" % (self._between, head.encode(), rest))
        self._between = b",\n"

    def end(self, summary: Mapping[str, Any]) -> None:
        self._stream.write(f'\n],\n"summary": {json_text(summary)}}}\n'.encode("utf-8", "backslashreplace"))


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a binary stream; its file takes the place of ``path`` when all went well, and vanishes otherwise."""
    passing = path.with_name(path.name + ".part")
    try:
        with passing.open("wb", buffering=_BUFFER) as stream:
            yield stream
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)
