"""JSON Schema of models."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from qualitymark.messages import say
from qualitymark.model.keys import (
    BoxKey,
    Colour,
    Flag,
    Hex,
    LengthKey,
    ListOf,
    MapOf,
    Name,
    Nested,
    Number,
    Numbers,
    OneOf,
    Phrase,
    Phrases,
    SizeKey,
    Text,
)  # fmt: skip
from qualitymark.model.reading import key, model
from qualitymark.model.schema import model_schema


@model
class Point:
    """A point."""

    x: float = key(Number(0, 10), doc="From the left.")
    start: str = key(Text(), default="here", name="from", doc="Where from.")
    hidden: tuple[str, ...] = key(ListOf(Text()), default=(), doc="What is not seen.")


def test_a_model_is_an_object_without_other_keys():
    """Each key has its schema, its documentation and, where it is plain, its default."""
    assert {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "x": {"type": "number", "minimum": 0, "maximum": 10, "description": "From the left."},
            "from": {"type": ["string", "number"], "description": "Where from.", "default": "here"},
            "hidden": {
                "type": "array",
                "items": {"type": ["string", "number"]},
                "minItems": 0,
                "maxItems": 1000,
                "description": "What is not seen.",
            },
        },
        "required": ["x"],
    } == model_schema(Point)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Text(), ["a", 1, 2.5], [True, None, [], {}]),
        (Number(0, 1), [0, 0.5, 1], [2, -1, "1", None]),
        (Number(1, whole=True), [1, 2], [1.5, 0]),
        (Flag(), [True, False], ["true", 1]),
        (OneOf(say("tone"), ("light", "dark")), ["light"], ["drak", 1]),
        (Name("field", say("field")), ["year"], [1]),
        (Hex(), ["#aabbcc", "#AABBCC80"], ["white", "#abc", "#aabbccd"]),
        (Colour(), ["ink", "#aabbcc"], [1]),
        (LengthKey(), ["34%", "2.5 px"], ["34", "-1px", 34]),
        (LengthKey(("px",)), ["34px"], ["34%"]),
        (Numbers(2), [[1, 2]], [[1], [1, 2, 3], ["a", 1]]),
        (BoxKey(), [[0, 0, 1, 1]], [[0, 0, 1], "0 0 1 1"]),
        (SizeKey(), [[1, 10000]], [[0, 1], [1, 10001]]),
        (ListOf(Number(), least=1, most=2), [[1], [1, 2]], [[], [1, 2, 3], 1]),
        (ListOf(Text(), single=True), ["a", ["a", "b"]], [None, [None]]),
        (MapOf(Number()), [{}, {"a": 1}], [{"a": "b"}, []]),
        (Nested(Point), [{"x": 1}, {"x": 1, "from": "there"}], [{}, {"x": 1, "y": 2}, None]),
        (Nested(Point, short=Text()), [{"x": 1}, "a"], [None]),
        (Nested(Point, empty=True), [{"x": 1}, None], ["a"]),
        (Phrase(), ["{year}"], [None]),
        (Phrases(), ["{year}", ["{year}", "x"]], [[], None]),
    ],
)
def test_kinds(kind, good, bad):
    """The schema of a kind is valid, takes what the kind reads and refuses the rest."""
    schema = kind.schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    assert [True] * len(good) == [validator.is_valid(value) for value in good]
    assert [False] * len(bad) == [validator.is_valid(value) for value in bad]
