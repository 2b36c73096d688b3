"""The one pipeline: read, bind, place, lay out, paint, compose, write.

``stamp`` gives a picture and verdicts, ``stamp_file`` a file. Both are safe to call from several threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from .contrast.blending import blending
from .errors import CoverError, TemplateError, UsageError, unknown
from .geometry import Box, Length
from .images.canvas import Canvas, mode_note
from .images.cover import Cover
from .images.encoding import Encoded
from .images.formats import AUTO, KEEP, choose_format, default_output
from .images.limits import Limits
from .images.metadata import check_choice
from .images.metadata import chosen as told
from .images.reading import Source, read_cover
from .images.records import unstamped
from .images.saving import WHITE
from .images.sources import read_stream
from .images.writing import check_output, write_output
from .mark import Look, Spot, paint_layers, tone_on
from .messages import Message, say
from .page import Page
from .placement import ANCHOR_RULES, Content, Ground, Placement, fitting_size, place
from .placement.content import LONGEST
from .platforms import load_platform, platform_for
from .signing import PAGE_ID, signed
from .sizing import SizeRule
from .stamped import Stamped, StampedFile, StampedMark, stamped_mark
from .surviving import Finished, Wish, proves, surviving
from .template.binding import Bound
from .template.model import TONES, Mark, Template
from .template.reader import load_template
from .template.values import page_values

if TYPE_CHECKING:
    from PIL.Image import Image

    from .placement.search import Cost
    from .platforms import Platform

__all__ = ["Stamped", "StampedFile", "StampedMark", "stamp", "stamp_file"]


def stamp(  # noqa: PLR0913 - three things and the caller's choices, by keyword
    cover: Source,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    platform: str | os.PathLike[str] | Platform | None = None,
    anchor: str | None = None,
    tone: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    frame: int | None = None,
    metadata: str = KEEP,
    restamp: Source | None = None,
) -> Stamped:
    """Compose a template's marks onto a cover.

    ``cover`` is a path, the bytes of a file, a binary stream or a Pillow image, which is not changed.
    ``template`` is a built-in name, a path or a loaded Template; ``page`` the page's values. ``platform`` is a
    preset's name or file, or a loaded Platform; without it the preset whose size is the cover's, else the whole picture.
    ``anchor`` and ``tone`` (``auto``, ``light``, ``dark``) take the place of the template's own. An animated cover gets
    the mark on every frame; ``frame``, counted from 1, takes one of them as a still.
    ``metadata``: ``keep`` leaves out positions and thumbnails, ``minimal`` all but authors, rights and the record of
    the mark, ``strip`` that too. A cover that bears such a record is refused; ``restamp``, the file that it was made
    from, is stamped in its place.

    Raises TemplateError, PageError, PlatformError, UsageError, CoverError, PlacementError, TextError,
    GlyphError or QRError; each says what is wrong and what to do.
    """
    return _stamp(cover, template, page, _Options(platform, anchor, tone, limits, frame, metadata, restamp))


class _Options(NamedTuple):
    """The options of ``stamp``."""

    platform: str | os.PathLike[str] | Platform | None = None
    anchor: str | None = None
    tone: str | None = None
    limits: Limits = Limits()
    frame: int | None = None
    metadata: str = KEEP
    restamp: Source | None = None


def _stamp(
    cover: Source,
    template: str | os.PathLike[str] | Template,
    page: Page | Mapping[str, Any] | None,
    options: _Options,
    wish: Wish = Wish(),  # noqa: B008 - frozen
) -> Stamped:
    platform, anchor, tone, limits, frame, metadata, restamp = options
    _check_choices(anchor, tone)
    check_choice(metadata)
    loaded = load_template(template)
    page = page if isinstance(page, Page) else Page(page)
    values = page_values(loaded, page)
    marks = [mark for mark in loaded.marks if values.active(mark)]
    if not marks:
        raise TemplateError(say("No mark of template “{name}” is drawn for these values.", name=loaded.name))
    bound = Bound(loaded, values)
    for mark in marks:
        # What the page lacks is told before the cover is opened.
        bound.layers(mark, "light")
    preset = load_platform(platform) if isinstance(platform, (str, os.PathLike)) else platform
    source = told(_unstamped(cover, restamp, partial(read_cover, limits=limits, patching=True, frame=frame)), metadata)
    chosen = preset or platform_for(source.size)
    # A picture that was given, and not read here, stays the caller's.
    own = source.picture.drawn_late or (source.image is not cover and source.image is not restamp)
    canvas = Canvas(source, own=own)
    work = _Work(bound, canvas, chosen, _Choices(anchor, tone, wish))
    results = tuple(work.add(mark) for mark in marks)
    canvas.cover = signed(source, loaded, page, (mark.box for mark in results), metadata)
    return Stamped(loaded.name, chosen.name, results, tuple(work.warnings), canvas, chosen)


def stamp_file(  # noqa: PLR0913 - the same, and how it is written
    cover: Source,
    output: str | os.PathLike[str] | BinaryIO | None = None,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    format: str = "keep",
    quality: int | None = None,
    max_bytes: int | None = None,
    subsampling: str | None = None,
    matte: str = WHITE,
    prove: bool | None = None,
    overwrite: bool = False,
    **options: Any,
) -> StampedFile:
    """Stamp a cover and write the result beside it, or to ``output``: a path or a binary stream.

    Without ``output`` the name is ``COVER.marked.EXT``, which needs a cover that is a path. ``format``, ``quality``,
    ``max_bytes``, ``subsampling`` and ``matte`` are those of ``Stamped.encode``; where no format is given, the extension
    of ``output`` decides. ``options`` are those of ``stamp``. The file appears whole or not at all, never over the
    cover, and over another file only with ``overwrite``.

    With ``prove``, by default where the extra ``verify`` is installed, the finished file is looked at as the platform
    serves it; where the mark would not keep its template's promise there, a larger one or another place is tried.

    Raises what ``stamp`` raises, OutputError, and ProofError where the promise cannot be kept.
    """
    proving = proves(prove)
    # A file that is stamped anew may be replaced; its original never is, and lends its name where none is given.
    source, target = _path(options.get("restamp") or cover), _path(output)
    beside = source if output is None else None
    if output is None and beside is None:
        raise UsageError(say("The cover has no file name to name the result after; say where to write it."))
    chosen = choose_format(KEEP, format, target)
    if beside is not None and beside.name and chosen not in (KEEP, AUTO):
        target = default_output(beside, chosen)
    if target is not None:
        check_output(target, overwrite=overwrite, source=source)

    def encode(made: Stamped) -> Encoded:
        return made.encode(chosen, quality, max_bytes=max_bytes, subsampling=subsampling, matte=matte)

    stamped, encoded, proofs = finish(cover, template, page, encode, prove=proving, **options)
    if beside is not None:
        target = target or default_output(beside, encoded.format)
    if target is not None:
        write_output(target, encoded.data, overwrite=overwrite, source=source)
    else:
        cast("BinaryIO", output).write(encoded.data)
    return StampedFile(target, stamped, encoded, proofs)


def finish(
    cover: Source,
    template: str | os.PathLike[str] | Template,
    page: Page | Mapping[str, Any] | None,
    encode: Callable[[Stamped], Encoded],
    *,
    prove: bool,
    **options: Any,
) -> Finished:
    """Stamp and encode a cover, and prove the result: what ``stamp_file`` does but for writing. Raises the same."""
    if hasattr(cover, "read"):
        # Another attempt needs it too.
        cover = read_stream(cast("BinaryIO", cover), options.get("limits", Limits()))

    def make(wish: Wish) -> Finished:
        stamped = _stamp(cover, template, page, _Options(**options), wish)
        return Finished(stamped, encode(stamped))

    return surviving(make, prove=prove)


def _unstamped(cover: Source, restamp: Source | None, read: Callable[[Source], Cover]) -> Cover:
    """Return the cover to stamp, where an error names the file that it is about."""
    found, path = read(cover), _path(cover)
    try:
        return unstamped(found, restamp, read)
    except CoverError as error:
        raise (error.at(file=str(path)) if path else error) from error.__cause__


def _path(named: object) -> Path | None:
    """Return the path that a cover or an output is; None for a stream, bytes or a picture."""
    return Path(named) if isinstance(named, (str, os.PathLike)) else None


class _Choices(NamedTuple):
    """What the caller chose instead of the template, and what this attempt asks for."""

    anchor: str | None
    tone: str | None
    wish: Wish


class _Work:
    """One cover being stamped: what is known of it, and the warnings so far."""

    def __init__(self, bound: Bound, canvas: Canvas, platform: Platform, choices: _Choices) -> None:
        self.bound = bound
        self.template = bound.template
        self.canvas = canvas
        self.cover = canvas.cover
        self.platform = platform
        self.anchor, self.tone, self.wish = choices
        self.taken: list[Box] = []
        self.grey: Image | None = None
        self.content: Content | None = None
        _, warning = platform.zone(self.cover.size)
        self.warnings = [*self.cover.notes, *_unused(bound)]
        self._warn(warning, mode_note(self.cover.picture.mode))

    def add(self, mark: Mark) -> StampedMark:
        """Put one more mark onto the picture."""
        placed = self._place(mark)
        scale = placed.box.width / mark.artboard.width
        spot = Spot(placed.box, self.cover.size, self.canvas.region)
        tone = self._tone(mark, spot)
        layers = self.bound.layers(mark, tone)
        painted = paint_layers(self.template, layers, scale, spot.cover, Look(mark.contrast, spot.region))
        self._warn(*painted.warnings)
        left, top = placed.box.left + painted.box.left, placed.box.top + painted.box.top
        self.canvas.put(painted.image, int(left), int(top))
        return stamped_mark(mark, placed, painted, (scale, tone), spot.size)

    def _place(self, mark: Mark) -> Placement:
        rule = replace(mark.place, anchor=self.anchor, at=None) if self.anchor else mark.place
        if self.wish.avoid and rule.searches:
            others = tuple(name for name in rule.among if name not in self.wish.avoid)
            rule = replace(rule, among=others or rule.among)
        ground = Ground.of(self.platform, self.cover.size)
        size, warning = fitting_size(mark.size, rule, mark.artboard, ground)
        if self.wish.grow > 1:
            wanted = SizeRule(width=Length(Fraction(ceil(size.width * self.wish.grow)), "px"))
            larger, _ = fitting_size(wanted, rule, mark.artboard, ground)
            warning = say(
                "The mark is {larger} px instead of {size} px, or it would not survive what the platform makes of it.",
                larger=str(larger),
                size=str(size),
            )
            size = larger
        content, cost = self._seen_by(mark) if rule.searches else (None, None)
        placed = place(rule, size, ground, content, taken=self.taken, cost=cost)
        self.taken.append(placed.box)
        self._warn(warning, placed.warning)
        return placed

    def _seen_by(self, mark: Mark) -> tuple[Content | None, Cost | None]:
        """Return what the search for a place looks at: the content of the cover, and where the mark would blend in."""
        if self.grey is None:
            self.grey = self.cover.picture.grey(LONGEST)
            self.content = Content.of(self.grey)
        palette, tone = self.template.palette, self.tone or mark.tone
        if palette is None:
            return self.content, None
        tones = TONES if tone == "auto" and palette.dark else (tone if palette.dark else "light",)
        colours = [next(iter(palette.tone(name).values())) for name in tones]
        return self.content, blending(self.grey, self.cover.size, colours)

    def _tone(self, mark: Mark, spot: Spot) -> str:
        """Return the tone that the caller or the template names, or the one that can be read and stands out here."""
        palette = self.template.palette
        tone = self.tone or mark.tone
        if palette is None or not palette.dark:
            return "light"
        return tone_on(spot, mark, self.bound) if tone == "auto" else tone

    def _warn(self, *messages: Message | None) -> None:
        self.warnings += [message for message in messages if message is not None and message not in self.warnings]


def _unused(bound: Bound) -> list[Message]:
    if not bound.values.unused:
        return []
    from .errors import did_you_mean
    from .messages import join

    names = [name for name, _ in bound.template.fields]
    return [
        join(say("The template has no field “{name}”, so its value is not used.", name=name), did_you_mean(name, names))
        for name in bound.values.unused
        if name != PAGE_ID
    ]


def _check_choices(anchor: str | None, tone: str | None) -> None:
    if anchor is not None and anchor not in ANCHOR_RULES:
        raise UsageError(unknown(say("anchor"), anchor, ANCHOR_RULES))
    if tone is not None and tone not in ("auto", *TONES):
        raise UsageError(unknown(say("tone"), tone, ("auto", *TONES)))
