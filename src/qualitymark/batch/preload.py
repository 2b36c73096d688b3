"""What all workers of the local pool need: imported once, before they are forked from the process that did it."""

from __future__ import annotations

from .. import stamping
from ..template import reader
from ..text.fonts import GOLOS, FontBook
from . import work
from .digest import engine_digest

__all__ = ["reader", "stamping", "work"]

engine_digest()
# Nearly every campaign has texts: with the first font comes the library that shapes them.
FontBook.bundled().stack(GOLOS, 400).faces[0].has("А")
