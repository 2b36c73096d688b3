"""Bad input: one clear line a fault, the right exit code, no traceback, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LONG = "Ш" * 50


@dataclass(frozen=True)
class Case:
    """A command beside ``folder.stamp``, what has to be in the folder, and what is told.

    ``told`` is one line a fault, without “Error: ”. ``first`` takes the place of the usual arguments.
    """

    name: str
    exit_code: int
    told: str
    more: tuple[str, ...] = ()
    first: tuple[str, ...] | None = None
    prepare: Callable[[Any], object] = lambda folder: None
    russian: str | None = None

    def run(self, folder: Any) -> Any:
        self.prepare(folder)
        before = folder.contents()
        done = folder.run(*(folder.stamp if self.first is None else self.first), *self.more)
        assert before == folder.contents()
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done


def files(**contents: str | bytes) -> Callable[[Any], object]:
    return lambda folder: folder.write(**contents)


def changed(old: str, new: str) -> Callable[[Any], object]:
    """The template with one part replaced."""

    def change(folder: Any) -> None:
        assert old in folder.mini
        folder.write(mini__yaml=folder.mini.replace(old, new))

    return change


def truncated(folder: Any) -> None:
    folder.write(cover__jpg=folder.cover()[:-200])


def outside(name: str) -> Callable[[Any], object]:
    """A file that stands beside the folder of the template, not in it."""
    return lambda folder: (folder.path.parent / name).write_bytes(b"x")


def linked(how: Callable[[Path, Path], object]) -> Callable[[Any], object]:
    return lambda folder: how(folder.path / "cover.jpg", folder.path / "other.jpg")


COVERS = [
    Case(
        "missing",
        3,
        "no.jpg: There is no such file; check the path.",
        first=("stamp", "no.jpg", "-t", "mini.yaml", "--page", "page.yaml"),
        russian="no.jpg: Такого файла нет; проверьте путь.",
    ),
    Case(
        "missing, and nothing else is right",
        3,
        "no.jpg: There is no such file; check the path.",
        first=("stamp", "no.jpg"),
    ),
    Case(
        "not a picture",
        3,
        "cover.jpg: This is not a picture that can be opened; give one of JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP, HEIF.",
        prepare=files(cover__jpg="Dear Sir or Madam"),
    ),
    Case(
        "truncated",
        3,
        "cover.jpg: The JPEG file is cut off; get a complete copy of it.",
        prepare=truncated,
    ),
    Case("of no bytes", 3, "cover.jpg: The file is empty; give a picture file.", prepare=files(cover__jpg="")),
    Case(
        "a folder",
        3,
        ".: This is a folder; give a picture file.",
        first=("stamp", ".", "-t", "mini.yaml", "--page", "page.yaml", "--format", "png"),
    ),
    Case(
        "no name",
        3,
        "This is a folder; give a picture file.",
        first=("stamp", "", "-t", "mini.yaml", "--page", "page.yaml"),
    ),
    Case(
        "empty stream",
        3,
        "The file is empty; give a picture file.",
        first=("stamp", "-", "-t", "mini.yaml", "--page", "page.yaml"),
    ),
]

TEMPLATES = [
    Case(
        "not YAML",
        2,
        "mini.yaml:2:2: This is not valid YAML: did not find expected ',' or ']'. Mend the line.",
        prepare=files(mini__yaml="a: [1\nb: }"),
    ),
    Case(
        "a list",
        2,
        "mini.yaml:1:1: A template is a mapping of keys, not a list; see “qualitymark template show plate”.",
        prepare=files(mini__yaml="- 1\n- 2\n"),
    ),
    Case(
        "binary",
        2,
        "mini.yaml:1: This line is not UTF-8; save the file as UTF-8.",
        prepare=files(mini__yaml=b"\xff\xfe\0"),
    ),
    Case(
        "empty",
        2,
        "mini.yaml: The template is empty; “qualitymark template new” writes one to start from.",
        prepare=files(mini__yaml=""),
    ),
    Case("a folder", 2, "./: This is a folder; give a file.", more=("-t", "./")),
    Case(
        "missing",
        2,
        "minii.yaml: There is no such file; check the path. Did you mean “mini.yaml”?",
        more=("-t", "minii.yaml"),
    ),
    Case(
        "unknown",
        2,
        "There is no built-in template “plat”. Did you mean “plate”? For a file of your own, write its path with .yaml at the end.",
        more=("-t", "plat"),
    ),
    Case(
        "font outside",
        2,
        "mini.yaml:9:14: fonts.Own: “../a.ttf” is outside of the template's folder; move it beside the template.",
        prepare=lambda f: (outside("a.ttf")(f), changed("palette:", "fonts: {Own: ../a.ttf}\npalette:")(f)),
    ),
    Case(
        "picture outside",
        2,
        "mini.yaml:17:44: marks[0].layers[0].source: “../a.png” is outside of the template's folder; move it beside the template.",
        prepare=lambda f: (
            outside("a.png")(f),
            changed(
                "{name: plate, kind: shape, shape: rectangle, box: [0, 0, 400, 180], fill: plate}",
                "{name: plate, kind: image, source: ../a.png, box: [0, 0, 9, 9]}",
            )(f),
        ),
    ),
    Case(
        "two faults",
        2,
        "mini.yaml:3:1: foo: Unknown key “foo”. Known: fields, fonts, marks, name, palette, qualitymark, title.\nmini.yaml:4:1: bar: Unknown key “bar”. Known: fields, fonts, marks, name, palette, qualitymark, title.",
        prepare=changed("name: mini\ntitle", "name: mini\nfoo: 1\nbar: 2\ntitle"),
    ),
]

PAGES = [
    Case(
        "wrong type",
        2,
        "page.yaml: “year” must be a whole number, not “soon”; mend it.",
        prepare=files(page__yaml="name: Школа\nyear: soon\n"),
        russian="page.yaml: «year» должно быть целым числом, а не «soon»; исправьте.",
    ),
    Case(
        "a list as value",
        2,
        "page.yaml:1:7: name: The value of “name” must be a text or a number; put it in quotes.\npage.yaml:2:7: year: The value of “year” must be a text or a number; put it in quotes.",
        prepare=files(page__yaml="name: [a, b]\nyear: true\n"),
    ),
    Case(
        "a list",
        2,
        "page.yaml:1:1: Expected field names and values, not a list; write “name: …”.",
        prepare=files(page__yaml="- name\n"),
    ),
    Case(
        "JSON, broken",
        2,
        "page.json:1:10: This is not valid JSON: Expecting value. Mend the line.",
        prepare=files(page__json='{"name": '),
        more=("--page", "page.json"),
    ),
    Case(
        "missing",
        2,
        "no.yaml: There is no such file; check the path. Did you mean “mini.yaml”?",
        more=("--page", "no.yaml"),
    ),
    Case("wrong value of -s", 2, "“year” must be a whole number, not “soon”; mend it.", more=("-s", "year=soon")),
    Case(
        "lacks a field",
        2,
        "The page has no “name”, which layer “name” of template “mini” needs. Give it in the page, or with -s name=….",
        more=(
            "-s",
            "name=",
        ),
    ),
    Case("not key and value", 2, "“name” is not KEY=VALUE; write -s year=2023.", more=("-s", "name")),
    Case(
        "unknown field",
        2,
        "Unknown field “yaer”. Did you mean “year”?",
        more=("-s", "yaer=2023"),
        russian="Неизвестное имя «yaer» (поле). Может быть, «year»?",
    ),
    Case(
        "twice", 2, "“year” is given twice on the command line; keep one.", more=("-s", "year=2023", "-s", "Год=2024")
    ),
    Case(
        "no payload",
        2,
        "--qr is empty; give a link, or leave it out.",
        more=("--qr", " "),
        russian="Значение --qr пусто; укажите ссылку или уберите параметр.",
    ),
    Case(
        "payload twice",
        2,
        "“verify_url” is given twice on the command line; keep one.",
        more=("--qr", "a", "-s", "verify_url=b"),
    ),
    Case(
        "no field for --qr",
        2,
        "Template “mini” has no field verify_url for --qr; use another one.",
        prepare=changed("verify_url", "link"),
        more=("--qr", "a"),
    ),
    Case(
        "long payload",
        3,
        "mini/code: The QR code needs 292 px a side (73 modules of 4 px, quiet zone included) but has 180 px; make the mark or the cover 1.63 times as large, or shorten the payload (320 characters).",
        more=("--qr", "https://example.org/" + "x" * 300),
    ),
    Case(
        "payload beyond any code",
        3,
        "mini/code: The QR payload has 5000 bytes, but a QR code of level M holds 2331 at most; shorten it to a link.",
        more=("--qr", "x" * 5000),
    ),
    Case(
        "long text",
        3,
        f"mini/name: The text “{LONG}” does not fit 200 x 60 units in 2 lines: it would need size 4, and the"
        " smallest allowed is 16. Make its box larger, allow more lines or a smaller size, give a shorter text, or allow"
        " it to be shortened or to end in an ellipsis.",
        more=("-s", f"name={LONG}"),
    ),
    Case(
        "no glyph",
        3,
        "mini/name: The text “𒀀” has signs that neither the font Golos Text 400 nor its fallbacks can draw: U+12000 CUNEIFORM SIGN A. Remove them, or name a font that has them.",
        more=("-s", "name=\U00012000"),
    ),
]

CHOICES = [
    Case(
        "platform",
        2,
        "Unknown platform “vk-cvoer”. Did you mean “vk-cover”? For a file of your own, write its path with .yaml at the end.",
        more=("--platform", "vk-cvoer"),
        russian="Неизвестная платформа «vk-cvoer». Может быть, «vk-cover»? Для своего файла укажите путь с .yaml на конце.",
    ),
    Case("anchor", 2, "Unknown anchor “botom-right”. Did you mean “bottom-right”?", more=("--anchor", "botom-right")),
    Case("tone", 2, "Unknown tone “drak”. Did you mean “dark”?", more=("--tone", "drak")),
    Case("format", 2, "Unknown format “jpgg”. Did you mean “jpg”?", more=("--format", "jpgg")),
    Case(
        "extension",
        2,
        "The output's extension .psd is not one that can be written; use one of .jpg, .png, .webp, .gif, .tif, .avif.",
        more=("-o", "out.psd"),
    ),
    Case(
        "format and extension",
        2,
        "The output's extension .png means PNG, but the format jpg is asked for; change one of them.",
        more=("-o", "out.png", "--format", "jpg"),
    ),
    Case("unknown command", 2, "Unknown command “stmap”. Did you mean “stamp”?", first=("stmap", "cover.jpg")),
    Case(
        "unknown command of template", 2, "Unknown command “chekc”. Did you mean “check”?", first=("template", "chekc")
    ),
]

OUTPUTS = [
    Case(
        "exists",
        4,
        "page.yaml.jpg: The output exists; give another name, or ask to overwrite it (--overwrite).",
        more=("-o", "page.yaml.jpg"),
        prepare=files(page__yaml__jpg="x"),
    ),
    Case(
        "default exists",
        4,
        "cover.marked.jpg: The output exists; give another name, or ask to overwrite it (--overwrite).",
        prepare=files(cover__marked__jpg="x"),
        russian="cover.marked.jpg: Файл уже есть; укажите другое имя или разрешите перезапись (--overwrite).",
    ),
    Case(
        "is the cover",
        4,
        "cover.jpg: The output is the cover itself; give another name.",
        more=("-o", "./cover.jpg", "--overwrite"),
    ),
    Case(
        "symbolic link to the cover",
        4,
        "other.jpg: The output is the cover itself; give another name.",
        more=("-o", "other.jpg", "--overwrite"),
        prepare=linked(lambda a, b: b.symlink_to(a)),
    ),
    Case(
        "hard link of the cover",
        4,
        "other.jpg: The output is the cover itself; give another name.",
        more=("-o", "other.jpg", "--overwrite"),
        prepare=linked(lambda a, b: b.hardlink_to(a)),
    ),
    Case("is a folder", 4, ".: The output is a folder; give a file name.", more=("-o", ".")),
    Case("no such folder", 4, "no/out.jpg: The folder no does not exist; create it first.", more=("-o", "no/out.jpg")),
    Case(
        "under a file",
        4,
        "page.yaml/out.jpg: page.yaml is not a folder; give another output.",
        more=("-o", "page.yaml/out.jpg"),
    ),
    Case(
        "name too long",
        4,
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.jpg: The output's name is too long; give a shorter one.",
        more=("-o", "x" * 300 + ".jpg"),
    ),
]

MATRIX = [*COVERS, *TEMPLATES, *PAGES, *CHOICES, *OUTPUTS]
GROUPS = {"cover": COVERS, "template": TEMPLATES, "page": PAGES, "choice": CHOICES, "output": OUTPUTS}


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{group}-{case.name}") for group, cases in GROUPS.items() for case in cases]
)
def test_every_fault_is_one_line(folder, case):
    """The line says what is wrong, where, and what to do; nothing else is printed, and nothing is written."""
    done = case.run(folder)

    expected = "".join(f"Error: {line}\n" for line in case.told.split("\n"))
    assert (case.exit_code, "", expected) == (done.exit_code, done.stdout, done.stderr)


@pytest.mark.parametrize("case", [case for case in MATRIX if case.russian], ids=lambda case: case.name)
def test_faults_are_told_in_russian(folder, case, monkeypatch):
    """The same faults in the other language."""
    monkeypatch.setenv("QUALITYMARK_LANG", "ru")

    done = case.run(folder)

    expected = "".join(f"Ошибка: {line}\n" for line in case.russian.split("\n"))
    assert (case.exit_code, "", expected) == (done.exit_code, done.stdout, done.stderr)


def test_three_kinds_of_fault_at_least_are_told_in_russian():
    """The test above is not empty."""
    assert {2, 3, 4} == {case.exit_code for case in MATRIX if case.russian}


@pytest.mark.parametrize(
    "case", [COVERS[0], TEMPLATES[-1], PAGES[0], CHOICES[0], OUTPUTS[0]], ids=lambda case: case.name
)
def test_json_has_the_error_too(folder, case):
    """With --json the error is one object on standard output, and its lines stay on standard error."""
    case.prepare(folder)

    done = folder.run(*(case.first or folder.stamp), *case.more, "--json")

    lines = case.told.split("\n")
    error = json.loads(done.stdout)["error"]
    assert ["exit_code", "faults", "kind", "message", "place"] == sorted(error)
    assert (case.exit_code, case.exit_code) == (done.exit_code, error["exit_code"])
    assert lines[0] == ": ".join(part for part in (error["place"], error["message"]) if part)
    assert len(lines) == len(error["faults"]) == len(done.stderr.splitlines())
    assert error["message"] == error["faults"][0]["message"]


def test_json_tells_the_place_in_parts(folder):
    """File, line, column and key are there for editors and scripts."""
    TEMPLATES[-1].prepare(folder)

    error = json.loads(folder.run("template", "check", "mini.yaml", "--json").stdout)["error"]

    first = {"file": "mini.yaml", "line": 3, "column": 1, "key": "foo"}
    assert {"message": error["message"], **first} == error["faults"][0]
    assert ("TemplateError", "mini.yaml:3:1: foo") == (error["kind"], error["place"])
