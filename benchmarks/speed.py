"""A mark on a cover, by this library and by others: CPU time, wall time and peak memory.

    python benchmarks/speed.py [--photos DIR] [--rounds 7] [--node FOLDER]

Makes covers of 1920x768 of the pictures in DIR (by default those of the example) as JPEG with standard Huffman tables,
with optimised ones and progressive, as PNG and as WebP, and a JPEG, a PNG and a WebP of 12 megapixels. They get a ready
badge, and a mark with own text and a QR code. Each way of stamping runs in a process of its own, all on one core and in
turn, so that what else the machine does tells on all of them; then the same is done by commands, one process a cover.
Printed are medians over the rounds, and how many times as fast as the two Pillow scripts of the same round, with what
is promised. The first file that each makes is compared with what belongs there; a wrong one ends the run.

What is not installed is left out: ``pip install simplejpeg "PyTurboJPEG<2" opencv-python-headless "pyvips[binary]" Wand``
brings the others, ``--node`` names a folder in which ``npm install sharp qrcode`` was run, ImageMagick is a package of
the system. ``--task``, ``--only`` and ``--rounds`` make a run shorter. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from commands import COMMANDS, composer
from contenders import CONTENDERS
from covers import KINDS, LARGE, PICTURES, ROOT, make, wrong

HERE = Path(__file__).resolve().parent
PHOTOS = ROOT / "examples" / "novosibirsk" / "covers"
MODULES = {
    "simplejpeg": "simplejpeg",
    "PyTurboJPEG": "turbojpeg",
    "OpenCV": "cv2",
    "pyvips": "pyvips",
    "Wand": "wand",
}
JPEG_ONLY = {"simplejpeg", "PyTurboJPEG"}
OURS, PLATE, BEST, USUAL = "qualitymark", "qualitymark, plate", "best Pillow script", "usual Pillow script"
TASKS = {"badge": "ready badge", "full": "own text and QR code"}
# (kind, task, against, at least): what is promised, as a ratio of CPU times.
PROMISES = {
    ("standard-jpg", "badge", BEST): 3.5,
    ("standard-jpg", "badge", USUAL): 9.0,
    ("optimised-jpg", "badge", BEST): 1.9,
    ("standard-jpg", "full", USUAL): 6.0,
}
PEAK, PEAK_LARGE = 45, 90
"""The most memory that is promised, in MiB: at 1920x768, and at 12 megapixels."""
PASSES = 5
"""How often a contender stamps all JPEG covers in its turn: as in a campaign, its code and tables are in the caches."""

Figures = dict[str, list[dict[str, float]]]
"""What each contender took in each round: CPU and wall seconds, peak MiB; and the KiB of its first file."""


class Contender:
    """One process that stamps covers as it is told."""

    def __init__(self, name: str, program: str, folder: Path, node: Path | None) -> None:
        command, cwd = [sys.executable, str(HERE / program), name, str(folder)], folder
        if name == "sharp" and node:
            command, cwd = ["node", str(HERE / "sharp.mjs"), name, str(folder)], node
        pipe = subprocess.PIPE
        environment = {**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf")}
        self.process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=pipe, stdout=pipe, encoding="utf-8")

    def do(self, kind: str, task: str, passes: int) -> dict[str, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind} {task} {passes}\n")
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


def compare(folder: Path, kind: str, task: str, program: str, options: argparse.Namespace) -> Figures:
    """Measure one kind of cover and one task for all who can do it, in turn."""
    names = in_process(kind, task, options.node) if program == "contenders.py" else as_command(task)
    contenders = {name: Contender(name, program, folder, options.node) for name in names}
    found: Figures = {name: [] for name in names}
    sizes = {}
    for number in range(options.rounds + 1):
        for name, contender in contenders.items():
            told = contender.do(kind, task, PASSES if kind.endswith("jpg") else 1)
            if not number:  # the first round fills caches
                sizes[name] = checked(folder, kind, task, name)
            else:
                found[name].append({**told, "size": sizes[name]})
    for contender in contenders.values():
        contender.end()
    return found


def in_process(kind: str, task: str, node: Path | None) -> list[str]:
    """Return who can do a task on a kind of cover, and is installed."""
    names = [name for name in CONTENDERS if name not in MODULES or find_spec(MODULES[name])]
    names = [name for name in names if name not in JPEG_ONLY or kind.endswith("jpg")]
    if node and (task == "badge" or (node / "node_modules" / "qrcode").exists()):
        names.append("sharp")
    return [name for name in names if task == "full" or name != PLATE]


def as_command(task: str) -> list[str]:
    left_out = {PLATE if task == "badge" else "composite", "" if composer() else "composite"}
    return [name for name in COMMANDS if name not in left_out]


def checked(folder: Path, kind: str, task: str, name: str) -> float:
    """Return the KiB of a contender's first file; end where it is not what it should be, for nothing is made quickly."""
    cover = min((folder / kind).iterdir())
    made = folder / "made" / (name + cover.suffix)
    fault = wrong(cover, made, folder / "badge.png", full=task == "full", placed=name != PLATE)
    if fault:
        raise SystemExit(f"{name} with {TASKS[task]} on {kind}: the file {fault}")
    size = made.stat().st_size / 1024
    made.unlink()
    return size


def show(found: Figures) -> None:
    print(f"  {'':22} {'CPU ms':>8} {'wall ms':>8} {'peak MiB':>9} {'x best':>7} {'x usual':>8} {'file KiB':>9}")
    for name, told in found.items():
        cpu, wall = (1000 * median(each[what] for each in told) for what in ("cpu", "wall"))
        print(
            f"  {name:22} {cpu:8.1f} {wall:8.1f} {peak(told):9.0f} "
            f"{speed(found, name, BEST):7.2f} {speed(found, name, USUAL):8.2f} {told[0]['size']:9.0f}",
            flush=True,
        )


def speed(found: Figures, name: str, against: str) -> float:
    """Return how many times as fast one is as another, by the CPU times of the same rounds."""
    return median(other["cpu"] / mine["cpu"] for other, mine in zip(found[against], found[name], strict=True))


def peak(told: list[dict[str, float]]) -> float:
    return max(each["peak"] for each in told)


def promises(kind: str, task: str, found: Figures) -> None:
    """Print what is promised of this kind and task, and whether it is kept."""
    for against in (BEST, USUAL):
        least = PROMISES.get((kind, task, against), 1.0 if against == BEST else None)
        if least is not None:
            ratio = speed(found, OURS, against)
            promise(f"{ratio:.2f} times the {against}, promised {least}", ratio >= least)
    most, reached = PEAK_LARGE if kind in LARGE else PEAK, peak(found[OURS])
    promise(f"peak memory {reached:.0f} MiB, promised below {most}", reached < most)


def promise(what: str, kept: bool) -> None:
    print(f"  {'kept' if kept else 'NOT KEPT'}: {what}", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, default=PHOTOS, help="a folder of pictures to make covers of")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--node", type=Path, help="where sharp and qrcode are installed")
    parser.add_argument("--only", choices=[*KINDS, *LARGE], help="one kind of cover")
    parser.add_argument("--task", choices=[*TASKS, "command"], help="one task in process, or both as commands")
    parser.add_argument("--json", type=Path, help="a file for the figures of every round")
    options = parser.parse_args()
    if options.node:
        options.node = options.node.resolve()
    options.photos = sorted(file for file in options.photos.iterdir() if file.suffix.lower() in PICTURES)
    if not options.photos:
        parser.error("--photos: there is no picture in this folder")
    return options


def main() -> None:
    options = arguments()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; on one core, {options.rounds} rounds")
    results = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make(folder, options.photos)
        # What is started from now on stays on one core, with all of its threads.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        for way, program, tasks in (
            ("in process", "contenders.py", [options.task] if options.task in TASKS else TASKS),
            ("as a command, one process a cover", "commands.py", TASKS),
        ):
            if options.task and (options.task == "command") != (program == "commands.py"):
                continue
            for task in tasks:
                for kind in [options.only] if options.only else [*KINDS, *LARGE]:
                    print(f"\n{kind}, {TASKS[task]}, {way}")
                    found = compare(folder, kind, task, program, options)
                    show(found)
                    if program == "contenders.py":
                        promises(kind, task, found)
                    results.append({"kind": kind, "task": task, "program": program, "found": found})
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), "utf-8")


if __name__ == "__main__":
    main()
