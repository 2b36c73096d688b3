"""The one tree of errors: what is wrong, where, what to do, and the exit code of the command line.

Library calls raise these and nothing else for bad input. ``str(error)`` is one line (one a fault where
there are several), in English; ``error.in_language("ru")`` says the same in Russian.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any, ClassVar

from .frozen import frozen
from .messages import Message, join, say, translate


@frozen
class Trail:
    """Where a fault is. Lines, columns and rows count from 1; ``key`` is a path such as ``marks[0].layers[2].fill``."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None
    layer: str | None = None
    field: str | None = None
    key: str | None = None

    def place(self) -> str:
        """Return ``file:line:column: key`` as far as it is known, or an empty string; the layer where no key is."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ": ".join(part for part in (":".join(parts), self.key or self.layer) if part)

    def as_dict(self) -> dict[str, Any]:
        """Return what is known, for JSON."""
        return {key: value for key, value in asdict(self).items() if value is not None}


@frozen
class Fault:
    """One thing that is wrong: a message that ends with what to do, and its place."""

    message: str
    trail: Trail = Trail()

    def in_language(self, language: str) -> str:
        """Return the fault as one line: place, message."""
        place, text = self.trail.place(), translate(self.message, language)
        return f"{place}: {text}" if place else str(text)


class QualitymarkError(Exception):
    """Base of all errors of this package.

    ``faults`` holds everything found wrong, at least one; ``exit_code`` is what the command line ends with:
    2 wrong usage or an invalid template, manifest or settings; 3 a single input that cannot be read or
    stamped; 4 an output that exists or cannot be written.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, trail: Trail = Trail(), faults: Sequence[Fault] = ()) -> None:
        super().__init__(message, trail, tuple(faults))
        self.faults: tuple[Fault, ...] = tuple(faults) or (Fault(message, trail),)

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> QualitymarkError:
        """Make one error of several faults."""
        found = tuple(faults)
        return cls(found[0].message, found[0].trail, found)

    @property
    def message(self) -> str:
        """The first fault's message."""
        return self.faults[0].message

    @property
    def trail(self) -> Trail:
        """The first fault's place."""
        return self.faults[0].trail

    def at(self, **known: Any) -> QualitymarkError:
        """Return the same error with more of its place told; what is already known stays."""
        faults = [
            Fault(
                fault.message,
                replace(
                    fault.trail, **{key: value for key, value in known.items() if getattr(fault.trail, key) is None}
                ),
            )
            for fault in self.faults
        ]
        return type(self).of(faults)

    def in_language(self, language: str) -> str:
        """Return the error in ``en`` or ``ru``, one line a fault."""
        return "\n".join(fault.in_language(language) for fault in self.faults)

    def __str__(self) -> str:
        return self.in_language("en")


class UsageError(QualitymarkError):
    """The call or the settings are wrong."""

    exit_code = 2


class TemplateError(QualitymarkError):
    """The template is not valid, or needs what is not there."""

    exit_code = 2


class PageError(QualitymarkError):
    """The page's metadata are not valid, or a required value is missing."""

    exit_code = 2


class ManifestError(QualitymarkError):
    """The table of pages cannot be read as a whole."""

    exit_code = 2


class PlatformError(QualitymarkError):
    """The platform is unknown, or its preset is not valid."""

    exit_code = 2


class CoverError(QualitymarkError):
    """The cover cannot be read, is refused by a limit, or cannot be stamped."""


class TextError(QualitymarkError):
    """A text does not fit its box."""


class GlyphError(QualitymarkError):
    """A text has a sign that no font at hand can draw."""


class QRError(QualitymarkError):
    """A payload cannot be made into a QR code that reads."""


class PlacementError(QualitymarkError):
    """The mark finds no place on the cover."""


class ProofError(QualitymarkError):
    """A mark does not keep its template's promise in what the platform would make of the file."""


class OutputError(QualitymarkError):
    """The output exists or cannot be written."""

    exit_code = 4


class ExecutorError(QualitymarkError):
    """The executor cannot be used, or does no work any more. What was finished stays, and the next run goes on."""

    exit_code = 1


def reason_of(problem: Exception) -> str:
    """Return why the system refused a file or a folder, in its own words where it has some."""
    if isinstance(problem, ValueError) and "null" in str(problem):
        # Every version of Python says it in another way.
        return say("a null character in the name")
    return getattr(problem, "strerror", None) or str(problem)


def did_you_mean(name: str, known: Iterable[str]) -> Message:
    """Return ``Did you mean …?`` for a near miss, else the list of known names."""
    from difflib import get_close_matches

    names = {known_name.casefold(): known_name for known_name in sorted(known)}
    near = get_close_matches(name.casefold(), names, n=1, cutoff=0.6)
    if near:
        return say("Did you mean “{near}”?", near=names[near[0]])
    if not names:
        return say("None is known here.")
    return say("Known: {names}.", names=", ".join(names.values()))


def unknown(what: str, name: str, known: Iterable[str]) -> Message:
    """Return the message for a name that is not known, ``what`` being a message such as ``say("anchor")``."""
    return join(say("Unknown {what} “{name}”.", what=what, name=name), did_you_mean(name, known))
