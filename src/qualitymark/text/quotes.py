"""Quotation marks as Russian type sets them: «outer „inner“ outer», every one of them paired."""

from __future__ import annotations

import re

_OPENS = "«‹„"
_CLOSES = "»›"
# English and straight marks are the same sign, or open here and close there: their place decides.
_BY_PLACE = '“”"‟＂'
_SIGN = re.compile(f"[{_OPENS}{_CLOSES}{_BY_PLACE}()]")
_ANY = re.compile(f"[{_OPENS}{_CLOSES}{_BY_PLACE}']|,,|<<|>>")

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)['`´](?=\w)"), "’"),
    (re.compile(r"''|``|´´|‘‘|’’"), '"'),
    (re.compile(r"<<(?=\S)"), "«"),
    (re.compile(r"(?<=\S)>>"), "»"),
    (re.compile(r",,(?=\w)"), "„"),
    (re.compile(r"(?<!\w)'([^'\s](?:[^']*[^'\s])?)'(?!\w)"), r'"\1"'),
)
_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"([«„])\s+"), r"\1"),
    (re.compile(r"\s+([»“])"), r"\1"),
    (re.compile(r"(?<=[\w»“.,;:!?)])(?=[«„])"), " "),
    (re.compile(r"(?<=[»“])(?=[\w(№])"), " "),
)
_EMPTY = re.compile(r"«\s*»|„\s*“")


class _Open:
    """A quotation that waits for its end; ``inner_end`` is the piece that ended the last one inside it."""

    def __init__(self, piece: int) -> None:
        self.piece = piece
        self.inner_end: int | None = None


class _Pairing:
    """One walk over a text: the pieces written so far, the open quotations, and how many each bracket found open."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.opened: list[_Open] = []
        self.brackets: list[int] = []

    def open(self) -> None:
        self.opened.append(_Open(len(self.pieces)))
        self.pieces.append("„" if len(self.opened) > 1 else "«")

    def close(self) -> None:
        """End the innermost quotation; an end without a beginning is left out."""
        if self.opened:
            self.opened.pop()
            self.pieces.append(self._end())
            if self.opened:
                self.opened[-1].inner_end = len(self.pieces) - 1

    def close_missing(self, depth: int) -> None:
        """End what nobody ended: after the last inner quotation, for one mark is often written for two; else here."""
        while len(self.opened) > depth:
            unended = self.opened.pop()
            place = len(self.pieces) - 1 if unended.inner_end is None else unended.inner_end
            if place == unended.piece:
                self.pieces[place] = ""
            else:
                self.pieces[place] += self._end()

    def _end(self) -> str:
        return "“" if self.opened else "»"

    def bracket(self, sign: str) -> None:
        if sign == "(":
            self.brackets.append(len(self.opened))
        elif self.brackets:
            self.close_missing(self.brackets.pop())
        self.pieces.append(sign)


def repair_quotes(text: str) -> str:
    """Return ``text`` with its quotation marks paired, nested and shaped as in Russian; idempotent.

    A missing end is added, an end without a beginning is dropped.
    """
    if _ANY.search(text) is None:
        return text
    for spelling, sign in _SPELLINGS:
        text = spelling.sub(sign, text)
    pairing, done = _Pairing(), 0
    for match in _SIGN.finditer(text):
        place, sign = match.start(), match[0]
        if place > done:
            pairing.pieces.append(text[done:place])
        done = place + 1
        if sign in "()":
            pairing.bracket(sign)
        elif _opens(text, place, pairing):
            pairing.open()
        else:
            pairing.close()
    if done < len(text):
        pairing.pieces.append(text[done:])
    pairing.close_missing(0)
    return _tidy("".join(pairing.pieces))


def _opens(text: str, place: int, pairing: _Pairing) -> bool:
    sign, after = text[place], text[place + 1 : place + 2]
    inside = bool(pairing.opened)
    nothing_follows = not after or after.isspace()
    if sign in _OPENS:
        return not (inside and nothing_follows)
    if sign in _CLOSES:
        return False
    if sign == "“" and len(pairing.opened) > 1:
        return False
    before = pairing.pieces[-1][-1:] if pairing.pieces else ""
    may_open = not before or before.isspace() or before in "([{—–-/«„"
    may_close = nothing_follows or after in ")]},.;:!?…—–-" + _CLOSES + _BY_PLACE
    if may_open != may_close:
        return may_open
    return not inside


def _tidy(text: str) -> str:
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    while _EMPTY.search(text):
        text = _EMPTY.sub("", text)
    return text
