"""What an SVG of a template may hold: outlines, fills and gradients that draw the same on every machine, fast.

Refused are

- DOCTYPE and entities, scripts, foreign objects;
- texts, which the fonts of the machine would shape: they become outlines in the drawing program;
- raster pictures, which belong in a layer of their own, and every reference out of the file: the library that
  draws opens files it is pointed to;
- filters (one blur was measured at 64 ms, more than a whole stamp; shadows are there as layers) and markers,
  which repeat their content at every corner of a path;
- more than 1 MiB, 100 levels, or 20 000 elements with what references repeat, an element that needs a layer of
  its own (opacity, mask, clip path) counting as 20: such a layer takes 60 ms at a megapixel.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Fault, TemplateError, Trail
from ..messages import Message, say

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_BYTES = 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100
_LAYER_COUNTS_AS = 20
_MAX_FAULTS = 20
_SVG = "http://www.w3.org/2000/svg"

_SCRIPT = say("The SVG has a script; remove it.")
_TEXT = say("The SVG has text, which depends on the fonts of the machine; turn it into outlines.")
_RASTER = say("The SVG holds a raster picture; put that into an image layer of its own.")
_FILTER = say("The SVG has a filter, which is slow; remove it. Shadows can be given to shape layers.")
_MARKER = say("The SVG has markers; turn them into outlines.")
_FOREIGN = say("The SVG has a foreign object; remove it.")
_OUTSIDE = say("The SVG refers to something outside of itself; put that into the file, or remove it.")
_ESCAPE = say("The SVG has a backslash in its styles; write them without escapes.")
_REFUSED = {
    "script": _SCRIPT,
    "text": _TEXT,
    "tspan": _TEXT,
    "textPath": _TEXT,
    "font": _TEXT,
    "font-face": _TEXT,
    "image": _RASTER,
    "feImage": _RASTER,
    "filter": _FILTER,
    "marker": _MARKER,
    "foreignObject": _FOREIGN,
}
_URL = re.compile(r"url\(\s*[\"']?\s*([^\"')\s]*)", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_FILTER = re.compile(r"(?<![-\w])filter\s*:(?!\s*none\b)", re.IGNORECASE)
_CSS_LAYER = re.compile(
    r"(?<![-\w])(?:opacity|mask|clip-path|mix-blend-mode)\s*:\s*(?!\s|(?:1(?:\.0*)?|none|normal)\s*(?:[;}]|$))",
    re.IGNORECASE,
)
_CSS_MARKER = re.compile(r"(?<![-\w])marker(?:-start|-mid|-end)?\s*:(?!\s*none\b)", re.IGNORECASE)


def vet_svg(data: bytes, name: str) -> None:
    """Raise TemplateError for whatever an SVG of a template may not hold, all faults at once with their lines."""
    if len(data) > MAX_BYTES:
        fault = say("The SVG is larger than {limit} KiB; simplify its paths.", limit=MAX_BYTES // 1024)
        raise TemplateError(fault, Trail(file=name))
    faults = _Vetting(name).faults_of(data)
    if faults:
        raise TemplateError.of(faults)


class _Enough(Exception):  # noqa: N818 - it ends the parsing
    pass


class _Element:
    __slots__ = ("children", "classy", "counting", "depth", "drawn", "layered", "refers")

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.classy = self.layered = False
        self.children: list[_Element] = []
        self.refers: list[str] = []
        # Elements drawn and levels below, once counted; ``counting`` meanwhile.
        self.drawn: tuple[int, int] | None = None
        self.counting = False


class _Vetting:
    """One pass over one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.open: list[_Element] = []
        self.by_id: dict[str, _Element] = {}
        self.root: _Element | None = None
        self.count = 0
        self.style: list[str] | None = None
        self.styled: list[str] = []
        self.styled_layers = False

    def faults_of(self, data: bytes) -> list[Fault]:
        from xml.parsers import expat

        parser = expat.ParserCreate(encoding="utf-8", namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: self._start(parser, tag, attributes)
        parser.EndElementHandler = lambda tag: self._end(parser, tag)
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = lambda *_: self._stop(parser, say("The SVG has a DOCTYPE; remove that line."))
        parser.ProcessingInstructionHandler = lambda *_: self._fault(parser, _OUTSIDE)
        try:
            parser.Parse(data, True)
            self._count()
        except _Enough:
            pass
        except expat.ExpatError as error:
            trail = Trail(file=self.name, line=error.lineno, column=error.offset + 1)
            reason = expat.ErrorString(error.code)
            self.faults.append(
                Fault(say("This is not well-formed XML ({reason}); export it again.", reason=reason), trail)
            )
        return self.faults

    def _fault(self, parser: XMLParserType, message: Message) -> None:
        trail = Trail(file=self.name, line=parser.CurrentLineNumber, column=parser.CurrentColumnNumber + 1)
        self.faults.append(Fault(message, trail))
        if len(self.faults) >= _MAX_FAULTS:
            raise _Enough

    def _stop(self, parser: XMLParserType, message: Message) -> None:
        self._fault(parser, message)
        raise _Enough

    def _start(self, parser: XMLParserType, tag: str, attributes: dict[str, str]) -> None:
        space, _, local = tag.rpartition("}")
        element = _Element(len(self.open) + 1)
        if self.root is None:
            if (space, local) != (_SVG, "svg"):
                self._stop(parser, say("This is not an SVG file: its root is not svg of {space}.", space=_SVG))
            self.root = element
        else:
            self.open[-1].children.append(element)
        self.open.append(element)
        self.count += 1
        if self.count > MAX_ELEMENTS:
            self._stop(parser, _too_many())
        if element.depth > MAX_DEPTH:
            self._stop(parser, _too_deep())
        if local in _REFUSED:
            self._fault(parser, _REFUSED[local])
        if local == "style":
            self.style = []
        for key, value in attributes.items():
            self._attribute(parser, element, (local, key.rpartition("}")[2]), value)

    def _attribute(self, parser: XMLParserType, element: _Element, place: tuple[str, str], value: str) -> None:
        local, key = place
        if key == "id":
            self.by_id.setdefault(value, element)
        elif key == "class":
            element.classy = True
        elif key == "href" and local != "a":
            if value.strip().startswith("#"):
                element.refers.append(value.strip()[1:])
            elif local not in _REFUSED:
                self._fault(parser, _OUTSIDE)
        elif key == "style":
            element.layered |= _CSS_LAYER.search(value) is not None
            element.refers += self._css(parser, value)
        elif key == "filter" and value.strip() != "none":
            self._fault(parser, _FILTER)
        elif key.startswith("marker") and value.strip() != "none":
            self._fault(parser, _MARKER)
        else:
            element.layered |= _CSS_LAYER.match(f"{key}:{value}") is not None
            element.refers += self._urls(parser, value)

    def _text(self, text: str) -> None:
        if self.style is not None:
            self.style.append(text)

    def _end(self, parser: XMLParserType, tag: str) -> None:
        self.open.pop()
        if self.style is not None and tag.rpartition("}")[2] == "style":
            sheet = "".join(self.style)
            self.styled_layers |= _CSS_LAYER.search(sheet) is not None
            self.styled += self._css(parser, sheet)
            self.style = None

    def _css(self, parser: XMLParserType, css: str) -> list[str]:
        """Return the ids that a style refers to."""
        plain = _CSS_COMMENT.sub(" ", css)
        if "\\" in plain:
            self._fault(parser, _ESCAPE)
        if "@import" in plain.lower():
            self._fault(parser, _OUTSIDE)
        if _CSS_FILTER.search(plain):
            self._fault(parser, _FILTER)
        if _CSS_MARKER.search(plain):
            self._fault(parser, _MARKER)
        return self._urls(parser, plain)

    def _urls(self, parser: XMLParserType, value: str) -> list[str]:
        targets = _URL.findall(value)
        if any(not target.startswith("#") for target in targets):
            self._fault(parser, _OUTSIDE)
        return [target[1:] for target in targets]

    def _count(self) -> None:
        """Count what is drawn when every reference is followed.

        Which rules of a style sheet apply is not known, so that all of them count for every element with a class.
        """
        if self.root is None:
            return
        drawn, levels = self._drawn(self.root, 0)
        if drawn > MAX_ELEMENTS:
            self.faults.append(Fault(_too_many(), Trail(file=self.name)))
        elif levels > MAX_DEPTH:
            self.faults.append(Fault(_too_deep(), Trail(file=self.name)))

    def _drawn(self, element: _Element, level: int) -> tuple[int, int]:
        if element.drawn is not None:
            return element.drawn
        if element.counting:
            return 0, 0
        if level > MAX_DEPTH:
            return 0, MAX_DEPTH
        element.counting = True
        names = [*element.refers, *(self.styled if element.classy else [])]
        parts = [*element.children, *(self.by_id[name] for name in names if name in self.by_id)]
        below = [self._drawn(part, level + 1) for part in parts]
        element.counting = False
        own = _LAYER_COUNTS_AS if element.layered or (element.classy and self.styled_layers) else 1
        element.drawn = own + sum(drawn for drawn, _ in below), 1 + max((levels for _, levels in below), default=0)
        return element.drawn


def _too_many() -> Message:
    return say("The SVG has more than {limit} elements; simplify it.", limit=MAX_ELEMENTS)


def _too_deep() -> Message:
    return say("The SVG is nested more than {limit} levels deep; simplify it.", limit=MAX_DEPTH)
