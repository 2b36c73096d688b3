#!/usr/bin/env python3
"""Draw the pictures of README, docs and examples with the program itself, into docs/images/.

    python scripts/draw_docs.py

The four designs, designs.jpg, are drawn by contact_sheet.py.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from qualitymark import Page, stamp

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
EXAMPLE = ROOT / "examples/novosibirsk"
WIDTH = 1280

HEAD = """
qualitymark: 1
name: picture
fields: {status: {}}
palette:
  light: {plate: "#ffffff", ink: "#10203a", accent: "#e0501e", night: "#10203a"}
marks:
  - artboard: [%d, %d]
    size: {width: %dpx}
    place: {anchor: centre, margin: 0px, within: cover}
    layers:
"""

EMBLEM = """
- {kind: image, source: emblem.svg, box: [32, 32, 256, 256]}
- {kind: shape, shape: rectangle, box: [320, 0, 320, 320], fill: night}
- {kind: image, source: emblem-dark.svg, box: [352, 32, 256, 256]}
- {kind: image, source: emblem-one.svg, tint: ink, box: [672, 32, 256, 256]}
- {kind: image, source: emblem.svg, box: [976, 32, 96, 96]}
- {kind: image, source: emblem-small.svg, box: [1000, 168, 48, 48]}
- {kind: image, source: emblem-small.svg, box: [1012, 248, 24, 24]}
- {kind: image, source: emblem-one.svg, tint: accent, box: [1136, 32, 96, 96]}
- {kind: image, source: emblem-small-one.svg, tint: ink, box: [1160, 168, 48, 48]}
- {kind: image, source: emblem-small-one.svg, tint: ink, box: [1172, 248, 24, 24]}
"""


def draw_cover(cover: str, design: str | Path, page: str, to: str) -> None:
    """Stamp a cover of the example and keep it at the width of a README."""
    stamped = stamp(EXAMPLE / "covers" / cover, design, Page.load(EXAMPLE / "pages" / page)).image.convert("RGB")
    height = round(stamped.height * WIDTH / stamped.width)
    save(stamped.resize((WIDTH, height), Image.Resampling.LANCZOS), to)


def draw_layers(layers: str, size: tuple[int, int], to: str, margin: int = 0, ground: str = "#ffffff") -> None:
    """Draw a list of layers, two pixels a unit, with ``margin`` units of the plain ground on every side."""
    width, height = size
    with TemporaryDirectory() as folder:
        for emblem in (ROOT / "assets/emblem").glob("*.svg"):
            shutil.copy(emblem, folder)
        template = Path(folder) / "picture.yaml"
        listed = "".join(f"      {line}\n" for line in layers.strip().splitlines())
        template.write_text(HEAD % (width, height, 2 * width) + listed, "utf-8")
        plain = Image.new("RGB", (2 * (width + 2 * margin), 2 * (height + 2 * margin)), ground)
        save(stamp(plain, template).image.convert("RGB"), to)


def example_of(heading: str) -> str:
    """Return the first YAML block under a heading of the template reference."""
    text = (ROOT / "docs/template.md").read_text("utf-8").partition(f"\n### {heading}\n")[2]
    found = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    if found is None:
        sys.exit(f"docs/template.md has no YAML example under “{heading}”.")
    return found[1]


def save(picture: Image.Image, to: str) -> None:
    path = IMAGES / to
    picture.save(path, quality=88, optimize=True)
    print(f"{path.relative_to(ROOT)}: {picture.width}x{picture.height} px, {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    draw_cover("school.jpg", "plate", "school.yaml", "cover.jpg")
    draw_cover("sports-school.webp", EXAMPLE / "region.yaml", "sports-school.yaml", "region.jpg")
    draw_layers(example_of("Shape"), (480, 244), "shapes.png", margin=32, ground="#e9edf3")
    draw_layers(EMBLEM, (1280, 320), "emblem.png")


if __name__ == "__main__":
    main()
