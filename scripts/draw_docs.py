#!/usr/bin/env python3
"""Draw the pictures of README, docs and examples with the program itself, into docs/images/.

    python scripts/draw_docs.py

The four designs, designs.jpg, are drawn by contact_sheet.py. The report is drawn by Chromium, and left as it is where
there is none.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from draw_placement import PLANS, draw
from PIL import Image

from qualitymark import Page, stamp
from qualitymark.preview import preview_png, proof_html

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/images"
EXAMPLE = ROOT / "examples/novosibirsk"
WIDTH = 1280

# Nothing of it needs the network, and the page gets the time that its pictures need.
BROWSER = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--virtual-time-budget=5000"),
)

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


def browse(page: Path, to: str, height: int = 960) -> None:
    """Show a page as Chromium does, at the top."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print(f"{to} is left as it is: there is no Chromium.")
        return
    shot = page.with_name("shot.png")
    window = f"--window-size={WIDTH},{height}"
    command = [browser, *BROWSER, window, f"--screenshot={shot}", page.as_uri()]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    with Image.open(shot) as picture:
        save(picture.convert("RGB"), to)


def draw_report(to: str) -> None:
    """Run the example campaign and show its report."""
    with TemporaryDirectory() as folder:
        campaign = [sys.executable, EXAMPLE / "make_campaign.py", "campaign"]
        subprocess.run(campaign, cwd=folder, check=True)
        table = shutil.copy(EXAMPLE / "winners.xlsx", folder)
        batch = ["batch", Path(table).name, "--covers", "campaign/covers", "-o", "marked", "-q"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "QUALITYMARK_LANG": "en"}
        # Two of its rows are to be mended, so the exit code is 1.
        subprocess.run([sys.executable, "-m", "qualitymark", *batch], cwd=folder, env=environment, check=False)
        browse(Path(folder) / "marked/report/index.html", to)


def draw_preview(to: str) -> None:
    """Show a cover of the example as its platform shows it."""
    page = Page.load(EXAMPLE / "pages/school.yaml")
    with Image.open(BytesIO(preview_png(EXAMPLE / "covers/school.jpg", "plate", page))) as sheet:
        height = round(sheet.height * WIDTH / sheet.width)
        save(sheet.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS), to)


def draw_proof(to: str) -> None:
    """Show the top of the proof of a design."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "proof.html"
        page.write_text(proof_html("plate", platforms=("vk-cover",)), "utf-8")
        browse(page, to, height=1180)


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
    draw_report("report.jpg")
    draw_preview("preview.jpg")
    draw_proof("preview-proof.jpg")
    for plan in PLANS:
        draw(plan)


if __name__ == "__main__":
    main()
