"""How a result is to be written: what the caller chose, and what the platform accepts."""

from __future__ import annotations

import re

from ..errors import UsageError, unknown
from ..frozen import frozen
from ..messages import say
from .formats import AUTO, KEEP

SUBSAMPLINGS = {"444": "4:4:4", "422": "4:2:2", "420": "4:2:0"}
"""What a person can ask for, and its name in the field."""

WHITE = "#ffffff"

LEAST_QUALITY = 60
"""Below this the letters of a mark are eaten away, so no limit of bytes takes the quality lower."""

_COLOUR = r"#[0-9a-fA-F]{6}\Z"
_BYTES = r"(?i)\s*(\d{1,12}(?:[.,]\d{1,6})?)\s*(B|KB?|MB?|KiB|MiB)?\s*\Z"
_UNITS = {"": 1, "B": 1, "K": 1000, "M": 1_000_000, "KIB": 1024, "MIB": 1024**2}


@frozen
class Saving:
    """What is asked of the file.

    ``format`` is one of ``formats.NAMES``, or ``jpeg``; ``quality`` 1 to 100, in place of the cover's own coding;
    ``subsampling`` ``444``, ``422`` or ``420``, of a JPEG; ``max_bytes`` the most bytes of the file; ``matte`` the
    colour (``#rrggbb``) that a picture with transparency is laid on where the format has none. ``accepts`` are the
    formats that the platform takes, all where there are none, ``takes_bytes`` its largest file. Raises UsageError for values that make no sense.
    """

    format: str = KEEP
    quality: int | None = None
    subsampling: str | None = None
    max_bytes: int | None = None
    matte: str = WHITE
    accepts: tuple[str, ...] = ()
    takes_bytes: int | None = None

    def __post_init__(self) -> None:
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise UsageError(say("The quality is {quality}; give a number from 1 to 100.", quality=self.quality))
        if self.subsampling is not None and self.subsampling not in SUBSAMPLINGS:
            raise UsageError(unknown(say("subsampling"), self.subsampling, tuple(SUBSAMPLINGS)))
        if self.max_bytes is not None and self.max_bytes < 1:
            raise UsageError(say("The most bytes are {count}; give 1 or more.", count=self.max_bytes))
        if self.matte != WHITE and not re.match(_COLOUR, self.matte):
            raise UsageError(say("The matte is “{colour}”; give a colour such as #ffffff.", colour=self.matte))

    @property
    def keeps(self) -> bool:
        """Whether the format is left to the cover."""
        return self.format.lower() == KEEP

    @property
    def limit(self) -> int | None:
        """The most bytes that the file may have."""
        return self.max_bytes or (self.takes_bytes if self.chooses else None)

    @property
    def chooses(self) -> bool:
        """Whether the format is to be chosen."""
        return self.format.lower() == AUTO


def byte_count(text: str) -> int:
    """Return the bytes that ``200KB``, ``5MB``, ``1.5MiB`` or ``200000`` mean. Raises UsageError."""
    found = re.match(_BYTES, text)
    unit = (found[2] or "").upper().replace("KB", "K").replace("MB", "M") if found else ""
    count = int(float(found[1].replace(",", ".")) * _UNITS[unit]) if found else 0
    if count < 1:
        raise UsageError(say("“{text}” is no size of a file; write 200KB, 5MB or a number of bytes.", text=text))
    return count
