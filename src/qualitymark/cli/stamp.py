"""``qualitymark stamp``: one cover."""

from __future__ import annotations

import gc
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from ..errors import CoverError, QualitymarkError, UsageError
from ..frozen import frozen
from ..messages import Message, chosen_language, join, say
from . import options
from .language import _, told
from .reporting import example, note, print_json, put

if TYPE_CHECKING:
    from ..images.limits import Limits
    from ..page import Page
    from ..stamping import StampedFile, StampedMark
    from ..template import Template

STREAM = "-"


@frozen
class Order:
    """What the command line asks for; the names are those of the options."""

    cover: str
    output: str | None
    template: str
    page: str | None
    values: tuple[str, ...]
    qr: str | None
    platform: str | None
    anchor: str | None
    tone: str | None
    format: str
    quality: int | None
    max_bytes: int | None
    subsampling: str | None
    matte: str
    frame: int | None
    limits: Limits
    metadata: str
    prove: bool | None
    restamp: str | None
    overwrite: bool
    explain: str | None
    as_json: bool
    quiet: bool

    @property
    def to_stream(self) -> bool:
        return self.output == STREAM or (self.output is None and self.cover == STREAM)


@click.command(
    "stamp",
    help=_(
        "Stamp one cover with a quality mark.\n\nCOVER is a JPEG, PNG, WebP, GIF, TIFF, BMP, AVIF or HEIC picture, or - for standard input. "
        "The result is written beside it as COVER.marked.EXT, never over it."
    ),
    epilog=example(
        _("qualitymark stamp cover.jpg -t seal -s name='School 3' -s year=2023 --qr https://example.org/v/K7Q2")
    ),
)
@click.argument("cover", metavar=_("COVER"), type=options.PATH)
@options.content
@options.look
@options.output
@options.coding
@options.limits
@options.metadata
@options.prove
@options.restamp
@options.explain
@options.as_json
@options.quiet
def command(**given: Any) -> None:
    """Parse, call, print."""
    # One cover and the process ends: looking for garbage on the way would take 4 % of its time.
    gc.disable()
    try:
        _command(Order(**given))
    finally:
        gc.enable()


def _command(order: Order) -> None:
    if order.to_stream:
        _check_stream(order)
    if order.explain is not None:
        _check_explanation(order, order.explain)
    done = _stamp(order)
    if order.explain is not None:
        _explain(order, order.explain, done)
    # Where no warning is shown, what it needs is not measured.
    fraying = done.fraying if order.as_json or not order.quiet else None
    warnings = (*done.warnings, *([fraying] if fraying else []))
    for warning in warnings:
        note(join(say("Warning:"), warning), order.quiet)
    if order.as_json:
        print_json({**done.as_dict(), "warnings": [told(warning) for warning in warnings]})
    else:
        note(_summary(done), order.quiet)


def _check_stream(order: Order) -> None:
    if order.as_json:
        raise UsageError(say("The picture and --json both go to standard output; give a file with -o."))
    if sys.stdout is not None and sys.stdout.isatty():
        raise UsageError(say("The picture would be printed on the terminal; give a file with -o."))


def _check_explanation(order: Order, path: str) -> None:
    """Raise what would go wrong with the explanation before anything is stamped."""
    from ..images.writing import check_output

    if not path.lower().endswith(".png"):
        raise UsageError(say("The explanation is a PNG picture; give a name that ends in .png."))
    if order.output is not None and Path(path).absolute() == Path(order.output).absolute():
        raise UsageError(say("The stamped cover and its explanation have one name; give them two."))
    check_output(path, overwrite=order.overwrite, source=None if order.cover == STREAM else order.cover)


def _explain(order: Order, path: str, done: StampedFile) -> None:
    from ..explaining import explain
    from ..images.writing import write_output

    picture = BytesIO()
    explain(done.stamped, chosen_language()).save(picture, "PNG", optimize=True)
    # Where the result's name was not given, it is known only now; it is not written over.
    write_output(path, picture.getvalue(), overwrite=order.overwrite, source=done.output)


def _stamp(order: Order) -> StampedFile:
    from ..stamping import stamp_file

    template, page = _template_and_page(order)
    picture = BytesIO()
    done = stamp_file(
        _standard_input() if order.cover == STREAM else order.cover,
        picture if order.to_stream else order.output,
        template,
        page,
        format=order.format,
        quality=order.quality,
        max_bytes=order.max_bytes,
        subsampling=order.subsampling,
        matte=order.matte,
        frame=order.frame,
        limits=order.limits,
        metadata=order.metadata,
        prove=order.prove,
        restamp=order.restamp,
        overwrite=order.overwrite,
        platform=order.platform,
        anchor=order.anchor,
        tone=order.tone,
    )
    if order.to_stream:
        put(picture.getvalue())
    return done


def _template_and_page(order: Order) -> tuple[Template, Page]:
    from ..template import load_template
    from .values import page_of

    try:
        template = load_template(order.template)
        return template, page_of(template, order.page, order.values, order.qr)
    except QualitymarkError:
        if order.cover != STREAM:
            from ..images.reading import read_cover

            read_cover(
                order.cover, order.limits
            )  # a cover that cannot be used is told first: it is what the command is about
        raise


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise CoverError(say("Standard input is closed; give a file."))
    return sys.stdin.buffer


def _summary(done: StampedFile) -> Message:
    output = say("standard output") if done.output is None else str(done.output)
    parts = [part for mark in done.stamped.marks for part in _told(done.stamped.template, mark)]
    return say("{output}: {what}.", output=output, what=join(*parts, separator=", "))


def _told(template: str, mark: StampedMark) -> list[Message]:
    """Return what became of one mark, in a few words each."""
    parts = [
        say(
            "{tone} {template} at {anchor}, {width:.0f}x{height:.0f} px",
            tone=_TONES[mark.tone],
            template=template,
            anchor=mark.anchor,
            width=mark.artboard.width,
            height=mark.artboard.height,
        )
    ]
    if mark.texts:
        parts.append(say("smallest letters {size:.0f} px", size=min(text.size for text in mark.texts)))
    low = [text for text in mark.texts if text.contrast and text.contrast < (text.contrast_asked or 0)]
    if low:
        parts.append(say("least contrast {contrast:.2f}:1", contrast=min(text.contrast or 0 for text in low)))
    parts += [
        say("“{layer}” was made more opaque, {start:.0%} to {end:.0%}", layer=layer, start=start, end=end)
        for layer, start, end in mark.strengthened
    ]
    parts += [
        say("“{old}” was shortened to “{new}”", old=text.shortened_from, new=text.text)
        for text in mark.texts
        if text.shortened_from
    ]
    if mark.qr:
        parts.append(say("QR {module} px a module", module=mark.qr.module))
    return parts


_TONES = {"light": say("light"), "dark": say("dark")}
