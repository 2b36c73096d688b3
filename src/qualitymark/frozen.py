"""Frozen dataclasses that cost little when they are declared.

``dataclass`` compiles six methods for every class, half a millisecond each; here all classes share them. Twenty would
otherwise cost a start of the program as much as the YAML parser does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING
from functools import lru_cache
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform

T = TypeVar("T")
_HASH = "hash of the fields"


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass, as ``@dataclass(frozen=True)`` does.

    A method that it has itself stays. Its fields have no ``default_factory``.
    """
    written = set(vars(cls))
    made = with_shared_methods(dataclasses.dataclass(init=False, repr=False, eq=False)(cls), written)
    own: dict[str, Any] = {"__init__": _by_place, "__signature__": _Signature()}
    for name, given in own.items():
        setattr(made, name, given)
    return made


def with_shared_methods(cls: type[T], written: set[str]) -> type[T]:
    """Return a dataclass that is shown, compared, hashed by its fields and cannot be changed; ``written`` stay."""
    for method in (__repr__, __eq__, __hash__, __getstate__, __setattr__, __delattr__):
        if method.__name__ not in written:
            setattr(cls, method.__name__, method)
    return cls


def changed(item: T, /, **values: Any) -> T:
    """Return a copy with other values for some of its fields, which are not checked."""
    cls: Any = type(item)
    made = object.__new__(cls)
    known = item.__dict__
    made.__dict__.update({name: known[name] for name in defaults(cls)}, **values)
    return cast("T", made)


@lru_cache(maxsize=128)
def defaults(cls: Any) -> dict[str, Any]:
    """Return the fields of a class in order, with their defaults."""
    return {item.name: item.default for item in dataclasses.fields(cls)}


def _by_place(self: Any, *places: Any, **values: Any) -> None:
    names, declared, required, check = _shape(self.__class__)
    count, known = len(places), self.__dict__
    known.update(declared)
    known.update(zip(names, places, strict=False))
    if values or not required <= count <= len(names):
        known.update(values)
        if count > len(names) or len(known) > len(names) or not values.keys() >= {*names[count:required]}:
            raise TypeError(f"{type(self).__name__}() has a value too many, or lacks one of {names[:required]}")
        if not values.keys().isdisjoint(names[:count]):
            raise TypeError(f"{type(self).__name__}() has a value twice")
    if check is not None:
        check(self)


@lru_cache(maxsize=128)
def _shape(cls: Any) -> tuple[tuple[str, ...], dict[str, Any], int, Callable[[Any], None] | None]:
    """Return the names of a class's fields, their defaults, how many have none, and what checks them."""
    declared = defaults(cls)
    required = [default for default in declared.values() if default is MISSING]
    return tuple(declared), declared, len(required), getattr(cls, "__post_init__", None)


class _Signature:
    """What ``help`` tells of such a class: its fields, of which the shared method knows nothing."""

    def __get__(self, item: Any, cls: Any) -> Any:
        from inspect import Parameter, Signature

        kind = Parameter.POSITIONAL_OR_KEYWORD
        return Signature(
            [
                Parameter(
                    field.name,
                    kind,
                    default=Parameter.empty if field.default is MISSING else field.default,
                    annotation=field.type,
                )
                for field in dataclasses.fields(cls)
            ]
        )


@lru_cache(maxsize=128)
def _compared(cls: Any) -> tuple[str, ...]:
    return tuple(item.name for item in dataclasses.fields(cls) if item.compare)


def _values(item: Any) -> tuple[Any, ...]:
    known = item.__dict__
    return tuple([known[name] for name in _compared(item.__class__)])


def __repr__(self: Any) -> str:  # noqa: N807 - becomes a method, as those below
    told = (f"{item.name}={self.__dict__[item.name]!r}" for item in dataclasses.fields(self) if item.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"


def __eq__(self: Any, other: object) -> bool:  # noqa: N807
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _values(self) == _values(other)


def __hash__(self: Any) -> int:  # noqa: N807
    known = self.__dict__
    if _HASH not in known:
        known[_HASH] = hash(_values(self))
    found: int = known[_HASH]
    return found


def __getstate__(self: Any) -> dict[str, Any]:  # noqa: N807
    """Leave the hash behind: in another process texts have other ones."""
    return {name: value for name, value in self.__dict__.items() if name != _HASH}


def __setattr__(self: Any, name: str, value: Any) -> NoReturn:  # noqa: N807
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> NoReturn:  # noqa: N807
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
