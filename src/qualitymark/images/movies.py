"""How often an AVIF sequence plays: read from the boxes of its track, and written into them (ISO/IEC 14496-12).

The edit list (8.6.6) tells how long one run is, and by a flag whether it repeats (ISO/IEC 23008-12, 9.6.1); the header
of the track (8.3.2) tells how long all runs take, that of the movie (8.2.2) how long its longest track takes.
"""

from __future__ import annotations

from typing import NamedTuple

from .containers import Part, boxes

_REPEATS = 1
# Where a duration stands in its box, with four bytes in version 0, and with eight in version 1.
_PLACES = {b"mvhd": ((16, 20), (24, 32)), b"tkhd": ((20, 24), (28, 36)), b"elst": ((8, 12), (8, 16))}
# More is without end: to libavif, and because a PNG holds no larger number (W3C PNG, third edition, 7.1).
_MOST_PLAYS = 2**31 - 1


class _Told(NamedTuple):
    """A duration, where it stands in the file and where the flags before it end; all ones are ``forever``."""

    duration: int
    forever: int
    place: slice
    flags: int


def plays(data: bytes) -> int:
    """Return how often the pictures of an AVIF run, 0 for without end, or where it does not say.

    Never raises for a broken file.
    """
    for track in boxes(data, b"moov", b"trak"):
        handler = next(boxes(data, b"mdia", b"hdlr", within=track), None)
        # Alpha has a track of its own, with another handler.
        if handler and data[handler.start + 8 : handler.start + 12] == b"pict":
            return _plays(data, track)
    return 0


def _plays(data: bytes, track: Part) -> int:
    run, whole = _told(data, b"edts", b"elst", within=track), _told(data, b"tkhd", within=track)
    if run and not data[run.flags] & _REPEATS:
        return 1
    if not run or not whole or not run.duration or whole.duration == whole.forever:
        return 0
    times = -(-whole.duration // run.duration)
    return times if times <= _MOST_PLAYS else 0


def playing(data: bytes, times: int) -> bytes | None:
    """Return an AVIF sequence so that it runs so often, 1 or more; None where its boxes cannot say that.

    Nothing moves: durations and flags are overwritten where they stand.
    """
    made, longest, movie = bytearray(data), 0, _told(data, b"moov", b"mvhd")
    for track in boxes(data, b"moov", b"trak"):
        run, whole = _told(data, b"edts", b"elst", within=track), _told(data, b"tkhd", within=track)
        lasting = run.duration * times if run else 0
        if not run or not whole or not 0 < lasting < whole.forever:
            return None
        made[run.flags] = made[run.flags] & ~_REPEATS | (times > 1)
        made[whole.place] = _number(lasting, whole)
        longest = max(longest, lasting)
    if not movie or not 0 < longest < movie.forever or times > _MOST_PLAYS:
        return None
    made[movie.place] = _number(longest, movie)
    return bytes(made)


def _number(duration: int, told: _Told) -> bytes:
    return duration.to_bytes(told.place.stop - told.place.start, "big")


def _told(data: bytes, *path: bytes, within: Part | None = None) -> _Told | None:
    """Return what the first box of that path tells, or None where there is none; what is cut off is no duration."""
    found = next(boxes(data, *path, within=within), None)
    if found is None or found.end < found.start + 4:
        return None
    place = slice(*(found.start + at for at in _PLACES[found.kind][data[found.start] == 1]))
    if place.stop > found.end:
        place = slice(found.start, found.start)
    stored = data[place]
    return _Told(int.from_bytes(stored, "big"), 256 ** len(stored) - 1, place, found.start + 3)
