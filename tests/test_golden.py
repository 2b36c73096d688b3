"""The helper that compares pictures finds what it shall find."""

from __future__ import annotations

import pytest
from PIL import Image


@pytest.fixture
def keep(golden, tmp_path):
    """A golden folder of its own that holds one grey picture."""
    folder, failed = tmp_path / "golden", tmp_path / "failed"
    type(golden)(folder, failed, update=True)(Image.new("RGB", (4, 4), (100, 100, 100)), "grey")
    return type(golden)(folder, failed, update=False)


def test_an_equal_picture_passes_and_leaves_nothing(keep):
    """A picture equal to the golden one passes, and nothing is saved."""
    keep(Image.new("RGB", (4, 4), (100, 100, 100)), "grey")

    assert not keep.failed.exists()


def test_one_pixel_is_enough_to_fail(keep):
    """One channel of one pixel above the tolerance fails, and the three pictures are left."""
    image = Image.new("RGB", (4, 4), (100, 100, 100))
    image.putpixel((2, 1), (100, 103, 100))
    keep(image, "grey", tolerance=3)

    with pytest.raises(pytest.fail.Exception, match="up to 3 of 255 within \\(2, 1, 3, 2\\), 2 allowed"):
        keep(image, "grey", tolerance=2)
    assert sorted(path.name for path in keep.failed.iterdir()) == [
        "grey.actual.png",
        "grey.difference.png",
        "grey.expected.png",
    ]


def test_another_size_or_mode_fails(keep):
    """Size and mode are compared too."""
    with pytest.raises(pytest.fail.Exception, match="expected RGB"):
        keep(Image.new("RGB", (4, 5), (100, 100, 100)), "grey", tolerance=255)
    with pytest.raises(pytest.fail.Exception, match="expected RGB"):
        keep(Image.new("L", (4, 4), 100), "grey", tolerance=255)


def test_a_missing_golden_picture_fails(keep):
    """A picture that nobody has looked at yet is a failure, and is left to be looked at."""
    with pytest.raises(pytest.fail.Exception, match="--update-golden"):
        keep(Image.new("RGB", (1, 1)), "new")

    assert ["new.actual.png"] == [path.name for path in keep.failed.iterdir()]


def test_colour_that_nobody_sees_does_not_count(keep):
    """Two fully transparent pixels are equal whatever colour they hide."""
    type(keep)(keep.folder, keep.failed, update=True)(Image.new("RGBA", (2, 2), (255, 0, 0, 0)), "clear")

    keep(Image.new("RGBA", (2, 2), (0, 0, 255, 0)), "clear")
    with pytest.raises(pytest.fail.Exception, match="up to 9 of 255"):
        keep(Image.new("RGBA", (2, 2), (0, 0, 255, 9)), "clear", tolerance=8)
