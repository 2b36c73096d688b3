"""Headings: found wherever they are, matched loosely, told where they match nothing, refused where two claim one."""

from __future__ import annotations

import pytest

from qualitymark.errors import ManifestError, UsageError
from qualitymark.manifest.personal import is_personal
from qualitymark.template.fields import Field


def columns(manifest):
    return {column.letters: column.field for column in manifest.columns if column.field}


def test_headings_stand_in_row_ten_below_a_title(table):
    """Titles and empty rows above the headings are passed over and counted."""
    text = "Приложение\n\n\n\nСписок\nза год\n\n\n\nНазвание;Год\nШкола;2023\n"
    manifest = table(text)

    assert [(11, "Школа")] == [(row.number, row.values["name"]) for row in manifest.rows()]
    assert (
        "The headings are in row 10.",
        "Rows above the headings, passed over: 3 (1, 5, 6).",
        "Empty rows, passed over: 6 (2, 3, 4, 7, 8, …).",
    ) == manifest.notes[1:]


def test_headings_below_row_twenty_are_not_looked_for(table):
    """Twenty rows are looked at; further down the row has to be said."""
    text = "\n" * 20 + "Название;Год\nШкола;2023\n"

    with pytest.raises(ManifestError, match="No headings are found"):
        table(text)

    assert 1 == table(text, header_row=21).count


def test_case_spaces_line_breaks_and_yo_do_not_matter(table):
    """Headings are compared as people read them."""
    fields = (("name", Field(aliases=("Учётное имя",))), ("year", Field(aliases=("Год",))))
    manifest = table('" учетное \n ИМЯ";гОд\nШкола;2023\n', fields=fields)

    assert {"A": "name", "B": "year"} == columns(manifest)


def test_what_matches_nothing_is_listed_with_a_suggestion(table):
    """A heading that no field knows is told, with the nearest that is still free."""
    manifest = table("Название;Год;Номинация конкурса;Статус\nШкола;2023;x;y\n")

    near, far = manifest.notes[2:]

    assert 'Then add --map "Номинация конкурса=nomination".' == near.removeprefix(
        "Column C “Номинация конкурса” is not used. Did you mean “Номинация”? "
    )
    assert "Column D “Статус” is not used." == far


def test_two_columns_for_one_field_are_an_error(table):
    """Both are named by their letters; the mapping decides."""
    text = "Название;Сфера;Год;Номинация\nШкола;Образование;2023;Лучшая школа\n"
    with pytest.raises(ManifestError) as caught:
        table(text)

    assert (
        "Columns B “Сфера” and D “Номинация” both claim field “nomination”."
        ' Say which one counts with --map "Сфера=nomination".'
    ) == caught.value.message

    (row,) = table(text, mapping={"Номинация": "nomination"}).rows()

    assert "Лучшая школа" == row.values["nomination"]


def test_a_mapping_gives_a_column_to_a_field(table):
    """A heading that nobody knows is used where the mapping says so, and wins over an alias."""
    manifest = table("Учреждение;Год;Название\nШкола;2023;иное\n", mapping={"учреждение": "name"})

    assert {"A": "name", "B": "year"} == columns(manifest)


@pytest.mark.parametrize(
    "mapping, error, message",
    [
        ({"Название": "nam"}, UsageError, "Unknown field “nam”. Did you mean “name”?"),
        ({"Назвние": "name"}, ManifestError, "Unknown heading “Назвние”. Did you mean “Название”?"),
        (
            {"Администратор": "name"},
            UsageError,
            "“Администратор” is a personal column and is never used; take it out of the mapping.",
        ),
        ({"А": "name", "Б": "name"}, UsageError, "The mapping gives field “name” to both “А” and “Б”; keep one."),
    ],
)
def test_a_wrong_mapping_is_refused(table, mapping, error, message):
    """Fields and headings of a mapping have to be there, and personal columns are out of its reach."""
    with pytest.raises(error) as caught:
        table("Название;Год;Администратор\nШкола;2023;Иванова\n", mapping=mapping)

    assert message in str(caught.value)


def test_a_forced_row_without_headings_says_what_is_known(table):
    """The cells of a row that has no headings are not told: they may be personal."""
    with pytest.raises(ManifestError) as caught:
        table("Название;Год\nИванова;2023\n", header_row=2)

    assert "Иванова" not in str(caught.value)
    assert "Known: Наименование учреждения, Год, Номинация, ОГРН, Обложка, ID госпаблика" in str(caught.value)


def test_a_templates_words_win_over_our_own(table):
    """Where a template calls its field “Ссылка”, the column is the template's."""
    fields = (("site", Field(aliases=("Ссылка",))), ("name", Field(aliases=("Название",))))
    (row,) = table("Название;Ссылка;ID\nШкола;что угодно;7\n", fields=fields).rows()

    assert {"name": "Школа", "site": "что угодно", "id": "7"} == row.values
    assert () == row.faults


@pytest.mark.parametrize(
    "heading",
    [
        "Администратор",
        "Администратор госпаблика",
        "Ответственный за ведение",
        "ФИО",
        "Ф.И.О. ответственного",
        "ф. и. о.",
        "Контактный телефон",
        "Тел.",
        "E-mail",
        "Электронная почта",
        "Контакты",
        "Phone",
        "Фамилия",
    ],
)
def test_personal_headings_are_known(heading):
    """What names a person or reaches one is personal, in the forms of real tables."""
    assert is_personal(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Администрация",
        "Учредитель",
        "Название",
        "Примечание",
        "В контакте",
        "Мобильная обложка",
        "Телеканал",
        "Имя файла",
    ],
)
def test_other_headings_are_not_personal(heading):
    """Words that only look alike are left alone."""
    assert not is_personal(heading)


def test_a_personal_column_is_never_used_even_by_a_template(table):
    """A template that claims it gets nothing; the note names the heading and no cell."""
    fields = (("name", Field(aliases=("Название",))), ("admin", Field(aliases=("Администратор",))), ("year", Field()))
    manifest = table("Название;Администратор;year\nШкола;Иванова;2023\n", fields=fields)
    (row,) = manifest.rows()

    assert {"name": "Школа", "year": "2023"} == row.values
    assert "Column B “Администратор” is not used. It is personal." in manifest.notes
    assert "Иванова" not in repr((manifest.notes, manifest.columns, row, list(manifest.spool.rows())))
