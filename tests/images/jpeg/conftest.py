"""JPEGs made by libjpeg-turbo's cjpeg in every kind, and outputs read back by djpeg and by jpeglib."""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import jpeglib
import numpy as np
import pytest
from PIL import Image

from qualitymark.images.jpeg import Editor, available, parse, reference

SAMPLINGS = {
    "4:4:4": "1x1",
    "4:2:2": "2x1",
    "4:2:0": "2x2",
    "4:4:0": "1x2",
    "4:1:1": "4x1",
    "4:1:0": "4x2",
    "grey": "",
    # Luma coarser than one chroma component, and factors that have a divisor in common.
    "odd": "1x1,2x2,1x1",
    "double": "2x1,2x1,2x1",
}


def picture(width: int, height: int, seed: int = 1) -> Image.Image:
    """Smooth colours, hard edges and noise; the seed changes all of them."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (7, 5), chance.randbytes(105)).resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.frombytes("RGB", (width, height), chance.randbytes(3 * width * height))
    mixed = Image.blend(small, noise, 0.15)
    mixed.paste((250, 250, 250), (width // 3, height // 4, width // 2, height // 2))
    return mixed


@dataclass(frozen=True)
class Kind:
    """What cjpeg is asked for. ``restart`` is its own argument: ``2`` rows of MCUs, ``3B`` three MCUs."""

    sampling: str = "4:2:0"
    restart: str = ""
    optimise: bool = False
    quality: int = 88
    more: tuple[str, ...] = ()

    def encode(self, image: Image.Image) -> bytes:
        raw = BytesIO()
        image.convert("L" if self.sampling == "grey" else "RGB").save(raw, "PPM")
        command = ["cjpeg", "-quality", str(self.quality), "-dct", "int"]
        command += ["-sample", SAMPLINGS[self.sampling]] * (self.sampling != "grey")
        command += ["-restart", self.restart] * bool(self.restart)
        # Without either word cjpeg chooses by itself.
        command += ["-optimize"] * self.optimise
        done = subprocess.run([*command, *self.more], input=raw.getvalue(), capture_output=True, check=True)
        return done.stdout

    def standard(self) -> Kind:
        return replace(self, optimise=False, restart="")


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content


def strictly_decoded(data: bytes, *options: str) -> Image.Image:
    """Decode with djpeg, to which every warning is an error."""
    done = subprocess.run(["djpeg", "-strict", *options], input=data, capture_output=True, check=False)
    assert (0, b"") == (done.returncode, done.stderr)
    image = Image.open(BytesIO(done.stdout))
    image.load()
    return image


def coefficients(data: bytes, folder: Path) -> list[np.ndarray]:
    """Read the quantised coefficients of each component: block rows, block columns, 8, 8."""
    path = folder / "read.jpg"
    path.write_bytes(data)
    read = jpeglib.read_dct(str(path))
    return [plane for plane in (read.Y, read.Cb, read.Cr) if plane is not None]


def both(jpeg, box, pixels, before=None):
    """Patch with the compiled implementation and with the reference; they have to agree to the byte."""
    from qualitymark.images.jpeg import compiled

    found = Editor(jpeg, compiled).patch(box, pixels, before)
    assert Editor(jpeg, reference).patch(box, pixels, before) == found
    return found


def patched(data: bytes, new: Image.Image, box, before=None):
    """Put the part of ``new`` that lies in the whole units around ``box``; return the file and that aligned box."""
    jpeg = parse(data)
    aligned = jpeg.aligned(box)
    pixels = new.convert("L" if jpeg.grey else "RGB").crop(aligned).tobytes()
    return both(jpeg, aligned, pixels, before), aligned


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    """Without the compiled part most of these tests would prove nothing."""
    if not available():
        pytest.fail("The compiled part is missing; run: python setup.py build_ext --inplace")
