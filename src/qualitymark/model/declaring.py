"""Models: frozen classes whose fields say how they are read.

A model is declared once::

    @model
    class Line:
        box: Box = key(BoxKey(), doc="Left, top, width and height.")
        fill: str = key(Colour(), default="ink", doc="Its colour.")

and is then read strictly from YAML nodes, bound to a page's values, and described as JSON Schema.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from .reading import Kind

T = TypeVar("T")
SPEC = "key"


class Spec(NamedTuple):
    """What a model says of one of its fields."""

    kind: Kind
    doc: str


def key(kind: Kind, *, doc: str, default: Any = MISSING, name: str | None = None) -> Any:
    """Declare a field of a model. Without a default the key is required; ``name`` is its name in the file."""
    metadata = {SPEC: Spec(kind, doc), "name": name}
    if default is MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(key,))
def model(cls: type[T]) -> type[T]:
    """Make a class a model: a dataclass that is frozen, made by keywords, equal and hashable by value.

    Its methods are the ones below instead of generated ones: twenty models would otherwise cost a start of the
    program as much as the YAML parser does.
    """
    made = dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
    for method in (__init__, __repr__, __eq__, __hash__, __setattr__, __delattr__):
        setattr(made, method.__name__, method)
    return made


def keys(cls: type) -> tuple[tuple[str, dataclasses.Field[Any], Spec], ...]:
    """Return each key of a model as it is written in the file, with its field and its kind."""
    return _keys(cls)


@lru_cache(maxsize=128)
def _keys(cls: Any) -> tuple[tuple[str, dataclasses.Field[Any], Spec], ...]:
    found = ((item, item.metadata.get(SPEC)) for item in dataclasses.fields(cls))
    return tuple((item.metadata.get("name") or item.name, item, spec) for item, spec in found if spec is not None)


def __init__(self: Any, **values: Any) -> None:  # noqa: N807 - becomes a method
    declared = _defaults(self.__class__)
    strange = values.keys() - declared.keys()
    missing = [name for name, default in declared.items() if default is MISSING and name not in values]
    if strange or missing:
        what = f"unexpected {sorted(strange)}" if strange else f"missing {missing}"
        raise TypeError(f"{type(self).__name__}() has {what}")
    self.__dict__.update({**declared, **values})


@lru_cache(maxsize=128)
def _defaults(cls: Any) -> dict[str, Any]:
    """Return the fields of a model in order, with their defaults."""
    return {item.name: item.default for item in dataclasses.fields(cls)}


def _values(item: Any) -> tuple[Any, ...]:
    known = item.__dict__
    return tuple([known[name] for name in _defaults(item.__class__)])


def changed(item: T, values: dict[str, Any]) -> T:
    """Return a copy of a model with other values for some of its fields."""
    cls: Any = type(item)
    made = object.__new__(cls)
    known = item.__dict__
    made.__dict__.update({name: known[name] for name in _defaults(cls)}, **values)
    return cast("T", made)


def __repr__(self: Any) -> str:  # noqa: N807
    told = (f"{item.name}={self.__dict__[item.name]!r}" for item in dataclasses.fields(self))
    return f"{type(self).__qualname__}({', '.join(told)})"


def __eq__(self: Any, other: object) -> bool:  # noqa: N807
    if other.__class__ is not self.__class__:
        return NotImplemented
    return _values(self) == _values(other)


def __hash__(self: Any) -> int:  # noqa: N807
    return hash(_values(self))


def __setattr__(self: Any, name: str, value: Any) -> NoReturn:  # noqa: N807
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> NoReturn:  # noqa: N807
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
