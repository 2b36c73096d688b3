"""Russian typography: what ``typeset`` makes of a text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import TemplateError
from qualitymark.text.typography import RULES, hyphenate, typeset

# Signs that take part in the rules, so that Hypothesis finds their quarrels.
ALPHABET = "абвгикмнопстАБВГИ аN№5 12023 .,;:!?«»„“”\"'()[]-–—−…\u00a0\u202f\u00ad\n\t\u0301\u200bчгодтн%<>`,,"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("МБУДО ДШИ №2 г.Бердск", "МБУДО ДШИ №~2 г.~Бердск"),
        ("школа N 3 и гимназия №4", "школа №~3 и~гимназия №~4"),
        ('центр "Дом "Родина"" НСО', "центр «Дом „Родина“» НСО"),
        ("«Детско-юношеская школа «Темп»", "«Детско-юношеская школа „Темп“»"),
        ("«Школа «Темп» г. Бердск", "«Школа „Темп“» г.~Бердск"),
        ("Сад (филиал «Ёлка) № 5", "Сад (филиал «Ёлка») №~5"),
        ("Школа Темп» № 5", "Школа Темп №~5"),
        ("“Родина” и ''Луч''", "«Родина» и~«Луч»"),
        ("О'Коннор", "О’Коннор"),
        (
            "им.М.В.Ломоносова – филиал № 12» р. п. Краснозёрское",
            "им.~М.~В.~Ломоносова~— филиал №~12 р.п.~Краснозёрское",
        ),
        ("Иванов А.И. и А. Б. Петров", "Иванов~А.~И. и~А.~Б.~Петров"),
        ("в 2023г. и в 2022-2023 гг.", "в~2023~г. и~в~2022–2023~гг."),
        ("Дом--музей", "Дом~— музей"),
        ("ФГБОУ ВО «Центр» на Оби", "ФГБОУ ВО «Центр» на~Оби"),
        ("он же и в школе", "он~же и~в~школе"),
        ("  Школа ,\r\n\tлицей  ( сад ) ", "Школа, лицей (сад)"),
        ("3 465 страниц, 5 км", "3~465 страниц, 5~км"),
        ("И\u0306ошкар-Ола е\u0308лка", "Йошкар-Ола ёлка"),
        ("а\x00б\u200bв\u202eг", "абвг"),
        ("школа\u00a0сад", "школа~сад"),
        ("vk.com/club1", "vk.com/club1"),
        ("", ""),
    ],
)
def test_typeset(written: str, expected: str) -> None:
    """A text comes out as a Russian typesetter sets it (~ is a no-break space)."""
    assert expected == typeset(written).replace("\u00a0", "~")


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_typeset_is_idempotent(text: str) -> None:
    """What was typeset stays as it is."""
    once = typeset(text)

    assert once == typeset(once)


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_quotes_are_paired(text: str) -> None:
    """Every quotation mark has its partner, whatever came in."""
    once = typeset(text)

    assert once.count("«") == once.count("»")
    assert once.count("„") == once.count("“")


@given(st.text(max_size=60).filter(lambda text: "N" not in text))
def test_letters_are_kept(text: str) -> None:
    """Typesetting neither adds nor loses a letter or a figure (but N, which may become №)."""

    def letters(value: str) -> list[str]:
        return [sign for sign in unicodedata.normalize("NFC", value) if sign.isalnum()]

    assert letters(text) == letters(typeset(text))


def test_hyphenate_leaves_abbreviations() -> None:
    """Long words get soft hyphens, abbreviations in capitals do not."""
    assert "учре|жде|ние МКДОУСОШ сад" == hyphenate("учреждение МКДОУСОШ сад").replace("\u00ad", "|")


def test_hyphenate_names_an_unknown_language() -> None:
    """A language without a dictionary is an error that says which would do."""
    with pytest.raises(TemplateError) as raised:
        hyphenate("слово", "xx_XX")

    assert "No hyphenation is known for the language “xx_XX”; try “ru_RU” or “en_US”." == str(raised.value)


@given(
    st.lists(st.sampled_from([*"№N.,—–-«»() \u00a0гГгодIVX0129АБаб", "...", "--", "год", "2023", "т.д.", "р.п."])).map(
        "".join
    )
)
def test_a_rule_finds_nothing_without_its_signs(text: str):
    """Signs that a rule needs only save looking for what cannot be there."""
    needy = [(signs, pattern) for _, signs, pattern, _ in RULES if signs]

    assert [] == [signs for signs, pattern in needy if set(text).isdisjoint(signs) and re.search(pattern, text)]
