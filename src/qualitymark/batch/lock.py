"""One run at a time in a folder: a lock of the operating system, which is gone when its process is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import OutputError, Trail
from ..messages import say


@contextmanager
def locked(file: Path, folder: Path) -> Iterator[None]:
    """Hold ``file`` as the lock of ``folder``. Raises OutputError where another run holds it."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _take(descriptor):
            raise OutputError(
                say("Another run works in this folder; wait until it ends, or give another one."),
                Trail(file=str(folder)),
            )
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
