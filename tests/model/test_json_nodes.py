"""JSON to the same nodes as YAML."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import PageError
from qualitymark.model import nodes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def compose(text):
    return nodes.compose(text, "page.JSON", PageError)


def plain(node):
    """A node as Python would have it, scalars as their letters with their type."""
    if nodes.is_mapping(node):
        return {key.value: plain(value) for key, value in nodes.pairs(node)}
    if nodes.is_list(node):
        return [plain(item) for _, item in nodes.items(node)]
    return nodes.tag(node), node.value


def letters(value):
    if isinstance(value, dict):
        return {key: letters(item) for key, item in value.items()}
    if isinstance(value, list):
        return [letters(item) for item in value]
    if isinstance(value, str):
        return "str", value
    names = {bool: "bool", type(None): "null", int: "int", float: "float"}
    return names[type(value)], json.dumps(value)


@given(VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_what_json_writes_is_read(value, ascii_only, indent):
    """Whatever Python's own JSON writes comes back, escapes, tabs and all."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert letters(value) == plain(compose(text))


def test_places_are_those_of_the_text():
    """Lines and columns count from 1."""
    root = compose('{\n\t"имя": "a\\/b",\n\t"list": [1,\n {"x": null}]}')

    places = [
        (trail.line, trail.column)
        for _, value in nodes.pairs(root)
        for trail in (nodes.trail(value), *(nodes.trail(item) for _, item in nodes.items(value)))
    ]
    assert [(2, 9), (3, 10), (3, 11), (4, 2)] == places
    assert "a/b" == nodes.get(root, "имя").value


def test_a_key_that_stands_twice_is_kept_for_the_reader():
    """The parser leaves duplicates to who reads the mapping and knows the words."""
    assert ["a", "a"] == [key.value for key, _ in nodes.pairs(compose('{"a": 1, "a": 2}'))]


def test_empty_json_is_none():
    """An empty file is nothing, as in YAML."""
    assert compose(" \n") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "name: School",
            "page.JSON:1:1: This is not valid JSON: Expecting value. Mend the line.",
        ),
        (
            '{\n"a": 1,\nb}',
            "page.JSON:3:1: This is not valid JSON: Expecting property name enclosed in double quotes. Mend the line.",
        ),
        ('{"a": 1} x', "page.JSON:1:10: This is not valid JSON: Extra data. Mend the line."),
        ('{"a": NaN}', "page.JSON: This is not valid JSON: NaN. Mend the line."),
        ("[" * 100_000, "page.JSON: The file is nested or repeated too deeply; simplify it."),
    ],
    ids=["yaml", "comma", "extra", "nan", "deep"],
)
def test_what_is_not_json_is_told_as_json(text, expected):
    """The message speaks of JSON, with the place where it is known."""
    with pytest.raises(PageError) as caught:
        compose(text)

    assert expected == str(caught.value)
