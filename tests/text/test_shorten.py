"""Shortening of names by accepted abbreviations."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.errors import TemplateError
from qualitymark.text.shorten import Shortener, shortener
from qualitymark.text.typography import typeset

INSTITUTIONS = Shortener.named("institutions")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "shortest"),
    [
        (
            "Муниципальное бюджетное общеобразовательное учреждение Усть-Таркская средняя общеобразовательная школа",
            "МБОУ Усть-Таркская СОШ",
        ),
        (
            "Муниципальное казенное общеобразовательное учреждение «Средняя общеобразовательная школа № 3 имени Героя Советского Союза А. И. Иванова» Чановского муниципального округа Новосибирской области",
            "МКОУ «СОШ № 3 им. Героя Советского Союза А. И. Иванова» Чановского м. о. НСО",
        ),
        ("муниципальному автономному дошкольному образовательному учреждению «Ёлка»", "МАДОУ «Ёлка»"),
        ("Государственное бюджетное учреждение здравоохранения Новосибирской области", "ГБУЗ НСО"),
        ("Муниципальное бюджетное учреждение культуры и спорта", "МБУ культуры и спорта"),
        ("Муниципальное бюджетное учреждение культуры «Дом»", "МБУК «Дом»"),
        ("Муниципальное казённое учреждение дополнительного образования «Темп»", "МКУДО «Темп»"),
        ("Муниципальное дошкольное образовательное бюджетное учреждение «Сад»", "МДОБУ «Сад»"),
        ("Муниципальное образовательное учреждение «Лицей»", "МОУ «Лицей»"),
        ("Государственное автономное профессиональное образовательное учреждение", "ГАПОУ"),
        ("Федеральное государственное бюджетное образовательное учреждение высшего образования", "ФГБОУ ВО"),
        (
            "Государственное автономное учреждение социального обслуживания Новосибирской области «Комплексный центр социальной адаптации инвалидов» (ГАУСО НСО «КЦСАИ»)",
            "ГАУСО НСО «Комплексный центр социальной адаптации инвалидов»",
        ),
        ("МБУ «Центр» (отделение «Ветеран-2»)", "МБУ «Центр» (отделение «Ветеран-2»)"),
        (
            "Детский сад № 7 общеразвивающего вида с приоритетным осуществлением деятельности по физическому развитию детей",
            "Детский сад № 7",
        ),
        ("ДШИ города Бердска Ордынского района", "ДШИ г. Бердска Ордынского р-на"),
        ("Городская школа имени Ленина, районный центр", "Городская школа им. Ленина, районный центр"),
        ("МБОУ СОШ № 3", "МБОУ СОШ № 3"),
        ("", ""),
    ],
)
def test_names_are_shortened(name: str, shortest: str) -> None:
    """Legal forms, kinds of schools, regions and places become what everybody calls them, in whole words."""
    assert shortest == plain(INSTITUTIONS.shortest(name))


def test_steps_come_one_by_one() -> None:
    """Each step builds on the one before, the legal form first, and is typeset."""
    steps = list(INSTITUTIONS.steps("Муниципальное бюджетное учреждение культуры «Дом культуры имени А. Иванова» НСО"))

    assert [
        "МБУК «Дом культуры имени А.\u00a0Иванова» НСО",
        "МБУК «ДК имени А.\u00a0Иванова» НСО",
        "МБУК «ДК им.\u00a0А.\u00a0Иванова» НСО",
    ] == steps


@given(st.text("абшкол СОШимен«»№ -.", max_size=40))
def test_other_texts_stay(text: str) -> None:
    """A text without any of the words is only typeset."""
    assert typeset(text) == INSTITUTIONS.shortest(text)


def test_a_file_of_ones_own_extends(tmp_path: Path) -> None:
    """Own steps come before those that they extend."""
    file = tmp_path / "own.yaml"
    file.write_text(
        "extends: institutions\nsteps:\n  - what: ours\n    replace: {томск~ област~: ТО, красив~ *: ''}\n",
        encoding="utf-8",
    )
    own = shortener(file)

    assert "Школа ТО и НСО" == plain(own.shortest("Школа Томской области и Новосибирской области красивая очень"))
    assert INSTITUTIONS is shortener("institutions")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("steps:\n  - }", "own.yaml:2:5: The shortening file is not valid YAML ("),
        ("- a", "A shortening file is a mapping with a list “steps”; see institutions.yaml."),
        ("stepps: []\nsteps: []", "Unknown key “stepps”. Did you mean “steps”?"),
        ("steps: [{replac: {a: b}, drop: repeated}]", "Unknown key “replac”. Did you mean “replace”?"),
        (
            "steps: [{what: a}]",
            "Step 1 of the shortening is wrong: give it exactly one of “compose”, “replace” and “drop”.",
        ),
        ("steps: [{at: end, replace: {a: b}}]", "Step 1 of the shortening is wrong: “at” can only be “start”."),
        (
            "steps: [{replace: {3: b}}]",
            "Step 1 of the shortening is wrong: “3” and what it becomes must be texts; put them into quotes.",
        ),
        ("steps: [{replace: [a]}]", "“replace” is a mapping from words to an abbreviation, “compose” a list of such."),
        ("extends: institution\nsteps: []", "Unknown shortening “institution”. Did you mean “institutions”?"),
    ],
)
def test_faults_of_a_file_are_told(content: str, message: str, tmp_path: Path) -> None:
    """A file that is not understood is an error of one line that names the file and the fault."""
    file = tmp_path / "own.yaml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(TemplateError) as raised:
        Shortener.from_file(file)

    assert message in str(raised.value)
    assert str(raised.value).startswith(str(file))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_told(content: bytes | None, tmp_path: Path) -> None:
    """A missing file, or one in another encoding, is an error of one line."""
    file = tmp_path / "own.yaml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(TemplateError, match="The shortening file cannot be read; give a YAML file in UTF-8"):
        Shortener.from_file(file)
