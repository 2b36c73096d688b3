"""Models from nodes: every kind of value, strictly, with the place of every fault."""

from __future__ import annotations

from fractions import Fraction

import pytest

from qualitymark.errors import TemplateError
from qualitymark.geometry import Box, Length, Size
from qualitymark.messages import say
from qualitymark.model import nodes
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
)
from qualitymark.model.reading import MAX_FAULTS, Reading, bind, key, model


@model
class Point:
    """A point."""

    name: str | None = key(Text(), default=None, doc="Its name.")
    x: float = key(Number(0, 10), doc="From the left.")
    y: float = key(Number(0, 10), default=0.0, doc="From the top.")

    def check(self):
        return say("The point is the corner; move it.") if self.x == self.y == 0 else None


def read(kind, text):
    """The value of a kind, and the faults as lines."""
    reading = Reading()
    reading.names.update(colour=("plate", "ink"), field=("name", "year"))
    node = nodes.compose(text, "t.yaml", TemplateError)
    value = reading.value(kind, node, "key")
    return value, [fault.in_language("en") for fault in reading.faults]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Text(), "abc", "abc"),
        (Text(), "12", "12"),
        (Text(), "1_000", "1_000"),
        (Text(), "2023-01-01", "2023-01-01"),
        (Text(), "'yes'", "yes"),
        (Text(), "12:30", "12:30"),
        (Number(), "12", 12.0),
        (Number(), "-1.5", -1.5),
        (Number(), "0", 0.0),
        (Number(), "0.5", 0.5),
        (Number(whole=True), "+7", 7),
        (Number(1, 3), "3", 3.0),
        (Flag(), "true", True),
        (Flag(), "No", False),
        (OneOf(say("tone"), ("light", "dark")), "dark", "dark"),
        (Name("field", say("field")), "year", "year"),
        (Hex(), "'#AbCdEf'", "#abcdef"),
        (Hex(), "'#abcdef80'", "#abcdef80"),
        (Colour(), "ink", "ink"),
        (Colour(), "'#ABCDEF'", "#abcdef"),
        (LengthKey(), "34.5%", Length(Fraction("34.5"), "%")),
        (LengthKey(), "360 px", Length(Fraction(360), "px")),
        (Numbers(2), "[1, 2.5]", (1.0, 2.5)),
        (BoxKey(), "[1, 2, 3, 4]", Box(1, 2, 4, 6)),
        (BoxKey(flat=True), "[1, 2, 3, 0]", Box(1, 2, 4, 2)),
        (SizeKey(), "[640, 220]", Size(640, 220)),
        (ListOf(Number()), "[1, 2]", (1.0, 2.0)),
        (ListOf(Text(), single=True), "abc", ("abc",)),
        (MapOf(Number()), "{a: 1, b-c: 2}", (("a", 1.0), ("b-c", 2.0))),
        (Nested(Point), "{x: 1}", Point(x=1.0)),
        (Nested(Point, short=Text()), "abc", "abc"),
    ],
)
def test_values(kind, text, expected):
    """What is of its kind is read, without a fault."""
    assert (expected, []) == read(kind, text)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Text(), "yes", "Expected a text, not yes or no; put it in quotes."),
        (Text(), "~", "Expected a text, not nothing."),
        (Text(), "[a]", "Expected a text, not a list."),
        (Text(), "!foo a", "Expected a text, not something else."),
        (Text(), "'  '", "The text is empty; write one, or leave the key out."),
        (Number(), "abc", "Expected a number, not a text."),
        (Number(), "'12'", "Expected a number, not a text."),
        (Number(), "2023-01-01", "Expected a number, not a date."),
        (Number(), "1e999", "Expected a number, not a text."),
        (Number(), "1.0e+999", "Write the number “1.0e+999” in plain decimal digits."),
        (Number(), ".inf", "Write the number “.inf” in plain decimal digits."),
        (Number(), "-.INF", "Write the number “-.INF” in plain decimal digits."),
        (Number(), ".nan", "Write the number “.nan” in plain decimal digits."),
        (Number(), "0x10", "Write the number “0x10” in plain decimal digits."),
        (Number(), "010", "Write the number “010” in plain decimal digits."),
        (Number(), "12:30", "Write the number “12:30” in plain decimal digits."),
        (Number(whole=True), "9" * 5000, "Write the number “" + "9" * 79 + "…” in plain decimal digits."),
        (Number(whole=True), "1.5", "Expected a whole number, not a number."),
        (Number(1, 1_000_000), "0", "0 is out of range; give 1 to 1000000."),
        (Number(0.8), "0.5", "0.5 is too small; give 0.8 or more."),
        (Number(most=3), "4", "4 is too large; give 3 or less."),
        (Flag(), "maybe", "Expected true or false, not a text."),
        (Flag(), "1", "Expected true or false, not a whole number."),
        (OneOf(say("tone"), ("light", "dark")), "drak", "Unknown tone “drak”. Did you mean “dark”?"),
        (OneOf(say("tone"), ("light", "dark")), "x", "Unknown tone “x”. Known: dark, light."),
        (Name("field", say("field")), "yaer", "Unknown field “yaer”. Did you mean “year”?"),
        (Name("font", say("font")), "Arial", "Unknown font “Arial”. None is known here."),
        (Hex(), "white", '“white” is not a colour; write it as "#rrggbb", in quotes.'),
        (Hex(), "'#fff'", '“#fff” is not a colour; write it as "#rrggbb", in quotes.'),
        (
            Colour(),
            "inc",
            'Unknown colour “inc”. Did you mean “ink”? Or write it as "#rrggbb", in quotes.',
        ),
        (LengthKey(), "34", "“34” is not a length; write it like 34%, 360px."),
        (LengthKey(("px",)), "34%", "“34%” is not a length; write it like 360px."),
        (LengthKey(), "-1px", "“-1px” is not a length; write it like 34%, 360px."),
        (LengthKey(), "9" * 5000 + "px", "“" + "9" * 79 + "…” is not a length; write it like 34%, 360px."),
        (Numbers(2), "[1]", "Expected a list of 2 numbers."),
        (Numbers(2), "{a: 1}", "Expected a list of 2 numbers."),
        (BoxKey(), "[0, 0, 0, 9]", "Width and height of a box are at least 1; mend [left, top, width, height]."),
        (SizeKey(), "[0, 9]", "Width and height are between 1 and 10000 units; mend [width, height]."),
        (SizeKey(), "[9, 20000]", "Width and height are between 1 and 10000 units; mend [width, height]."),
        (ListOf(Number()), "5", "Expected a list, not a whole number."),
        (ListOf(Number(), least=2, most=3), "[1]", "The list has 1 items; give 2 to 3."),
        (ListOf(Number()), "[" + "1," * 5000 + "]", "The list has 5000 items; give 0 to 1000."),
        (MapOf(Number()), "[a]", "Expected a mapping of keys and values, not a list."),
        (Nested(Point), "abc", "Expected a mapping of keys and values, not a text."),
        (Nested(Point), "{}", "The key “x” is missing; add it: From the left."),
        (Nested(Point), "{x: 0}", "The point is the corner; move it."),
    ],
)
def test_faults(kind, text, expected):
    """What is not of its kind has one fault, at its place."""
    assert [f"t.yaml:1:1: key: {expected}"] == read(kind, text)[1]


@pytest.mark.parametrize("kind", [Colour(), Hex()])
def test_a_colour_without_quotes_is_a_comment(kind):
    """The most common mistake with colours has its own advice."""
    expected = 't.yaml:1:5: key.ink: No colour stands here; write it as "#rrggbb", in quotes, for # begins a comment.'

    assert [expected] == read(MapOf(kind), "ink: #ffffff\n")[1]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (BoxKey(), "[0, a, 0, b]", ["1:5: key[1]: Expected a number, not a text.", "1:11: key[3]: Expected a number, not a text."]),
        (BoxKey(), "[0, 0, 9, 100001]", ["1:11: key[3]: 100001 is out of range; give -100000 to 100000."]),
        (ListOf(Number()), "[1, x, 3, y]", ["1:5: key[1]: Expected a number, not a text.", "1:11: key[3]: Expected a number, not a text."]),
        (
            ListOf(Nested(Point), unique="name"),
            "- {name: a, x: 1}\n- {x: 1}\n- {name: a, x: 2}\n- {x: 3}",
            ["3:3: key[2]: Another one is called “a” too; rename one."],
        ),
        (
            MapOf(Number(), named=True),
            "{1a: 1, a b: 2, '': 3, «а»: 4, имя: 5}",
            [
                "1:2: key.1a: “1a” is no name; use letters, digits, _ and -, a letter first.",
                "1:9: key.a b: “a b” is no name; use letters, digits, _ and -, a letter first.",
                "1:17: key.: “” is no name; use letters, digits, _ and -, a letter first.",
                "1:24: key.«а»: “«а»” is no name; use letters, digits, _ and -, a letter first.",
            ],
        ),
        (
            Nested(Point),
            "y: 11\nx: q\nz: 3\nnmae: 4",
            [
                "1:4: key.y: 11 is out of range; give 0 to 10.",
                "2:4: key.x: Expected a number, not a text.",
                "3:1: key.z: Unknown key “z”. Known: name, x, y.",
                "4:1: key.nmae: Unknown key “nmae”. Did you mean “name”?",
            ],
        ),
        (
            Nested(Point),
            "x: 1\nx: 2\n<<: {y: 1}\n? [a]\n: 1\n~: 3\n",
            [
                "2:1: key.x: The key “x” stands twice; keep one.",
                "3:1: key: “<<” is not read here; write the keys out.",
                "4:3: key: Expected a plain text as the key, not a list.",
                "6:1: key: Expected a plain text as the key, not nothing.",
            ],
        ),
        (
            Nested(Point),
            f'"two\\nlines": 1\n? {"k" * 500}\n: 1\nx: 1',
            [
                "1:1: key.two lines: Unknown key “two lines”. Known: name, x, y.",
                f"2:3: key.{'k' * 79}…: Unknown key “{'k' * 79}…”. Known: name, x, y.",
            ],
        ),
    ],
)  # fmt: skip
def test_several_faults_come_at_once_in_the_order_of_the_file(kind, text, expected):
    """Each part that is wrong has its own fault and its own place, and every fault is one short line."""
    assert [f"t.yaml:{line}" for line in expected] == read(kind, text)[1]


def test_reading_stops_at_many_faults():
    """A file of nonsense is not read to its end, and the error says so."""
    text = "".join(f"k{index}: 1\n" for index in range(5000))

    faults = read(Nested(Point), text)[1]
    assert MAX_FAULTS + 1 == len(faults)
    assert "t.yaml:100:1: key.k99: Unknown key “k99”. Known: name, x, y." == faults[-2]
    assert "Reading stopped after 100 faults; mend these first." == faults[-1]


def test_reading_stops_in_lists_too():
    """A list of a thousand wrong items has a hundred faults."""
    faults = read(ListOf(Number()), "[" + "x," * 900 + "]")[1]

    assert MAX_FAULTS + 1 == len(faults)


@model
class Everything:
    """A model with every kind that binding changes, and some that it leaves alone."""

    size: Size = key(SizeKey(), default=Size(1, 2), doc="Not bound.")
    fill: str | None = key(Colour(), default=None, doc="A colour.")
    text: str = key(Phrase(), default="a {year}", doc="A text.")
    texts: tuple[str, ...] = key(Phrases(), default=("{name}", "b"), doc="Texts.")
    colours: tuple[str, ...] = key(ListOf(Colour()), default=("ink",), doc="Colours.")
    named: tuple[tuple[str, str], ...] = key(MapOf(Colour()), default=(("x", "ink"),), doc="Named colours.")
    inner: str | Point = key(Nested(Point, short=Colour()), default="ink", doc="A colour, or a point.")
    words: tuple[str, ...] = key(ListOf(Text()), default=("ink",), doc="Not bound.")


class Binder:
    """A binder that has the year, and knows one colour."""

    def has(self, name):
        return name == "year"

    def text(self, text):
        return text.replace("{year}", "2023")

    def colour(self, name):
        return {"ink": "#000000"}.get(name, name)


def test_binding_replaces_texts_and_colours_at_every_depth():
    """Placeholders and colours are replaced wherever a kind says so, and nothing else is."""
    bound = bind(Everything(), Binder())

    assert (
        Everything(
            text="a 2023",
            texts=("b",),
            colours=("#000000",),
            named=(("x", "#000000"),),
            inner="#000000",
            words=("ink",),
        )
        == bound
    )


def test_what_has_nothing_to_bind_stays_the_same():
    """A model without texts and colours is not copied."""
    point = Point(x=1, name="ink")
    whole = Everything(text="a", texts=("b",), colours=(), named=(), inner=point)

    assert bind(point, Binder()) is point
    assert bind(whole, Binder()) == whole
    assert bind(whole, Binder()).inner is point
