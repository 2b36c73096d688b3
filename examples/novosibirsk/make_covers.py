"""Cut the covers of this folder from the photographs that CREDITS.md names.

python examples/novosibirsk/make_covers.py FOLDER

FOLDER has the photographs under the names of CREDITS.md. The covers are kept beside this file, so this is needed
only to cut them anew.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

COVERS = Path(__file__).with_name("covers")


@dataclass(frozen=True)
class Cut:
    """A cover: its file, the photograph, its size, and how far down the photograph it begins, 0 to 1 of what is free.

    ``colours`` makes a picture of that many colours, as design programs export them.
    """

    file: str
    photograph: str
    size: tuple[int, int]
    down: float
    colours: int | None = None


CUTS = (
    Cut("school.jpg", "aitzgorri_by_Aitzol_Berasategi.jpg", (1920, 768), 0.62),
    Cut("clinic.jpg", "seeding_by_Clements_Engelhardt.jpg", (1920, 768), 0.2),
    Cut("music-school.jpg", "Wine_by_Jakkub_Mede.jpg", (1920, 768), 0.64),
    Cut("sports-school.webp", "picosdeeuropa_by_Aitzol_Berasategi.jpg", (1920, 768), 0.38),
    Cut("social-centre.jpg", "sunset_by_Aitzol_Berasategi.jpg", (1590, 400), 0.38),
    Cut("kindergarten.png", "friends_by_Aitzol_Berasategi.jpg", (1590, 530), 0.27, colours=160),
)
HOW: dict[str, dict[str, Any]] = {
    ".jpg": {"quality": 85, "optimize": True},
    ".webp": {"quality": 80, "method": 6},
    ".png": {"optimize": True},
}


def cut(photographs: Path, plan: Cut) -> Path:
    """Write one cover and return its path."""
    with Image.open(photographs / plan.photograph) as opened:
        whole = opened.convert("RGB")
    height = round(whole.width * plan.size[1] / plan.size[0])
    top = round((whole.height - height) * plan.down)
    cover = whole.crop((0, top, whole.width, top + height)).resize(plan.size, Image.Resampling.LANCZOS)
    if plan.colours:
        cover = cover.quantize(plan.colours, dither=Image.Dither.NONE)
    path = COVERS / plan.file
    cover.save(path, **HOW[path.suffix])
    return path


def main(photographs: Path) -> None:
    for plan in CUTS:
        path = cut(photographs, plan)
        print(f"{path.name}: {plan.size[0]}x{plan.size[1]} px, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder of the photographs.")
    main(Path(sys.argv[1]))
