"""Messages are English texts that can be said again in Russian."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from qualitymark import messages
from qualitymark.messages import chosen_language, join, say, translate

LANGUAGE_VARIABLES = ("QUALITYMARK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def catalogue(monkeypatch):
    """A catalogue of a few made-up translations."""
    russian = {
        "Unknown {what} “{name}”.": "Неизвестно: {what} «{name}».",
        "anchor": "привязка",
        "Try again.": "Повторите.",
    }
    monkeypatch.setattr(
        messages,
        "_translate",
        lambda template, language: russian.get(template, template) if language == "ru" else template,
    )


def test_a_message_is_the_english_text():
    """A message is used like the English string that it is."""
    message = say("The cover {path} is {size} large.", path="a.jpg", size=3)

    assert "The cover a.jpg is 3 large." == message
    assert '["The cover a.jpg is 3 large."]' == json.dumps([message])


def test_a_message_is_said_in_russian_with_its_values(catalogue):
    """Template and values are translated apart, values that are messages too."""
    message = say("Unknown {what} “{name}”.", what=say("anchor"), name="Try again.")

    assert "Неизвестно: привязка «Try again.»." == message.translated("ru")
    assert message.translated("en") == message == "Unknown anchor “Try again.”."


def test_joined_messages_are_translated_one_by_one(catalogue):
    """Joined messages are each said in the language, plain strings between them stay, empty ones vanish."""
    message = join(say("Try again."), "", "№ 3", say("Try again."), separator=" / ")

    assert "Try again. / № 3 / Try again." == message
    assert "Повторите. / № 3 / Повторите." == message.translated("ru")


@pytest.mark.parametrize(
    "message",
    [
        say("Try again."),
        say("Unknown {what} “{name}”.", what=say("anchor"), name="x"),
        join(say("Try again."), say("anchor"), separator="; "),
        join(join(say("anchor"), "x"), say("Try again.")),
    ],
)
@pytest.mark.parametrize("again", [lambda message: pickle.loads(pickle.dumps(message)), copy.copy, copy.deepcopy])
def test_a_message_survives_pickling_and_copying(catalogue, message, again):
    """A worker's message can still be translated by the parent."""
    received = again(message)

    assert (message, message.translated("ru")) == (received, received.translated("ru"))
    assert type(received) is type(message)


def test_a_text_without_values_may_have_braces():
    """Without values nothing is filled in, so braces stay as they are."""
    assert "Double it: {{name}}." == say("Double it: {{name}}.")
    assert "Double it: {{name}}." == say("Double it: {{name}}.").translated("ru")


def test_an_empty_message_stays_empty():
    """An empty text is not looked up, for gettext keeps its header there."""
    assert "" == say("").translated("ru")


def test_what_is_no_message_is_left_alone():
    """Values that are no messages are not translated."""
    assert [3, "anchor", None] == [translate(value, "ru") for value in (3, "anchor", None)]


def test_a_missing_translation_is_said_in_english():
    """A sentence that no catalogue has is said in English."""
    assert "No catalogue has 1." == say("No catalogue has {this}.", this=1).translated("ru")


@pytest.mark.parametrize(
    "variables, language",
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "ru_RU.KOI8-R"}, "ru"),
        ({"LANGUAGE": "ru:en", "LANG": "en_GB.UTF-8"}, "ru"),
        ({"QUALITYMARK_LANG": "en", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"QUALITYMARK_LANG": "RU"}, "ru"),
        ({"QUALITYMARK_LANG": "", "LANG": "ru"}, "ru"),
    ],
)
def test_the_language_is_chosen_by_the_variables(monkeypatch, variables, language):
    """Our own variable wins, then those of gettext in their order; what is not known is English."""
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert language == chosen_language()
