"""Personal columns: never drawn, stored or reported, whatever a template or a mapping says.

A heading is personal when one of its words is. The list is narrow: it holds what names a person or reaches one, for
a column that no field claims is dropped anyway. «Администрация» is an institution and not on it.
"""

from __future__ import annotations

import re

from ..template.fields import folded

STEMS = (
    "администратор",
    "модератор",
    "ответственн",
    "куратор",
    "фамили",
    "отчеств",
    "телефон",
    "почт",
    "контактн",
    "паспорт",
    "снилс",
    "логин",
    "парол",
    "administrator",
    "moderator",
    "responsible",
    "surname",
    "phone",
    "telephone",
    "contact",
    "passport",
    "password",
)
"""Beginnings of words, as ``folded`` gives them."""
WORDS = ("фио", "тел", "admin", "email", "mail", "login", "curator", "контакт", "контакты", "рождения")
"""Whole words, without points and hyphens."""

_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"(?<=\b\w)[.\-‐‑]\s*(?=\w)")


def is_personal(heading: str) -> bool:
    """Return whether a heading stands for a person's name or a way to reach one."""
    plain = folded(heading)
    joined = _INITIALS.sub("", plain)  # «ф. и. о.» and «e-mail» are one word
    return any(word.startswith(STEMS) or word in WORDS for word in _WORD.findall(f"{plain} {joined}"))
