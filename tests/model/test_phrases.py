"""Texts with placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import TemplateError
from qualitymark.model import nodes
from qualitymark.model.keys import Phrase, Phrases, fields_in, pieces
from qualitymark.model.reading import Invalid, Reading


class Upper:
    """A binder that has the year only, and answers every text in capitals."""

    def has(self, name):
        return name == "year"

    def text(self, text):
        return text.upper()

    def colour(self, name):
        return name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", [("plain", "", ())]),
        ("{year}", [("", "year", ())]),
        ("a {name|upper} b", [("a ", "", ()), ("", "name", ("upper",)), (" b", "", ())]),
        ("{ name | short | upper }", [("", "name", ("short", "upper"))]),
        ("{{a}}", [("{", "", ()), ("a", "", ()), ("}", "", ())]),
        ("{{{year}}}", [("{", "", ()), ("", "year", ()), ("}", "", ())]),
        ("{year}{name}", [("", "year", ()), ("", "name", ())]),
        ("{a.b}", [("", "a.b", ())]),
    ],
)
def test_pieces(text, expected):
    """A text is split into literals and fields with their modifiers; doubled braces are literal."""
    assert expected == pieces(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "The brace “{” stands alone; double it to draw it: {{."),
        ("a } b", "The brace “}” stands alone; double it to draw it: }}."),
        ("{year", "The brace “{” stands alone; double it to draw it: {{."),
        ("{{year}", "The brace “}” stands alone; double it to draw it: }}."),
        ("{year}}", "The brace “}” stands alone; double it to draw it: }}."),
        ("{}", "The placeholder “{}” names no field; write one, or double the braces."),
        ("{ | upper}", "The placeholder “{ | upper}” names no field; write one, or double the braces."),
        ("{year|uper}", "Unknown modifier “uper”. Did you mean “upper”?"),
        ("{year|}", "Unknown modifier “”. Known: address, lower, short, upper."),
        ("{year!r}", None),
        ("{year:>10}", None),
    ],
)
def test_what_is_no_placeholder_is_refused(text, expected):
    """Braces that stand alone and modifiers that are not known are faults; the rest of Python's formats are names."""
    if expected is None:
        assert [("", text[1:-1], ())] == pieces(text)
        return
    with pytest.raises(Invalid) as caught:
        pieces(text)

    assert expected == caught.value.message


@given(st.text())
def test_doubling_makes_any_text_literal(text):
    """What is doubled comes back as it was, whatever it is."""
    doubled = text.replace("{", "{{").replace("}", "}}")

    assert text == "".join(literal for literal, _, _ in pieces(doubled))
    assert () == fields_in(doubled)


def faults(kind, text):
    reading = Reading()
    reading.names["field"] = ("name", "year")
    reading.value(kind, nodes.compose(text, "t.yaml", TemplateError), "text")
    return [str(fault.message) for fault in reading.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'{year} {name|upper}'", []),
        ("'{nmae} {x} {x}'", ["Unknown field “nmae”. Did you mean “name”?", "Unknown field “x”. Known: name, year."]),
        ("'{a.b}'", ["Unknown field “a.b”. Known: name, year."]),
        ("'{a[0]}'", ["Unknown field “a[0]”. Known: name, year."]),
        ("'{__class__}'", ["Unknown field “__class__”. Known: name, year."]),
        ("'{year!r}'", ["Unknown field “year!r”. Did you mean “year”?"]),
        ("'{{literal}}'", []),
        ("'{{year}}'", ["“{{year}}” draws a brace; for the field's value write “{year}”."]),
        ("'{{{year}}}'", ["“{{year}}” draws a brace; for the field's value write “{year}”."]),
    ],
)
def test_a_phrase_asks_for_declared_fields_only(text, expected):
    """Nothing is looked into: a placeholder is a declared name. One in doubled braces is meant otherwise."""
    assert expected == faults(Phrase(), text)


def test_of_several_phrases_each_is_read():
    """A list may hold one to twenty texts, each with its own faults."""
    assert [] == faults(Phrases(), "['{year}', abc]")
    assert ["Unknown field “a”. Known: name, year.", "Unknown field “b”. Known: name, year."] == faults(
        Phrases(), "['{a}', '{b}']"
    )
    assert ["The list has 0 items; give 1 to 20."] == faults(Phrases(), "[]")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("{name} {year}", "{year}", "x"), "{YEAR}"),
        (("{name}", "plain", "{year}"), "PLAIN"),
        (("{name}", "{name} {year}"), "{NAME} {YEAR}"),
    ],
)
def test_the_first_phrase_is_taken_whose_fields_are_all_present(texts, expected):
    """Where none is, the last is bound, so that the error names its field."""
    assert (expected,) == Phrases().bind(texts, Upper())
