"""The layer kinds: one file a kind, named like the kind, with its class as ``LAYER``.

A new kind is one new file in this folder. Another program brings its own to ``load_template(..., kinds=...)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from .base import Layer

__all__ = ["Layer", "kind_names", "layer_class"]

_SHARED = ("base", "lettering")


@cache
def kind_names() -> tuple[str, ...]:
    """Return the names of the kinds in this folder."""
    from pkgutil import iter_modules

    return tuple(sorted(module.name for module in iter_modules(__path__) if _may_be_kind(module.name)))


def layer_class(kind: str, more: Mapping[str, type[Layer]] | None = None) -> type[Layer] | None:
    """Return the class of a kind, or None; ``more`` are kinds from outside."""
    if more and kind in more:
        return more[kind]
    # One file is looked for: listing all of them is only needed to say which there are.
    if not (_may_be_kind(kind) and kind.isidentifier() and find_spec(f"{__name__}.{kind}")):
        return None
    found: type[Layer] = import_module(f"{__name__}.{kind}").LAYER
    return found


def _may_be_kind(name: str) -> bool:
    return name not in _SHARED and not name.startswith("_")
