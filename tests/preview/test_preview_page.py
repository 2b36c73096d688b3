"""The page of a preview in a real browser."""

from __future__ import annotations

import pytest

from qualitymark.preview import preview_html
from qualitymark.preview.serving import Watched, served


@pytest.fixture
def page(desk, browser):
    """The page, opened from disk."""
    path = desk / "cover.preview.html"
    path.write_text(preview_html(desk / "cover.png", desk / "base.yaml", {"name": "Школа № 3", "year": 2026}), "utf-8")
    return browser.open(path)


def count(browser, selector: str) -> int:
    return len(browser.texts(selector))


def test_it_opens_from_disk_without_complaints(page):
    """Pictures are shown, at full size and at that of a phone; the browser has nothing to say."""
    page.wait(lambda: page.loaded(".frame img"))

    assert [] == page.complaints
    assert ["Whole cover"] == page.texts(".view h2")
    assert (960, 384) == (page.one(".frame.large").size["width"], page.one(".frame.large").size["height"])
    assert 384 == page.one(".frame.small").size["width"]
    assert ["plate", "emblem", "name", "year"] == page.texts(".list tbody th")


def test_boxes_lie_where_the_layers_are(page):
    """The box of the emblem is on the screen where it is on the cover."""
    frame, box = page.one(".frame.large").rect, page.one('.box[data-layer="1"]').rect

    assert (850, 204, 90, 90) == tuple(
        round(value) for value in (box["x"] - frame["x"], box["y"] - frame["y"], box["width"], box["height"])
    )


@pytest.mark.parametrize("switch, key, selector", [("boxes", "l", ".box"), ("safe", "s", ".safe")])
def test_switches_work_by_button_and_key(page, switch, key, selector):
    """A button and a key each take the boxes away and bring them back; the button says its state."""
    button = f'[data-switch="{switch}"]'
    before = count(page, selector)

    page.one(button).click()
    assert (0, "false") == (count(page, selector), page.one(button).get_attribute("aria-pressed"))
    page.press(key)
    assert (before, "true") == (count(page, selector), page.one(button).get_attribute("aria-pressed"))
    assert before


def test_what_the_platform_draws_can_be_taken_away(desk, browser):
    """The avatar is over both pictures, until it is switched off."""
    path = desk / "x.html"
    values = {"name": "Школа № 3", "year": 2026}
    path.write_text(preview_html(desk / "cover.png", desk / "base.yaml", values, platform="x-header"), "utf-8")
    browser.open(path)

    assert 2 == count(browser, ".over")
    browser.press("p")
    assert 0 == count(browser, ".over")


def test_layers_and_their_rows_light_each_other(page):
    """A box that has the focus lights its row, which says what is to be said of it."""
    page.run("document.querySelector('.box[data-layer=\"2\"]').focus()")

    assert ["name"] == page.texts("tr.lit th")
    assert "letters 30 px" in page.one("tr.lit").text
    assert page.one('.box[data-layer="2"]').get_attribute("aria-label").startswith("name, text, ")


def test_it_speaks_two_languages_and_has_two_looks(page):
    """Language and look change by button, and stay on the next visit."""
    light = page.one("body").value_of_css_property("background-color")
    page.one('[data-language="ru"]').click()
    page.one("#theme").click()
    page.driver.refresh()

    assert "ru" == page.run("return document.documentElement.lang")
    assert light != page.one("body").value_of_css_property("background-color")
    assert [] == page.complaints


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(page, desk, width):
    """The page scrolls downwards only; wide pictures scroll in their own frames."""
    page.open(desk / "cover.preview.html", language="ru", width=width)

    assert width >= page.run("return document.documentElement.scrollWidth")


def test_values_stay_text(desk, browser, hostile):
    """Markup in a value, or in the name of the cover, is shown as the signs that it is."""
    text = (desk / "base.yaml").read_text("utf-8").replace("{max: 30, min: 16}", "{max: 30, min: 4}")
    desk.write(base__yaml=text)
    path = desk / "h.html"
    path.write_text(preview_html(desk / "cover.png", desk / "base.yaml", {"name": hostile, "year": 2026}), "utf-8")
    browser.open(path)

    assert "<img src=x onerror=" in browser.one(".list").text
    assert browser.run("return typeof hacked") == "undefined"
    assert [] == browser.complaints


def test_the_served_page_follows_the_template(desk, browser):
    """An edit reloads the page, a fault is shown with its place, and goes away when it is mended."""
    watched = Watched(desk.look, lambda: [desk / "base.yaml", desk / "page.yaml"])
    good = (desk / "base.yaml").read_text("utf-8")
    with served(watched) as address:
        browser.driver.get(address)
        browser.wait(lambda: browser.loaded(".frame img"))
        browser.driver.get_log("browser")

        desk.write(page__yaml="name: Лицей № 7\nyear: 2025\n")
        watched.refresh()
        browser.wait(lambda: "Лицей № 7" in browser.one("body").text)

        desk.write(base__yaml=good.replace("kind: image", "kind: picture"))
        watched.refresh()
        browser.wait(lambda: browser.texts("#faults li"))
        assert "base.yaml:18" in browser.texts("#faults li")[0]
        assert browser.loaded(".stale .frame img")

        desk.write(base__yaml=good)
        watched.refresh()
        browser.wait(lambda: not browser.texts("#faults li"))
        assert [] == browser.texts("#stopped")
        assert [] == browser.complaints
    browser.wait(lambda: browser.texts("#stopped"))
