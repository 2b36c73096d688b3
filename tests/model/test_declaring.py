"""Models: frozen classes made by keywords, equal and hashable by value."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from qualitymark.model.declaring import key, keys, model
from qualitymark.model.keys import Number, Text


@model
class Base:
    """A base."""

    name: str | None = key(Text(), default=None, doc="A name.")


@model
class Line(Base):
    """A line."""

    long: float = key(Number(), doc="How long.")
    start: str = key(Text(), default="here", name="from", doc="Where from.")


@model
class Twin(Base):
    """The same keys as Line, another class."""

    long: float = key(Number(), doc="How long.")
    start: str = key(Text(), default="here", name="from", doc="Where from.")


def test_a_model_takes_its_defaults():
    """What is not given has its default, inherited fields included."""
    line = Line(long=3)

    assert (None, 3, "here") == (line.name, line.long, line.start)
    assert "Line(name=None, long=3, start='here')" == repr(line)


def test_a_model_refuses_what_it_does_not_know():
    """A value too much or too few is a mistake of the program."""
    with pytest.raises(TypeError, match=r"Line\(\) has unexpected \['wide'\]"):
        Line(long=3, wide=4)
    with pytest.raises(TypeError, match=r"Line\(\) has missing \['long'\]"):
        Line(name="x")
    with pytest.raises(TypeError):
        Line(3)


def test_models_are_equal_by_value_and_class():
    """Two of one class with the same values are one key of a dictionary; of two classes they are not."""
    assert Line(long=3) == Line(long=3, start="here")
    assert hash(Line(long=3)) == hash(Line(long=3))
    assert Line(long=3) != Line(long=4)
    assert Line(long=3) != Twin(long=3)
    assert Line(long=3) != 3
    assert 1 == len({Line(long=3), Line(long=3.0)})


def test_a_model_cannot_be_changed():
    """Neither a field nor anything else of a model can be set or deleted."""
    line = Line(long=3)

    for change in (lambda: setattr(line, "long", 4), lambda: setattr(line, "new", 4), lambda: delattr(line, "long")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    assert 3 == line.long


def test_a_model_can_be_replaced_copied_and_pickled():
    """A changed copy is made by dataclasses.replace; workers get models by pickle."""
    line = Line(long=3, name="a")

    assert Line(long=4, name="a") == dataclasses.replace(line, long=4)
    assert line == pickle.loads(pickle.dumps(line)) == copy.deepcopy(line)


def test_keys_are_named_as_in_the_file():
    """A key that is a word of Python has another name in the file than in the program."""
    assert ["name", "long", "from"] == [name for name, _, _ in keys(Line)]
    assert ["name", "long", "start"] == [item.name for _, item, _ in keys(Line)]
    assert ["A name.", "How long.", "Where from."] == [spec.doc for _, _, spec in keys(Line)]
