"""From text to glyphs: HarfBuzz shaping with kerning, a fallback face for each sign that a face lacks.

Everything is measured in em, so a width at a size is ``run.width * size`` and nothing is rounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..errors import GlyphError, Trail
from ..messages import say
from .fonts import FontFace, FontStack

# Unicode's Default_Ignorable_Code_Point and the control characters: nothing is to be seen of them.
_INVISIBLE = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SPECIAL = re.compile(f"[{_INVISIBLE}\u00a0\u2010\u2011]")
_DRAWN_AS = {
    "\t": " ",
    "\n": " ",
    "\r": " ",
    "\x0b": " ",
    "\x0c": " ",
    "\x85": " ",
    "\u2028": " ",
    "\u2029": " ",
    "\u00a0": " ",
    "\u2010": "-",
    "\u2011": "-",
}
_AS_DRAWN = str.maketrans(_DRAWN_AS)
# HarfBuzz gives each of these its width wherever the face has a plain space.
_SPACES = frozenset(" \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_NO_LIGATURES = {"liga": False, "clig": False, "dlig": False}
_LANGUAGE = "ru"


class Glyph(NamedTuple):
    """One glyph of a run: where its origin is and how far the pen moves, in em; y grows downwards.

    ``cluster`` is the index of the character in the run's text that it belongs to.
    """

    face: FontFace
    glyph: int
    x: float
    y: float
    advance: float
    cluster: int


_MARKS = ("Mn", "Me", "Mc")


class Run(NamedTuple):
    """A shaped line; ``width`` is the sum of the advances in em, with no letter spacing after the last glyph."""

    text: str
    glyphs: tuple[Glyph, ...]
    width: float


def shape(text: str, stack: FontStack, letter_spacing: float = 0.0) -> Run:
    """Shape one line from left to right; ``letter_spacing`` in em. Ligatures are off where letters are spaced."""
    return _shape(text, stack, letter_spacing)


def missing(text: str, stack: FontStack) -> tuple[str, ...]:
    """Return the signs of ``text`` that no face of the stack can draw, each once, in their order."""
    if _is_plain(text, stack.faces[0]):
        return ()
    found = []
    for cluster, _ in _clusters(text):
        face = _face_for(cluster, stack, None)
        found += [sign for sign in cluster if not _draws(face, sign)]
    return tuple(dict.fromkeys(found)) if found else ()


def check_glyphs(text: str, stack: FontStack, trail: Trail = Trail()) -> None:
    """Raise GlyphError that names the text, each sign it cannot draw as ``U+XXXX`` with its name, and the font."""
    lacking = missing(text, stack)
    if lacking:
        signs = ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, 'without a name')}" for sign in lacking)
        message = say(
            "The text “{text}” has signs that neither the font {font} nor its fallbacks can draw: {signs}. "
            "Remove them, or name a font that has them.",
            text=text.encode("utf-8", "replace").decode("utf-8"),
            font=stack.name,
            signs=signs,
        )
        raise GlyphError(message, trail)


@lru_cache(maxsize=64)
def _shape(text: str, stack: FontStack, letter_spacing: float) -> Run:
    glyphs: list[Glyph] = []
    pen = 0.0
    for face, signs, places in _items(text, stack):
        pen = _append(glyphs, face, (signs, places), letter_spacing, pen)
    return Run(text, tuple(glyphs), pen - letter_spacing if glyphs else 0.0)


def _append(
    glyphs: list[Glyph], face: FontFace, item: tuple[str, Sequence[int]], letter_spacing: float, pen: float
) -> float:
    import uharfbuzz as hb  # type: ignore[import-untyped]

    signs, places = item
    buffer = hb.Buffer()
    buffer.add_codepoints(list(map(ord, signs)))
    buffer.language = _LANGUAGE
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    hb.shape(face.font, buffer, _NO_LIGATURES if letter_spacing else {})
    infos, positions, units = buffer.glyph_infos, buffer.glyph_positions, face.units
    last = len(infos) - 1
    for index, (info, position) in enumerate(zip(infos, positions, strict=True)):
        advance = position.x_advance / units
        x, y = pen + position.x_offset / units, -position.y_offset / units
        glyphs.append(Glyph(face, info.codepoint, x, y, advance, places[info.cluster]))
        ends_cluster = letter_spacing and (index == last or infos[index + 1].cluster != info.cluster)
        pen += advance + letter_spacing if ends_cluster else advance
    return pen


def _items(text: str, stack: FontStack) -> Sequence[tuple[FontFace, str, Sequence[int]]]:
    """Cut the text into stretches of one face: the face, its signs, and the place of each in ``text``."""
    if text and _is_plain(text, stack.faces[0]):
        return [(stack.faces[0], text.translate(_AS_DRAWN), range(len(text)))]
    items: list[tuple[FontFace, str, list[int]]] = []
    face: FontFace | None = None
    for cluster, places in _clusters(text):
        face = _face_for(cluster, stack, face)
        if items and items[-1][0] is face:
            items[-1] = (face, items[-1][1] + cluster, items[-1][2] + places)
        else:
            items.append((face, cluster, places))
    return items


def _is_plain(text: str, face: FontFace) -> bool:
    """Tell whether the face draws every sign of the text by itself: none is combined, left out or from another face."""
    for sign in set(text) - face.plain:
        drawn = _drawn(sign)
        if not drawn or unicodedata.category(drawn) in _MARKS or not _draws(face, drawn):
            return False
        face.plain.add(sign)
    return True


def _clusters(text: str) -> Iterator[tuple[str, list[int]]]:
    """Yield each visible sign with its combining marks, and the places of both in the text."""
    plain = _SPECIAL.search(text) is None
    cluster, places = "", list[int]()
    for place, sign in enumerate(text):
        drawn = sign if plain else _drawn(sign)
        if not drawn:
            continue
        if cluster and not (drawn > "\u02ff" and unicodedata.category(drawn) in _MARKS):
            yield cluster, places
            cluster, places = "", []
        cluster += drawn
        places.append(place)
    if cluster:
        yield cluster, places


def _drawn(sign: str) -> str:
    if _SPECIAL.match(sign) is None:
        return sign
    return _DRAWN_AS.get(sign, "")


def _face_for(cluster: str, stack: FontStack, before: FontFace | None) -> FontFace:
    """Return the first face that draws the whole cluster; spaces stay with the face ``before`` them.

    Where no face draws all of it, the first that draws its base, else the first of the stack.
    """
    if before is not None and cluster in _SPACES and before.has(" "):
        return before
    composed = unicodedata.normalize("NFC", cluster) if len(cluster) > 1 else cluster
    for wanted in dict.fromkeys((composed, cluster, cluster[0])):
        for face in stack.faces:
            if all(_draws(face, sign) for sign in wanted):
                return face
    return stack.faces[0]


def _draws(face: FontFace, sign: str) -> bool:
    return face.has(" " if sign in _SPACES else sign)
