"""The ways to put a mark onto a cover as a whole process, which ``speed.py`` compares.

    python benchmarks/commands.py NAME FOLDER

Reads lines ``KIND TASK PASSES`` from standard input as contenders.py does, but stamps one cover a line, the next one
each time. This is a process of its own, without Pillow, for the system counts the peak of what starts a process as
that of the process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mark import LEFT, LINK, NAME, TOP

HERE = Path(__file__).resolve().parent


def measure(command: list[str]) -> tuple[float, float, float]:
    """Run a command; return its CPU seconds, wall seconds and peak memory in MiB, which is at least the caller's."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed with {process.returncode}: {' '.join(command)}")
    scale = 1 if sys.platform == "darwin" else 1024
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss * scale / 1024**2


class Job(NamedTuple):
    """One cover to be stamped."""

    task: str
    cover: str
    output: str
    folder: str
    number: int


def stamp(job: Job, template: str) -> list[str]:
    """This program's command. The file is not read back, for the others do not do so either."""
    program = str(Path(sys.executable).with_name("qualitymark"))
    command = [program, "stamp", job.cover, "-o", job.output, "--overwrite", "--no-prove", "-q", "-t", template]
    if job.task == "badge":
        return command
    return [*command, "-s", f"name={NAME.format(job.number)}", "-s", "year=2023", "--qr", LINK.format(job.number)]


def script(job: Job, which: str) -> list[str]:
    program = str(HERE / "pillow_scripts.py")
    return [sys.executable, program, which, job.task, job.cover, job.output, job.folder, str(job.number)]


def composer() -> list[str]:
    """Return how ImageMagick's ``composite`` is called here; empty where it is not installed."""
    if shutil.which("magick"):
        return ["magick", "composite"]
    return ["composite"] if shutil.which("composite") else []


def composite(job: Job) -> list[str]:
    # Of a PNG the tens are the level, the ones the filter, 5 being all in turn.
    quality = ["-quality", "15"] if job.cover.endswith("png") else ["-quality", "90", "-define", "webp:method=2"]
    return [*composer(), "-geometry", f"+{LEFT}+{TOP}", *quality, f"{job.folder}/badge.png", job.cover, job.output]


COMMANDS: dict[str, Callable[[Job], list[str]]] = {
    "qualitymark": lambda job: stamp(job, f"{job.folder}/{'ready' if job.task == 'badge' else 'own'}.yaml"),
    "qualitymark, plate": lambda job: stamp(job, "plate"),
    "best Pillow script": lambda job: script(job, "best"),
    "usual Pillow script": lambda job: script(job, "usual"),
    "composite": composite,
}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    for number, line in enumerate(sys.stdin):
        kind, task, _ = line.split()
        covers = sorted((folder / kind).iterdir())
        cover = covers[number % len(covers)]
        output = str(folder / "made" / (name + cover.suffix))
        cpu, wall, peak = measure(COMMANDS[name](Job(task, str(cover), output, str(folder), number)))
        print(json.dumps({"cpu": cpu, "wall": wall, "peak": peak}), flush=True)


if __name__ == "__main__":
    main()
