"""A page in one file: markup, look, behaviour, texts and data, nothing from elsewhere.

The look begins with that of a campaign's report, so that all pages of the program are of one kind. Values from outside
are data, never markup: they stand as JSON in an element that nothing executes, and the script puts them in as text.
The policy in the page allows its own script and style by their digests, and pictures that are in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..batch.report.markup import around_data, in_every_language, json_in_markup, one_script, policy, site_file
from ..messages import Message

_REPORT = "qualitymark.batch.report"


def make_page(name: str, texts: Mapping[str, Message], data: Mapping[str, Any], *, served: bool = False) -> str:
    """Return the page ``site/NAME.html`` with its style, its scripts and its data.

    ``served`` pages may ask the server that they come from whether there is a newer one.
    """
    style = "".join(
        site_file(*file) for file in ((_REPORT, "page.css"), (__package__, "common.css"), (__package__, f"{name}.css"))
    )
    # What is shared comes behind the data that it speaks of.
    script = one_script(
        site_file(__package__, "common.js"), site_file(_REPORT, "shared.js"), site_file(__package__, f"{name}.js")
    )
    told = json_in_markup({"texts": in_every_language(texts), **data})
    source = "'self'" if served else "'none'"
    allowed = policy(style, script, "data:", f"connect-src {source}; ")
    head, tail = around_data(site_file(__package__, f"{name}.html"), style, script, allowed)
    return f'{head}<script type="application/json" id="data">{told}</script>\n{tail}'
