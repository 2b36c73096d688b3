"""What decoders say of broken files, in one line for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from ..errors import CoverError
from ..messages import Message, say


@contextmanager
def told(kind: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into a CoverError without a place."""
    try:
        yield
    except CoverError:
        raise
    except MemoryError:
        raise CoverError(say("There is not enough memory to open the picture; scale it down.")) from None
    # Decoders meet broken files with a dozen of exception classes; each of them means the same here.
    except Exception as error:
        raise CoverError(_damage(error, kind)) from error


def _damage(error: Exception, kind: str) -> Message:
    if isinstance(error, Image.DecompressionBombError):
        return say("The picture is larger than the decoder allows; scale it down.")
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return say("The {format} file is cut off; get a complete copy of it.", format=kind)
    return say("The {format} file is damaged; save it again, or get another copy of it.", format=kind)
