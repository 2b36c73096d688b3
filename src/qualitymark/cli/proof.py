"""``qualitymark proof``: whether a template is finished."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from ..messages import chosen_language, say
from . import options
from .language import _, told
from .reporting import example, note, print_json, put

if TYPE_CHECKING:
    from ..preview import Proof

STREAM = "-"
SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for; the names are those of the options."""

    manifest: str | None
    template: str
    output: str
    platforms: tuple[str, ...]
    overwrite: bool
    as_json: bool
    quiet: bool


@click.command(
    "proof",
    help=_(
        "Show a template with everything that it will meet.\n\nThe shortest, median, longest, widest and strangest values "
        "of the table MANIFEST, or of a built-in set of Russian names; with and without each optional field; in both tones, "
        "on four grounds and on all platforms. The exit code is 1 where a case cannot be drawn."
    ),
    epilog=example(_("qualitymark proof winners.xlsx -t region.yaml -o proof.html")),
)
@click.argument("manifest", metavar=f"[{_('MANIFEST')}]", required=False, type=options.PATH)
@options.template
@click.option(
    "-o",
    "--output",
    metavar=_("FILE"),
    type=options.PATH,
    default="proof.html",
    show_default=True,
    help=_("Where to write the page; - for standard output."),
)
@click.option(
    "--platform",
    "platforms",
    metavar=_("NAME"),
    multiple=True,
    shell_complete=options.complete_platform,
    help=_("Prove it on this platform only; may be repeated. By default on all."),
)
@click.option("--overwrite", is_flag=True, help=_("Replace the output where it exists."))
@options.as_json
@options.quiet
def command(**given: Any) -> int:
    """Parse, call, print."""
    order = Order(**given)
    target = _target(order)
    from ..preview.proof import prove_template
    from ..preview.proof.proof_page import html_of

    proof = prove_template(order.template, order.manifest, platforms=order.platforms)
    page = html_of(proof).encode("utf-8", "backslashreplace")
    if target is None:
        put(page)
    else:
        from ..images.writing import write_output

        source = Path(order.manifest) if order.manifest else None
        write_output(target, page, overwrite=order.overwrite, source=source)
    _tell(proof, order)
    return 1 if proof.count("failed") else 0


def _target(order: Order) -> Path | None:
    """Return the file to write, None for standard output. Raises what cannot be done before anything is drawn."""
    if order.output == STREAM:
        if order.as_json:
            raise UsageError(say("The page and --json both go to standard output; give a file with -o."))
        if sys.stdout is not None and sys.stdout.isatty():
            raise UsageError(say("The page would be printed on the terminal; give a file with -o."))
        return None
    if Path(order.output).suffix.lower() not in SUFFIXES:
        raise UsageError(say("A proof is a page; let the output end in .html."))
    from ..images.writing import check_output

    check_output(order.output, overwrite=order.overwrite, source=None)
    return Path(order.output)


def _tell(proof: Proof, order: Order) -> None:
    counts = {status: proof.count(status) for status in ("good", "warned", "failed")}
    if order.as_json:
        faults = [
            {
                "case": told(proven.case.title),
                "platform": proven.case.platform,
                "message": fault.in_language(chosen_language()),
            }
            for proven in proof.cases
            for fault in proven.faults
        ]
        print_json({"output": order.output, "template": proof.template.name, **counts, "faults": faults})
        return
    message = say(
        "{output}: {cases} cases, {failed} failed, {warned} worth a look.",
        output=say("standard output") if order.output == STREAM else order.output,
        cases=len(proof.cases),
        failed=counts["failed"],
        warned=counts["warned"],
    )
    note(message, order.quiet)
