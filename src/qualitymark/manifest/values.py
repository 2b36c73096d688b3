"""From the cells of a row to its values, its link and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import Fault
from ..messages import Message, say
from ..model.reading import brief
from .cells import read_cell, text_of
from .links import read_id, read_link
from .table import Manifest, PageLink, RawRow, Row


def rows_of(manifest: Manifest) -> Iterator[Row]:
    """Yield the rows that the table's spool holds."""
    used = [(column.field, brief(column.heading)) for column in manifest.columns if column.field is not None]
    for raw in manifest.spool.rows():
        yield _row(manifest, raw, used)


def _row(manifest: Manifest, raw: RawRow, used: Sequence[tuple[str, str]]) -> Row:
    """Make a row of the cells that are used, which stand in the order of the columns: (field, heading)."""
    values: dict[str, str] = {}
    wrong: dict[str, Message] = {}
    for (name, heading), cell in zip(used, raw.cells, strict=False):
        value = read_cell(cell, heading)
        if isinstance(value, Message):
            wrong[name] = value
            value = text_of(cell)
        if value:
            values[name] = value
    link = _link(values, wrong)
    faults = [Fault(message, manifest.place(raw.number, name, raw.line)) for name, message in wrong.items()]
    if raw.extra:
        faults.insert(0, Fault(_shifted(raw.extra), manifest.place(raw.number, None, raw.line)))
    return Row(raw.number, values, tuple(faults), link, raw.line)


def _shifted(extra: int) -> Message:
    return say(
        "The row has {count} more cells than there are headings, so its values may have shifted; put a text that has"
        " the delimiter in it into quotes.",
        count=extra,
    )


def _link(values: dict[str, str], wrong: dict[str, Message]) -> PageLink | None:
    """Bring ``link`` and ``id`` into their canonical forms, and see that they name one community."""
    if "id" in values and "id" not in wrong:
        values["id"] = read_id(values["id"])
    if "link" not in values or "link" in wrong:
        return None
    link = read_link(values["link"])
    if isinstance(link, Message):
        wrong["link"] = link
        return None
    values["link"] = link.canonical
    if link.kind == "id" and "id" not in wrong:
        number = values.setdefault("id", link.value)
        if number.isdecimal() and number != link.value:
            wrong["id"] = say(
                "The id is {number}, but the link leads to {link}; mend the one that is wrong.",
                number=brief(number),
                link=link.canonical,
            )
    return link
