"""A folder with a template of one's own to preview, and the browser that the report's tests use."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
TEMPLATE = """\
qualitymark: 1
name: small
fields:
  name: {required: true}
  year: {type: integer, required: true}
  nomination: {}
  verify_url: {}
palette:
  light: {plate: "#ffffff", ink: "#10203a"}
  dark: {plate: "#10203a", ink: "#ffffff"}
marks:
  - name: plate
    artboard: [400, 180]
    size: {width: 400px}
    place: {anchor: bottom-right, margin: 10px, within: cover}
    layers:
      - {name: plate, kind: shape, shape: rectangle, box: [0, 0, 400, 180], fill: plate, shadow: soft}
      - {name: emblem, kind: image, source: emblem.svg, box: [300, 10, 90, 90]}
      - {name: name, kind: text, text: "{name}", box: [10, 10, 200, 60], size: {max: 30, min: 16}, lines: 2, fill: ink}
      - {name: year, kind: text, text: "{year}", box: [10, 80, 200, 30], size: 24, fill: ink}
      - {name: nomination, kind: text, text: "{nomination}", when: nomination, box: [10, 120, 200, 30], size: 16, fill: ink}
"""
CHILD = "qualitymark: 1\nname: child\nextends: base.yaml\n"
HOSTILE = '<img src=x onerror="hacked=1"></script>'


def _shared(name: str, file: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tests" / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


_report = _shared("report_conftest", "batch/report/conftest.py")
Browser = _report.Browser
browser = _report.browser


class Desk:
    """A designer's folder: ``cover.png``, ``page.yaml``, ``child.yaml`` over ``base.yaml``, and ``emblem.svg``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        Image.new("RGB", (960, 384), "#3a6ea5").save(path / "cover.png")
        shutil.copy(ROOT / "assets/emblem/emblem.svg", path)
        self.write(
            base__yaml=TEMPLATE, child__yaml=CHILD, page__yaml="name: Школа № 3\nyear: 2026\nnomination: Спорт\n"
        )

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def write(self, **files: str) -> None:
        """Write files by their names, two underscores standing for the dot, in one step as editors do."""
        for name, text in files.items():
            target = self.path / name.replace("__", ".")
            passing = target.with_suffix(".part")
            passing.write_text(text, "utf-8")
            passing.replace(target)

    def look(self, template: str = "base.yaml", **options: Any) -> Any:
        """Look at the cover with the page of the folder."""
        from qualitymark import Page
        from qualitymark.preview import look

        return look(self / "cover.png", self / template, Page.load(self / "page.yaml"), **options)


@pytest.fixture
def desk(tmp_path) -> Desk:
    """The folder."""
    path = tmp_path / "desk"
    path.mkdir()
    return Desk(path)


@pytest.fixture
def hostile() -> str:
    """A value that would become markup in a careless page."""
    return HOSTILE
