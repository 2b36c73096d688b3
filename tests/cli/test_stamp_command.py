"""``qualitymark stamp``: what its options do, and what it tells."""

from __future__ import annotations

import json

import pytest
from PIL import Image

import qualitymark
from qualitymark import stamp_file


def told(folder, *more: str) -> dict:
    """Stamp the cover and return the JSON object, which must be all of standard output."""
    done = folder.run(*folder.stamp, "-o", "out.png", "--overwrite", "--json", *more)
    assert 0 == done.exit_code, done.stderr
    return json.loads(done.stdout)


def texts(result: dict) -> dict[str, str]:
    return {text["layer"]: text["text"] for mark in result["marks"] for text in mark["texts"]}


def test_the_result_stands_beside_the_cover(folder):
    """Without -o the name is COVER.marked.EXT; one line on standard error says what was done."""
    done = folder.run(*folder.stamp)

    assert (0, "") == (done.exit_code, done.stdout)
    expected = "cover.marked.jpg: light mini at bottom-right, 400x180 px, smallest letters 24 px.\n"
    assert expected == done.stderr
    assert {"cover.jpg", "cover.marked.jpg", "mini.yaml", "page.yaml"} == set(folder.contents())


def test_the_file_is_what_the_library_writes(folder):
    """The command line and stamp_file are one pipeline."""
    folder.run(*folder.stamp, "--tone", "dark", "--anchor", "top", "-o", "one.jpg")
    page = {"name": "Школа № 3", "year": 2023}
    stamp_file("cover.jpg", "other.jpg", "mini.yaml", page, tone="dark", anchor="top")

    assert (folder.path / "one.jpg").read_bytes() == (folder.path / "other.jpg").read_bytes()


def test_json_tells_everything(folder):
    """The object has the keys that scripts rely on, and the box holds every pixel that changed."""
    result = told(folder, "--qr", "https://example.org/v/1", "--anchor", "top-left", "--tone", "dark")

    expected = [
        "bytes",
        "format",
        "marks",
        "output",
        "platform",
        "psnr",
        "quality",
        "reason",
        "template",
        "untouched",
        "warnings",
    ]
    assert expected == sorted(result)
    mark = result["marks"][0]
    assert ("out.png", "PNG", "mini", "any") == tuple(result[k] for k in ("output", "format", "template", "platform"))
    assert ([10, 10, 410, 190], "top-left", "dark") == (mark["artboard"], mark["anchor"], mark["tone"])
    assert {"name": "Школа № 3", "year": "2023"} == texts(result)
    assert "https://example.org/v/1" == mark["qr"]["payload"]
    assert "exact" == result["untouched"]
    with Image.open("cover.jpg") as before, Image.open("out.png") as after:
        difference = [(one, other) for one, other in zip(before.convert("RGB").tobytes(), after.tobytes(), strict=True)]
    changed = {index // 3 for index, (one, other) in enumerate(difference) if one != other}
    left, top, right, bottom = mark["box"]
    assert changed
    assert all(left <= index % 640 < right and top <= index // 640 < bottom for index in changed)


def test_values_of_the_command_line_win(folder):
    """-s stands over --page, under the field's name or an alias of it; a value may hold “=”."""
    assert {"name": "a=b", "year": "2024"} == texts(told(folder, "-s", "Название=a=b", "-s", " год = 2024"))


def test_an_empty_value_takes_a_value_away(folder):
    """An empty -s means that the page has no such value, whatever its file says."""
    folder.write(page__yaml="name: Школа\nyear: 2023\nnomination: Спорт\n")

    assert "Спорт" == texts(told(folder))["nomination"]
    assert "nomination" not in texts(told(folder, "-s", "nomination="))


def test_a_page_may_be_json(folder):
    """--page takes YAML and JSON alike."""
    folder.write(page__json='{"Название": "Школа", "year": 2021}')

    assert {"name": "Школа", "year": "2021"} == texts(told(folder, "--page", "page.json"))
    assert {"name": "Сад", "year": "2021"} == texts(told(folder, "--page", "page.json", "-s", "name=Сад"))


def test_an_unknown_key_of_a_page_file_is_a_warning(folder):
    """A table has columns that no template uses, so they stop nothing; a near miss is suggested."""
    folder.write(page__yaml="name: Школа\nyear: 2023\nnominaton: Спорт\n")

    done = folder.run(*folder.stamp, "--json")

    message = "The template has no field “nominaton”, so its value is not used. Did you mean “nomination”?"
    assert (0, f"Warning: {message}\n") == (done.exit_code, done.stderr)
    assert [message] == json.loads(done.stdout)["warnings"]


def test_quiet_prints_errors_only(folder):
    """-q leaves out warnings and the summary."""
    folder.write(page__yaml="name: Школа\nyear: 2023\nstatus: x\n")

    done = folder.run(*folder.stamp, "-q")
    failed = folder.run(*folder.stamp, "-q")

    assert (0, "", "") == (done.exit_code, done.stdout, done.stderr)
    expected = "Error: cover.marked.jpg: The output exists; give another name, or ask to overwrite it (--overwrite).\n"
    assert (4, expected) == (failed.exit_code, failed.stderr)


def test_the_summary_tells_what_was_changed(folder):
    """A shortened name and the size of the code stand in the summary; nothing is done silently."""
    long = "Муниципальное бюджетное учреждение культуры «Центр» Ордынского района"
    folder.write(mini__yaml=folder.mini.replace("lines: 2,", "lines: 2, shorten: institutions,"))

    done = folder.run(*folder.stamp, "-s", f"name={long}", "--qr", "https://example.org/v/1")

    assert 0 == done.exit_code
    assert f"“{long}” was shortened to “МБУК «Центр» Ордынского района”" in done.stderr.replace("\xa0", " ")
    assert done.stderr.endswith(", QR 6 px a module.\n")


@pytest.mark.parametrize(
    "options, name, format",
    [
        ((), "cover.marked.jpg", "JPEG"),
        (("--format", "webp"), "cover.marked.webp", "WEBP"),
        (("--format", "png", "-o", "out"), "out", "PNG"),
        (("-o", "out.PNG"), "out.PNG", "PNG"),
        (("-o", "out"), "out", "JPEG"),
    ],
)
def test_the_format_is_asked_for_or_told_by_the_name(folder, options, name, format):
    """--format decides, then the extension of -o, then the cover."""
    assert 0 == folder.run(*folder.stamp, *options).exit_code

    with Image.open(folder.path / name) as written:
        assert format == written.format


def test_overwrite_replaces_the_output(folder):
    """--overwrite writes over what is there."""
    folder.write(out__jpg="old")

    assert 0 == folder.run(*folder.stamp, "-o", "out.jpg", "--overwrite").exit_code
    assert (folder.path / "out.jpg").read_bytes().startswith(b"\xff\xd8")


def test_the_platform_decides_the_safe_zone(folder):
    """--platform takes a name of those that are bundled; a cover of another size is told."""
    result = told(folder, "--platform", "vk-cover", "--anchor", "right")

    assert "vk-cover" == result["platform"]
    assert any("its safe zone was scaled" in warning for warning in result["warnings"])


def test_a_built_in_design_is_the_default(folder):
    """Without -t the design “plate” is drawn."""
    folder.write(cover__png=folder.cover("PNG", (1920, 768)))

    done = folder.run("stamp", "cover.png", "-s", "name=Школа № 3", "-s", "year=2023", "-s", "district=НСО", "--json")

    assert (0, "plate") == (done.exit_code, json.loads(done.stdout)["template"])


def test_messages_of_the_result_are_in_the_chosen_language(folder, monkeypatch):
    """Warnings are Russian in the JSON object too; its keys and names are not."""
    monkeypatch.setenv("QUALITYMARK_LANG", "ru")
    folder.write(page__yaml="name: Школа\nyear: 2023\nстатус: x\n")

    done = folder.run(*folder.stamp, "--json")

    warning = json.loads(done.stdout)["warnings"][0]
    assert "статус" in warning
    assert "The template" not in warning
    assert done.stderr == f"Предупреждение: {warning}\n"


def test_a_file_may_have_any_name(folder):
    """Cyrillic, spaces, a leading dash after --, a line break: a name is a name."""
    for name in ("обложка школы.jpg", "-x.jpg", "two\nlines.jpg", "100%.jpg", "{name}.jpg"):
        folder.write(**{name: folder.cover()})

        done = folder.run("stamp", *folder.stamp[2:], "--", name)

        assert (0, 1) == (done.exit_code, len(done.stderr.splitlines()))
        assert (folder.path / name.replace(".jpg", ".marked.jpg")).is_file()


def test_a_fault_of_the_program_is_one_line(folder, monkeypatch):
    """What nobody foresaw has an exit code of its own; QUALITYMARK_DEBUG=1 shows where it happened."""

    def broken(*_args, **_options):
        raise ZeroDivisionError("no\nway")

    monkeypatch.setattr(qualitymark.stamping, "stamp_file", broken)
    line = (
        "Error: This is a fault of the program: ZeroDivisionError: no way."
        " Set QUALITYMARK_DEBUG=1 to see more, and report it.\n"
    )

    plain = folder.run(*folder.stamp, "--json")
    monkeypatch.setenv("QUALITYMARK_DEBUG", "1")
    debug = folder.run(*folder.stamp)

    assert (70, line) == (plain.exit_code, plain.stderr)
    assert ("ProgramError", 70) == tuple(json.loads(plain.stdout)["error"][key] for key in ("kind", "exit_code"))
    assert 70 == debug.exit_code
    assert debug.stderr.startswith("Traceback (most recent call last):\n")
    assert debug.stderr.endswith(line)
