import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from qualitymark import stamp
from qualitymark.cli import cli
from qualitymark.explaining import explain
from qualitymark.explaining.pens import CHOSEN, SAFE, heat

TEMPLATE = """\
qualitymark: 1
name: mini
fields: {name: {required: true}}
marks:
  - artboard: [400, 180]
    size: {width: 400px}
    place: {anchor: auto, margin: 10px}
    layers:
      - {kind: shape, shape: rectangle, box: [0, 0, 400, 180], fill: "#3366aa"}
      - {kind: text, text: "{name}", box: [20, 20, 300, 60], size: 30, fill: "#ffffff"}
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "mini.yaml"
    path.write_text(TEMPLATE, "utf-8")
    return path


def cover(size=(1920, 768)) -> Image.Image:
    picture = Image.new("RGB", size, "#777777")
    pen = ImageDraw.Draw(picture)
    for x in range(1000, 1800, 16):
        pen.line((x, 400, x, 700), "#ffffff", 6)
    return picture


def near(picture: Image.Image, box: tuple[int, int, int, int], colour: str) -> bool:
    """Tell whether a part of the picture has a colour somewhere, but for the smoothing."""
    want = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    data = picture.crop(box).tobytes()
    pixels = [data[start : start + 3] for start in range(0, len(data), 3)]
    return any(all(abs(one - other) < 30 for one, other in zip(pixel, want, strict=True)) for pixel in pixels)


def test_the_picture_shows_the_mark_and_the_zone(template):
    """The mark stands in its colours in a frame, the safe zone is outlined, and a legend is beneath the cover."""
    stamped = stamp(cover(), template, {"name": "Школа"})
    box = stamped.marks[0].artboard.scaled(1280 / 1920)

    picture = explain(stamped)

    assert "bottom-left" == stamped.marks[0].anchor
    assert 1280 == picture.width
    assert picture.height > 512 + 60
    assert (0x33, 0x66, 0xAA) == picture.getpixel((int(box.left) + 100, int(box.bottom) - 10))
    left, top, right, _ = box.grown(8).pixels
    assert near(picture, (left, top, right, top + 9), CHOSEN)
    assert near(picture, (236, 200, 248, 220), SAFE)


def test_important_places_are_warm_and_calm_ones_grey(template):
    """The heat map lies over what was measured as important and over nothing else."""
    picture = explain(stamp(cover(), template, {"name": "Школа"}))

    red, _, blue = picture.getpixel((1000, 300))
    calm = picture.getpixel((100, 300))

    assert red > blue + 40
    assert max(calm) - min(calm) < 10


def test_the_same_cover_gives_the_same_picture(template):
    """An explanation is drawn the same every time; the words follow the language."""
    stamped = stamp(cover(), template, {"name": "Школа"}, anchor="free")

    assert explain(stamped).tobytes() == explain(stamped).tobytes()


def test_a_place_that_was_given_is_explained_too(template):
    """Where nothing was looked at there is no heat, and the mark and the zone are shown all the same."""
    stamped = stamp(cover((500, 300)), template, {"name": "Школа"}, anchor="top")

    picture = explain(stamped)

    assert (1280, 768) < picture.size
    assert all(one.score is None for one in stamped.marks[0].placement.candidates)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "I;16"])
def test_covers_of_any_mode_are_explained(template, mode):
    """A cover in grey, with transparency, a palette, inks or 16 bits is explained in colours."""
    source = Image.new("I;16", (900, 400), 3000) if mode == "I;16" else cover((900, 400)).convert(mode)

    assert "RGB" == explain(stamp(source, template, {"name": "Школа"})).mode


def test_heat_begins_with_nothing():
    """What is calm is not coloured; what is as important as can be, or more, has the last colour."""
    assert 0 == heat(0.0)[3]
    assert heat(1.0) == heat(7.5)


def run(folder, *arguments: str):
    return CliRunner().invoke(cli, ["stamp", "cover.png", "-t", "mini.yaml", "-s", "name=Школа", *arguments])


@pytest.fixture
def folder(tmp_path, template, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALITYMARK_LANG", "en")
    cover().save("cover.png")
    return tmp_path


def test_the_option_writes_the_picture(folder):
    """--explain writes a PNG picture beside the result, and not over another file."""
    first = run(folder, "-o", "out.png", "--explain", "why.png")
    second = run(folder, "-o", "other.png", "--explain", "why.png")

    with Image.open("why.png") as picture:
        assert (0, "PNG") == (first.exit_code, picture.format)
    assert 4 == second.exit_code
    assert not (folder / "other.png").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--explain", "why.jpg"), "The explanation is a PNG picture; give a name that ends in .png."),
        (
            ("-o", "out.png", "--explain", "./out.png"),
            "The stamped cover and its explanation have one name; give them two.",
        ),
    ],
)
def test_a_name_that_cannot_be_is_told(folder, arguments, message):
    """Another format, or the name of the result, is wrong usage, told before anything is written."""
    done = run(folder, *arguments)

    assert 2 == done.exit_code
    assert message in done.output
    assert {"cover.png", "mini.yaml"} == {path.name for path in folder.iterdir()}
