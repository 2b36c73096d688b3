"""The one pipeline, from a cover to a stamped cover."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, JpegImagePlugin

from qualitymark import Page, Stamped, load_template, stamp, stamp_file
from qualitymark.errors import CoverError, OutputError, PageError, PlacementError, QRError, UsageError

PAGE = Page(name="МБОУ СОШ № 3 г. Бердска", year=2023)
LINK = "https://example.org/v/K7Q2"


def cover(size: tuple[int, int] = (1920, 768), mode: str = "RGB", seed: int = 7) -> Image.Image:
    """A picture with smooth and busy parts, always the same."""
    made = Image.linear_gradient("L").resize(size).convert("RGB")
    pen, dice = ImageDraw.Draw(made), random.Random(seed)
    for _ in range(60):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        pen.ellipse((x, y, x + 90, y + 60), fill=tuple(dice.randrange(256) for _ in range(3)))
    return made.convert(mode)


def jpeg(**options: object) -> bytes:
    data = BytesIO()
    cover().save(data, "JPEG", **{"quality": 88, **options})
    return data.getvalue()


def outside_is_equal(stamped: Stamped, source: Image.Image) -> bool:
    """Tell whether every pixel outside of the marks' boxes is the source's."""
    difference = ImageChops.difference(stamped.image.convert("RGBA"), source.convert("RGBA"))
    for mark in stamped.marks:
        difference.paste((0, 0, 0, 0), mark.box.pixels)
    return not any(high for _, high in difference.getextrema())


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
@pytest.mark.parametrize("template", ["plate", "seal", "ribbon", "badge"])
def test_pixels_outside_of_the_mark_are_untouched(template: str, mode: str):
    """Nothing changes outside of the boxes that the result tells, and something does inside."""
    source = cover(mode=mode)
    stamped = stamp(source, template, PAGE)

    assert outside_is_equal(stamped, source)
    assert stamped.image.convert("RGB").tobytes() != source.convert("RGB").tobytes()


def test_the_source_picture_is_not_changed():
    """A Pillow image given to stamp stays as it was."""
    source = cover()
    before = source.tobytes()
    stamp(source, "plate", PAGE)

    assert before == source.tobytes()


def test_every_form_of_cover_gives_the_same_picture(tmp_path: Path):
    """Path, bytes, stream and Pillow image are the same cover."""
    data = jpeg()
    path = tmp_path / "cover.jpg"
    path.write_bytes(data)
    with Image.open(path) as opened:
        forms = (path, str(path), data, BytesIO(data), opened)
        results = {stamp(form, "plate", PAGE).image.tobytes() for form in forms}

    assert 1 == len(results)


def test_values_may_come_as_a_mapping():
    """A plain dict serves as a page."""
    stamped = stamp(cover(), "plate", {"name": "Школа", "year": 2023})

    assert "Школа" in {text.text for text in stamped.marks[0].texts}


def test_a_missing_value_names_field_layer_and_template():
    """The message says what the page lacks, which layer needs it, and how to give it."""
    with pytest.raises(PageError) as caught:
        stamp(cover(), "plate", {"name": "Школа"})

    assert str(caught.value) == (
        "The page has no “year”, which layer “year” of template “plate” needs. Give it in the page, or with -s year=…."
    )


def test_a_value_that_no_field_claims_is_told():
    """A misspelt name is not passed over in silence."""
    warnings = stamp(cover(), "plate", {"name": "Школа", "year": 2023, "nominaton": "Спорт"}).warnings

    assert "The template has no field “nominaton”, so its value is not used. Did you mean “nomination”?" in warnings


def test_the_platform_is_told_by_the_size_of_the_cover():
    """A cover of VK's size gets VK's safe zone, any other the whole picture."""
    assert ["vk-cover", "any"] == [stamp(cover(size), "badge", PAGE).platform for size in ((1920, 768), (1900, 760))]


def test_the_mark_lies_in_the_safe_zone():
    """On VK's cover the artboard keeps within what every screen shows."""
    box = stamp(cover(), "plate", PAGE, platform="vk-cover").marks[0].artboard

    assert 362 <= box.left < box.right <= 1558
    assert 124 <= box.top < box.bottom <= 644


def test_another_size_than_the_platforms_is_stamped_with_a_warning():
    """Zones are scaled, and the result says so."""
    warnings = stamp(cover((1600, 640)), "badge", PAGE, platform="vk-cover").warnings

    assert any("1600x640" in warning for warning in warnings)


@pytest.mark.parametrize("anchor", ["top-left", "top", "top-right", "left", "centre", "right", "bottom"])
def test_an_anchor_takes_the_place_of_the_templates(anchor: str):
    """The mark goes where the caller says."""
    mark = stamp(cover((1900, 760)), "badge", PAGE, anchor=anchor).marks[0]
    x, y = mark.artboard.centre
    column = 0 if x < 600 else 2 if x > 1300 else 1
    row = 0 if y < 260 else 2 if y > 500 else 1
    names = {(0, 0): "top-left", (1, 0): "top", (2, 0): "top-right", (0, 1): "left", (1, 1): "centre"}
    names |= {(2, 1): "right", (1, 2): "bottom"}

    assert (anchor, anchor) == (names[(column, row)], mark.anchor)


@pytest.mark.parametrize(("colour", "tone"), [("#000000", "light"), ("#ffffff", "dark")])
def test_the_tone_is_the_one_that_stands_out(colour: str, tone: str):
    """On a black picture the plate is light, on a white one dark."""
    assert tone == stamp(Image.new("RGB", (1920, 768), colour), "plate", PAGE).marks[0].tone


def test_a_tone_can_be_asked_for():
    """The caller's tone takes the place of the measured one."""
    assert "light" == stamp(Image.new("RGB", (1920, 768), "#ffffff"), "plate", PAGE, tone="light").marks[0].tone


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"anchor": "botom"}, "Unknown anchor “botom”. Did you mean “bottom”?"),
        ({"tone": "dork"}, "Unknown tone “dork”. Did you mean “dark”?"),
    ],
)
def test_unknown_choices_get_a_suggestion(choice: dict[str, str], message: str):
    """A misspelt anchor or tone is an error with the nearest known one."""
    with pytest.raises(UsageError) as caught:
        stamp(cover(), "plate", PAGE, **choice)

    assert message == str(caught.value)


def test_the_qr_code_reads_from_the_written_file(tmp_path: Path):
    """The code in the finished file is decoded at full size, and at 40 % with JPEG quality 60."""
    target = tmp_path / "out.jpg"
    done = stamp_file(_written(tmp_path), target, "plate", PAGE.updated({"verify_url": LINK}))
    small = BytesIO()
    with Image.open(target) as picture:
        picture.resize((768, 307), Image.Resampling.BICUBIC).save(small, "JPEG", quality=60)
        read = [zxingcpp.read_barcodes(image)[0].text for image in (picture, Image.open(small))]

    assert [LINK, LINK] == read
    assert (LINK, 6) <= (done.stamped.marks[0].qr.payload, done.stamped.marks[0].qr.module)


def test_a_payload_too_long_for_its_box_is_an_error():
    """Below 4 px a module nothing is drawn, and the error says what to change."""
    with pytest.raises(QRError, match="px"):
        stamp(cover(), "plate", PAGE.updated({"verify_url": "https://example.org/" + "x" * 400}))


def test_a_cover_too_small_for_the_mark_says_what_would_do():
    """The error has the smallest cover of this shape that would do."""
    with pytest.raises(PlacementError, match=r"smallest cover of this shape that would do is \d+x\d+ px"):
        stamp(cover((400, 160)), "plate", PAGE)


def test_something_that_is_no_picture_is_an_error():
    """Bytes without a picture give one line, not a traceback of the decoder."""
    with pytest.raises(CoverError):
        stamp(b"not a picture", "plate", PAGE)


def test_threads_stamp_the_same_pictures_as_one():
    """Eight threads over one template give, page by page, the bytes that one thread gives."""
    template = load_template("plate")
    pages = [Page(name=f"МБОУ СОШ № {number}", year=2020 + number % 4, verify_url=LINK) for number in range(24)]
    source = jpeg()

    def run(page: Page) -> bytes:
        return stamp(source, template, page).encode().data

    alone = [run(page) for page in pages]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(run, pages))

    assert alone == together


@settings(max_examples=25, deadline=None)
@given(width=st.integers(795, 3000), shape=st.floats(0.26, 1.5))
def test_on_any_cover_the_mark_lies_inside(width: int, shape: float):
    """Whatever the size, all that is drawn lies on the cover and the artboard keeps its shape."""
    template, height = load_template("badge"), round(width * shape)
    mark = stamp(Image.new("RGB", (width, height), "#6688aa"), template, PAGE).marks[0]
    artboard = next(declared.artboard for declared in template.marks if declared.name == mark.name)

    assert 0 <= mark.box.left < mark.box.right <= width
    assert 0 <= mark.box.top < mark.box.bottom <= height
    assert mark.artboard.width / mark.artboard.height == pytest.approx(artboard.width / artboard.height, rel=0.02)


def _written(folder: Path, **options: object) -> Path:
    path = folder / "cover.jpg"
    path.write_bytes(jpeg(**options))
    return path


def test_the_default_output_stands_beside_the_cover(tmp_path: Path):
    """COVER.marked.EXT, and the cover stays as it was."""
    source = _written(tmp_path)
    before = source.read_bytes()
    done = stamp_file(source, template="badge", page=PAGE)

    assert tmp_path / "cover.marked.jpg" == done.output
    assert before == source.read_bytes()
    with Image.open(done.output) as written:
        assert (1920, 768) == written.size


@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_jpeg_keeps_its_tables_and_subsampling(tmp_path: Path, subsampling: int):
    """The written JPEG has the quantisation tables and the chroma subsampling of the cover."""
    source = _written(tmp_path, subsampling=subsampling, quality=83)
    with Image.open(source) as before, Image.open(stamp_file(source, template="badge", page=PAGE).output) as after:
        expected = before.quantization, JpegImagePlugin.get_sampling(before)
        actual = after.quantization, JpegImagePlugin.get_sampling(after)

    assert expected == actual


@pytest.mark.parametrize(
    ("output", "format", "untouched", "reason"),
    [
        ("o.png", "PNG", "exact", None),
        ("o.jpg", "JPEG", "exact", None),
        ("o.webp", "WEBP", "requantised", "the format was changed"),
    ],
)
def test_the_file_tells_what_became_of_the_rest(
    tmp_path: Path, output: str, format: str, untouched: str, reason: str | None
):
    """A lossless file keeps every pixel, a JPEG all that is not under the mark; what is coded again says why."""
    told = stamp_file(_written(tmp_path), tmp_path / output, "badge", PAGE).as_dict()

    assert (format, untouched, reason) == (told["format"], told["untouched"], told["reason"])


def test_equal_inputs_give_equal_bytes(tmp_path: Path):
    """Two runs write the same file."""
    source = _written(tmp_path)
    files = [stamp_file(source, tmp_path / name, "seal", PAGE).output.read_bytes() for name in ("a.jpg", "b.jpg")]

    assert files[0] == files[1]


def test_an_existing_output_is_kept(tmp_path: Path):
    """Without ``overwrite`` nothing is replaced; with it the file is new."""
    source, target = _written(tmp_path), tmp_path / "out.jpg"
    target.write_text("mine")
    with pytest.raises(OutputError):
        stamp_file(source, target, "badge", PAGE)
    assert "mine" == target.read_text()

    stamp_file(source, target, "badge", PAGE, overwrite=True)
    with Image.open(target) as written:
        assert "JPEG" == written.format


def test_json_has_plain_values(tmp_path: Path):
    """The result's dict holds boxes as [left, top, right, bottom] and every verdict."""
    import json

    done = stamp_file(_written(tmp_path), tmp_path / "o.jpg", "plate", PAGE.updated({"verify_url": LINK}))
    told = json.loads(json.dumps(done.as_dict()))
    mark = told["marks"][0]

    expected = [
        "output",
        "format",
        "bytes",
        "quality",
        "psnr",
        "template",
        "platform",
        "marks",
        "untouched",
        "reason",
        "warnings",
    ]
    assert expected == list(told)
    assert 4 == len(mark["box"])
    assert LINK == mark["qr"]["payload"]
    assert "Знак качества" in {text["text"] for text in mark["texts"]}
