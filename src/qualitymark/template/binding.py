"""The layers that one page draws: those whose conditions hold, with no placeholder and no colour name left in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..errors import QualitymarkError
from ..layers import Layer
from ..model.reading import bind
from .model import Mark, Template
from .values import PageBinder, Values


class Bound:
    """The layers of a template's marks as one page draws them; those of a mark are bound once a tone."""

    def __init__(self, template: Template, values: Values) -> None:
        self.template = template
        self.values = values
        # By the number of the mark: the template holds its marks, and to compare them would take longer than to bind.
        self._found: dict[tuple[int, str], tuple[Layer, ...]] = {}

    def layers(self, mark: Mark, tone: str) -> tuple[Layer, ...]:
        """Return the layers of one of the template's marks in a tone, light or dark. Raises what binding raises."""
        found = self._found.get((id(mark), tone))
        if found is None:
            palette = self.template.palette
            found = bind_layers(self.template, mark, self.values, palette.tone(tone) if palette else {})
            self._found[id(mark), tone] = found
        return found


def bind_layers(template: Template, mark: Mark, values: Values, colours: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return the layers of a mark that this page draws, with placeholders filled and these colours.

    Raises PageError, with the layer, for a placeholder without a value.
    """
    binder = PageBinder(values, colours)
    bound = []
    for layer in filter(values.active, mark.layers):
        with telling(template, layer):
            bound.append(bind(layer, binder))
    return tuple(bound)


@contextmanager
def telling(template: Template, layer: Layer) -> Iterator[None]:
    """Let errors tell which layer they are about."""
    try:
        yield
    except QualitymarkError as error:
        raise error.at(layer=f"{template.name}/{layer.title}") from None
