"""Tables for the tests of reading them: the fields of a template, and files written on the spot."""

from __future__ import annotations

import openpyxl
import pytest

from qualitymark.manifest import read_manifest
from qualitymark.manifest.table import ReadOptions
from qualitymark.template.fields import Field

FIELDS = (
    ("name", Field(required=True, aliases=("Наименование учреждения", "Название"))),
    ("year", Field(type="integer", required=True, aliases=("Год",))),
    ("nomination", Field(aliases=("Номинация", "Сфера"))),
    ("ogrn", Field(aliases=("ОГРН",))),
)


@pytest.fixture
def table(tmp_path):
    """Write bytes or a text into a file and read it: ``table(content, name, fields=…, encoding=…, mapping=…)``."""

    def read(content, name="table.csv", fields=FIELDS, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_manifest(path, fields, ReadOptions(**options))

    return read


@pytest.fixture
def workbook(tmp_path):
    """Fill a workbook with a function that gets its first sheet, and read it."""

    def read(fill, name="table.xlsx", fields=FIELDS, **options):
        book = openpyxl.Workbook()
        fill(book.active)
        book.save(tmp_path / name)
        return read_manifest(tmp_path / name, fields, ReadOptions(**options))

    return read
