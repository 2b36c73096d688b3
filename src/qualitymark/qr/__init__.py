"""QR codes: ``symbol`` makes modules of a payload, ``drawing`` makes pixels of modules."""

from .drawing import STYLES, QRPlan, draw, plan
from .symbol import LEVELS, Symbol, encode

__all__ = ["LEVELS", "STYLES", "QRPlan", "Symbol", "draw", "encode", "plan"]
