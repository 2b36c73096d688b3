"""The one pipeline: read, bind, place, lay out, paint, compose, write.

``stamp`` gives a picture and verdicts, ``stamp_file`` a file. Both are safe to call from several threads.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from .colours import contrast, rgba
from .errors import TemplateError, UsageError, unknown
from .geometry import ANCHORS, Box, Size
from .images.canvas import Canvas, mode_note
from .images.encoding import Encoded, encode_canvas
from .images.formats import KEEP, choose_format, default_output
from .images.limits import Limits
from .images.reading import Source, read_cover
from .images.writing import check_output, write_output
from .layers.base import QRVerdict, TextVerdict
from .mark import Painted, bind_layers, paint_layers
from .messages import Message, say
from .page import Page
from .placement import Placement, fitting_size, place
from .platforms import load_platform, platform_for
from .template.model import TONES, Mark, Palette, Template
from .template.reader import load_template
from .template.values import Values, page_values

if TYPE_CHECKING:
    from PIL.Image import Image

    from .platforms import Platform

_BUSYNESS_WIDTH = 480
"""The longest side of the picture on which busyness is measured, in pixels."""


@dataclass(frozen=True, slots=True)
class StampedMark:
    """One mark on the cover.

    ``box`` is all that was drawn, shadow included, in pixels of the cover; ``artboard`` the mark without its
    shadow. ``scale`` is pixels a unit of the artboard.
    """

    name: str | None
    box: Box
    artboard: Box
    scale: float
    anchor: str
    tone: str
    texts: tuple[TextVerdict, ...]
    qr: QRVerdict | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; boxes are [left, top, right, bottom]."""
        return {
            "name": self.name,
            "box": list(self.box.pixels),
            "artboard": list(self.artboard.pixels),
            "scale": round(self.scale, 4),
            "anchor": self.anchor,
            "tone": self.tone,
            "texts": [text.as_dict() for text in self.texts],
            "qr": self.qr.as_dict() if self.qr else None,
        }


@dataclass(frozen=True, slots=True)
class Stamped:
    """A stamped cover: the picture, the marks on it, and everything worth telling.

    ``platform`` is the preset's name, ``template`` the template's.
    """

    template: str
    platform: str
    marks: tuple[StampedMark, ...]
    warnings: tuple[Message, ...]
    canvas: Canvas = field(repr=False)

    @property
    def image(self) -> Image:
        """The picture: it has the cover's size and, outside of the marks' boxes, its pixels.

        A JPEG cover is decoded as a whole only here. Raises CoverError where it is damaged away from the marks.
        """
        return self.canvas.image

    def encode(self, format: str = "keep", quality: int | None = None) -> Encoded:
        """Return the file's bytes, its format, and notes on what could not be kept.

        ``format`` is ``keep``, ``jpg``, ``png`` or ``webp``; ``quality`` is 1 to 100. Raises UsageError.
        """
        return encode_canvas(self.canvas, format, quality)


@dataclass(frozen=True, slots=True)
class StampedFile:
    """A stamped cover that was written to ``output``, or to a stream where that is None."""

    output: Path | None
    stamped: Stamped
    encoded: Encoded = field(repr=False)

    @property
    def untouched(self) -> str:
        """What became of the picture outside of the marks.

        ``exact``: every pixel is the source's, or of a JPEG every coefficient. ``requantised``: the picture was coded
        again with loss, or in another colour space or depth; ``reason`` says why.
        """
        return "exact" if self.encoded.exact else "requantised"

    @property
    def reason(self) -> Message | None:
        """Why the picture was coded again, or None where it was not."""
        return self.encoded.reason

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Everything worth telling, from reading to writing."""
        return (*self.stamped.warnings, *self.encoded.notes)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "output": str(self.output) if self.output else None,
            "format": self.encoded.format,
            "template": self.stamped.template,
            "platform": self.stamped.platform,
            "marks": [mark.as_dict() for mark in self.stamped.marks],
            "untouched": self.untouched,
            "reason": str(self.reason) if self.reason else None,
            "warnings": [str(warning) for warning in self.warnings],
        }


def stamp(  # noqa: PLR0913 - three things and the caller's choices, by keyword
    cover: Source,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    platform: str | os.PathLike[str] | Platform | None = None,
    anchor: str | None = None,
    tone: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Stamped:
    """Compose a template's marks onto a cover.

    ``cover`` is a path, the bytes of a file, a binary stream or a Pillow image, which is not changed.
    ``template`` is a built-in name, a path or a loaded Template; ``page`` the page's values. ``platform`` is a
    preset's name or file, or a loaded Platform; without it the preset whose size is the cover's, else the whole picture.
    ``anchor`` and ``tone`` (``auto``, ``light``, ``dark``) take the place of the template's own.

    Raises TemplateError, PageError, PlatformError, UsageError, CoverError, PlacementError, TextError,
    GlyphError or QRError; each says what is wrong and what to do.
    """
    _check_choices(anchor, tone)
    loaded = load_template(template)
    values = page_values(loaded, page if isinstance(page, Page) else Page(page))
    marks = [mark for mark in loaded.marks if values.active(mark)]
    if not marks:
        raise TemplateError(say("No mark of template “{name}” is drawn for these values.", name=loaded.name))
    for mark in marks:
        bind_layers(loaded, mark, values, {})
    preset = load_platform(platform) if isinstance(platform, (str, os.PathLike)) else platform
    source = read_cover(cover, limits, patching=True)
    chosen = preset or platform_for(source.size)
    # A picture that was given, and not read here, stays the caller's.
    canvas = Canvas(source, own=source.picture.editor is not None or source.image is not cover)
    work = _Work(loaded, values, canvas, chosen, _Choices(anchor, tone))
    results = tuple(work.add(mark) for mark in marks)
    return Stamped(loaded.name, work.platform.name, results, tuple(work.warnings), canvas)


def stamp_file(  # noqa: PLR0913 - the same, and how it is written
    cover: Source,
    output: str | os.PathLike[str] | BinaryIO | None = None,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    format: str = "keep",
    quality: int | None = None,
    overwrite: bool = False,
    **options: Any,
) -> StampedFile:
    """Stamp a cover and write the result beside it, or to ``output``: a path or a binary stream.

    Without ``output`` the name is ``COVER.marked.EXT``, which needs a cover that is a path. ``format`` is ``keep``,
    ``jpg``, ``png`` or ``webp``; where it is not given, the extension of ``output`` decides. ``options`` are those
    of ``stamp``. The file appears whole or not at all, never over the cover, and over another file only with
    ``overwrite``.

    Raises what ``stamp`` raises, and OutputError.
    """
    source, target = _path(cover), _path(output)
    beside = source if output is None else None
    if output is None and beside is None:
        raise UsageError(say("The cover has no file name to name the result after; say where to write it."))
    chosen = choose_format(KEEP, format, target)
    if beside is not None and beside.name and chosen != KEEP:
        target = default_output(beside, chosen)
    if target is not None:
        check_output(target, overwrite=overwrite, source=source)
    stamped = stamp(cover, template, page, **options)
    encoded = stamped.encode(chosen, quality)
    if beside is not None:
        target = target or default_output(beside, encoded.format)
    if target is not None:
        write_output(target, encoded.data, overwrite=overwrite, source=source)
    else:
        cast("BinaryIO", output).write(encoded.data)
    return StampedFile(target, stamped, encoded)


def _path(named: object) -> Path | None:
    """Return the path that a cover or an output is; None for a stream, bytes or a picture."""
    return Path(named) if isinstance(named, (str, os.PathLike)) else None


class _Choices(NamedTuple):
    """What the caller chose instead of the template."""

    anchor: str | None
    tone: str | None


class _Work:
    """One cover being stamped: what is known of it, and the warnings so far."""

    def __init__(
        self, template: Template, values: Values, canvas: Canvas, platform: Platform, choices: _Choices
    ) -> None:
        self.template = template
        self.values = values
        self.canvas = canvas
        self.cover = canvas.cover
        self.platform = platform
        self.anchor, self.tone = choices
        self.safe, warning = platform.zone(self.cover.size)
        self.warnings = [*self.cover.notes, *_unused(template, values)]
        self._warn(warning, mode_note(self.cover.picture.mode))

    def add(self, mark: Mark) -> StampedMark:
        """Put one more mark onto the picture."""
        placed = self._place(mark)
        scale = placed.box.width / mark.artboard.width
        tone = self._tone(mark, placed.box)
        palette = self.template.palette
        layers = bind_layers(self.template, mark, self.values, palette.tone(tone) if palette else {})
        size = self.cover.size
        around = Box.at(-placed.box.left, -placed.box.top, size.width, size.height)
        painted = paint_layers(self.template, layers, scale, around)
        self._warn(*painted.warnings)
        left, top = placed.box.left + painted.box.left, placed.box.top + painted.box.top
        self.canvas.put(painted.image, int(left), int(top))
        return _result(mark, placed, painted, scale, tone, size)

    def _place(self, mark: Mark) -> Placement:
        rule = replace(mark.place, anchor=self.anchor, at=None) if self.anchor else mark.place
        size, warning = fitting_size(mark.size, rule, mark.artboard, self.cover.size, self.safe)
        searching = rule.anchor == "auto" and rule.at is None and len(rule.among) > 1
        grey = self.cover.picture.grey(_BUSYNESS_WIDTH) if searching else None
        placed = place(rule, size, self.cover.size, self.safe, grey)
        self._warn(warning, placed.warning)
        return placed

    def _tone(self, mark: Mark, box: Box) -> str:
        """Return the tone whose first colour stands out more from the mean of what is beneath the mark."""
        palette = self.template.palette
        tone = self.tone or mark.tone
        if palette is None or not palette.dark:
            return "light"
        if tone != "auto":
            return tone
        beneath = self.canvas.region(box).reduce(8).resize((1, 1))
        red, green, blue = beneath.tobytes()
        return max(TONES, key=lambda name: contrast(_first(palette, name), (red, green, blue)))

    def _warn(self, *messages: Message | None) -> None:
        self.warnings += [message for message in messages if message is not None and message not in self.warnings]


def _first(palette: Palette, tone: str) -> tuple[int, int, int]:
    return rgba(next(iter(palette.tone(tone).values())))[:3]


def _result(mark: Mark, placed: Placement, painted: Painted, scale: float, tone: str, cover: Size) -> StampedMark:
    left, top = placed.box.left, placed.box.top
    drawn = painted.box.moved(left, top).common(Box.at(0, 0, cover.width, cover.height))
    texts = tuple(text._replace(box=text.box.moved(left, top)) for text in painted.texts)
    code = painted.qr._replace(box=painted.qr.box.moved(left, top)) if painted.qr else None
    return StampedMark(mark.name, drawn, placed.box, scale, placed.anchor, tone, texts, code)


def _unused(template: Template, values: Values) -> list[Message]:
    from .errors import did_you_mean
    from .messages import join

    names = [name for name, _ in template.fields]
    return [
        join(say("The template has no field “{name}”, so its value is not used.", name=name), did_you_mean(name, names))
        for name in values.unused
    ]


def _check_choices(anchor: str | None, tone: str | None) -> None:
    if anchor is not None and anchor not in ("auto", *ANCHORS):
        raise UsageError(unknown(say("anchor"), anchor, ("auto", *ANCHORS)))
    if tone is not None and tone not in ("auto", *TONES):
        raise UsageError(unknown(say("tone"), tone, ("auto", *TONES)))
