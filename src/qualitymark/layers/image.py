"""The layer kind ``image``: a vector (SVG) or a picture (PNG, JPEG, WebP) in a box."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ..colours import rgba
from ..errors import did_you_mean
from ..geometry import Box
from ..images.assets import asset_size, draw_asset, vet_asset
from ..messages import Message, join, say
from ..model.files import Asset, FileKey
from ..model.keys import BoxKey, Colour, MapOf, OneOf
from ..model.reading import key, model
from .base import Laid, Layer, Space, faded

if TYPE_CHECKING:
    from PIL.Image import Image


@model
class Picture(Layer):
    """An emblem or a picture; vectors are drawn at the final size."""

    kind = "image"

    source: Asset = key(FileKey(vet_asset), doc="A file beside the template: SVG, PNG, JPEG or WebP.")
    box: Box = key(BoxKey(), doc="[left, top, width, height] in artboard units.")
    fit: str = key(
        OneOf(say("fit"), ("contain", "cover")),
        default="contain",
        doc="contain: all of the picture is inside the box; cover: the box is filled and the rest cut off.",
    )
    tint: str | None = key(Colour(), default=None, doc="One colour for the whole picture; its transparency is kept.")
    recolour: tuple[tuple[str, str], ...] = key(
        MapOf(Colour()),
        default=(),
        doc='Colours of an SVG and what takes their place, so that one file follows the tone: {"#10203a": ink}.',
    )

    def check(self) -> Message | None:
        drawn = set(map(str.lower, re.findall(r"#[0-9a-fA-F]{6}\b", self.source.data.decode("utf-8", "replace"))))
        strange = [name for name, _ in self.recolour if name.lower() not in drawn]
        if strange:
            return join(
                say("“{source}” has no colour “{name}” to replace.", source=self.source.name, name=strange[0]),
                did_you_mean(strange[0], drawn),
            )
        if self.recolour and self.tint:
            return say("“tint” and “recolour” both set the colours; keep one.")
        return None

    def lay_out(self, space: Space) -> Laid:
        box = space.pixels(self.box)
        size = asset_size(self.source.data, self.source.name)
        ratio = min if self.fit == "contain" else max
        scale = ratio(box.width / size.width, box.height / size.height)
        width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
        left, top = box.left + (box.width - width) // 2, box.top + (box.height - height) // 2
        whole = Box.at(left, top, width, height)
        return Laid(whole.common(box), partial(_draw, self, whole, whole.common(box)))


LAYER = Picture


def _draw(layer: Picture, whole: Box, shown: Box) -> Image:
    from PIL import Image

    data = layer.source.data
    if layer.recolour:
        new = {old.lower().encode(): colour.encode() for old, colour in layer.recolour}
        data = re.sub(rb"#[0-9a-fA-F]{6}\b", lambda found: new.get(found[0].lower(), found[0]), data)
    picture = draw_asset(data, layer.source.name, int(whole.width), int(whole.height))
    if shown != whole:
        picture = picture.crop(shown.moved(-whole.left, -whole.top).pixels)
    if layer.tint:
        red, green, blue, strength = rgba(layer.tint)
        tinted = Image.new("RGBA", picture.size, (red, green, blue, 0))
        tinted.putalpha(picture.getchannel("A").point([round(value * strength / 255) for value in range(256)]))
        picture = tinted
    return faded(picture, layer.opacity)
