"""A finished file is proved, and where its mark would not survive the platform, another one is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from .errors import PlacementError, UsageError
from .images.encoding import Encoded
from .messages import say
from .proving.codes import available
from .proving.promise import LEAST_X_HEIGHT
from .stamped import Stamped

if TYPE_CHECKING:
    from .proving.proof import MarkProof

_ENOUGH = 1.7
"""Pixels a module at which a code is usually read (measured: 1.6), so much is aimed at in the narrowest rendition due."""
_SPARE = 1.01
"""Sizes are rounded to whole pixels: so much more is asked for."""


class Wish(NamedTuple):
    """What an attempt asks for: how many times larger the marks are, and the anchors that auto leaves out."""

    grow: float = 1.0
    avoid: tuple[str, ...] = ()


class Finished(NamedTuple):
    """A stamped cover, its file's bytes, and the proof of each mark; none where nothing was proved."""

    stamped: Stamped
    encoded: Encoded
    proofs: tuple[MarkProof, ...] = ()


def proves(wanted: bool | None) -> bool:
    """Tell whether files are proved: as ``wanted``, and where that is None, if QR codes can be read back.

    Raises UsageError where it is wanted and cannot be done.
    """
    if wanted and not available():
        raise UsageError(
            say("QR codes are read back by zxing-cpp; run “pip install qualitymark[verify]”, or do not prove.")
        )
    return available() if wanted is None else wanted


def surviving(make: Callable[[Wish], Finished], *, prove: bool) -> Finished:
    """Return what ``make`` makes, proved, or the first of a few other attempts that keeps the template's promise.

    Tried are a QR code of larger modules, letters that are large enough, and another place, as far as there is room.
    Raises ProofError with what the first attempt reached, and what ``make`` raises for it.
    """
    first = make(Wish())
    if not prove or first.stamped.animated:
        return first
    first = _proved(first)
    if all(proof.kept for proof in first.proofs):
        return first
    for wish in _wishes(first):
        try:
            other = _proved(make(wish))
        except PlacementError:  # there is no room for that
            continue
        if all(proof.kept for proof in other.proofs):
            return other
    from .proving.proof import demand

    demand(first.proofs)
    return first


def _proved(made: Finished) -> Finished:
    return made._replace(proofs=made.stamped.prove(made.encoded.data))


def _wishes(first: Finished) -> Iterator[Wish]:
    """Yield larger modules, one pixel and as many as should do, then another place; or letters that are large enough."""
    letters, sizes, module = 1.0, set[int](), 0.0
    for proof in first.proofs:
        if proof.qr and not proof.qr.kept and proof.qr.due:
            module = proof.qr.seen[0].size
            enough = ceil(module * _ENOUGH / proof.qr.due.size)
            sizes |= {int(module) + 1, max(enough, int(module) + 2)}
        for text in proof.texts:
            if not text.kept and text.due:
                letters = max(letters, LEAST_X_HEIGHT / text.due.size)
    for size in sorted(sizes):
        yield Wish(max(size / module, letters) * _SPARE)
    if sizes:
        yield Wish(letters, tuple(mark.anchor for mark in first.stamped.marks))
    elif letters > 1:
        yield Wish(letters * _SPARE)
