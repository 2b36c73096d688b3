"""What the program tells of its own installation."""

from __future__ import annotations

import pytest

from qualitymark import doctor
from qualitymark.doctor import BROKEN, GOOD, MISSING, examine


def states() -> dict[str, str]:
    return {str(finding.name): finding.state for finding in examine()}


def test_a_whole_installation_is_good():
    """Where the checks run everything that is needed is there, and the trial stamps a cover."""
    found = states()

    assert {GOOD} == {found[name] for name in ("Program", "Libraries", "Codecs", "Fonts and designs", "Trial")}


def test_without_the_compiled_part_it_says_what_that_means(monkeypatch: pytest.MonkeyPatch):
    """Nothing is broken then: covers are coded again, and the way to the compiled part is told."""
    monkeypatch.setattr("qualitymark.images.jpeg.available", lambda: False)
    told = {str(finding.name): finding for finding in examine()}

    assert MISSING == told["Compiled part"].state
    assert "coded again as a whole" in told["Compiled part"].told
    assert GOOD == told["Trial"].state


@pytest.mark.parametrize(("reached", "state"), [(True, GOOD), (False, MISSING)])
def test_how_webp_is_coded_is_told(monkeypatch: pytest.MonkeyPatch, reached: bool, state: str):
    """Where libwebp cannot be called, nothing is broken."""
    monkeypatch.setattr("qualitymark.images.libwebp.available", lambda: reached)
    told = {str(finding.name): finding for finding in examine()}["WebP"]

    assert (state, reached) == (told.state, "stay in the planes" in told.told)


def test_an_extra_that_is_not_there_names_its_command(monkeypatch: pytest.MonkeyPatch):
    """What it would bring and how to install it is told."""
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda package: None if package == "pillow-heif" else real(package))
    told = {str(finding.name): finding for finding in examine()}["Extra “heic”"]

    assert (MISSING, True) == (told.state, "pip install “qualitymark[heic]”" in told.told)


@pytest.mark.parametrize(
    ("broken", "name"), [("_bundled", "Fonts and designs"), ("_trial", "Trial"), ("_codecs", "Codecs")]
)
def test_what_is_broken_is_told_and_the_rest_looked_at(monkeypatch: pytest.MonkeyPatch, broken: str, name: str):
    """An exception of any kind becomes a finding."""

    def fails() -> None:
        raise RuntimeError("gone")

    monkeypatch.setattr(doctor, broken, fails)
    told = {str(finding.name): finding for finding in examine()}

    assert (BROKEN, "RuntimeError: gone") == (told[name].state, str(told[name].told))
    assert GOOD == told["Program"].state


def test_a_library_that_is_missing_is_broken(monkeypatch: pytest.MonkeyPatch):
    """The program cannot work without it, and the command to install it is told."""
    real = doctor._version
    monkeypatch.setattr(doctor, "_version", lambda package: None if package == "qrcode" else real(package))
    told = {str(finding.name): finding for finding in examine()}["Libraries"]

    assert (BROKEN, "not installed: qrcode; install them with: pip install qrcode") == (told.state, str(told.told))
