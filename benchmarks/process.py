"""A stamp as a whole process, against a bare script that pastes a ready badge with Pillow.

    python benchmarks/process.py [--runs 15] [--cover COVER.jpg]

Runs both in turn, each as a process of its own, and prints the median CPU time (user and system), the median
wall time and the peak memory of each, and the ratio of the CPU times. Both read the same JPEG and write a JPEG of
the same quality. Needs ``os.wait4`` (Linux, macOS), and the package installed with its byte code compiled, as pip
does it: not an editable install.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from commands import measure
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
COVER = ROOT / "examples" / "novosibirsk" / "covers" / "school.jpg"
BARE = """
from PIL import Image
cover = Image.open({cover!r})
badge = Image.open({badge!r})
cover.paste(badge, (1100, 480), badge)
cover.save({output!r}, quality=90)
"""
PAGE = ["-s", "name=МБОУ «Средняя общеобразовательная школа № 3» г. Бердска", "-s", "year=2023"]
EXTRAS = ["-s", "nomination=Школа", "-s", "district=Новосибирская область", "--qr", "https://example.org/v/K7Q2"]


def commands(folder: Path, cover: Path) -> dict[str, list[str]]:
    """Return the commands that are compared; the first is what the others are measured against."""
    badge, output = folder / "badge.png", folder / "out.jpg"
    Image.new("RGBA", (736, 256), (16, 32, 58, 230)).save(badge)
    bare = folder / "bare.py"
    bare.write_text(BARE.format(cover=str(cover), badge=str(badge), output=str(output)), "utf-8")
    program = str(Path(sys.executable).with_name("qualitymark"))
    stamp = [program, "stamp", str(cover), "-o", str(output), "--overwrite", "-q", *PAGE]
    return {
        "bare script": [sys.executable, str(bare)],
        "stamp, plate": stamp,
        "stamp, plate with QR": [*stamp, *EXTRAS],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--cover", type=Path, default=COVER)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compared = commands(Path(folder), options.cover.resolve())
        results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in compared}
        for number in range(options.runs + 1):
            for name, command in compared.items():
                measured = measure(command)
                if number:  # the first round warms the file cache
                    results[name].append(measured)
    base = statistics.median(cpu for cpu, _, _ in next(iter(results.values())))
    print(f"{'':22} {'CPU ms':>8} {'wall ms':>8} {'peak MiB':>9} {'CPU ratio':>10}")
    for name, measured in results.items():
        cpu, wall, memory = (statistics.median(column) for column in zip(*measured, strict=True))
        print(f"{name:22} {cpu * 1000:8.1f} {wall * 1000:8.1f} {memory:9.1f} {cpu / base:10.2f}")


if __name__ == "__main__":
    main()
