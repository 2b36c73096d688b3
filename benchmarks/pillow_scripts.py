"""The two scripts with Pillow that ``speed.py`` compares with, in process and each as a program of its own.

    python benchmarks/pillow_scripts.py usual|best badge|full COVER OUTPUT FOLDER NUMBER

As a program it imports what such a script would, and no more: the start of the interpreter and the imports are most
of its time.
"""

from __future__ import annotations

import sys
from functools import cache
from io import BytesIO, FileIO
from typing import TYPE_CHECKING

from mark import CODE, DATED, HEIGHT, LEFT, LINK, NAME, NAMED, QUALITY, TITLE, TOP, WIDTH
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.ImageFont import FreeTypeFont


def opener(folder: object) -> Callable[[int], FreeTypeFont]:
    """Return what opens the font in a size, anew each time."""
    from PIL import ImageFont

    return lambda size: ImageFont.truetype(f"{folder}/font.ttf", size)


def lettered(font: Callable[[int], FreeTypeFont], number: int) -> Image.Image:
    """Draw the mark without its code."""
    from PIL import ImageDraw

    mark = Image.new("RGBA", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(mark)
    draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), 28, fill="white")
    draw.text(TITLE, "Знак качества", font=font(40), fill="#10203a")
    draw.text(NAMED, NAME.format(number), font=font(20), fill="#10203a")
    draw.text(DATED, "2023", font=font(28), fill="#c8102e")
    return mark


def drawn(font: Callable[[int], FreeTypeFont], number: int) -> Image.Image:
    """Draw the whole mark, in the quickest way: a fixed mask, and modules of whole pixels."""
    import qrcode

    mark = lettered(font, number)
    symbol = qrcode.QRCode(box_size=5, border=4, mask_pattern=3)
    symbol.add_data(LINK.format(number))
    mark.paste(symbol.make_image().convert("RGB"), CODE[:2])
    return mark


class Usual:
    """The script that one finds everywhere: everything to RGBA, composited as a whole, saved at a fixed quality."""

    def __init__(self, folder: object) -> None:
        self.folder = folder

    def badge(self, data: bytes, _number: int) -> bytes:
        return self.lay(data, Image.open(f"{self.folder}/badge.png").convert("RGBA"))

    def full(self, data: bytes, number: int) -> bytes:
        import qrcode

        mark = lettered(opener(self.folder), number)
        mark.paste(qrcode.make(LINK.format(number)).convert("RGB").resize(CODE[2:]), CODE[:2])
        return self.lay(data, mark)

    @staticmethod
    def lay(data: bytes, mark: Image.Image) -> bytes:
        cover = Image.open(BytesIO(data))
        layer = Image.new("RGBA", cover.size)
        layer.paste(mark, (LEFT, TOP))
        done = Image.alpha_composite(cover.convert("RGBA"), layer).convert("RGB")
        out = BytesIO()
        done.save(out, cover.format, **({} if cover.format == "PNG" else {"quality": QUALITY}))
        return out.getvalue()


class Best:
    """The best that a Pillow script can do: only the region is pasted, tables are kept, what can be is kept open."""

    def __init__(self, folder: object) -> None:
        self.mark = Image.open(f"{folder}/badge.png").convert("RGBA")
        self.font = cache(opener(folder))

    def badge(self, data: bytes, _number: int) -> bytes:
        return self.lay(data, self.mark)

    def full(self, data: bytes, number: int) -> bytes:
        return self.lay(data, drawn(self.font, number))

    @staticmethod
    def lay(data: bytes, mark: Image.Image) -> bytes:
        cover = Image.open(BytesIO(data))
        cover.load()
        cover.paste(mark, (LEFT, TOP), mark)
        options = {
            "JPEG": {"quality": "keep"},
            "PNG": {"compress_type": 3, "compress_level": 1},
            "WEBP": {"quality": QUALITY, "method": 2},
        }[cover.format or ""]
        out = BytesIO()
        cover.save(out, cover.format, **options)
        return out.getvalue()


def main() -> None:
    which, task, cover, output, folder, number = sys.argv[1:]
    script = {"usual": Usual, "best": Best}[which](folder)
    FileIO(output, "w").write(getattr(script, task)(FileIO(cover).read(), int(number)))


if __name__ == "__main__":
    main()
