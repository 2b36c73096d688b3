"""What several tests of the docs share."""

from __future__ import annotations

import csv
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

import qualitymark

ROOT = Path(__file__).parents[2]
NOVOSIBIRSK = ROOT / "examples/novosibirsk"
HEADINGS_ROW, FIRST_ROW, ROWS = 4, 6, 5


def load(script: Path) -> ModuleType:
    """Import a script of the examples by its path."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[script.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def winners() -> list:
    """The rows of the example campaign."""
    return load(NOVOSIBIRSK / "winners.py").winners()


@pytest.fixture(scope="session")
def run_script():
    """Run a Python script; return what it printed."""

    def run(script: Path, *arguments: str | Path, cwd: Path | None = None) -> str:
        environment = {**os.environ, "PYTHONPATH": str(Path(qualitymark.__file__).parents[1])}
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-B", script, *arguments],
            check=False,
            cwd=cwd,
            env=environment,
            capture_output=True,
            encoding="utf-8",
        )
        assert (0, "") == (done.returncode, done.stderr)
        return done.stdout

    return run


@pytest.fixture(scope="session")
def readers_table(tmp_path_factory, winners) -> Path:
    """A folder with the first rows of the example, without faults: winners.xlsx, winners.csv and covers."""
    folder = tmp_path_factory.mktemp("reader") / "checkout"
    (folder / "covers").mkdir(parents=True)
    whole = openpyxl.load_workbook(NOVOSIBIRSK / "winners.xlsx").active
    last = FIRST_ROW + ROWS - 1
    cells = [row for row in whole.iter_rows(HEADINGS_ROW, last, values_only=True) if any(row[1:])]
    book = openpyxl.Workbook()
    book.active.title = whole.title
    for row in cells:
        book.active.append(row)
    book.save(folder / "winners.xlsx")
    with (folder / "winners.csv").open("w", encoding="cp1251", newline="") as file:
        csv.writer(file, delimiter=";").writerows(cells)
    for winner in winners[:ROWS]:
        shutil.copy(NOVOSIBIRSK / "covers/school.jpg", folder / "covers" / winner.file)
    return folder
