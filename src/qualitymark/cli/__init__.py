"""The command line: one file a command, each imported only when it runs."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

import click

from .. import __version__
from .groups import Group
from .language import _, teach_click
from .reporting import ending, example, prepare_streams

COMMANDS = {
    "batch": (".batch", _("Stamp a whole table of pages.")),
    "doctor": (".doctor", _("Tell what this installation can do.")),
    "preview": (".preview", _("Show a cover as its platform shows it.")),
    "proof": (".proof", _("Show a template with everything that it will meet.")),
    "report": (".report", _("Make the report of a campaign again from its journal.")),
    "stamp": (".stamp", _("Stamp one cover with a quality mark.")),
    "template": (".template", _("Check, list, show and start templates.")),
}


class Program(Group):
    """The program: its commands are imported when they are called, and whatever happens ends in an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _help = COMMANDS[name]
        command: click.Command = import_module(module, __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line and end the process with its exit code, whatever ``standalone_mode`` says."""
        teach_click()
        prepare_streams()
        given = sys.argv[1:] if args is None else list(args)
        options = given[: given.index("--")] if "--" in given else given
        run = partial(super().main, args, prog_name or "qualitymark", complete_var, False, **extra)
        sys.exit(ending(run, as_json="--json" in options))


@click.group(
    "qualitymark",
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_(
        "Compose a quality mark onto community cover images.\n\nQUALITYMARK_LANG=en or ru chooses the language, "
        "QUALITYMARK_DEBUG=1 shows the details of a fault of the program itself."
    ),
    epilog=example(_("qualitymark stamp cover.jpg -s name='School 3' -s year=2023")),
)
@click.version_option(__version__, prog_name="qualitymark", help=_("Show the version and exit."))
def cli() -> None:
    """The group itself does nothing."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        cli.main()
    finally:
        # Nothing is to be used again; the last collection would look at all of it once more, 5 % of a stamp.
        gc.freeze()
