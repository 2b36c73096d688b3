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
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, dataclass_transform

from ..frozen import defaults, with_shared_methods

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
    """Make a class a model: a dataclass that is frozen, made by keywords, equal and hashable by value."""
    made = with_shared_methods(dataclass(init=False, repr=False, eq=False, kw_only=True)(cls), set())
    own: dict[str, Any] = {"__init__": _by_keyword}
    for name, given in own.items():
        setattr(made, name, given)
    return made


def keys(cls: type) -> tuple[tuple[str, dataclasses.Field[Any], Spec], ...]:
    """Return each key of a model as it is written in the file, with its field and its kind."""
    return _keys(cls)


@lru_cache(maxsize=128)
def _keys(cls: Any) -> tuple[tuple[str, dataclasses.Field[Any], Spec], ...]:
    found = ((item, item.metadata.get(SPEC)) for item in dataclasses.fields(cls))
    return tuple((item.metadata.get("name") or item.name, item, spec) for item, spec in found if spec is not None)


def _by_keyword(self: Any, **values: Any) -> None:
    declared = defaults(self.__class__)
    strange = values.keys() - declared.keys()
    missing = [name for name, default in declared.items() if default is MISSING and name not in values]
    if strange or missing:
        what = f"unexpected {sorted(strange)}" if strange else f"missing {missing}"
        raise TypeError(f"{type(self).__name__}() has {what}")
    self.__dict__.update({**declared, **values})
