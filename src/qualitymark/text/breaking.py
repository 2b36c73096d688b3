"""Where lines break: pure arithmetic over the widths of pieces.

A piece is what stands between two places where a line may break. The cost of a break is a share of the
line's width, squared, so that it weighs against uneven lines: 0.04 is as bad as one line 20 % off the mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

SOFT_HYPHEN = "\u00ad"
NO_BREAK_SPACES = "\u00a0\u202f"

_BREAKS = re.compile(r"[^\S\u00a0\u202f]+|\u00ad+|(?<=[^\W\d_]{3})-(?=[^\W\d_]{3})(?![А-ЯЁA-Z])")
_ALSO_NO_BREAK_SPACES = re.compile(r"\s+|\u00ad+|(?<=[^\W\d_]{3})-(?=[^\W\d_]{3})(?![А-ЯЁA-Z])")

_AT_HYPHEN = 0.05
_AT_SOFT_HYPHEN = 0.08
_AT_NO_BREAK_SPACE = 0.5
# A last line that is somewhat shorter looks better than a first one.
_SHORT_LAST = 0.6
_PARTS = re.compile(r"[\s\u00ad]")

# What a break after or before a word costs; the first that matches counts. Gains are negative.
_AFTER = (
    (r"·$", -0.15),
    (r"[—–:;]$", -0.03),
    (r",$", -0.02),
    (r"[»“)]$", -0.02),
    (r"^(?i:для|при|под|над|без|про|или|обо|изо|имени|города|села|посёлка|деревни|станции|героя)$", 0.05),
    (r"^(?i:муниципальн|государственн|федеральн|областн|краев)\w+$", 0.02),
    (r"\w(?:ая|яя|ое|ее|ый|ий|ой|ого|его|ой|ей|ых|их)$", 0.006),
)
_BEFORE = (
    (r"^[«(]", -0.03),
    (r"^„", -0.01),
    (r"^(?i:област|края|райо|округ|сельсовет|сад(?!ов)|школ|учрежден)\w*", 0.03),
    (r"^(?:№|\d)", 0.06),
)


class Word(NamedTuple):
    """A piece of a text: ``joint`` follows it on the same line, ``tail`` replaces that where the line ends here."""

    text: str
    joint: str
    tail: str
    cost: float


class Piece(NamedTuple):
    """The widths of a word, of its joint and of its tail, in any one unit, and the cost of a break after it."""

    width: float
    joint: float = 0.0
    tail: float = 0.0
    cost: float = 0.0


class Breaking(NamedTuple):
    """The number of the first piece after each line, the widest line, and how bad it looks (0 is even)."""

    ends: tuple[int, ...]
    widest: float
    badness: float


@lru_cache(maxsize=32)
def words(text: str, *, loose: bool = False) -> tuple[Word, ...]:
    """Cut a typeset text where a line may break: at spaces, soft hyphens, and hyphens between parts of three letters.

    ``loose`` allows no-break spaces too, at a high cost: better that than a text that cannot be set.
    """
    found: list[tuple[str, str]] = []
    start = 0
    for match in (_ALSO_NO_BREAK_SPACES if loose else _BREAKS).finditer(text):
        if match.start() > start or match[0] == "-":
            found.append((text[start : match.start()] + ("-" if match[0] == "-" else ""), match[0]))
        start = match.end()
    if start < len(text):
        found.append((text[start:], ""))
    following = [word for word, _ in found[1:]] + [""]
    return tuple(_word(word, joint, after) for (word, joint), after in zip(found, following, strict=True))


def line_text(pieces: Sequence[Word]) -> str:
    """Return the line that these words make, a hyphen at its end where it breaks at a soft one."""
    inner = "".join(word.text + word.joint for word in pieces[:-1])
    return inner + pieces[-1].text + pieces[-1].tail


def balanced(pieces: Sequence[Piece], lines: int, limit: float) -> Breaking | None:
    """Return the best-looking way to set the pieces in exactly ``lines`` lines no wider than ``limit``, or None."""
    count = len(pieces)
    starts = _starts(pieces)
    mean = (starts[count] + pieces[-1].tail - pieces[-1].joint) / lines or 1.0
    # What every beginning of a line costs at best so far, with the ends that lead there.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, lines + 1):
        last = line == lines
        reached: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, ends) in best.items():
            for end in range(start + 1, count + 1 - (lines - line)):
                piece = pieces[end - 1]
                body = starts[end] - starts[start] - piece.joint
                if body > limit:
                    break
                if (last and end < count) or body + piece.tail > limit:
                    continue
                total = cost + _line_cost(body + piece.tail, mean, piece.cost, last=last)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, (*ends, end))
        best = reached
    if count not in best:
        return None
    badness, ends = best[count]
    return Breaking(ends, max(line_widths(pieces, ends)), badness)


def narrowest(pieces: Sequence[Piece], lines: int) -> float:
    """Return the smallest width in which the pieces can be set in at most ``lines`` lines, to one part in 4000."""
    starts = _starts(pieces)
    low = max(piece.width for piece in pieces)
    if _fits(pieces, starts, lines, low):
        return low
    high = starts[-1] + pieces[-1].tail
    if lines == 1 and not pieces[-1].joint:
        return high
    while high - low > high / 4000:
        middle = (low + high) / 2
        low, high = (low, middle) if _fits(pieces, starts, lines, middle) else (middle, high)
    return high


def line_widths(pieces: Sequence[Piece], ends: Sequence[int]) -> list[float]:
    """Return the width of each line."""
    starts = _starts(pieces)
    return [
        starts[end] - starts[start] - pieces[end - 1].joint + pieces[end - 1].tail
        for start, end in pairwise((0, *ends))
    ]


def _starts(pieces: Sequence[Piece]) -> list[float]:
    starts = [0.0]
    for piece in pieces:
        starts.append(starts[-1] + piece.width + piece.joint)
    return starts


def _fits(pieces: Sequence[Piece], starts: Sequence[float], lines: int, limit: float) -> bool:
    """Fill line after line as far as it goes; no other way needs fewer lines."""
    start, count = 0, len(pieces)
    for _ in range(lines):
        reach, end = start, start
        while end < count:
            piece = pieces[end]
            end += 1
            body = starts[end] - starts[start] - piece.joint
            if body > limit:
                break
            if body + piece.tail <= limit:
                reach = end
        if reach == count:
            return True
        if reach == start:
            return False
        start = reach
    return False


def _line_cost(width: float, mean: float, break_cost: float, *, last: bool) -> float:
    off = (width - mean) / mean
    if not last:
        return off * off + break_cost
    return off * off * (_SHORT_LAST if off < 0 else 1.0)


def _word(text: str, joint: str, after: str) -> Word:
    if joint == "-":
        return Word(text, "", "", _AT_HYPHEN)
    if joint.startswith(SOFT_HYPHEN):
        return Word(text, "", "-", _AT_SOFT_HYPHEN)
    cost = _AT_NO_BREAK_SPACE if any(sign in NO_BREAK_SPACES for sign in joint) else 0.0
    own_last = _PARTS.split(text)[-1].lstrip("«„(")
    return Word(text, joint, "", cost + _cost_after(own_last) + _cost_before(after))


@lru_cache(maxsize=1024)
def _cost_after(word: str) -> float:
    return next((cost for pattern, cost in _AFTER if re.search(pattern, word)), 0.0)


@lru_cache(maxsize=1024)
def _cost_before(word: str) -> float:
    return next((cost for pattern, cost in _BEFORE if re.search(pattern, word)), 0.0)
