"""A campaign, as a whole: throughput, the cost over a bare loop, the second run, and memory.

    python benchmarks/batch.py [--rows 3465] [--rounds 3] [--many 100000] [--folder DIR]

Makes a table of ROWS pages with covers of 1920x768 and runs ``qualitymark batch`` on it as a program: with one
worker, with two, and with two again when nothing has changed. Beside it, one process calls ``stamp_file`` for the
same rows in a loop; it is what the overhead is measured against. Then MANY rows with tiny covers, for the memory of
the process that runs the campaign. Each figure is printed with what is promised. Needs Linux (peaks of memory are
read from /proc), two idle cores and about 3 GB of disk. It takes half an hour; --rows, --rounds and --many shorten it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
COVERS = ROOT / "examples" / "novosibirsk" / "covers"
DISTINCT = 24
HEADINGS = "Название;Год;Номинация;Обложка;ID"
TINY = """\
qualitymark: 1
name: tiny
fields: {name: {aliases: [Название]}, year: {aliases: [Год]}, nomination: {aliases: [Номинация]}}
marks:
  - artboard: [10, 10]
    size: {width: 10px}
    place: {anchor: bottom-right, margin: 1px, within: cover}
    layers: [{kind: shape, shape: rectangle, box: [0, 0, 10, 10], fill: "#10203a"}]
"""
LOOP = """
import sys, time
from pathlib import Path
from qualitymark import load_template, stamp_file
folder = Path(sys.argv[1])
template = load_template("plate")
lines = (folder / "table.csv").read_text("utf-8").splitlines()[1:]
def one(line):
    name, year, nomination, cover, id = line.split(";")
    page = {"name": name, "year": year, "nomination": nomination}
    stamp_file(folder / "covers" / cover, folder / "loop" / f"{id}.jpg", template, page, overwrite=True)
(folder / "loop").mkdir(exist_ok=True)
one(lines[-1])
start = time.perf_counter()
for line in lines:
    one(line)
print(time.perf_counter() - start)
"""


@dataclass
class Peaks:
    """The peak memory in MiB of a program and of the largest process below it."""

    program: int
    own: float = 0.0
    below: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.done.wait(0.05):
            self.own = max(self.own, peak(self.program))
            self.below = max([self.below, *(peak(process) for process in descendants(self.program))])


def peak(process: int) -> float:
    """Return the peak of a process's memory in MiB, 0 where it is gone."""
    try:
        text = Path(f"/proc/{process}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0
    lines = [line for line in text.splitlines() if line.startswith("VmHWM")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0


def descendants(process: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(child) for child in task.read_text("ascii").split()]
        except OSError:
            continue
    return [*found, *(below for child in found for below in descendants(child))]


def run(folder: Path, out: str, *more: str) -> tuple[float, Peaks]:
    """Run the campaign of a folder; return its wall seconds and its peaks of memory."""
    command = [sys.executable, "-m", "qualitymark", "batch", "table.csv", "-o", out, "--covers", "covers", "-q", *more]
    start = time.perf_counter()
    program = subprocess.Popen(command, cwd=folder)
    peaks = Peaks(program.pid)
    watcher = threading.Thread(target=peaks.watch)
    watcher.start()
    code = program.wait()
    seconds = time.perf_counter() - start
    peaks.done.set()
    watcher.join()
    if code:
        raise SystemExit(f"failed with {code}: {' '.join(command)}")
    return seconds, peaks


def loop(folder: Path) -> float:
    """Return the seconds that a bare loop of ``stamp_file`` takes for the same rows."""
    done = subprocess.run([sys.executable, "-c", LOOP, str(folder)], capture_output=True, check=True)
    return float(done.stdout)


def make(folder: Path, rows: int) -> None:
    """Make a table and its covers: some distinct ones, copied, so that every row has a file of its own."""
    covers = folder / "covers"
    covers.mkdir(parents=True)
    sources = sorted(COVERS.glob("*.jpg"))
    distinct = []
    for number in range(min(DISTINCT, rows)):
        with Image.open(sources[number % len(sources)]) as picture:
            made = (
                picture.convert("RGB")
                .resize((2040, 816))
                .crop((5 * number, 2 * number, 1920 + 5 * number, 768 + 2 * number))
            )
        made.save(folder / f"{number}.jpg", quality=90)
        distinct.append(folder / f"{number}.jpg")
    names = [f"{number}.jpg" for number in range(rows)]
    for number, name in enumerate(names):
        shutil.copyfile(distinct[number % len(distinct)], covers / name)
    write(folder, names)


def make_tiny(folder: Path, rows: int) -> None:
    """Make a table of very many rows, which share a few tiny covers."""
    (folder / "covers").mkdir(parents=True)
    for number in range(10):
        Image.new("RGB", (32, 16), (number, 90, 120)).save(folder / f"covers/{number}.jpg")
    (folder / "tiny.yaml").write_text(TINY, "utf-8")
    write(folder, [f"{number % 10}.jpg" for number in range(rows)])


def write(folder: Path, covers: list[str]) -> None:
    spheres = ("Образование", "Культура", "Здравоохранение", "Спорт", "Социальная сфера")
    with (folder / "table.csv").open("w", encoding="utf-8") as file:
        file.write(HEADINGS + "\n")
        for number, cover in enumerate(covers, 1):
            name = f"МБОУ «Средняя общеобразовательная школа № {number}» г. Бердска"
            file.write(f"{name};2023;{spheres[number % 5]};{cover};{number}\n")


def told(what: str, figure: str, promise: str, kept: bool) -> None:
    print(f"{what:52} {figure:>14}   {promise:14} {'kept' if kept else 'NOT KEPT'}", flush=True)


def throughput(folder: Path, rows: int, rounds: int) -> None:
    """Measure the runs on covers of real size, in rounds: what else the machine does then tells on all of them."""
    make(folder, rows)
    bare, one, two, first, second, below, own = [], [], [], [], [], 0.0, 0.0
    for _ in range(rounds):
        bare.append(loop(folder))
        run(folder, "one", "-j", "1")
        seconds, peaks = run(folder, "two", "-j", "2")
        first.append(seconds)
        second.append(run(folder, "two", "-j", "2")[0])
        # As the journal has them: without the start of the program and its report, as the loop is measured.
        one.append(noted(folder / "one"))
        two.append(noted(folder / "two"))
        below, own = max(below, peaks.below), max(own, peaks.own)
        for made in ("loop", "one", "two"):
            shutil.rmtree(folder / made)
    print(f"{rows} covers of 1920x768, {rounds} rounds, medians; covers a second:")
    print(f"  {rows / median(bare):.1f} in a bare loop of stamp_file, {rows / median(one):.1f} with one worker,")
    print(f"  {rows / median(two):.1f} with two, {rows / median(first):.1f} as a program with its report")
    print(f"  {median(second):.2f} s for the second run, {median(first):.1f} s for the first, as programs")
    faster, over, again = ratio(one, two), ratio(one, bare), ratio(second, first)
    told("two workers against one", f"{faster:.2f}", "1.8 and more", faster >= 1.8)
    told("one worker against the loop", f"{over - 1:+.1%}", "below +5 %", over < 1.05)
    told("second run against the first", f"{again:.1%}", "below 5 %", again < 0.05)
    told("peak memory of a worker, MiB", f"{below:.0f}", "below 120", below < 120)
    told("peak memory of the program, MiB", f"{own:.0f}", "below 150", own < 150)


def ratio(some: list[float], others: list[float]) -> float:
    """Return the median of the ratios of the rounds."""
    return median(one / other for one, other in zip(some, others, strict=True))


def many(folder: Path, rows: int) -> None:
    """Measure the memory of the program on very many rows, of the run and of the one that skips them all."""
    make_tiny(folder, rows)
    for what in ("first", "second"):
        seconds, peaks = run(folder, "out", "-t", "tiny.yaml", "-j", "2")
        print(f"{rows} rows, {what} run: {seconds:.1f} s, {rows / seconds:.0f} rows a second")
        told(f"peak memory of the program, MiB, {what} run", f"{peaks.own:.0f}", "below 150", peaks.own < 150)


def noted(out: Path) -> float:
    """Return the seconds of the first run in a folder."""
    with closing(sqlite3.connect(out / ".qualitymark" / "journal.sqlite")) as base:
        return float(base.execute("SELECT seconds FROM runs ORDER BY id").fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=3465)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the files go for the time of the measuring")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        if options.rows:
            throughput(Path(folder) / "rows", options.rows, options.rounds)
        if options.many:
            many(Path(folder) / "many", options.many)


if __name__ == "__main__":
    main()
