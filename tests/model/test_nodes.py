"""YAML to nodes: places, limits, and what is not YAML."""

from __future__ import annotations

import pytest
import yaml

from qualitymark.errors import PageError, TemplateError, Trail
from qualitymark.model import nodes


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def loader(request, monkeypatch):
    """Both parsers of PyYAML: libyaml's, and the one where libyaml was not built in."""
    found = {"libyaml": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "python": yaml.SafeLoader}[request.param]
    monkeypatch.setattr(nodes, "_LOADER", found)
    return request.param


def compose(text):
    return nodes.compose(text, "t.yaml", TemplateError)


def fault(text):
    with pytest.raises(TemplateError) as caught:
        compose(text)
    return str(caught.value)


def test_nodes_know_their_place():
    """Lines and columns count from 1, in characters and not in bytes."""
    root = compose("ключ: а\nb:\n  - я: {c: 1}\n")

    (_, first), (_, second) = nodes.pairs(root)
    inner = nodes.pairs(second.value[0])[0][1]
    assert Trail(file="t.yaml", line=1, column=7, key="ключ") == nodes.trail(first, "ключ")
    assert Trail(file="t.yaml", line=3, column=8) == nodes.trail(inner)


@pytest.mark.parametrize("text", ["", "   \n", "# nothing\n"])
def test_an_empty_document_is_none(text):
    """Nothing but white space and comments is no document."""
    assert compose(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n\tb: 2", "t.yaml:2:1: A tab stands here; use spaces."),
        (
            "a: b: c",
            "t.yaml:1:5: A colon is not expected here; put the text in quotes, or mend the indentation.",
        ),
        ("a: @x", "t.yaml:1:4: A text cannot begin with this sign; put the text in quotes."),
        ("a: *x", "t.yaml:1:4: A text cannot begin with “*”; put it in quotes."),
        ("a: 1\n---\nb: 2", "t.yaml:2:1: A second document begins here; keep one, without the line “---”."),
        ("a: 'x", "t.yaml:1:6: A quotation mark that opened here or above is never closed; close it."),
        ("a: я\nb: \x00", "t.yaml:2:4: The character U+0000 cannot stand in a YAML file; remove it."),
        ("a: \x1b", "t.yaml:1:4: The character U+001B cannot stand in a YAML file; remove it."),
    ],
)
def test_what_is_not_yaml_is_told_in_plain_words(text, expected):
    """The common mistakes have advice of our own, each with its place."""
    assert expected == fault(text)


def test_other_mistakes_are_told_as_the_parser_tells_them():
    """What has no advice of our own keeps the parser's words, and is an error of the class that was asked for."""
    with pytest.raises(PageError) as caught:
        nodes.compose("- a\nb: c", "p.yaml", PageError)

    assert str(caught.value).startswith("p.yaml:2:1: This is not valid YAML: ")
    assert str(caught.value).endswith(". Mend the line.")


DEEP = "t.yaml: The file is nested or repeated too deeply; simplify it."


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        "[" * 200_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "a: " + "[" * nodes.MAX_DEPTH + "]" * nodes.MAX_DEPTH,
    ],
    ids=["flow", "never closed", "mappings", "lists", "keys", "just too deep"],
)
def test_deep_nesting_is_refused(text):
    """Nesting ends neither in a traceback nor in a crash of the C parser."""
    assert DEEP == fault(text)


def test_nesting_within_the_limit_is_read():
    """The limit itself is allowed."""
    deep = nodes.MAX_DEPTH - 1

    assert compose("a: " + "[" * deep + "]" * deep) is not None


def test_a_billion_laughs_are_refused():
    """A few aliases that repeat each other are counted as what they would make."""
    levels = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    assert DEEP == fault("a: &a [lol]\n" + levels)


def test_an_alias_of_itself_is_refused():
    """A list that holds itself is as deep as one likes."""
    assert DEEP == fault("a: &x [*x]")


def test_aliases_are_read():
    """An anchor may be used again; the node keeps the place where it stands."""
    root = compose("a: &x {b: 1}\nc: *x")

    assert nodes.get(root, "a") is nodes.get(root, "c")


def test_a_long_file_is_refused():
    """A file above the limit is not parsed."""
    assert "t.yaml: The file has more than 1000000 characters; shorten it." == fault("#" * 1_000_001)


@pytest.mark.parametrize(
    ("text", "tag", "is_text"),
    [
        ("abc", "str", True),
        ("12", "int", True),
        ("1.5", "float", True),
        ("2023-01-01", "timestamp", True),
        ("yes", "bool", False),
        ("~", "null", False),
        ("[]", "seq", False),
        ("{}", "map", False),
        ("!foo x", "!foo", False),
        ("!!binary aGk=", "binary", False),
        ("!!str 12", "str", True),
    ],
)
def test_types(text, tag, is_text):
    """A node tells its type; texts, numbers and dates stand for their letters."""
    node = compose(text)

    assert (tag, is_text) == (nodes.tag(node), nodes.is_text(node))
