"""Words on a picture: set by the program's own text engine in the bundled Golos Text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..colours import rgba
from ..text.fonts import FontBook
from ..text.raster import line_glyphs, rasterise
from ..text.shaping import Run, shape

if TYPE_CHECKING:
    from PIL.Image import Image

_FAMILY = "Golos Text"
_MOST = 400
"""Signs of one line; the rest would be outside of any sheet."""


def run_of(words: str, weight: int = 400) -> Run:
    """Return a line of text, shaped; signs that cannot be printed are seen as spaces."""
    plain = "".join(sign if sign.isprintable() else " " for sign in words[:_MOST])
    return shape(plain, FontBook.bundled().stack(_FAMILY, weight))


def width_of(words: str, size: float, weight: int = 400) -> float:
    """Return how wide a line is, in pixels."""
    return run_of(words, weight).width * size


def write(image: Image, words: str, at: tuple[float, float], size: float, fill: str, weight: int = 400) -> float:
    """Write one line into an RGB picture, ``at`` being where its baseline begins; return its width in pixels."""
    from PIL import Image as Pictures

    run = run_of(words, weight)
    ink = rasterise(line_glyphs(run, *at, size))
    if ink is not None:
        mask = Pictures.frombuffer("L", (ink.width, ink.height), ink.data, "raw", "L", 0, 1)
        image.paste(rgba(fill)[:3], (int(ink.left), int(ink.top)), mask)
    return run.width * size


def lines_of(words: str, size: float, room: float) -> list[str]:
    """Return a text in lines that are ``room`` pixels wide at most; a longer word stands alone."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
