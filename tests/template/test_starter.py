"""``template new``: a starting point that stamps as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from PIL import Image

from qualitymark import stamp
from qualitymark.errors import OutputError
from qualitymark.resources import bundled
from qualitymark.template import load_template
from qualitymark.template.starter import write_starter

FILES = {"template.yaml", "emblem.svg", "template.schema.json"}
LONG = (
    "Федеральное государственное бюджетное образовательное учреждение высшего образования «Сибирский государственный "
    "университет путей сообщения» (СГУПС) — структурное подразделение «Томский техникум железнодорожного транспорта»"
)


@pytest.fixture
def written(tmp_path):
    """The folder of a new template."""
    write_starter(tmp_path / "new" / "design")
    return tmp_path / "new" / "design"


def names(folder):
    return {path.name for path in folder.iterdir()}


def test_three_files_are_written(tmp_path):
    """The template, its emblem and the schema for editors, in a folder that is made for them."""
    folder = tmp_path / "new" / "design"
    done = write_starter(folder)

    assert [folder / "template.yaml", folder / "emblem.svg", folder / "template.schema.json"] == list(done)
    assert FILES == names(folder)


def test_the_template_is_valid_and_points_to_its_schema(written):
    """The program reads it, and an editor finds the schema beside it and agrees."""
    text = (written / "template.yaml").read_text("utf-8")
    schema = json.loads((written / "template.schema.json").read_text("utf-8"))

    assert "# yaml-language-server: $schema=template.schema.json" == text.splitlines()[0]
    Draft202012Validator.check_schema(schema)
    assert [] == list(Draft202012Validator(schema).iter_errors(yaml.safe_load(text)))
    template = load_template(written / "template.yaml")
    assert ["name", "year"] == [name for name, field in template.fields if field.required]
    assert ["nomination", "district", "verify_url"] == [name for name, field in template.fields if not field.required]


def test_every_part_is_explained_in_both_languages():
    """Each comment that explains says so in English and in Russian."""
    lines = bundled("assets").joinpath("starter", "template.yaml").read_text("utf-8").splitlines()
    comments = [line.partition("# ")[2] for line in lines[1:] if "# " in line]

    assert len(comments) > 15
    assert [] == [comment for comment in comments if " / " not in comment]


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"nomination": "Образование"},
        {"district": "Бердск"},
        {"nomination": "Образование", "district": "Бердск", "verify_url": "https://znak.example.org/v/K7Q2"},
    ],
)
def test_it_stamps_as_it_stands(written, tone, more):
    """With and without each optional value, with the longest name known, in both tones, without a warning."""
    cover = Image.new("RGB", (1920, 768), "grey")
    stamped = stamp(cover, written / "template.yaml", {"name": LONG, "year": 2023, **more}, tone=tone)

    [mark] = stamped.marks
    assert () == stamped.warnings
    assert (768, 256) == (mark.artboard.width, mark.artboard.height)
    assert ("verify_url" in more) == (mark.qr is not None)
    assert 18 <= min(text.size for text in mark.texts)
    assert "2023" in [text.text for text in mark.texts]


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_is_overwritten(tmp_path, name):
    """Where one of the files exists, it is left as it is and none of the others is written."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_starter(tmp_path)

    assert f"{tmp_path / name}: The file exists; choose another folder." == str(caught.value)
    assert 4 == caught.value.exit_code
    assert {name} == names(tmp_path)
    assert "mine" == (tmp_path / name).read_text()


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    """A name that is taken by a broken link is taken."""
    (tmp_path / "emblem.svg").symlink_to(tmp_path / "elsewhere.svg")
    with pytest.raises(OutputError):
        write_starter(tmp_path)

    assert {"emblem.svg"} == names(tmp_path)


@pytest.mark.parametrize(
    ("folder", "reason"),
    [("file", "File exists"), ("file/below", "Not a directory"), ("a\0b", "a null character in the name")],
)
def test_a_folder_that_cannot_be_made(tmp_path, folder, reason):
    """The reason is told, and nothing is left behind."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError) as caught:
        write_starter(tmp_path / folder)

    assert f"{tmp_path / folder}: The folder cannot be written: {reason}." == str(caught.value)
    assert {"file"} == names(tmp_path)


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    """What was begun is taken back, the new folder with it."""
    opened = Path.open

    def full(path, *args, **options):
        if path.name == "template.schema.json":
            raise OSError(28, "No space left on device")
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError) as caught:
        write_starter(tmp_path / "new")

    assert f"{tmp_path / 'new'}: The folder cannot be written: No space left on device." == str(caught.value)
    assert set() == names(tmp_path)
