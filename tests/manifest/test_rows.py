"""Rows: what is passed over, what each brings, and where its faults are."""

from __future__ import annotations

import threading

from qualitymark.manifest.table import PageLink, letters

HEAD = "№;Название;Год;ОГРН;Ссылка;ID\n"


def test_rows_that_are_no_pages_are_passed_over_and_counted(table):
    """Totals, repeated headings, numbers of columns and notes beside the table describe no page."""
    text = (
        HEAD
        + "1;2;3;4;5;6\n1;Школа;2023;;;\n;;;;;\n№;Название;Год;ОГРН;Ссылка;ID\n2;Лицей;2023;;;\n"
        + "Итого:;2;;;;\nвсего;;;;;\nСоставил: Иванова;;;;;\n;;;;;\n;;;;;\n"
    )
    manifest = table(text)

    assert [(3, "Школа"), (6, "Лицей")] == [(row.number, row.values["name"]) for row in manifest.rows()]
    assert 2 == manifest.count
    assert (
        "Rows that number the columns, passed over: 1 (2).",
        "Empty rows, passed over: 1 (4).",
        "Repeated headings, passed over: 1 (5).",
        "Rows of totals, passed over: 2 (7, 8).",
        "Rows with nothing in the columns that are used, passed over: 1 (9).",
    ) == manifest.notes[-5:]


def test_names_that_begin_like_a_total_are_pages(table):
    """A total is a word, not the beginning of one."""
    manifest = table("Название;Год\nВсероссийский центр;2023\nИтоговый центр;2023\n")

    assert 2 == manifest.count


def test_a_fault_names_file_row_column_and_value(table, tmp_path):
    """A row with faults still comes, with its values as they stand."""
    (row,) = table(HEAD + "1;Школа;2023;1,02E+12;нет;\n").rows()

    assert {"name": "Школа", "year": "2023", "ogrn": "1,02E+12", "link": "нет"} == row.values
    assert [(2, "ogrn", "D2"), (2, "link", "E2")] == [
        (fault.trail.row, fault.trail.field, fault.trail.key) for fault in row.faults
    ]
    assert str(row.faults[0].in_language("en")).startswith(
        f"{tmp_path / 'table.csv'}:2: D2: “ОГРН” holds 1,02E+12: Excel turned"
    )


def test_the_number_of_a_link_is_the_id(table):
    """A link with a number fills an empty id; it contradicts another one."""
    one, two, three = table(HEAD + "1;А;2023;;vk.com/club7;\n2;Б;2023;;@shkola;8\n3;В;2023;;public7;-8\n").rows()

    assert ("7", PageLink("id", "7", "https://vk.com/public7"), ()) == (one.values["id"], one.link, one.faults)
    assert ("8", PageLink("name", "shkola", "https://vk.com/shkola"), ()) == (two.values["id"], two.link, two.faults)
    assert ["The id is 8, but the link leads to https://vk.com/public7; mend the one that is wrong."] == [
        fault.message for fault in three.faults
    ]
    assert "https://vk.com/public7" == three.values["link"]


def test_rows_can_be_read_again_and_side_by_side(table):
    """Each pass has its own place, in threads too, also when the rows are in a file; the source may be gone."""
    manifest = table("Название;Год\n" + "".join(f"Школа № {number};2023\n" for number in range(20_000)))
    expected = [row.number for row in manifest.rows()]
    one, two = manifest.rows(), manifest.rows()
    pairs = [(next(one).number, next(two).number) for _ in range(5000)]
    found = []
    threads = [threading.Thread(target=lambda: found.append([row.number for row in manifest.rows()])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [(number, number) for number in range(2, 5002)] == pairs
    assert [expected] * 4 == found


def test_columns_are_named_as_spreadsheets_do():
    """After Z comes AA."""
    assert ["A", "Z", "AA", "AZ", "BA", "XFD"] == [letters(index) for index in (0, 25, 26, 51, 52, 16383)]
