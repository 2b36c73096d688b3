"""The fonts at hand: the bundled families and the files a template brings.

A stack is one face and the faces that draw what it lacks. Faces are read when they are first needed, so a
text that Golos Text can draw never opens a fallback file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ..errors import TemplateError, Trail, reason_of, unknown
from ..frozen import frozen
from ..messages import say
from ..resources import bundled

GOLOS = "Golos Text"
NOTO = "Noto Sans"

_BUNDLED: dict[str, dict[int, str]] = {
    GOLOS: {weight: f"GolosText-{weight}.ttf" for weight in (400, 500, 600, 700, 800)},
    NOTO: {weight: f"NotoSans-{weight}.ttf" for weight in (400, 600, 800)},
}
_SYMBOLS = ("NotoSansSymbols2-400.ttf", "NotoSansSymbols-400.ttf", "NotoSansMath-400.ttf")
_WEIGHT_AT_END = re.compile(r"(.*\S)\s+([1-9]00)\Z")


@frozen
class FontFace:
    """One font file; ``file`` names a bundled file, ``data`` holds a template's own.

    Equal by value and picklable: the HarfBuzz font behind it is made again where it is needed. It is only
    read after it was made, so threads may share it.
    """

    name: str
    file: str = ""
    data: bytes = field(default=b"", repr=False)
    weight: int = 400

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return FontFace, (self.name, self.file, self.data, self.weight)

    @cached_property
    def font(self) -> Any:
        """The ``uharfbuzz.Font``, in font units."""
        # The largest library here, and nothing that a mark without text needs; so it is in ``shaping`` and ``raster``.
        import uharfbuzz as hb  # type: ignore[import-untyped]

        font = hb.Font(hb.Face(self.data or bundled("fonts").joinpath(self.file).read_bytes()))
        if font.face.has_var_data:
            font.set_variations({"wght": self.weight})
        return font

    @cached_property
    def units(self) -> int:
        """Font units in one em."""
        return int(self.font.face.upem)

    @cached_property
    def plain(self) -> set[str]:
        """Signs met so far that the face draws by themselves; no more than the font has."""
        return set()

    @cached_property
    def _inks(self) -> dict[int, tuple[int, int, int, int] | None]:
        """The ink of glyphs met so far; no more than the font has."""
        return {}

    def ink(self, glyph: int) -> tuple[int, int, int, int] | None:
        """Return left, low, right and high edge of a glyph's ink in font units, y up; None for one without ink."""
        inks = self._inks
        if glyph not in inks:
            found = self.font.get_glyph_extents(glyph)
            if found is None or not found.width or not found.height:
                inks[glyph] = None
            else:
                # HarfBuzz has the height from the top down.
                left, high = found.x_bearing, found.y_bearing
                inks[glyph] = (left, high + found.height, left + found.width, high)
        return inks[glyph]

    def has(self, sign: str) -> bool:
        """Tell whether the face has a glyph for one character."""
        return self.font.get_nominal_glyph(ord(sign)) is not None

    def metric(self, name: str) -> float:
        """Return a metric of the font in em, by its name in HarfBuzz, which estimates one that the font lacks."""
        import uharfbuzz as hb

        return float(self.font.get_metric_position_with_fallback(hb.OTMetricsTag[name])) / self.units


@frozen
class FontStack:
    """A face and, after it, the faces that are asked for signs it lacks."""

    name: str
    faces: tuple[FontFace, ...]

    @cached_property
    def ascent(self) -> float:
        """Height above the baseline that the first face asks for, in em."""
        return self.faces[0].metric("HORIZONTAL_ASCENDER")

    @cached_property
    def descent(self) -> float:
        """Depth below the baseline that the first face asks for, in em, positive."""
        return abs(self.faces[0].metric("HORIZONTAL_DESCENDER"))

    @cached_property
    def cap_height(self) -> float:
        """Height of the first face's capitals in em."""
        return self.faces[0].metric("CAP_HEIGHT")

    @cached_property
    def x_height(self) -> float:
        """Height of the first face's small letters in em."""
        return self.faces[0].metric("X_HEIGHT")

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return FontStack, (self.name, self.faces)


@dataclass(frozen=True, eq=False)
class FontBook:
    """The families that a template may name."""

    faces: Mapping[str, Mapping[int, FontFace]]

    @staticmethod
    def bundled() -> FontBook:
        """Return the families that come with the package."""
        return _bundled_book()

    def with_files(self, files: Mapping[str, Path | bytes]) -> FontBook:
        """Return a book that also knows a template's own TrueType or OpenType files.

        The key is the family's name, with a weight at its end where a family has several files, as in
        ``Manrope 700``. Raises TemplateError for a file that cannot be read or is not a font.
        """
        faces = {family: dict(weights) for family, weights in self.faces.items()}
        for name, source in files.items():
            match = _WEIGHT_AT_END.match(name)
            family, weight = (match[1], int(match[2])) if match else (name, 400)
            faces.setdefault(family, {})[weight] = _own_face(f"{family} {weight}", source, weight)
        return FontBook(faces)

    @cached_property
    def _stacks(self) -> dict[tuple[str, int], FontStack]:
        """Stacks asked for so far, by family and weight; no more than templates name."""
        return {}

    def families(self) -> tuple[str, ...]:
        """Return the names of all families, sorted."""
        return tuple(sorted(self.faces))

    def stack(self, family: str, weight: int) -> FontStack:
        """Return the face of ``family`` nearest to ``weight``, with its fallbacks.

        Raises TemplateError for an unknown family.
        """
        made = self._stacks.get((family, weight))
        if made is not None:
            return made
        name = {known.lower(): known for known in self.faces}.get(family.lower())
        if name is None:
            raise TemplateError(unknown(say("font"), family, self.faces))
        first = _nearest(self.faces[name], weight)
        others = [_nearest(self.faces[other], weight) for other in (GOLOS, NOTO) if other != name]
        symbols = [FontFace(Path(file).stem, file) for file in _SYMBOLS]
        # The same object for the same faces, so that what was shaped with it is found without comparing faces.
        return self._stacks.setdefault((family, weight), FontStack(first.name, (first, *others, *symbols)))


@cache
def _bundled_book() -> FontBook:
    return FontBook(
        {
            family: {weight: FontFace(f"{family} {weight}", file, weight=weight) for weight, file in files.items()}
            for family, files in _BUNDLED.items()
        }
    )


def _nearest(faces: Mapping[int, FontFace], weight: int) -> FontFace:
    face = faces[min(faces, key=lambda known: (abs(known - weight), -known))]
    return face if face.file else _at_weight(face, weight)


def _at_weight(face: FontFace, weight: int) -> FontFace:
    """Return a variable font set to ``weight``; a static one stays as it is."""
    if not face.font.face.has_var_data:
        return face
    return FontFace(f"{face.name.rsplit(' ', 1)[0]} {weight}", data=face.data, weight=weight)


def _own_face(name: str, source: Path | bytes, weight: int) -> FontFace:
    import uharfbuzz as hb

    trail = Trail(file=str(source)) if isinstance(source, Path) else Trail()
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        message = say("The font cannot be read ({reason}); give a TTF or OTF file.", reason=reason_of(error))
        raise TemplateError(message, trail) from error
    font = hb.Face(data) if data else None
    if font is None or not font.glyph_count or not len(font.unicodes):
        raise TemplateError(say("The font “{name}” is broken or not a font; give a TTF or OTF file.", name=name), trail)
    return FontFace(name, data=data, weight=weight)
