"""From a payload to the modules of a QR symbol, by qrcode. Terms of ISO/IEC 18004."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ..errors import QRError, TemplateError, unknown
from ..messages import Message, say
from . import LEVELS
from .masks import best_symbol, rows

Segment = tuple[int, bytes]

_MODES = ("numeric", "alphanumeric", "byte")
_ALPHANUMERIC = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_DIGITS = frozenset(b"0123456789")
# Table 3 of the standard: the bits of the count indicator a mode, in versions 1 to 9, 10 to 26 and 27 to 40.
_COUNTS = ((10, 9, 8), (12, 11, 16), (14, 13, 16))
# Sixths of a bit that one character takes in each mode: 10 bits for 3 digits, 11 bits for 2 characters, 8 for a byte.
_SIXTHS = (20, 33, 48)
_NEVER = 1 << 40
# The modes that can hold each byte.
_OPEN = tuple((0, 1, 2) if byte in _DIGITS else (1, 2) if byte in _ALPHANUMERIC else (2,) for byte in range(256))
# Table 7: the data bits of version 40.
_MOST_BITS = {"L": 23648, "M": 18672, "Q": 13328, "H": 10208}
_VERSIONS = 40
_JOINERS = "\u200c\u200d"


class Symbol(NamedTuple):
    """A QR symbol without its quiet zone.

    ``rows`` has one byte a module, 1 for dark; ``centres`` are the row and column numbers whose crossings are
    the centres of the alignment patterns; ``modes`` are the modes of the segments, in order.
    """

    rows: tuple[bytes, ...]
    version: int
    level: str
    modes: tuple[str, ...]
    payload: str
    centres: tuple[int, ...]

    @property
    def modules(self) -> int:
        """The number of modules on a side."""
        return len(self.rows)

    def is_fixed(self, row: int, column: int) -> bool:
        """Tell whether the module belongs to a finder, alignment or timing pattern."""
        last = self.modules - 8
        if row == 6 or column == 6 or (row < 8 and (column < 8 or column >= last)) or (row >= last and column < 8):
            return True
        near = (self._centre(row), self._centre(column))
        # The three crossings in the finders' corners have no alignment pattern.
        return None not in near and near not in ((6, 6), (6, self.modules - 7), (self.modules - 7, 6))

    def _centre(self, number: int) -> int | None:
        return next((centre for centre in self.centres if abs(number - centre) <= 2), None)


@lru_cache(maxsize=32)
def encode(payload: str, level: str = "M") -> Symbol:
    """Return the smallest symbol that holds ``payload`` at error correction ``level``.

    Segments are chosen for the fewest bits among numeric, alphanumeric and byte mode (UTF-8); the mask is the
    one with the least penalty. At most 32 symbols are kept.

    Raises QRError for a payload that is empty, has invisible characters or is too long, TemplateError for an
    unknown level.
    """
    if level not in LEVELS:
        raise TemplateError(unknown(say("error correction level"), level, LEVELS))
    data = _checked(payload).encode()
    mode = _simplest(data)
    most = (_MOST_BITS[level] - 4 - _COUNTS[-1][mode]) * 6 // _SIXTHS[mode]
    if len(data) > 2 * most:
        raise QRError(_overflow(len(data), level, most))
    # One segment is preferred: decoders that guess the character set see the whole text.
    whole = [(mode, data)]
    least = _version(whole, level)
    # What is best split for higher versions is not better in lower ones.
    splits = [whole, *(_segments(data, counts) for counts in _COUNTS[: _range(least) + 1])]
    versions = [least, *(_version(segments, level) for segments in splits[1:])]
    version = min(versions)
    if version > _VERSIONS:
        raise QRError(_overflow(len(data), level, most))
    segments = splits[versions.index(version)]
    code = _code(segments, level, version)
    from qrcode.util import pattern_position  # type: ignore[import-untyped]

    _, symbol = best_symbol(code)
    modes = tuple(_MODES[mode] for mode, _ in segments)
    return Symbol(
        rows(symbol, code.modules_count), code.version, level, modes, payload, tuple(pattern_position(code.version))
    )


def _version(segments: list[Segment], level: str) -> int:
    """Return the smallest version that holds the segments, 41 where none does."""
    from qrcode import constants, util  # type: ignore[import-untyped]

    limits = util.BIT_LIMIT_TABLE[getattr(constants, f"ERROR_CORRECT_{level}")]
    # A segment ends on a whole bit.
    content = sum(4 + -(-len(part) * _SIXTHS[mode] // 6) for mode, part in segments)
    for version in range(1, _VERSIONS + 1):
        counts = _COUNTS[_range(version)]
        if content + sum(counts[mode] for mode, _ in segments) <= limits[version]:
            return version
    return _VERSIONS + 1


def _range(version: int) -> int:
    """Return the number in ``_COUNTS`` of a version's count indicators."""
    return 0 if version < 10 else 1 if version < 27 else 2


def _code(segments: list[Segment], level: str, version: int) -> Any:
    """Return a new QRCode with its data."""
    from qrcode import constants, main, util

    numbers = (util.MODE_NUMBER, util.MODE_ALPHA_NUM, util.MODE_8BIT_BYTE)
    # One object a symbol: it is neither reusable nor safe to share between threads.
    code = main.QRCode(version, error_correction=getattr(constants, f"ERROR_CORRECT_{level}"), border=0)
    for mode, part in segments:
        code.add_data(util.QRData(part, mode=numbers[mode], check_data=False))
    return code


def _checked(payload: str) -> str:
    if not payload.strip():
        raise QRError(say("The QR payload is empty; give a link or a text."))
    if not payload.isprintable():
        from unicodedata import category, name

        for place, sign in enumerate(payload, 1):
            if category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") and sign not in _JOINERS:
                code = f"U+{ord(sign):04X} {name(sign, '')}".rstrip()
                raise QRError(
                    say(
                        "The QR payload has the invisible character {code} at place {place}; remove it.",
                        code=code,
                        place=place,
                    )
                )
    return payload


def _simplest(data: bytes) -> int:
    """Return the first mode that can hold all of ``data``."""
    return 0 if _DIGITS.issuperset(data) else 1 if _ALPHANUMERIC.issuperset(data) else 2


def _segments(data: bytes, counts: tuple[int, int, int]) -> list[Segment]:
    """Split ``data`` into (mode, part) with the fewest bits, ``counts`` being the bits of the count indicators.

    For each mode the cheapest way to have come to it is kept a character; the way back gives the segments.
    """
    heads = tuple(6 * (4 + count) for count in counts)
    cheapest = list(heads)
    steps: list[list[int]] = []
    for value in data:
        # A segment ends on a whole bit.
        ends = [-(-cost // 6) * 6 for cost in cheapest]
        end = min(ends)
        came, costs = [ends.index(end)] * 3, [_NEVER] * 3
        for mode in _OPEN[value]:
            cost = end + heads[mode]
            if cheapest[mode] <= cost or not steps:
                came[mode], cost = mode, cheapest[mode]
            costs[mode] = cost + _SIXTHS[mode]
        cheapest = costs
        steps.append(came)
    mode = cheapest.index(min(cheapest))
    return list(_walk_back(data, steps, mode))[::-1]


def _walk_back(data: bytes, steps: list[list[int]], mode: int) -> Iterator[Segment]:
    end = len(data)
    for place in range(len(data) - 1, -1, -1):
        before = steps[place][mode]
        if place == 0 or before != mode:
            yield mode, data[place:end]
            end = place
        mode = before


def _overflow(count: int, level: str, most: int) -> Message:
    return say(
        "The QR payload has {count} bytes, but a QR code of level {level} holds {most} at most; shorten it to a link.",
        count=count,
        level=level,
        most=most,
    )
