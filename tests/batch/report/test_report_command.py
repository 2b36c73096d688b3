"""``qualitymark report``: the report of a campaign made again from its journal."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from qualitymark.batch.digest import FileState
from qualitymark.batch.folder import Folder
from qualitymark.batch.journal import Journal
from qualitymark.batch.outcome import FAILED
from qualitymark.cli import cli


@pytest.fixture
def noted(campaign, monkeypatch):
    """A campaign whose outcomes stand in a journal; the run came to the end of the table."""
    monkeypatch.setenv("QUALITYMARK_LANG", "en")
    Folder(campaign.out).hidden.mkdir()
    with Journal(Folder(campaign.out).journal) as journal:
        journal.begin("Победители.xlsx", "plate", "2026-11-22T14:00:00+07:00")
        for outcome in campaign.outcomes:
            if outcome.status == FAILED:
                journal.failed(outcome)
            else:
                journal.done(outcome, "fingerprint", FileState("seen", "cover"), FileState("written", "output"))
        journal.finish("2026-11-22T14:05:00+07:00", 3.0, whole=True)
    return campaign


def run(*arguments: object):
    return CliRunner().invoke(cli, ["report", *map(str, arguments)])


def test_the_report_is_made_from_the_journal(noted):
    """All rows, and the figures of the run; the path of the page is told."""
    done = run(noted.out)

    assert (0, f"Written: {noted.report / 'index.html'}\n") == (done.exit_code, done.stderr)
    told = json.loads((noted.report / "report.json").read_text("utf-8"))
    assert [outcome.row for outcome in noted.outcomes] == [row["row"] for row in told["outcomes"]]
    summary = told["summary"]
    assert ("Победители.xlsx", "plate", 3.0) == (summary["manifest"], summary["template"], summary["seconds"])
    assert [] == summary["notes"]


def test_what_the_run_left_is_told(noted):
    """Outputs of rows that left the table, or that the run did not come to its end."""
    with Journal(Folder(noted.out).journal) as journal:
        journal.begin("Победители.xlsx", "plate", "2026-11-23T14:00:00+07:00")
        journal.failed(noted.outcomes[4])
        journal.finish("2026-11-23T14:05:00+07:00", 1.0, whole=True)
    run(noted.out)
    left = json.loads((noted.report / "report.json").read_text("utf-8"))["summary"]["notes"]
    with Journal(Folder(noted.out).journal) as journal:
        journal.begin("Победители.xlsx", "plate", "2026-11-24T14:00:00+07:00")
    run(noted.out)
    stopped = json.loads((noted.report / "report.json").read_text("utf-8"))["summary"]

    assert 6 == len(left)
    assert "10.jpg: its row left the table." == left[0]["en"]
    assert "The run did not come to the end of the table; run it again to go on." == stopped["notes"][0]["en"]
    assert (None, None, 0) == (stopped["seconds"], stopped["rate"], stopped["done"])


def test_json_names_the_files(noted, tmp_path):
    """Of the folder that was asked for."""
    done = run(noted.out, "--report", tmp_path / "elsewhere", "--json")

    files = json.loads(done.stdout)
    assert ["index.html", "report.csv", "report.json"] == list(files)
    assert all((tmp_path / "elsewhere" / name).samefile(path) for name, path in files.items())


@pytest.mark.parametrize("language, heading", [("ru", "Строка"), ("en", "Row")])
def test_the_language_of_the_table_can_be_chosen(noted, language, heading):
    """By an option, over the language of the command line."""
    run(noted.out, "--lang", language)

    assert (noted.report / "report.csv").read_text("utf-8-sig").startswith(f"{heading};")


def test_an_unknown_language_is_refused(noted):
    """With those that are known."""
    done = run(noted.out, "--lang", "de")

    assert (2, "Error: Unknown language “de”. Known: en, ru.\n") == (done.exit_code, done.stderr)


def test_a_folder_without_a_campaign_is_told(tmp_path, monkeypatch):
    """And nothing is written there."""
    monkeypatch.setenv("QUALITYMARK_LANG", "en")
    done = run(tmp_path)

    message = "There is no campaign in this folder; give one that “qualitymark batch” wrote."
    assert (4, f"Error: {tmp_path}: {message}\n") == (done.exit_code, done.stderr)
    assert [] == list(tmp_path.iterdir())
