"""Finding a row's cover: by the name that the row gives, by its id, or by a file that is called like the page.

Case, extension and letters that look alike in Cyrillic and Latin do not matter, and what was forgiven is said. A row
can name files below the folder of the covers and no others.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISREG
from typing import NamedTuple

from ..messages import Message, say
from ..model.reading import brief
from .names import EXTENSIONS
from .scratch import Scratch

# Beside what can be read: what people have, so that the reader can say what is wrong with it.
_PICTURES = EXTENSIONS | {".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}
# After casefold, so that «В» and “B” meet too: their small forms «в» and “b” look different.
_ALIKE = str.maketrans("авгеёкмнорстухіїјѕ", "abreekmhopctyxiijs")
_SHOWN = 3
_BARE = re.compile(r"\w[\w .-]*\w")
"""Names that are one part of a path on every system."""


class Found(NamedTuple):
    """A cover's absolute path, and what was forgiven to find it."""

    path: str
    warning: Message | None = None


class Wanted(NamedTuple):
    """What a row says of its cover: the field ``cover``, its id, and the names that its file may have."""

    cover: str | None
    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Covers:
    """The covers in a folder and below it; ``out`` is passed over, for outputs are no covers."""

    def __init__(self, folder: Path, out: Path | None, scratch: Scratch) -> None:
        self.folder = folder
        self._absolute = str(folder.absolute())
        self._root = folder.resolve()
        self._out = out.resolve() if out else None
        self._scratch = scratch
        self._indexed = False

    def find(self, wanted: Wanted) -> Found | Message:
        """Return the cover of a row, or what is wrong."""
        if wanted.cover:
            return self._named(wanted.cover)
        ids = tuple(name for number in wanted.ids for name in _names_of(number))
        looked = (*ids, *wanted.names)
        for names in (ids, wanted.names):
            made = [self._search(self._scratch.covers_of_stem, name, None) for name in names]
            found = {each.path: each for each in made if isinstance(each, Found)}
            wrong = [each for each in made if isinstance(each, Message)]
            if wrong:
                return wrong[0]
            if len(found) > 1:
                below = [path.removeprefix(self._absolute)[1:].replace(os.sep, "/") for path in found]
                return _several(names[0], below)
            if found:
                return next(iter(found.values()))
        shown = ", ".join(f"“{brief(name)}”" for name in dict.fromkeys(looked)) or "—"
        return say(
            "No cover was found in {folder}; looked for files called {names}. Name one so, or give the column “cover”.",
            folder=str(self.folder),
            names=shown,
        )

    def _named(self, name: str) -> Found | Message:
        """Return the cover that the row names by its path below the folder."""
        parts = _parts(name)
        if parts is None:
            return self._outside(name)
        path = os.path.join(self._absolute, *parts)  # noqa: PTH118 - a Path takes longer than the look at the file
        try:
            # A file of the folder itself that is no link is inside, and most are; resolving costs more than all else.
            if len(parts) == 1 and S_ISREG(os.lstat(path).st_mode):
                return Found(path)
            if Path(path).is_file():
                return Found(path) if self._is_inside(path) else self._outside(name)
        except FileNotFoundError:
            pass
        except (OSError, ValueError):
            return self._missing(name)
        inside = "/".join(parts)
        found = self._search(self._scratch.covers_at, inside, name)
        if found is None and len(parts) == 1:
            found = self._search(self._scratch.covers_of_stem, inside, name)
        return found if found is not None else self._missing(name)

    def _search(self, look: Callable[[str], list[str]], name: str, given: str | None) -> Found | Message | None:
        """Look in the index; ``given`` is what the row says, None where it says nothing."""
        self._index()
        wanted = name if given is None else _without_extension(name)
        paths = look(_folded(wanted))
        readable = [path for path in paths if os.path.splitext(path)[1].lower() in EXTENSIONS]  # noqa: PTH122
        paths = readable or paths
        exact = [path for path in paths if _stem_like(path, wanted)]
        paths = exact or paths
        if not paths:
            return None
        if len(paths) > 1:
            return _several(name, paths)
        path = os.path.join(self._absolute, *paths[0].split("/"))  # noqa: PTH118 - as above
        if not self._is_inside(path):
            return self._outside(paths[0])
        return Found(path, _forgiven(given, name, paths[0], bool(exact)))

    def _index(self) -> None:
        if not self._indexed:
            self._indexed = True
            self._scratch.add_covers(
                (_folded(Path(path).stem), path, _folded(_without_extension(path))) for path in self._files(self.folder)
            )

    def _files(self, folder: Path, below: str = "") -> Iterator[str]:
        """Yield the pictures below a folder by their paths in it, with ``/``."""
        try:
            entries = os.scandir(folder)
        except OSError:
            return
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if self._out is None or Path(entry.path).resolve() != self._out:
                        yield from self._files(Path(entry.path), f"{below}{entry.name}/")
                elif os.path.splitext(entry.name)[1].lower() in _PICTURES and _is_text(entry.name):  # noqa: PTH122
                    yield f"{below}{entry.name}"

    def _is_inside(self, path: str) -> bool:
        try:
            return Path(path).resolve().is_relative_to(self._root)
        except (OSError, ValueError, RuntimeError):
            return False

    def _outside(self, name: str) -> Message:
        return say(
            "The cover “{name}” is outside of {folder}; move it there.", name=brief(name), folder=str(self.folder)
        )

    def _missing(self, name: str) -> Message:
        return say("There is no cover “{name}” in {folder}; check the name.", name=brief(name), folder=str(self.folder))


def _several(name: str, paths: list[str]) -> Message:
    shown = ", ".join(f"“{path}”" for path in paths[:_SHOWN])
    return say("Several covers fit “{name}”: {files}. Name one in the column “cover”.", name=name, files=shown)


def _parts(name: str) -> tuple[str, ...] | None:
    """Return the parts of a path that a row gives, or None for one that leads elsewhere."""
    if _BARE.fullmatch(name):
        return (name,)
    parts = PurePosixPath(name.strip().replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0].startswith("/") or PureWindowsPath(name).drive:
        return None
    return parts


def _names_of(number: str) -> tuple[str, ...]:
    """Return the names that the cover of a community may have."""
    if number.isdecimal():
        return number, f"public{number}", f"club{number}", f"-{number}"
    return (number,)


def _without_extension(name: str) -> str:
    stem, extension = os.path.splitext(name)  # noqa: PTH122 - of a path with folders
    return stem if extension.lower() in _PICTURES else name


def _folded(text: str) -> str:
    """Return a name as it is compared: case, look-alikes and runs of blanks do not matter."""
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold().translate(_ALIKE)


def _stem_like(path: str, wanted: str) -> bool:
    """Return whether a file is called just so, but for its extension."""
    stem = _without_extension(path)
    return unicodedata.normalize("NFC", wanted) in (
        unicodedata.normalize("NFC", stem),
        unicodedata.normalize("NFC", stem.rpartition("/")[2]),
    )


def _forgiven(given: str | None, name: str, path: str, exact: bool) -> Message | None:
    """Return what to say where the file is not called as the row says; a row that says nothing forgives its case."""
    if exact and (given is None or _without_extension(given) == given):
        return None
    if given is None and unicodedata.normalize("NFC", Path(path).stem).casefold() == name.casefold():
        return None
    return say("The cover “{name}” was taken to be “{path}”; check that it is.", name=brief(name), path=path)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
