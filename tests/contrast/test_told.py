"""Where the numbers are told: the command's summary, its JSON, the order of a report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from qualitymark import Template
from qualitymark.batch.outcome import DONE, Outcome
from qualitymark.batch.report.facts import lowest_contrast
from qualitymark.cli import cli

SCRIM = '{name: scrim, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: "#00000066", strengthen: %s}'


@pytest.fixture
def stamped(tmp_path: Path, seen: Callable[..., Template]) -> Callable[..., str]:
    """Run ``qualitymark stamp`` on a white cover, and return what it prints."""

    def run(plate: str, *more: str) -> str:
        seen('"#ffffff"', plate)
        Image.new("RGB", (400, 200), "#ffffff").save(tmp_path / "cover.png")
        arguments = ["stamp", str(tmp_path / "cover.png"), "-t", str(tmp_path / "seen.yaml"), "--overwrite", *more]
        done = CliRunner().invoke(cli, arguments)
        assert 0 == done.exit_code, done.output
        return done.stdout if "--json" in more else done.output

    return run


def test_the_summary_tells_a_low_contrast_and_only_that(stamped: Callable[..., str]):
    """Where it is reached nothing is said of it, but that a scrim was made stronger."""
    low, strong = stamped(SCRIM % 0.45), stamped(SCRIM % 1)

    assert "least contrast 3.3" in low
    assert "“scrim” was made more opaque, 40% to 45%" in low
    assert "least contrast" not in strong
    assert "“scrim” was made more opaque, 40% to 55%" in strong


def test_json_has_all_numbers(stamped: Callable[..., str]):
    """The mark's least, each text's and what is asked of it, and what was made stronger."""
    mark = json.loads(stamped(SCRIM % 1, "--json"))["marks"][0]

    assert mark["contrast"] == mark["texts"][0]["contrast"] >= 4.5
    assert 4.5 == mark["texts"][0]["contrast_asked"]
    assert [{"layer": "scrim", "from": 0.4, "to": 0.55}] == mark["strengthened"]


def outcome(row: int, **mark: object) -> Outcome:
    text = {"size": 20, "shortened_from": None, "ellipsized": False}
    return Outcome(row, f"{row}.png", "", DONE, marks=({"texts": [text], "qr": None, **mark},))


def test_a_low_contrast_is_a_risk():
    """Of rows with letters of one size the one with less contrast comes first, one without a number last."""
    rows = [outcome(1), outcome(2, contrast=15.6), outcome(3, contrast=2.1), outcome(4, contrast=None)]

    assert [3, 2, 1, 4] == [each.row for each in sorted(rows, key=lambda each: each.risk)]
    assert [None, 15.6, 2.1, None] == [lowest_contrast(each) for each in rows]
