"""The language of the command line."""

from __future__ import annotations

import gettext
import os

from ..messages import DOMAIN, LOCALES, Message, chosen_language, translate


def _(text: str) -> str:
    """Translate a text of the command line; the argument is a literal, collected into the catalogue."""
    return told(Message(text))


def told(message: str) -> str:
    """Return a message in the language of the command line."""
    text: str = translate(message, chosen_language())
    return text


def teach_click() -> None:
    """Let click's own messages be translated from the same catalogue."""
    os.environ["LANGUAGE"] = chosen_language()
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
