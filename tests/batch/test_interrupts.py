"""A run that is killed or stopped loses nothing that was finished, and leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROWS = 160


def start(campaign, *more: str) -> subprocess.Popen[bytes]:
    """Start the campaign as a program that heeds Ctrl-C, which is ignored in a background."""
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = campaign.command(*more)
    code = f"{heed}\nif __name__ == '__main__':\n    from qualitymark.cli import main\n    main()"
    return subprocess.Popen(
        [command[0], "-c", code, *command[3:]],
        cwd=campaign.path,
        env=campaign.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def press_ctrl_c(program: subprocess.Popen[bytes]) -> None:
    """Send what a terminal sends: to the program and to all that it has started."""
    os.killpg(program.pid, signal.SIGINT)


def covers(campaign) -> list[Path]:
    """The outputs so far, without reading them."""
    return list(campaign.out.glob("*.jpg"))


def wait_for_covers(campaign, program: subprocess.Popen[bytes], more_than: int) -> None:
    """Wait until some outputs are there, or the program has ended."""
    deadline = time.monotonic() + 60
    while len(covers(campaign)) <= more_than and program.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def workers_of(program: subprocess.Popen[bytes]) -> list[int]:
    """The processes that work for a program: those that its fork server has forked."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    return [worker for server in children.get(program.pid, []) for worker in children.get(server, [])]


@pytest.fixture
def undisturbed(campaign) -> dict[str, bytes]:
    """What the campaign makes when nobody disturbs it; the folder is empty again."""
    campaign.schools(ROWS)
    program = start(campaign)
    program.communicate(timeout=120)
    assert 0 == program.returncode
    made = campaign.outputs()
    assert ROWS == len(made)
    campaign.out.rename(campaign.path / "undisturbed")
    return made


def test_a_killed_run_goes_on_where_it_was(campaign, undisturbed):
    """Killed six times at any moment: what is there is whole, is not redone, and in the end all is there."""
    moment = random.Random(3)
    before = 0
    for _ in range(6):
        program = start(campaign)
        wait_for_covers(campaign, program, before)
        time.sleep(moment.random() * 0.2)
        program.kill()
        program.communicate(timeout=60)
        for path in covers(campaign):
            assert undisturbed[path.name] == path.read_bytes()
        before = len(covers(campaign))
        if before == ROWS:
            break
    finished = {path.name: path.stat().st_mtime_ns for path in covers(campaign)}
    program = start(campaign, "--json")
    output, _ = program.communicate(timeout=120)

    assert 0 == program.returncode
    assert undisturbed == campaign.outputs()
    redone = [name for name, moment_ in finished.items() if (campaign.out / name).stat().st_mtime_ns != moment_]
    # What was written, but not yet noted: at most the chunks in flight.
    assert len(redone) < ROWS / 2
    assert b'"failed": 0' in output


def test_workers_end_with_the_run_that_is_killed(campaign):
    """Nobody is left behind that waits for work for ever."""
    campaign.schools(ROWS)
    program = start(campaign)
    wait_for_covers(campaign, program, 2)
    workers = workers_of(program)
    program.kill()
    program.communicate(timeout=60)

    assert 2 <= len(workers)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_killed_worker_costs_nothing(campaign, undisturbed):
    """The system took a worker away: its rows are done by another, and none fails."""
    program = start(campaign)
    wait_for_covers(campaign, program, 10)
    os.kill(workers_of(program)[-1], signal.SIGKILL)
    _, told = program.communicate(timeout=120)

    assert (0, undisturbed) == (program.returncode, campaign.outputs())
    assert f"{ROWS} stamped, 0 up to date, 0 failed" in told.decode()


def test_ctrl_c_finishes_what_is_in_hand(campaign, undisturbed):
    """The program says so, reports, ends with 130, and goes on when it is called again."""
    program = start(campaign)
    wait_for_covers(campaign, program, 5)
    press_ctrl_c(program)
    _, told = program.communicate(timeout=60)

    lines = told.decode().splitlines()
    assert 130 == program.returncode
    assert "Finishing the covers in hand. Press Ctrl-C again to stop at once." in lines
    assert lines[-1].startswith("Stopped; the same command goes on. ")
    assert lines[-1].endswith("covers a second. Report: out/report/index.html")
    done = {path.name: path.stat().st_mtime_ns for path in covers(campaign)}
    assert 5 < len(done) < ROWS
    assert f"{len(done)} stamped, 0 up to date, 0 failed" in lines[-1]

    again = start(campaign)
    _, told = again.communicate(timeout=120)

    assert (0, undisturbed) == (again.returncode, campaign.outputs())
    assert f"{ROWS - len(done)} stamped, {len(done)} up to date, 0 failed" in told.decode()
    assert done == {name: (campaign.out / name).stat().st_mtime_ns for name in done}


def test_a_second_ctrl_c_stops_at_once(campaign, poisoned):
    """A row that hangs does not keep the program, and nothing is left of it but whole covers."""
    campaign.schools(30)
    text = campaign.table.read_text("utf-8")
    campaign.table.write_text(text.replace("Школа № 9;", "sleep;").replace("Школа № 8;", "sleep;"), "utf-8")
    (campaign.path / "run.py").write_text(
        "import sys\n"
        "from qualitymark.batch.plan import plan\n"
        "from qualitymark.batch.run import run_batch\n"
        "from qualitymark.batch.settings import Settings\n"
        "from qualitymark.cli.progress import stopping\n"
        "from qualitymark.manifest import read_manifest\n"
        "from qualitymark.template import load_template\n"
        "import poison_kind, signal\n"
        "if __name__ == '__main__':\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    template = load_template('poisoned.yaml', kinds={'poison': poison_kind.Poison})\n"
        "    settings = Settings(covers='covers', workers=2)\n"
        "    jobs = plan(read_manifest('table.csv', template.fields), template, settings)\n"
        "    with stopping() as stop:\n"
        "        for outcome in run_batch(jobs, template=template, out='out', settings=settings, stop=stop):\n"
        "            print(outcome.key, flush=True)\n",
        "utf-8",
    )
    program = subprocess.Popen(
        [campaign.command()[0], "run.py"],
        cwd=campaign.path,
        env=campaign.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    wait_for_covers(campaign, program, 6)
    time.sleep(0.5)
    workers = workers_of(program)
    press_ctrl_c(program)
    time.sleep(0.5)
    assert program.poll() is None
    began = time.monotonic()
    press_ctrl_c(program)
    _, told = program.communicate(timeout=50)

    assert time.monotonic() - began < 30
    assert -signal.SIGINT == program.returncode
    assert "KeyboardInterrupt" in told.decode()
    assert all(path.suffix == ".jpg" for path in campaign.out.iterdir() if path.name != ".qualitymark")
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)
