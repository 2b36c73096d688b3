"""``qualitymark proof``: what it writes, and its exit code."""

from __future__ import annotations

import json

import pytest

VK = ("--platform", "vk-cover")
TABLE = "Название;Год;Администратор\nЛицей № 7;2026;Петров П. П.\nШкола села Берёзовка;2025;Иванова И. И.\n"


def test_a_template_that_can_be_drawn_ends_with_zero(folder):
    """The page is written, the counts are told."""
    result = folder.run("proof", "-t", "plate", *VK)

    assert (0, "") == (result.exit_code, result.stdout)
    assert "proof.html: 36 cases, 0 failed, 0 worth a look.\n" == result.stderr
    assert (folder.path / "proof.html").read_bytes().startswith(b"<!doctype html>")


def test_a_case_that_fails_makes_the_code_one(folder):
    """The page is written all the same, and the failed cases are told."""
    result = folder.run("proof", "-t", "plate", "--platform", "linkedin-page", "--json")
    told = json.loads(result.stdout)

    assert 1 == result.exit_code
    assert told["failed"] == len(told["faults"]) > 0
    assert "linkedin-page" == told["faults"][0]["platform"]
    assert (folder.path / "proof.html").exists()


def test_a_table_brings_the_values_but_not_its_people(folder):
    """Real names are in the page; the administrators of the table are nowhere in it."""
    folder.write(winners__csv=TABLE)
    folder.run("proof", "winners.csv", "-t", "mini.yaml", "-o", "out.html", *VK)
    page = (folder.path / "out.html").read_text("utf-8")

    assert "Школа села Берёзовка" in page
    assert not any(word in page for word in ("Администратор", "Петров", "Иванова"))


def test_the_page_can_go_to_standard_output(folder):
    """With -o - the page is all that is there."""
    result = folder.run("proof", "-t", "mini.yaml", "-o", "-", *VK)

    assert result.stdout.startswith("<!doctype html>")
    assert result.stderr.startswith("standard output: ")
    assert 2 == folder.run("proof", "-t", "mini.yaml", "-o", "-", "--json", *VK).exit_code


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["-o", "proof.pdf"], 2),
        (["-o", "none/proof.html"], 4),
        (["-t", "none.yaml"], 2),
        (["none.csv"], 2),
        (["--platform", "myspace"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_is_refused_in_one_line(folder, arguments, code):
    """Wrong usage ends with its code and one line, and writes nothing."""
    before = folder.contents()
    result = folder.run("proof", *arguments)

    assert (code, "", 1) == (result.exit_code, result.stdout, result.stderr.count("\n"))
    assert before == folder.contents()


def test_a_page_that_exists_is_kept(folder):
    """It is replaced only where that is asked for."""
    folder.write(proof__html="mine")

    assert 4 == folder.run("proof", "-t", "mini.yaml", *VK).exit_code
    assert b"mine" == folder.contents()["proof.html"]
    assert folder.run("proof", "-t", "mini.yaml", *VK, "--overwrite").exit_code in (0, 1)
    assert b"mine" != folder.contents()["proof.html"]
