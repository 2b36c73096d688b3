"""Make the covers of the campaign out of the six photographs of this folder, into FOLDER/covers.

python examples/novosibirsk/make_campaign.py FOLDER

Crops, mirror images, tones and panels of colour make a cover of its own for each row of the table; the files are
called as people call them. The same covers come out every time, so they need not be kept.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageOps
from winners import Winner, winners

PHOTOGRAPHS = Path(__file__).with_name("covers")
USUAL, SIZES = (1920, 768), {3: (1590, 530), 8: (1590, 400)}
HOW: dict[str, dict[str, Any]] = {
    ".jpg": {"quality": 85},
    ".webp": {"quality": 80, "method": 2},
    ".png": {"compress_level": 3},
}
# What a tone does to red, green and blue: 0 becomes the first, 255 the second.
TONES = (
    ((0, 255), (0, 255), (0, 255)),
    ((14, 255), (4, 243), (0, 214)),
    ((0, 216), (6, 238), (20, 255)),
    ((0, 150), (0, 156), (8, 172)),
    ((92, 255), (96, 255), (100, 255)),
    ((0, 236), (0, 250), (0, 220)),
    ((30, 236), (20, 214), (44, 226)),
)
DUOTONES = (("#10203a", "#f3ead8"), ("#143d2b", "#f4f1de"), ("#3b1136", "#ffe3d3"), ("#202020", "#f0f0f0"))
PANELS = ("#c8452c", "#1e5aa8", "#2f7d4f", "#f2b134", "#f5f3ee", "#5b3a8c", "#12203a", "#7fb8d6")


def part(number: int, step: float) -> float:
    """Return a figure between 0 and 1 that jumps about from row to row, and is the same on every machine."""
    return number * step % 1


def cover_of(winner: Winner, photographs: list[Image.Image]) -> Image.Image:
    """Return the cover of a row."""
    number = winner.number
    size = SIZES.get(number % 20, USUAL)
    cover = crop(photographs[number * 5 % len(photographs)], size, number)
    if number % 2:
        cover = ImageOps.mirror(cover)
    cover = toned(cover, number)
    if number % 10 in (2, 5, 9):
        panel(cover, number)
    return (
        cover.quantize(160, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        if winner.file.endswith(".png")
        else cover
    )


def crop(photograph: Image.Image, size: tuple[int, int], number: int) -> Image.Image:
    """Return a part of a photograph of the proportions of ``size``, in that size."""
    scale = 0.5 + 0.5 * part(number, 0.618)
    width = min(photograph.width, photograph.height * size[0] / size[1]) * scale
    height = width * size[1] / size[0]
    left = (photograph.width - width) * part(number, 0.381)
    top = (photograph.height - height) * part(number, 0.271)
    return photograph.resize(size, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height))


def toned(cover: Image.Image, number: int) -> Image.Image:
    """Return a picture in another light, or in two colours only."""
    if number % 9 == 4:
        dark, light = DUOTONES[number // 9 % len(DUOTONES)]
        return ImageOps.colorize(cover.convert("L"), dark, light)
    curves = TONES[number % len(TONES)]
    return cover.point([round(low + (high - low) * value / 255) for low, high in curves for value in range(256)])


def panel(cover: Image.Image, number: int) -> None:
    """Lay a slanting panel of colour over one side, as designers do under a headline."""
    colour = PANELS[number % len(PANELS)]
    edge, slant = cover.width * (0.3 + 0.3 * part(number, 0.414)), cover.height * 0.25
    corners = [(-1.0, -1.0), (edge + slant, -1.0), (edge - slant, cover.height), (-1.0, cover.height)]
    if number % 3 == 0:
        corners = [(cover.width - across, down) for across, down in corners]
    ImageDraw.Draw(cover).polygon(corners, fill=colour)


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.convert("RGB")


def main(folder: Path) -> None:
    photographs = [opened(path) for path in sorted(PHOTOGRAPHS.iterdir()) if ".marked." not in path.name]
    covers = folder / "covers"
    wanted = [winner for winner in winners() if winner.file]

    def make(winner: Winner) -> None:
        path = covers / winner.file
        path.parent.mkdir(parents=True, exist_ok=True)
        cover_of(winner, photographs).save(path, **HOW[path.suffix.lower()])

    # Pillow lets other threads work while it computes.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(make, wanted))
    print(f"{len(wanted)} covers in {covers}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder of the campaign.")
    main(Path(sys.argv[1]))
