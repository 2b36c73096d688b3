"""Everything in the docs that can be run is run, and everything that can be looked up is looked up.

Code blocks: ``sh`` has one command a line, each must succeed; ``console`` has commands after ``$ `` with exactly
what they print; ``powershell`` is ``sh`` as Windows has it; ``python`` is executed; ``yaml`` is read as what it is.
Commands run in a copy of the examples where also ``cover.jpg``, ``page.yaml``, ``winners.xlsx`` and its ``covers`` stand
for the reader's own files. README's main command has its own tests, in test_campaign.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from click.testing import CliRunner

import qualitymark
from qualitymark import Page, load_platform, load_template, stamp, stamp_file
from qualitymark.cli import cli
from qualitymark.text.shorten import Shortener

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
SHELL = re.compile(r"[|<>$;*]|^[A-Z_]+=")

SET_UP = "python3 -m venv .venv && .venv/bin/pip install '.[xlsx]' && "
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[dev]' && .venv/bin/python scripts/check.py"
WINDOWS_SET_UP = ["py -m venv .venv", r'.venv\Scripts\pip install ".[xlsx]"']

FRAGMENT = """\
qualitymark: 1
name: fragment
fields: {name: {}, year: {}, nomination: {}, district: {}, verify_url: {}, status: {}}
palette:
  light: {plate: "#ffffff", ink: "#10203a", accent: "#e0501e"}
  dark: {plate: "#10203a", ink: "#ffffff", accent: "#ff7d47"}
marks:
  - artboard: [640, 320]
    size: {width: 60%}
    place: {within: cover}
    layers:
"""


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int

    @property
    def commands(self) -> list[str]:
        """The commands of a block, without comments."""
        lines = [line.partition(" # ")[0].strip() for line in self.text.splitlines()]
        return [line for line in lines if line and not line.startswith("#")]


def blocks(page: Path, *kinds: str) -> list[Block]:
    text = page.read_text("utf-8")
    found = [Block(match[1], match[2], text[: match.start()].count("\n") + 2) for match in BLOCK.finditer(text)]
    return [block for block in found if not kinds or block.kind in kinds]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def with_blocks(*kinds: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, *kinds)]


@pytest.fixture
def place(request, tmp_path, monkeypatch, readers_table) -> Path:
    """A copy of what the reader has, as the current folder; examples run in their own folder."""
    home = tmp_path / "home"
    checkout = tmp_path / "checkout"
    (home / "bin").mkdir(parents=True)
    shutil.copytree(readers_table, checkout)
    shutil.copytree(
        ROOT / "examples", checkout / "examples", ignore=shutil.ignore_patterns("*.marked.*", "marked*", "campaign")
    )
    shutil.copy(ROOT / "examples/novosibirsk/covers/school.jpg", checkout / "cover.jpg")
    shutil.copy(ROOT / "examples/novosibirsk/pages/school.yaml", checkout / "page.yaml")
    for name, options in {"qualitymark": "-m qualitymark", "python": ""}.items():
        program = home / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(home / "bin"), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONPATH", str(Path(qualitymark.__file__).parents[1]), prepend=os.pathsep)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("QUALITYMARK_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    page = ROOT / request.param
    monkeypatch.chdir(checkout / (page.parent.relative_to(ROOT) if ROOT / "examples" in page.parents else ""))
    return page


def pages(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", [name_of(page) for page in with_blocks(*kinds)], indirect=True)


def run(command: str) -> str:
    """Run one command; return what it says where it fails."""
    if SHELL.search(command):
        done = subprocess.run(
            ["bash", "-c", command], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        return f"{command}\n{done.stdout}{done.stderr}" if done.returncode else ""
    program, *arguments = shlex.split(command)
    if program == "python":
        done = subprocess.run([sys.executable, *arguments], check=False, capture_output=True, text=True)
        return f"{command}\n{done.stdout}{done.stderr}" if done.returncode else ""
    assert program == "qualitymark", command
    result = CliRunner().invoke(cli, arguments, prog_name="qualitymark")
    return f"{command}\n{result.output}{result.exception!r}" if result.exit_code else ""


@pages("sh")
def test_commands_succeed(place):
    """Every command of a page does what the page says, one after another, in the reader's folder."""
    commands = [command for block in blocks(place, "sh") for command in block.commands]
    mine = [command for command in commands if command != TEST and not command.startswith(SET_UP)]

    assert [] == [said for command in mine if (said := run(command))]


@pages("console")
def test_commands_print_what_the_page_shows(place):
    """What a page shows as the program's answer is what the program answers."""
    for block in blocks(place, "console"):
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
            done = subprocess.run(
                ["bash", "-c", command],
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

            assert expected == done.stdout.decode(), f"line {block.line}: {command}"


@pages("powershell")
def test_windows_commands_succeed(place):
    """The commands of Windows are the same ones with its own paths."""
    commands = [command for block in blocks(place, "powershell") for command in block.commands]
    mine = [command for command in commands if command not in WINDOWS_SET_UP]

    assert WINDOWS_SET_UP == commands[: len(WINDOWS_SET_UP)]
    assert all(command.startswith(r".venv\Scripts\qualitymark ") for command in mine)
    assert [] == [
        said for command in mine if (said := run(command.removeprefix(".venv\\Scripts\\").replace("\\", "/")))
    ]


@pages("python")
def test_python_blocks_run(place):
    """The Python of a page runs from top to bottom."""
    names: dict[str, object] = {}
    for block in blocks(place, "python"):
        exec(compile("\n" * (block.line - 1) + block.text, str(place), "exec"), names)

    assert names.keys() & {"stamp", "run_batch"}


@pages("yaml")
def test_yaml_blocks_are_valid(place):
    """A template is valid, a list of layers can be drawn, a page, a platform and a list of abbreviations read."""
    for source in ("emblem/emblem.svg", "emblem/emblem-one.svg"):
        shutil.copy(ROOT / "assets" / source, Path(source).name)
    for weight in (400, 700):
        shutil.copy(ROOT / f"fonts/GolosText-{weight}.ttf", f"Own-{weight}.ttf")
    shutil.copy("cover.jpg", "photo.jpg")
    full = {"name": "ГБУЗ НСО «Заозёрная ЦРБ»", "nomination": "Спорт", "district": "округ", "year": 2026, "status": "1"}
    full["verify_url"] = "HTTPS://ZNAK.EXAMPLE/#K7Q2"
    for number, block in enumerate(blocks(place, "yaml")):
        file = Path(f"{number}.yaml")
        found = yaml.safe_load(block.text)
        file.write_text(block.text, "utf-8")
        if isinstance(found, list):
            file.write_text(FRAGMENT + "".join(f"      {line}\n" for line in block.text.splitlines()), "utf-8")
            assert stamp("cover.jpg", file, full).marks, block.line
        elif "qualitymark" in found:
            shown = [name for name, _ in load_template(file).fields]
            assert stamp("cover.jpg", file, {name: full[name] for name in shown if name in full}).marks, block.line
        elif "sizes" in found:
            assert load_platform(file).sizes, block.line
        elif "steps" in found:
            assert Shortener.read(file.read_bytes(), file.name), block.line
        else:
            assert Page.load(file), block.line


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_blocks_are_of_known_kinds(page):
    """A block whose kind nobody tests does not slip in; ``text`` is for what is no code."""
    assert set() == {block.kind for block in blocks(page)} - {"sh", "console", "powershell", "python", "yaml", "text"}
    assert page.read_text("utf-8").count("```") == 2 * len(blocks(page))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    """A link to a file finds it, and a link to a heading finds that."""
    missing = []
    for file, heading in LINK.findall(page.read_text("utf-8")):
        target = page.parent / file if file else page
        if not target.exists() or (heading and heading not in anchors(target)):
            missing.append(f"{file}#{heading}")

    assert [] == missing


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", re.sub(BLOCK, "", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_set_up_is_the_one_of_contributing():
    """README installs and tests the way CONTRIBUTING does, with an extra that exists."""
    readme = "\n".join(command for block in blocks(ROOT / "README.md", "sh") for command in block.commands)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]

    assert TEST in readme
    assert SET_UP + ".venv/bin/python examples/novosibirsk/make_campaign.py campaign && " in readme
    assert TEST in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert {"dev", "xlsx"} <= extras.keys()
    assert (ROOT / "scripts/check.py").is_file()


def test_the_russian_readme_says_the_same():
    """Both READMEs have the same headings, code, pictures and links, but for the language of pages and words."""

    def shape(page: Path) -> tuple[list[str], list[Block], int]:
        text = page.read_text("utf-8")
        code = [(block.kind, block.commands) for block in blocks(page, "sh", "yaml")]
        return re.findall(r"^(#+) ", re.sub(BLOCK, "", text), re.MULTILINE), code, len(LINK.findall(text))

    assert shape(ROOT / "README.md") == shape(ROOT / "README.ru.md")


def test_generated_parts_are_current():
    """The keys, errors, platforms and help texts in the docs are those of the program."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/reference.py", "--check"],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(qualitymark.__file__).parents[1])},
        capture_output=True,
        text=True,
    )

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("page, language", [("docs/errors.md", "en"), ("docs/ru/guide.md", "ru")])
def test_messages_that_are_explained_exist(page, language):
    """A message in the first column of a table is one of the program's; … stands for a value."""
    with (ROOT / "src/qualitymark/locale/ru/LC_MESSAGES/qualitymark.po").open("rb") as file:
        entries = [entry for entry in read_po(file) if isinstance(entry.id, str)]
    known = "\n".join(
        re.sub(r"\{[^}]*\}", "…", str(entry.id if language == "en" else entry.string)) for entry in entries
    )
    explained = re.findall(r"^\| `([^`]+)` \|", section(ROOT / page, "messages"), re.MULTILINE)

    assert 10 < len(explained)
    assert [] == [message for message in explained if message not in known]


def section(page: Path, name: str) -> str:
    """The part of a page between the comments ``<!-- name -->`` and ``<!-- end of name -->``."""
    return page.read_text("utf-8").partition(f"<!-- {name} -->")[2].partition(f"<!-- end of {name} -->")[0]


def test_the_json_of_stamp_is_described(tmp_path):
    """Every key of the object that stamp prints stands in docs/cli.md, and no other does."""

    def keys(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                yield from keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner)

    page = Page.load(ROOT / "examples/novosibirsk/pages/school.yaml")
    done = stamp_file(ROOT / "examples/novosibirsk/covers/school.jpg", tmp_path / "out.jpg", "plate", page)
    table = (ROOT / "docs/cli.md").read_text("utf-8").partition("| key | value |")[2].partition("\n\n")[0]
    described = set(re.findall(r"`([a-z_]+)`", table)) - {"null", "exact", "requantised", "from", "to"}

    assert set(keys(done.as_dict())) == described


@pytest.mark.parametrize("place", ["docs/batch.md"], indirect=True)
def test_the_json_of_batch_is_described(place):
    """Every key of the object that batch prints, and of its items, stands in docs/batch.md, and no other does."""
    result = CliRunner().invoke(cli, ["batch", "winners.xlsx", "--covers", "covers", "-o", "out", "-q", "--json"])
    told = json.loads(result.stdout)
    table = place.read_text("utf-8").partition("| key | value |")[2].partition("\n\n")[0]
    described = re.findall(r"`([a-z_]+)`", "".join(line.split("|")[1] for line in table.splitlines() if line))

    assert [*told, *told["items"][0]] == described


@pytest.mark.parametrize("place", ["docs/cli.md"], indirect=True)
def test_the_json_of_a_dry_run_is_described(place):
    """Every key of what --dry-run prints stands in docs/cli.md."""
    result = CliRunner().invoke(cli, ["batch", "winners.xlsx", "--covers", "covers", "--dry-run", "--json"])
    described = place.read_text("utf-8").partition("With `--dry-run`")[2].partition("\n\n")[0]

    assert [*json.loads(result.stdout)] == re.findall(r"`([a-z]+)`", described)


def test_the_rooms_stand_in_their_order():
    """The table of rooms has them all, in the order in which they may import each other."""
    source = (ROOT / "tests/test_imports.py").read_text("utf-8").partition("\nROOMS = (")[2].partition("\n)")[0]
    rows = re.findall(r"^\| (`.*?) \|", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)

    assert re.findall(r'"(\w+)"', source) == re.findall(r"\w+", " ".join(rows))


def test_every_command_stands_in_the_docs():
    """No command is without help, an example, and its place in docs/cli.md."""
    text = (ROOT / "docs/cli.md").read_text("utf-8")
    context = cli.make_context("qualitymark", [], resilient_parsing=True)
    wanted = []
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        inner = getattr(command, "commands", {})
        wanted += [(f"qualitymark {name} {sub}", inner[sub]) for sub in inner] or [(f"qualitymark {name}", command)]

    assert [] == [name for name, _ in wanted if f"## {name}\n" not in text]
    assert [] == [name for name, command in wanted if not command.help or not command.epilog]
