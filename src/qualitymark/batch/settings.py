"""How a campaign is made and run: what the library call and the command line have in common."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import PlatformError, UsageError
from ..images.formats import AUTO
from ..images.limits import Limits
from ..images.metadata import check_choice
from ..images.saving import WHITE, Saving
from ..messages import say


@dataclass(frozen=True, slots=True)
class Settings:
    """How covers are found, named, stamped and worked on.

    ``covers`` is the folder of the covers, by default the manifest's; ``name`` the pattern of output names.
    ``platform``, ``anchor``, ``tone``, ``format``, ``quality``, ``max_bytes``, ``subsampling``, ``matte``, ``frame``,
    ``metadata``, ``prove`` and ``limits`` are those of ``stamp_file``; as an output is named before it is made, ``auto`` is JPEG, PNG or GIF here
    where the cover is that, else PNG for BMP and TIFF and JPEG for the rest.
    ``workers`` is how many covers are worked on at once, by default one a core. A row that takes longer than
    ``row_seconds``, or ``row_mib`` more memory than a worker has at rest, fails; the others go on. ``fresh`` redoes
    what is up to date, ``fail_fast`` stops at the first row that fails.
    """

    covers: str | os.PathLike[str] | None = None
    name: str | None = None
    platform: str | os.PathLike[str] | None = None
    anchor: str | None = None
    tone: str | None = None
    format: str = "keep"
    quality: int | None = None
    max_bytes: int | None = None
    subsampling: str | None = None
    matte: str = WHITE
    frame: int | None = None
    metadata: str = "keep"
    prove: bool | None = None
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    workers: int | None = None
    row_seconds: float = 60
    row_mib: int = 1024
    fresh: bool = False
    fail_fast: bool = False

    def __post_init__(self) -> None:
        if self.workers is not None and self.workers < 1:
            raise UsageError(say("The number of workers must be 1 or more, not {count}.", count=self.workers))
        if not self.row_seconds > 0 or self.row_mib < 1:
            raise UsageError(say("A row needs time and memory; give more than 0 of both."))
        check_choice(self.metadata)
        Saving(self.format, self.quality, self.subsampling, self.max_bytes, self.matte)

    @property
    def crew(self) -> int:
        """How many covers are worked on at once."""
        return self.workers or _cores()


@dataclass(frozen=True, slots=True)
class Look:
    """What a worker needs to stamp as the settings say; ``platform_text`` is the content of a platform's own file.

    ``auto`` says that no output may be larger than its platform takes.
    """

    platform: str | None = None
    anchor: str | None = None
    tone: str | None = None
    quality: int | None = None
    max_bytes: int | None = None
    subsampling: str | None = None
    matte: str = WHITE
    frame: int | None = None
    auto: bool = False
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    platform_text: str | None = field(default=None, repr=False)
    metadata: str = "keep"
    prove: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Look:
        """Take what concerns the picture. Raises PlatformError for a platform that is unknown or not valid."""
        from ..surviving import proves

        name, text = None, None
        if settings.platform is not None:
            from ..platforms import load_platform, platform_names

            load_platform(settings.platform)
            name = os.fspath(settings.platform)
            if not (isinstance(settings.platform, str) and name in platform_names()):
                text = _text(name)
        return cls(
            name,
            settings.anchor,
            settings.tone,
            settings.quality,
            settings.max_bytes,
            settings.subsampling,
            settings.matte,
            settings.frame,
            settings.format.lower() == AUTO,
            settings.limits,
            text,
            settings.metadata,
            proves(settings.prove),
        )


def _text(path: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except (OSError, ValueError) as problem:
        raise PlatformError(say("The file cannot be read: {reason}.", reason=str(problem))) from None


def _cores() -> int:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
