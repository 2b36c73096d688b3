"""Cells: what a table's program has made of a value, mended where nothing was lost, and refused where it was."""

from __future__ import annotations

import re

from ..messages import Message, say
from ..model.reading import brief
from ..page import is_unicode
from .table import Cell

DIGITS_OF_EXCEL = 15
"""Excel keeps 15 significant digits of a number and makes the others 0 (Excel specifications and limits)."""

ERRORS = frozenset(
    [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#Н/Д",
        "#ССЫЛКА!",
        "#ЗНАЧ!",
        "#ИМЯ?",
        "#ДЕЛ/0!",
        "#ПУСТО!",
        "#ЧИСЛО!",
    ]
)
"""What Excel shows, in English and in Russian, where a formula has failed."""

_SCIENTIFIC = re.compile(r"([+-]?)([0-9])(?:[.,]([0-9]+))?[eEеЕ]([+-][0-9]{1,3})")
_WHOLE = re.compile(r"([+-]?[0-9]+)[.,]0")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_NARROW = re.compile(r"#{3,}")


def text_of(cell: Cell) -> str:
    """Return a cell as it is shown, without spaces around it; empty where nothing can be seen in it."""
    if cell is None or isinstance(cell, list):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**DIGITS_OF_EXCEL:
        return str(int(cell))
    text = str(cell).strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # The first sign nearly always tells; looking at all of them is slow.
    seen = text[:1].isalnum() or any(sign.isprintable() and not sign.isspace() for sign in text)
    return text if seen else ""


def read_cell(cell: Cell, heading: str) -> str | Message:
    """Return a cell's value as text, empty for none, or what is wrong with it.

    Whole numbers come back as digits, be they ``2023.0`` or ``1.025403195123E+12``; a number that has lost digits,
    an error of a formula, yes or no, and nested values are refused.
    """
    if isinstance(cell, bool):
        return say(
            "“{heading}” holds yes or no (TRUE or FALSE), not a text; write the word that is meant.", heading=heading
        )
    if isinstance(cell, list):
        return say("“{heading}” holds a list or a mapping; give one text or number.", heading=heading)
    if isinstance(cell, float):
        return _number(cell, heading)
    text = text_of(cell)
    if not is_unicode(text):
        return say("“{heading}” holds broken Unicode (half of a character); write it again.", heading=heading)
    if text[:1].isalpha() or (text.isascii() and text.isdecimal()):
        return text  # as most cells are: nothing below begins with a letter or is digits alone
    as_text = _AS_TEXT.fullmatch(text)
    text = as_text[1].strip() if as_text else text
    if text[:1] == "'" and text[1:].isdecimal():  # the sign by which spreadsheets mark digits as a text
        text = text[1:]
    if text.upper() in ERRORS or _NARROW.fullmatch(text):
        return say(
            "“{heading}” holds “{value}”, which stands for an error or a column too narrow; mend the cell.",
            heading=heading,
            value=brief(text),
        )
    whole, scientific = _WHOLE.fullmatch(text), _SCIENTIFIC.fullmatch(text)
    if whole:
        return whole[1]
    return _scientific(scientific, heading) if scientific else text


def _number(value: float, heading: str) -> str | Message:
    if value.is_integer() and abs(value) < 10**DIGITS_OF_EXCEL:
        return str(int(value))
    if abs(value) < 10**DIGITS_OF_EXCEL and "e" not in repr(value):
        return repr(value)
    return _lost(f"{value:.2E}", heading)


def _scientific(found: re.Match[str], heading: str) -> str | Message:
    """Return the digits where all of them are there: as many after the point as the exponent asks for."""
    sign, first, rest, exponent = found[1], found[2], found[3] or "", int(found[4])
    if exponent <= 0 or len(rest) < exponent or rest[exponent:].strip("0"):
        return _lost(found[0], heading)
    return sign.replace("+", "") + str(int(first + rest[:exponent]))


def _lost(value: str, heading: str) -> Message:
    return say(
        "“{heading}” holds {value}: Excel turned the number into this and its digits are lost; format the column as"
        " text and enter it again.",
        heading=heading,
        value=value,
    )
