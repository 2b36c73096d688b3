"""The compiled implementation, put together; importing this fails where it was not built."""

from __future__ import annotations

from functools import lru_cache

from ._entropy import Reader, Spectrum, Table, Writer, lacking, pixels, segments, stuffed
from ._pixels import Shared, changed, coefficients, luminance, over

__all__ = [
    "Shared",
    "changed",
    "coefficients",
    "lacking",
    "luminance",
    "over",
    "pixels",
    "reader",
    "segments",
    "spectrum",
    "stuffed",
    "table",
    "writer",
]

reader = Reader
spectrum = Spectrum
writer = Writer


# Files of a batch mostly share their tables; 32 of them take less than 2 MiB, and none is changed once made.
@lru_cache(maxsize=32)
def table(counts: bytes, values: bytes) -> Table:
    """Make a table from BITS and HUFFVAL."""
    return Table(counts, values)
