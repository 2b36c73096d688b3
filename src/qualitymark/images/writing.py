"""Putting the bytes of a picture into a file: whole or not at all, and never over the source.

The file is written under a passing name in the same folder and takes its own name in one step.
"""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path

from ..errors import OutputError, Trail, reason_of
from ..messages import Message, say

Path_ = str | os.PathLike[str]

# File systems without hard links (FAT, some network shares) answer so.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES})


class NamedBuffer(BytesIO):
    """A buffer that Pillow takes for a file of that extension, so that it imports the one plugin it needs."""

    def __init__(self, extension: str) -> None:
        super().__init__()
        self.name = "picture" + extension


def check_output(path: Path_, *, overwrite: bool, source: Path_ | None) -> None:
    """Raise OutputError where ``write_output`` would refuse at once: before the work is done, not after it."""
    try:
        _check_output(path, overwrite=overwrite, source=source)
    except OSError as error:
        raise _refused(path, _reason(error)) from error


def _check_output(path: Path_, *, overwrite: bool, source: Path_ | None) -> None:
    if _same_file(path, source):
        raise _refused(path, say("The output is the cover itself; give another name."))
    if Path(path).is_dir():
        raise _refused(path, say("The output is a folder; give a file name."))
    if not overwrite and os.path.lexists(path):
        raise _refused(path, _exists())
    folder = Path(path).parent
    if not folder.is_dir():
        if folder.exists():
            raise _refused(path, say("{folder} is not a folder; give another output.", folder=str(folder)))
        raise _refused(path, say("The folder {folder} does not exist; create it first.", folder=str(folder)))


def write_output(path: Path_, data: bytes, *, overwrite: bool, source: Path_ | None) -> None:
    """Write ``data`` to ``path`` in one step, with the permissions that a new file has here.

    Without ``overwrite`` an existing file is never touched, not even one that appears meanwhile: of two runs at
    once one wins. ``source`` is the cover's path, which is never overwritten under whatever name. Raises
    OutputError, and then leaves nothing behind.
    """
    check_output(path, overwrite=overwrite, source=source)
    target = Path(path)
    passing = target.with_name(f".qualitymark-{os.urandom(8).hex()}.part")
    try:
        try:
            _write(passing, data)
            if overwrite:
                passing.replace(target)
            else:
                _move_to_free_name(passing, target)
        finally:
            passing.unlink(missing_ok=True)
    except FileExistsError:
        raise _refused(path, _exists()) from None
    except (OSError, ValueError) as error:
        raise _refused(path, _reason(error)) from error


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _move_to_free_name(passing: Path, target: Path) -> None:
    """Give the file its name unless that is taken. Raises FileExistsError where it is."""
    try:
        os.link(passing, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _reserve_and_replace(passing, target)


def _reserve_and_replace(passing: Path, target: Path) -> None:
    """Do the same without hard links: an empty file of that name, which only one can create, is replaced."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        passing.replace(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _same_file(path: Path_, source: Path_ | None) -> bool:
    if source is None:
        return False
    try:
        return Path(path).samefile(source)
    except (OSError, ValueError):
        return Path(path).absolute() == Path(source).absolute()


def _refused(path: Path_, message: Message) -> OutputError:
    return OutputError(message, Trail(file=os.fspath(path)))


def _exists() -> Message:
    return say("The output exists; give another name, or ask to overwrite it (--overwrite).")


def _reason(error: OSError | ValueError) -> Message:
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM):
        return say("The output may not be written; check the permissions of its folder.")
    if number == errno.EROFS:
        return say("The output's disk is read-only; give another folder.")
    if number in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return say("There is no space left for the output; free some, or give another folder.")
    if number == errno.ENAMETOOLONG:
        return say("The output's name is too long; give a shorter one.")
    return say("The output cannot be written ({reason}); give another one.", reason=reason_of(error))
