"""The proof of a template: what is found, and the page in a real browser."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from qualitymark.preview import proof_html, prove_template
from qualitymark.preview.proof.proof_page import html_of

MOST_BYTES = 15_000_000


@pytest.fixture(scope="module")
def plate():
    """The proof of a built-in design on three platforms, one of which is too small for it."""
    return prove_template("plate", platforms=["vk-cover", "facebook-page", "linkedin-page"])


@pytest.fixture(scope="module")
def page(plate, tmp_path_factory):
    """Its page."""
    path = tmp_path_factory.mktemp("proof") / "proof.html"
    path.write_text(html_of(plate), "utf-8")
    return path


def test_a_case_that_cannot_be_drawn_fails(plate):
    """The reason is told with the case, and the other cases are drawn all the same."""
    failed = [proven for proven in plate.cases if proven.status == "failed"]

    assert {"linkedin-page"} == {proven.case.platform for proven in failed}
    assert all("safe zone leaves" in proven.faults[0].message for proven in failed)
    assert all(proven.mark and proven.letters for proven in plate.cases if proven.status != "failed")
    assert len(plate.cases) == sum(map(plate.count, ("good", "warned", "failed")))


def test_what_is_small_is_worth_a_look(plate):
    """Letters and modules below the limits are told with their layer."""
    small = next(proven for proven in plate.cases if proven.case.platform == "facebook-page")

    assert "warned" == small.status
    assert ("qr", "QR modules below 6 px") in small.notes
    assert 6 > small.module


def test_the_page_stays_small_and_the_same():
    """A whole proof is below 15 MB, and the same every time."""
    made = proof_html("badge")

    assert len(made.encode()) < MOST_BYTES
    assert made == proof_html("badge")


def test_it_opens_from_disk_without_complaints(plate, page, browser):
    """All cases are there, with their pictures; the head counts them and says how it stands."""
    browser.open(page)
    browser.wait(lambda: browser.loaded(".shot img"))

    assert [] == browser.complaints
    assert len(plate.cases) == len(browser.texts(".card"))
    assert [str(len(plate.cases)), *(str(plate.count(name)) for name in ("good", "warned", "failed"))] == browser.texts(
        ".tile b"
    )
    assert ["The template is not finished: some cases cannot be drawn."] == browser.texts("#verdict")
    assert ["Real values", "With and without fields", "Grounds and tones", "Platforms"] == browser.texts(".part h2")


def test_only_what_has_faults_can_be_shown(plate, page, browser):
    """Button and key leave the cases with faults, and bring the others back."""
    browser.open(page)
    faulty = plate.count("warned") + plate.count("failed")

    browser.one("#only").click()
    assert faulty == len(browser.texts(".card"))
    assert f"{faulty} of {len(plate.cases)}" == browser.one("#count").text
    browser.press("f")
    assert len(plate.cases) == len(browser.texts(".card"))
    browser.one('[data-status="failed"]').click()
    assert plate.count("failed") == len(browser.texts(".card.failed")) == len(browser.texts(".card"))


def test_a_case_opens_and_closes_by_keyboard(page, browser):
    """Enter opens a case with all that is known of it, arrows go on, Escape goes back to its card."""
    browser.open(page)
    browser.run("document.querySelector('.card').focus()")
    browser.press(Keys.ENTER)
    browser.wait(lambda: browser.run("return document.getElementById('viewer').open"))
    first = browser.one("#verdicts").text
    browser.press(Keys.ARROW_RIGHT)

    assert "МБУДО ДШИ" in first
    assert first != browser.one("#verdicts").text
    browser.press(Keys.ESCAPE)
    browser.wait(lambda: not browser.run("return document.getElementById('viewer').open"))
    browser.wait(lambda: browser.run("return document.activeElement.dataset.case") == "1")


def test_a_finished_template_is_called_finished(desk, browser):
    """Where nothing is worth a look the page says so, and the filter leaves nothing."""
    text = (desk / "base.yaml").read_text("utf-8")
    desk.write(
        base__yaml=text.replace("{max: 30, min: 16}", "{max: 30, min: 14}, shorten: institutions, overflow: error")
    )
    proof = prove_template(desk / "base.yaml", platforms=["vk-cover"])
    path = desk / "proof.html"
    path.write_text(html_of(proof), "utf-8")
    browser.open(path)
    browser.one("#only").click()

    assert bool(proof.count("failed") + proof.count("warned")) == bool(browser.texts(".card"))
    assert browser.one("#nothing").is_displayed() != bool(browser.texts(".card"))


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_wider_than_the_screen(page, browser, width):
    """The page scrolls downwards only."""
    browser.open(page, language="ru", width=width, dark=True)

    assert width >= browser.run("return document.documentElement.scrollWidth")


def test_values_stay_text(desk, browser, tmp_path, hostile):
    """Markup in a table is shown as the signs that it is."""
    table = tmp_path / "table.csv"
    quoted = hostile.replace('"', '""')
    table.write_text(f'name;year\n"{quoted}";2026\nШкола;2026\n', "utf-8")
    path = desk / "proof.html"
    path.write_text(proof_html(desk / "base.yaml", table, platforms=["vk-cover"]), "utf-8")
    browser.open(path)

    assert any(hostile in text for text in browser.texts(".title"))
    assert browser.run("return typeof hacked") == "undefined"
    assert [] == browser.complaints
