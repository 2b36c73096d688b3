"""A folder with a cover and a small template of one's own, and the two ways to run the command line in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner, Result
from PIL import Image

import qualitymark
from qualitymark.cli import cli

MINI = """\
qualitymark: 1
name: mini
title: Малая плашка
fields:
  name: {required: true, aliases: [Название]}
  year: {type: integer, required: true, aliases: [Год]}
  nomination: {}
  verify_url: {aliases: [Ссылка]}
palette:
  light: {plate: "#ffffff", ink: "#10203a"}
  dark: {plate: "#10203a", ink: "#ffffff"}
marks:
  - artboard: [400, 180]
    size: {width: 400px}
    place: {anchor: bottom-right, margin: 10px, within: cover}
    layers:
      - {name: plate, kind: shape, shape: rectangle, box: [0, 0, 400, 180], fill: plate}
      - {name: name, kind: text, text: "{name}", box: [10, 10, 200, 60], size: {max: 30, min: 16}, lines: 2, fill: ink}
      - {name: year, kind: text, text: "{year}", box: [10, 80, 200, 30], size: 24, fill: ink}
      - {name: nomination, kind: text, text: "{nomination}", when: nomination, box: [10, 120, 200, 30], size: 16, fill: ink}
      - {name: code, kind: qr, payload: "{verify_url}", when: verify_url, box: [220, 0, 180, 180], quiet: 2}
"""
PAGE = "name: Школа № 3\nyear: 2023\n"


def cover(format: str = "JPEG", size: tuple[int, int] = (640, 320)) -> bytes:
    """The bytes of a plain picture."""
    stream = BytesIO()
    Image.new("RGB", size, "#3a6ea5").save(stream, format)
    return stream.getvalue()


def environment(**more: str) -> dict[str, str]:
    """What the program is run with: English, and nothing of the terminal that the tests run in."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "QUALITYMARK", "LANG", "LC_"))
    }
    source = str(Path(qualitymark.__file__).parents[1])
    return {**kept, "PYTHONPATH": source, "QUALITYMARK_LANG": "en", "LC_CTYPE": "C.UTF-8", **more}


@dataclass(frozen=True)
class Folder:
    """The current folder of a test."""

    path: Path
    stamp: ClassVar = ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml")  # works as it stands
    mini: ClassVar = MINI
    cover: ClassVar = staticmethod(cover)

    def run(self, *arguments: str, input: bytes | None = None) -> Result:
        """Run a command in this process; see ``Result`` for what is told."""
        return CliRunner().invoke(cli, arguments, input=input)

    def program(
        self, *arguments: str | bytes, env: dict[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command as a program of its own; what it prints are bytes."""
        return self.python("-m", "qualitymark", *arguments, env=env, **options)

    def python(
        self, *arguments: str | bytes, env: dict[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Run Python in the folder, with the environment of ``program``."""
        piped = {name: subprocess.PIPE for name in ("stdout", "stderr") if name not in options}
        if "input" not in options:
            options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.path,
            env=environment(**(env or {})),
            check=False,
            timeout=60,
            **piped,
            **options,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a program that waits for its input, and can be stopped as with Ctrl+C."""
        heed = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # it is ignored in a background
        )
        return subprocess.Popen(
            [sys.executable, "-c", f"{heed}; from qualitymark.cli import main; main()", *arguments],
            cwd=self.path,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def write(self, **files: str | bytes) -> None:
        """Write files by their names; two underscores stand for the dot."""
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (self.path / name.replace("__", ".")).write_bytes(data)

    def contents(self) -> dict[str, bytes | None]:
        """Return everything in the folder: names, and the bytes of files."""
        return {
            str(path.relative_to(self.path)): path.read_bytes() if path.is_file() else None
            for path in sorted(self.path.rglob("*"))
        }


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Folder:
    """A folder with ``cover.jpg``, ``mini.yaml`` and ``page.yaml``; the current one, in English."""
    monkeypatch.setenv("QUALITYMARK_LANG", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("QUALITYMARK_DEBUG", raising=False)
    made = Folder(tmp_path / "folder")
    made.path.mkdir()
    made.write(cover__jpg=cover(), mini__yaml=MINI, page__yaml=PAGE)
    monkeypatch.chdir(made.path)
    return made
