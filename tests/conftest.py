"""What all tests share: the golden pictures, the switch that rewrites them, and a browser."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops

TESTS = Path(__file__).parent


@dataclass(frozen=True)
class Golden:
    """Compares pictures with those kept in ``folder``; ``golden(image, name, tolerance)``.

    ``tolerance`` bounds the largest difference of any channel of any pixel, 0 to 255: a mean would hide a
    missing detail. Colour under full transparency does not count. A difference leaves the actual and the
    expected picture and their difference, stretched to full contrast, in ``failed``.
    """

    folder: Path
    failed: Path
    update: bool

    def __call__(self, image: Image.Image, name: str, tolerance: int = 0) -> None:
        path = self.folder / f"{name}.png"
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            image.save(path)
            return
        if not path.exists():
            self._keep(name, actual=image)
            pytest.fail(f"no golden picture {path}; the actual one is in {self.failed}. Run with --update-golden.")
        with Image.open(path) as opened:
            expected = opened.copy()
        if (image.mode, image.size) != (expected.mode, expected.size):
            self._keep(name, actual=image, expected=expected)
            pytest.fail(f"{name}: {image.mode} {image.size}, expected {expected.mode} {expected.size}; {self.failed}")
        difference = _difference(image, expected)
        largest = difference.getextrema()[1]
        if largest > tolerance:
            stretched = difference.point([round(value * 255 / largest) for value in range(256)])
            self._keep(name, actual=image, expected=expected, difference=stretched)
            pytest.fail(
                f"{name}: differs by up to {largest} of 255 within {difference.getbbox()}, {tolerance} allowed;"
                f" see {self.failed}"
            )

    def _keep(self, name: str, **pictures: Image.Image) -> None:
        for part, picture in pictures.items():
            path = self.failed / f"{name}.{part}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            picture.save(path)


def _difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """The largest difference of a pixel's channels, as a grey picture."""
    if one.mode in ("RGBA", "LA"):
        one, other = one.convert("RGBA").convert("RGBa"), other.convert("RGBA").convert("RGBa")
    bands = ImageChops.difference(one, other).split()
    largest = bands[0]
    for band in bands[1:]:
        largest = ImageChops.lighter(largest, band)
    return largest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden pictures anew, compare nothing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(TESTS / "golden", TESTS / "failed", request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """A headless Chromium that Selenium drives."""
    from selenium import webdriver

    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver):
        # Continuous integration installs both, so that the page is always tried there; elsewhere the summary says so.
        assert not os.environ.get("CI"), "chromium or chromedriver is missing: apt-get install chromium chromium-driver"
        pytest.skip("no browser to try the page in: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(flag)
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield started
    started.quit()
