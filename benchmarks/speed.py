"""A mark on a cover, by this library and by others: CPU time, wall time and peak memory.

    python benchmarks/speed.py [--photos DIR] [--rounds 7] [--node FOLDER]

Makes covers of 1920x768 of the photographs in DIR (by default those of the example) as JPEG with standard Huffman
tables, with optimised ones and progressive, as PNG and as WebP, and one JPEG of 12 megapixels. Each way of stamping
runs in a process of its own, all on one core and in turn, so that what else the machine does tells on all of them.
Printed are medians over the rounds, and ratios to the best Pillow script of the same round, with what is promised.

What is not installed is left out: ``pip install simplejpeg PyTurboJPEG opencv-python-headless "pyvips[binary]" Wand``
brings the others, ``--node`` names a folder in which ``npm install sharp`` was run. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from contenders import CONTENDERS, HEIGHT, LINK, NAME, OWN, TEMPLATE, WIDTH
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
PHOTOS = HERE.parent / "examples" / "novosibirsk" / "covers"
MODULES = {
    "simplejpeg": "simplejpeg",
    "PyTurboJPEG": "turbojpeg",
    "OpenCV": "cv2",
    "pyvips": "pyvips",
    "Wand": "wand",
}
KINDS = {
    "standard-jpg": ("JPEG", {"quality": 90}),
    "optimised-jpg": ("JPEG", {"quality": 90, "optimize": True}),
    "progressive-jpg": ("JPEG", {"quality": 90, "progressive": True}),
    "png": ("PNG", {"compress_level": 1}),
    "webp": ("WEBP", {"quality": 90, "method": 2}),
}
JPEG_ONLY = {"simplejpeg", "PyTurboJPEG"}
OURS, PLATE, BEST, USUAL = "qualitymark", "qualitymark, plate", "best Pillow script", "usual Pillow script"
# (kind, task, against, at least): what is promised, as a ratio of CPU times.
PROMISES = {
    ("standard-jpg", "badge", BEST): 3.5,
    ("standard-jpg", "badge", USUAL): 9.0,
    ("optimised-jpg", "badge", BEST): 1.9,
    ("standard-jpg", "full", USUAL): 6.0,
}
PEAKS = {"standard-jpg": 45, "large-jpg": 90}


PASSES = 5
"""How often a contender stamps all JPEG covers in its turn: as in a campaign, its code and tables are in the caches."""


class Contender:
    """One process that stamps covers as it is told."""

    def __init__(self, name: str, folder: Path, node: Path | None) -> None:
        if name == "sharp":
            command, cwd = ["node", str(HERE / "sharp.mjs"), str(folder)], node
        else:
            command, cwd = [sys.executable, str(HERE / "contenders.py"), name, str(folder)], folder
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=cwd, stdin=pipe, stdout=pipe, encoding="utf-8")
        os.sched_setaffinity(self.process.pid, {max(os.sched_getaffinity(0))})

    def do(self, kind: str, task: str, rounds: int) -> dict[str, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind} {task} {rounds}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"ended: {self.process.args}")
        told: dict[str, float] = json.loads(line)
        return told

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def make(folder: Path, photos: Path) -> None:
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
    pictures = []
    for file in sorted(photos.glob("*.jpg")):
        with Image.open(file) as photo:
            pictures.append(photo.convert("RGB"))
    for kind, (form, options) in KINDS.items():
        (folder / kind).mkdir()
        for number, picture in enumerate(pictures):
            covering(picture, 1920, 768).save(folder / kind / str(number), form, **options)
    (folder / "large-jpg").mkdir()
    covering(pictures[0], 4000, 3000).save(folder / "large-jpg" / "0", "JPEG", quality=90)
    (folder / "empty").mkdir()


def covering(picture: Image.Image, width: int, height: int) -> Image.Image:
    scale = max(width / picture.width, height / picture.height)
    wide, high = width / scale, height / scale
    left, top = (picture.width - wide) / 2, (picture.height - high) / 2
    return picture.resize((width, height), Image.Resampling.LANCZOS, (left, top, left + wide, top + high))


def compare(folder: Path, kind: str, task: str, names: list[str], options: argparse.Namespace) -> None:
    """Measure one kind of cover and one task for all who can do it, and print it."""
    able = [name for name in names if able_to(name, kind, task)]
    contenders = {name: Contender(name, folder, options.node) for name in able}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in able}
    for number in range(options.rounds + 1):
        for name, contender in contenders.items():
            told = contender.do(kind, task, PASSES if kind.endswith("jpg") else 1)
            if number:  # the first round fills caches
                found[name].append(told)
    for contender in contenders.values():
        contender.end()
    print(f"\n{kind}, {'ready badge' if task == 'badge' else 'own text and QR code'}")
    print(f"  {'':22} {'CPU ms':>8} {'wall ms':>8} {'peak MiB':>9} {'speed':>7}   against the best Pillow script")
    for name, told in found.items():
        ratio = median(best["cpu"] / mine["cpu"] for best, mine in zip(found[BEST], told, strict=True))
        cpu, wall = (1000 * median(each[what] for each in told) for what in ("cpu", "wall"))
        print(f"  {name:22} {cpu:8.1f} {wall:8.1f} {told[-1]['peak']:9.0f} {ratio:7.2f}")
    promises(kind, task, found)


def able_to(name: str, kind: str, task: str) -> bool:
    if name == PLATE:
        return task == "full"
    if task == "full" or kind == "large-jpg":
        return name in (OURS, BEST, USUAL)
    return kind.endswith("jpg") or name not in JPEG_ONLY


def promises(kind: str, task: str, found: dict[str, list[dict[str, float]]]) -> None:
    """Print what is promised of this kind and task, and whether it is kept."""
    for against in (BEST, USUAL):
        least = PROMISES.get((kind, task, against), 1.0 if against == BEST else None)
        if least is not None:
            pairs = zip(found[against], found[OURS], strict=True)
            ratio = median(other["cpu"] / mine["cpu"] for other, mine in pairs)
            told(f"{ratio:.2f} times the {against}, promised {least}", ratio >= least)
    if kind in PEAKS and task == "badge":
        peak = found[OURS][-1]["peak"]
        told(f"peak memory {peak:.0f} MiB, promised below {PEAKS[kind]}", peak < PEAKS[kind])


def told(what: str, kept: bool) -> None:
    print(f"  {'kept' if kept else 'NOT KEPT'}: {what}", flush=True)


def commands(folder: Path, rounds: int) -> None:
    """Measure one cover as a whole process: this program's command, and the usual script."""
    cover = folder / "command.jpg"
    shutil.copyfile(next((folder / "standard-jpg").iterdir()), cover)
    script = folder / "usual.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "from pathlib import Path; from contenders import Usual\n"
        f"made = Usual(Path({str(folder)!r})).full(Path({str(cover)!r}).read_bytes(), 1)\n"
        f"Path({str(folder / 'usual.jpg')!r}).write_bytes(made)\n",
        "utf-8",
    )
    page = ["-s", f"name={NAME.format(1)}", "-s", "year=2023", "--qr", LINK.format(1)]
    stamp = [sys.executable, "-m", "qualitymark", "stamp", str(cover), "-o", str(folder / "c.jpg"), "--overwrite", "-q"]
    compared = {"qualitymark stamp": [*stamp, *page], "usual Pillow script": [sys.executable, str(script)]}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in compared}
    for number in range(rounds + 1):
        for name, command in compared.items():
            start, before = time.perf_counter(), os.times()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            after = os.times()
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            if number:
                found[name].append((cpu, time.perf_counter() - start))
    print("\nstandard-jpg, own text and QR code, as a command: one process a cover")
    for name, each in found.items():
        cpu, wall = (1000 * median(one[index] for one in each) for index in (0, 1))
        print(f"  {name:22} {cpu:8.1f} {wall:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=PHOTOS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--node", type=Path)
    parser.add_argument("--only", help="one kind of cover, such as standard-jpg")
    options = parser.parse_args()
    names = [name for name in CONTENDERS if name not in MODULES or find_spec(MODULES[name])]
    names += ["sharp"] if options.node else []
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; on one core, {options.rounds} rounds")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, options.photos)
        for kind in [*KINDS, "large-jpg"]:
            if options.only in (None, kind):
                compare(folder, kind, "badge", names, options)
        if options.only in (None, "standard-jpg"):
            compare(folder, "standard-jpg", "full", names, options)
            commands(folder, options.rounds)


if __name__ == "__main__":
    main()
