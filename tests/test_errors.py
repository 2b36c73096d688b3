"""Errors say where, what and what to do, in both languages, also after pickling."""

from __future__ import annotations

import pickle

import pytest

from qualitymark import errors
from qualitymark.errors import (
    CoverError,
    Fault,
    OutputError,
    QualitymarkError,
    TemplateError,
    Trail,
    did_you_mean,
    unknown,
)
from qualitymark.messages import say

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, QualitymarkError)]


def test_an_error_tells_place_and_message():
    """The text of an error is its place, its key and its message in one line."""
    error = TemplateError(
        say("The key {key} is missing; add it.", key="name"), Trail("plate.yaml", 3, 7, key="marks[0].layers")
    )

    assert "plate.yaml:3:7: marks[0].layers: The key name is missing; add it." == str(error)


@pytest.mark.parametrize(
    "trail, place",
    [
        (Trail(), ""),
        (Trail("a.yaml"), "a.yaml"),
        (Trail("a.yaml", 2), "a.yaml:2"),
        (Trail("a.yaml", layer="title"), "a.yaml: title"),
        (Trail(layer="title"), "title"),
        (Trail("a.yaml", 2, 3, layer="title", key="marks[0]"), "a.yaml:2:3: marks[0]"),
        (Trail(row=4, field="year"), ""),
    ],
)
def test_a_place_is_told_as_far_as_it_is_known(trail, place):
    """File, line, column and key make the place, the layer where no key is known."""
    assert place == trail.place()


def test_a_trail_gives_json_what_is_known():
    """Only what is known of a place goes into JSON."""
    assert {"file": "a.yaml", "row": 4} == Trail("a.yaml", row=4).as_dict()


def test_several_faults_are_several_lines():
    """An error of several faults tells each on its own line and leads with the first."""
    first, second = Fault(say("One."), Trail("a.yaml", 1)), Fault(say("Two."))
    error = TemplateError.of(iter([first, second]))

    assert "a.yaml:1: One.\nTwo." == str(error)
    assert (TemplateError, "One.", Trail("a.yaml", 1)) == (type(error), error.message, error.trail)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling(kind):
    """Errors come back from a worker whole: kind, faults, text, exit code, translation."""
    error = kind.of([Fault(unknown(say("anchor"), "lefd", ["left"]), Trail("a.yaml", 1)), Fault(say("Two."))])
    received = pickle.loads(pickle.dumps(error))

    assert type(received) is kind
    assert (error.faults, error.exit_code) == (received.faults, received.exit_code)
    assert [error.in_language(code) for code in ("en", "ru")] == [received.in_language(code) for code in ("en", "ru")]


def test_an_error_is_said_in_russian():
    """The same error is said in Russian on demand."""
    error = TemplateError(unknown(say("anchor"), "lefd", ["left"]), Trail("a.yaml", 1, 2))

    assert "a.yaml:1:2: Неизвестное имя «lefd» (привязка). Может быть, «left»?" == error.in_language("ru")


def test_more_of_the_place_is_added_where_it_was_unknown():
    """What is already known of a place stays, the rest is filled in, and the kind of the error with it."""
    error = CoverError(say("It is empty."), Trail(file="a.jpg")).at(file="b.jpg", row=7)

    assert (CoverError, Trail(file="a.jpg", row=7)) == (type(error), error.trail)


@pytest.mark.parametrize("kind", KINDS)
def test_exit_codes_are_those_of_the_command_line(kind):
    """Usage and input files end with 2, an output with 4, a run that is left without workers with 1, the rest with 3."""
    two = {errors.UsageError, errors.TemplateError, errors.PageError, errors.PlatformError, errors.ManifestError}
    expected = {OutputError: 4, errors.ExecutorError: 1, **dict.fromkeys(two, 2)}.get(kind, 3)

    assert expected == kind.exit_code


@pytest.mark.parametrize(
    "name, known, message",
    [
        ("bottom-rigth", ["bottom-left", "bottom-right"], "Did you mean “bottom-right”?"),
        ("LEFT", ["left", "right"], "Did you mean “left”?"),
        ("golos", ["Golos Text"], "Did you mean “Golos Text”?"),
        ("INK", ["Ink", "plate"], "Did you mean “Ink”?"),
        ("xyz", ["left", "bottom"], "Known: bottom, left."),
        ("xyz", [], "None is known here."),
        ("", ["left"], "Known: left."),
    ],
)
def test_a_near_miss_is_named(name, known, message):
    """A near miss gets a question, anything else the list of what is known."""
    assert message == did_you_mean(name, known)


def test_an_unknown_name_is_told_with_what_it_should_be():
    """The message names the kind of thing, the wrong name and the likely right one."""
    assert "Unknown anchor “lefd”. Did you mean “left”?" == unknown(say("anchor"), "lefd", ["left"])
