"""``qualitymark preview``: one cover as its platform shows it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from ..errors import CoverError, UsageError
from ..messages import chosen_language, join, say
from . import options
from .language import _, told
from .reporting import example, note, print_json, put

if TYPE_CHECKING:
    from ..images.limits import Limits
    from ..preview import Preview

STREAM = "-"
PAGE, PICTURE = (".html", ".htm"), (".png",)


@dataclass(frozen=True, slots=True)
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
    limits: Limits
    overwrite: bool
    watch: bool
    port: int | None
    open_page: bool
    as_json: bool
    quiet: bool

    @property
    def to_stream(self) -> bool:
        return self.output == STREAM or (self.output is None and self.cover == STREAM)

    @property
    def target(self) -> Path:
        """Where the result goes: beside the cover where nothing else is said."""
        if self.output is not None:
            return Path(self.output)
        cover = Path(self.cover)
        return cover.with_name(f"{cover.stem}.preview.html")


@click.command(
    "preview",
    help=_(
        "Show a cover as its platform shows it.\n\nCrops, what lies over them, the safe zone and the box of every layer "
        "with its verdict, at full size and at the size of a phone: a page of one file, COVER.preview.html, or a PNG. "
        "With --watch the page is served on this machine and reloads while the template is edited."
    ),
    epilog=example(_("qualitymark preview cover.jpg -t region.yaml --page page.yaml --watch")),
)
@click.argument("cover", metavar=_("COVER"), type=options.PATH)
@options.content
@options.look
@options.limits
@click.option(
    "-o",
    "--output",
    metavar=_("FILE"),
    type=options.PATH,
    help=_("Where to write, OUT.html or OUT.png; - for a page on standard output."),
)
@click.option("--overwrite", is_flag=True, help=_("Replace the output where it exists."))
@click.option("--watch", is_flag=True, help=_("Serve the page on this machine and reload it when a file changes."))
@click.option("--port", metavar=_("N"), type=int, help=_("The port of --watch; else one that is free."))
@click.option("--open", "open_page", is_flag=True, help=_("Open the page of --watch in the browser."))
@options.as_json
@options.quiet
def command(**given: Any) -> None:
    """Parse, call, print."""
    order = Order(**given)
    if order.watch:
        _check_watch(order)
        _watch(order)
    else:
        _check(order)
        _write(order)


def _check(order: Order) -> None:
    if order.port is not None or order.open_page:
        raise UsageError(say("--port and --open are for --watch; add it, or leave them out."))
    if not order.to_stream:
        if order.target.suffix.lower() not in (*PAGE, *PICTURE):
            raise UsageError(say("A preview is a page or a picture; let the output end in .html or .png."))
        from ..images.writing import check_output

        check_output(
            order.target, overwrite=order.overwrite, source=None if order.cover == STREAM else Path(order.cover)
        )
    elif order.as_json:
        raise UsageError(say("The page and --json both go to standard output; give a file with -o."))


def _check_watch(order: Order) -> None:
    if order.output is not None or order.cover == STREAM:
        raise UsageError(say("--watch serves a page and writes none; give a cover by its path, and leave out -o."))
    if order.port is not None and not 0 < order.port < 65536:
        raise UsageError(say("--port is a number from 1 to 65535; give one, or leave it out."))


def _look(order: Order) -> Preview:
    from ..preview import look
    from ..template import load_template
    from .values import page_of

    template = load_template(order.template)
    page = page_of(template, order.page, order.values, order.qr)
    cover = _standard_input() if order.cover == STREAM else order.cover
    return look(
        cover, template, page, platform=order.platform, anchor=order.anchor, tone=order.tone, limits=order.limits
    )


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise CoverError(say("Standard input is closed; give a file."))
    return sys.stdin.buffer


def _write(order: Order) -> None:
    from ..images.writing import write_output
    from ..preview.preview_page import html_of
    from ..preview.sheet import png_of

    preview = _look(order)
    for warning in preview.stamped.warnings:
        note(join(say("Warning:"), warning), order.quiet)
    picture = not order.to_stream and order.target.suffix.lower() in PICTURE
    data = png_of(preview, chosen_language()) if picture else html_of(preview).encode("utf-8", "backslashreplace")
    if order.to_stream:
        put(data)
        return
    source = None if order.cover == STREAM else Path(order.cover)
    write_output(order.target, data, overwrite=order.overwrite, source=source)
    if order.as_json:
        warnings = [told(warning) for warning in preview.stamped.warnings]
        print_json({"output": str(order.target), **preview.as_dict(), "warnings": warnings})
    else:
        note(say("Written: {path}", path=order.target), order.quiet)


def _watch(order: Order) -> None:
    from ..preview.serving import Watched, follow, served
    from ..preview.watching import template_files

    def files() -> list[Path]:
        named = [order.cover, *([order.page] if order.page else []), *([order.platform] if order.platform else [])]
        return [*map(Path, named), *template_files(order.template)]

    def tell() -> None:
        for fault in watched.faults:
            note(say("Error: {error}", error=fault.in_language(chosen_language())))

    watched = Watched(lambda: _look(order), files)
    with served(watched, order.port or 0) as address:
        if order.as_json:
            print_json({"address": address})
        else:
            note(say("The preview is at {address}. Press Ctrl-C to end it.", address=address), order.quiet)
        tell()
        if order.open_page:
            import webbrowser

            webbrowser.open(address)
        follow(watched, tell)
