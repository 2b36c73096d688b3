"""Outcomes that a journal has noted."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from qualitymark.batch import outcome as module
from qualitymark.batch.outcome import DONE, FAILED, SKIPPED, Outcome
from qualitymark.errors import Fault, Trail
from qualitymark.messages import join, say, translate

MARK = {"name": "plate", "texts": [{"size": 18, "shortened_from": None, "ellipsized": False}], "qr": None}
KNOWN = Outcome(
    *(7, "a/7.jpg", "Школа № 3", DONE, "/covers/7.jpg", {"name": "Школа № 3"}, (MARK,), "exact"),
    warnings=(join(say("None is known here."), say("“{sign}”", sign="«")), "plain"),
    faults=(Fault(say("“{sign}”", sign=Path("x.jpg")), Trail(file="table.csv", row=7)),),
    seconds=1.5,
)


def noted(status: str = DONE) -> Outcome:
    return Outcome.noted(KNOWN.verdicts, 7, "a/7.jpg", "Школа № 3", status, "/covers/7.jpg")


def test_a_noted_outcome_is_what_it_was():
    """Equal, also after it went to another process, with messages that can still be said in another language."""
    assert KNOWN == noted()
    assert json.loads(KNOWN.verdicts).items() <= noted().as_plain().items()
    assert KNOWN == pickle.loads(pickle.dumps(noted()))
    assert "«" in translate(noted().warnings[0], "ru")
    assert KNOWN.verdicts == noted().verdicts


def test_its_verdicts_are_read_when_they_are_asked_for(monkeypatch):
    """Counting rows by what became of them reads none of them, and none is read twice."""
    read, seen = module._read, []
    monkeypatch.setattr(module, "_read", lambda text: seen.append(text) or read(text))
    made = noted()

    assert (7, "a/7.jpg", DONE, []) == (made.row, made.key, made.status, seen)
    assert (("exact", 18.0), 1) == ((made.untouched, made.risk[1]), len(seen))


@pytest.mark.parametrize("status, seconds", [(DONE, 1.5), (SKIPPED, 0.0), (FAILED, 1.5)])
def test_a_row_that_was_skipped_took_no_time(status, seconds):
    """The time of when it was done is that of another run."""
    assert seconds == noted(status).seconds


def test_what_an_outcome_does_not_have_is_said():
    """By its name, as by any object."""
    name = "colour"
    with pytest.raises(AttributeError, match="'Outcome' object has no attribute 'colour'"):
        getattr(noted(), name)
    with pytest.raises(AttributeError, match="'Outcome' object has no attribute 'colour'"):
        getattr(KNOWN, name)
