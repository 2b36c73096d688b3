"""What is kept of one report for the next: it is never told where something has changed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

import pytest

from qualitymark.batch.folder import Folder
from qualitymark.batch.outcome import DONE, FAILED, SKIPPED
from qualitymark.batch.report import facts
from qualitymark.errors import Fault
from qualitymark.messages import say


@pytest.fixture
def told(campaign, monkeypatch) -> list[str]:
    """The names of the outputs that a report tells anew, in a campaign that keeps pieces."""
    Folder(campaign.out).hidden.mkdir()
    names: list[str] = []
    made = facts.Facts.json_row

    def counted(self, outcome):
        names.append(outcome.key)
        return made(self, outcome)

    monkeypatch.setattr(facts.Facts, "json_row", counted)
    return names


def files(campaign) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in campaign.report.iterdir() if path.is_file()}


def test_a_second_report_tells_nothing_anew(campaign, told):
    """It is the first one, byte for byte."""
    campaign.write()
    first, count = files(campaign), len(told)
    campaign.write()

    assert (7, 7) == (count, len(told))
    assert first == files(campaign)


def test_only_rows_that_were_skipped_since_have_another_status(campaign, told):
    """Number, status and seconds are not kept; everything else is as it was."""
    campaign.write()
    before = json.loads(files(campaign)["report.json"])["outcomes"]
    told.clear()
    for at, outcome in enumerate(campaign.outcomes):
        campaign.outcomes[at] = replace(outcome, row=outcome.row + 1)
        if outcome.status == DONE:
            campaign.change(at, status=SKIPPED, seconds=0.0)
    page = campaign.write().read_text("utf-8")

    after = json.loads(files(campaign)["report.json"])["outcomes"]
    status = {DONE: SKIPPED, SKIPPED: SKIPPED, FAILED: FAILED}
    assert [] == told
    assert [{**row, "row": row["row"] + 1, "status": status[row["status"]], "seconds": 0.0} for row in before] == after
    assert '{"row":6,"status":"skipped",' in page
    assert '"status":"done"' not in page


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Гимназия"},
        {"warnings": (say("None is known here."),)},
        {"cover": "/elsewhere/cover.jpg"},
        {"fields": {"name": "Гимназия"}},
        {"status": FAILED, "faults": (Fault(say("None is known here.")),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_has_changed_is_told_anew(campaign, told, change):
    """As a report would tell it that was never written before."""
    campaign.write()
    told.clear()
    campaign.change(0, **change)
    campaign.write()
    again = files(campaign)

    assert ["5.jpg"] == told
    Folder(campaign.out).hidden.joinpath("report.sqlite").unlink()
    campaign.write()
    assert files(campaign) == again


def test_another_language_or_folder_tells_all_anew(campaign, told):
    """The table speaks one language, and addresses depend on where the report is."""
    campaign.write()
    campaign.write("ru")

    assert 14 == len(told)
    assert files(campaign)["report.csv"].decode("utf-8-sig").startswith("Строка;")


@pytest.mark.parametrize("broken", [b"", b"no database", b"SQLite format 3\0" + bytes(4000)])
def test_what_is_kept_may_be_broken(campaign, told, broken):
    """It is made anew."""
    campaign.write()
    first = files(campaign)
    Folder(campaign.out).hidden.joinpath("report.sqlite").write_bytes(broken)
    campaign.write()
    campaign.write()

    assert first == files(campaign)
    assert 14 == len(told)


def test_a_report_that_is_written_beside_another_keeps_nothing(campaign, told):
    """It neither waits for the other one nor fails."""
    campaign.write()
    first = files(campaign)
    other = sqlite3.connect(Folder(campaign.out).hidden / "report.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    campaign.write()
    other.close()

    assert first == files(campaign)


def test_pieces_of_rows_that_are_gone_do_not_pile_up(campaign, told, monkeypatch):
    """When most of what is kept is of no use, all of it is forgotten; more rows than find room are told each time."""
    monkeypatch.setattr("qualitymark.batch.report.pieces.KEPT", 8)
    campaign.write()
    del campaign.outcomes[2:]
    campaign.write()
    told.clear()
    campaign.write()
    again = list(told)
    campaign.write()

    assert ["5.jpg", "6.jpg"] == again == told
