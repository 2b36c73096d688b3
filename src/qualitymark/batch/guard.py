"""What a row may take in a worker process of our own: time and memory; and what a dead worker leaves as evidence.

A worker notes in a file what it works on. The file outlives it, and so says which row was in hand when it died; the
C code of ``faulthandler`` adds why, where the worker hung or crashed in a way that Python could not catch. The note is
memory that the file shares, and the time is kept by the system where it can, so that a row costs microseconds.
"""

from __future__ import annotations

import faulthandler
import mmap
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ..messages import Message, say

_FATAL = b"Fatal Python error"
_STACK = b"most recent call first"
_NOTE = 8192
"""Bytes of the note, more than a path may have; what ``faulthandler`` writes follows it."""
_MIB = 1024 * 1024


class Evidence(NamedTuple):
    """What the workers left: the rows (``key``) in hand, and why one of them is known to be at fault."""

    suspects: frozenset[str]
    guilty: dict[str, Message]


class Guard:
    """Watches over the rows of this process: one at a time."""

    def __init__(self, folder: str, seconds: float, mib: int) -> None:
        self._seconds = seconds
        self._file = os.open(
            Path(folder) / f"{os.getpid()}", os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _BINARY, 0o600
        )
        os.write(self._file, bytes(_NOTE))
        self._note = mmap.mmap(self._file, _NOTE)
        faulthandler.enable(self._file, all_threads=False)
        if sys.platform != "win32":
            # It writes the stack, and then lets the signal end the process.
            faulthandler.register(signal.SIGALRM, self._file, all_threads=False, chain=True)
        _limit_memory(mib)
        threading.Thread(target=_end_with_parent, daemon=True).start()

    @contextmanager
    def watch(self, key: str) -> Iterator[None]:
        """End this process when the ``with`` takes longer than its time, whatever holds the interpreter."""
        name = key.encode()[: _NOTE - 1] + b"\n"
        self._note[: len(name)] = name
        self._start()
        try:
            yield
        finally:
            self._stop()
            self._note[:1] = b"\n"

    if sys.platform == "win32":

        def _start(self) -> None:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._file)

        def _stop(self) -> None:
            faulthandler.cancel_dump_traceback_later()

    else:

        def _start(self) -> None:
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

        def _stop(self) -> None:
            signal.setitimer(signal.ITIMER_REAL, 0)


_WATCH = threading.Lock()


@contextmanager
def last_resort(seconds: float) -> Iterator[None]:
    """End this process when the ``with`` takes longer: for workers that somebody else started, and starts again.

    One row at a time is watched: in a process of several threads the others are not, for ``faulthandler`` has one
    watch.
    """
    if not _WATCH.acquire(blocking=False):
        yield
        return
    try:
        with suppress(AttributeError, OSError, RuntimeError, ValueError):  # no standard error to write to
            faulthandler.dump_traceback_later(seconds, exit=True)
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        _WATCH.release()


_BINARY: int = getattr(os, "O_BINARY", 0)


def evidence(folder: Path, seconds: float) -> Evidence:
    """Read what the workers left in ``folder``, and remove it."""
    suspects: set[str] = set()
    guilty: dict[str, Message] = {}
    for file in folder.iterdir():
        with suppress(OSError):
            note = file.read_bytes()
            file.unlink()
            name, told = note[:_NOTE].partition(b"\n")[0].rstrip(b"\0").decode("utf-8", "replace"), note[_NOTE:]
            if not name:
                continue
            suspects.add(name)
            if _FATAL in told:
                guilty[name] = crashed()
            elif _STACK in told:
                guilty[name] = took_too_long(seconds)
    return Evidence(frozenset(suspects), guilty)


def took_too_long(seconds: float) -> Message:
    return say("The row took longer than {seconds:g} s and was given up; look at its cover.", seconds=seconds)


def took_too_much(mib: int) -> Message:
    return say("The row took more than {mib} MiB of memory and was given up; scale its cover down.", mib=mib)


def crashed() -> Message:
    return say("The row made a worker crash and was given up; save its cover again, or get another copy of it.")


def _limit_memory(mib: int) -> None:
    """Bound the memory of this process, where the system can, to so much more than it has now."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        bound = pages * resource.getpagesize() + mib * _MIB
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard != resource.RLIM_INFINITY:
            bound = min(bound, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: nobody else would, and it waits for work for ever."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
