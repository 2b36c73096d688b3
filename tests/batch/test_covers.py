"""Finding covers: by the name in the table, by id, by the page's name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qualitymark.batch.covers import Covers, Found, Wanted
from qualitymark.batch.scratch import Scratch
from qualitymark.messages import Message

NOT_FOUND = (
    "No cover was found in covers; looked for files called “5”, “public5”, “club5”, “-5”, “СОШ”."
    " Name one so, or give the column “cover”."
)


@pytest.fixture
def find(campaign):
    """Look for a cover among files; what comes is its path in the folder and the warning, or the fault."""

    def found(wanted: Wanted, *files: str):
        for name in files:
            campaign.cover(name, b"")
        root = campaign.path / "covers"
        made = Covers(root, campaign.out, Scratch()).find(wanted)
        if isinstance(made, Found):
            return Path(made.path).relative_to(root).as_posix(), made.warning
        return str(made).replace(str(root), "covers")

    return found


def named(name: str) -> Wanted:
    return Wanted(name)


@pytest.mark.parametrize(
    "given, file",
    [
        ("school.jpg", "school.jpg"),
        ("school", "school.jpg"),
        ("2023/school.jpg", "2023/school.jpg"),
        ("2023\\school.jpg", "2023/school.jpg"),
        ("./school.jpg", "school.jpg"),
        ("школа", "deep/down/школа.webp"),
    ],
)
def test_a_cover_is_found_by_its_name(find, given, file):
    """By its path below the folder, with or without extension; by its bare name also deeper down."""
    assert (file, None) == find(named(given), file, "other.jpg")


@pytest.mark.parametrize(
    "given, file",
    [
        ("School.JPG", "school.jpg"),
        ("school.jpg", "school.jpeg"),
        ("school.jpg", "school.png"),
        ("сор.jpg", "cop.jpg"),  # Cyrillic in the table, Latin on the disk
        ("МОУ 3.jpg", "MOY 3.jpg"),
        ("ёлка.jpg", "елка.jpg"),
        ("2023/School.jpg", "2023/school.jpg"),
    ],
)
def test_what_is_nearly_the_name_is_taken_and_said(find, given, file):
    """Case, extension and look-alikes are forgiven, with a warning."""
    warning = f"The cover “{given}” was taken to be “{file}”; check that it is."

    assert (file, warning) == find(named(given), file, "other.jpg")


def test_the_exact_name_wins(find):
    """What needs no forgiving is taken without a word."""
    assert ("сор.jpg", None) == find(named("сор"), "сор.jpg", "cop.jpg")


@pytest.mark.parametrize(
    "file", ["123.jpg", "public123.png", "club123.webp", "-123.jpg", "PUBLIC123.JPG", "a/public123.jpg"]
)
def test_a_cover_is_found_by_id(find, file):
    """In all the forms in which people call files after communities."""
    assert (file, None) == find(Wanted(None, ("123",)), file, "1234.jpg")


def test_a_cover_is_found_by_the_name_of_the_page(find):
    """After the id: by the screen name, and by what the output is called."""
    assert ("school_3.jpg", None) == find(Wanted(None, ("school_3",)), "school_3.jpg")
    assert ("МБОУ СОШ 3.jpg", None) == find(Wanted(None, ("9",), ("МБОУ СОШ 3",)), "МБОУ СОШ 3.jpg")
    assert ("public9.jpg", None) == find(Wanted(None, ("9",), ("МБОУ СОШ 3",)), "public9.jpg")


@pytest.mark.parametrize(
    "wanted, files, message",
    [
        (named("school.jpg"), (), "There is no cover “school.jpg” in covers; check the name."),
        (named("a/school.jpg"), ("b/school.jpg",), "There is no cover “a/school.jpg” in covers; check the name."),
        (
            Wanted(None, ("5",), ("СОШ",)),
            ("6.jpg",),
            NOT_FOUND,
        ),
        (
            named("school"),
            ("school.jpg", "school.png"),
            "Several covers fit “school”: “school.jpg”, “school.png”. Name one in the column “cover”.",
        ),
        (
            Wanted(None, ("5",)),
            ("public5.jpg", "club5.jpg"),
            "Several covers fit “5”: “public5.jpg”, “club5.jpg”. Name one in the column “cover”.",
        ),
        (
            Wanted(None, ("5",)),
            ("a/5.jpg", "b/5.jpg"),
            "Several covers fit “5”: “a/5.jpg”, “b/5.jpg”. Name one in the column “cover”.",
        ),
    ],
)
def test_a_cover_that_is_missing_or_ambiguous_is_told(find, wanted, files, message):
    """With what was looked for, and what was found."""
    assert message == find(wanted, *files)


@pytest.mark.parametrize(
    "given", ["../secret.jpg", "/etc/passwd", "a/../../secret.jpg", "C:\\secret.jpg", "\\\\host\\x.jpg"]
)
def test_a_row_names_no_file_elsewhere(find, campaign, given):
    """The folder of the covers is all that a table can reach."""
    (campaign.path / "secret.jpg").write_bytes(b"")

    assert f"The cover “{given}” is outside of covers; move it there." == find(named(given), "x.jpg")


def test_a_link_does_not_lead_out_of_the_folder(find, campaign):
    """Neither by name nor through the index."""
    secret = campaign.path / "secret.jpg"
    secret.write_bytes(b"")
    (campaign.path / "covers/5.jpg").symlink_to(secret)

    assert "The cover “5.jpg” is outside of covers; move it there." == find(named("5.jpg"))
    assert "The cover “5.jpg” is outside of covers; move it there." == find(Wanted(None, ("5",)))


def test_outputs_and_hidden_files_are_no_covers(find, campaign):
    """Where OUT is inside of the folder of the covers, what is in it is passed over."""
    out = campaign.path / "covers/out"
    out.mkdir()
    (out / "5.jpg").write_bytes(b"")
    campaign.cover(".5.jpg", b"")
    campaign.cover("5.txt", b"")

    made = Covers(campaign.path / "covers", out, Scratch()).find(Wanted(None, ("5",)))

    assert isinstance(made, Message)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_file_whose_name_is_no_text_is_passed_over(find, campaign):
    """It cannot be named in a table, and does not stop the others."""
    Path(os.fsdecode(os.fsencode(campaign.path / "covers") + b"/\xff.jpg")).write_bytes(b"")

    assert ("5.jpg", None) == find(Wanted(None, ("5",)), "5.jpg")
