"""The run: every row that needs it is worked on, and what became of each is noted before it is told."""

from __future__ import annotations

import operator
import os
import pickle
import threading
import time
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from ..errors import Fault, QualitymarkError
from ..messages import say
from ..template import Template, load_template
from .digest import FileState, base_digest, engine_digest, fingerprint, is_state, signature_or_none, template_digest
from .dispatch import Dispatcher
from .executors import Crew, GivenCrew, LocalCrew
from .folder import Folder
from .job import Job
from .journal import Journal
from .outcome import FAILED, SKIPPED, Outcome
from .settings import Look, Settings
from .work import Chunk, Result, Task, located, put, read_cover_file, this_process


def run_batch(
    jobs: Iterable[Job],
    *,
    template: str | os.PathLike[str] | Template,
    out: str | os.PathLike[str],
    executor: Executor | Crew | None = None,
    settings: Settings = Settings(),  # noqa: B008 - frozen
    stop: threading.Event | None = None,
) -> Iterator[Outcome]:
    """Stamp a campaign into the folder ``out``, and yield what became of each row, as it comes.

    ``jobs`` is a Plan, or jobs of one's own. Rows whose cover, values, template, options and output are what they
    were are skipped. ``executor`` does the work, by default one process a core (which needs the usual
    ``if __name__ == "__main__":`` of programs that start processes); covers go to any other as bytes, and stamped
    ones come back. When ``stop`` is set, the rows in hand are finished and no other is begun.

    Raises OutputError where ``out`` cannot be used or another run works in it, ExecutorError where nobody does the
    work any more, TemplateError, PlatformError. A row that fails raises nothing: its outcome tells.
    """
    loaded = load_template(template)
    look = Look.of(settings)
    manifest = getattr(getattr(jobs, "manifest", None), "file", "")
    with ExitStack() as stack:
        folder = stack.enter_context(Folder(Path(out)).held())
        journal = stack.enter_context(Journal(folder.journal))
        digest, pickled = template_digest(loaded), pickle.dumps(loaded)
        crew = _crew(executor, settings, digest, pickled)
        made = _Made(loaded.name, digest, pickled, look, base_digest(digest, look), settings, crew.expendable)
        journal.begin(Path(manifest).name, loaded.name, _now())
        yield from _Run(folder, journal, crew, made, stop).outcomes(jobs)


def _crew(executor: Executor | Crew | None, settings: Settings, digest: str, template: bytes) -> Crew:
    if executor is None:
        return LocalCrew(settings, digest, template)
    if isinstance(executor, Executor):
        return GivenCrew(executor, settings.crew)
    return executor


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class _Made:
    """What all rows are made with."""

    name: str
    digest: str
    template: bytes
    look: Look
    base: bytes
    settings: Settings
    expendable: bool

    def chunk(self, tasks: tuple[Task, ...], with_template: bool) -> Chunk:
        return Chunk(
            engine_digest(),
            self.digest,
            self.look,
            tasks,
            self.template if with_template else None,
            self.settings.row_mib,
            self.settings.row_seconds if self.expendable else 0,
            this_process(),
        )


class _Sent(NamedTuple):
    """A row in flight, with what is needed to note it."""

    job: Job
    fingerprint: str
    ours: bool
    cover_signature: str


class _Run:
    """One run over the rows."""

    def __init__(self, folder: Folder, journal: Journal, crew: Crew, made: _Made, stop: threading.Event | None) -> None:
        self.folder = folder
        self.journal = journal
        self.crew = crew
        self.made = made
        self.stop = stop
        self.dispatcher = Dispatcher(crew, made.chunk, self._starting)
        self.sent: dict[str, _Sent] = {}
        self.had_enough = False

    @property
    def stopped(self) -> bool:
        return self.had_enough or (self.stop is not None and self.stop.is_set())

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Yield what becomes of the rows; whatever happens, what was finished is noted."""
        start = time.perf_counter()
        at_once, whole = True, False
        try:
            all_sent = yield from self._through(jobs)
            while self.dispatcher.busy:
                yield from self._settled(wait=True)
            at_once, whole = False, all_sent
        except GeneratorExit:
            # Nobody listens any more, but what is in hand is finished and noted.
            while self.dispatcher.busy:
                for _ in self._settled(wait=True):
                    pass
            at_once = False
            raise
        finally:
            self.crew.close(at_once)
            if at_once or self.dispatcher.broke:
                self.folder.sweep()
            self.journal.finish(_now(), time.perf_counter() - start, whole)

    def _through(self, jobs: Iterable[Job]) -> Generator[Outcome, None, bool]:
        """Send all rows; return whether the end of the table was reached."""
        left = operator.length_hint(jobs, 0) or None
        for job in jobs:
            if self.stopped:
                return False
            left = left - 1 if left else None
            made = self._decide(job)
            if isinstance(made, Outcome):
                yield self._told(made)
            elif self.dispatcher.add(made, left) and not (yield from self._send()):
                return False
            if self.dispatcher.busy:
                yield from self._settled(wait=False)
        return (yield from self._send())

    def _send(self) -> Generator[Outcome, None, bool]:
        """Send what was gathered as soon as there is room; return whether the run goes on."""
        while not self.dispatcher.room and not self.stopped:
            yield from self._settled(wait=True)
        if not self.stopped:
            self.dispatcher.send()
        return not self.stopped

    def _told(self, outcome: Outcome) -> Outcome:
        self.had_enough = self.had_enough or (outcome.status == FAILED and self.made.settings.fail_fast)
        return outcome

    def _decide(self, job: Job) -> Outcome | Task:
        """Return what becomes of a row without a worker, or the task for one."""
        if job.faults or job.cover is None:
            return self._failed(job)
        if job.key in self.sent:
            return job.failed(Fault(say("Another row has this output; give each row its own."), job.place))
        item = self.journal.find(job.key)
        printed = fingerprint(self.made.base, job.told, job.key)
        if item and item.fingerprint == printed and not self.made.settings.fresh:
            cover = item.cover and is_state(job.cover, item.cover)
            output = item.output and cover and is_state(self.folder.place(job.key), item.output)
            if cover and output and item.verdicts is not None:
                outcome = Outcome.noted(item.verdicts, job.row, job.key, job.title, SKIPPED, job.cover)
                self.journal.skipped(outcome, cover, output)
                return outcome
        try:
            return self._task(job, printed, bool(item and item.ours))
        except QualitymarkError as error:
            return self._failed(replace(job, faults=located(error, job)))

    def _task(self, job: Job, printed: str, ours: bool) -> Task:
        assert job.cover is not None
        self.folder.make_room(job.key)
        seen = signature_or_none(job.cover) if self.crew.by_value else ""
        data = read_cover_file(job.cover, self.made.look) if self.crew.by_value else None
        self.sent[job.key] = _Sent(job, printed, ours, seen)
        return Task(job, None if self.crew.by_value else self.folder.place(job.key), ours, data)

    def _failed(self, job: Job) -> Outcome:
        outcome = job.failed()
        self.journal.failed(outcome)
        return outcome

    def _starting(self, tasks: tuple[Task, ...]) -> None:
        """Note whose files may appear from now on; a file that is there and not ours does not become ours by it."""
        new = [task.job for task in tasks if task.ours or not os.path.lexists(self.folder.place(task.job.key))]
        self.journal.starting((job.key, job.row, job.title) for job in new)

    def _settled(self, wait: bool) -> Iterator[Outcome]:
        """Note the results that have come, and then tell them."""
        results: list[Result] = []
        outcomes: list[Outcome] = []
        try:
            results.extend(self.dispatcher.collect(wait))
        finally:
            if results:
                with self.journal.at_once():
                    outcomes = [self._noted(result) for result in results]
        for outcome in outcomes:
            yield self._told(outcome)

    def _noted(self, result: Result) -> Outcome:
        """Write an output that came back as bytes, and note what became of the row."""
        sent = self.sent.pop(result.outcome.key)
        outcome, cover, output = result.outcome, result.cover, result.output
        if cover is None or output is None:
            self.journal.failed(outcome)
            return outcome
        if result.data is not None:
            path = self.folder.path(outcome.key)
            try:
                put(str(path), result.data, sent.ours, str(sent.job.cover))
            except QualitymarkError as error:
                return self._failed(replace(sent.job, faults=located(error, sent.job)))
            cover = FileState(sent.cover_signature, cover.digest)
            output = FileState(signature_or_none(path), output.digest)
        self.journal.done(outcome, sent.fingerprint, cover, output)
        return outcome
