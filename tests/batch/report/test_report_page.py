"""The page of the report in a real browser, opened from disk."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from qualitymark.errors import Fault

HOSTILE_ROW, AWKWARD_ROW = 10, 11


@pytest.fixture
def page(browser, seven):
    """The page of the seven rows, opened."""
    return browser.open(seven.report / "index.html")


def test_the_page_opens_from_disk(page):
    """It shows the figures of the run and every cover before and after, and loads nothing but its own files."""
    page.wait(lambda: page.loaded(".card:not(.failed) img"))

    assert ["5", "1", "1", "2.5", "2 s"] == page.texts(".tile b")
    assert ["Победители.xlsx", "template plate"] == page.texts("#about span")[:2]
    assert "Quality marks: report · Победители.xlsx" == page.driver.title
    assert 6 == len(page.driver.find_elements(By.CSS_SELECTOR, ".card .before img"))
    assert "7 covers" == page.one("#count").text
    addresses = page.run("return [...document.querySelectorAll('[src], link, a')].map((one) => one.src || one.href)")
    # An empty icon of its own keeps the browser from asking for one.
    assert {"file"} == {address.partition(":")[0] for address in addresses if address != "data:,"}
    # The cover of the failed row was never there, which is what failed.
    assert [] == [each for each in page.complaints if "%209.png" not in each]


def test_the_riskiest_come_first(page):
    """Failed, then the smallest letters, then the smallest modules, then warnings, then by row."""
    assert [9, 6, 7, 8, 5, 10, 11] == page.rows


@pytest.mark.parametrize(
    "order, rows",
    [
        ("row", [5, 6, 7, 8, 9, 10, 11]),
        ("letters", [6, 7, 8, 5, 10, 11, 9]),
        ("module", [7, 6, 8, 5, 10, 11, 9]),
        ("name", [HOSTILE_ROW, 8, 9, 11, 6, 7, 5]),
    ],
)
def test_the_order_can_be_chosen(page, order, rows):
    """By row, by letters, by module, by name; what is not known comes last."""
    Select(page.one("#sort")).select_by_value(order)

    assert rows == page.rows


@pytest.mark.parametrize(
    "filter, rows",
    [
        ('[data-status="failed"]', [9]),
        ('[data-status="skipped"]', [6]),
        ('[data-flag="warnings"]', [8]),
        ('[data-flag="shortened"]', [7]),
        ('[data-flag="small_letters"]', [6]),
        ('[data-flag="small_module"]', [7]),
    ],
)
def test_filters_leave_what_they_say(page, filter, rows):
    """Pressed, a filter leaves its rows, and says so to a screen reader; pressed again, it leaves all."""
    page.one(filter).click()

    assert (rows, "true") == (page.rows, page.one(filter).get_attribute("aria-pressed"))
    assert f"{len(rows)} of 7 covers" == page.one("#count").text
    page.one(filter).click()
    assert (7, "false") == (len(page.rows), page.one(filter).get_attribute("aria-pressed"))


def test_fields_with_few_values_are_filters(page):
    """The nomination is offered with its values and their counts; the name, which differs everywhere, is not."""
    assert ["nomination"] == page.run(
        "return [...document.querySelectorAll('[data-field]')].map((one) => one.dataset.field)"
    )
    chosen = Select(page.one('[data-field="nomination"]'))
    assert "Nomination: all" == chosen.options[0].text
    chosen.select_by_value("Образование")

    assert [5] == page.rows


@pytest.mark.parametrize(
    "words, rows",
    [
        ("берёзовка", [5]),
        ("БЕРЕЗОВКА школа", [5]),
        ("елочка", [7]),
        ("обложка 8", [8]),
        ("#11", [11]),
        ("100%25", [11]),
        ("onerror", [HOSTILE_ROW]),
        ("больница", [9]),
        ("нет такого", []),
    ],
)
def test_search_finds_names_as_people_type_them(page, words, rows):
    """Without case, ё as е, words in any order; file names and #row too."""
    assert rows == page.search(words)
    assert (not rows) == page.one("#nothing").is_displayed()


def test_everything_comes_back_at_once(page):
    """Where nothing is left, one button takes the search and all filters away."""
    page.one('[data-flag="shortened"]').click()
    page.search("бассейн")
    page.one("#reset").click()

    assert ("", 7) == (page.one("#query").get_attribute("value"), len(page.rows))


def test_a_click_opens_the_full_picture_with_its_verdicts(page):
    """The picture is the output itself; beside it stand sizes, what was shortened, modules and values."""
    page.card(7).click()
    page.wait(lambda: page.loaded("#stage img"))

    assert [640] == page.run("return [...document.querySelectorAll('#stage img')].map((one) => one.naturalWidth)")
    assert page.one("#stage img").get_attribute("src").endswith("/out/7.jpg")
    told = page.one("#verdicts").text
    for part in (
        "Муниципальное бюджетное учреждение культуры «Ёлочка»",
        "МБУК «Ёлочка»",
        "5 px a module, 145 px wide, version 2-M",
        "HTTPS://ZNAK.EXAMPLE/#K7Q2",
        "bottom right, light, 300 × 100 px",
        "every pixel as it was",
        "row 7",
    ):
        assert part in told
    page.one('[data-mode="both"]').click()
    page.wait(lambda: page.loaded("#stage img"))
    assert ["Before", "After"] == page.texts("figcaption")


def test_a_failed_row_says_why(page):
    """The fault stands on the card, and in full in the viewer, with its place and field."""
    assert "The JPEG file is cut off; get a complete copy of it." in page.card(9).text
    page.card(9).click()

    assert ["table.xlsx:9: The JPEG file is cut off; get a complete copy of it. (field: Name)"] == page.texts(
        ".message"
    )
    page.wait(lambda: page.texts(".lost"))
    assert ["The cover is not where it was when the report was made."] == page.texts(".lost")


def test_a_row_without_a_cover_says_so(browser, empty):
    """There is nothing to look at, and nothing that is called undefined."""
    empty.add(5, "Школа", "failed", cover=None, faults=(Fault("No cover."),))
    page = browser.open(empty.write())
    page.one(".card").click()

    assert ["There is no cover."] == page.texts(".lost")
    assert [False] == [element.is_displayed() for element in page.driver.find_elements(By.ID, "modes")]
    assert "undefined" not in page.one("body").text


@pytest.mark.parametrize("row", [HOSTILE_ROW, AWKWARD_ROW])
def test_any_name_is_text_and_any_file_opens(page, seven, row):
    """Markup in a name is shown as it is written, and runs nothing; quotes, #, % and ? in a file name are no matter."""
    page.wait(lambda: page.loaded(f'.card[data-row="{row}"] img'))
    page.card(row).click()
    page.wait(lambda: page.loaded("#stage img"))

    title = next(outcome.title for outcome in seven.outcomes if outcome.row == row)
    assert title == page.run("return document.querySelector('#viewer-name').textContent")
    assert title == page.run("return document.querySelector(`[data-row='${arguments[0]}'] .title`).textContent", row)
    assert page.run("return typeof hacked") == "undefined"
    assert 2 == page.run("return document.scripts.length")


def test_a_script_that_got_in_would_not_run(page):
    """The policy of the page refuses every script but its own."""
    page.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\">')")
    page.run(
        "const one = document.createElement('script'); one.textContent = 'window.hacked = 2'; document.body.append(one)"
    )
    page.wait(lambda: page.run("return [...document.images].at(-1).complete"))

    assert page.run("return window.hacked") is None
    assert 2 == len([each for each in page.complaints if "Content Security Policy" in each])


def test_the_keyboard_is_enough(page):
    """/ goes to the search, arrows move between cards, Enter opens, digits and arrows change it, Esc closes."""
    page.press("/")
    assert "query" == page.run("return document.activeElement.id")
    page.press(Keys.ARROW_DOWN)
    focused = "return Number(document.activeElement.dataset.row)"
    assert 9 == page.run(focused)
    page.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert 10 == page.run(focused)
    page.press(Keys.HOME, Keys.END)
    assert 11 == page.run(focused)
    page.press(Keys.ARROW_LEFT, Keys.ENTER)
    assert ("true", "6 of 7") == (page.one("#viewer").get_attribute("open"), page.one("#where").text)
    page.press("2")
    assert "before" == page.one('#modes [aria-pressed="true"]').get_attribute("data-mode")
    page.press(Keys.ARROW_LEFT)
    assert "5 of 7" == page.one("#where").text
    page.press(Keys.ESCAPE)
    assert (None, 5) == (page.one("#viewer").get_attribute("open"), page.run(focused))


@pytest.mark.parametrize("accepted, language", [("ru-RU,en", "ru"), ("en-GB,ru", "en"), ("de,ru", "ru"), ("de", "en")])
def test_it_starts_in_the_language_of_the_browser(browser, seven, accepted, language):
    """Of the languages that the browser wants, the first that the page speaks."""
    page = browser.open(seven.report / "index.html", language=accepted)

    assert language == page.run("return document.documentElement.lang")
    assert {"en": "Quality marks: report", "ru": "Знаки качества: отчёт"}[language] == page.one("h1").text


def test_the_language_can_be_switched(page):
    """Every text changes, those of warnings and faults too, and the choice is kept."""
    english = page.one("body").text
    page.one('[data-language="ru"]').click()
    page.card(8).click()

    assert "Обложка серая" in page.one("#verdicts").text
    page.press(Keys.ESCAPE)
    assert "готово" in page.one("#tiles").text
    assert "обрывается" in page.card(9).text
    kept = {"EN", "RU", "QR 5", "QR 8"}
    assert not {line for line in english.splitlines() if line.isascii() and any(sign.isalpha() for sign in line)} & {
        line for line in page.one("body").text.splitlines() if line not in kept and not line.startswith(("Aa ", "<img"))
    }
    page.driver.refresh()
    assert "ru" == page.run("return document.documentElement.lang")


@pytest.mark.parametrize("dark", [False, True])
def test_light_and_dark(browser, seven, dark):
    """It follows the system, and a switch changes it; both are far from the other's ground."""
    page = browser.open(seven.report / "index.html", dark=dark)

    def bright() -> bool:
        ground = page.run("return getComputedStyle(document.body).backgroundColor")
        return int(ground.removeprefix("rgb(").split(",")[0]) > 128

    assert bright() is not dark
    page.one("#theme").click()
    assert bright() is dark


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_phone_shows_all_of_it(browser, seven, language):
    """At 360 px nothing reaches over the edge, of the sheet and of the viewer."""
    page = browser.open(seven.report / "index.html", language=language, width=360, height=740)
    page.search("")

    assert 360 == page.run("return document.documentElement.scrollWidth")
    page.card(9).click()
    reach = "return Math.max(...[...arguments[0].querySelectorAll('button, p, h2, img')].map((one) => one.getBoundingClientRect().right))"
    assert page.run(reach, page.one("#viewer")) <= 360
    assert page.run(reach, page.one(".tiles")) <= 360


def test_thousands_of_rows_stay_usable(browser, empty):
    """Of 3,465 rows only the cards in sight are in the page; search, order and the keys reach every one."""
    first = empty.add(5, "Детский сад «Ёжик»")
    for at in range(1, 3465):
        empty.add(5 + at, f"Школа № {at}", status="failed", cover=None)
    page = browser.open(empty.write())

    assert "3,465 covers" == page.one("#count").text
    assert 0 < len(page.rows) < 100
    assert [first.row] == page.search("ежик")
    assert [3464, 3469] == page.search("школа 3464")  # the file of one, the name of the other
    page.search("школа")
    page.press(Keys.ARROW_DOWN, Keys.END)
    assert ("#3469", True) == (
        page.run("return document.activeElement.querySelector('.number').textContent"),
        page.run("return document.activeElement.getBoundingClientRect().bottom <= innerHeight"),
    )
    assert len(page.rows) < 100
    page.press(Keys.HOME)
    assert "#6" == page.run("return document.activeElement.querySelector('.number').textContent")


def test_notes_of_the_run_are_told(page):
    """What the run has to say beside its figures can be unfolded."""
    page.one("#notes summary").click()

    assert ["12.jpg: its row left the table."] == page.texts("#notes li")
