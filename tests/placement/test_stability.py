"""A small change of a cover does not move its mark: on the covers of the example and the built-in rules."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from qualitymark.geometry import Size
from qualitymark.placement import Content, Ground, PlaceRule, place
from qualitymark.placement.candidates import STEPS
from qualitymark.platforms import platform_for

COVERS = Path(__file__).parents[2] / "examples/novosibirsk/covers"
# Nearly the sizes of the built-in designs, as shares of the cover: badge, plate, plate with a code.
SHARES = ((0.234, 0.366), (0.392, 0.333), (0.467, 0.365))


def coded_again(cover: Image.Image) -> Image.Image:
    stream = BytesIO()
    cover.save(stream, "JPEG", quality=60)
    return Image.open(stream).convert("RGB")


CHANGES = {
    "JPEG of quality 60": coded_again,
    "brighter": lambda cover: cover.point([min(255, level + 2) for level in range(256)] * 3),
    "darker": lambda cover: cover.point([max(0, level - 2) for level in range(256)] * 3),
    "one pixel to the right": lambda cover: ImageChops.offset(cover, 1, 0),
    "one pixel down": lambda cover: ImageChops.offset(cover, 0, 1),
}


def placed(cover: Image.Image, anchor: str, share: tuple[float, float]):
    size = Size(*cover.size)
    mark = Size(round(size.width * share[0]), round(size.height * share[1]))
    reduced = cover.convert("L").reduce(max(cover.size) // 240)
    return place(PlaceRule(anchor=anchor), mark, Ground.of(platform_for(size), size), Content.of(reduced))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("file", sorted(COVERS.glob("*.*")), ids=lambda path: path.name)
def test_a_small_change_does_not_move_the_mark(file, change):
    """Coding a cover again, two grey levels and one pixel leave the corner as it is, and a free place within a step."""
    cover = Image.open(file).convert("RGB")
    other = CHANGES[change](cover)
    for share in SHARES:
        assert placed(cover, "auto", share).anchor == placed(other, "auto", share).anchor

        before, after = placed(cover, "free", share), placed(other, "free", share)
        room = [
            max(side) - min(side)
            for side in zip(*((one.box.left, one.box.top) for one in before.candidates), strict=True)
        ]
        assert abs(before.box.left - after.box.left) <= room[0] / STEPS + 1
        assert abs(before.box.top - after.box.top) <= room[1] / STEPS + 1
