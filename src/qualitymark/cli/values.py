"""The page of one cover: the values of a file with those of the command line over them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import Fault, PageError, QualitymarkError, UsageError, unknown
from ..messages import say

if TYPE_CHECKING:
    from ..page import Page
    from ..template import Template

QR_FIELD = "verify_url"


def page_of(template: Template, file: str | None, values: tuple[str, ...], qr: str | None) -> Page:
    """Return the page that ``--page``, ``-s`` and ``--qr`` make together.

    Raises UsageError for what the command line gets wrong, and PageError for what the template asks for and the
    page does not bring.
    """
    from ..page import Page
    from ..template.values import field_named, page_values

    given = _given(template, values, qr)
    page = Page.load(file) if file else Page()
    kept = {key: value for key, value in page.items() if field_named(template, key) not in given}
    page = Page({**kept, **given}, file=file)
    try:
        page_values(template, page)
    except PageError as error:
        raise _without_file(error, given) from None
    return page


def _given(template: Template, values: tuple[str, ...], qr: str | None) -> dict[str, str]:
    """Return the values of the command line by the template's own field names."""
    from ..template.values import field_named

    given: dict[str, str] = {}
    for text in values:
        key, sign, value = text.partition("=")
        if not sign:
            raise UsageError(say("“{text}” is not KEY=VALUE; write -s year=2023.", text=text))
        name = field_named(template, key)
        if name is None:
            raise UsageError(unknown(say("field"), key.strip(), [name for name, _field in template.fields]))
        _add(given, name, value)
    if qr is not None:
        if not qr.strip():
            raise UsageError(say("--qr is empty; give a link, or leave it out."))
        if field_named(template, QR_FIELD) is None:
            raise UsageError(
                say("Template “{name}” has no field verify_url for --qr; use another one.", name=template.name)
            )
        _add(given, QR_FIELD, qr)
    return given


def _add(given: dict[str, str], name: str, value: str) -> None:
    if name in given:
        raise UsageError(say("“{name}” is given twice on the command line; keep one.", name=name))
    given[name] = value


def _without_file(error: PageError, given: dict[str, str]) -> QualitymarkError:
    """Return the error without the page's file for those values that did not come from it."""
    return PageError.of(
        Fault(fault.message, replace(fault.trail, file=None)) if fault.trail.field in given else fault
        for fault in error.faults
    )
