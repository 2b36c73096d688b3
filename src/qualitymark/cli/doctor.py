"""``qualitymark doctor``: what this installation can do."""

from __future__ import annotations

import sys

import click

from ..messages import join, say
from . import options
from .language import _, told
from .reporting import example, one_line, print_json, put


@click.command(
    "doctor",
    help=_(
        "Tell what this installation can do.\n\nIts parts, their versions, and a stamp on trial. The exit code is 1 where something is broken; extras that are not installed are only told."
    ),
    epilog=example("qualitymark doctor"),
)
@options.as_json
def command(as_json: bool) -> None:
    from ..doctor import BROKEN, GOOD, MISSING, examine

    findings = examine()
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings]})
    else:
        states = {GOOD: say("good"), MISSING: say("missing"), BROKEN: say("BROKEN")}
        lines = [(told(states[each.state]), told(join(each.name, each.told, separator=": "))) for each in findings]
        wide = max(len(state) for state, _told in lines)
        put("".join(one_line(f"{state:{wide}}  {text}") + "\n" for state, text in lines))
    if any(finding.state == BROKEN for finding in findings):
        sys.exit(1)
