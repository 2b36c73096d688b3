"""Shortening of long names by accepted abbreviations, step by step; what becomes what is data in YAML.

Words are matched by stem and case ending, so that no pattern has to be compiled and only whole words match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import TemplateError, Trail, unknown
from ..messages import Message, say
from ..resources import bundled
from .typography import typeset

_TOKEN = re.compile(r"\w+(?:[-.’]\w+)*")
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
# The case endings of Russian nouns and adjectives, ё written as е.
_ENDING = re.compile(
    "(?:а|я|о|е|и|ы|у|ю|й|ь|ой|ей|ою|ею|ом|ем|ам|ям|ах|ях|ов|ев|ами|ями|ый|ий|ая|яя|ое|ее|ые|ие|"
    "ого|его|ому|ему|ым|им|ых|их|ыми|ими|ую|юю|ия|ии|ию|ием|иям|иями|иях|ью)?"
)
_SMALL_WORD = re.compile("и|в|во|на|с|со|к|ко|о|об|по|у|для|при|из|за|от|до")
_KEYS = frozenset({"what", "at", "before", "compose", "replace", "drop"})


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text: lower case with е for ё, its place, and whether it starts with a capital."""

    word: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Words to look for, each a stem with ``~``, a whole word or ``*``, and what they become.

    ``head`` is how the first word begins.
    """

    words: tuple[str, ...]
    becomes: str
    head: str

    def matches(self, text: str, tokens: Sequence[_Token], at: int) -> bool:
        """Tell whether the words stand from token ``at`` on with nothing but spaces between them."""
        if at + len(self.words) > len(tokens):
            return False
        for offset, wanted in enumerate(self.words):
            token = tokens[at + offset]
            if not _is_word(token.word, wanted):
                return False
            if offset and not text[tokens[at + offset - 1].end : token.start].isspace():
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: lists of patterns that follow one another, longest first, or the dropping of repeated brackets."""

    parts: tuple[tuple[_Pattern, ...], ...]
    at_start: bool = False
    before_name: bool = False
    drops_repeated: bool = False

    def apply(self, text: str) -> str:
        """Return the text after this step."""
        if self.drops_repeated:
            return _BRACKET.sub(lambda match: "" if _repeats(match, text) else match[0], text)
        tokens = _tokens(text)
        pieces, done, at = [], 0, 0
        while at < (min(1, len(tokens)) if self.at_start else len(tokens)):
            found = self._match(text, tokens, at, 0)
            if found is None:
                at += 1
                continue
            count, becomes = found
            pieces += [text[done : tokens[at].start], becomes]
            done = tokens[at + count - 1].end
            at += count
        return "".join(pieces) + text[done:]

    def _match(self, text: str, tokens: Sequence[_Token], at: int, part: int) -> tuple[int, str] | None:
        """Return how many words match from ``at`` on, and what they become; the longest pattern that leads on wins."""
        if part == len(self.parts):
            return (0, "") if self._may_end(tokens, at) else None
        word = tokens[at].word if at < len(tokens) else ""
        for pattern in self.parts[part]:
            # Most patterns go no further than that.
            if not word.startswith(pattern.head) or not pattern.matches(text, tokens, at):
                continue
            rest = self._match(text, tokens, at + len(pattern.words), part + 1)
            if rest is not None:
                return len(pattern.words) + rest[0], pattern.becomes + rest[1]
        return None

    def _may_end(self, tokens: Sequence[_Token], at: int) -> bool:
        following = tokens[at] if at < len(tokens) else None
        if self.at_start and following is not None and following.word == "и":
            return False
        return not self.before_name or (following is not None and following.capital)


@dataclass(frozen=True, eq=False)
class Shortener:
    """Steps that make a text shorter, in their order."""

    rules: tuple[_Step, ...]

    @staticmethod
    def named(name: str) -> Shortener:
        """Return the bundled shortener ``name``. Raises TemplateError for an unknown one."""
        return _named(name)

    @staticmethod
    def from_file(path: Path) -> Shortener:
        """Read a shortener from a YAML file. Raises TemplateError for one that cannot be read or understood."""
        try:
            data = path.read_bytes()
        except OSError as error:
            message = say("The shortening file cannot be read; give a YAML file in UTF-8.")
            raise TemplateError(message, Trail(file=str(path))) from error
        return Shortener.read(data, str(path))

    @staticmethod
    def read(data: bytes, name: str) -> Shortener:
        """Read a shortener from the bytes of the YAML file ``name``. Raises TemplateError as ``from_file`` does."""
        try:
            source = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = say("The shortening file cannot be read; give a YAML file in UTF-8.")
            raise TemplateError(message, Trail(file=name)) from error
        return _parsed(source, name)

    def steps(self, text: str) -> Iterator[str]:
        """Yield the typeset text after each step that changed it."""
        current = typeset(text)
        for rule in self.rules:
            shorter = typeset(rule.apply(current))
            if shorter and shorter != current:
                current = shorter
                yield current

    def shortest(self, text: str) -> str:
        """Return the typeset text after all steps."""
        current = typeset(text)
        for current in self.steps(text):  # noqa: B007 - the last one is wanted
            pass
        return current


def shortener(source: str | Path) -> Shortener:
    """Return the bundled shortener of that name, or the one in a YAML file if ``source`` is a path."""
    return Shortener.from_file(source) if isinstance(source, Path) else Shortener.named(source)


def _is_word(word: str, wanted: str) -> bool:
    if wanted.endswith("~"):
        return word.startswith(wanted[:-1]) and _ENDING.fullmatch(word, len(wanted) - 1) is not None
    return wanted in ("*", word)


def _folded(text: str) -> str:
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=64)
def _tokens(text: str) -> tuple[_Token, ...]:
    # Most steps leave a text as it is, so that the next one has the same words.
    return tuple(_Token(_folded(match[0]), *match.span(), match[0][0].isupper()) for match in _TOKEN.finditer(text))


def _repeats(bracket: re.Match[str], text: str) -> bool:
    """Tell whether every word in brackets is an abbreviation that stands before it, or the initials of words there."""
    before = [token.word for token in _tokens(text[: bracket.start()])]
    letters = "".join(word[0] for word in before if not _SMALL_WORD.fullmatch(word))
    inside = _TOKEN.findall(bracket[1])
    return bool(inside) and all(
        word.isupper() and len(word) > 1 and (_folded(word) in before or _folded(word) in letters) for word in inside
    )


@lru_cache(maxsize=8)
def _named(name: str) -> Shortener:
    folder = bundled("text/data")
    known = {entry.name.removesuffix(".yaml"): entry for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    if name not in known:
        raise TemplateError(unknown(say("shortening"), name, known))
    return _parsed(known[name].read_text(encoding="utf-8"), known[name].name)


def _parsed(source: str, file: str) -> Shortener:
    import yaml

    try:
        data = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        trail = Trail(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Trail(file=file)
        problem = " ".join((getattr(error, "problem", None) or str(error)).split())
        message = say("The shortening file is not valid YAML ({problem}); mend it there.", problem=problem)
        raise TemplateError(message, trail) from error
    try:
        return _built(data)
    except TemplateError as error:
        raise error.at(file=file) from None


def _built(data: Any) -> Shortener:
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise TemplateError(say("A shortening file is a mapping with a list “steps”; see institutions.yaml."))
    for key in data:
        if key not in ("steps", "extends"):
            raise TemplateError(unknown(say("key"), str(key), ("steps", "extends")))
    own = tuple(_step(entry, number) for number, entry in enumerate(data["steps"], 1))
    return Shortener(own + (_named(str(data["extends"])).rules if "extends" in data else ()))


def _step(entry: Any, number: int) -> _Step:
    if not isinstance(entry, dict) or len({"compose", "replace", "drop"} & entry.keys()) != 1:
        raise _fault(number, say("give it exactly one of “compose”, “replace” and “drop”"))
    for key in entry:
        if key not in _KEYS:
            raise TemplateError(unknown(say("key"), str(key), _KEYS))
    for key, allowed in (("at", "start"), ("before", "name"), ("drop", "repeated")):
        if entry.get(key, allowed) != allowed:
            raise _fault(number, say("“{key}” can only be “{allowed}”", key=key, allowed=allowed))
    tables = entry.get("compose", [entry["replace"]] if "replace" in entry else [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) and table for table in tables):
        raise _fault(number, say("“replace” is a mapping from words to an abbreviation, “compose” a list of such"))
    parts = tuple(_patterns(table, number) for table in tables)
    return _Step(parts, "at" in entry, "before" in entry, "drop" in entry)


def _patterns(table: Mapping[Any, Any], number: int) -> tuple[_Pattern, ...]:
    for key, becomes in table.items():
        if not isinstance(key, str) or not isinstance(becomes, str):
            raise _fault(number, say("“{key}” and what it becomes must be texts; put them into quotes", key=str(key)))
    patterns = []
    for key, becomes in table.items():
        words = tuple(_folded(key).split())
        patterns.append(_Pattern(words, becomes, "".join(words[:1]).rstrip("~*")))
    return tuple(sorted(patterns, key=lambda pattern: -len(pattern.words)))


def _fault(number: int, advice: Message) -> TemplateError:
    return TemplateError(say("Step {number} of the shortening is wrong: {advice}.", number=number, advice=advice))
