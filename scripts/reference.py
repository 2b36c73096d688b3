#!/usr/bin/env python3
"""Write the generated parts of the docs: the keys of templates and platforms, the errors, the help texts.

    python scripts/reference.py            # write them anew
    python scripts/reference.py --check    # change nothing; exit code 1 where a part is not current

A part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` and comes from the program itself, so
that the docs cannot say anything else.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, Field, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

# The language and the width of the help texts are read when the command line is imported.
os.environ.update(QUALITYMARK_LANG="en", COLUMNS="92")

from qualitymark import errors
from qualitymark.cli import cli
from qualitymark.contrast import ContrastRule
from qualitymark.layers import kind_names, layer_class
from qualitymark.layers.base import Layer
from qualitymark.layers.shape import Gradient, Shadow
from qualitymark.layers.text import SizeRange
from qualitymark.model.keys import MODIFIERS
from qualitymark.model.reading import keys
from qualitymark.placement import PlaceRule
from qualitymark.platforms import Limits, Platform, Renditions, Title, load_platform, platform_names
from qualitymark.proving.promise import Promise
from qualitymark.sizing import SizeRule
from qualitymark.template.fields import Field as PageField
from qualitymark.template.model import Mark, Palette, Template

DOCS = Path(__file__).resolve().parent.parent / "docs"
PART = re.compile(r"(<!-- begin ([\w /-]+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)

# Where the keys of a model stand: the heading that a value of that model links to.
HEADINGS = {
    PageField: "fields",
    Palette: "palette",
    Mark: "marks",
    SizeRule: "size",
    PlaceRule: "place",
    ContrastRule: "contrast",
    Promise: "promise",
    Gradient: "gradient",
    Shadow: "shadow",
    SizeRange: "letter-size",
    Title: "title",
    Limits: "limits",
    Renditions: "renditions",
}


def number(kind: Any) -> str:
    if kind.least == kind.most:
        return f"`{kind.least:g}`"
    words = "whole number" if kind.whole else "number"
    least = f"{kind.least:g}" if kind.least > float("-inf") else ""
    most = f"{kind.most:g}" if kind.most < float("inf") else ""
    if least and most:
        return f"{words}, {least} to {most}"
    return f"{words}, {least} or more" if least else words


def nested(kind: Any) -> str:
    link = f"[mapping](#{HEADINGS[kind.cls]})"
    return f"{words_of(kind.short)}, or {link}" if kind.short else link


def listed(kind: Any) -> str:
    inner = words_of(kind.kind)
    return f"{inner}, or a list of such" if kind.single else f"list: {inner}"


WORDS: dict[str, Callable[[Any], str]] = {
    "BoxKey": lambda kind: "`[left, top, width, height]`",
    "Colour": lambda kind: 'colour of the palette, or `"#rrggbb"`',
    "FieldsKey": lambda kind: "names, each with: [mapping](#fields), or nothing",
    "FileKey": lambda kind: "file beside the template",
    "FontsKey": lambda kind: words_of(kind.kind),
    "Flag": lambda kind: "`true` or `false`",
    "Hex": lambda kind: '`"#rrggbb"` or `"#rrggbbaa"`',
    "LayerKey": lambda kind: "[layer](#layers)",
    "LengthKey": lambda kind: " or ".join({"%": "`34%`", "px": "`360px`"}[unit] for unit in kind.units),
    "ListOf": listed,
    "MapOf": lambda kind: f"names, each with: {words_of(kind.kind)}",
    "Name": lambda kind: f"name of a {kind.what}",
    "Nested": nested,
    "Number": number,
    "Numbers": lambda kind: f"list of {kind.count} numbers",
    "OneOf": lambda kind: ", ".join(f"`{choice}`" for choice in kind.choices),
    "PaletteKey": lambda kind: "[mapping](#palette)",
    "Phrase": lambda kind: "text with placeholders",
    "Phrases": lambda kind: "text with placeholders, or a list of such",
    "ShortenKey": lambda kind: "`institutions`, or a file beside the template",
    "SizeKey": lambda kind: "`[width, height]`",
    "Text": lambda kind: "text",
}


def words_of(kind: Any) -> str:
    """Say in words what a kind of value is. A kind that is not known here yet is a KeyError: add it."""
    known = [cls.__name__ for cls in type(kind).__mro__ if cls.__name__ in WORDS]
    return WORDS[(known or [type(kind).__name__])[0]](kind)


def default_of(item: Field[Any]) -> str:
    """Say what a key is when it is left out."""
    value = item.default
    if value is MISSING:
        return "**required**"
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if type(value) is tuple:
        return f"`[{', '.join(map(str, value))}]`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return "all defaults" if is_dataclass(value) else f"`{value}`"


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def key_table(cls: type, without: type | None = None) -> str:
    """Return the table of a model's keys, but for those that another model has already."""
    known = {name for name, _, _ in keys(without)} if without else set()
    rows = [
        (f"`{name}`", words_of(spec.kind), default_of(item), spec.doc)
        for name, item, spec in keys(cls)
        if name not in known
    ]
    return table(("key", "value", "left out", "meaning"), rows)


def kind_table(name: str) -> str:
    cls = layer_class(name)
    assert cls is not None
    return key_table(cls, without=Layer)


def platform_table() -> str:
    rows = []
    for name in platform_names():
        preset = load_platform(name)
        sizes = ", ".join(map(str, preset.sizes)) or "every size"
        safe = preset.safe
        zone = f"x {safe.left:g} to {safe.right:g}, y {safe.top:g} to {safe.bottom:g}" if safe else "the whole cover"
        rows.append((f"`{name}`", preset.title.en, sizes, zone, preset.as_of, "yes" if preset.confirmed else "no"))
    return table(("name", "what", "size in px", "safe zone", "as of", "confirmed"), rows)


def platform_facts() -> str:
    return "".join(f"### {name}\n\n{''.join(facts(load_platform(name)))}\n" for name in platform_names())


def facts(preset: Platform) -> Iterator[str]:
    yield f"- {preset.title.en} ({preset.title.ru})\n"
    for name, box in preset.crops:
        yield f"- shown on {name}: x {box.left:g} to {box.right:g}, y {box.top:g} to {box.bottom:g}\n"
    for name, box in preset.covered:
        yield f"- covered by the {name}: x {box.left:g} to {box.right:g}, y {box.top:g} to {box.bottom:g}\n"
    limits = preset.limits
    if limits.formats:
        yield f"- accepts: {', '.join(limits.formats)}\n"
    for value, text in (
        (limits.max_bytes, "at most {:,} bytes"),
        (limits.max_sides, "width and height together at most {} px"),
        (limits.max_aspect, "one side at most {:g} times the other"),
        (limits.min_size, "at least {} px"),
    ):
        if value is not None:
            yield f"- {text.format(value)}\n".replace(",", " ")
    if preset.renditions:
        widths = ", ".join(map(str, preset.renditions.widths))
        yield f"- served {widths} px wide, {preset.renditions.format} of quality about {preset.renditions.quality}\n"
    yield f"- source: {preset.source}\n"


def error_table() -> str:
    found = [cls for cls in errors.QualitymarkError.__subclasses__() if cls.__module__ == errors.__name__]
    classes = sorted(found, key=lambda cls: (cls.exit_code, cls.__name__))
    rows = [(f"`{cls.__name__}`", str(cls.exit_code), (cls.__doc__ or "").splitlines()[0]) for cls in classes]
    return table(("class", "exit code", "when"), rows)


def help_text(*names: str) -> str:
    """Return the help of a command in a code block."""
    command: click.Command = cli
    context = cli.make_context("qualitymark", [], resilient_parsing=True)
    for name in names:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None
        command, context = found, found.make_context(name, [], parent=context, resilient_parsing=True)
    lines = [line.rstrip() for line in command.get_help(context).splitlines()]
    return "```text\n" + "\n".join(lines) + "\n```\n"


PARTS: dict[str, Callable[[], str]] = {
    "template": lambda: key_table(Template),
    "field": lambda: key_table(PageField),
    "palette": lambda: key_table(Palette),
    "mark": lambda: key_table(Mark),
    "size": lambda: key_table(SizeRule),
    "place": lambda: key_table(PlaceRule),
    "contrast": lambda: key_table(ContrastRule),
    "promise": lambda: key_table(Promise),
    "layer": lambda: key_table(Layer),
    "gradient": lambda: key_table(Gradient),
    "shadow": lambda: key_table(Shadow),
    "letter size": lambda: key_table(SizeRange),
    "modifiers": lambda: f"Modifiers: {', '.join(f'`{name}`' for name in MODIFIERS)}.\n",
    **{f"kind {name}": partial(kind_table, name) for name in kind_names()},
    "platforms": platform_table,
    "platform facts": platform_facts,
    "platform": lambda: key_table(Platform),
    "title": lambda: key_table(Title),
    "limits": lambda: key_table(Limits),
    "renditions": lambda: key_table(Renditions),
    "errors": error_table,
    "help": help_text,
    **{f"help {name}": partial(help_text, name) for name in ("batch", "doctor", "preview", "proof", "report", "stamp")},
    **{
        f"help template {name}": partial(help_text, "template", name)
        for name in ("check", "list", "new", "schema", "show")
    },
}


def rendered(text: str) -> str:
    """Return a page with its generated parts made anew. A part of an unknown name is a KeyError."""
    return PART.sub(lambda match: f"{match[1]}{PARTS[match[2]]()}{match[3]}", text)


def pages() -> list[Path]:
    return sorted(DOCS.rglob("*.md"))


def parts_in(text: str) -> list[str]:
    return [match[2] for match in PART.finditer(text)]


def main(arguments: list[str]) -> int:
    old = [path for path in pages() if rendered(path.read_text("utf-8")) != path.read_text("utf-8")]
    for path in old:
        if "--check" in arguments:
            print(f"{path.relative_to(DOCS.parent)} is not current; run scripts/reference.py.")
        else:
            path.write_text(rendered(path.read_text("utf-8")), "utf-8", newline="\n")
            print(f"written: {path.relative_to(DOCS.parent)}")
    missing = sorted(PARTS.keys() - {name for path in pages() for name in parts_in(path.read_text("utf-8"))})
    if missing:
        print(f"stands on no page: {', '.join(missing)}")
    return 1 if missing or (old and "--check" in arguments) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
