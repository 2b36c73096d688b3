"""Write the table of the campaign, winners.xlsx and winners.csv, as an office would have made it in Excel.

python examples/novosibirsk/make_table.py [FOLDER]

Titles above the headings, merged cells, an empty row, a total, a heading in two lines, ОГРН as numbers, and the
people who run the pages. Both files are kept beside this script, so this is needed only after winners.py was changed;
it needs openpyxl, which ``qualitymark[dev]`` brings.
"""

from __future__ import annotations

import csv
import re
import sys
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from winners import YEAR, Winner, winners

SHEET = "Победители"
TITLE = f"Победители конкурса «Лучший госпаблик Новосибирской области» {YEAR} года"
# The heading, and how wide its column is in characters.
HEADINGS = {
    "№ п/п": 6,
    "Наименование учреждения": 70,
    "Муниципальное образование": 30,
    "Учредитель": 34,
    "ОГРН": 10,
    "Номинация": 18,
    "ID госпаблика": 14,
    "Ссылка на\nгоспаблик ВК": 34,
    "Файл обложки": 20,
    "Ссылка для проверки": 28,
    "Год": 8,
    "Администратор": 40,
    "Примечание": 20,
}
WHEN = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
Cells = list[str | int | None]


def cells(winner: Winner) -> Cells:
    """Return one row in the order of the headings."""
    return [
        winner.number,
        winner.name,
        winner.district,
        winner.founder,
        winner.ogrn,
        winner.nomination,
        winner.community,
        winner.link,
        winner.cover or None,
        winner.code or None,
        winner.year,
        winner.administrator,
        winner.remark or None,
    ]


def rows() -> list[Cells]:
    """Return the whole sheet; a row of one cell stands for one that is merged over all columns."""
    found: list[Cells] = [[TITLE], ["Список утверждён экспертным советом"], [], list(HEADINGS)]
    for sphere, members in groupby(winners(), key=lambda winner: winner.nomination):
        found.append([sphere])
        found += map(cells, members)
    return [*found, [], ["Итого", str(len(winners()))]]


def write_workbook(path: Path) -> None:
    """Write the table as Excel would."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for number, row in enumerate(rows(), start=1):
        for column, cell in enumerate(row, start=1):
            sheet.cell(number, column, cell).alignment = Alignment(vertical="top", wrap_text=True)
        if len(row) == 1:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(HEADINGS))
            sheet.cell(number, 1).font = Font(bold=True)
    for column, (heading, width) in enumerate(HEADINGS.items(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(4, column, heading).font = Font(bold=True)
    sheet.freeze_panes = "C5"
    book.properties.creator = "qualitymark"
    book.save(path)
    _without_clock(path)


def _without_clock(path: Path) -> None:
    """Write a workbook again with fixed times, so that the same rows make the same file."""
    with ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    then = WHEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    name = "docProps/core.xml"
    parts[name] = re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>" + then, parts[name])
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(ZipInfo(name, WHEN.timetuple()[:6]), data, ZIP_DEFLATED)


def write_csv(path: Path) -> None:
    """Write the table as Excel saves it for Russian Windows: cp1251, ``;``, and what a narrow column shows of ОГРН."""
    with path.open("w", encoding="cp1251", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        for row in rows():
            shown = ["" if cell is None else _shown(cell) for cell in row]
            writer.writerow(shown + [""] * (len(HEADINGS) - len(shown)))


def _shown(cell: str | int) -> str:
    if isinstance(cell, int) and cell >= 10**11:
        return f"{cell:.2E}".replace(".", ",")
    return str(cell)


def main(folder: Path) -> None:
    for name, write in {"winners.xlsx": write_workbook, "winners.csv": write_csv}.items():
        write(folder / name)
        print(f"{name}: {len(winners())} rows, {(folder / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
