"""What a worker does: a chunk of rows in, their results out. It never raises.

A row travels in one of two ways. By path, the worker reads the cover and writes the output. By value, the cover's
bytes come with the row and the output's bytes go back with the result, so that a worker needs no file of the parent.
"""

from __future__ import annotations

import os
import pickle
import platform
import threading
import time
from collections import OrderedDict
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CoverError, Fault, OutputError, QualitymarkError, Trail
from ..messages import Message, join, say
from .digest import FileState, content_digest, engine_digest, signature_or_none
from .guard import Guard, last_resort, took_too_much
from .job import Job
from .outcome import DONE, Outcome
from .settings import Look

if TYPE_CHECKING:
    from ..images.encoding import Encoded
    from ..platforms import Platform
    from ..stamped import Stamped, StampedFile
    from ..template.model import Template

_TEMPLATES = 4
"""How many templates a worker keeps."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row to be worked on.

    By path: ``output`` is where to write, ``ours`` whether a file that is there may be replaced. By value: ``data``
    are the cover's bytes.
    """

    job: Job
    output: str | None = None
    ours: bool = False
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that travel together.

    ``template`` is the pickled template, or None where the worker should have it. ``row_seconds`` bounds a row in a
    worker that is not of the local pool, by ending its process, unless that is ``home``, the one that sent the chunk.
    """

    engine: str
    digest: str
    look: Look
    tasks: tuple[Task, ...]
    template: bytes | None = field(default=None, repr=False)
    row_mib: int = 0
    row_seconds: float = 0
    home: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: its outcome, the files read and written, and by value the output's bytes.

    The states are None where the row failed, and their signatures empty where the file is not the worker's.
    """

    outcome: Outcome
    cover: FileState | None = None
    output: FileState | None = None
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says to a chunk: its results, or that it has another engine, or lacks the template."""

    results: tuple[Result, ...] = ()
    needs_template: bool = False
    engine: str = ""
    seconds: float = 0.0


def work(chunk: Chunk) -> Answer:
    """Do a chunk of rows, one after another."""
    start = time.perf_counter()
    engine = engine_digest()
    if engine != chunk.engine:
        return Answer(engine=engine)
    template = _TEMPLATE_CACHE.get(chunk.digest, chunk.template)
    if template is None:
        return Answer(needs_template=True, engine=engine)
    from .. import stamping  # noqa: F401 - what takes long to import is not counted as a row's time

    results = tuple(_watched(task, template, chunk) for task in chunk.tasks)
    return Answer(results, engine=engine, seconds=time.perf_counter() - start)


def prepare(folder: str, digest: str, template: bytes, seconds: float, mib: int) -> None:
    """Make this process a worker of the local pool: it heeds no Ctrl-C, has the template, and is guarded."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    engine_digest()
    _TEMPLATE_CACHE.get(digest, template)
    _digester(os.getpid()).submit(content_digest, b"")  # its thread is there before memory is bounded
    _Local.guard = Guard(folder, seconds, mib)


def this_process() -> str:
    """Return what tells this process from all others, on whatever machine."""
    return f"{platform.node()} {os.getpid()}"


class _Local:
    """What ``prepare`` gave this process."""

    guard: Guard | None = None


def _watched(task: Task, template: Template, chunk: Chunk) -> Result:
    if _Local.guard is not None:
        watch: AbstractContextManager[None] = _Local.guard.watch(task.job.key)
    elif chunk.row_seconds and chunk.home != this_process():
        watch = last_resort(chunk.row_seconds)
    else:
        watch = nullcontext()
    with watch:
        return _do(task, template, chunk)


def _do(task: Task, template: Template, chunk: Chunk) -> Result:
    """Do one row; whatever goes wrong becomes its outcome."""
    start = time.perf_counter()
    try:
        return _stamp(task, template, chunk.look, start)
    except QualitymarkError as error:
        faults = located(error, task.job)
    except MemoryError:
        faults = (Fault(took_too_much(chunk.row_mib), task.job.place),)
    except Exception as error:  # noqa: BLE001 - one row must not stop the others
        faults = (Fault(_fault_of_program(error), task.job.place),)
    return Result(task.job.failed(*faults, seconds=time.perf_counter() - start))


def _stamp(task: Task, template: Template, look: Look, start: float) -> Result:
    from ..stamped import StampedFile
    from ..stamping import finish

    job = task.job
    assert job.cover is not None
    seen = "" if task.data is not None else signature_or_none(job.cover)
    data = task.data if task.data is not None else read_cover_file(job.cover, look)
    done = finish(
        data,
        template,
        job.told,
        lambda made: _encoded(made, look, job.key),
        prove=look.prove,
        platform=_platform(look.platform, look.platform_text),
        anchor=look.anchor,
        tone=look.tone,
        limits=look.limits,
        frame=look.frame,
        metadata=look.metadata,
    )
    encoded = done.encoded
    digest = _digester(os.getpid()).submit(content_digest, encoded.data)
    written = ""
    if task.output is not None:
        put(task.output, encoded.data, task.ours, job.cover)
        written = signature_or_none(task.output)
    return Result(
        _outcome(job, StampedFile(None, *done), time.perf_counter() - start),
        # The cover's own was taken when it was read.
        FileState(seen, done.stamped.canvas.cover.digest or content_digest(data)),
        FileState(written, digest.result()),
        None if task.output is not None else encoded.data,
    )


def _encoded(stamped: Stamped, look: Look, key: str) -> Encoded:
    from ..images.formats import KEEP, choose_format

    return stamped.encode(
        choose_format(KEEP, KEEP, key),
        look.quality,
        max_bytes=look.max_bytes or (stamped.on.limits.max_bytes if look.auto else None),
        subsampling=look.subsampling,
        matte=look.matte,
    )


@lru_cache(maxsize=1)
def _digester(_process: int) -> Executor:
    """Return a thread that takes digests while the row's own waits for the disk.

    One for each process: a fork takes no threads along.
    """
    return ThreadPoolExecutor(1, "digests")


def _outcome(job: Job, done: StampedFile, seconds: float) -> Outcome:
    return Outcome(
        job.row,
        job.key,
        job.title,
        DONE,
        job.cover,
        job.fields,
        done.marks_as_dicts(),
        done.untouched,
        (*job.warnings, *done.warnings),
        seconds=seconds,
    )


def read_cover_file(path: str, look: Look) -> bytes:
    """Return a cover's bytes. Raises CoverError."""
    from ..images.sources import read_path

    return read_path(path, look.limits)


def put(path: str, data: bytes, ours: bool, cover: str) -> None:
    """Write an output. A file that nobody knows to be ours stays, and is taken for it where it has these very bytes.

    Raises OutputError.
    """
    from ..images.writing import write_output

    if not ours and _holds(path, data):
        return
    try:
        write_output(path, data, overwrite=ours, source=cover)
    except OutputError:
        if ours or not Path(path).is_file():
            raise
        raise OutputError(
            say("The output exists and no run wrote it; move it away, or give another folder."), Trail(file=path)
        ) from None


def _holds(path: str, data: bytes) -> bool:
    try:
        return Path(path).stat().st_size == len(data) and Path(path).read_bytes() == data
    except (OSError, ValueError):
        return False


def located(error: QualitymarkError, job: Job) -> tuple[Fault, ...]:
    """Return an error's faults with their place in the table."""
    known = job.place.as_dict()
    if isinstance(error, CoverError) and job.cover:
        # Its place is the row; which file it is about is told in words.
        return tuple(Fault(join(f"{job.cover}:", fault.message), job.place) for fault in error.faults)
    return error.at(**known).faults


def _fault_of_program(error: Exception) -> Message:
    what = ": ".join(part for part in (type(error).__name__, str(error)) if part)
    return say("This is a fault of the program: {what}. Report it.", what=what)


@lru_cache(maxsize=4)
def _platform(name: str | None, text: str | None) -> Platform | None:
    """Return a platform: a bundled one by its name, one of the parent's own by its text."""
    from ..platforms import load_platform
    from ..platforms.preset import read_text

    if text is not None:
        return read_text(text, name or "")
    return None if name is None else load_platform(name)


class _TemplateCache:
    """The templates that came to this process, by digest; the least recently used go first."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Template] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, digest: str, sent: bytes | None) -> Template | None:
        with self._lock:
            if digest in self._held:
                self._held.move_to_end(digest)
            elif sent is not None:
                # It comes from the process that this one works for, as this very function does.
                self._held[digest] = pickle.loads(sent)  # noqa: S301
                while len(self._held) > _TEMPLATES:
                    self._held.popitem(last=False)
            return self._held.get(digest)


_TEMPLATE_CACHE = _TemplateCache()
