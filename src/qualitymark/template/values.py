"""From a page and a template's fields to the values that placeholders take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..errors import Fault, PageError, Trail
from ..layers import Layer
from ..messages import Message, join, say
from ..model.keys import fields_in, pieces
from ..model.reading import bind, brief
from ..page import Page
from .fields import folded, unfilled
from .model import Mark, Template


class Values(NamedTuple):
    """The values of one page, by field; an absent field has none.

    ``unused`` are names that no field claims; ``place`` is where the page comes from.
    """

    known: Mapping[str, str]
    unused: tuple[str, ...] = ()
    place: Trail = Trail()

    def has(self, name: str) -> bool:
        return name in self.known

    def active(self, item: Mark | Layer) -> bool:
        """Return whether a mark or a layer is drawn for this page."""
        some = not item.when_any or any(map(self.has, item.when_any))
        return some and all(map(self.has, item.when)) and not any(map(self.has, item.unless))


def page_values(template: Template, page: Page) -> Values:
    """Match a page's values to the template's fields, by name or alias, and check their types.

    An empty value is an absent one. Raises PageError with every fault: a required field without a value, a
    value of the wrong type, two values for one field, a value that would be drawn as an unfilled placeholder.
    """
    faults: list[Fault] = []
    fields = dict(template.fields)
    claimed = {folded(word): name for name, field in template.fields for word in (name, *field.aliases)}
    found: dict[str, str] = {}
    given: dict[str, str] = {}
    unused: list[str] = []
    for heading, value in page.items():
        name = claimed.get(folded(heading))
        if name is None:
            unused += [heading] if str(value).strip() else []
            continue
        read = fields[name].read(name, value)
        if not read:
            continue
        if name in given:
            read = say("“{one}” and “{other}” are both “{name}”; keep one.", one=given[name], other=heading, name=name)
        given.setdefault(name, heading)
        if isinstance(read, Message):
            faults.append(Fault(read, replace(page.place_of(heading), field=name)))
        else:
            found[name] = read
    for name, field in template.fields:
        if name not in given and field.default is not None:
            found[name] = str(field.read(name, field.default))
        elif name not in given and field.required:
            faults.append(Fault(_missing(template, name, unused), replace(page.place, field=name)))
    if faults:
        raise PageError.of(faults)
    return Values(found, tuple(unused), page.place)


def field_named(template: Template, heading: str) -> str | None:
    """Return the field that a name or an alias stands for, or None."""
    wanted = folded(heading)
    for name, field in template.fields:
        if wanted in map(folded, (name, *field.aliases)):
            return name
    return None


def _missing(template: Template, name: str, unused: Iterable[str]) -> Message:
    known = {"name": name, "template": template.name}
    layer = _user(template, name)
    if layer:
        message = say("The page has no “{name}”, which {layer} of template “{template}” needs.", layer=layer, **known)
    else:
        message = say("The page has no “{name}”, which template “{template}” needs.", **known)
    return join(message, say("Give it in the page, or with -s {name}=….", name=name), _meant(template, name, unused))


def _meant(template: Template, name: str, unused: Iterable[str]) -> Message | str:
    """Return a hint where the page has a name that is nearly the field's or one of its aliases."""
    from difflib import get_close_matches

    words = [folded(word) for word in (name, *dict(template.fields)[name].aliases)]
    for heading in unused:
        if get_close_matches(folded(heading), words, n=1, cutoff=0.7):
            return say("The page has “{heading}”; is it the same?", heading=brief(heading))
    return ""


def _user(template: Template, name: str) -> Message | None:
    """Return the first layer that draws a field, in words."""
    for mark in template.marks:
        for index, layer in enumerate(mark.layers):
            if name in layer_fields(layer):
                if layer.name:
                    return say("layer “{layer}”", layer=layer.name)
                return say("layer {index} ({kind})", index=index + 1, kind=layer.kind)
    return None


def layer_fields(layer: Layer) -> set[str]:
    """Return the fields that a layer's texts ask for."""
    collector = _Collector()
    bind(layer, collector)
    return collector.fields


class _Collector:
    """A binder that has nothing, changes nothing and notes the fields that it is asked for."""

    def __init__(self) -> None:
        self.fields: set[str] = set()

    def has(self, name: str) -> bool:
        self.fields.add(name)
        return False

    def text(self, text: str) -> str:
        self.fields.update(fields_in(text))
        return text

    def colour(self, name: str) -> str:
        return name


def _short(text: str) -> str:
    """Return an institution's name with the accepted abbreviations, as far as they go."""
    from ..text.shorten import Shortener

    return Shortener.named("institutions").shortest(text)


def _address(text: str) -> str:
    """Return a link as people write it: without scheme, ``www.`` and a slash at the end."""
    scheme, mark, rest = text.partition("://")
    bare = rest if mark and scheme.isalnum() else text
    host, slash, path = bare.partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")


_MODIFIERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "short": _short,
    "address": _address,
}


class PageBinder:
    """Fills placeholders from values and colour names from a tone's colours."""

    def __init__(self, values: Values, colours: Mapping[str, str]) -> None:
        self.values = values
        self.colours = colours

    def has(self, name: str) -> bool:
        return self.values.has(name)

    def text(self, text: str) -> str:
        """Return the text with its placeholders filled.

        Raises PageError for a field without a value, and for braces of values that would be drawn as a placeholder;
        the caller adds the layer.
        """
        filled = [
            (self._value(name, modifiers, text), True) if name else (literal, False)
            for literal, name, modifiers in pieces(text)
        ]
        made = "".join(part for part, _ in filled)
        if any(is_value and ("{" in part or "}" in part) for part, is_value in filled):
            found = unfilled(made)
            if found:
                raise PageError(
                    say(
                        "“{text}” becomes “{found}”, which looks like a placeholder; mend the values.",
                        text=brief(text),
                        found=brief(found),
                    ),
                    self.values.place,
                )
        return made

    def _value(self, name: str, modifiers: tuple[str, ...], text: str) -> str:
        if not self.has(name):
            raise PageError(
                say(
                    "The page has no “{name}”, which “{text}” needs; give it, or add “when: {name}” to the layer.",
                    name=name,
                    text=brief(text),
                ),
                replace(self.values.place, field=name),
            )
        value = self.values.known[name]
        for modifier in modifiers:
            value = _MODIFIERS[modifier](value)
        return value

    def colour(self, name: str) -> str:
        return self.colours.get(name, name)
