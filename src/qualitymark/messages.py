"""Messages for people, in English and in Russian.

The library speaks English; the command line and the reports choose a language. A message therefore keeps
its template and its values, so that it can be said again in another language, even after it was pickled.
Catalogues are GNU gettext files in ``locale/``.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

DOMAIN = "qualitymark"
LOCALES = Path(__file__).with_name("locale")
LANGUAGES = ("en", "ru")


class Message(str):
    """An English sentence that knows how to be said in another language.

    ``template`` is the gettext msgid with ``{name}`` places, ``values`` fills them. A value that is itself
    a message is translated too.
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any] | None = None) -> Message:
        filled = dict(values or {})
        message = super().__new__(cls, template.format_map(filled) if filled else template)
        message.template = template
        message.values = filled
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.template, self.values)

    def translated(self, language: str) -> str:
        """Return the sentence in ``language`` (``en`` or ``ru``); English where a translation is missing."""
        template = _translate(self.template, language)
        if not self.values:
            return template
        return template.format_map({key: translate(value, language) for key, value in self.values.items()})


class Joined(Message):
    """Messages set one after another with a separator; each is translated by itself."""

    parts: tuple[str, ...]
    separator: str

    def __new__(cls, parts: tuple[str, ...], separator: str = " ") -> Joined:
        text = separator.join(parts)
        joined = str.__new__(cls, text)
        joined.template, joined.values = text, {}
        joined.parts, joined.separator = parts, separator
        return joined

    def __reduce__(self) -> tuple[Any, ...]:
        return Joined, (self.parts, self.separator)

    def translated(self, language: str) -> str:
        return self.separator.join(translate(part, language) for part in self.parts)


def say(template: str, /, **values: Any) -> Message:
    """Make a message; the template must be a literal, for it is collected into the catalogue."""
    return Message(template, values)


def join(*parts: str, separator: str = " ") -> Message:
    """Set messages one after another; empty ones are left out."""
    return Joined(tuple(part for part in parts if part), separator)


def to_plain(message: str) -> Any:
    """Return a message as plain values for JSON, from which ``from_plain`` makes it again."""
    if isinstance(message, Joined):
        return {"parts": [to_plain(part) for part in message.parts], "separator": message.separator}
    if isinstance(message, Message):
        values = {key: to_plain(value) if isinstance(value, str) else value for key, value in message.values.items()}
        return {"template": message.template, "values": values}
    return str(message)


def from_plain(plain: Any) -> str:
    """Make a message of what ``to_plain`` returned."""
    if not isinstance(plain, dict):
        return str(plain)
    if "parts" in plain:
        return Joined(tuple(from_plain(part) for part in plain["parts"]), plain["separator"])
    values = {
        key: from_plain(value) if isinstance(value, dict | str) else value for key, value in plain["values"].items()
    }
    return Message(plain["template"], values)


def translate(value: Any, language: str) -> Any:
    """Translate a message; anything else is returned as it is."""
    return value.translated(language) if isinstance(value, Message) else value


def chosen_language() -> str:
    """Return the language of this process: ``QUALITYMARK_LANG``, else the locale variables as gettext reads them.

    Windows sets none of them; there the language of its desktop counts.
    """
    for variable in ("QUALITYMARK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            code = value.split(":")[0].split("_")[0].split(".")[0].lower()
            return code if code in LANGUAGES else "en"
    return _windows_language() if sys.platform == "win32" else "en"


def _windows_language() -> str:
    import ctypes
    import locale

    number = getattr(ctypes, "windll").kernel32.GetUserDefaultUILanguage()  # noqa: B009 - not there elsewhere
    return "ru" if locale.windows_locale.get(number, "").startswith("ru") else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> Any:
    import gettext
    import pkgutil
    from io import BytesIO

    try:  # through the package's loader, for gettext itself finds no catalogue in a zip
        catalogue = pkgutil.get_data(__package__, f"{LOCALES.name}/{language}/LC_MESSAGES/{DOMAIN}.mo")
    except OSError:
        catalogue = None
    return gettext.GNUTranslations(BytesIO(catalogue)) if catalogue else gettext.NullTranslations()


def _translate(template: str, language: str) -> str:
    if language == "en" or not template:
        return template
    translated: str = _catalogue(language).gettext(template)
    return translated
