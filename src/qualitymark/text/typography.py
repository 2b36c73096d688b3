"""Russian typography: what a typesetter does to a text before it is broken into lines.

``RULES`` is the whole of it after cleaning and quotation marks: what a rule says, signs of which it needs one to find
anything, what it looks for, what that becomes, with ``~`` for a no-break space. It follows Milchin's «Справочник
издателя и автора».
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from ..errors import TemplateError
from ..messages import say
from .quotes import repair_quotes

NBSP = "\u00a0"
SOFT_HYPHEN = "\u00ad"

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Runs of white space, and single signs of it that do not stay.
_WHITE = re.compile(r"\s{2,}|[^\S \u00a0\u202f]")
_KEPT_SPACES = NBSP + "\u202f"

# Two capitals are an abbreviation: «ФГБОУ ВО».
_PREPOSITIONS = "[вВ]о?|[нН][аеио]|[сС]о?|[иИ]з?|[кК]о?|[оО][бт]?|[пП]о|[уУ]|[аА]|[зЗ]а|[дД][оа]"
_PARTICLES = "бы|б|ли|ль|же|ж"
_BEFORE_NAMES = (
    r"г|гг|с|д|п|пос|дер|пгт|ст|х|ул|пр|просп|пер|пл|наб|ш|мкр|мкрн|обл|им|акад|проф|ген|св|корп|стр|кв|оф|р\.п"
)
# No single letters that are also abbreviations: «№ 2 г. Бердск» is not two grams.
_UNITS = r"кг|км|см|мм|м²|га|мин|млн|млрд|тыс\.|руб\.|₽|%|‰|°C|шт\.|лет|года?|классов|мест"
_INITIAL = "[А-ЯЁA-Z]"
_SMALL = "[а-яёa-z]"

RULES: tuple[tuple[str, str, str, str], ...] = (
    ("three dots are one sign", ".", r"\.{3}", "…"),
    ("no space before a punctuation mark", ",;:!?)]}.", r"\s+(?=[,;:!?)\]}]|\.(?:\s|$))", ""),
    ("no space after an opening bracket", "([{", r"(?<=[(\[{])\s+", ""),
    ("a space after a comma between words", ",", r"(?<=[^\W\d_]),(?=[^\W\d_])", ", "),
    ("years from … to … take an en dash", "-–—", r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)", r"\1–\2"),
    ("two hyphens are a dash", "-", r"(?<!-)--(?!-)", "—"),
    ("a hyphen or an en dash between spaces is a dash", "-–−", r"(?<=\S)\s+[-–−](?=\s)", "~—"),
    ("a dash between words has spaces", "—", r"(?<=[^\W\d_])—(?=[^\W\d_])", "~— "),
    ("a dash never starts a line", "—", r"(?<=[^\s—])\s+—\s*(?=[^\s—])", "~— "),
    ("a dash has a space on both sides", "—", r"(?<=[^\s—])—\s+(?=[^\s—])", "~— "),
    ("a dash at the end stays there", "—", r"(?<=\S)\s+—$", "~—"),
    ("N before a number is №", "N", r"(?<=[а-яё»“]\s)N\s?(?=\d)", "№~"),
    ("№ stays with its number", "№", r"№\s*(?=\w)", "№~"),
    ("р.п. is written so", ".", r"(?<![\w.])([Рр])\.\s*п\.\s*(?=[«„А-ЯЁ])", r"\1.п.~"),
    ("an abbreviation stays with its name", ".", rf"(?<![\w.\-])((?i:{_BEFORE_NAMES}))\.\s*(?=[«„А-ЯЁ\d])", r"\1.~"),
    ("initials stay together", ".", rf"(?<![\w.])({_INITIAL})\.\s*(?={_INITIAL}\.)", r"\1.~"),
    ("initials stay with the name after them", ".", rf"(?<![\w.])({_INITIAL})\.\s*(?={_INITIAL}{_SMALL})", r"\1.~"),
    (
        "a name stays with the initials after it",
        ".",
        rf"(?<=[а-яё])\s(?={_INITIAL}\.\s?{_INITIAL}\.(?!\s?{_INITIAL}))",
        "~",
    ),
    ("a year stays with г.", "12", r"(?<!\d)((?:19|20)\d\d)\s*(?=гг?\.)", r"\1~"),
    ("a year stays with its word", "12", r"(?<!\d)((?:19|20)\d\d)\s(?=год)", r"\1~"),
    ("a number stays with its unit", "", rf"(?<=\d)\s(?=(?:{_UNITS})(?!\w))", "~"),
    ("groups of digits stay together", "", r"(?<=\d)\s(?=\d{3}(?!\d))", "~"),
    ("a century stays with its word", "IVX", r"(?<=[IVX])\s(?=век|в\.)", "~"),
    ("и т. д. stays together", ".", r"(?<!\w)(т)\.\s*(?=[дпек]\.)", r"\1.~"),
    ("a short preposition stays with its word", "", rf"(?<![\w.\-])({_PREPOSITIONS})\s+(?=\S)", r"\1~"),
    ("a particle stays with its word", "", rf"(?<=\w)\s+(?=(?:{_PARTICLES})(?!\w))", "~"),
)

_REPLACED = tuple((signs, pattern, becomes.replace("~", NBSP)) for _, signs, pattern, becomes in RULES)
_MOST_PASSES = 6


@lru_cache(maxsize=1024)
def typeset(text: str) -> str:
    """Return ``text`` as a Russian typesetter would set it, in NFC; idempotent.

    White space and line ends become single spaces, control and other unseen characters go; soft hyphens and
    no-break spaces that were there stay.
    """
    text = _clean(text)
    # One rule makes room for another: a repaired quotation mark shows where a dash stands.
    for _ in range(_MOST_PASSES):
        before, text = text, _clean(_ruled(repair_quotes(text)))
        if text == before:
            break
    return text


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return _WHITE.sub(_one_space, text).strip()


def _one_space(match: re.Match[str]) -> str:
    white = match[0]
    return white[0] if all(sign in _KEPT_SPACES for sign in white) else " "


def _ruled(text: str) -> str:
    present = set(text)
    for signs, pattern, becomes in _REPLACED:
        if signs and present.isdisjoint(signs):
            continue
        before, text = text, _compiled(pattern).sub(becomes, text)
        if text != before:
            present.update(becomes)
    return text


# To compile all of them takes 3 ms, and a page needs two thirds.
@lru_cache(maxsize=len(RULES))
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_LONG_WORD = re.compile(r"[^\W\d_]{6,}")


def hyphenate(text: str, language: str = "ru_RU") -> str:
    """Return ``text`` with soft hyphens in its long words, at least three letters on either side.

    Words in capitals are abbreviations and stay whole. Raises TemplateError for a language that pyphen lacks.
    """
    dictionary = _hyphens(language)

    def word(match: re.Match[str]) -> str:
        hyphenated: str = match[0] if match[0].isupper() else dictionary.inserted(match[0], SOFT_HYPHEN)
        return hyphenated

    return _LONG_WORD.sub(word, text.replace(SOFT_HYPHEN, ""))


@lru_cache(maxsize=8)
def _hyphens(language: str) -> Any:
    import pyphen  # type: ignore[import-untyped]

    if language not in pyphen.LANGUAGES:
        message = say(
            "No hyphenation is known for the language “{language}”; try “ru_RU” or “en_US”.", language=language
        )
        raise TemplateError(message)
    return pyphen.Pyphen(lang=language, left=3, right=3)
