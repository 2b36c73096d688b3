"""What was proved of a mark: at which widths it is read, and what is missing to the template's promise."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from ..errors import Fault, ProofError, Trail
from ..frozen import frozen
from ..messages import Message, say
from .promise import LEAST_X_HEIGHT


@frozen
class Seen:
    """A layer at one rendition of the cover: the rendition's width, and whether it is read there.

    ``size`` is that of a QR module or of a text's small letters. Both are in pixels of the rendition.
    """

    width: int
    size: float
    reads: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"width": self.width, "size": round(self.size, 2), "reads": self.reads}


@frozen
class LayerProof(ABC):
    """One layer at all renditions, the widest first; ``promised`` is a width of the cover in pixels, or None."""

    layer: str
    promised: int | None
    seen: tuple[Seen, ...]

    @property
    def smallest(self) -> Seen | None:
        """The smallest rendition at which the layer is read, as it is at all wider ones; or None."""
        found = None
        for seen in self.seen:
            if not seen.reads:
                break
            found = seen
        return found

    @property
    def due(self) -> Seen | None:
        """The smallest rendition that the promise is about, or None where all are narrower than that."""
        least = self.promised
        return None if least is None else next((seen for seen in reversed(self.seen) if seen.width >= least), None)

    @property
    def margin(self) -> float | None:
        """How many times narrower than promised the cover may be shown: 1 or more where the promise is kept.

        0 where the layer is not read at all, None where nothing is promised for a cover that small.
        """
        if self.due is None:
            return None
        return self.due.width / self.smallest.width if self.smallest else 0.0

    @property
    def kept(self) -> bool:
        """Whether the layer is read at every rendition that the promise is about."""
        return self.margin is None or self.margin >= 1

    @property
    @abstractmethod
    def shortfall(self) -> Message | None:
        """What is missing to the promise and what to do, or None."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "layer": self.layer,
            "promised": self.promised,
            "kept": self.kept,
            "margin": None if self.margin is None else round(self.margin, 2),
            "seen": [seen.as_dict() for seen in self.seen],
        }


class QRProof(LayerProof):
    """A QR code at all renditions. ``promised`` is the cover's own width where that is less than the template's."""

    @property
    def reads_at(self) -> int | None:
        """The width of the smallest rendition down to which the code is read."""
        return self.smallest.width if self.smallest else None

    @property
    def module_px(self) -> float | None:
        """Pixels a module at that rendition."""
        return self.smallest.size if self.smallest else None

    @property
    def shortfall(self) -> Message | None:
        if self.kept or self.due is None:
            return None
        if self.reads_at is None:
            return say(
                "The QR code is not read even at {width} px, where it has {module:.1f} px a module."
                " Make the mark larger, or shorten what the code says.",
                width=self.seen[0].width,
                module=self.seen[0].size,
            )
        return say(
            "The QR code is read down to {reached} px of the cover's width, the template promises {promised} px; at"
            " {due} px it has {module:.1f} px a module. Make the mark larger, shorten what the code says, or promise"
            " less.",
            reached=self.reads_at,
            promised=self.promised,
            due=self.due.width,
            module=self.due.size,
        )

    def as_dict(self) -> dict[str, Any]:
        module = None if self.module_px is None else round(self.module_px, 2)
        return {**super().as_dict(), "reads_at": self.reads_at, "module_px": module}


@frozen
class TextProof(LayerProof):
    """A text at all renditions; it counts as read where its small letters have 7 px.

    ``contrast`` is what is left of its contrast (WCAG 2.2, 1 to 21) at the smallest of these renditions.
    """

    contrast: float | None = None

    @property
    def readable_at(self) -> int | None:
        """The width of the smallest rendition at which the text can be read."""
        return self.smallest.width if self.smallest else None

    @property
    def shortfall(self) -> Message | None:
        if self.kept or self.due is None:
            return None
        return say(
            "The small letters of the text “{layer}” have {height:.1f} px where the cover is {due} px wide; the"
            " template promises {least:g} px down to {promised} px. Use larger letters or a larger mark, or promise"
            " less.",
            layer=self.layer,
            height=self.due.size,
            due=self.due.width,
            least=LEAST_X_HEIGHT,
            promised=self.promised,
        )

    def as_dict(self) -> dict[str, Any]:
        contrast = None if self.contrast is None else round(self.contrast, 2)
        return {**super().as_dict(), "readable_at": self.readable_at, "contrast": contrast}


@frozen
class MarkProof:
    """What was proved of one mark; ``qr`` is None for a mark without a code."""

    name: str | None
    qr: QRProof | None
    texts: tuple[TextProof, ...]

    @property
    def layers(self) -> tuple[LayerProof, ...]:
        """The code, if there is one, and the texts."""
        return (*([self.qr] if self.qr else []), *self.texts)

    @property
    def kept(self) -> bool:
        """Whether the whole promise is kept."""
        return all(layer.kept for layer in self.layers)

    @property
    def shortfalls(self) -> tuple[Message, ...]:
        """What is missing to the promise, one message a layer; empty where it is kept."""
        return tuple(layer.shortfall for layer in self.layers if layer.shortfall is not None)

    @property
    def margin(self) -> float | None:
        """The least margin of any layer; None where nothing is promised."""
        return min((layer.margin for layer in self.layers if layer.margin is not None), default=None)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "name": self.name,
            "kept": self.kept,
            "margin": None if self.margin is None else round(self.margin, 2),
            "qr": self.qr.as_dict() if self.qr else None,
            "texts": [text.as_dict() for text in self.texts],
        }


def demand(proofs: Iterable[MarkProof]) -> None:
    """Raise ProofError with every shortfall, each with its layer, where one of the marks does not keep its promise."""
    faults = [
        Fault(layer.shortfall, Trail(layer=f"{proof.name}/{layer.layer}" if proof.name else layer.layer))
        for proof in proofs
        for layer in proof.layers
        if layer.shortfall is not None
    ]
    if faults:
        raise ProofError.of(faults)
