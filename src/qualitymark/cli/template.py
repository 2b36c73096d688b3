"""``qualitymark template``: check, list, show, start and describe templates."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..messages import join, say
from . import options
from .groups import Group
from .language import _, told
from .reporting import example, note, one_line, print_json, put


@click.group(
    "template",
    cls=Group,
    help=_("Check, list, show and start templates."),
    epilog=example("qualitymark template new my-design"),
)
def command() -> None:
    """The group itself does nothing."""


@command.command(
    "check",
    help=_(
        "Check a template file and say everything that is wrong with it.\n\nA valid one is then tried on a plain "
        "cover, with every field and with the required ones alone; what cannot be drawn there is a warning."
    ),
    epilog=example("qualitymark template check region.yaml"),
)
@click.argument("file", metavar=_("FILE"), shell_complete=options.complete_template)
@click.option(
    "--platform",
    metavar=_("NAME"),
    default="vk-cover",
    show_default=True,
    shell_complete=options.complete_platform,
    help=_("The platform whose cover the template is tried on."),
)
@options.as_json
def check(file: str, platform: str, as_json: bool) -> None:
    from ..checking import trial
    from ..template import load_template

    template = load_template(file)
    warnings = trial(template, platform)
    for warning in warnings:
        note(join(say("Warning:"), warning))
    if as_json:
        print_json(
            {
                "name": template.name,
                "valid": True,
                "marks": len(template.marks),
                "layers": sum(len(mark.layers) for mark in template.marks),
                "warnings": [told(warning) for warning in warnings],
            }
        )
    else:
        put(one_line(told(say("{file}: the template “{name}” is valid.", file=file, name=template.name))) + "\n")


@command.command("list", help=_("List the built-in designs."), epilog=example("qualitymark template list --json"))
@options.as_json
def list_(as_json: bool) -> None:
    from ..template import load_template, template_names

    found = [load_template(name) for name in template_names()]
    if as_json:
        print_json([{"name": template.name, "title": template.title} for template in found])
        return
    wide = max(len(template.name) for template in found)
    put("".join(f"{template.name:{wide}}  {template.title or ''}".rstrip() + "\n" for template in found))


@command.command(
    "show",
    help=_("Print the YAML of a built-in design or of a file, as it is written."),
    epilog=example("qualitymark template show plate > region.yaml"),
)
@click.argument("name", metavar=_("NAME"), shell_complete=options.complete_template)
@options.as_json
def show(name: str, as_json: bool) -> None:
    from ..template.reader import source_text

    text = source_text(name)
    if as_json:
        print_json({"name": name, "yaml": text})
    else:
        # A file is UTF-8 whatever the terminal is, or it could not be read as a template again.
        put(text if sys.stdout is not None and sys.stdout.isatty() else text.encode())


@command.command(
    "new",
    help=_("Write a commented template to start from into the folder DIR."),
    epilog=example("qualitymark template new my-design"),
)
@click.argument("folder", metavar=_("DIR"), type=options.PATH)
@options.as_json
def new(folder: str, as_json: bool) -> None:
    from ..template.starter import write_starter

    written = write_starter(Path(folder))
    if as_json:
        print_json({"files": [str(path) for path in written]})
        return
    for path in written:
        note(say("Written: {path}", path=path))


@command.command(
    "schema",
    help=_("Print the JSON Schema of templates, for editors."),
    epilog=example("qualitymark template schema > template.schema.json"),
)
@options.as_json
def schema(as_json: bool) -> None:
    from ..template.model import template_schema

    print_json(template_schema())
