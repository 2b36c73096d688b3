"""The covers that ``speed.py`` has stamped, and whether what was made of them is right."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mark import DATED, HEIGHT, LEFT, LINK, NAMED, OWN, TEMPLATE, TITLE, TOP, WIDTH
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "standard-jpg": ("JPEG", {"quality": 90}),
    "optimised-jpg": ("JPEG", {"quality": 90, "optimize": True}),
    "progressive-jpg": ("JPEG", {"quality": 90, "progressive": True}),
    "png": ("PNG", {"compress_level": 1}),
    "webp": ("WEBP", {"quality": 90, "method": 2}),
}
LARGE = {"large-jpg": KINDS["standard-jpg"], "large-png": KINDS["png"], "large-webp": KINDS["webp"]}
"""One cover each, of 12 megapixels."""
BOX = (LEFT, TOP, LEFT + WIDTH, TOP + HEIGHT)


def make(folder: Path, photos: list[Path]) -> None:
    """Make the badge, its template, and the covers of every kind."""
    badge = Image.new("RGBA", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(badge)
    draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), 28, fill=(255, 255, 255, 240))
    draw.ellipse((20, 20, 200, 200), fill=(200, 16, 46, 255))
    for top in (60, 100, 140):
        draw.rectangle((230, top, 600, top + 18), fill=(16, 32, 58, 255))
    badge.save(folder / "badge.png")
    (folder / "ready.yaml").write_text(TEMPLATE, "utf-8")
    (folder / "own.yaml").write_text(OWN, "utf-8")
    shutil.copyfile(ROOT / "fonts" / "GolosText-600.ttf", folder / "font.ttf")
    # sharp finds fonts by fontconfig only, and looks through all that are installed.
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>", "utf-8"
    )
    for name in ("made", *LARGE, *KINDS):
        (folder / name).mkdir()
    for number, file in enumerate(photos):
        with Image.open(file) as photo:
            picture = photo.convert("RGB")
        cover = ImageOps.fit(picture, (1920, 768), Image.Resampling.LANCZOS)
        save(cover, folder, number, KINDS)
        if not number:
            save(ImageOps.fit(picture, (4000, 3000)), folder, number, LARGE)


def save(cover: Image.Image, folder: Path, number: int, kinds: dict[str, tuple[str, dict[str, Any]]]) -> None:
    for kind, (form, options) in kinds.items():
        cover.save(folder / kind / f"{number:04}.{kind.rpartition('-')[2]}", form, **options)


def wrong(cover: Path, made: Path, badge: Path, *, full: bool, placed: bool) -> str:
    """Tell what is wrong with the first file a contender made of a cover; nothing where it is right.

    ``full`` is own text and a QR code in place of the ready badge, ``placed`` that the mark lies where all lay it.
    """
    with Image.open(cover) as first, Image.open(made) as second, Image.open(badge) as mark:
        if (first.format, first.size, first.mode) != (second.format, second.size, second.mode):
            return f"is {second.format} {second.size} {second.mode}"
        before, after, mark = first.convert("RGB"), second.convert("RGB"), mark.convert("RGBA")
    if full and not reads(after):
        return "has no code that reads as it should"
    return misplaced(before, after, mark, full=full, lossless=cover.suffix == ".png") if placed else ""


def reads(picture: Image.Image) -> bool:
    """Tell whether the picture bears the code of the first cover; so too where no reader is installed."""
    if not find_spec("zxingcpp"):
        return True
    import zxingcpp

    return [code.text for code in zxingcpp.read_barcodes(picture)] == [LINK.format(0)]


def misplaced(before: Image.Image, after: Image.Image, badge: Image.Image, *, full: bool, lossless: bool) -> str:
    """Compare with the cover outside of the mark, and with what belongs there inside."""
    expected = before.copy()
    expected.paste(badge, BOX, badge)
    beside = Image.new("L", before.size, 255)
    beside.paste(0, BOX)
    difference = ImageChops.difference(expected, after)
    if far(difference, beside) > (0 if lossless else 3):
        return f"is {far(difference, beside):.1f} levels off beside the mark"
    inside = difference.crop(BOX)
    # In the corners the mark is transparent, and looks like the cover.
    corners = Image.new("L", inside.size)
    for left in (0, WIDTH - 8):
        for top in (0, HEIGHT - 8):
            corners.paste(255, (left, top, left + 8, top + 8))
    if far(inside, corners) > (0 if lossless else 20):
        return f"is {far(inside, corners):.1f} levels off in the corners of the mark"
    if full:
        return unlettered(after.crop(BOX))
    if lossless and max(high for _, high in inside.getextrema()) > 2:
        return "is more than 2 levels off somewhere in the mark"
    return f"is {far(inside):.1f} levels off in the mark" if far(inside) > 3 else ""


def unlettered(mark: Image.Image) -> str:
    """Look for letters on white in each of the lines."""
    for left, top in (TITLE, NAMED, DATED):
        line = mark.crop((left, top, left + 70, top + 40)).convert("L")
        dark = sum(line.histogram()[:128]) / (line.width * line.height)
        if not 0.03 < dark < 0.5 or line.getextrema()[1] < 250:
            return f"has {dark:.0%} of letters in the line at {top}"
    return ""


def far(difference: Image.Image, mask: Image.Image | None = None) -> float:
    """Return the mean difference of the channels, where the mask is white."""
    return max(ImageStat.Stat(difference, mask).mean)
