"""Draw the built-in designs on a folder of photographs, into one picture to judge them by.

    python scripts/contact_sheet.py FOLDER SHEET.png [--size 1590x400] [--design seal] [--sample long] [--scale 0.4]
    python scripts/contact_sheet.py FOLDER docs/images/designs.jpg --docs

The photographs are cut to each size in turn; a size that a platform has gets its safe zone. ``--docs`` draws the
picture of the docs: each design in both tones, cut to what is around the mark.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path

from PIL import Image, ImageOps

from qualitymark import Page, Stamped, stamp

DESIGNS = ("plate", "seal", "ribbon", "badge")
TONES = ("light", "dark")
SIZES = ("1920x768", "1590x400")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
KINDERGARTEN = (
    "Муниципальное автономное дошкольное образовательное учреждение города Новосибирска «Детский сад № 484 "
    "комбинированного вида „Золотой ключик“»"
)
COLLEGE = (
    "Федеральное государственное бюджетное образовательное учреждение высшего образования «Сибирский государственный "
    "университет путей сообщения» (СГУПС) — структурное подразделение «Томский техникум железнодорожного транспорта»"
)
SAMPLES = {
    "short": ("ГБУЗ НСО «Карасукская ЦРБ»", "Здравоохранение", "Карасукский район"),
    "middle": (KINDERGARTEN, "Детский сад", "г. Новосибирск"),
    "long": (COLLEGE, "Дополнительное образование детей и взрослых", "Усть-Таркский муниципальный округ"),
    "docs": ("МБОУ «Приобская средняя общеобразовательная школа № 12»", "Школа", "Приобский район"),
}
FIELDS = {
    "none": (),
    "nomination": ("nomination",),
    "text": ("nomination", "district"),
    "qr": ("verify_url",),
    "all": ("nomination", "district", "verify_url"),
}
GROUND = "#d9dce1"
DOCS_CELL = (1152, 432)
DOCS_SCALE = 0.5625


@dataclass(frozen=True)
class Case:
    """One cover of the sheet: what is drawn on it."""

    size: str
    design: str
    tone: str
    sample: str
    fields: str

    def page(self) -> Page:
        name, nomination, district = SAMPLES[self.sample]
        url = "https://znak.example/7K3F9X" if self.sample == "docs" else "https://znak.nso.ru/7K3F9X"
        given = {"nomination": nomination, "district": district, "verify_url": url}
        return Page({"name": name, "year": 2026, **{field: given[field] for field in FIELDS[self.fields]}})


def photographs(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not found:
        sys.exit(f"{folder} has no photographs ({', '.join(SUFFIXES)}).")
    return found


def stamped(photograph: Path, case: Case) -> Stamped:
    """Cut a photograph to the size and stamp it; the program's warnings go to standard error."""
    width, height = map(int, case.size.split("x"))
    with Image.open(photograph) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    cover = ImageOps.fit(upright, (width, height), Image.Resampling.LANCZOS, centering=(0.5, 0.55))
    done = stamp(cover, case.design, case.page(), tone=case.tone)
    for warning in done.warnings:
        print(f"{case}: {warning}", file=sys.stderr)
    return done


def around(done: Stamped, size: tuple[int, int]) -> Image.Image:
    """Cut a piece out of a stamped cover, with the mark in its middle as far as the edges let it be."""
    x, y = done.marks[0].artboard.centre
    left = min(max(0, round(x - size[0] / 2)), done.image.width - size[0])
    top = min(max(0, round(y - size[1] / 2)), done.image.height - size[1])
    return done.image.crop((left, top, left + size[0], top + size[1]))


def shrunk(picture: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return picture
    return picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)


def sheet(pictures: list[Image.Image], columns: int, gap: int) -> Image.Image:
    """Lay pictures out in rows of ``columns``; a row is as high as its highest picture."""
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    width = max(sum(picture.width + gap for picture in row) for row in rows) + gap
    height = sum(max(picture.height for picture in row) + gap for row in rows) + gap
    whole = Image.new("RGB", (width, height), GROUND)
    y = gap
    for row in rows:
        x = gap
        for picture in row:
            whole.paste(picture, (x, y))
            x += picture.width + gap
        y += max(picture.height for picture in row) + gap
    return whole


def docs_cells(folder: Path) -> Iterator[Image.Image]:
    """Each design: light with all its text, dark with the QR code."""
    # JPEG alone: of the covers of the example, that leaves out the one with a face in the middle of the safe zone.
    photos = cycle(path for path in photographs(folder) if path.suffix == ".jpg")
    for design, (tone, fields) in product(DESIGNS, (("light", "text"), ("dark", "all"))):
        done = stamped(next(photos), Case("1920x768", design, tone, "docs", fields))
        yield shrunk(around(done, DOCS_CELL), DOCS_SCALE)


def cells(folder: Path, given: argparse.Namespace) -> Iterator[Image.Image]:
    photos = cycle(photographs(folder))
    for values in product(given.size, given.design, given.tone, given.sample, given.fields):
        done = stamped(next(photos), Case(*values))
        whole = around(done, (min(1152, done.image.width), 360)) if given.zoom else done.image
        yield shrunk(whole.convert("RGB"), given.scale)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of photographs")
    parser.add_argument("sheet", type=Path, help="the picture to write")
    parser.add_argument("--docs", action="store_true", help="the picture of the docs")
    parser.add_argument("--size", action="append", metavar="WxH", help=f"default: {' and '.join(SIZES)}")
    parser.add_argument("--design", action="append", choices=DESIGNS)
    parser.add_argument("--tone", action="append", choices=TONES)
    parser.add_argument("--sample", action="append", choices=tuple(SAMPLES), help="default: short and long")
    parser.add_argument("--fields", action="append", choices=tuple(FIELDS), help="default: none, text and all")
    parser.add_argument("--scale", type=float, default=0.4, help="of the covers on the sheet, default 0.4")
    parser.add_argument("--columns", type=int, default=3)
    parser.add_argument("--zoom", action="store_true", help="only what is around the mark")
    given = parser.parse_args()
    given.size = given.size or list(SIZES)
    given.design = given.design or list(DESIGNS)
    given.tone = given.tone or list(TONES)
    given.sample = given.sample or ["short", "long"]
    given.fields = given.fields or ["none", "text", "all"]
    return given


def main() -> None:
    given = options()
    if given.docs:
        picture = sheet(list(docs_cells(given.folder)), columns=2, gap=16)
    else:
        picture = sheet(list(cells(given.folder, given)), given.columns, gap=8)
    given.sheet.parent.mkdir(parents=True, exist_ok=True)
    picture.save(given.sheet, quality=84, optimize=True)
    print(f"{given.sheet}: {picture.width}x{picture.height} px, {given.sheet.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
