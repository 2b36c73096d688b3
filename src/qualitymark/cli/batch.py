"""``qualitymark batch``: a whole campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError, unknown
from ..messages import say
from . import options
from .language import _
from .reporting import example, note

if TYPE_CHECKING:
    from ..batch.executors import Crew
    from ..batch.plan import Plan
    from ..batch.settings import Settings
    from ..images.limits import Limits

EXECUTORS = ("local", "dask")


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asks for; the names are those of the options."""

    manifest: str
    output: str | None
    template: str
    covers: str | None
    platform: str | None
    format: str
    quality: int | None
    max_bytes: int | None
    subsampling: str | None
    matte: str
    frame: int | None
    limits: Limits
    mapping: tuple[str, ...]
    name: str | None
    metadata: str
    prove: bool | None
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int | None
    workers: int | None
    executor: str
    scheduler: str | None
    dry_run: bool
    fresh: bool
    fail_fast: bool
    prune: bool
    report: str | None
    as_json: bool
    quiet: bool

    @property
    def settings(self) -> Settings:
        from ..batch.settings import Settings

        return Settings(
            covers=self.covers,
            name=self.name,
            platform=self.platform,
            format=self.format,
            quality=self.quality,
            max_bytes=self.max_bytes,
            subsampling=self.subsampling,
            matte=self.matte,
            frame=self.frame,
            limits=self.limits,
            metadata=self.metadata,
            prove=self.prove,
            workers=self.workers,
            fresh=self.fresh,
            fail_fast=self.fail_fast,
        )


_table = options.group(
    click.option(
        "--map",
        "mapping",
        metavar=_("HEADING=FIELD"),
        multiple=True,
        help=_("Which heading of the table is which field. May be repeated."),
    ),
    click.option("--encoding", metavar=_("NAME"), help=_("The coding of the table, such as cp1251; else detected.")),
    click.option("--delimiter", metavar=_("SIGN"), help=_("What stands between the cells of a CSV; else detected.")),
    click.option(
        "--sheet", metavar=_("NAME"), help=_("The sheet of a workbook, by name or number; else the first that fits.")
    ),
    click.option("--header-row", metavar=_("N"), type=int, help=_("The row of the headings; else found.")),
)
_making = options.group(
    click.option("-o", "--output", metavar=_("OUT"), type=options.PATH, help=_("The folder of the stamped covers.")),
    options.template,
    click.option(
        "--covers", metavar=_("DIR"), type=options.PATH, help=_("The folder of the covers; by default the table's.")
    ),
    click.option(
        "--platform",
        metavar=_("NAME"),
        shell_complete=options.complete_platform,
        help=_("Where the covers are shown, such as vk-cover; by default told by their size."),
    ),
    click.option(
        "--name",
        metavar=_("PATTERN"),
        help=_("The names of the outputs, such as {row}-{name|short|translit}; by default {id}."),
    ),
)
_running = options.group(
    click.option("-j", "workers", metavar=_("N"), type=int, help=_("How many covers at once; by default one a core.")),
    click.option(
        "--executor",
        metavar="|".join(EXECUTORS),
        default="local",
        show_default=True,
        help=_("Who does the work: this machine or a Dask cluster."),
    ),
    click.option("--scheduler", metavar=_("ADDRESS"), help=_("The Dask scheduler, such as tcp://host:8786.")),
    click.option("--dry-run", is_flag=True, help=_("Check the whole table, say what is wrong, and stop.")),
    click.option("--fresh", is_flag=True, help=_("Redo what is up to date, too.")),
    click.option("--fail-fast", is_flag=True, help=_("Stop at the first row that fails.")),
    click.option("--prune", is_flag=True, help=_("Remove the outputs of rows that left the table.")),
    click.option(
        "--report", metavar=_("DIR"), type=options.PATH, help=_("The folder of the report; by default OUT/report.")
    ),
)


@click.command(
    "batch",
    help=_(
        "Stamp a whole table of pages.\n\nMANIFEST is a CSV, TSV, XLSX, JSON, JSON Lines or YAML file with one page a "
        "row. Stamped covers and a report go to OUT. A second run redoes only what has changed, and goes on where one "
        "was stopped."
    ),
    epilog=example(_("qualitymark batch winners.xlsx -o stamped --covers covers")),
)
@click.argument("manifest", metavar=_("MANIFEST"), type=options.PATH)
@_making
@options.coding
@options.limits
@options.metadata
@options.prove
@_table
@_running
@options.as_json
@options.quiet
def command(**given: Any) -> int:
    """Parse, call, print."""
    order = Order(**given)
    _check(order)
    plan = _plan(order)
    if order.dry_run:
        from .results import tell_plan

        return tell_plan(plan, order.as_json, order.quiet)
    for each in plan.notes:
        note(each, order.quiet)
    return _run(plan, order)


def _check(order: Order) -> None:
    if order.executor not in EXECUTORS:
        raise UsageError(unknown(say("executor"), order.executor, EXECUTORS))
    if order.output is None and not order.dry_run:
        raise UsageError(say("Say with -o into which folder the covers go."))
    if order.executor == "dask" and order.scheduler is None:
        raise UsageError(say("Say with --scheduler where the Dask scheduler is, such as tcp://host:8786."))
    if order.executor != "dask" and order.scheduler is not None:
        raise UsageError(say("--scheduler is for --executor dask; give both or neither."))


def _plan(order: Order) -> Plan:
    from ..batch.plan import plan
    from ..manifest import ReadOptions, read_manifest
    from ..template import load_template

    settings = order.settings
    template = load_template(order.template)
    reading = ReadOptions(
        order.encoding, order.delimiter, _sheet(order.sheet), order.header_row, _mapping(order.mapping)
    )
    manifest = read_manifest(order.manifest, template.fields, reading)
    return plan(manifest, template, settings, order.output)


def _sheet(given: str | None) -> str | int | None:
    return int(given) if given is not None and given.isdecimal() else given


def _mapping(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        heading, sign, name = text.rpartition("=")
        if not sign or not heading.strip() or not name.strip():
            raise UsageError(say('“{text}” is not HEADING=FIELD; write --map "Учреждение=name".', text=text))
        found[heading.strip()] = name.strip()
    return found


def _run(plan: Plan, order: Order) -> int:
    from ..batch.leftovers import Leftovers, leftovers
    from ..batch.run import run_batch
    from .progress import Tally, stopping
    from .results import Result, tell

    assert order.output is not None
    tally = Tally(len(plan), order.quiet)
    with stopping() as stop:
        crew = _crew(order)
        outcomes = run_batch(
            plan, template=plan.template, out=order.output, executor=crew, settings=order.settings, stop=stop
        )
        tally.run(outcomes)
        left = Leftovers() if stop.is_set() else leftovers(order.output, prune=order.prune)
    return tell(Result(plan, order, tally, left, stop.is_set()))


def _crew(order: Order) -> Crew | None:
    if order.executor != "dask":
        return None
    from ..batch.executors import DaskCrew

    assert order.scheduler is not None
    return DaskCrew(order.scheduler)
