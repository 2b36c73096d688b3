"""Who does the work: processes of our own, or any ``concurrent.futures.Executor``, such as Dask's."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from ..errors import ExecutorError, UsageError
from ..messages import join, say
from .guard import Evidence, evidence
from .settings import Settings
from .work import Answer, Chunk, prepare, work

CONNECT_SECONDS = 10
"""How long a Dask scheduler is waited for."""
WORKERS_SECONDS = 30
"""How long the first Dask worker is waited for."""


class Crew(Protocol):
    """Workers.

    ``by_value`` tells whether covers travel as bytes, ``expendable`` whether a worker's process may be ended for a
    row that hangs it, ``size`` how many rows are worked on at once.
    """

    by_value: bool
    expendable: bool

    @property
    def size(self) -> int: ...

    def submit(self, chunk: Chunk) -> Future[Answer]:
        """Give work to a worker. Raises ExecutorError where there is none any more."""
        ...

    def renew(self) -> Evidence:
        """Make a crew that broke work again; return what is known of the reason. Raises ExecutorError."""
        ...

    def close(self, at_once: bool = False) -> None:
        """Let the workers go, after what they have in hand or in the middle of it."""
        ...


class LocalCrew:
    """Processes of this machine: they read and write files by themselves, and are guarded row by row."""

    by_value = False
    expendable = False  # they look after themselves, and leave evidence

    def __init__(self, settings: Settings, digest: str, template: bytes) -> None:
        self.size = settings.crew
        self._settings = settings
        self._notes = Path(tempfile.mkdtemp(prefix="qualitymark-"))
        self._arguments = (str(self._notes), digest, template, settings.row_seconds, settings.row_mib)
        self._pool: Executor | None = None

    def submit(self, chunk: Chunk) -> Future[Answer]:
        if self._pool is not None:
            return self._pool.submit(work, chunk)
        with _without_interrupts():
            self._pool = _new_pool(self.size, self._arguments)
            return self._pool.submit(work, chunk)

    def renew(self) -> Evidence:
        self._end(wait=True)
        return evidence(self._notes, self._settings.row_seconds)

    def close(self, at_once: bool = False) -> None:
        if at_once:
            for file in self._notes.iterdir():
                with suppress(OSError, ValueError):
                    os.kill(int(file.name), signal.SIGTERM)
        self._end(wait=not at_once)
        shutil.rmtree(self._notes, ignore_errors=True)

    def _end(self, wait: bool) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)


def _new_pool(size: int, arguments: tuple[Any, ...]) -> Executor:
    """Return a pool whose workers share nothing with this process: it may have threads, which no fork survives."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    if "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin":
        context: Any = multiprocessing.get_context("forkserver")
        # A worker then starts in a tenth of the time, and shares the memory of what all of them import.
        context.set_forkserver_preload([f"{__package__}.preload"])
    else:
        context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(size, mp_context=context, initializer=prepare, initargs=arguments)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach before they could say so themselves."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class GivenCrew:
    """Any executor: its workers may be anywhere, so covers and outputs travel as bytes."""

    by_value = True
    expendable = False

    def __init__(self, executor: Executor, size: int) -> None:
        self._executor = executor
        self._size = size

    @property
    def size(self) -> int:
        return self._size

    def submit(self, chunk: Chunk) -> Future[Answer]:
        try:
            return self._executor.submit(work, chunk)
        except RuntimeError as error:  # a broken or closed executor; BrokenExecutor is one of these
            raise _ended(error) from error

    def renew(self) -> Evidence:
        raise ExecutorError(say("A worker died, and its executor takes no more work since. {next}", next=_GO_ON))

    def close(self, at_once: bool = False) -> None:
        """Do nothing: who made the executor ends it."""


class DaskCrew(GivenCrew):
    """The workers of a Dask cluster; there may be more or fewer of them as the run goes on.

    One that ends is started again by its nanny.
    """

    expendable = True

    def __init__(self, address: str) -> None:
        self._client = _client(address)
        super().__init__(self._client.get_executor(pure=False), 1)

    @property
    def size(self) -> int:
        with suppress(OSError, RuntimeError):
            self._size = sum(self._client.nthreads().values()) or 1
        return self._size

    def submit(self, chunk: Chunk) -> Future[Answer]:
        if self._client.status != "running":
            raise ExecutorError(join(say("The connection to the Dask scheduler is lost."), _GO_ON))
        return super().submit(chunk)

    def close(self, at_once: bool = False) -> None:
        self._client.close(timeout=1 if at_once else 10)


_GO_ON = say("Start the run again; it goes on where it stopped.")


def _ended(error: Exception) -> ExecutorError:
    return ExecutorError(say("The executor takes no more work ({reason}). {next}", reason=str(error), next=_GO_ON))


def _client(address: str) -> Any:
    try:
        from distributed import Client as Untyped
    except ImportError:
        raise UsageError(say("Dask is not installed; install it with: pip install “qualitymark[dask]”.")) from None
    connect: Any = Untyped
    try:
        client = connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(
            say(
                "The Dask scheduler {address} cannot be reached ({reason}); check --scheduler.",
                address=address,
                reason=str(error),
            )
        ) from error
    try:
        client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    except TimeoutError:
        client.close(timeout=1)
        raise UsageError(
            say("The Dask scheduler {address} has no workers; start some with: dask worker {address}", address=address)
        ) from None
    return client
