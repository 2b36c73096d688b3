"""Outcomes made up for reports, and a real browser that opens the page from disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from qualitymark.batch.outcome import DONE, FAILED, SKIPPED, Outcome
from qualitymark.batch.report import Summary, write_report
from qualitymark.errors import Fault, Trail
from qualitymark.geometry import Box
from qualitymark.layers.base import QRVerdict, TextVerdict
from qualitymark.messages import say
from qualitymark.stamping import StampedMark

HOSTILE = '<img src=x onerror="hacked=1"></script><script>hacked=1</script>&amp;\''
AWKWARD = "д'у\"х #1 100%25 ?.jpg"


def mark(text: str, size: float, *, shortened_from: str | None = None, module: int | None = None) -> dict[str, Any]:
    """A mark with one text, and a QR code where its module is given, as the pipeline tells it."""
    code = QRVerdict("qr", "HTTPS://ZNAK.EXAMPLE/#K7Q2", 2, "M", module, 29 * module, "squares") if module else None
    texts = (TextVerdict("name", text, size, 2, shortened_from),)
    box = Box(300, 100, 600, 200)
    return StampedMark("plate", box, box, 1.0, "bottom-right", "light", texts, code).as_dict()


@dataclass
class Campaign:
    """A campaign's folder, with the outcomes of its rows."""

    path: Path
    outcomes: list[Outcome]

    @property
    def out(self) -> Path:
        return self.path / "out"

    @property
    def report(self) -> Path:
        return self.out / "report"

    def add(self, row: int, title: str, status: str = DONE, **known: Any) -> Outcome:
        """Add a row; its cover and its output are made where the row did not fail."""
        key = known.pop("key", f"{row}.jpg")
        cover = self.path / "covers" / f"обложка {row}.png"
        if status != FAILED:
            for file, colour in ((cover, "#3a6ea5"), (self.out / key, "#a53a3a")):
                file.parent.mkdir(parents=True, exist_ok=True)
                Image.new("RGB", (640, 256), colour).save(file)
            known = {"marks": (mark(title, 24, module=8),), "untouched": "exact", **known}
        known = {"fields": {"name": title, "nomination": "Спорт"}, "cover": str(cover), **known}
        outcome = Outcome(row, key, title, status, **known)
        self.outcomes.append(outcome)
        return outcome

    def change(self, at: int, **known: Any) -> None:
        """Change what is known of the row at this place of the list."""
        self.outcomes[at] = replace(self.outcomes[at], **known)

    def write(self, language: str = "en", **summary: Any) -> Path:
        """Write the report; return its page."""
        told = {"manifest": "Победители.xlsx", "template": "plate", "date": "2026-11-22T14:05:00+07:00", **summary}
        return write_report(self.out, None, Summary(seconds=2.0, **told), iter(self.outcomes), language)


@pytest.fixture
def empty(tmp_path) -> Campaign:
    """A campaign without rows."""
    (tmp_path / "out").mkdir()
    return Campaign(tmp_path, [])


def fill(campaign: Campaign) -> Campaign:
    """Add seven rows, each with something of its own."""
    campaign.add(
        5, "Школа № 3 села Берёзовка", fields={"name": "Школа № 3 села Берёзовка", "nomination": "Образование"}
    )
    campaign.add(6, "Лицей", SKIPPED, marks=(mark("Лицей", 13, module=8),))
    long = "Муниципальное бюджетное учреждение культуры «Ёлочка»"
    campaign.add(7, long, marks=(mark("МБУК «Ёлочка»", 20, shortened_from=long, module=5),))
    campaign.add(
        8, "Бассейн", warnings=(say("The cover is grey; it was made a colour picture to hold the mark's colours."),)
    )
    trail = Trail(file="table.xlsx", line=9, row=9, field="name")
    fault = Fault(say("The {format} file is cut off; get a complete copy of it.", format="JPEG"), trail)
    campaign.add(9, "Больница", FAILED, faults=(fault,))
    campaign.add(10, HOSTILE, fields={"name": HOSTILE, "nomination": HOSTILE})
    campaign.add(11, "Кружок", key=f"папка с пробелом/{AWKWARD}")
    return campaign


@pytest.fixture
def campaign(empty) -> Campaign:
    """Seven rows, each with something of its own."""
    return fill(empty)


@pytest.fixture(scope="module")
def seven(tmp_path_factory) -> Campaign:
    """The same, written, for tests that only look."""
    path = tmp_path_factory.mktemp("seven")
    (path / "out").mkdir()
    made = fill(Campaign(path, []))
    made.write(notes=(say("{name}: its row left the table.", name="12.jpg"),))
    return made


class Browser:
    """The page as a person sees and uses it."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(
        self, page: Path, *, language: str = "en", width: int = 1280, height: int = 900, dark: bool = False
    ) -> Browser:
        """Open a page afresh, as a browser of that language and size does that has not seen it before."""
        tell = self.driver.execute_cdp_cmd
        agent = self.driver.execute_script("return navigator.userAgent")
        tell("Network.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": language})
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        tell("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        tell("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get(page.as_uri())
        self.driver.execute_script("localStorage.clear()")
        self.driver.get_log("browser")
        self.driver.get(page.as_uri())
        return self

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, 10).until(lambda _: condition())

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.driver.find_elements(By.CSS_SELECTOR, selector)]

    @property
    def rows(self) -> list[int]:
        """The rows of the cards in sight, in their order."""
        cards = self.driver.find_elements(By.CSS_SELECTOR, ".card")
        return [int(card.get_attribute("data-row")) for card in cards]

    def card(self, row: int) -> WebElement:
        return self.one(f'.card[data-row="{row}"]')

    def search(self, words: str) -> list[int]:
        """Type into the search, in place of what is there; return the rows that are left."""
        field = self.one("#query")
        field.clear()
        field.send_keys(words)
        return self.rows

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def loaded(self, selector: str) -> bool:
        """Whether every picture of a kind is there and has been decoded."""
        return bool(
            self.run(
                "const all = [...document.querySelectorAll(arguments[0])];"
                "return all.length > 0 && all.every((one) => one.complete && one.naturalWidth > 0)",
                selector,
            )
        )

    @property
    def complaints(self) -> list[str]:
        """What the browser has to say of the page: refused scripts, errors, files that are not there."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.fixture
def browser(chromium) -> Browser:
    """The browser, to open pages with."""
    return Browser(chromium)
