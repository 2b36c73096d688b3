"""The texts of the pages, and what the pages may load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import qualitymark.preview
from qualitymark.preview.page import make_page
from qualitymark.preview.texts import PREVIEW, PROOF

SITE = Path(qualitymark.preview.__file__).parent / "site"
ASKED = re.compile(r'\btext\("(\w+)"|data-(?:text|label)="(\w+)"')


@pytest.mark.parametrize("name, texts", [("preview", PREVIEW), ("proof", PROOF)])
def test_every_text_that_a_page_asks_for_is_there(name, texts):
    """A key that is written in markup or script has a text."""
    source = "".join((SITE / f"{file}").read_text("utf-8") for file in (f"{name}.html", f"{name}.js", "common.js"))
    asked = {first or second for first, second in ASKED.findall(source)}

    assert 10 < len(asked)
    assert set() == asked - texts.keys()


def test_a_page_loads_nothing():
    """No address of elsewhere is in it, and its policy forbids to fetch one."""
    made = make_page("proof", PROOF, {"note": "</script><!--"})

    assert set() == set(re.findall(r"https?://[^\s\"'<>]+", made)) - {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in made
    assert "connect-src 'none'" in made
    assert "</script><!--" not in made


def test_only_a_served_page_may_ask_its_server():
    """A page on disk cannot connect to anything, a served one to where it comes from."""
    assert "connect-src 'self'" in make_page("preview", PREVIEW, {}, served=True)
    assert "connect-src 'self'" not in make_page("preview", PREVIEW, {})
