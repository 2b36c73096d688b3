"""Sending rows to workers in chunks, and getting every one of them back, whatever becomes of the workers."""

from __future__ import annotations

import queue
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from typing import NamedTuple

from ..errors import ExecutorError, Fault
from ..messages import Message, join, say
from .executors import Crew
from .guard import crashed
from .work import Answer, Chunk, Result, Task

AHEAD = 2
"""Chunks in flight for every worker: one in hand, one waiting."""
CHUNK_SECONDS = 0.25
"""What a chunk should take: far more than sending it, and short enough to wait for when a run is stopped."""
MOST_ROWS = 64
MOST_BYTES = 4 * 1024 * 1024
"""Covers that travel as bytes: the most in one chunk, unless a single one is larger."""
MOST_BYTES_IN_FLIGHT = 48 * 1024 * 1024
_ATTEMPTS = 3
"""How often a row is sent whose worker was lost."""
_REFRESH_SECONDS = 5.0
"""How often the crew is asked for its size."""
_POLL_SECONDS = 0.2
"""How long waiting for a worker may keep a signal from being heeded where waiting is not ended by one."""

Wrap = Callable[[tuple[Task, ...], bool], Chunk]
Blame = Callable[[tuple[Task, ...]], Iterable[Result]]


class Sent(NamedTuple):
    """A chunk in flight."""

    tasks: tuple[Task, ...]
    bytes: int


class Pace:
    """How many rows make a chunk, by how long rows took so far."""

    def __init__(self) -> None:
        self._row_seconds: float | None = None

    def learn(self, answer: Answer) -> None:
        if answer.results:
            measured = answer.seconds / len(answer.results)
            known = self._row_seconds
            self._row_seconds = measured if known is None else 0.7 * known + 0.3 * measured

    def rows(self, left: int | None, workers: int) -> int:
        """Return the size of the next chunk; near the end chunks get small, so that all workers end together."""
        if self._row_seconds is None:
            return 1
        most = MOST_ROWS if left is None else max(1, left // (2 * workers))
        return max(1, min(int(CHUNK_SECONDS / max(self._row_seconds, 1e-4)), most, MOST_ROWS))


class Dispatcher:
    """Keeps a crew busy, and a bounded number of rows in flight.

    ``wrap`` makes a chunk of tasks, with the template or without; ``before`` is called with tasks that are about to
    be sent for the first time. ``broke`` tells whether workers died.
    """

    def __init__(self, crew: Crew, wrap: Wrap, before: Callable[[tuple[Task, ...]], None]) -> None:
        self._crew = crew
        self._wrap = wrap
        self._before = before
        self._pace = Pace()
        self._gathered: list[Task] = []
        self._bytes = 0
        self._flying: dict[Future[Answer], Sent] = {}
        self._flying_bytes = 0
        self._landed: queue.SimpleQueue[Future[Answer]] = queue.SimpleQueue()
        self._again: deque[tuple[Task, ...]] = deque()
        self._suspected: deque[Task] = deque()
        self._lost: dict[str, int] = {}
        self._sent = 0
        self._size, self._asked = 0, -_REFRESH_SECONDS
        self._false_starts = 0
        self.broke = False

    @property
    def busy(self) -> bool:
        """Whether rows are in flight, or wait to be sent again."""
        return bool(self._flying or self._again or self._suspected)

    @property
    def room(self) -> bool:
        """Whether another chunk may be sent."""
        few = len(self._flying) + len(self._again) < AHEAD * self._workers()
        return few and not self._suspected and (self._flying_bytes < MOST_BYTES_IN_FLIGHT or not self._flying)

    def add(self, task: Task, left: int | None) -> bool:
        """Take a task; return whether a chunk is full. ``left`` is the number of tasks still to come, if known."""
        self._gathered.append(task)
        self._bytes += len(task.data or b"")
        return self._bytes >= MOST_BYTES or len(self._gathered) >= self._pace.rows(left, self._workers())

    def send(self) -> None:
        """Send what was gathered."""
        if self._gathered:
            tasks, self._gathered, self._bytes = tuple(self._gathered), [], 0
            self._before(tasks)
            self._submit(tasks, with_template=self._sent < self._workers())

    def collect(self, wait: bool) -> Iterator[Result]:
        """Yield the results that have come; with ``wait``, wait for some if rows are in flight."""
        while self._again and self.room_to_repeat:
            self._submit(self._again.popleft(), with_template=True)
        if not self._flying:
            if self._suspected:
                yield from self._alone(self._suspected.popleft())
            return
        try:
            landed = self._landed.get(timeout=_POLL_SECONDS) if wait else self._landed.get_nowait()
        except queue.Empty:
            return
        yield from self._land(landed)

    @property
    def room_to_repeat(self) -> bool:
        return len(self._flying) < AHEAD * self._workers()

    def _workers(self) -> int:
        now = time.monotonic()
        if now - self._asked >= _REFRESH_SECONDS:
            self._size, self._asked = self._crew.size, now
        return self._size

    def _submit(self, tasks: tuple[Task, ...], with_template: bool) -> None:
        future = self._future(tasks, with_template)
        size = sum(len(task.data or b"") for task in tasks)
        self._flying[future] = Sent(tasks, size)
        self._flying_bytes += size
        self._sent += 1
        future.add_done_callback(self._landed.put)

    def _future(self, tasks: tuple[Task, ...], with_template: bool) -> Future[Answer]:
        try:
            return self._crew.submit(self._wrap(tasks, with_template))
        except BrokenExecutor:  # a worker died since; the futures in flight will tell
            future = Future[Answer]()
            future.set_exception(BrokenExecutor())
            return future

    def _land(self, future: Future[Answer]) -> Iterator[Result]:
        sent = self._flying.pop(future, None)
        if sent is None:  # it came while a broken crew was sorted out
            return
        self._flying_bytes -= sent.bytes
        yield from self._settled(sent.tasks, future, self._broken, self._suspect)

    def _settled(
        self, tasks: tuple[Task, ...], future: Future[Answer], broken: Blame, killed: Blame
    ) -> Iterator[Result]:
        """Yield what came of tasks; ``broken`` and ``killed`` see to those whose crew broke, or whose workers ended."""
        try:
            answer = future.result()
        except BrokenExecutor:
            yield from broken(tasks)
        except (CancelledError, OSError, TimeoutError):
            yield from self._lost_again(tasks)
        except Exception as error:
            # What a scheduler says that gave work up because the workers that had it ended.
            if type(error).__name__ != "KilledWorker":
                raise _cannot_work(error) from error
            yield from killed(tasks)
        else:
            yield from self._answered(tasks, answer)

    def _answered(self, tasks: tuple[Task, ...], answer: Answer) -> Iterator[Result]:
        if answer.results:
            self._pace.learn(answer)
            self._false_starts = 0
            yield from answer.results
        elif answer.needs_template:
            self._again.append(tasks)
        else:
            raise ExecutorError(
                say("A worker has another version of qualitymark, its fonts or its libraries; install the same there.")
            )

    def _lost_again(self, tasks: tuple[Task, ...]) -> Iterator[Result]:
        """Send rows again, one by one, whose worker was lost; give a row up that lost it too often."""
        for task in tasks:
            key = task.job.key
            self._lost[key] = self._lost.get(key, 0) + (len(tasks) == 1)
            if self._lost[key] >= _ATTEMPTS:
                yield _given_up(task, crashed())
            else:
                self._again.append((task,))

    def _suspect(self, tasks: tuple[Task, ...]) -> Iterable[Result]:
        """Look for the row that ends workers.

        A scheduler blames all that a dead worker had, what waited there too, so a row is tried alone in the end.
        """
        if len(tasks) == 1:
            self._suspected.extend(tasks)
        else:
            self._again.extend((task,) for task in tasks)
        return ()

    def _broken(self, tasks: tuple[Task, ...]) -> Iterator[Result]:
        """Find the row that broke the crew, and go on with the others."""
        broken = list(tasks)
        while self._flying:  # they all end now, with an answer or with the same exception
            future = self._landed.get()
            sent = self._flying.pop(future, None)
            if sent is None:
                continue
            self._flying_bytes -= sent.bytes
            error = future.exception()
            if error is None:
                yield from self._answered(sent.tasks, future.result())
            else:
                broken += sent.tasks
        self.broke = True
        found = self._crew.renew()
        if not found.suspects:
            self._false_starts += 1
            if self._false_starts >= _ATTEMPTS:
                raise ExecutorError(say("The workers end before they do anything; look at what they print."))
        for task in broken:
            reason = found.guilty.get(task.job.key)
            if reason is not None:
                yield _given_up(task, reason)
            elif task.job.key in found.suspects and not found.guilty:
                yield from self._alone(task)
            else:
                self._again.append((task,))

    def _alone(self, task: Task) -> Iterator[Result]:
        """Try a row with nothing else in flight: if a worker ends again, it is this row."""

        def broke(_tasks: tuple[Task, ...]) -> Iterable[Result]:
            found = self._crew.renew()
            return (_given_up(task, found.guilty.get(task.job.key, crashed())),)

        def ended(_tasks: tuple[Task, ...]) -> Iterable[Result]:
            return (_given_up(task, crashed()),)

        yield from self._settled((task,), self._future((task,), with_template=True), broke, ended)


def _given_up(task: Task, reason: Message) -> Result:
    return Result(task.job.failed(Fault(reason, task.job.place)))


def _cannot_work(error: Exception) -> ExecutorError:
    what = ": ".join(part for part in (type(error).__name__, str(error)) if part)
    return ExecutorError(
        join(say("A worker cannot do the work ({reason}).", reason=what), say("Install the same qualitymark there."))
    )
