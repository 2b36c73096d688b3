"""The largest size at which a text fits its space, and the lines it is broken into.

Widths are linear in the size, so each number of lines has one narrowest setting and with it an exact
largest size; there is nothing to try out. A text fits in height when the capitals of its first line and
the descenders of its last lie inside: accents above capitals (Й, Ё) may rise above the space.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ..errors import TextError
from ..messages import say
from .breaking import SOFT_HYPHEN, Breaking, Piece, Word, balanced, line_text, narrowest, words
from .fonts import FontStack
from .quotes import repair_quotes
from .shaping import Run, shape

QUANTUM = 1 / 8
OVERFLOWS = ("error", "ellipsis")

# A setting may be this much smaller than the largest where its lines break better.
_TOLERANCE = 0.07
_SHRINKS = (1.0, 0.97, 0.94)
_COST_OF_SIZE = 0.6
_COST_OF_LINE = 0.03
_SLACK = 1e-9


class TextStyle(NamedTuple):
    """How a text is set: its fonts, and letter spacing and line height in em."""

    stack: FontStack
    letter_spacing: float = 0.0
    line_height: float = 1.2


class TextSpace(NamedTuple):
    """What a text may take: width and height, most lines, largest and smallest size, all in artboard units."""

    width: float
    height: float
    lines: int
    max_size: float
    min_size: float


class Line(NamedTuple):
    """One shaped line and its width in artboard units."""

    run: Run
    width: float


class TextVerdict(NamedTuple):
    """What became of a text, for people: ``text`` as drawn, with plain spaces and no soft hyphens; ``size`` in units."""

    text: str
    size: float
    lines: int
    shortened_from: str | None = None
    ellipsized: bool = False


class FittedText(NamedTuple):
    """Lines that fit their space; ``size`` and ``leading`` (from baseline to baseline) in artboard units."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    style: TextStyle
    verdict: TextVerdict

    @property
    def height(self) -> float:
        """From the top of the first line's capitals to the last line's descenders, in units."""
        return _height(self.style, len(self.lines)) * self.size

    def baselines(self, height: float, valign: str = "middle") -> list[float]:
        """Return the y of each baseline in a box of ``height`` units, from its upper edge down.

        ``top``: the capitals of the first line touch the upper edge. ``middle``: capitals to last baseline
        are centred, as the eye sees it, moved up only where descenders would leave the box. ``bottom``: the
        descenders of the last line touch the lower edge. ``baseline``: its baseline does.
        """
        cap = self.style.stack.cap_height * self.size
        descent = self.style.stack.descent * self.size
        solid = cap + self.leading * (len(self.lines) - 1)
        room = max(0.0, height - solid - descent)
        above = {
            "top": 0.0,
            "middle": min((height - solid) / 2, room),
            "bottom": room,
            "baseline": height - solid,
        }[valign]
        return [above + cap + self.leading * index for index in range(len(self.lines))]


class _Setting(NamedTuple):
    text: str
    size: float
    runs: tuple[Run, ...]


def fit(
    text: str,
    style: TextStyle,
    space: TextSpace,
    *,
    overflow: str = "error",
    shorten: Callable[[str], Iterable[str]] | None = None,
) -> FittedText:
    """Set a typeset text as large as ``space`` allows.

    Where that is smaller than the smallest size, the results of ``shorten`` are tried in their order; then
    breaks at no-break spaces; then ``overflow`` decides: ``ellipsis`` cuts the end off, ``error`` raises
    TextError. Sizes are multiples of 1/8 unit, or the largest or the smallest that ``space`` names.
    """
    if not text.replace(SOFT_HYPHEN, "").strip():
        return FittedText((), space.max_size, 0.0, style, TextVerdict("", space.max_size, 0))
    tried = [text]
    largest = 0.0
    for candidate in _candidates(text, shorten, tried):
        setting = _largest(candidate, style, space)
        if setting is not None and setting.size >= space.min_size:
            return _fitted(setting, style, original=text)
        largest = max(largest, setting.size if setting else 0.0)
    for candidate in dict.fromkeys((text, tried[-1])):
        setting = _largest(candidate, style, space, loose=True)
        if setting is not None and setting.size >= space.min_size:
            return _fitted(setting, style, original=text)
    if overflow == "ellipsis":
        setting = _ellipsized(tried[-1], style, space)
        if setting is not None:
            return _fitted(setting, style, original=text, ellipsized=True)
    raise TextError(_does_not_fit(text, space, largest))


def _candidates(text: str, shorten: Callable[[str], Iterable[str]] | None, tried: list[str]) -> Iterator[str]:
    yield text
    for shorter in shorten(text) if shorten else ():
        tried.append(shorter)
        yield shorter


def _largest(text: str, style: TextStyle, space: TextSpace, *, loose: bool = False) -> _Setting | None:
    """Return the best setting near the largest size, which may lie below the smallest one allowed."""
    parts = words(text, loose=loose)
    if not parts:
        return None
    pieces = _pieces(parts, style)
    sizes: dict[int, float] = {}
    for lines in range(1, min(space.lines, len(pieces)) + 1):
        ceiling = min(space.max_size, space.height / _height(style, lines))
        if sizes and ceiling < max(sizes.values()) * (1 - _TOLERANCE):
            break
        sizes[lines] = min(ceiling, space.width / narrowest(pieces, lines))
        if lines == 1 and sizes[1] == space.max_size:
            break
    best = _best_breaking(pieces, sizes, space)
    if best is None:
        return None
    breaking, size = best
    starts = (0, *breaking.ends)
    runs = tuple(
        shape(line_text(parts[start:end]), style.stack, style.letter_spacing)
        for start, end in zip(starts, breaking.ends, strict=False)
    )
    widest = max(run.width for run in runs)
    if widest * size > space.width + _SLACK:
        size = _quantised(space.width / widest, space)
    return _Setting(text, size, runs) if size else None


def _best_breaking(
    pieces: tuple[Piece, ...], sizes: dict[int, float], space: TextSpace
) -> tuple[Breaking, float] | None:
    """Weigh even lines and good breaks against size, among settings nearly as large as the largest."""
    top = max(sizes.values())
    floor = max(top * (1 - _TOLERANCE), min(space.min_size, _quantised(top, space)))
    best: tuple[float, Breaking, float] | None = None
    for lines, largest in sizes.items():
        for shrink in _SHRINKS:
            size = _quantised(largest * shrink, space)
            if not size or (size < floor and size != _quantised(top, space)):
                break
            breaking = balanced(pieces, lines, space.width / size + _SLACK)
            if breaking is None:
                continue
            score = breaking.badness + _COST_OF_SIZE * (1 - size / top) + _COST_OF_LINE * lines
            if best is None or score < best[0]:
                best = score, breaking, size
            if lines == 1:
                break
    return None if best is None else best[1:]


def _pieces(parts: tuple[Word, ...], style: TextStyle) -> tuple[Piece, ...]:
    def width(text: str) -> float:
        return shape(text, style.stack, style.letter_spacing).width

    spacing = style.letter_spacing
    pieces = []
    for part in parts:
        joint = width(part.joint) + 2 * spacing if part.joint else spacing
        tail = width(part.tail) + spacing if part.tail else 0.0
        pieces.append(Piece(width(part.text), joint, tail, part.cost))
    return tuple(pieces)


def _ellipsized(text: str, style: TextStyle, space: TextSpace) -> _Setting | None:
    """Return the longest beginning of the text that fits with an ellipsis, whole words where one of them fits."""
    parts = words(text)
    heads = ["".join(part.text + part.joint for part in parts[:count]) for count in range(1, len(parts) + 1)]
    first = parts[0].text
    for beginnings in (heads, [first[:count] for count in range(1, len(first))]):
        low, high, best = 0, len(beginnings), None
        while low < high:
            middle = (low + high) // 2
            setting = _largest(_with_ellipsis(beginnings[middle]), style, space)
            if setting is not None and setting.size >= space.min_size:
                low, best = middle + 1, setting
            else:
                high = middle
        if best is not None:
            return best
    return None


def _with_ellipsis(text: str) -> str:
    return repair_quotes(text.rstrip(" \u00a0\u202f\u00ad.,;:—–-«„(№") + "…")


def _fitted(setting: _Setting, style: TextStyle, *, original: str, ellipsized: bool = False) -> FittedText:
    verdict = TextVerdict(
        text=_plain(setting.text),
        size=setting.size,
        lines=len(setting.runs),
        shortened_from=None if setting.text == original else _plain(original),
        ellipsized=ellipsized,
    )
    lines = tuple(Line(run, run.width * setting.size) for run in setting.runs)
    return FittedText(lines, setting.size, style.line_height * setting.size, style, verdict)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u00ad", "")


def _does_not_fit(text: str, space: TextSpace, largest: float) -> str:
    return say(
        "The text “{text}” does not fit {width} x {height} units in {lines} lines: it would need size {needed}, "
        "and the smallest allowed is {smallest}. Make its box larger, allow more lines or a smaller size, "
        "give a shorter text, or allow it to be shortened or to end in an ellipsis.",
        text=_plain(text),
        width=f"{space.width:g}",
        height=f"{space.height:g}",
        lines=space.lines,
        needed=f"{largest:g}",
        smallest=f"{space.min_size:g}",
    )


def _height(style: TextStyle, lines: int) -> float:
    """Return the height of so many lines in em."""
    return style.stack.cap_height + style.line_height * (lines - 1) + style.stack.descent


def _quantised(size: float, space: TextSpace) -> float:
    """Round down to a multiple of the quantum, but not below the smallest size, nor the largest down."""
    if size >= space.max_size:
        return space.max_size
    rounded = math.floor(size / QUANTUM) * QUANTUM
    return space.min_size if rounded < space.min_size <= size else rounded
