"""``qualitymark report``: the page, the table and the JSON file of a campaign, made again from its journal."""

from __future__ import annotations

import click

from ..errors import UsageError, unknown
from ..messages import LANGUAGES, chosen_language, say
from . import options
from .language import _
from .reporting import example, note, print_json


@click.command(
    "report",
    help=_(
        "Make the report of a campaign again from its journal.\n\nOUT is the folder that “qualitymark batch” wrote. "
        "index.html shows every cover, the riskiest first, report.csv is for Excel, report.json for programs."
    ),
    epilog=example(_("qualitymark report marked --lang ru")),
)
@click.argument("out", metavar=_("OUT"), type=options.PATH)
@click.option(
    "--report", "folder", metavar=_("DIR"), type=options.PATH, help=_("Where to write; by default OUT/report.")
)
@click.option(
    "--lang",
    "language",
    metavar="|".join(LANGUAGES),
    help=_("The language of report.csv; the page speaks both."),
)
@options.as_json
@options.quiet
def command(out: str, folder: str | None, language: str | None, as_json: bool, quiet: bool) -> None:
    if language is not None and language not in LANGUAGES:
        raise UsageError(unknown(say("language"), language, LANGUAGES))
    from ..batch.report import PAGE, TABLE, VERDICTS, rebuild_report

    page = rebuild_report(out, folder, language or chosen_language())
    if as_json:
        print_json({kind: str(page.with_name(kind)) for kind in (PAGE, TABLE, VERDICTS)})
    else:
        note(say("Written: {path}", path=page), quiet)
