"""A small campaign of one's own: a table, covers, a template that is quick to draw."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PIL import Image

import qualitymark
from qualitymark.batch.outcome import Outcome
from qualitymark.batch.plan import Plan, plan
from qualitymark.batch.run import run_batch
from qualitymark.batch.settings import Settings
from qualitymark.manifest import read_manifest
from qualitymark.template import Template, load_template

MINI = """\
qualitymark: 1
name: mini
fields:
  name: {required: true, aliases: [Название]}
  year: {type: integer, required: true, aliases: [Год]}
  nomination: {aliases: [Номинация]}
palette:
  light: {plate: "#ffffff", ink: "#10203a"}
marks:
  - artboard: [200, 90]
    size: {width: 200px}
    place: {anchor: bottom-right, margin: 10px, within: cover}
    layers:
      - {name: plate, kind: shape, shape: rectangle, box: [0, 0, 200, 90], fill: plate}
      - {name: name, kind: text, text: "{name}", box: [10, 10, 180, 40], size: {max: 20, min: 8}, lines: 2, fill: ink}
      - {name: year, kind: text, text: "{year}", box: [10, 60, 100, 20], size: 16, fill: ink}
"""
KINDS = '''
"""A layer kind that does to a worker what broken pictures do."""

import ctypes, os, re, signal, time
from qualitymark.layers.shape import LAYER as Shape
from qualitymark.model.keys import Phrase
from qualitymark.model.reading import key, model


@model
class Poison(Shape):
    """Poison, where the text says so."""

    kind = "poison"
    dose: str = key(Phrase(), doc="The page's name.")

    def lay_out(self, space):
        for word, act in ACTS.items():
            if word in self.dose:
                act()
        return super().lay_out(space)


def hold():
    re.match(r"(a|aa)+$", "a" * 64 + "b")  # for years, and nothing else of the process runs meanwhile


def segfault():
    ctypes.string_at(0)


ACTS = {
    "exit": lambda: os._exit(3),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": segfault,
    "sleep": lambda: time.sleep(600),
    "hold": hold,
    "memory": lambda: bytearray(3 << 30),
    "raise": lambda: 1 / 0,
}
'''
POISONED = MINI.replace(
    "      - {name: year",
    '      - {kind: poison, shape: rectangle, box: [0, 0, 9, 9], fill: ink, dose: "{name}"}\n      - {name: year',
)


def picture(number: int = 0, format: str = "JPEG", size: tuple[int, int] = (320, 160)) -> bytes:
    """The bytes of a plain picture, another one for every number."""
    stream = BytesIO()
    Image.new("RGB", size, (40 + number % 150, 110, 165)).save(stream, format)
    return stream.getvalue()


@dataclass(frozen=True)
class Campaign:
    """A folder with ``table.csv``, ``covers`` and ``mini.yaml``; outputs go to ``out``."""

    path: Path
    mini: ClassVar = MINI
    picture: ClassVar = staticmethod(picture)

    @property
    def out(self) -> Path:
        return self.path / "out"

    @property
    def table(self) -> Path:
        return self.path / "table.csv"

    @property
    def template(self) -> Template:
        return load_template(self.path / "mini.yaml")

    def write(self, rows: Sequence[Sequence[object]], headings: str = "ID;Название;Год") -> None:
        """Write the table."""
        lines = [headings, *(";".join(map(str, row)) for row in rows)]
        self.table.write_text("\n".join(lines) + "\n", "utf-8")

    def schools(self, count: int) -> None:
        """Write a table of so many pages, each with its cover."""
        self.write([(number, f"Школа № {number}", 2023) for number in range(1, count + 1)])
        for number in range(1, count + 1):
            self.cover(f"public{number}.jpg", picture(number))

    def cover(self, name: str, data: bytes | None = None) -> Path:
        path = self.path / "covers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture() if data is None else data)
        return path

    def settings(self, **more: Any) -> Settings:
        return Settings(**{"covers": self.path / "covers", "workers": 2, **more})

    def plan(self, template: Template | None = None, **more: Any) -> Plan:
        used = template or self.template
        return plan(read_manifest(self.table, used.fields), used, self.settings(**more), self.out)

    def run(
        self, template: Template | None = None, executor: Executor | None = None, stop: Any = None, **more: Any
    ) -> dict[str, Outcome]:
        """Run the campaign; return the outcomes by the names of the outputs."""
        made = self.plan(template, **more)
        outcomes = run_batch(
            made, template=made.template, out=self.out, executor=executor, settings=self.settings(**more), stop=stop
        )
        return {outcome.key: outcome for outcome in outcomes}

    def statuses(self, *arguments: Any, **more: Any) -> dict[str, str]:
        """Run the campaign; return what became of each output."""
        return {key: outcome.status for key, outcome in sorted(self.run(*arguments, **more).items())}

    def outputs(self) -> dict[str, bytes]:
        """The stamped covers."""
        return {
            str(path.relative_to(self.out)): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and path.relative_to(self.out).parts[0] not in (".qualitymark", "report")
        }

    def environment(self) -> dict[str, str]:
        """What programs are run with that use this campaign."""
        source = str(Path(qualitymark.__file__).parents[1])
        return {**os.environ, "PYTHONPATH": os.pathsep.join((source, str(self.path))), "QUALITYMARK_LANG": "en"}

    def command(self, *more: str) -> list[str]:
        """The command line that runs the campaign as a program."""
        arguments = ["batch", "table.csv", "-o", "out", "-t", "mini.yaml", "--covers", "covers", "-j", "2", *more]
        return [sys.executable, "-m", "qualitymark", *arguments]


@pytest.fixture
def campaign(tmp_path) -> Campaign:
    """A folder for a campaign, with a template and no rows."""
    made = Campaign(tmp_path / "campaign")
    (made.path / "covers").mkdir(parents=True)
    (made.path / "mini.yaml").write_text(MINI, "utf-8")
    return made


@pytest.fixture
def poisoned(campaign, monkeypatch) -> Template:
    """A template with a layer that crashes, hangs or swells the process when a page's name says so."""
    (campaign.path / "poison_kind.py").write_text(KINDS, "utf-8")
    (campaign.path / "poisoned.yaml").write_text(POISONED, "utf-8")
    monkeypatch.syspath_prepend(str(campaign.path))
    monkeypatch.setenv("PYTHONPATH", campaign.environment()["PYTHONPATH"])
    monkeypatch.delitem(sys.modules, "poison_kind", raising=False)
    from importlib import import_module

    kind = import_module("poison_kind").Poison
    yield load_template(campaign.path / "poisoned.yaml", kinds={"poison": kind})
    sys.modules.pop("poison_kind", None)
