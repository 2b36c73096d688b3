"""How a JPEG was coded, kept so that it can be coded the same way again.

Where only some blocks are coded again, ``jpeg`` reads what it needs by itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from PIL import Image

Table = tuple[int, ...]

# Samples of luminance for one of chrominance, across and down (ITU-T T.81, A.1.1).
_SUBSAMPLINGS = {
    (1, 1): "4:4:4",
    (2, 1): "4:2:2",
    (2, 2): "4:2:0",
    (1, 2): "4:4:0",
    (4, 1): "4:1:1",
    (4, 2): "4:1:0",
}
# What Pillow can write, for each; never coarser than the source in either direction.
_WRITTEN = {"4:2:2": "4:2:2", "4:2:0": "4:2:0", "4:1:1": "4:2:2", "4:1:0": "4:2:0"}
_TURNED = {"4:2:2": "4:4:0", "4:4:0": "4:2:2", "4:1:1": "other", "4:1:0": "other"}


class JpegCoding(NamedTuple):
    """Quantisation tables (one a component, 64 values each, row by row), and subsampling of a JPEG.

    ``subsampling`` is ``4:4:4``, ``4:2:2``, ``4:2:0``, ``4:4:0``, ``4:1:1``, ``4:1:0``, ``grey`` or ``other``;
    ``keep_rgb`` says that the components are red, green and blue without a colour transform.
    """

    qtables: tuple[Table, ...]
    subsampling: str
    keep_rgb: bool = False

    @property
    def written_subsampling(self) -> str:
        """The subsampling that can be written: the same, or the next finer one."""
        return _WRITTEN.get(self.subsampling, "4:4:4")

    def turned(self) -> JpegCoding:
        """Return the coding for the picture with rows and columns exchanged, which keeps the loss the same."""
        tables = tuple(
            tuple(table[8 * column + row] for row in range(8) for column in range(8)) for table in self.qtables
        )
        return self._replace(qtables=tables, subsampling=_TURNED.get(self.subsampling, self.subsampling))


@cache
def jpeg_decoder() -> type[Any]:
    """Return Pillow's JPEG plugin, opened alone: Image.open would import four more."""
    from PIL.JpegImagePlugin import JpegImageFile

    class Decoder(JpegImageFile):
        def _read_dpi_from_exif(self) -> None:
            """Leave EXIF alone: parsing it here costs the TIFF plugin and warns about broken blocks."""

    return Decoder


def jpeg_coding(image: Image.Image) -> JpegCoding | None:
    """Return how an opened JPEG was coded; None where the picture does not say it."""
    tables: dict[int, list[int]] = getattr(image, "quantization", None) or {}
    layers: list[tuple[int, int, int, int]] = getattr(image, "layer", None) or []
    if not layers or not all(layer[3] in tables for layer in layers):
        return None
    transform = image.info.get("adobe_transform")
    qtables = tuple(tuple(tables[layer[3]]) for layer in layers)
    if len(layers) == 4:
        # Pillow writes CMYK without the transform to YCCK: the finest table then serves all four inks.
        qtables = qtables[:1] if transform == 2 else qtables
    rgb = len(layers) == 3 and (transform == 0 or bytes(layer[0] for layer in layers) == b"RGB")
    return JpegCoding(qtables, _subsampling(layers), rgb)


def _subsampling(layers: list[tuple[int, int, int, int]]) -> str:
    if len(layers) == 1:
        return "grey"
    across, down = layers[0][1:3]
    for ratio, name in _SUBSAMPLINGS.items():
        if all((layer[1] * ratio[0], layer[2] * ratio[1]) == (across, down) for layer in layers[1:3]):
            return name
    return "other"
