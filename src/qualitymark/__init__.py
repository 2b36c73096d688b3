"""Compose a quality mark onto community cover images.

The public names; each is imported when it is first used, so that importing the package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batch.job import Job
    from .batch.outcome import Outcome
    from .batch.plan import Plan, plan
    from .batch.run import run_batch
    from .batch.settings import Settings
    from .errors import (
        CoverError,
        ExecutorError,
        GlyphError,
        ManifestError,
        OutputError,
        PageError,
        PlacementError,
        PlatformError,
        ProofError,
        QRError,
        QualitymarkError,
        TemplateError,
        TextError,
        UsageError,
    )
    from .explaining import explain
    from .images.limits import Limits
    from .images.records import Record, read_record
    from .manifest import Manifest, ReadOptions, Row, read_manifest
    from .page import Page
    from .platforms import Platform, load_platform, platform_names
    from .stamped import Stamped, StampedFile, StampedMark
    from .stamping import stamp, stamp_file
    from .template import Template, load_template, template_names

_HOMES = {
    "batch.job": ("Job",),
    "batch.outcome": ("Outcome",),
    "batch.plan": ("Plan", "plan"),
    "batch.run": ("run_batch",),
    "batch.settings": ("Settings",),
    "errors": (
        "CoverError",
        "ExecutorError",
        "GlyphError",
        "ManifestError",
        "OutputError",
        "PageError",
        "PlacementError",
        "PlatformError",
        "ProofError",
        "QRError",
        "QualitymarkError",
        "TemplateError",
        "TextError",
        "UsageError",
    ),
    "explaining": ("explain",),
    "images.limits": ("Limits",),
    "images.records": ("Record", "read_record"),
    "manifest": ("Manifest", "ReadOptions", "Row", "read_manifest"),
    "page": ("Page",),
    "platforms": ("Platform", "load_platform", "platform_names"),
    "stamped": ("Stamped", "StampedFile", "StampedMark"),
    "stamping": ("stamp", "stamp_file"),
    "template": ("Template", "load_template", "template_names"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CoverError",
    "ExecutorError",
    "GlyphError",
    "Job",
    "Limits",
    "Manifest",
    "ManifestError",
    "Outcome",
    "OutputError",
    "Page",
    "PageError",
    "PlacementError",
    "Plan",
    "Platform",
    "PlatformError",
    "ProofError",
    "QRError",
    "QualitymarkError",
    "ReadOptions",
    "Record",
    "Row",
    "Settings",
    "Stamped",
    "StampedFile",
    "StampedMark",
    "Template",
    "TemplateError",
    "TextError",
    "UsageError",
    "explain",
    "load_platform",
    "load_template",
    "plan",
    "platform_names",
    "read_manifest",
    "read_record",
    "run_batch",
    "stamp",
    "stamp_file",
    "template_names",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
