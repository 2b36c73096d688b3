"""Reading a QR code as a plain reader does, and telling ours from others."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..geometry import Box
from ..messages import say

if TYPE_CHECKING:
    from PIL.Image import Image


@cache
def available() -> bool:
    """Tell whether the reader of QR codes is installed: zxing-cpp, by the extra ``verify``."""
    return find_spec("zxingcpp") is not None


def reads(picture: Image, symbol: Box, modules: int, payload: str) -> bool:
    """Tell whether a picture shows the payload as a QR code at ``symbol``, its box without quiet zone in pixels.

    All four corners that the reader finds must lie within two modules of ours: what else the cover shows, even with
    the same payload, is not taken for it. The reader is given one try, without turning, scaling or inverting.
    Raises UsageError where zxing-cpp is not installed.
    """
    zxing = _reader()
    expected = symbol.left, symbol.top, symbol.right, symbol.bottom
    slack = 2 * symbol.width / modules
    found = zxing.read_barcodes(
        picture, formats=zxing.BarcodeFormat.QRCode, try_rotate=False, try_downscale=False, try_invert=False
    )
    return any(
        code.bytes == payload.encode()
        and all(abs(one - other) <= slack for one, other in zip(_edges(code.position), expected, strict=True))
        for code in found
    )


def _edges(position: Any) -> tuple[int, int, int, int]:
    """Return the box around the corners; a symbol that is turned has a larger one than ours."""
    corners = position.top_left, position.top_right, position.bottom_left, position.bottom_right
    across, down = [corner.x for corner in corners], [corner.y for corner in corners]
    return min(across), min(down), max(across), max(down)


def _reader() -> Any:
    try:
        import zxingcpp
    except ImportError:
        raise UsageError(
            say("QR codes are read back by zxing-cpp; run “pip install qualitymark[verify]”, or do not prove.")
        ) from None
    return zxingcpp
