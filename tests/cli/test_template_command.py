"""``qualitymark template``: check, list, show, new, schema."""

from __future__ import annotations

import json

import pytest

from qualitymark.resources import bundled
from qualitymark.template.model import template_schema


def test_check_says_yes(folder):
    """A template without faults is told on standard output; with --json as an object."""
    folder.write(mini__yaml=folder.mini.replace("within: cover", "within: safe"))
    done = folder.run("template", "check", "mini.yaml")
    as_json = folder.run("template", "check", "mini.yaml", "--json")

    assert (0, "mini.yaml: the template “mini” is valid.\n", "") == (done.exit_code, done.stdout, done.stderr)
    expected = {"name": "mini", "valid": True, "marks": 1, "layers": 5, "warnings": []}
    assert (0, expected) == (as_json.exit_code, json.loads(as_json.stdout))


def test_check_says_every_fault_at_once(folder):
    """Each fault is a line with its place."""
    folder.write(mini__yaml=folder.mini.replace("fill: plate}", "fill: plat}").replace("lines: 2", "lines: two"))

    done = folder.run("template", "check", "mini.yaml")

    lines = done.stderr.splitlines()
    assert (2, "", 2) == (done.exit_code, done.stdout, len(lines))
    assert all(line.startswith("Error: mini.yaml:") for line in lines)
    assert ": marks[0].layers[0].fill: Unknown colour “plat”. Did you mean “plate”?" in lines[0]
    assert ": marks[0].layers[1].lines: " in lines[1]


def test_check_tries_the_template_on_a_cover(folder):
    """What reads well but cannot be drawn is a warning, in the object too."""
    folder.write(mini__yaml=folder.mini.replace("box: [10, 80, 200, 30], size: 24", "box: [10, 80, 20, 30], size: 24"))

    done = folder.run("template", "check", "mini.yaml", "--json")

    warnings = json.loads(done.stdout)["warnings"]
    assert 0 == done.exit_code
    assert 2 == len(warnings)
    assert warnings[0].startswith("On a plain cover of 1920x768 px, with every field: mini/year: The text “2026” does")
    assert done.stderr == "".join(f"Warning: {warning}\n" for warning in warnings)


def test_check_takes_a_platform(folder):
    """A template for another platform is tried on that platform's cover."""
    folder.write(mini__yaml=folder.mini.replace("width: 400px", "width: 1900px"))

    usual = folder.run("template", "check", "mini.yaml", "--platform", "x-header")
    unknown = folder.run("template", "check", "mini.yaml", "--platform", "x-haeder")

    assert 0 == usual.exit_code
    assert "Warning: On a plain cover of 1500x500 px, with every field: " in usual.stderr
    assert 2 == unknown.exit_code
    assert unknown.stderr.startswith("Error: Unknown platform “x-haeder”. Did you mean “x-header”?")


def test_list_tells_names_and_titles(folder):
    """One design a line; with --json a list of objects with name and title."""
    done = folder.run("template", "list")
    as_json = json.loads(folder.run("template", "list", "--json").stdout)

    assert (0, "") == (done.exit_code, done.stderr)
    assert all(["name", "title"] == sorted(item) for item in as_json)
    assert [f"{item['name']} {item['title']}" for item in as_json] == [
        " ".join(line.split()) for line in done.stdout.splitlines()
    ]
    assert {"name": "plate", "title": "Плашка «Знак качества»"} in as_json


def test_show_prints_the_file_as_it_is_written(folder):
    """A template that extends another is printed as it stands, byte for byte."""
    child = "qualitymark: 1\r\nname: child   # mine\r\nextends: mini.yaml\r\n"
    folder.write(child__yaml=child)

    done = folder.run("template", "show", "child.yaml")
    as_json = folder.run("template", "show", "child.yaml", "--json")

    assert (0, child.encode()) == (done.exit_code, done.stdout_bytes)
    assert {"name": "child.yaml", "yaml": child} == json.loads(as_json.stdout)


def test_a_built_in_design_is_shown_by_its_name(folder):
    """What is printed is the design's own file, to start from."""
    done = folder.run("template", "show", "plate")

    assert (0, bundled("assets").joinpath("plate.yaml").read_bytes()) == (done.exit_code, done.stdout_bytes)


@pytest.mark.parametrize("name", ["new", "a/deep/one"])
def test_new_writes_a_template_that_stamps(folder, name):
    """The starting point passes the check and stamps as it stands."""
    folder.write(cover__png=folder.cover("PNG", (1920, 768)))
    done = folder.run("template", "new", name)

    files = sorted(path.name for path in (folder.path / name).iterdir())
    assert (0, "") == (done.exit_code, done.stdout)
    assert sorted(f"Written: {name}/{file}" for file in files) == sorted(done.stderr.splitlines())
    checked = folder.run("template", "check", f"{name}/template.yaml")
    assert (0, "") == (checked.exit_code, checked.stderr)
    values = ("-s", "name=Школа № 3", "-s", "year=2023")
    assert 0 == folder.run("stamp", "cover.png", "-t", f"{name}/template.yaml", *values).exit_code


def test_new_tells_its_files_as_json(folder):
    """With --json the files are a list."""
    files = json.loads(folder.run("template", "new", "mine", "--json").stdout)["files"]

    assert sorted(f"mine/{path.name}" for path in (folder.path / "mine").iterdir()) == sorted(files)


def test_new_never_writes_over_a_file(folder):
    """Where one of the files exists nothing is written."""
    (folder.path / "mine").mkdir()
    (folder.path / "mine/template.yaml").write_text("mine")
    before = folder.contents()

    done = folder.run("template", "new", "mine")

    expected = "Error: mine/template.yaml: The file exists; choose another folder.\n"
    assert (4, "", expected) == (done.exit_code, done.stdout, done.stderr)
    assert before == folder.contents()


def test_schema_is_the_models(folder):
    """The schema is JSON with and without --json."""
    plain, as_json = folder.run("template", "schema"), folder.run("template", "schema", "--json")

    assert (0, "") == (plain.exit_code, plain.stderr)
    assert plain.stdout == as_json.stdout
    assert template_schema() == json.loads(plain.stdout)
