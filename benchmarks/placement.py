"""How much of what matters lies under the mark: where the program puts it, against other ways of putting it.

    python benchmarks/placement.py [--photos FOLDER] [--each]

Prints the share of the mark's box that lies over faces, text, logos and main subjects, as a mean over all covers, the
marks of the built-in designs that look for a place, and two areas: the platform's safe zone and the whole cover.
``placement_covers.py`` makes the covers, from the example's; with ``--photos`` from whole photographs, which is ten
cuts of each. Also prints how often a small change of the cover moves the mark, and how long finding a place takes.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops
from placement_covers import Scene, scenes

from qualitymark import load_platform, load_template
from qualitymark.geometry import Box, Length, Size
from qualitymark.placement import Content, Ground, Placement, PlaceRule, fitting_size, place
from qualitymark.placement.content import LONGEST
from qualitymark.sizing import SizeRule

DESIGNS = ("badge", "plate", "seal")
ROWS = (
    "bottom-right",
    "a corner at random",
    "auto",
    "the best corner there is",
    "any place at random",
    "free",
    "the best place there is",
)
AREAS = (("vk-cover", "safe"), ("any", "cover"))


class Asked(NamedTuple):
    """One mark on one cover: its size in pixels, its rule, and what the platform leaves of the cover."""

    rule: PlaceRule
    size: Size
    ground: Ground


def asked(scene: Scene) -> Iterator[Asked]:
    """Yield every mark of the designs in every area; covers of other sizes have the platform's zone scaled."""
    cover = Size(*scene.picture.size)
    for platform, within in AREAS:
        ground = Ground.of(load_platform(platform), cover)
        for design in DESIGNS:
            for mark in load_template(design).marks:
                rule = replace(mark.place, within=within)
                # The least size of a design in pixels is for covers of the usual size.
                size_rule: SizeRule = replace(mark.size, min=None)
                size, _ = fitting_size(size_rule, rule, mark.artboard, ground)
                yield Asked(rule, size, ground)


def reduced(picture: Image.Image) -> Image.Image:
    return picture.convert("L").reduce(-(-max(picture.size) // LONGEST))


def beneath(important: Image.Image, box: Box, cover: Size) -> float:
    """Return the share of a box that lies over something important, 0 to 100."""
    part = important.crop(box.scaled(important.width / cover.width, important.height / cover.height).outward().pixels)
    return 100 * part.histogram()[255] / (part.width * part.height)


def measured(scene: Scene, one: Asked, content: Content | None, important: Image.Image) -> dict[str, float]:
    """Return the share for every way of putting the mark."""

    def share(box: Box) -> float:
        return beneath(important, box, one.ground.cover)

    def tried(anchor: str) -> tuple[Placement, list[float]]:
        found = place(replace(one.rule, anchor=anchor), one.size, one.ground, content)
        return found, [share(candidate.box) for candidate in found.candidates]

    auto, corners = tried("auto")
    free, everywhere = tried("free")
    fixed, _ = tried("bottom-right")
    values = (
        share(fixed.box),
        statistics.fmean(corners),
        share(auto.box),
        min(corners),
        statistics.fmean(everywhere),
        share(free.box),
        min(everywhere),
    )
    return dict(zip(ROWS, values, strict=True))


def changed(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the cover coded again, a little brighter and darker, and one pixel aside."""
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=60)
    yield Image.open(stream).convert("RGB")
    for step in (2, -2):
        yield picture.point([min(255, max(0, level + step)) for level in range(256)] * 3)
    yield ImageChops.offset(picture, 1, 1)


def timed() -> str:
    """Return how long it takes to find a place, from a reduced picture, in milliseconds."""
    grey = Image.effect_noise((240, 96), 40)
    ground = Ground.of(load_platform("vk-cover"), Size(1920, 768))
    told = []
    for anchor in ("auto", "free"):
        rule = PlaceRule(anchor=anchor, margin=Length.parse("48px"))
        runs = []
        for _ in range(100):
            start = time.perf_counter()
            place(rule, Size(753, 256), ground, Content.of(grey))
            runs.append(1000 * (time.perf_counter() - start))
        told.append(f"{anchor} {statistics.median(runs):.2f} ms")
    return ", ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--photos", type=Path, help="the folder of the whole photographs, instead of the example's covers"
    )
    parser.add_argument("--each", action="store_true", help="print a line for each cover")
    options = parser.parse_args()
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    moved: list[bool] = []
    covers = 0
    for scene in scenes(options.photos):
        covers += 1
        content = Content.of(reduced(scene.picture))
        others = [Content.of(reduced(picture)) for picture in changed(scene.picture)]
        important = scene.map((scene.picture.width // 4, scene.picture.height // 4))
        here: dict[str, list[float]] = defaultdict(list)
        for one in asked(scene):
            for row, value in measured(scene, one, content, important).items():
                found[scene.group][row].append(value)
                here[row].append(value)
            anchor = place(one.rule, one.size, one.ground, content).anchor
            moved += [place(one.rule, one.size, one.ground, other).anchor != anchor for other in others]
        if options.each:
            print(scene.name, *(f"{row} {statistics.fmean(here[row]):.1f}" for row in ROWS), sep="; ")
    report(found, covers)
    print(f"\nA small change of the cover moved the mark in {sum(moved)} of {len(moved)} cases.")
    print(f"Finding the place on a reduced picture, median of 100: {timed()}.")


def report(found: dict[str, dict[str, list[float]]], covers: int) -> None:
    groups = list(found)
    print(f"{covers} covers; the share of the mark's box over something important, in %\n")
    print("| " + " | ".join(["place", *groups, "all", "of bottom-right"]) + " |")
    print("|---" * (len(groups) + 3) + "|")
    whole = {row: statistics.fmean(value for group in groups for value in found[group][row]) for row in ROWS}
    for row in ROWS:
        means = [statistics.fmean(found[group][row]) for group in groups]
        cells = [row, *(f"{mean:.1f}" for mean in (*means, whole[row])), f"{whole[row] / whole[ROWS[0]]:.2f}"]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
