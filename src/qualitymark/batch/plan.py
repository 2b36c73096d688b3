"""The plan: every row of a table checked, with its cover and its output's name, before the first cover is drawn."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Fault, ManifestError, PageError, Trail, UsageError
from ..images.formats import AUTO, FORMATS, KEEP, named_format, sniff, suited, written_as
from ..manifest import Manifest, Row
from ..messages import Message, join, say
from ..model.reading import brief
from ..page import Page
from ..template import Template, load_template
from ..template.fields import folded
from ..template.values import page_values
from .covers import Covers, Found, Wanted
from .job import Job
from .names import ROW, WITH_ID, WITHOUT_ID, Name, Pattern, folded_key, safe
from .scratch import Scratch
from .settings import Look, Settings

if TYPE_CHECKING:
    from ..manifest import PageLink

OWN_FIELDS = ("cover", "id", "link")
MAX_FAULTS = 100
"""Planning stops at so many pairs of rows with one output: nobody reads more."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What a run will do, row by row, in the order of the table.

    ``outputs`` counts the rows that can be worked on, ``faulty`` the others; ``notes`` tell what was detected,
    forgiven and passed over. Iterating gives the jobs, each read when it is asked for.
    """

    manifest: Manifest
    template: Template
    outputs: int
    faulty: int
    notes: tuple[Message, ...]
    scratch: Scratch = field(repr=False)

    def jobs(self) -> Iterator[Job]:
        """Yield the jobs in the order of the rows, those with faults too."""
        return self.scratch.jobs()

    def faults(self) -> Iterator[Fault]:
        """Yield everything that is wrong with single rows, in their order."""
        for job in self.jobs():
            yield from job.faults

    def __iter__(self) -> Iterator[Job]:
        return self.jobs()

    def __len__(self) -> int:
        return self.outputs + self.faulty


def plan(
    manifest: Manifest,
    template: str | os.PathLike[str] | Template = "plate",
    settings: Settings = Settings(),  # noqa: B008 - frozen
    out: str | os.PathLike[str] | None = None,
) -> Plan:
    """Check a whole table: values, covers and output names.

    ``out`` is the folder of the outputs, in which no cover is looked for. What is wrong with single rows comes with
    their jobs; ManifestError is raised for two rows with one output, UsageError for settings that cannot be used,
    TemplateError and PlatformError as by ``stamp``.
    """
    loaded = load_template(template)
    Look.of(settings)
    return _Planner(manifest, loaded, settings, Path(out) if out is not None else None).plan()


class _Planner:
    """One pass over a table."""

    def __init__(self, manifest: Manifest, template: Template, settings: Settings, out: Path | None) -> None:
        self.manifest = manifest
        self.template = template
        self.extension = _forced_extension(settings.format)
        self.written = suited if settings.format.lower() == AUTO else written_as
        self.scratch = Scratch(manifest.file)
        self.fields = [name for name, _ in template.fields]
        columns = {column.field for column in manifest.columns if column.field}
        self.patterns = _patterns(settings.name, {*self.fields, *OWN_FIELDS, *columns})
        folder = _covers_folder(manifest, settings)
        if out is not None and _same(folder, out):
            raise UsageError(say("The outputs would lie among the covers in {folder}; give another -o.", folder=folder))
        self.covers = Covers(folder, out, self.scratch)
        self.title = "name" if "name" in self.fields else next(iter(self.fields), "")
        self.outputs = self.cut = self.forgiven = self.count = 0
        self.twice: list[Fault] = []

    def plan(self) -> Plan:
        for row in self.manifest.rows():
            self.count += 1
            job = self._job(row)
            self.outputs += not job.faults
            self.forgiven += bool(job.warnings)
            self.scratch.add_job(job)
            if len(self.twice) >= MAX_FAULTS:
                break
        if self.twice:
            raise ManifestError.of(self.twice)
        notes = (*self.manifest.notes, *self._notes())
        return Plan(self.manifest, self.template, self.outputs, self.count - self.outputs, notes, self.scratch)

    def _notes(self) -> Iterator[Message]:
        if self.forgiven:
            yield say(
                "Covers under a name that is not quite the row's: {count}; the report names them.", count=self.forgiven
            )
        if self.cut:
            yield say("Names of outputs that were too long and are cut: {count}.", count=self.cut)

    def _job(self, row: Row) -> Job:
        faults = [*row.faults]
        place = self.manifest.place(row.number, None, row.line)
        page = self._page(row, faults)
        stem = self._stem(row, place, faults)
        cover = self._cover(row, stem, place, faults)
        key = f"{stem}{self._extension(cover)}"
        return Job(
            row.number,
            key,
            str(row.values.get(self.title) or stem),
            page,
            cover.path if cover else None,
            place,
            (cover.warning,) if cover and cover.warning else (),
            tuple(faults),
            next(iter(_ids(row)), None),
        )

    def _page(self, row: Row, faults: list[Fault]) -> Page:
        """Return the values that are drawn, as the template reads them."""
        file, wrong = self.manifest.file, {fault.trail.field for fault in faults}
        values = {name: row.values[name] for name in self.fields if name in row.values}
        try:
            page = Page(values, file=file, row=row.number)
            known = page_values(self.template, page).known
        except PageError as error:
            faults += [self._at_cell(row, fault) for fault in error.faults if fault.trail.field not in wrong]
            return Page(file=file, row=row.number)
        return page if known == values else Page(known, file=file, row=row.number)

    def _at_cell(self, row: Row, fault: Fault) -> Fault:
        name = fault.trail.field
        heading = next((column.heading for column in self.manifest.columns if name and column.field == name), None)
        message = fault.message
        if heading and folded(heading) != folded(name or ""):
            # A person knows the column by its heading, and the field's name stands in the message.
            message = join(say("Column “{heading}”:", heading=brief(heading)), message)
        return Fault(message, self.manifest.place(row.number, name, row.line))

    def _stem(self, row: Row, place: Trail, faults: list[Fault]) -> str:
        """Return the output's name without its extension, which no other row has."""
        values = _naming(row)
        for pattern in self.patterns:
            name = pattern.name(values)
            if isinstance(name, Name):
                break
        if isinstance(name, Message):
            faults.append(Fault(name, place))
            return f"{ROW}-{row.number}"
        self.cut += name.cut
        other = self.scratch.take_name(folded_key(name.stem), row.number)
        if other != row.number:
            message = say(
                "Rows {one} and {other} both become “{name}”; give a --name that tells them apart, such as {example}.",
                one=other,
                other=row.number,
                name=brief(name.stem),
                example=f"{{{ROW}}}-{self.patterns[0].text}",
            )
            self.twice.append(Fault(message, place))
        return name.stem

    def _cover(self, row: Row, stem: str, place: Trail, faults: list[Fault]) -> Found | None:
        if any(fault.trail.field in ("cover", "id") for fault in row.faults):
            return None  # another cover than the meant one might be found
        given = row.values.get("cover")
        wanted = Wanted(given) if given else Wanted(None, _ids(row), _names(row, self.title, stem))
        found = self.covers.find(wanted)
        if isinstance(found, Found):
            return found
        faults.append(Fault(found, self.manifest.place(row.number, "cover", row.line) if given else place))
        return None

    def _extension(self, cover: Found | None) -> str:
        """Return the output's extension, which says its format: the one asked for, else the cover's own."""
        forced = self.extension or self.patterns[0].extension
        if forced or cover is None:
            return forced or ".jpg"
        kind = self.written(_kind(cover.path))
        suffix = os.path.splitext(cover.path)[1].lower()  # noqa: PTH122 - for every row
        return suffix if suffix in FORMATS[kind].extensions else FORMATS[kind].extensions[0]


def _forced_extension(format: str) -> str:
    """Return the extension of a format that is asked for; nothing where the cover has a say. Raises UsageError."""
    return "" if format.lower() in (KEEP, AUTO) else FORMATS[named_format(format)].extensions[0]


def _patterns(text: str | None, fields: Collection[str]) -> tuple[Pattern, ...]:
    """Return the patterns of names; the first that a row can fill is taken."""
    if text is not None:
        return (Pattern(text, fields),)
    usual = [WITH_ID, *([WITHOUT_ID] if "name" in fields else []), f"{{{ROW}}}"]
    return tuple(Pattern(each, fields) for each in usual)


def _covers_folder(manifest: Manifest, settings: Settings) -> Path:
    if settings.covers is None:
        return Path(manifest.file).parent
    folder = Path(settings.covers)
    if not folder.is_dir():
        raise UsageError(say("The folder of the covers, {folder}, does not exist; check --covers.", folder=folder))
    return folder


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _naming(row: Row) -> Mapping[str, str]:
    """Return the values that a name may be made of; a link is its page's name, a cover its name without extension."""
    values = {**row.values, ROW: str(row.number)}
    if row.link is not None:
        values["link"] = row.link.value
        values.setdefault("id", row.link.value)
    if "cover" in values:
        last = values["cover"].replace("\\", "/").rstrip("/").rpartition("/")[2]
        values["cover"] = os.path.splitext(last)[0]  # noqa: PTH122 - for every row
    return values


def _ids(row: Row) -> tuple[str, ...]:
    found = [row.values["id"]] if "id" in row.values else []
    return (*found, *_last(row.link))


def _last(link: PageLink | None) -> tuple[str, ...]:
    """Return what a link calls its page: the last part of its address."""
    return () if link is None else (link.value.rpartition("/")[2],)


def _names(row: Row, title: str, stem: str) -> tuple[str, ...]:
    """Return the names that a cover's file may have beside the id."""
    name = row.values.get(title, "")
    return tuple(dict.fromkeys(each for each in (safe(name), stem.rpartition("/")[2]) if each))


def _kind(path: str) -> str:
    """Return the format of a cover by its first bytes; JPEG for what cannot be read, which the worker says."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return sniff(os.read(file, 32)) or "JPEG"
        finally:
            os.close(file)
    except (OSError, ValueError):
        return "JPEG"
