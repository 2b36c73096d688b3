"""A page of more rows than a browser takes: the riskiest are shown, and the files have all of them."""

from __future__ import annotations

import json
import re

import pytest

from qualitymark.batch.outcome import DONE, FAILED, SKIPPED

SHOWN = re.compile(r'\{"row":(\d+),')


@pytest.fixture
def page(campaign, monkeypatch) -> str:
    """A report of seven rows whose page has room for three."""
    monkeypatch.setattr("qualitymark.batch.report.sheet.MOST", 3)
    return campaign.write().read_text("utf-8")


def test_the_riskiest_rows_are_shown(page):
    """The one that failed, the smallest letters, the shortened name; in the order of the table."""
    assert [6, 7, 9] == [int(row) for row in SHOWN.findall(page)]


def test_the_files_have_every_row(campaign, page):
    """And the figures at the head count all of them."""
    told = json.loads((campaign.report / "report.json").read_text("utf-8"))

    assert [5, 6, 7, 8, 9, 10, 11] == [row["row"] for row in told["outcomes"]]
    assert 8 == (campaign.report / "report.csv").read_bytes().count(b"\n")
    counts = told["summary"]
    assert (5, 1, 1) == (counts[DONE], counts[SKIPPED], counts[FAILED])
    assert '"covers":7' in page


def test_thumbnails_are_made_of_what_is_shown(campaign, page):
    """Two for each, and none for the one that failed."""
    assert 4 == len(list((campaign.report / "thumbs").iterdir()))


def test_the_page_says_that_it_is_not_all(campaign, page, browser):
    """In words, above the covers; the figures are those of the whole run."""
    seen = browser.open(campaign.report / "index.html")

    words = "The 3 riskiest of 7 covers are shown; the rest is in report.csv and report.json."
    assert [words] == seen.texts("#limited")
    assert [9, 6, 7] == seen.rows
    assert "5" == seen.one('[data-status="done"] b').text


def test_a_page_of_all_rows_says_nothing_of_it(seven, browser):
    """There is nothing to be said."""
    seen = browser.open(seven.report / "index.html")

    assert not seen.one("#limited").is_displayed()
