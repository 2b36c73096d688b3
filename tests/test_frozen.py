"""Frozen classes that share their methods."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle

import pytest

from qualitymark.frozen import changed, frozen


@frozen
class Point:
    """A place with a note that does not count."""

    x: int
    y: int = 0
    note: str = dataclasses.field(default="", repr=False, compare=False)


def test_a_frozen_class_is_made_by_place_or_by_keyword():
    """It behaves as a frozen dataclass: defaults, what is compared and shown, changed copies, pickles."""
    assert Point(1, 2) == Point(x=1, y=2) == Point(1, y=2, note="n") == dataclasses.replace(Point(1), y=2)
    assert Point(1, 3) == changed(Point(1, 2, "n"), y=3)
    assert "Point(x=1, y=0)" == repr(Point(1))
    assert hash(Point(1, note="n")) == hash(Point(1))
    assert Point(1) == pickle.loads(pickle.dumps(Point(1))) == copy.copy(Point(1))
    assert ["x", "y", "note"] == list(inspect.signature(Point).parameters)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Point(1).x = 2


@pytest.mark.parametrize(("places", "named"), [((), {}), ((1, 2, "", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1})])
def test_a_frozen_class_refuses_wrong_values(places, named):
    """Too few, too many, one twice, and one that is not known."""
    with pytest.raises(TypeError, match=r"Point\(\) has"):
        Point(*places, **named)


def test_a_hash_is_worked_out_once_and_stays_here():
    """It is kept, and neither copied, nor compared, nor sent to another process, where texts have other hashes."""
    counted = []

    class Counting(str):
        __slots__ = ()

        def __hash__(self):
            counted.append(self)
            return super().__hash__()

    point = Point(Counting("a"), 1)
    fresh = Point("a", 1)

    assert hash(point) == hash(point) == hash(fresh)
    assert 1 == len(counted)
    assert point == Point("a", 1)
    assert hash(changed(point, y=2)) == hash(Point("a", 2))
    assert pickle.dumps(Point("a", 1)) == pickle.dumps(fresh)
