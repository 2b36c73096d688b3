"""Draw the pictures of docs/placement.md with the program itself: what ``--explain`` writes, at the width of a page.

    python scripts/draw_placement.py

``draw_docs.py`` calls ``draw`` with the other pictures.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from qualitymark import Page, stamp
from qualitymark.explaining import explain

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
EXAMPLE = ROOT / "examples" / "novosibirsk"


@dataclass(frozen=True)
class Plan:
    """One picture: its name, the cover and the page of the example, the design, and the anchor."""

    name: str
    cover: str
    page: str
    design: str
    anchor: str | None = None


PLANS = (
    Plan("placement-corners.jpg", "school.jpg", "school.yaml", "badge"),
    Plan("placement-free.jpg", "social-centre.jpg", "social-centre.yaml", "badge", anchor="free"),
)


def draw(plan: Plan) -> Path:
    """Stamp a cover, explain it, and keep the explanation; return its path."""
    cover = EXAMPLE / "covers" / plan.cover
    stamped = stamp(cover, plan.design, Page.load(EXAMPLE / "pages" / plan.page), anchor=plan.anchor)
    path = IMAGES / plan.name
    picture: Image.Image = explain(stamped)
    picture.save(path, quality=72, optimize=True)
    print(f"{path.relative_to(ROOT)}: {picture.width}x{picture.height} px, {path.stat().st_size / 1000:.0f} kB")
    return path


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for plan in PLANS:
        draw(plan)


if __name__ == "__main__":
    main()
