"""From a page to the values of placeholders, and binding."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import PageError, Trail
from qualitymark.page import Page
from qualitymark.template import load_template
from qualitymark.template.binding import bind_layers
from qualitymark.template.fields import MAX_VALUE, Field, folded, unfilled
from qualitymark.template.values import PageBinder, Values, field_named, layer_fields, page_values

SMALL = Path(__file__).with_name("small.yaml")
TEMPLATE = load_template(SMALL)
NO_BRACES = st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=60)
VISIBLE = NO_BRACES.filter(lambda text: any(sign.isprintable() and not sign.isspace() for sign in text))


def known(values, **place):
    return dict(page_values(TEMPLATE, Page(values, **place)).known)


def faults(values, template=TEMPLATE, **place):
    with pytest.raises(PageError) as caught:
        page_values(template, Page(values, **place))
    return [str(fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize("heading", ["name", "NAME", "Название", "НАЗВАНИЕ ", "\n наименование"])
def test_a_field_is_known_by_its_name_and_aliases(heading):
    """Case and spaces do not matter."""
    assert {"name": "Школа", "year": "2023"} == known({heading: "Школа", "год": 2023})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Учёба  на   дому", "учеба на дому"),
        ("ИМЯ\n", "имя"),
        ("\u0438\u0306", "Й"),
        ("Stra\u00dfe", "STRASSE"),
    ],
)
def test_headings_are_compared_folded(one, other):
    """Case, ё, runs of white space and the form of Unicode do not matter."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2023, "2023"),
        (2023.0, "2023"),
        ("2023", "2023"),
        (" 2023 ", "2023"),
        ("2023.0", "2023"),
        ("2023,00", "2023"),
        ("+7", "7"),
        ("-7", "-7"),
        ("007", "7"),
        ("２０２３", "2023"),
        (1.02e12, "1020000000000"),
    ],
)
def test_whole_numbers_are_mended(value, expected):
    """What spreadsheets make of a whole number is one."""
    assert expected == known({"name": "x", "year": value})["year"]


@pytest.mark.parametrize(
    "value",
    ["1,02E+12", "двадцать", "2023.5", "2 023", "1,000", "1.000", "2023.", ".5", "-", "+-5", "0x10", "2023г", "²",
     "9" * 41, 2023.5, "{year}"],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused(value):
    """A number that lost its digits in a table is not guessed."""
    shown = str(value)

    assert [f"“year” must be a whole number, not “{shown}”; mend it."] == faults({"name": "x", "year": value})


@pytest.mark.parametrize("value", ["9" * 5001, 10**5000], ids=["text", "number"])
def test_a_very_long_value_is_refused(value):
    """No field is longer than a QR code could ever hold."""
    assert [f"“year” has more than {MAX_VALUE} characters; shorten it."] == faults({"name": "x", "year": value})
    assert [f"“name” has more than {MAX_VALUE} characters; shorten it."] == faults({"name": value, "year": 1})


@pytest.mark.parametrize("value", ["", "  ", "\n", "\u200b", "\ufeff \u00ad", None])
def test_an_empty_value_is_an_absent_one(value):
    """What shows nothing is not there, so that no empty line is drawn and a required field is missed."""
    assert "nomination" not in known({"name": "x", "year": 1, "nomination": value})
    assert [
        "The page has no “name”, which layer “title” of template “small” needs. Give it in the page, or with -s name=…."
    ] == faults({"name": value, "year": 1})


def test_a_float_that_is_whole_is_drawn_as_people_write_it():
    """A table's 3.0 is the third, whatever the type of the field."""
    assert ("3", "3.5") == (Field().read("x", 3.0), Field().read("x", 3.5))


def test_every_fault_of_a_page_comes_at_once():
    """Missing, wrong and doubled values are told together, with file, row and field."""
    with pytest.raises(PageError) as caught:
        page_values(
            TEMPLATE,
            Page({"Название": "a", "наименование": "b", "year": "x", "nomination": "{name}"}, file="t.csv", row=7),
        )

    assert [
        (
            "“Название” and “наименование” are both “name”; keep one.",
            Trail(file="t.csv", row=7, field="name"),
        ),
        ("“year” must be a whole number, not “x”; mend it.", Trail(file="t.csv", row=7, field="year")),
        (
            "“nomination” has “{name}”, which looks like a placeholder that nobody filled; mend the value.",
            Trail(file="t.csv", row=7, field="nomination"),
        ),
    ] == [(str(fault.message), fault.trail) for fault in caught.value.faults]
    assert 2 == caught.value.exit_code


def test_a_page_file_tells_the_line_of_a_wrong_value(tmp_path):
    """A value of the wrong type has the line and column of the page file."""
    path = tmp_path / "page.yaml"
    path.write_text("name: Школа\nгод: двадцать\n", "utf-8")
    with pytest.raises(PageError) as caught:
        page_values(TEMPLATE, Page.load(path))

    assert f"{path}:2:6: год: “year” must be a whole number, not “двадцать”; mend it." == str(caught.value)


def test_an_empty_double_does_no_harm():
    """Tables have both headings; only two values are one too many."""
    assert "a" == known({"name": "a", "Название": "", "year": 1})["name"]
    assert "a" == known({"name": "", "Название": "a", "year": 1})["name"]


def test_missing_fields_name_the_layer_the_template_and_the_row():
    """Each missing value is a fault; a heading that is nearly right is shown."""
    with pytest.raises(PageError) as caught:
        page_values(TEMPLATE, Page({"Назвние": "a", "ОГРН": 1}, file="t.csv", row=3))

    assert [
        "The page has no “name”, which layer “title” of template “small” needs. Give it in the page, or with -s name=…. The page has “Назвние”; is it the same?",
        "The page has no “year”, which layer “year” of template “small” needs. Give it in the page, or with -s year=….",
    ] == [str(fault.message) for fault in caught.value.faults]
    assert [("name", 3), ("year", 3)] == [(fault.trail.field, fault.trail.row) for fault in caught.value.faults]


def test_a_missing_field_of_a_nameless_layer(folder):
    """A layer without a name is told by its number and kind; a field that none draws by the template only."""
    text = (
        SMALL.read_text("utf-8").replace("name: year, kind", "kind").replace("nomination: {}", "more: {required: true}")
    )
    template = folder.load(text)

    assert [
        "The page has no “year”, which layer 3 (text) of template “small” needs. Give it in the page, or with -s year=….",
        "The page has no “more”, which template “small” needs. Give it in the page, or with -s more=….",
    ] == faults({"name": "x"}, template)


def test_a_missing_field_is_found_in_every_alternative(folder):
    """A field that only a later one of several texts asks for is still the layer's."""
    template = folder.load(
        SMALL.read_text("utf-8").replace('text: "{year}"', 'text: ["{nomination}", "{name} {year}"]')
    )

    assert {"nomination", "name", "year"} == layer_fields(template.marks[0].layers[2])


def test_defaults(folder):
    """A default takes the place of a missing or empty value, read as a page's would be."""
    text = SMALL.read_text("utf-8").replace("required: true, aliases: [Год]", "default: 2023.0")
    template = folder.load(text)

    assert "2023" == page_values(template, Page(name="x")).known["year"]
    assert "2023" == page_values(template, Page(name="x", year=" ")).known["year"]
    assert "2022" == page_values(template, Page(name="x", year=2022)).known["year"]


def test_unused_names_are_told():
    """What no field claims is told, unless it is empty; it is not checked either."""
    values = page_values(TEMPLATE, Page({"name": "x", "year": 1, "ОГРН": "{x}", "empty": " "}))

    assert ("ОГРН",) == values.unused


def test_values_remember_where_they_come_from():
    """A later error of binding tells the file and the row too."""
    assert (
        Trail(file="t.csv", row=9) == page_values(TEMPLATE, Page({"name": "x", "year": 1}, file="t.csv", row=9)).place
    )


def test_field_named():
    """A name or an alias leads to its field, anything else to none."""
    assert ("year", "name", None) == tuple(field_named(TEMPLATE, text) for text in ("ГОД ", "название", "x"))


@pytest.mark.parametrize(
    ("when", "when_any", "unless", "has", "expected"),
    [
        ("[name, year]", "[]", "[]", {"name"}, False),
        ("[name, year]", "[]", "[]", {"name", "year"}, True),
        ("[]", "[name, year]", "[]", {"year"}, True),
        ("[]", "[name, year]", "[]", {"nomination"}, False),
        ("[]", "[]", "[name, year]", {"year"}, False),
        ("[]", "[]", "[name, year]", {"nomination"}, True),
        ("name", "[year, nomination]", "nomination", {"name", "year"}, True),
        ("name", "[year, nomination]", "nomination", {"name", "nomination"}, False),
    ],
)
def test_conditions(folder, when, when_any, unless, has, expected):
    """A mark and a layer are drawn where all, any and none of the named fields are present."""
    condition = f"when: {when}, when_any: {when_any}, unless: {unless}"
    text = SMALL.read_text("utf-8").replace("size: 30, fill", f"size: 30, {condition}, fill")
    values = Values(dict.fromkeys(has, "x"))

    assert expected == values.active(folder.load(text).marks[0].layers[2])


def test_conditions_of_a_mark(folder):
    """A whole mark has the same conditions as a layer."""
    text = SMALL.read_text("utf-8").replace(
        "    artboard", "    when: name\n    when_any: [year]\n    unless: [nomination]\n    artboard"
    )
    mark = folder.load(text).marks[0]

    assert Values({"name": "a", "year": "1"}).active(mark)
    assert not Values({"name": "a"}).active(mark)
    assert not Values({"name": "a", "year": "1", "nomination": "x"}).active(mark)


def bound(text, **known):
    return PageBinder(Values(known), {}).text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name}", "МБОУ «Школа»"),
        ("{name|upper} · {year}", "МБОУ «ШКОЛА» · 2023"),
        ("{name|lower}", "мбоу «школа»"),
        ("{long|short}", "МБОУ СОШ № 3"),
        ("{long|short|lower}", "мбоу сош № 3"),
        ("{url|address}", "example.org/V/K7Q2"),
        ("{{}} {year}", "{} 2023"),
        ("{{literal}}", "{literal}"),
        ("plain", "plain"),
    ],
)
def test_binding(text, expected):
    """Placeholders take their values, modifiers are applied from left to right, doubled braces are drawn."""
    made = bound(
        text,
        name="МБОУ «Школа»",
        year="2023",
        long="Муниципальное бюджетное общеобразовательное учреждение средняя общеобразовательная школа № 3",
        url="HTTPS://www.Example.ORG/V/K7Q2/",
    )

    assert expected == made.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/", "example.org"),
        ("HTTP://WWW.EXAMPLE.ORG/#K7Q2", "example.org/#K7Q2"),
        ("example.org/a", "example.org/a"),
        ("vk.com/wall?u=https://x.ru/", "vk.com/wall?u=https://x.ru"),
        ("K7Q2", "k7q2"),
    ],
)
def test_the_address_of_a_link(link, expected):
    """An address is a link as people write it: the host in small letters, the rest as it is."""
    assert expected == bound("{x|address}", x=link)


@given(VISIBLE)
def test_a_value_without_braces_comes_out_unchanged(text):
    """Whatever a page says is drawn as it says it, white space at the ends apart."""
    values = page_values(TEMPLATE, Page(name=text, year=1, nomination=text))

    assert text.strip() == PageBinder(values, {}).text("{name}")
    assert f"a {text.strip()} b {text.strip()}" == PageBinder(values, {}).text("a {name} b {nomination}")


BRACED = st.text(alphabet="{}ab|y ", max_size=12).map(str.strip).filter(bool)


@given(BRACED, BRACED)
def test_nothing_that_looks_like_a_placeholder_is_ever_drawn(one, two):
    """Values that hold or, set together, make a placeholder are refused; all others are drawn as they are."""
    try:
        values = page_values(TEMPLATE, Page(name=one, year=1, nomination=two))
        drawn = PageBinder(values, {}).text("{name}{nomination}")
    except PageError:
        assert unfilled(one + two)
    else:
        assert one + two == drawn
        assert not unfilled(drawn)


@given(VISIBLE, st.integers(-(10**9), 10**9), NO_BRACES)
def test_no_bound_layer_has_a_placeholder_left(name, year, nomination):
    """After binding there is neither a placeholder nor a colour's name in any layer."""
    values = page_values(TEMPLATE, Page(name=name, year=year, nomination=nomination))

    layers = bind_layers(TEMPLATE, TEMPLATE.marks[0], values, TEMPLATE.palette.tone("dark"))
    assert [(name.strip(),), (str(year),)] == [layer.text for layer in layers[1:]]
    assert all(not unfilled(text) for layer in layers[1:] for text in layer.text)
    assert ["#10203a", "#ffffff", "#ffffff"] == [layer.fill for layer in layers]


def test_an_optional_field_without_a_condition_is_told(folder):
    """A layer that draws an absent field names the field, the layer, the template and the row."""
    template = folder.load(SMALL.read_text("utf-8").replace('text: "{year}"', 'text: "{nomination}"'))
    values = page_values(template, Page({"name": "x", "year": 1}, file="t.csv", row=4))
    with pytest.raises(PageError) as caught:
        bind_layers(template, template.marks[0], values, {})

    assert (
        "The page has no “nomination”, which “{nomination}” needs; give it, or add “when: nomination” to the layer."
        == caught.value.message
    )
    assert Trail(file="t.csv", row=4, field="nomination", layer="small/year") == caught.value.trail


def test_values_that_make_a_placeholder_together_are_refused():
    """Half a placeholder in each of two values is a whole one when drawn."""
    with pytest.raises(PageError) as caught:
        bound("{a}{b}", a="{ye", b="ar}")
    assert "“{a}{b}” becomes “{year}”, which looks like a placeholder; mend the values." == str(caught.value)

    with pytest.raises(PageError) as caught:
        bound("{{{a}", a="year}")
    assert "“{{{a}” becomes “{year}”, which looks like a placeholder; mend the values." == str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), ("{", None), ("} {", None), ("{}", "{}"), ("a {b} c", "{b}"), ("{{x}}", "{x}"), ("{a{b}", "{b}")],
)
def test_unfilled(text, expected):
    """A pair of braces with anything or nothing but braces in it looks like a placeholder."""
    assert expected == unfilled(text)


def test_no_value_is_a_placeholder_of_another():
    """A value is never read again: what a page says cannot reach another field."""
    assert ["“name” has “{year}”, which looks like a placeholder that nobody filled; mend the value."] == faults(
        {"name": "Школа {year}", "year": 1}
    )
