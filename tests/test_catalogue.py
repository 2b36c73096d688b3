"""The Russian catalogue says everything that the program says, with the same places to fill."""

from __future__ import annotations

import gettext
import importlib.util
import os
import string
import subprocess
import sys
from pathlib import Path

import pytest

import qualitymark
from qualitymark.messages import say

ROOT = Path(__file__).parent.parent
ENTRIES_OF_CLICK = "click/"


@pytest.fixture(scope="module")
def tool():
    """The program that keeps the catalogue."""
    specification = importlib.util.spec_from_file_location("catalogue", ROOT / "scripts/catalogue.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules["catalogue"] = module
    specification.loader.exec_module(module)
    yield module
    del sys.modules["catalogue"]


@pytest.fixture(scope="module")
def calls(tool):
    return list(tool.calls(tool.PACKAGE))


@pytest.fixture(scope="module")
def russian(tool):
    return tool.kept()


def places(text: str) -> set[tuple[str, str, str]]:
    """The places of a format string: name, conversion, format."""
    return {
        (name, conversion or "", form or "")
        for _, name, form, conversion in string.Formatter().parse(text)
        if name is not None
    }


def names(text: str) -> set[str]:
    return {name for name, _, _ in places(text)}


def test_every_message_is_a_literal(calls):
    """A text that is put together at run time cannot be collected."""
    assert [] == [f"{call.file}:{call.line}" for call in calls if call.ids is None]


def test_every_place_of_a_message_has_its_value(calls):
    """A message is made with exactly the values that it has places for."""
    wrong = {
        f"{call.file}:{call.line}": call.ids
        for call in calls
        if call.ids and None not in call.keywords and call.keywords and names(call.ids[0]) != call.keywords
    }

    assert {} == wrong


def test_every_message_is_in_the_catalogue_and_no_other(tool, calls, russian):
    """Run scripts/catalogue.py update: it takes up what is new and removes what is gone."""
    said = {call.ids[0] for call in calls if call.ids}
    kept = {
        message.id if isinstance(message.id, str) else message.id[0]: message.locations
        for message in russian
        if message.id
    }
    ours = {key for key, where in kept.items() if not all(file.startswith(ENTRIES_OF_CLICK) for file, _ in where)}

    assert set() == said - kept.keys()
    assert set() == ours - said
    assert {} == russian.obsolete


def test_every_message_is_translated(tool, russian):
    """No translation is missing or only guessed."""
    assert [] == tool.missing(russian)


def test_translations_fill_the_same_places(russian):
    """A translation has the places of its message, with the same formats, and no line more."""
    for message in russian:
        if not message.id:
            continue
        ids = (message.id,) if isinstance(message.id, str) else message.id
        strings = (message.string,) if isinstance(message.string, str) else message.string
        expected = places(ids[-1])
        for text in strings:
            allowed = expected if len(ids) == 1 else expected | places(ids[0])
            assert places(text) <= allowed, ids
            assert len(ids) > 1 or places(text) == expected, ids
            assert text.count("\n") == ids[-1].count("\n"), ids


def test_translations_end_as_their_messages_do(russian):
    """A sentence stays a sentence, a fragment stays a fragment."""
    ends = {
        message.id: message.string
        for message in russian
        if isinstance(message.id, str) and message.id[-1:] in ".?!:" and message.string[-1:] != message.id[-1:]
    }

    assert {} == {key: value for key, value in ends.items() if key}


def test_the_compiled_catalogue_is_what_the_text_says(tool, russian):
    """Run scripts/catalogue.py compile: the program reads the binary form only."""
    with tool.PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    expected = {}
    for message in russian:
        if isinstance(message.id, str):
            expected[message.id] = message.string
        else:
            expected |= {(message.id[0], index): text for index, text in enumerate(message.string)}
    expected = {key: text for key, text in expected.items() if key and text}

    assert expected == {key: text for key, text in compiled._catalog.items() if key != ""}


def test_the_library_reads_the_catalogue():
    """A message of the source is said in Russian."""
    assert "Может быть, «left»?" == say("Did you mean “{near}”?", near="left").translated("ru")


def test_help_is_russian_throughout():
    """With QUALITYMARK_LANG=ru neither our own words nor those of click are English."""
    environment = {**os.environ, "QUALITYMARK_LANG": "ru", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    environment["PYTHONPATH"] = str(Path(qualitymark.__file__).parent.parent)
    command = [sys.executable, "-c", "import sys; from qualitymark.cli import main; sys.exit(main())"]
    for arguments in ([], ["stamp"], ["template"]):
        done = subprocess.run(
            [*command, *arguments, "--help"], env=environment, capture_output=True, check=False, encoding="utf-8"
        )

        assert "" == done.stderr
        assert 0 == done.returncode
        for english in (
            "Usage",
            "Options:",
            "Commands:",
            "Show this message",
            "Show the version",
            "[default",
            "[required",
        ):
            assert english not in done.stdout
        assert "Использование:" in done.stdout
