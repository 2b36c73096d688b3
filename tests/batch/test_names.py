"""Names of outputs: what a pattern makes of a row, and that every system takes it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.batch.names import MAX_NAME, Name, Pattern, folded_key, safe
from qualitymark.batch.translit import transliterated
from qualitymark.errors import UsageError

VALUES = {
    "row": "7",
    "id": "123",
    "name": "Муниципальное бюджетное общеобразовательное учреждение «Лицей № 3» г. Бердска",
    "nomination": "Культура/спорт",
    "cover": "Школа 3",
}
FIELDS = (*VALUES, "year", "link")
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@pytest.mark.parametrize(
    "pattern, name",
    [
        ("{id}", "123"),
        ("mark_{row}", "mark_7"),
        ("{row}-{name|short|translit}", "7-MBOU-Licej-N-3-g.-Berdska"),
        ("{name|short}", "МБОУ «Лицей № 3» г. Бердска"),
        ("{nomination}/{id}", "Культура-спорт/123"),
        ("{nomination|translit|lower}/{ cover | upper }", "kultura-sport/ШКОЛА 3"),
        ("report/{id}", "_report/123"),
        ("Report", "Report"),
        ("a/report/{id}", "a/report/123"),
        ("{id}.png", "123"),
        ("con", "_con"),
        ("x/NUL.backup", "x/_NUL.backup"),
        ("{id}. ", "123"),
        (".hidden", "hidden"),
        ("a:b?c", "a-b-c"),
    ],
)
def test_a_pattern_makes_a_name(pattern, name):
    """Placeholders are filled, ``/`` of the pattern makes folders, what no system takes is replaced."""
    assert Name(name) == Pattern(pattern, FIELDS).name(VALUES)


@pytest.mark.parametrize(
    "pattern, message",
    [
        ("{nam}", "Unknown field “nam”. Did you mean “name”?"),
        ("{name|translt}", "Unknown modifier “translt”. Did you mean “translit”?"),
        ("{}", "“{}” is no name; write it as “{id}”."),
        ("{id", "“{id” is no name; write it as “{id}”."),
        ("a//b", "The name “a//b” has an empty part; write it as “folder/{id}”."),
        ("", "The name “” has an empty part; write it as “folder/{id}”."),
        ("/{id}", "The name “/{id}” has an empty part; write it as “folder/{id}”."),
    ],
)
def test_a_wrong_pattern_is_told(pattern, message):
    """Before any row is looked at."""
    with pytest.raises(UsageError) as caught:
        Pattern(pattern, FIELDS)

    assert message == str(caught.value)


@pytest.mark.parametrize(
    "pattern, message",
    [
        ("{year}", "The output's name needs “year”, which the row does not have."),
        ("..", "The output's name would be empty; give another --name."),
        ("../{id}", "The output's name would be empty; give another --name."),
        ("{id}/-", "The output's name would be empty; give another --name."),
    ],
)
def test_a_row_without_a_name_is_told(pattern, message):
    """A missing value, or nothing that is left of one."""
    assert message == Pattern(pattern, FIELDS).name(VALUES)


def test_the_extension_of_a_pattern_is_the_format():
    """As that of an output of ``stamp``."""
    assert ".png" == Pattern("{id}.png", FIELDS).extension
    assert Pattern("{id}.backup", FIELDS).extension is None


def test_a_long_name_is_cut_at_a_word():
    """It says that it was cut."""
    name = Pattern("{name}", FIELDS).name({"name": "Учреждение " * 40})

    assert name.cut
    assert name.stem.endswith("Учреждение")
    assert MAX_NAME - 20 < len(name.stem) <= MAX_NAME - 5


@given(st.text(max_size=300))
def test_every_value_makes_a_safe_name(text):
    """Whatever a cell holds: one part, not hidden, no device, no forbidden sign, not too long, composed."""
    made = Pattern("{name}", FIELDS).name({"name": text})

    if isinstance(made, Name):
        name = made.stem
        assert name
        assert not set(name) & set('<>:"/\\|?*')
        assert all(sign.isprintable() for sign in name)
        assert name == name.strip(" .")
        assert name.split(".")[0].strip().casefold() not in DEVICES
        assert len(name) <= MAX_NAME - 5 + 1
        assert len(name.encode()) <= 240
        assert unicodedata.is_normalized("NFC", name)
        assert name == safe(name)


@given(st.text(max_size=60))
def test_transliterated_text_is_ascii(text):
    """And the modifier makes a word of it that needs no quotes."""
    assert transliterated(text).isascii()
    made = Pattern("{name|translit}", FIELDS).name({"name": text})
    assert not isinstance(made, Name) or all(sign.isalnum() or sign in "._-" for sign in made.stem)


def test_letters_are_transliterated():
    """After GOST 7.79-2000, system B, without its accents."""
    assert "Shhuka yozh cirk obekt yula chaj e" == transliterated("Щука ёж цирк объект юла чай э")
    assert "Zhumys" == transliterated("Жумыс")
    assert "cafe" == transliterated("café")


def test_names_that_some_systems_take_for_one_fold_together():
    """Case, and letters that are composed or not."""
    assert folded_key("Й.jpg") == folded_key("й.JPG") == folded_key("й.jpg")
