"""The ways to put a mark onto a cover that ``speed.py`` compares, each run in a process of its own.

    python benchmarks/contenders.py NAME FOLDER

Reads lines ``KIND TASK ROUNDS`` from standard input; for each it stamps all covers of that kind so many times, and
prints a line of JSON: CPU and wall seconds a cover, and the process's peak memory in MiB. A contender is a class with
one method a task, from the bytes of a cover to the bytes of a file; what may be done once is done when it is made.
"""

from __future__ import annotations

import json
import os
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

LEFT, TOP = 1200, 500
WIDTH, HEIGHT = 640, 220
QUALITY = 90
NAME = "МБОУ «Средняя общеобразовательная школа № {}» г. Бердска"
LINK = "https://example.org/v/K7Q{}"
TEMPLATE = f"""\
qualitymark: 1
name: ready
marks:
  - artboard: [{WIDTH}, {HEIGHT}]
    size: {{width: {WIDTH}px}}
    place: {{at: [{LEFT}px, {TOP}px], within: cover}}
    layers: [{{kind: image, source: badge.png, box: [0, 0, {WIDTH}, {HEIGHT}]}}]
"""
# What the scripts draw, in the same sizes and the same place; but the name goes on in a second line.
OWN = f"""\
qualitymark: 1
name: own
fields: {{name: {{required: true}}, year: {{type: integer, required: true}}, verify_url: {{required: true}}}}
marks:
  - artboard: [{WIDTH}, {HEIGHT}]
    size: {{width: {WIDTH}px}}
    place: {{at: [{LEFT}px, {TOP}px], within: cover}}
    layers:
      - {{kind: shape, shape: rounded, box: [0, 0, {WIDTH}, {HEIGHT}], radius: 28, fill: "#ffffff"}}
      - {{kind: text, text: Знак качества, box: [24, 24, 390, 48], weight: 600, size: 40, fill: "#10203a"}}
      - {{kind: text, text: "{{name}}", box: [24, 90, 390, 54], weight: 600, size: {{max: 20, min: 18}}, lines: 2,
          fill: "#10203a"}}
      - {{kind: text, text: "{{year}}", box: [24, 150, 390, 40], weight: 600, size: 28, fill: "#c8102e"}}
      - {{kind: qr, payload: "{{verify_url}}", box: [440, 20, 180, 180]}}
"""


class Qualitymark:
    """This library, in process: the calls that another program would make."""

    def __init__(self, folder: Path) -> None:
        from qualitymark import load_template

        self.ready = load_template(folder / "ready.yaml")
        self.own = load_template(folder / "own.yaml")

    def badge(self, data: bytes, _number: int) -> bytes:
        from qualitymark import stamp

        return stamp(data, self.ready).encode().data

    def full(self, data: bytes, number: int) -> bytes:
        from qualitymark import stamp

        page = {"name": NAME.format(number), "year": 2023, "verify_url": LINK.format(number)}
        return stamp(data, self.own, page).encode().data


class Plate(Qualitymark):
    """The built-in design ``plate``, which is 2.3 times as large and seeks its place."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from qualitymark import load_template

        self.own = load_template("plate")


class Usual:
    """The script that one finds everywhere: everything to RGBA, composited as a whole, saved at a fixed quality."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "badge.png"
        self.font = str(next((Path(__file__).parent.parent / "fonts").glob("GolosText-600.ttf")))

    def badge(self, data: bytes, _number: int) -> bytes:
        from PIL import Image

        return self._laid(data, Image.open(self.file).convert("RGBA"))

    def full(self, data: bytes, number: int) -> bytes:
        import qrcode
        from PIL import Image, ImageDraw, ImageFont

        mark = Image.new("RGBA", (WIDTH, HEIGHT))
        draw = ImageDraw.Draw(mark)
        draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), 28, fill="white")
        draw.text((24, 24), "Знак качества", font=ImageFont.truetype(self.font, 40), fill="#10203a")
        draw.text((24, 90), NAME.format(number), font=ImageFont.truetype(self.font, 20), fill="#10203a")
        draw.text((24, 150), "2023", font=ImageFont.truetype(self.font, 28), fill="#c8102e")
        code = qrcode.make(LINK.format(number)).convert("RGB").resize((180, 180))
        mark.paste(code, (WIDTH - 200, 20))
        return self._laid(data, mark)

    @staticmethod
    def _laid(data: bytes, mark: Any) -> bytes:
        from PIL import Image

        cover = Image.open(BytesIO(data))
        kind = cover.format
        layer = Image.new("RGBA", cover.size)
        layer.paste(mark, (LEFT, TOP))
        done = Image.alpha_composite(cover.convert("RGBA"), layer).convert("RGB")
        out = BytesIO()
        done.save(out, kind, **({} if kind == "PNG" else {"quality": QUALITY}))
        return out.getvalue()


class Best(Usual):
    """The best that a Pillow script can do: only the region is pasted, tables are kept, what can be is kept open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from PIL import Image, ImageFont

        self.mark = Image.open(self.file).convert("RGBA")
        self.fonts = {size: ImageFont.truetype(self.font, size) for size in (40, 20, 28)}

    def badge(self, data: bytes, _number: int) -> bytes:
        return self._pasted(data, self.mark)

    def full(self, data: bytes, number: int) -> bytes:
        import qrcode
        from PIL import Image, ImageDraw

        mark = Image.new("RGBA", (WIDTH, HEIGHT))
        draw = ImageDraw.Draw(mark)
        draw.rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), 28, fill="white")
        draw.text((24, 24), "Знак качества", font=self.fonts[40], fill="#10203a")
        draw.text((24, 90), NAME.format(number), font=self.fonts[20], fill="#10203a")
        draw.text((24, 150), "2023", font=self.fonts[28], fill="#c8102e")
        symbol = qrcode.QRCode(box_size=6, border=4, mask_pattern=3)
        symbol.add_data(LINK.format(number))
        mark.paste(symbol.make_image().convert("RGB"), (WIDTH - 220, 10))
        return self._pasted(data, mark)

    @staticmethod
    def _pasted(data: bytes, mark: Any) -> bytes:
        from PIL import Image

        cover = Image.open(BytesIO(data))
        kind = cover.format
        cover.load()
        cover.paste(mark, (LEFT, TOP), mark)
        cover.format = kind
        options = {
            "JPEG": {"quality": "keep"},
            "PNG": {"compress_type": 3, "compress_level": 1},
            "WEBP": {"quality": QUALITY, "method": 2},
        }[kind]
        out = BytesIO()
        cover.save(out, kind, **options)
        return out.getvalue()


class Arrays:
    """What decoders to NumPy arrays share: the region is blended, and the whole is coded again."""

    def __init__(self, folder: Path) -> None:
        import numpy as np
        from PIL import Image

        mark = np.asarray(Image.open(folder / "badge.png").convert("RGBA")).astype("uint16")
        self.alpha = mark[..., 3:]
        self.over = mark[..., :3] * self.alpha

    def blend(self, pixels: Any) -> Any:
        part = pixels[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH]
        part[:] = (self.over + part * (255 - self.alpha) + 127) // 255
        return pixels


class SimpleJpeg(Arrays):
    def badge(self, data: bytes, _number: int) -> bytes:
        import simplejpeg

        pixels = self.blend(simplejpeg.decode_jpeg(data))
        return bytes(simplejpeg.encode_jpeg(pixels, quality=QUALITY, colorsubsampling="420"))


class TurboJpeg(Arrays):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from turbojpeg import TurboJPEG

        self.codec = TurboJPEG()

    def badge(self, data: bytes, _number: int) -> bytes:
        from turbojpeg import TJPF_RGB, TJSAMP_420

        pixels = self.blend(self.codec.decode(data, pixel_format=TJPF_RGB))
        return bytes(self.codec.encode(pixels, quality=QUALITY, pixel_format=TJPF_RGB, jpeg_subsample=TJSAMP_420))


class OpenCv(Arrays):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        import cv2

        cv2.setNumThreads(1)
        self.over = self.over[..., ::-1]

    def badge(self, data: bytes, _number: int) -> bytes:
        import cv2
        import numpy as np

        pixels = self.blend(cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR))
        kind = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp"}[data[:2]]
        options = {
            ".jpg": [cv2.IMWRITE_JPEG_QUALITY, QUALITY],
            ".png": [cv2.IMWRITE_PNG_COMPRESSION, 1],
            ".webp": [cv2.IMWRITE_WEBP_QUALITY, QUALITY],
        }[kind]
        return cv2.imencode(kind, pixels, options)[1].tobytes()


class Vips:
    def __init__(self, folder: Path) -> None:
        os.environ["VIPS_CONCURRENCY"] = "1"
        import pyvips

        pyvips.cache_set_max(0)
        self.mark = pyvips.Image.new_from_file(str(folder / "badge.png")).copy_memory()

    def badge(self, data: bytes, _number: int) -> bytes:
        import pyvips

        cover = pyvips.Image.new_from_buffer(data, "", access="sequential")
        done = cover.composite2(self.mark, "over", x=LEFT, y=TOP)[:3]
        kind = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp"}[data[:2]]
        options = {".jpg": f"[Q={QUALITY}]", ".png": "[compression=1]", ".webp": f"[Q={QUALITY},effort=2]"}[kind]
        return bytes(done.write_to_buffer(kind + options))


class Magick:
    def __init__(self, folder: Path) -> None:
        from wand.image import Image

        self.mark = Image(filename=str(folder / "badge.png"))

    def badge(self, data: bytes, _number: int) -> bytes:
        from wand.image import Image

        with Image(blob=data) as cover:
            cover.composite(self.mark, left=LEFT, top=TOP)
            return bytes(cover.make_blob())


CONTENDERS = {
    "qualitymark": Qualitymark,
    "qualitymark, plate": Plate,
    "best Pillow script": Best,
    "usual Pillow script": Usual,
    "simplejpeg": SimpleJpeg,
    "PyTurboJPEG": TurboJpeg,
    "OpenCV": OpenCv,
    "pyvips": Vips,
    "Wand": Magick,
}


def peak() -> float:
    """Return the peak of this process's memory in MiB; getrusage would count what started it."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    contender = CONTENDERS[name](folder)
    for line in sys.stdin:
        kind, task, rounds = line.split()
        covers = [file.read_bytes() for file in sorted((folder / kind).iterdir())]
        do = getattr(contender, task)
        cpu, wall = time.process_time(), time.perf_counter()
        number = 0
        for _ in range(int(rounds)):
            for data in covers:
                do(data, number)
                number += 1
        told = {
            "cpu": (time.process_time() - cpu) / max(number, 1),
            "wall": (time.perf_counter() - wall) / max(number, 1),
            "peak": peak(),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
