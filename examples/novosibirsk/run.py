"""Stamp every cover of this folder into ``marked/``, each with its page and its design.

python examples/novosibirsk/run.py [FOLDER FOR THE RESULTS]
"""

from __future__ import annotations

import sys
from pathlib import Path

from qualitymark import Page, stamp_file

HERE = Path(__file__).parent
DESIGNS: dict[str, str | Path] = {
    "school.jpg": "plate",
    "kindergarten.png": "seal",
    "clinic.jpg": "badge",
    "music-school.jpg": "ribbon",
    "sports-school.webp": HERE / "region.yaml",
    "social-centre.jpg": "seal",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, design in DESIGNS.items():
        page = Page.load(HERE / "pages" / f"{Path(name).stem}.yaml")
        done = stamp_file(HERE / "covers" / name, folder / name, design, page, overwrite=True)
        print(done.output, *done.warnings, sep="\n  ")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "marked")
