"""``proof_html``: the cases of a proof on one page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...batch.report.facts import SMALL_LETTERS, SMALL_MODULE, spoken, spoken_fault
from ..page import make_page
from ..texts import PROOF
from .cases import SECTIONS
from .proving import FAILED, GOOD, WARNED, Proof, Proven, prove_template

if TYPE_CHECKING:
    from ...template.model import Template


def proof_html(
    template: str | os.PathLike[str] | Template = "plate",
    manifest: str | os.PathLike[str] | None = None,
    *,
    platforms: Sequence[str] = (),
) -> str:
    """Return a page that shows whether a template is finished; takes and raises what ``prove_template`` does.

    The page is one HTML file that needs nothing else, in English and Russian.
    """
    return html_of(prove_template(template, manifest, platforms=platforms))


def html_of(proof: Proof) -> str:
    """Return the page of a proof."""
    return make_page(
        "proof",
        PROOF,
        {
            "template": proof.template.name,
            "title": proof.template.title or "",
            "source": proof.source,
            "limits": {"letters": SMALL_LETTERS, "module": SMALL_MODULE},
            "counts": {status: proof.count(status) for status in (GOOD, WARNED, FAILED)},
            "sections": [name for name in SECTIONS if any(proven.case.section == name for proven in proof.cases)],
            "cases": [_case(proven) for proven in proof.cases],
        },
    )


def _case(proven: Proven) -> dict[str, Any]:
    case = proven.case
    return {
        "section": case.section,
        "why": spoken(case.title),
        "status": proven.status,
        "row": case.row,
        "values": dict(case.values),
        "platform": {"name": case.platform, "en": proven.platform.en, "ru": proven.platform.ru},
        "size": [int(case.size.width), int(case.size.height)],
        "ground": case.ground,
        "tone": case.tone,
        "mark": proven.mark,
        "whole": proven.whole,
        "marks": [mark.as_dict() for mark in proven.marks],
        "letters": proven.letters,
        "module": proven.module,
        "contrast": proven.contrast,
        "notes": [{"layer": layer, **spoken(note)} for layer, note in proven.notes],
        "warnings": list(map(spoken, proven.warnings)),
        "faults": list(map(spoken_fault, proven.faults)),
    }
