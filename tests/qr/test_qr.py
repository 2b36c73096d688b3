import io
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import zxingcpp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark import qr
from qualitymark.errors import QRError, TemplateError

INK, PAPER = (16, 32, 58), (255, 255, 255)
LINK = "HTTPS://ZK.EXAMPLE.RU/#"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def read(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [barcode.text for barcode in found]


def busy_cover(width: int = 1920, height: int = 768) -> Image.Image:
    """Make a picture with large shapes and fine grain, the same every time."""
    chance = random.Random(7)
    coarse = Image.frombytes("RGB", (24, 10), chance.randbytes(24 * 10 * 3))
    grain = Image.frombytes("RGB", (width // 2, height // 2), chance.randbytes(width * height // 4 * 3))
    shapes = coarse.resize((width, height), Image.Resampling.BICUBIC)
    return Image.blend(shapes, grain.resize((width, height), Image.Resampling.BILINEAR), 0.35)


def as_served(picture: Image.Image, share: float = 0.4, quality: int = 60) -> Image.Image:
    """Scale a picture and code it as JPEG, as a platform does for a phone."""
    size = (round(picture.width * share), round(picture.height * share))
    file = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(file, "JPEG", quality=quality)
    return Image.open(io.BytesIO(file.getvalue()))


def of_version(version: int) -> qr.Symbol:
    """Return a symbol of the version, with a link as payload."""
    count = 0
    while (symbol := qr.encode(LINK + "7K9-" * count + "X")).version < version:
        count += 1
    return symbol


@pytest.fixture(scope="module")
def cover() -> Image.Image:
    return busy_cover()


@pytest.mark.parametrize("style", qr.STYLES)
@pytest.mark.parametrize("module", [6, 8])
@pytest.mark.parametrize("version", [2, 3, 4, 5, 6])
def test_drawn_symbol_reads_at_full_size_and_as_served(cover, version, module, style):
    """A link drawn at 6 or 8 px a module reads from a busy cover, whole and at 40 % with JPEG at quality 60."""
    symbol = of_version(version)
    plan = qr.plan(symbol, (symbol.modules + 8) * module, style=style)
    stamped = cover.copy()
    stamped.paste(qr.draw(symbol, plan, INK, PAPER), (1201, 97))

    assert (version, module, style) == (symbol.version, plan.module, plan.style)
    assert [symbol.payload] == read(stamped)
    assert [symbol.payload] == read(as_served(stamped))


@pytest.mark.parametrize("style", qr.STYLES)
@pytest.mark.parametrize("module", [6, 8])
def test_smallest_symbol_reads(cover, module, style):
    """A short code of version 1 reads as well."""
    symbol = qr.encode("ZK-2023-0042")
    stamped = cover.copy()
    plan = qr.plan(symbol, 29 * module, style=style)
    stamped.paste(qr.draw(symbol, plan, INK, PAPER), (1201, 97))

    assert 1 == symbol.version
    assert ["ZK-2023-0042"] == read(stamped)
    assert ["ZK-2023-0042"] == read(as_served(stamped))


payloads = st.one_of(
    st.text(st.sampled_from(ALPHANUMERIC), min_size=1, max_size=120),
    st.from_regex(r"https://[a-z]{2,12}\.(ru|рф)/[a-zа-яё0-9/_-]{0,60}", fullmatch=True),
    st.from_regex(r"HTTPS://[A-Z]{2,12}\.RU/#[A-Z0-9]{4,12}", fullmatch=True),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, categories=("L", "N", "P", "S", "Zs")), min_size=1),
)


@settings(max_examples=200, deadline=None)
@given(payloads, st.sampled_from(qr.LEVELS), st.sampled_from(qr.STYLES))
def test_payload_comes_back(payload, level, style):
    """Whatever can be encoded is read back byte for byte, at the level asked for."""
    assume(payload.strip())
    symbol = qr.encode(payload, level)
    plan = qr.plan(symbol, (symbol.modules + 8) * 6, style=style)
    (found,) = zxingcpp.read_barcodes(qr.draw(symbol, plan, INK, PAPER))

    assert payload.encode() == found.bytes
    assert level == found.extra["ECLevel"]
    assert str(symbol.version) == str(found.extra["Version"])


@settings(deadline=None)
@given(payloads, st.sampled_from(qr.LEVELS))
def test_no_single_mode_gives_a_smaller_version(payload, level):
    """The segments never need a larger version than the whole payload in its one best mode."""
    from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
    from qrcode.main import QRCode

    assume(payload.strip())
    numbers = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
    plain = QRCode(error_correction=numbers[level])
    plain.add_data(payload, optimize=0)

    assert qr.encode(payload, level).version <= plain.best_fit()


@pytest.mark.parametrize(
    ("payload", "version", "modes"),
    [
        ("HTTPS://HOST/CODE", 1, ("alphanumeric",)),
        ("HTTPS://ZK.NSO.RU/#AB12-2345", 2, ("alphanumeric", "byte", "alphanumeric")),
        ("https://zk.nso.ru/#ab12-2345", 3, ("byte",)),
        ("20230042", 1, ("numeric",)),
        ("https://мойсайт.рф/знак", 3, ("byte",)),
        ("https://vk.com/wall-123456789012345678901234", 3, ("byte", "numeric")),
        ("https://vk.com/wall-1234567890123456789012", 3, ("byte",)),
    ],
)
def test_segments_give_the_smallest_version(payload, version, modes):
    """Capitals and digits take their own modes, and a mixture takes segments where they save a version."""
    symbol = qr.encode(payload)

    assert (version, modes) == (symbol.version, symbol.modes)


@pytest.mark.parametrize(
    ("sign", "level", "most"),
    [("7", "L", 7089), ("7", "H", 3057), ("A", "M", 3391), ("A", "Q", 2420), ("a", "L", 2953), ("a", "M", 2331)],
)
def test_capacity_is_the_standards(sign, level, most):
    """Version 40 holds what the standard's table 7 says, and one character more is refused with that number."""
    assert 40 == qr.encode(sign * most, level).version

    with pytest.raises(QRError) as caught:
        qr.encode(sign * (most + 1), level)
    expected = (
        f"The QR payload has {most + 1} bytes, but a QR code of level {level} holds {most} at most; "
        "shorten it to a link."
    )
    assert expected == str(caught.value)


@pytest.mark.parametrize("payload", ["", " ", "\t\n", "\u00a0"])
def test_empty_payload_is_refused(payload):
    """A payload of nothing but blanks is refused."""
    with pytest.raises(QRError) as caught:
        qr.encode(payload)

    assert "The QR payload is empty; give a link or a text." == str(caught.value)


@pytest.mark.parametrize(
    ("payload", "code", "place"),
    [
        ("https://a.ru\n", "U+000A", 13),
        ("\ufeffhttps://a.ru", "U+FEFF ZERO WIDTH NO-BREAK SPACE", 1),
        ("ab\x00", "U+0000", 3),
        ("a\ud800", "U+D800", 2),
    ],
)
def test_invisible_characters_are_refused(payload, code, place):
    """A character that nobody sees would break the link, and is named."""
    with pytest.raises(QRError) as caught:
        qr.encode(payload)

    expected = f"The QR payload has the invisible character {code} at place {place}; remove it."
    assert expected == str(caught.value)


def test_immense_payload_is_refused_at_once():
    """A payload of ten million characters is refused before it is split into segments."""
    with pytest.raises(QRError, match="10000000 bytes"):
        qr.encode("a" * 10_000_000)


def test_unknown_level_and_style_are_told():
    """An unknown level or style names what is known."""
    with pytest.raises(TemplateError, match="Unknown error correction level “X”. Known: H, L, M, Q."):
        qr.encode("A", "X")
    with pytest.raises(TemplateError, match="Unknown QR style “dot”. Did you mean “dots”?"):
        qr.plan(qr.encode("A"), 300, style="dot")


def test_threads_get_the_same_symbols():
    """Symbols made by many threads at once are those that one thread makes."""
    texts = [f"HTTPS://HOST/{number}" for number in range(40)]
    alone = [qr.encode(text).rows for text in texts]
    qr.encode.cache_clear()

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: qr.encode(text).rows, texts))

    assert alone == together


@given(st.integers(1, 6), st.integers(100, 700), st.integers(2, 6))
@settings(deadline=None)
def test_plan_takes_the_largest_whole_module(version, side, quiet):
    """The module is the largest whole number of pixels, the symbol is centred, and the quiet zone is kept."""
    symbol = of_version(version)
    assume(side >= 4 * (symbol.modules + 2 * quiet))

    plan = qr.plan(symbol, side, quiet)

    across = symbol.modules + 2 * quiet
    assert plan.module * across <= side < (plan.module + 1) * across
    assert side == plan.side
    assert plan.offset >= quiet * plan.module
    assert side - plan.offset - symbol.modules * plan.module - plan.offset in (0, 1)
    assert (plan.module < 6) == (plan.warning is not None)


def test_too_small_plate_is_refused_with_the_size_it_needs():
    """Below 4 px a module the error says the side needed, and that side does."""
    symbol = qr.encode("HTTPS://HOST/CODE")

    with pytest.raises(QRError) as caught:
        qr.plan(symbol, 100)

    expected = (
        "The QR code needs 116 px a side (29 modules of 4 px, quiet zone included) but has 100 px; "
        "make the mark or the cover 1.16 times as large, or shorten the payload (17 characters)."
    )
    assert expected == str(caught.value)
    assert 4 == qr.plan(symbol, 116).module
    with pytest.raises(QRError):
        qr.plan(symbol, 115)


def test_small_module_is_warned_of():
    """Between 4 and 6 px a module the plan warns with the side that would be comfortable, and that side is."""
    symbol = qr.encode("HTTPS://HOST/CODE")

    expected = (
        "The QR code has 5 px a module, and 6 px scan better: give it 174 px a side, not 150 px "
        "(a larger mark or cover), or shorten its 17 characters."
    )
    assert expected == qr.plan(symbol, 150).warning
    assert qr.plan(symbol, 174).warning is None


def test_small_dots_become_squares():
    """Dots below 6 px a module are drawn as squares, and the plan says so."""
    symbol = qr.encode("HTTPS://HOST/CODE")

    plan = qr.plan(symbol, 150, comfortable=5, style="dots")

    assert "squares" == plan.style
    assert "The QR code was drawn in squares: dots need 6 px a module, here are 5 px." == plan.warning
    assert "dots" == qr.plan(symbol, 174, style="dots").style


def test_narrow_quiet_zone_is_refused():
    """A quiet zone that readers do not forgive is refused."""
    with pytest.raises(TemplateError, match="A quiet zone of 1 modules is too narrow"):
        qr.plan(qr.encode("A"), 300, quiet=1)


def test_squares_are_whole_pixels():
    """Every pixel of a drawing in squares is the ink of its module, or the plate."""
    symbol = qr.encode("HTTPS://HOST/CODE")
    plan = qr.plan(symbol, 217)
    drawn = qr.draw(symbol, plan, INK, PAPER)

    def wanted(x: int, y: int) -> tuple[int, int, int]:
        row, column = (y - plan.offset) // plan.module, (x - plan.offset) // plan.module
        inside = 0 <= row < symbol.modules and 0 <= column < symbol.modules
        return INK if inside and symbol.rows[row][column] else PAPER

    assert (217, 217) == drawn.size
    assert b"".join(bytes(wanted(x, y)) for y in range(217) for x in range(217)) == drawn.tobytes()


def test_finders_stay_square_among_dots():
    """Finder, alignment and timing patterns are the same in dots as in squares; other modules are not."""
    symbol = of_version(7)
    side = (symbol.modules + 8) * 8
    squares, dots = (qr.draw(symbol, qr.plan(symbol, side, style=style), INK, PAPER) for style in ("squares", "dots"))

    def same(row: int, column: int) -> bool:
        box = (32 + column * 8, 32 + row * 8, 40 + column * 8, 40 + row * 8)
        return squares.crop(box).tobytes() == dots.crop(box).tobytes()

    sides = range(symbol.modules)
    dark = [(row, column) for row in sides for column in sides if symbol.rows[row][column]]
    assert {place: symbol.is_fixed(*place) for place in dark} == {place: same(*place) for place in dark}
    assert (6, 22, 38) == symbol.centres
    assert all(symbol.is_fixed(row, column) for row, column in [(0, 0), (44, 6), (38, 38), (22, 4), (6, 12)])
    assert not any(symbol.is_fixed(row, column) for row, column in [(9, 9), (38, 35), (44, 44), (7, 8)])


def test_fixed_patterns_are_those_of_the_standard():
    """Modules told to be fixed do not depend on the payload: they are equal in all symbols of a version."""
    first, second = qr.encode("A" * 90, "L"), qr.encode("7" * 180, "L")
    assert 4 == first.version == second.version

    sides = range(first.modules)
    fixed = [(row, column) for row in sides for column in sides if first.is_fixed(row, column)]
    assert [first.rows[row][column] for row, column in fixed] == [second.rows[row][column] for row, column in fixed]


@pytest.mark.parametrize(("dark", "light"), [((255, 0, 0), (255, 255, 255)), ((255, 255, 255), (0, 0, 0))])
def test_modules_must_be_darker_than_the_plate(dark, light):
    """Weak contrast and light modules on a dark plate are refused."""
    symbol = qr.encode("A")

    with pytest.raises(TemplateError, match="must be much darker than their plate"):
        qr.draw(symbol, qr.plan(symbol, 200), dark, light)
