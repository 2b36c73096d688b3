"""What the layer kind ``qr`` draws and tells."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image

from qualitymark.errors import QRError
from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, QRVerdict, Space
from qualitymark.layers.qr import QR
from qualitymark.text.fonts import FontBook

LINK = "https://example.org/v/K7Q2"


def laid(layer: QR, scale: float = 1.0) -> Laid:
    return layer.lay_out(Space(scale, Box.at(0, 0, 900, 500), FontBook.bundled()))


@pytest.mark.parametrize("scale", [0.6, 1.0, 1.37])
def test_the_code_is_the_largest_square_of_its_box_and_reads(scale: float):
    """A box that is wider than high gets a centred square, in whole pixels, which a reader decodes."""
    made = laid(QR(payload=LINK, box=Box.at(10, 20, 300, 240)), scale)
    page = Image.new("RGB", (600, 500), "#888888")
    page.paste(made.paint().convert("RGB"), made.box.pixels[:2])

    assert made.box.width == made.box.height == round(260 * scale) - round(20 * scale)
    assert LINK == zxingcpp.read_barcodes(page)[0].text


def test_the_verdict_has_the_pixels_of_a_module():
    """Version, level, pixels a module and the side with its quiet zone are told."""
    made = laid(QR(payload=LINK, box=Box.at(0, 0, 232, 232), name="code"))

    assert QRVerdict("code", LINK, 2, "M", 7, 232, "squares", Box.at(0, 0, 232, 232), 21.0) == made.qr


def test_below_six_pixels_a_module_there_is_a_warning():
    """Five pixels a module are drawn, with what to change."""
    assert "5 px a module" in str(laid(QR(payload=LINK, box=Box.at(0, 0, 170, 170))).warnings[0])


def test_below_four_pixels_a_module_nothing_is_drawn():
    """Three pixels a module do not survive a phone; the error says how large the side must be."""
    with pytest.raises(QRError, match="needs 132 px a side"):
        laid(QR(payload=LINK, box=Box.at(0, 0, 120, 120)))


def test_round_corners_take_from_the_quiet_zone_only():
    """However large the radius, every module stays, and the code reads."""
    made = laid(QR(payload=LINK, box=Box.at(0, 0, 240, 240), radius=200))
    page = Image.new("RGB", (260, 260), "#202020")
    picture = made.paint()
    page.paste(picture, (10, 10), picture)

    assert 0 == picture.getpixel((0, 0))[3]
    assert LINK == zxingcpp.read_barcodes(page)[0].text


@pytest.mark.parametrize("radius", [0, 0.4, 12])
def test_what_is_told_to_be_opaque_is(radius: float):
    """A code without round corners is opaque from edge to edge, and says so."""
    made = laid(QR(payload=LINK, box=Box.at(0, 0, 240, 240), radius=radius))

    assert (made.paint().getchannel("A").getextrema()[0] == 255) == made.opaque


def test_a_code_is_never_transparent():
    """Opacity is refused with the reason."""
    message = QR(payload=LINK, box=Box.at(0, 0, 240, 240), opacity=0.9).check()

    assert "A QR code that shows the picture through does not scan; leave out “opacity”." == message
