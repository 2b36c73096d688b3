"""QR codes: ``symbol`` makes modules of a payload, ``drawing`` makes pixels of modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .drawing import QRPlan, draw, plan
    from .symbol import Symbol, encode

__all__ = ["LEVELS", "STYLES", "QRPlan", "Symbol", "draw", "encode", "plan"]

LEVELS = ("L", "M", "Q", "H")
STYLES = ("squares", "dots")


def __getattr__(name: str) -> Any:
    """Import both parts where they are asked for: a template may have a code, and the page none."""
    if name in __all__:
        from . import drawing, symbol

        return getattr(symbol if name in ("Symbol", "encode") else drawing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
