"""README's main command runs as it stands, and its example is what its README says: a campaign with two faults."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

import qualitymark
from qualitymark import load_template, read_manifest

ROOT = Path(__file__).parents[2]
NOVOSIBIRSK = ROOT / "examples/novosibirsk"
SPHERES = {"Образование", "Культура", "Здравоохранение", "Спорт", "Социальная сфера"}
FAULTS = [
    "Error: examples/novosibirsk/winners.xlsx: Победители!I69: There is no cover “Обложка 64.jpg” in campaign/covers; check the name.",
    "Error: examples/novosibirsk/winners.xlsx: Победители!K138: Column “Год”: “year” must be a whole number, not “двадцать шестой”; mend it.",
]


@dataclass(frozen=True)
class Run:
    """What the main command did, and the folder in which it ran."""

    code: int
    said: str
    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "campaign/marked"

    def report(self) -> list[dict]:
        return json.loads((self.out / "report/report.json").read_text("utf-8"))["outcomes"]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory) -> Run:
    """The main command of the README, after its installation, in a copy of the examples."""
    folder = tmp_path_factory.mktemp("campaign")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("marked*", "campaign"))
    program = folder / "qualitymark"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m qualitymark "$@"\n')
    program.chmod(0o755)
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    command = next(line for line in lines if "make_campaign.py" in line).split(" && ", 2)[2]
    command = command.replace(".venv/bin/python", sys.executable).replace(".venv/bin/qualitymark", str(program))
    environment = {"PYTHONPATH": str(Path(qualitymark.__file__).parents[1]), "QUALITYMARK_LANG": "en"}
    done = subprocess.run(
        ["bash", "-c", command],
        check=False,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return Run(done.returncode, done.stdout, folder)


def test_two_rows_are_to_be_mended(campaign):
    """The run names the two faults by sheet and cell, and tells by its exit code that some rows failed."""
    assert FAULTS == [line for line in campaign.said.splitlines() if line.startswith("Error")]
    assert campaign.code == 1


def test_all_other_rows_are_stamped(campaign, winners):
    """Every row but those two has its output, which has the size of its cover and is another picture."""
    statuses = {row["row"]: row["status"] for row in campaign.report()}
    outputs = [path for path in campaign.out.iterdir() if path.is_file()]

    assert len(winners) == len(statuses)
    assert [69, 138] == [row for row, status in statuses.items() if status != "done"]
    assert {row["key"] for row in campaign.report() if row["status"] == "done"} == {path.name for path in outputs}
    for row in campaign.report()[::20]:
        with Image.open(row["cover"]) as before, Image.open(campaign.out / row["key"]) as after:
            assert before.size == after.size
            assert before.convert("RGB").tobytes() != after.convert("RGB").tobytes()


def test_nobody_is_named(campaign, winners):
    """Names and addresses of administrators stand in the table, and in no file of OUT and no line of the run."""
    names = {winner.administrator.partition(",")[0] for winner in winners}
    people = {"@znak.example", *(word for name in names for word in name.split() if len(word) > 2)}
    files = [path for path in campaign.out.rglob("*") if path.is_file()]
    texts = [campaign.said.encode(), *(path.read_bytes() for path in files)]
    forms = {
        coded
        for word in people
        for coded in (word.encode(), word.encode("cp1251"), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode())
    }
    table = (NOVOSIBIRSK / "winners.csv").read_bytes()

    assert all(word.encode("cp1251") in table for word in people)
    assert any(path.name == "journal.sqlite" for path in files)
    assert [] == [form for form in forms if any(form in text for text in texts)]


def test_covers_are_found_under_other_names(campaign, winners):
    """A cover whose name has Latin letters, or another extension than the table says, is taken with a warning."""
    warned = {row["title"] for row in campaign.report() if any("was taken to be" in str(w) for w in row["warnings"])}
    other = {winner.name for winner in winners if winner.file and winner.cover not in ("", winner.file)}

    assert other == warned
    assert 20 <= len(warned)


def test_both_tables_say_the_same():
    """The CSV in cp1251 and the workbook give the same rows under the same numbers, in all spheres and lengths."""
    fields = load_template("plate").fields
    book, text = (read_manifest(NOVOSIBIRSK / name, fields) for name in ("winners.xlsx", "winners.csv"))
    rows = list(book.rows())
    names = [row.values["name"] for row in rows]

    assert [(row.number, row.values) for row in rows] == [(row.number, row.values) for row in text.rows()]
    assert Counter(row.values["nomination"] for row in rows).keys() == SPHERES
    assert (179, 21, 223) == (len(set(names)), min(map(len, names)), max(map(len, names)))


def test_the_tables_are_those_of_the_script(run_script, tmp_path):
    """make_table.py writes the tables that are kept, cell by cell, and the CSV byte by byte."""
    run_script(NOVOSIBIRSK / "make_table.py", tmp_path)

    assert (NOVOSIBIRSK / "winners.csv").read_bytes() == (tmp_path / "winners.csv").read_bytes()
    assert cells(NOVOSIBIRSK / "winners.xlsx") == cells(tmp_path / "winners.xlsx")


def cells(path: Path) -> tuple[list, list[str]]:
    sheet = openpyxl.load_workbook(path).active
    return list(sheet.iter_rows(values_only=True)), sorted(map(str, sheet.merged_cells.ranges))


def test_nothing_points_at_a_real_page(winners):
    """No ОГРН has its check digit, and a link has a number beyond those in use, or a name that says what it is."""
    numbered = [int(number) for winner in winners for number in re.findall(r"[0-9]{9}", winner.link)]

    assert [] == [winner for winner in winners if winner.ogrn // 10 % 11 % 10 == winner.ogrn % 10]
    assert 900_000_000 < min(numbered)
    assert len(winners) == len(numbered) + sum("_example" in winner.link for winner in winners)


def test_making_covers_needs_the_installed_package_only():
    """The main command's installation brings what its script imports."""
    source = (NOVOSIBIRSK / "make_campaign.py").read_text("utf-8") + (NOVOSIBIRSK / "winners.py").read_text("utf-8")

    assert "openpyxl" not in source
