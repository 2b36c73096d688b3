"""Workbooks: XLSX, and with the same library XLS, XLSB and ODS, read by a process of their own (``workbook``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ..errors import ManifestError, Trail, UsageError, unknown
from ..messages import Message, say
from ..model.reading import brief
from ..template.fields import folded
from .table import RawRow

SECONDS = 300
"""Reading a workbook is given up after this time; 100,000 rows take about two seconds."""

_WORKER = "qualitymark.manifest.workbook"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    file: str
    sheet: str
    others: tuple[str, ...] = ()
    filled: list[int] = field(default_factory=list, repr=False)

    def notes(self) -> list[Message]:
        """Return which sheet was read, and which were not."""
        notes = [say("Workbook, sheet “{sheet}”.", sheet=brief(self.sheet))]
        if self.others:
            others = ", ".join(map(brief, self.others))
            notes.append(say("Other sheets, not read: {names}; choose one with --sheet.", names=others))
        if any(self.filled):
            notes.append(say("Merged cells that count for each row they cover: {count}.", count=self.filled[-1]))
        return notes

    def rows(self) -> Generator[RawRow, None, None]:
        """Yield the rows as Excel counts them, empty ones too. Raises ManifestError."""
        number = 0
        with closing(_ask(self.file, self.sheet)) as lines:
            for line in lines:
                if isinstance(line, dict):
                    self.filled.append(line["filled"])
                    return
                number += 1
                yield RawRow(number, line[0], None, line[1])


def sheets(file: str, wanted: str | int | None) -> list[Sheet]:
    """Return the sheets in which the table may be: the wanted one, else those that are not hidden.

    Raises ManifestError for a file that is no workbook and where the library is missing, UsageError for a sheet that
    is not there.
    """
    with closing(_ask(file)) as lines:
        named: list[tuple[str, bool]] = [(name, visible) for name, visible in next(lines)]
    every = [name for name, _ in named]
    if wanted is not None:
        return [Sheet(file, _wanted(every, wanted, file))]
    seen = [name for name, visible in named if visible] or every
    if not seen:
        raise ManifestError(say("The workbook has no sheets; give another file."), Trail(file=file))
    return [Sheet(file, name, tuple(other for other in seen if other != name)) for name in seen]


def _wanted(names: list[str], wanted: str | int, file: str) -> str:
    for name in names:
        if isinstance(wanted, str) and folded(name) == folded(wanted):
            return name
    number = int(wanted) if str(wanted).isdecimal() and len(str(wanted)) < 6 else 0
    if 1 <= number <= len(names):
        return names[number - 1]
    raise UsageError(unknown(say("sheet"), brief(str(wanted)), names), Trail(file=file))


def _ask(file: str, *sheet: str) -> Generator[Any, None, None]:
    """Yield the lines of the reading process; it ends with this iterator."""
    _need_library(file)
    # The reader finds this package and the library wherever they were found here.
    path = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    process = subprocess.Popen(  # noqa: S603 - this interpreter, and a file that the user named
        [sys.executable, "-P", "-m", _WORKER, str(Path(file).absolute()), *sheet],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        assert process.stdout is not None
        yield from _answers(process.stdout, file)
    finally:
        timer.cancel()
        process.kill()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def _answers(stream: IO[bytes], file: str) -> Iterator[Any]:
    """Yield what the reading process says until its last line; an end before that is its failure."""
    for line in stream:
        try:
            answer = json.loads(line)
        except ValueError:  # it ended in the midst of a line
            break
        if isinstance(answer, dict) and "error" in answer:
            raise ManifestError(_failure(answer["error"], answer["detail"]), Trail(file=file))
        yield answer
    raise ManifestError(_too_much(), Trail(file=file))


def _failure(kind: str, detail: str) -> Message:
    if kind == "PasswordError":
        return say("The workbook is protected by a password; save it without one.")
    if kind == "MemoryError":
        return _too_much()
    return say("The workbook cannot be read: {detail}. Save it anew as XLSX.", detail=brief(detail).rstrip("."))


def _too_much() -> Message:
    return say(
        "The workbook takes too much memory or time to read; delete what stands far from the table, or save it as CSV."
    )


def _need_library(file: str) -> None:
    from importlib.util import find_spec

    if find_spec("python_calamine") is None:
        raise ManifestError(
            say("Workbooks need python-calamine; run “pip install qualitymark[xlsx]”, or save the table as CSV."),
            Trail(file=file),
        )
