"""The bytes of a cover, from a file or a stream; never more of them than the limit, and one byte."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from ..errors import CoverError, reason_of
from ..messages import say
from .limits import Limits


def read_path(path: str, limits: Limits) -> bytes:
    """Return what is in the file. Raises CoverError, without its place."""
    try:
        with Path(path).open("rb") as file:
            limits.check_file(os.fstat(file.fileno()).st_size)
            return file.read(limits.file_bytes + 1)
    except FileNotFoundError:
        fault = say("There is no such file; check the path.")
    except IsADirectoryError:
        fault = say("This is a folder; give a picture file.")
    except PermissionError:
        if Path(path).is_dir():
            fault = say("This is a folder; give a picture file.")
        else:
            fault = say("The file may not be read; check its permissions.")
    except (OSError, ValueError) as error:
        fault = say("The file cannot be read ({reason}); check the path.", reason=reason_of(error))
    raise CoverError(fault)


def read_stream(stream: BinaryIO, limits: Limits) -> bytes:
    """Return what is left in the stream. Raises CoverError."""
    try:
        data = stream.read(limits.file_bytes + 1)
    except (AttributeError, OSError, ValueError) as error:
        raise CoverError(say("The stream cannot be read ({reason}).", reason=str(error))) from error
    if not isinstance(data, bytes):
        raise CoverError(say("The stream gives text; open it in binary mode."))
    return data
