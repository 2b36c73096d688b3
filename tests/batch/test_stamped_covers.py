"""Covers of a campaign that bear a mark already, and what outputs tell."""

from __future__ import annotations

from qualitymark import stamp
from qualitymark.batch.outcome import DONE, FAILED
from qualitymark.images.records import read_record


def test_a_cover_that_bears_a_mark_fails_its_row_alone(campaign):
    """The row says so, the others are done."""
    campaign.schools(2)
    marked = stamp(campaign.picture(1), campaign.template, {"name": "Школа", "year": 2023}).encode().data
    campaign.cover("public1.jpg", marked)
    found = campaign.run()
    messages = {key: str(outcome.faults[0].message) for key, outcome in found.items() if outcome.faults}

    assert {"1.jpg": FAILED, "2.jpg": DONE} == {key: outcome.status for key, outcome in found.items()}
    assert "This cover bears a quality mark already (template mini, made by qualitymark " in messages["1.jpg"]


def test_outputs_bear_records_unless_stripped(campaign):
    """Another choice of metadata makes the outputs anew."""
    campaign.schools(1)
    campaign.run()
    kept = read_record(campaign.outputs()["1.jpg"])
    campaign.run(metadata="strip")

    assert ("mini", "1") == (kept.template, kept.page)
    assert read_record(campaign.outputs()["1.jpg"]) is None
