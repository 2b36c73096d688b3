"""Options that commands share, in the groups in which the help lists them, and what the shell completes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError, unknown
from ..messages import say
from .language import _

if TYPE_CHECKING:
    from ..images.limits import Limits

Decorator = Callable[[Any], Any]
Complete = Callable[[click.Context, click.Parameter, str], list[Any]]

# Whether it is there and may be read is for the library to say.
PATH = click.Path(readable=False, allow_dash=True)
TONES = ("auto", "light", "dark")
FORMATS = ("keep", "auto", "jpg", "png", "webp", "gif", "tiff", "avif")
SUBSAMPLINGS = ("444", "422", "420")
METADATA = ("keep", "minimal", "strip")
LIMITS = ("megapixels", "file_mib", "jpeg_scans", "frames", "frames_megapixels")


def group(*options: Decorator) -> Decorator:
    """Return one decorator for several options, in the order of the help."""

    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _among(names: Callable[[], Iterable[str]], files: bool = False) -> Complete:
    """Return what completes an option by names, which are asked for only then; ``files`` are completed too."""

    def complete(ctx: click.Context, param: click.Parameter, start: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name) for name in names() if name.startswith(start)]
        return [*found, CompletionItem(start, type="file")] if files else found

    return complete


def _templates() -> Iterable[str]:
    from ..template import template_names

    return template_names()


def _platforms() -> Iterable[str]:
    from ..platforms import platform_names

    return platform_names()


def _anchors() -> Iterable[str]:
    from ..placement import ANCHOR_RULES

    return ANCHOR_RULES


complete_template = _among(_templates, files=True)
complete_platform = _among(_platforms)

as_json = click.option("--json", "as_json", is_flag=True, help=_("Print the result as one JSON object."))
explain = click.option(
    "--explain",
    metavar=_("FILE"),
    type=PATH,
    help=_("Also write a PNG picture that shows why the mark is where it is."),
)
quiet = click.option("-q", "--quiet", is_flag=True, help=_("Print errors only."))

template = click.option(
    "-t",
    "--template",
    metavar=_("TEMPLATE"),
    default="plate",
    show_default=True,
    shell_complete=complete_template,
    help=_("A built-in design or the path of a YAML file."),
)

content = group(
    template,
    click.option("--page", metavar=_("FILE"), type=PATH, help=_("The page's values, a YAML or JSON file.")),
    click.option(
        "-s",
        "--set",
        "values",
        metavar=_("KEY=VALUE"),
        multiple=True,
        help=_("One value of the page, over those of --page; an empty one takes it away. May be repeated."),
    ),
    click.option("--qr", metavar=_("TEXT"), help=_("What the QR code says; the value of the field verify_url.")),
)

look = group(
    click.option(
        "--platform",
        metavar=_("NAME"),
        shell_complete=complete_platform,
        help=_("Where the cover is shown, such as vk-cover; by default told by the cover's size."),
    ),
    click.option(
        "--anchor",
        metavar=_("NAME"),
        shell_complete=_among(_anchors),
        help=_("Where the mark goes: such as bottom-right, auto for the calmest corner, or free for any place."),
    ),
    click.option(
        "--tone", metavar="|".join(TONES), shell_complete=_among(lambda: TONES), help=_("The tone of the mark.")
    ),
)


def _bytes(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    from ..images.saving import byte_count

    return None if value is None else byte_count(value)


def _limits(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> Limits:
    from ..images.limits import Limits

    found: dict[str, Any] = {}
    for text in given:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign:
            raise UsageError(say("“{text}” is not NAME=N; write --limit frames=400.", text=text))
        if name not in LIMITS:
            raise UsageError(unknown(say("limit"), name, LIMITS))
        if name in found:
            raise UsageError(say("“{name}” is given twice on the command line; keep one.", name=name))
        found[name] = _limit(name, value)
    return Limits(**found)


def _limit(name: str, value: str) -> float:
    whole = name in ("frames", "jpeg_scans")
    try:
        number = int(value) if whole else float(value.replace(",", "."))
    except ValueError:
        number = 0
    if 0 < number < inf:
        return number
    if whole:
        raise UsageError(say("The limit {name} is a whole number above 0, not “{value}”.", name=name, value=value))
    raise UsageError(say("The limit {name} is a number above 0, not “{value}”.", name=name, value=value))


limits = click.option(
    "--limit",
    "limits",
    metavar=_("NAME=N"),
    multiple=True,
    callback=_limits,
    shell_complete=_among(lambda: (f"{name}=" for name in LIMITS)),
    help=_(
        "Open larger files than usual, or only smaller ones: megapixels, file_mib, jpeg_scans, frames or "
        "frames_megapixels. May be repeated."
    ),
)

prove = click.option(
    "--prove/--no-prove",
    "prove",
    default=None,
    help=_(
        "Look at the finished file as the platform serves it, and read its QR code back; by default where the extra "
        "“verify” is installed."
    ),
)

metadata = click.option(
    "--metadata",
    metavar="|".join(METADATA),
    default="keep",
    show_default=True,
    shell_complete=_among(lambda: METADATA),
    help=_(
        "What the result tells beside the picture: keep leaves out positions and thumbnails; minimal keeps authors, "
        "rights and the record of the mark; strip keeps nothing."
    ),
)
restamp = click.option(
    "--restamp",
    metavar=_("FILE"),
    type=PATH,
    help=_("The original of a COVER that bears a mark already; it is stamped in its place."),
)

coding = group(
    click.option(
        "--format",
        "format",
        metavar="|".join(FORMATS),
        default="keep",
        show_default=True,
        shell_complete=_among(lambda: FORMATS),
        help=_("The format of the result; auto is one that the platform takes, not larger than it takes."),
    ),
    click.option(
        "--quality", metavar=_("N"), type=int, help=_("Code the whole picture anew in this quality, 1 to 100.")
    ),
    click.option(
        "--max-bytes",
        metavar=_("SIZE"),
        callback=_bytes,
        help=_("The largest file, such as 200KB or 5MB; the quality is lowered to meet it, to 60 at the least."),
    ),
    click.option(
        "--subsampling",
        metavar="|".join(SUBSAMPLINGS),
        shell_complete=_among(lambda: SUBSAMPLINGS),
        help=_("Code a JPEG anew with these colours; 444 keeps small coloured letters sharp."),
    ),
    click.option(
        "--matte",
        metavar=_("COLOUR"),
        default="#ffffff",
        show_default=True,
        help=_("What shows through transparent pixels in a JPEG."),
    ),
    click.option("--frame", metavar=_("N"), type=int, help=_("Take one frame of an animation as a still picture.")),
)

output = group(
    click.option(
        "-o",
        "--output",
        metavar=_("FILE"),
        type=PATH,
        help=_("Where to write; - for standard output."),
    ),
    click.option("--overwrite", is_flag=True, help=_("Replace the output where it exists.")),
)
