"""The kinds of values that a key can have. Each knows how it is read, described and bound."""

from __future__ import annotations

from .containers import BoxKey, ListOf, MapOf, Nested, Numbers, SizeKey
from .phrases import MODIFIERS, Phrase, Phrases, fields_in, pieces
from .scalars import Colour, Flag, Hex, LengthKey, Name, Number, OneOf, Plain, Text

__all__ = [
    "MODIFIERS",
    "BoxKey",
    "Colour",
    "Flag",
    "Hex",
    "LengthKey",
    "ListOf",
    "MapOf",
    "Name",
    "Nested",
    "Number",
    "Numbers",
    "OneOf",
    "Phrase",
    "Phrases",
    "Plain",
    "SizeKey",
    "Text",
    "fields_in",
    "pieces",
]
