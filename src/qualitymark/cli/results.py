"""What is told of a campaign: the plan of one, and what became of one that was run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch.outcome import DONE, FAILED, SKIPPED, Outcome
from ..errors import Fault
from ..messages import Message, chosen_language, join, say
from .language import told
from .reporting import INTERRUPTED, note, one_line, print_json, put

if TYPE_CHECKING:
    from ..batch.leftovers import Leftovers
    from ..batch.plan import Plan
    from .batch import Order
    from .progress import Tally

SOME_FAILED = 1
_SHOWN = 50
"""So many failed rows are printed; all of them are in the report."""
_NAMED = 5
"""So many outputs are named in a line."""


@dataclass(frozen=True, slots=True)
class Result:
    """A run that came to its end, or was stopped."""

    plan: Plan
    order: Order
    tally: Tally
    left: Leftovers
    stopped: bool

    @property
    def rate(self) -> float:
        """Covers a second, counting those that were drawn."""
        return self.tally.counts[DONE] / self.tally.seconds if self.tally.seconds else 0.0

    @property
    def exit_code(self) -> int:
        if self.stopped:
            return INTERRUPTED
        return SOME_FAILED if self.tally.counts[FAILED] else 0


def tell_plan(plan: Plan, as_json: bool, quiet: bool) -> int:
    """Print what a run would do, and everything that is wrong with single rows; return the exit code."""
    if as_json:
        known = {
            "rows": len(plan),
            "outputs": plan.outputs,
            "faulty": plan.faulty,
            "notes": list(map(told, plan.notes)),
        }
        print_json({**known, "faults": list(map(_fault, plan.faults()))})
    else:
        for each in () if quiet else plan.notes:
            put(_line(each))
        for fault in plan.faults():
            put(_line(_error(fault)))
        if not quiet:
            counts = {"outputs": plan.outputs, "rows": len(plan)}
            put(_line(say("Rows that can be stamped: {outputs} of {rows}; nothing was drawn.", **counts)))
    return SOME_FAILED if plan.faulty else 0


def tell(result: Result) -> int:
    """Print what became of a run, write its report, and return the exit code."""
    from ..batch.folder import Folder
    from ..batch.journal import Journal
    from ..batch.report import rebuild_report

    order = result.order
    assert order.output is not None
    page = rebuild_report(order.output, order.report, chosen_language())
    notes = tuple(_left(result.left))
    with Journal(Folder(Path(order.output)).journal, must_exist=True) as journal:
        for line in _failures(journal.outcomes()):
            note(line)
        for each in notes:
            note(each, order.quiet)
        note(_summary(result, page), order.quiet)
        if order.as_json:
            _print(result, page, notes, journal.outcomes())
    return result.exit_code


def _failures(outcomes: Iterable[Outcome]) -> Iterator[Message]:
    """Yield a line for every fault of the rows that failed, up to a number of rows."""
    failed = (outcome for outcome in outcomes if outcome.status == FAILED)
    for outcome in islice(failed, _SHOWN):
        yield from map(_error, outcome.faults)
    more = sum(1 for _ in failed)
    if more:
        yield say("Rows that failed beside these: {count}; the report has all of them.", count=more)


def _left(left: Leftovers) -> Iterator[Message]:
    if left.there:
        yield say(
            "Outputs that belong to no row any more: {count} ({names}); --prune removes them.",
            count=len(left.there),
            names=_named(left.there),
        )
    if left.removed:
        yield say("Outputs of rows that left the table, removed: {count}.", count=len(left.removed))
    if left.changed:
        yield say(
            "Outputs that belong to no row any more, but were changed since and stay: {count} ({names}).",
            count=len(left.changed),
            names=_named(left.changed),
        )


def _named(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown}, …" if len(names) > _NAMED else shown


def _summary(result: Result, page: Path) -> Message:
    counts, seconds = result.tally.counts, result.tally.seconds
    known = {"done": counts[DONE], "skipped": counts[SKIPPED], "failed": counts[FAILED]}
    parts = [
        say("Stopped; the same command goes on.") if result.stopped else "",
        say("{done} stamped, {skipped} up to date, {failed} failed.", **known),
        say("{seconds:.1f} s, {rate:.1f} covers a second.", seconds=seconds, rate=result.rate) if result.rate else "",
        say("Report: {page}", page=page),
    ]
    return join(*parts)


def _print(result: Result, page: Path, notes: tuple[Message, ...], outcomes: Iterable[Outcome]) -> None:
    """Print one JSON object, item by item, for there may be very many."""
    counts, run = result.tally.counts, result.plan
    head = {
        "manifest": run.manifest.file,
        "template": run.template.name,
        "output": result.order.output,
        "report": str(page),
        "stopped": result.stopped,
        **{status: counts[status] for status in (DONE, SKIPPED, FAILED)},
        "seconds": round(result.tally.seconds, 3),
        "rate": round(result.rate, 2),
        "left": list(result.left.there),
        "removed": list(result.left.removed),
        "notes": [told(each) for each in (*run.notes, *notes)],
    }
    put(_json(head, indent=2)[:-2] + ',\n  "items": [')
    for number, outcome in enumerate(outcomes):
        put(("," if number else "") + "\n    " + _json(_item(outcome)))
    put("\n  ]\n}\n")


def _item(outcome: Outcome) -> dict[str, Any]:
    return {
        **outcome.as_plain(),
        "warnings": [told(warning) for warning in outcome.warnings],
        "faults": [_fault(fault) for fault in outcome.faults],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    return {"message": told(fault.message), **fault.trail.as_dict()}


def _json(value: Any, indent: int | None = None) -> str:
    """Return JSON: as it reads where the output is UTF-8, else (and for undecodable names) escaped to ASCII."""
    utf8 = sys.stdout is not None and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not utf8, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, indent=indent)
    return text


def _error(fault: Fault) -> Message:
    return say("Error: {error}", error=fault.in_language(chosen_language()))


def _line(text: str) -> str:
    return one_line(told(text)) + "\n"
