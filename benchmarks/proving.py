"""What proving costs a cover: every built-in design with a QR code on a photograph of 1920x768, five renditions.

    python benchmarks/proving.py [--runs 30] [--cover COVER.jpg]

Prints the CPU time of one proof, the median of the runs: with parts cut out of the JPEG by the compiled part of the
package, where it is installed, and with the whole JPEG decoded. For comparison, what it takes to stamp the same cover
and to code it, in the same process. Needs the extra ``verify``.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest import mock

from qualitymark import load_platform, load_template, stamp
from qualitymark.images import jpeg
from qualitymark.platforms import Platform, Renditions
from qualitymark.proving.run import Shown, prove

ROOT = Path(__file__).resolve().parent.parent
COVER = ROOT / "examples" / "novosibirsk" / "covers" / "school.jpg"
DESIGNS = ("badge", "plate", "ribbon", "seal")
WIDTHS = (1920, 1080, 911, 795, 400)
PAGE = {
    "name": "Муниципальное бюджетное общеобразовательное учреждение Усть-Таркская средняя общеобразовательная школа",
    "year": 2026,
    "nomination": "Школа",
    "district": "Усть-Таркский район",
    "verify_url": "https://znak.nso.ru/7K3F9X",
}


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """Return the median CPU time of a call, after one that warms up."""
    work()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def platform() -> Platform:
    """Return VK with the five widths that are measured."""
    values = {**load_platform("vk-cover").__dict__, "renditions": Renditions(widths=WIDTHS, quality=95)}
    return Platform(**values)


def missing() -> None:
    """Stand in for the compiled part where it is not installed."""
    raise ImportError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--cover", type=Path, default=COVER)
    options = parser.parse_args()
    served, cover = platform(), options.cover.read_bytes()
    compiled = jpeg.available()
    if not compiled:
        print("The compiled part is not installed: parts cannot be measured.")
    print(f"{'CPU ms':8} {'parts':>8} {'whole':>8} {'stamp':>8}   read down to")
    for design in DESIGNS:
        stamped = partial(stamp, cover, load_template(design), PAGE, platform="vk-cover")
        done = stamped()
        data = done.encode().data
        proving = partial(prove, data, [Shown(mark.name, mark.texts, mark.qr) for mark in done.marks], served)
        qr = proving()[0].qr
        parts = f"{milliseconds(proving, options.runs):8.1f}" if compiled else f"{'-':>8}"
        stamping = milliseconds(lambda stamped=stamped: stamped().encode(), options.runs // 3 + 1)
        with mock.patch.object(jpeg, "_compiled", missing):
            whole = milliseconds(proving, options.runs)
        print(f"{design:8} {parts} {whole:8.1f} {stamping:8.1f}   {qr.reads_at if qr else None} px")


if __name__ == "__main__":
    main()
