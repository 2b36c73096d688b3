"""Whether a template that reads well can also be drawn: it is tried on a plain cover with sample values."""

from __future__ import annotations

from collections.abc import Iterator

from .errors import Fault, QualitymarkError
from .geometry import Size
from .messages import Message, join, say
from .platforms import load_platform
from .stamping import stamp
from .template.model import Template
from .template.values import layer_fields

USUAL_PLATFORM = "vk-cover"
_USUAL_SIZE = Size(1920, 768)

TEXT, WHOLE, LINK = "Школа № 3", "2026", "https://example.org/v/K7Q2"
"""Short on purpose: what does not fit with these fits with nothing."""


def trial(template: Template, platform: str | None = None) -> tuple[Message, ...]:
    """Return what goes wrong, or is worth a warning, when the template is drawn on a platform's usual cover.

    It is drawn twice: with all its fields, and with those alone that it cannot do without. Raises PlatformError
    for an unknown platform.
    """
    from PIL import Image

    preset = load_platform(platform or USUAL_PLATFORM)
    size = preset.sizes[0] if preset.sizes else _USUAL_SIZE
    cover = Image.new("RGB", (int(size.width), int(size.height)), "#808080")
    found: dict[Message, None] = {}
    for what, page in _samples(template):
        try:
            told = stamp(cover, template, page, platform=preset.name).warnings
        except QualitymarkError as error:
            told = tuple(map(_located, error.faults))
        found |= {
            say("On a plain cover of {size} px, {what}: {told}", size=str(size), what=what, told=each): None
            for each in told
        }
    return tuple(found)


def _samples(template: Template) -> Iterator[tuple[Message, dict[str, str]]]:
    links = {
        name for mark in template.marks for layer in mark.layers if layer.kind == "qr" for name in layer_fields(layer)
    }
    page = {
        name: field.default or (LINK if name in links else WHOLE if field.type == "integer" else TEXT)
        for name, field in template.fields
    }
    yield say("with every field"), page
    needed = {name: page[name] for name, field in template.fields if field.required}
    if needed.keys() != page.keys():
        yield say("with the required fields alone"), needed


def _located(fault: Fault) -> Message:
    place = fault.trail.place()
    return join(f"{place}:" if place else "", fault.message)
