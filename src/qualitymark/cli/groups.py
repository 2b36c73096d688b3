"""A group of commands that answers an unknown one as everything else here does."""

from __future__ import annotations

import click

from ..errors import UsageError, unknown
from ..messages import say


class Group(click.Group):
    """A click group whose unknown commands get a “did you mean”."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            raise UsageError(unknown(say("command"), args[0], known))
        return super().resolve_command(ctx, args)
