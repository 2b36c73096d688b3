"""Which cases a template is proved with: a selection that can be looked through, not everything times everything.

- values: every sample, in both tones, on the usual platform and a flat ground;
- fields: the usual values without each optional field, with what is required and one optional field alone, and with
  what is required alone;
- grounds: the usual values on every ground, in each tone and in the one that the program chooses;
- platforms: the usual and the longest values on every cover size of every platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...geometry import Size
from ...messages import Message, say
from ...platforms import Platform, load_platform, platform_names
from ...template.model import TONES, Template
from .grounds import GROUNDS
from .samples import Sample, Samples

SECTIONS = ("values", "fields", "grounds", "platforms")
_USUAL = "vk-cover"
_USUAL_SIZE = Size(1920, 768)
_MOST_FIELDS = 10
"""Of more optional fields the first ones are tried; a page has to be looked through."""


@dataclass(frozen=True, slots=True)
class Case:
    """One picture to be made: the values, the platform and its cover's size, the ground and the tone.

    ``tone`` is None where the program chooses. ``row`` is the row of the table that the values come from.
    """

    section: str
    title: Message
    values: Mapping[str, str]
    platform: str
    size: Size
    ground: str = "flat"
    tone: str | None = None
    row: int | None = None


def cases(template: Template, chosen: Samples, platforms: Sequence[str] = ()) -> tuple[Case, ...]:
    """Return the cases of a template, by section. ``platforms`` are names or files; by default all bundled ones.

    Raises PlatformError.
    """
    presets = [(name, load_platform(name)) for name in platforms or platform_names() if name != "any"]
    first = next((preset for preset in presets if preset[0] == _USUAL), presets[0] if presets else ("any", None))
    size = first[1].sizes[0] if first[1] and first[1].sizes else _USUAL_SIZE
    made = _Maker(template, chosen, first[0], size)
    return (*made.values(), *made.fields(), *made.grounds(), *made.platforms(presets))


class _Maker:
    """Makes cases on the usual platform, unless they are about platforms."""

    def __init__(self, template: Template, chosen: Samples, platform: str, size: Size) -> None:
        self._template = template
        self._chosen = chosen
        self._platform = platform
        self._size = size
        self._tones = TONES if template.palette and template.palette.dark else TONES[:1]

    def values(self) -> Iterator[Case]:
        for sample in self._chosen.all:
            for tone in self._tones:
                yield self._case("values", sample.why, sample, tone=tone)

    def fields(self) -> Iterator[Case]:
        usual = self._chosen.usual
        known = dict(self._template.fields)
        needed = {name: value for name, value in usual.values.items() if known[name].required}
        optional = [name for name in usual.values if not known[name].required and known[name].default is None]
        if not optional:
            return
        yield self._case("fields", say("every field"), usual)
        yield self._case("fields", say("the required fields alone"), usual, needed)
        for name in optional[:_MOST_FIELDS]:
            rest = {key: value for key, value in usual.values.items() if key != name}
            if rest != needed:
                yield self._case("fields", say("without “{field}”", field=name), usual, rest)
            if len(optional) > 1:
                alone = {**needed, name: usual.values[name]}
                yield self._case("fields", say("“{field}” alone", field=name), usual, alone)

    def grounds(self) -> Iterator[Case]:
        tones = (None, *self._tones) if len(self._tones) > 1 else (None,)
        for ground in GROUNDS:
            for tone in tones:
                yield self._case("grounds", _GROUNDS[ground], self._chosen.usual, ground=ground, tone=tone)

    def platforms(self, presets: Sequence[tuple[str, Platform]]) -> Iterator[Case]:
        for name, preset in presets:
            for size in preset.sizes:
                for sample in (self._chosen.usual, self._chosen.longest):
                    yield Case("platforms", sample.why, sample.values, name, size, row=sample.row)

    def _case(
        self,
        section: str,
        title: Message,
        sample: Sample,
        values: Mapping[str, str] | None = None,
        *,
        ground: str = "flat",
        tone: str | None = None,
    ) -> Case:
        given = sample.values if values is None else values
        return Case(section, title, given, self._platform, self._size, ground, tone, sample.row)


_GROUNDS = {
    "flat": say("flat ground"),
    "light": say("light ground"),
    "dark": say("dark ground"),
    "busy": say("busy ground"),
}
