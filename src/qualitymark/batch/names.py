"""Names of outputs: a pattern over a row's values, safe on every system, and never outside of OUT."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from ..errors import UsageError, did_you_mean, unknown
from ..images.formats import FORMATS
from ..messages import Message, join, say
from .translit import transliterated

MAX_NAME = 120
"""The most characters of one part of a name, its extension among them."""
_MAX_BYTES = 240
"""The most bytes of one part in UTF-8: file systems allow 255, and a passing name may be a little longer."""

ROW = "row"
REPORT = "report"
WITH_ID, WITHOUT_ID = "{id}", "{row}-{name|short|translit}"
EXTENSIONS = frozenset(extension for form in FORMATS.values() for extension in form.extensions)

# Names of devices on Windows, whatever the extension.
_DEVICES = frozenset(
    [
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"),
    ]
)
_FORBIDDEN = frozenset('<>:"/\\|?*')
_TOKEN = re.compile(r"\{([^{}]*)\}|[{}]")
_SLUG = re.compile(r"[^A-Za-z0-9._]+")


def _slug(text: str) -> str:
    return _SLUG.sub("-", transliterated(text)).strip("-")


def _short(text: str) -> str:
    from ..text.shorten import Shortener

    return Shortener.named("institutions").shortest(text)


_MODIFIERS: Mapping[str, Callable[[str], str]] = {
    "translit": _slug,
    "short": _short,
    "lower": str.lower,
    "upper": str.upper,
}


class Name(NamedTuple):
    """A name without its extension; ``cut`` tells that it was too long."""

    stem: str
    cut: bool = False


class Pattern:
    """Makes names of values, as ``{id}``, ``{row}-{name|short|translit}`` or ``{nomination}/{id}``.

    Placeholders are ``row``, the table's ``cover``, ``id`` and ``link``, and the template's fields; ``/`` makes
    folders. Raises UsageError for a pattern that cannot be used.
    """

    def __init__(self, text: str, fields: Collection[str]) -> None:
        self.text = text
        self.extension = next((end for end in EXTENSIONS if text.lower().endswith(end)), None)
        bare = text[: -len(self.extension)] if self.extension else text
        self._parts = [_pieces(part, {ROW, *fields}) for part in bare.split("/")]
        if not all(self._parts):
            raise UsageError(say("The name “{name}” has an empty part; write it as “folder/{{id}}”.", name=text))

    def name(self, values: Mapping[str, str], room: int = 5) -> Name | Message:
        """Return the name for a row, or what it lacks; ``room`` characters are left for the extension."""
        made, cut = [], False
        for index, pieces in enumerate(self._parts):
            text = ""
            for literal, field, modifiers in pieces:
                if field and not values.get(field):
                    return say("The output's name needs “{field}”, which the row does not have.", field=field)
                text += _modified(values[field], modifiers) if field else literal
            part = safe(text)
            if not part.strip("-_."):
                return say("The output's name would be empty; give another --name.")
            short = shortened(part, MAX_NAME - room, _MAX_BYTES - room)
            if short != part:
                part, cut = safe(short), True
            made.append(part if index else _unreserved(part, alone=len(self._parts) == 1))
        return Name("/".join(made), cut)


def _pieces(text: str, fields: Collection[str]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Split one part of a pattern into (literal, field, modifiers)."""
    found: list[tuple[str, str, tuple[str, ...]]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() > end:
            found.append((text[end : match.start()], "", ()))
        end = match.end()
        field, *modifiers = (word.strip() for word in (match[1] or "").split("|"))
        if match[1] is None or not field:
            raise UsageError(say("“{text}” is no name; write it as “{{id}}”.", text=text))
        if field not in fields:
            raise UsageError(unknown(say("field"), field, fields))
        for modifier in modifiers:
            if modifier not in _MODIFIERS:
                raise UsageError(
                    join(say("Unknown modifier “{name}”.", name=modifier), did_you_mean(modifier, _MODIFIERS))
                )
        found.append(("", field, tuple(modifiers)))
    if end < len(text):
        found.append((text[end:], "", ()))
    return found


def _modified(value: str, modifiers: tuple[str, ...]) -> str:
    for modifier in modifiers:
        value = _MODIFIERS[modifier](value)
    return value


def safe(text: str) -> str:
    """Return one part of a path that every system takes: no separator, no sign that Windows forbids, no device."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    plain = composed.isprintable() and _FORBIDDEN.isdisjoint(composed)
    kept = composed if plain else "".join(map(_kept, composed))
    part = " ".join(kept.split()).strip(" .")
    if part.split(".")[0].rstrip().casefold() in _DEVICES:
        return f"_{part}"
    return part


def _kept(sign: str) -> str:
    if sign in _FORBIDDEN:
        return "-"
    kind = unicodedata.category(sign)
    if kind == "Cf":  # marks of direction and the like, which nobody sees
        return ""
    return " " if kind[0] in "CZ" else sign


def shortened(part: str, most: int, most_bytes: int) -> str:
    """Return a part of a path that is not too long, cut at the end of a word where there is one near."""
    if len(part) <= most and len(part.encode()) <= most_bytes:
        return part
    cut = part[:most].encode()[:most_bytes].decode("utf-8", "ignore")
    at = max(cut.rfind(sign) for sign in " -_")
    return (cut[:at] if at > len(cut) // 2 else cut).rstrip(" .-_")


def _unreserved(part: str, alone: bool) -> str:
    """Return the first part so that no output gets into the folder of the report."""
    return part if alone or part.casefold() != REPORT else f"_{part}"


def folded_key(key: str) -> str:
    """Return a name as file systems compare it that do not tell case or composed letters apart."""
    if key.isascii():
        return key.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", key).casefold())
