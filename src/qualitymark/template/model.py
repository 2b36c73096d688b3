"""The template language, as models: what a YAML file may say and what it means."""

from __future__ import annotations

from typing import Any

from yaml.nodes import Node

from ..contrast import ContrastRule
from ..errors import TemplateError, did_you_mean, unknown
from ..geometry import Box, Size
from ..layers import Layer, kind_names, layer_class
from ..messages import Message, join, say
from ..model import nodes
from ..model.files import Asset, FileKey
from ..model.keys import Hex, ListOf, MapOf, Name, Nested, Number, OneOf, Plain, SizeKey, Text
from ..model.reading import EVERY, Invalid, Reading, brief, dotted, key, keys, model
from ..model.schema import model_schema
from ..placement import PlaceRule
from ..proving.promise import Promise
from ..sizing import SizeRule
from ..text.fonts import FontBook
from .fields import Field, FieldsKey, folded

__all__ = ["FORMAT", "FORMAT_DOC", "TONES", "Field", "Mark", "Palette", "Template", "folded", "template_schema"]

FORMAT = 1
FORMAT_DOC = "The version of the template format: 1."
TONES = ("light", "dark")


def vet_font(data: bytes, name: str) -> None:
    """Raises TemplateError for bytes that are not a font."""
    try:
        FontBook.bundled().with_files({name: data})
    except TemplateError:
        raise TemplateError(
            say("“{name}” is broken or not a font; give a TTF or OTF file.", name=brief(name))
        ) from None


class FontsKey(Plain):
    """The template's own fonts. ``Manrope 700`` is the weight 700 of the family ``Manrope``."""

    def __init__(self) -> None:
        self.kind = MapOf(FileKey(vet_font))

    def read(self, node: Node, reading: Reading, path: str) -> tuple[tuple[str, Asset], ...]:
        found = self.kind.read(node, reading, path)
        own = {name: asset.data for name, asset in found if asset}
        whole = nodes.is_mapping(node) and len(own) == len(found)
        reading.names["font"] = FontBook.bundled().with_files(own).families() if whole else EVERY
        return found

    def schema(self) -> dict[str, Any]:
        return self.kind.schema()


class LayerKey(Plain):
    """One layer: a mapping with ``kind`` and the keys of that kind."""

    def read(self, node: Node, reading: Reading, path: str) -> Layer | None:
        if not nodes.is_mapping(node):
            reading.mapping(node, path)
            return None
        given = nodes.get(node, "kind")
        if given is None:
            message = say("The layer does not say its kind; add “kind: …”.")
            raise Invalid(join(message, did_you_mean("", {*kind_names(), *reading.kinds})))
        kind = reading.value(Text(), given, dotted(path, "kind"))
        if kind is None:
            return None
        cls = layer_class(kind, reading.kinds)
        if cls is None:
            fault = unknown(say("layer kind"), brief(kind), {*kind_names(), *reading.kinds})
            reading.report(given, dotted(path, "kind"), fault)
            return None
        return reading.model(cls, node, path, skip=("kind",))

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [_kind_schema(name) for name in kind_names()]}


def _kind_schema(name: str) -> dict[str, Any]:
    cls = layer_class(name)
    assert cls is not None
    made = model_schema(cls)
    made["title"] = name
    made["description"] = (cls.__doc__ or "").partition("\n")[0]
    made["properties"] = {"kind": {"const": name}, **made["properties"]}
    made["required"] = ["kind", *made.get("required", [])]
    return made


@model
class Palette:
    """Named colours for a light and a dark tone. The first colour is the one that meets the picture."""

    light: tuple[tuple[str, str], ...] = key(MapOf(Hex(), named=True), doc="The colours of the light tone, by name.")
    dark: tuple[tuple[str, str], ...] = key(
        MapOf(Hex(), named=True), default=(), doc="The colours of the dark tone, under the same names."
    )

    def check(self) -> Message | None:
        differ = sorted({name for name, _ in self.light} ^ {name for name, _ in self.dark})
        if self.dark and differ:
            return say("Light and dark must name the same colours; only one has: {names}.", names=", ".join(differ))
        if not self.light:
            return say("The palette is empty; name at least one colour.")
        return None

    def tone(self, tone: str) -> dict[str, str]:
        """Return the colours of a tone; those of the light one where there is no dark one."""
        return dict(self.dark if tone == "dark" and self.dark else self.light)


class PaletteKey(Plain):
    """The colours of the light and the dark tone."""

    def read(self, node: Node, reading: Reading, path: str) -> Palette | None:
        # From the node, so that a fault in one colour hides no other.
        light = nodes.get(node, "light")
        names = [str(name.value) for name, _ in nodes.pairs(light)] if light else []
        reading.names["colour"] = names or EVERY
        return reading.model(Palette, node, path)

    def schema(self) -> dict[str, Any]:
        return model_schema(Palette)


@model
class Mark:
    """One artboard and how it gets onto the cover."""

    name: str | None = key(Text(), default=None, doc="A name, for results and for templates that extend this one.")
    when: tuple[str, ...] = key(
        ListOf(Name("field", say("field")), single=True),
        default=(),
        doc="Draw the mark only where all of these fields are present.",
    )
    when_any: tuple[str, ...] = key(
        ListOf(Name("field", say("field"))),
        default=(),
        doc="Draw the mark only where at least one of these fields is present.",
    )
    unless: tuple[str, ...] = key(
        ListOf(Name("field", say("field")), single=True),
        default=(),
        doc="Leave the mark out where any of these fields is present.",
    )
    artboard: Size = key(SizeKey(), doc="[width, height] of the mark in units of its own.")
    size: SizeRule = key(Nested(SizeRule), doc="How large the mark becomes on a cover.")
    place: PlaceRule = key(Nested(PlaceRule), default=PlaceRule(), doc="Where the mark goes.")
    tone: str = key(OneOf(say("tone"), ("auto", *TONES)), default="auto", doc="auto, light or dark.")
    contrast: ContrastRule = key(
        Nested(ContrastRule), default=ContrastRule(), doc="How much contrast its texts must have."
    )
    promise: Promise = key(
        Nested(Promise), default=Promise(), doc="How narrow the platform may show the cover with the mark still read."
    )
    layers: tuple[Layer, ...] = key(
        ListOf(LayerKey(), least=1, most=200, unique="name"), doc="What is drawn, from the lowest to the topmost."
    )

    def check(self) -> Message | None:
        near = Box.at(0, 0, self.artboard.width, self.artboard.height).grown(
            max(self.artboard.width, self.artboard.height)
        )
        for index, layer in enumerate(self.layers):
            for _, item, _ in keys(type(layer)):
                box = getattr(layer, item.name)
                if isinstance(box, Box) and not near.contains(box):
                    return say(
                        "Layer {index} ({title}) reaches far outside of the artboard, {size}; mend its box.",
                        index=index + 1,
                        title=brief(layer.title),
                        size=str(self.artboard),
                    )
        return None


class FormatKey(Number):
    """The version of the template format."""

    def __init__(self) -> None:
        super().__init__(FORMAT, FORMAT, whole=True)

    def _out_of_range(self, value: str) -> Message:
        return say(
            "Template format {value} is not known here, only {format} is; a newer qualitymark may read it.",
            value=value,
            format=FORMAT,
        )

    def schema(self) -> dict[str, Any]:
        return {"const": FORMAT}


@model
class Template:
    """A template: one or more marks, the fields that they need, their colours and fonts.

    ``load_template`` makes it of a YAML file. Everything that it names is inside of it, so it can be used from
    any folder, thread or process.
    """

    format: int = key(FormatKey(), name="qualitymark", doc=FORMAT_DOC)
    name: str = key(Text(), doc="A short name, used in messages.")
    title: str | None = key(Text(), default=None, doc="What people call the design.")
    fields: tuple[tuple[str, Field], ...] = key(FieldsKey(), default=(), doc="What the page brings.")
    palette: Palette | None = key(PaletteKey(), default=None, doc="The colours, by tone.")
    fonts: tuple[tuple[str, Asset], ...] = key(
        FontsKey(), default=(), doc="The template's own fonts: a family's name and its file."
    )
    marks: tuple[Mark, ...] = key(ListOf(Nested(Mark), least=1, most=8, unique="name"), doc="One mark or more.")


def template_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of template files, for editors."""
    from .schema import with_extends

    return with_extends(model_schema(Template))
