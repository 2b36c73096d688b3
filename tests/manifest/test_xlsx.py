"""Workbooks: merged cells, numbers, dates, several sheets, and files that would take the process down."""

from __future__ import annotations

import datetime as dt
import importlib.util
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qualitymark.errors import ManifestError, UsageError
from qualitymark.manifest import read_manifest, xlsx
from qualitymark.manifest.table import ReadOptions
from qualitymark.manifest.workbook import lines
from qualitymark.template.fields import Field

FIELDS = (("name", Field(required=True, aliases=("Название",))), ("year", Field(aliases=("Год",))))


def found(manifest):
    return [(row.number, dict(row.values)) for row in manifest.rows()]


def fill(sheet, *rows, first=1):
    for number, row in enumerate(rows, start=first):
        for index, value in enumerate(row, start=2):  # the table begins in column B
            sheet.cell(number, index).value = value


def test_a_table_of_an_office_is_read(workbook):
    """Titles, sections and groups of merged cells, numbered columns and totals, as offices make them."""

    def office(sheet):
        sheet.title = "Победители 2023"
        fill(sheet, ["Перечень победителей"], first=2)
        sheet.merge_cells("B2:F2")
        fill(
            sheet,
            ["№", "Название", "Госпаблик", None, "Сфера", "Год"],
            [None, None, "ID госпаблика", "Ссылка", None, None],
            [1, 2, 3, 4, 5, 6],
            ["Город Новосибирск"],
            [1, "Школа № 3", 123, "vk.com/club123", "Образование", 2023],
            [2, "Лицей", 124, "vk.com/club124", None, 2023],
            [None],
            ["Итого", 2],
            first=4,
        )
        for merged in ("B4:B5", "C4:C5", "D4:E4", "F4:F5", "G4:G5", "B7:G7", "F8:F9"):
            sheet.merge_cells(merged)

    manifest = workbook(office)

    page = {"nomination": "Образование", "year": "2023"}
    assert [
        (8, {"name": "Школа № 3", "id": "123", "link": "https://vk.com/public123", **page}),
        (9, {"name": "Лицей", "id": "124", "link": "https://vk.com/public124", **page}),
    ] == found(manifest)
    assert (
        "Workbook, sheet “Победители 2023”.",
        "Merged cells that count for each row they cover: 5.",
        "The headings are in row 5.",
        "Column B “№” is not used.",
        "Empty rows, passed over: 3 (1, 3, 10).",
        "Rows above the headings, passed over: 2 (2, 4).",
        "Rows that number the columns, passed over: 1 (6).",
        "Rows of one cell merged over several columns, passed over: 1 (7).",
        "Rows of totals, passed over: 1 (11).",
    ) == manifest.notes


def test_numbers_dates_and_faults_come_as_excel_shows_them(workbook):
    """Whole numbers are exact, dates are those of a Russian Excel, a number with lost digits has its cell's address."""

    def numbers(sheet):
        sheet.title = "Лист 1"
        fill(
            sheet,
            ["Название", "Год", "Номинация", "ОГРН"],
            ["Школа\nвторая", 2023.0, dt.date(2023, 5, 17), 1025403195123],
            ["Лицей", True, dt.datetime(2023, 5, 17, 14, 30), 1.02e17],  # noqa: DTZ001 - a cell has no time zone
        )

    one, two = workbook(numbers).rows()

    assert {"name": "Школа\nвторая", "year": "2023", "nomination": "17.05.2023", "ogrn": "1025403195123"} == one.values
    assert "17.05.2023 14:30" == two.values["nomination"]
    assert ["'Лист 1'!C3", "'Лист 1'!E3"] == [fault.trail.key for fault in two.faults]
    assert "“ОГРН” holds 1.02E+17" in two.faults[1].message


def test_the_sheet_with_the_headings_is_read(tmp_path):
    """Of several sheets the first with the most headings; hidden ones only when they are asked for."""
    book = openpyxl.Workbook()
    book.active.title = "Титул"
    for name in ("Победители", "Ещё", "Скрытый"):
        fill(book.create_sheet(name), ["Название", "Год"], [name, 2023])
    book["Скрытый"].sheet_state = "hidden"
    path = tmp_path / "table.xlsx"
    book.save(path)

    def read(sheet=None):
        return read_manifest(path, FIELDS, ReadOptions(sheet=sheet))

    assert [(2, {"name": "Победители", "year": "2023"})] == found(read())
    assert "Other sheets, not read: Титул, Ещё; choose one with --sheet." == read().notes[1]
    assert "Ещё" == read("ЕЩЕ").sheet
    assert "Скрытый" == read(4).sheet
    with pytest.raises(UsageError, match="Unknown sheet “Победитель”. Did you mean “Победители”?"):
        read("Победитель")
    with pytest.raises(ManifestError, match="No headings are found"):
        read("Титул")


def test_content_counts_more_than_the_name(workbook):
    """A workbook that is called CSV is a workbook."""
    manifest = workbook(lambda sheet: fill(sheet, ["Название", "Год"], ["Школа", 2023]), "table.csv")

    assert "workbook" == manifest.format


def test_options_of_text_do_not_fit(workbook):
    """A workbook has no delimiter."""
    with pytest.raises(UsageError, match="The file is a workbook, and --delimiter does not apply to it; leave it out."):
        workbook(lambda sheet: fill(sheet, ["Название"], ["Школа"]), delimiter=";")


def test_without_the_library_the_extra_is_named(table, monkeypatch):
    """Who did not install it reads how to."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ManifestError, match=r"run “pip install qualitymark\[xlsx\]”"):
        table(b"PK\x03\x04", "t.xlsx")


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="XFD{row}"><v>2</v></c></row>'
    "</sheetData></worksheet>"
)


@pytest.mark.parametrize("row", [1_048_576, 3000])
def test_a_sheet_without_end_does_not_take_the_process_down(workbook, tmp_path, row):
    """One cell in a far corner makes the reader ask for half a terabyte, or for more than it may have: an error."""
    workbook(lambda sheet: fill(sheet, ["Название", "Год"], ["Школа", 2023]), "small.xlsx")
    with zipfile.ZipFile(tmp_path / "small.xlsx") as small, zipfile.ZipFile(tmp_path / "large.xlsx", "w") as large:
        for name in small.namelist():
            large.writestr(name, SHEET.format(row=row) if name.endswith("sheet1.xml") else small.read(name))

    with pytest.raises(ManifestError, match="takes too much memory or time to read; delete what stands far"):
        read_manifest(tmp_path / "large.xlsx", FIELDS)


def test_a_reader_that_hangs_is_given_up(workbook, monkeypatch):
    """The time is limited too."""
    monkeypatch.setattr(xlsx, "SECONDS", 0.0)

    with pytest.raises(ManifestError, match="takes too much memory or time to read"):
        workbook(lambda sheet: fill(sheet, ["Название", "Год"], ["Школа", 2023]))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_a_broken_workbook_is_refused(table, content):
    """Only the first bytes of a workbook are no workbook."""
    with pytest.raises(ManifestError, match="The workbook cannot be read: .*Save it anew as XLSX."):
        table(content, "t.xlsx")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_anywhere_is_an_error_of_ours(tmp_path, workbook, data):
    """A workbook with random bytes in it is read or refused, and nothing else."""
    path = tmp_path / "whole.xlsx"
    if not path.exists():
        workbook(lambda sheet: fill(sheet, ["Название", "Год"], ["Школа", 2023]), "whole.xlsx")
    content = bytearray(path.read_bytes())
    for place in data.draw(st.lists(st.integers(4, len(content) - 1), min_size=1, max_size=20)):
        content[place] = data.draw(st.integers(0, 255))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(content)
    try:
        rows = [row.number for row in read_manifest(broken, FIELDS).rows()]
    except ManifestError as error:
        rows = [len(error.faults)]

    assert rows


def test_the_reading_process_tells_sheets_and_rows(tmp_path):
    """Its lines: the sheets and whether they are seen; then cells, dates as texts, merged values where they count."""
    book = openpyxl.Workbook()
    book.active.title = "А"
    fill(book.active, ["a", None, dt.time(9, 5)], ["b"], [None], [None, True, None, dt.timedelta(hours=30)])
    for merged in ("B1:C1", "D1:D4", "B2:C2"):
        book.active.merge_cells(merged)
    book.create_sheet("Б").sheet_state = "hidden"
    path = tmp_path / "table.xlsx"
    book.save(path)

    assert [[("А", True), ("Б", False)]] == list(lines(str(path)))
    assert [
        [[None, "a", None, "09:05"], False],
        [[None, "b"], True],
        [[], False],
        [[None, None, True, "09:05", "1 day, 6:00:00"], False],
        {"filled": 1},
    ] == list(lines(str(path), "А"))
    assert [{"filled": 0}] == list(lines(str(path), "Б"))
