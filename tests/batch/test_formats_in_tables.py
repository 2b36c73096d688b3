"""Formats and sizes in a campaign: names are known before the work is done."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from qualitymark.errors import UsageError


def picture(kind: str) -> bytes:
    stream = BytesIO()
    Image.linear_gradient("L").resize((1920, 768)).convert("RGB").save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind, kept, auto", [("BMP", "png", "png"), ("TIFF", "tif", "png"), ("WEBP", "webp", "jpg")])
def test_outputs_are_named_by_what_is_written(campaign, kind, kept, auto):
    """By the cover's content, and by the rule for what is not written."""
    campaign.schools(1)
    campaign.cover("public1.jpg", picture(kind))

    for asked, expected in (("keep", kept), ("auto", auto)):
        (job,) = campaign.plan(format=asked).jobs()
        assert expected == job.key.rpartition(".")[2]


def test_choices_that_make_no_sense_are_told_at_once(campaign):
    """Before the table is read."""
    campaign.schools(1)
    with pytest.raises(UsageError, match="The most bytes are 0; give 1 or more."):
        campaign.plan(max_bytes=0)
