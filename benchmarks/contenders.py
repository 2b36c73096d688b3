"""The ways to put a mark onto a cover that ``speed.py`` compares, each run in a process of its own.

    python benchmarks/contenders.py NAME FOLDER

Reads lines ``KIND TASK PASSES`` from standard input; for each it stamps all covers of that kind so many times, and
prints a line of JSON: CPU and wall seconds a cover, and the process's peak memory in MiB. A contender is a class with
one method a task, ``badge`` and ``full``, from the bytes of a cover and its number to the bytes of a file; what may be
done once is done when it is made. Numbers never come again, so that no text and no code is met twice. The first file
is kept in FOLDER/made, to be looked at.
"""

from __future__ import annotations

import json
import os
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mark import HEIGHT, LEFT, LINK, NAME, QUALITY, TOP, WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = {b"\xff\xd8": ".jpg", b"\x89P": ".png", b"RI": ".webp"}
"""How the files of each format begin."""


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


def usual(folder: Path) -> Any:
    from pillow_scripts import Usual

    return Usual(folder)


def best(folder: Path) -> Any:
    from pillow_scripts import Best

    return Best(folder)


class Other:
    """A tool that sets no Russian text: the mark is drawn as the best Pillow script draws it, and laid by the tool.

    A tool says how a mark becomes what it lays (``take``), and how it lays it (``lay``).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = self.ready(str(folder / "badge.png"))

    def badge(self, data: bytes, _number: int) -> bytes:
        return bytes(self.lay(data, self.mark))

    def full(self, data: bytes, number: int) -> bytes:
        from pillow_scripts import drawn

        return bytes(self.lay(data, self.take(drawn(self.font, number))))

    @cached_property
    def font(self) -> Any:
        from functools import cache

        from pillow_scripts import opener

        return cache(opener(self.folder))

    def ready(self, file: str) -> Any:
        from PIL import Image

        return self.take(Image.open(file).convert("RGBA"))

    def take(self, mark: Any) -> Any:
        raise NotImplementedError

    def lay(self, data: bytes, mark: Any) -> Any:
        raise NotImplementedError


class Arrays(Other):
    """What decoders to NumPy arrays share: the region is blended, and the whole is coded again."""

    def take(self, mark: Any) -> Any:
        import numpy as np

        mark = np.asarray(mark)
        # As wide as the colours: to spread one channel over three takes twice as long in every blending.
        alpha = np.repeat(mark[..., 3:], 3, axis=2).astype("uint16")
        return mark[..., :3] * alpha + 127, 255 - alpha

    def blend(self, pixels: Any, mark: Any) -> Any:
        over, rest = mark
        part = pixels[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH]
        part[:] = (over + part * rest) // 255
        return pixels


class SimpleJpeg(Arrays):
    def lay(self, data: bytes, mark: Any) -> Any:
        import simplejpeg

        pixels = self.blend(simplejpeg.decode_jpeg(data), mark)
        return simplejpeg.encode_jpeg(pixels, quality=QUALITY, colorsubsampling="420")


class TurboJpeg(Arrays):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from turbojpeg import TurboJPEG

        self.codec = TurboJPEG()

    def lay(self, data: bytes, mark: Any) -> Any:
        from turbojpeg import TJPF_RGB, TJSAMP_420

        pixels = self.blend(self.codec.decode(data, pixel_format=TJPF_RGB), mark)
        return self.codec.encode(pixels, quality=QUALITY, pixel_format=TJPF_RGB, jpeg_subsample=TJSAMP_420)


class OpenCv(Other):
    """OpenCV blends by itself, in bytes; its pixels are BGR."""

    def ready(self, file: str) -> Any:
        import cv2

        cv2.setNumThreads(1)
        return self.parted(cv2.imread(file, cv2.IMREAD_UNCHANGED))

    def take(self, mark: Any) -> Any:
        import cv2
        import numpy as np

        return self.parted(cv2.cvtColor(np.asarray(mark), cv2.COLOR_RGBA2BGRA))

    @staticmethod
    def parted(mark: Any) -> Any:
        import cv2

        alpha = cv2.merge([cv2.extractChannel(mark, 3)] * 3)
        over = cv2.multiply(cv2.cvtColor(mark, cv2.COLOR_BGRA2BGR), alpha, scale=1 / 255)
        return over, cv2.bitwise_not(alpha)

    def lay(self, data: bytes, mark: Any) -> Any:
        import cv2
        import numpy as np

        over, rest = mark
        pixels = cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR)
        part = pixels[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH]
        cv2.add(over, cv2.multiply(part, rest, scale=1 / 255), dst=part)
        options = {
            ".jpg": [cv2.IMWRITE_JPEG_QUALITY, QUALITY],
            ".png": [cv2.IMWRITE_PNG_COMPRESSION, 1],
            ".webp": [cv2.IMWRITE_WEBP_QUALITY, QUALITY],
        }
        kind = FORMATS[data[:2]]
        return cv2.imencode(kind, pixels, options[kind])[1]


class Vips(Other):
    def ready(self, file: str) -> Any:
        os.environ["VIPS_CONCURRENCY"] = "1"
        import pyvips

        pyvips.cache_set_max(0)
        return pyvips.Image.new_from_file(file).copy_memory()

    def take(self, mark: Any) -> Any:
        import pyvips

        made = pyvips.Image.new_from_memory(mark.tobytes(), mark.width, mark.height, 4, "uchar")
        return made.copy(interpretation="srgb")

    def lay(self, data: bytes, mark: Any) -> Any:
        import pyvips

        # In memory as a whole, for it is read twice; and only the region is composed, which is done in floating point.
        cover = pyvips.Image.new_from_buffer(data, "")
        part = cover.crop(LEFT, TOP, WIDTH, HEIGHT).composite2(mark, "over")[:3]
        options = {
            ".jpg": f"[Q={QUALITY},subsample_mode=on]",
            ".png": "[compression=1]",
            ".webp": f"[Q={QUALITY},effort=2]",
        }
        kind = FORMATS[data[:2]]
        return cover.insert(part, LEFT, TOP).write_to_buffer(kind + options[kind])


class Magick(Other):
    def ready(self, file: str) -> Any:
        from wand.image import Image

        return Image(filename=file)

    def take(self, mark: Any) -> Any:
        from wand.image import Image

        return Image(blob=mark.tobytes(), format="RGBA", width=mark.width, height=mark.height, depth=8)

    def lay(self, data: bytes, mark: Any) -> Any:
        from wand.image import Image

        with Image(blob=data) as cover:
            cover.composite(mark, left=LEFT, top=TOP)
            # Of a PNG the tens are the level, the ones the filter, 5 being all in turn.
            cover.compression_quality = 15 if data.startswith(b"\x89P") else QUALITY
            cover.options["webp:method"] = "2"
            return cover.make_blob()


CONTENDERS: dict[str, Callable[[Path], Any]] = {
    "qualitymark": Qualitymark,
    "qualitymark, plate": Plate,
    "best Pillow script": best,
    "usual Pillow script": usual,
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


def timed(do: Callable[[bytes, int], bytes], file: Path, number: int, kept: Path) -> tuple[float, float]:
    """Stamp one cover, which alone is in memory; return the CPU and the wall seconds of that."""
    data = file.read_bytes()
    cpu, wall = time.process_time(), time.perf_counter()
    made = do(data, number)
    taken = time.process_time() - cpu, time.perf_counter() - wall
    if not number:
        kept.write_bytes(made)
    return taken


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    contender = CONTENDERS[name](folder)
    number = 0
    for line in sys.stdin:
        kind, task, passes = line.split()
        spent = []
        for file in sorted((folder / kind).iterdir()) * int(passes):
            spent.append(timed(getattr(contender, task), file, number, folder / "made" / (name + file.suffix)))
            number += 1
        cpu, wall = (sum(each) / len(spent) for each in zip(*spent, strict=True))
        print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak()}), flush=True)


if __name__ == "__main__":
    main()
