"""``qualitymark doctor``."""

from __future__ import annotations

import json

from qualitymark import doctor


def test_every_finding_is_a_line(folder):
    """State, name and what is told, one line each, on standard output; nothing is written."""
    before = folder.contents()
    result = folder.run("doctor")
    lines = result.stdout.splitlines()

    assert 0 == result.exit_code
    assert lines[0].split()[:3] == ["good", "Program:", "qualitymark"]
    assert {line.split()[0] for line in lines} <= {"good", "missing"}
    assert before == folder.contents()


def test_as_json(folder):
    """Findings are plain values."""
    found = json.loads(folder.run("doctor", "--json").stdout)["findings"]

    assert {"name": "Codecs", "state": "good"}.items() <= next(f for f in found if f["name"] == "Codecs").items()


def test_what_is_broken_ends_with_1(folder, monkeypatch):
    """The other lines come all the same."""
    monkeypatch.setattr(doctor, "_trial", lambda: 1 / 0)
    result = folder.run("doctor")

    assert 1 == result.exit_code
    assert "BROKEN" in result.stdout.splitlines()[-1]
    assert "division by zero" in result.stdout.splitlines()[-1]
