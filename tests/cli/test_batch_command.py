"""``qualitymark batch``: what its options do, and what it tells."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

TABLE = "ID;Название;Год\n1;Школа № 1;2023\n2;Школа № 2;2023\n3;Школа № 3;2023\n"
RUN = ("batch", "table.csv", "-o", "out", "-t", "mini.yaml", "--covers", "covers", "-j", "1")


@pytest.fixture
def campaign(folder):
    """The folder with a table of three pages, and their covers."""
    folder.write(table__csv=TABLE)
    (folder.path / "covers").mkdir()
    for number in (1, 2, 3):
        (folder.path / f"covers/{number}.jpg").write_bytes(folder.cover())
    return folder


def outputs(campaign) -> list[str]:
    return sorted(path.name for path in (campaign.path / "out").glob("*.*") if path.is_file())


def test_a_campaign_is_one_command(campaign):
    """Covers, report, a line that says what was done; the second call has nothing to do."""
    first = campaign.run(*RUN)
    again = campaign.run(*RUN)

    assert (0, 0) == (first.exit_code, again.exit_code)
    assert ["1.jpg", "2.jpg", "3.jpg"] == outputs(campaign)
    assert (campaign.path / "out/report/index.html").is_file()
    assert "" == first.stdout
    lines = first.stderr.splitlines()
    assert ["CSV in UTF-8, with “;” between the cells.", "The headings are in row 1."] == lines[:2]
    assert re.fullmatch(
        r"3 stamped, 0 up to date, 0 failed. \d+\.\d s, \d+\.\d covers a second. Report: out/report/index.html",
        lines[2],
    )
    assert "0 stamped, 3 up to date, 0 failed. Report: out/report/index.html" == again.stderr.splitlines()[2]


def test_rows_that_fail_are_told_and_the_others_are_done(campaign):
    """Each in one line with file, row and reason; the exit code is 1."""
    (campaign.path / "covers/1.jpg").unlink()
    (campaign.path / "covers/3.jpg").write_bytes(b"no picture")

    done = campaign.run(*RUN, "-q")

    assert 1 == done.exit_code
    assert ["2.jpg"] == outputs(campaign)
    first, second = done.stderr.splitlines()
    assert first == (
        "Error: table.csv:2: 2:2: No cover was found in covers; looked for files called “1”, “public1”, “club1”, “-1”,"
        " “Школа № 1”. Name one so, or give the column “cover”."
    )
    assert second == (
        f"Error: table.csv:4: 4:4: {campaign.path}/covers/3.jpg: This is not a picture that can be opened;"
        " give one of JPEG, PNG, WEBP, GIF, TIFF, AVIF, BMP, HEIF."
    )


def test_many_failures_are_cut_short(campaign, monkeypatch):
    """Nobody reads a thousand lines; the report has them."""
    monkeypatch.setattr("qualitymark.cli.results._SHOWN", 1)
    for number in (1, 2, 3):
        (campaign.path / f"covers/{number}.jpg").unlink()

    lines = campaign.run(*RUN, "-q").stderr.splitlines()

    assert 2 == len(lines)
    assert "Rows that failed beside these: 2; the report has all of them." == lines[1]


def test_a_dry_run_tells_the_plan_and_does_nothing(campaign):
    """On standard output, for it is what was asked for; 1 where rows have faults, 2 where the table is wrong."""
    (campaign.path / "covers/1.jpg").unlink()
    before = campaign.contents()

    done = campaign.run(*RUN, "--dry-run")
    quiet = campaign.run(*RUN, "--dry-run", "-q")
    wrong = campaign.run(*RUN, "--dry-run", "--name", "x")

    assert (1, 1, 2) == (done.exit_code, quiet.exit_code, wrong.exit_code)
    lines = done.stdout.splitlines()
    assert "Rows that can be stamped: 2 of 3; nothing was drawn." == lines[-1]
    assert lines[2].startswith("Error: table.csv:2: 2:2: No cover was found in covers;")
    assert [lines[2]] == quiet.stdout.splitlines()
    assert [
        "Error: table.csv:3: 3:3: Rows 2 and 3 both become “x”; give a --name that tells them apart, such as {row}-x.",
        "Error: table.csv:4: 4:4: Rows 2 and 4 both become “x”; give a --name that tells them apart, such as {row}-x.",
    ] == wrong.stderr.splitlines()
    assert before == campaign.contents()


def test_a_dry_run_needs_no_folder_for_the_outputs(campaign):
    """And says so in one JSON object where that is asked for."""
    done = campaign.run("batch", "table.csv", "-t", "mini.yaml", "--covers", "covers", "--dry-run", "--json")

    assert 0 == done.exit_code
    assert {
        "rows": 3,
        "outputs": 3,
        "faulty": 0,
        "notes": ["CSV in UTF-8, with “;” between the cells.", "The headings are in row 1."],
        "faults": [],
    } == json.loads(done.stdout)


def test_json_has_every_row(campaign):
    """One object with counts, seconds, rate, notes, and each row with all its verdicts."""
    (campaign.path / "covers/2.jpg").unlink()

    done = campaign.run(*RUN, "--json")

    told = json.loads(done.stdout)
    items = told.pop("items")
    assert 1 == done.exit_code
    assert (2, 0, 1, False) == (told["done"], told["skipped"], told["failed"], told["stopped"])
    assert ("table.csv", "mini", "out", "out/report/index.html") == (
        told["manifest"],
        told["template"],
        told["output"],
        told["report"],
    )
    assert told["seconds"] > 0
    assert told["rate"] > 0
    assert ["1.jpg", "2.jpg", "3.jpg"] == [item["key"] for item in items]
    assert ["done", "failed", "done"] == [item["status"] for item in items]
    assert {"name": "Школа № 1", "year": "2023"} == items[0]["fields"]
    assert "Школа № 1" == items[0]["marks"][0]["texts"][0]["text"]
    assert 3 == items[1]["faults"][0]["row"]
    assert items[1]["faults"][0]["message"].startswith("No cover was found")


def test_json_speaks_the_chosen_language(campaign):
    """Messages of rows are those of the person."""
    (campaign.path / "covers/2.jpg").write_bytes(b"")

    done = campaign.program(*RUN, "--json", env={"QUALITYMARK_LANG": "ru"})

    message = json.loads(done.stdout)["items"][1]["faults"][0]["message"]
    assert message.endswith("Файл пуст; укажите файл изображения.") or re.search("[а-я]", message)
    assert b"Traceback" not in done.stderr


def test_rows_that_left_the_table_are_listed_and_pruned(campaign):
    """Named in a line; removed only when that is asked for."""
    campaign.run(*RUN)
    campaign.write(table__csv=TABLE.replace("2;Школа № 2;2023\n", ""))

    listed = campaign.run(*RUN)
    pruned = campaign.run(*RUN, "--prune", "--json")

    assert "Outputs that belong to no row any more: 1 (2.jpg); --prune removes them." in listed.stderr.splitlines()
    assert "Outputs of rows that left the table, removed: 1." in pruned.stderr.splitlines()
    assert (["2.jpg"], []) == (json.loads(pruned.stdout)["removed"], json.loads(pruned.stdout)["left"])
    assert ["1.jpg", "3.jpg"] == outputs(campaign)


def test_options_reach_the_run(campaign):
    """Names, headings, coding, delimiter, format of the outputs, fresh, the folder of the report."""
    text = TABLE.replace("Название", "Учреждение").replace(";", "|")
    campaign.write(table__csv=text.encode("cp1251"))
    options = ("--map", "Учреждение=name", "--encoding", "cp1251", "--delimiter", "|", "--name", "{name|translit}.png")

    first = campaign.run(*RUN, *options, "--report", "told")
    again = campaign.run(*RUN, *options, "--fresh", "--header-row", "1")

    assert (0, 0) == (first.exit_code, again.exit_code)
    assert ["Shkola-N-1.png", "Shkola-N-2.png", "Shkola-N-3.png"] == outputs(campaign)
    assert (campaign.path / "told/index.html").is_file()
    assert "3 stamped, 0 up to date" in again.stderr


@pytest.mark.parametrize(
    "arguments, code, message",
    [
        (("batch", "table.csv"), 2, "Say with -o into which folder the covers go."),
        ((*RUN, "--executor", "dusk"), 2, "Unknown executor “dusk”. Did you mean “dask”?"),
        ((*RUN, "--executor", "dask"), 2, "Say with --scheduler where the Dask scheduler is, such as tcp://host:8786."),
        ((*RUN, "--scheduler", "tcp://x:1"), 2, "--scheduler is for --executor dask; give both or neither."),
        ((*RUN, "--map", "Учреждение"), 2, '“Учреждение” is not HEADING=FIELD; write --map "Учреждение=name".'),
        ((*RUN, "-j", "0"), 2, "The number of workers must be 1 or more, not 0."),
        ((*RUN, "-t", "plat"), 2, "There is no built-in template “plat”. Did you mean “plate”?"),
        ((*RUN, "--covers", "nowhere"), 2, "The folder of the covers, nowhere, does not exist; check --covers."),
        ((*RUN, "-o", "cover.jpg"), 4, "cover.jpg: This cannot be the folder of the outputs"),
    ],
)
def test_wrong_usage_is_told_in_one_line(campaign, arguments, code, message):
    """2 for what was asked for wrongly, 4 for a folder that cannot be used; nothing is drawn."""
    done = campaign.run(*arguments, "-q")

    assert code == done.exit_code
    assert 1 == len(done.stderr.splitlines())
    assert done.stderr.startswith(f"Error: {message}")
    assert [] == outputs(campaign)


def test_two_runs_at_once_do_not_meet(campaign):
    """The second one says so, and ends with 4."""
    fcntl = pytest.importorskip("fcntl")
    hidden = campaign.path / "out/.qualitymark"
    hidden.mkdir(parents=True)
    with (hidden / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = campaign.run(*RUN, "-q")

    assert 4 == done.exit_code
    assert "Error: out: Another run works in this folder; wait until it ends, or give another one.\n" == done.stderr


def test_a_terminal_sees_a_bar(campaign):
    """With rows, rate and failures; nothing of it goes to standard output."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "qualitymark", *RUN]
    environment = {**os.environ, "PYTHONPATH": str(Path(__import__("qualitymark").__file__).parents[1])}
    program = subprocess.Popen(
        command,
        cwd=campaign.path,
        env={**environment, "QUALITYMARK_LANG": "en", "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=follower,
    )
    os.close(follower)
    seen = b""
    while select.select([leader], [], [], 60)[0]:
        try:
            seen += os.read(leader, 4096)
        except OSError:
            break
    output, _ = program.communicate(timeout=60)
    os.close(leader)

    told = seen.decode()
    assert (0, b"") == (program.returncode, output)
    assert "3/3" in told
    assert re.search(r"\d+\.\d/s, 0 failed", told)
    assert "3 stamped, 0 up to date, 0 failed" in told


def test_without_a_terminal_a_line_comes_now_and_then(campaign, monkeypatch):
    """Nothing comes with -q."""
    monkeypatch.setattr("qualitymark.cli.progress.LINE_SECONDS", 0.0)

    told = campaign.run(*RUN).stderr
    quiet = campaign.run(*RUN, "--fresh", "-q").stderr

    assert re.search(r"^1 of 3 rows: \d+\.\d covers a second, 0:\d\d left, 0 failed\.$", told, re.MULTILINE)
    assert "" == quiet


def test_wrong_usage_and_help_load_nothing_heavy(campaign):
    """The table is read by the program that is really called."""
    code = "import sys; sys.argv[1:] = ['batch', '--help']\nfrom qualitymark.cli import main\n"
    done = campaign.python("-c", code + "try: main()\nfinally: print('LOADED', *sys.modules)")

    assert set() == {"PIL", "yaml", "uharfbuzz", "sqlite3", "multiprocessing", "distributed"} & set(
        done.stdout.decode().rpartition("LOADED")[2].split()
    )
