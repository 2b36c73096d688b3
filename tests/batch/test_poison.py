"""A row that crashes, hangs or swells a worker fails by itself, and the others go on."""

from __future__ import annotations

import pytest

GIVEN_UP = "The row made a worker crash and was given up; save its cover again, or get another copy of it."


@pytest.mark.parametrize(
    "poison, reason",
    [
        ("exit", GIVEN_UP),
        ("kill", GIVEN_UP),
        ("segfault", GIVEN_UP),
        ("sleep", "The row took longer than 1 s and was given up; look at its cover."),
        ("hold", "The row took longer than 1 s and was given up; look at its cover."),
        ("memory", "The row took more than 1024 MiB of memory and was given up; scale its cover down."),
        ("raise", "This is a fault of the program: ZeroDivisionError: division by zero. Report it."),
    ],
)
def test_a_poisoned_row_is_quarantined_with_its_reason(campaign, poisoned, poison, reason):
    """Two rows of twenty are poisoned; eighteen are done, and each of the two says why it was not."""
    campaign.schools(20)
    text = campaign.table.read_text("utf-8")
    for number in (4, 11):
        text = text.replace(f"Школа № {number};", f"{poison} {number};")
    campaign.table.write_text(text, "utf-8")

    outcomes = campaign.run(poisoned, row_seconds=1)

    failed = {key: outcome.faults for key, outcome in outcomes.items() if outcome.status == "failed"}
    assert {"4.jpg": [reason], "11.jpg": [reason]} == {
        key: [fault.message for fault in faults] for key, faults in failed.items()
    }
    assert [(f"{campaign.table}", 5), (f"{campaign.table}", 12)] == sorted(
        (fault.trail.file, fault.trail.row) for faults in failed.values() for fault in faults
    )
    assert {f"{number}.jpg" for number in range(1, 21)} - failed.keys() == campaign.outputs().keys()


def test_a_poisoned_row_is_tried_again_by_the_next_run(campaign, poisoned):
    """What failed is not skipped: its cover may have been replaced meanwhile."""
    campaign.write([(1, "exit", 2023), (2, "Школа", 2023)])
    campaign.cover("public1.jpg")
    campaign.cover("public2.jpg")

    first = campaign.statuses(poisoned)
    campaign.write([(1, "Лицей", 2023), (2, "Школа", 2023)])

    assert {"1.jpg": "failed", "2.jpg": "done"} == first
    assert {"1.jpg": "done", "2.jpg": "skipped"} == campaign.statuses(poisoned)
