"""Files that a person names: read with a bound, and those that a YAML file names only from its own folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from yaml.nodes import Node

from ..errors import QualitymarkError, Trail, did_you_mean, reason_of
from ..messages import join, say
from ..resources import bundled
from .reading import Invalid, Reading, Told, brief
from .scalars import Plain, Text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

MAX_BYTES = 16 * 1024 * 1024
"""A file above this is refused; emblems have some kilobytes, fonts some hundred."""
MAX_TEXT_BYTES = 4 * 1024 * 1024
"""A text file above this is refused; templates and pages have a few thousand bytes."""


class Asset:
    """The content of a file, with the name it was asked for. Two assets are equal when their bytes are."""

    __slots__ = ("data", "name")

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and self.data == other.data

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"Asset({self.name!r}, {len(self.data)} bytes)"


class FileKey(Plain):
    """A file beside the YAML file that names it, in the same folder or below; ``vet`` looks at its content."""

    def __init__(self, vet: Callable[[bytes, str], None] | None = None) -> None:
        self.vet = vet

    def read(self, node: Node, reading: Reading, path: str) -> Asset:
        name = Text().read(node, reading, path)
        data = read_beside(node, name, reading)
        # The bundled designs' own files are vetted by the tests, not at every start.
        if self.vet is not None and reading.folders.get(node.start_mark.name) != bundled("assets"):
            try:
                self.vet(data, name)
            except QualitymarkError as error:
                _report(error, node, reading, path)
                raise Told from None
        return Asset(name, data)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


def _report(error: QualitymarkError, node: Node, reading: Reading, path: str) -> None:
    """Report what is wrong inside of a file: at its own line where it is known, else where the file is named."""
    folder = Path(node.start_mark.name).parent
    for fault in error.faults:
        if fault.trail.line is None or fault.trail.file is None:
            reading.report(node, path, fault.message)
        else:
            reading.add(replace(fault, trail=replace(fault.trail, file=str(folder / fault.trail.file))))


def find_beside(node: Node, name: str, reading: Reading) -> Traversable:
    """Return the file that a node names. Raises Invalid where there is none, also for one outside of the folder."""
    folder = reading.folders.get(node.start_mark.name)
    if folder is None:
        raise Invalid(say("Files cannot be named here; the YAML does not come from a file."))
    shown = brief(name)
    try:
        found = _inside(folder, name)
        if found is None:
            raise Invalid(say("“{name}” is outside of the template's folder; move it beside the template.", name=shown))
        if found.is_dir():
            raise Invalid(say("“{name}” is a folder; name a file.", name=shown))
        if not found.is_file():
            if isinstance(found, Path) and found.exists():
                raise Invalid(say("“{name}” is not a file but a device; name a file.", name=shown))
            message = say("There is no file “{name}” beside the template; check the name.", name=shown)
            raise Invalid(join(message, _near(folder, name)))
    except (OSError, ValueError, RuntimeError) as problem:
        raise Invalid(say("“{name}” cannot be read: {reason}.", name=shown, reason=reason_of(problem))) from None
    return found


def read_beside(node: Node, name: str, reading: Reading) -> bytes:
    """Return the content of the file that a node names. Raises Invalid."""
    shown = brief(name)
    try:
        with find_beside(node, name, reading).open("rb") as stream:
            data: bytes = stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise Invalid(say("“{name}” cannot be read: {reason}.", name=shown, reason=reason_of(problem))) from None
    if len(data) > MAX_BYTES:
        raise Invalid(say("“{name}” is larger than {most} MiB; make it smaller.", name=shown, most=MAX_BYTES >> 20))
    return data


def _inside(folder: Traversable, name: str) -> Traversable | None:
    """Return the file below a folder, or None where the name leads out of it, be it by a link."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or ":" in parts[0]:
        return None
    found = folder.joinpath(*parts)
    if isinstance(found, Path) and isinstance(folder, Path) and not found.resolve().is_relative_to(folder.resolve()):
        return None
    return found


def read_text(file: Traversable, name: str, error: type[QualitymarkError]) -> str:
    """Return the UTF-8 text of a file that a person named as ``name``. Raises ``error`` with the place."""
    place = Trail(file=name)
    try:
        if file.is_dir():
            raise error(say("This is a folder; give a file."), place)
        with file.open("rb") as stream:
            data: bytes = stream.read(MAX_TEXT_BYTES + 1)
    except FileNotFoundError:
        near = _near(file.parent, file.name, file.suffix) if isinstance(file, Path) else ""
        raise error(join(say("There is no such file; check the path."), near), place) from None
    except (OSError, ValueError) as problem:
        raise error(say("The file cannot be read: {reason}.", reason=reason_of(problem)), place) from None
    if len(data) > MAX_TEXT_BYTES:
        raise error(say("The file is larger than {most} MiB; shorten it.", most=MAX_TEXT_BYTES >> 20), place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        place = replace(place, line=before.count(b"\n") + 1)
        raise error(say("This line is not UTF-8; save the file as UTF-8."), place) from None


def _near(folder: Traversable, name: str, suffix: str = "") -> str:
    """Return ``Did you mean …?`` where a file of nearly that name stands in the folder."""
    from difflib import get_close_matches

    try:
        names = [item.name for item in folder.iterdir() if item.name.endswith(suffix)][:1000]
    except OSError:
        return ""
    near = get_close_matches(name, names, n=1)
    return did_you_mean(name, near) if near else ""
