"""What decoders say of broken files, in one line for people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from ..errors import CoverError
from ..messages import Message, say

# What decoders say of sound files that they cannot read: 12-bit JPEG, TIFF of 32 bits a channel, BMP of 64 bits.
_UNSUPPORTED = ("cannot handle", "unknown pixel mode", "unknown data organization", "unsupported bmp")


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
    if any(words in str(error).lower() for words in _UNSUPPORTED):
        return say(
            "This kind of {format} is not supported; save it with 8 bits a channel, in RGB or grey.", format=kind
        )
    return say("The {format} file is damaged; save it again, or get another copy of it.", format=kind)
