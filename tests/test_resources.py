"""The bundled folders are found from a checkout, from an installed package and from a zip."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import qualitymark
from qualitymark.resources import bundled

PACKAGE = Path(qualitymark.__file__).parent
LIST = """
from qualitymark.resources import bundled
for folder in ("assets", "fonts"):
    try:
        print(folder, sorted(entry.name for entry in bundled(folder).iterdir()))
    except FileNotFoundError as error:
        print(error)
"""


@pytest.mark.parametrize("folder", ["assets", "fonts"])
def test_the_bundled_folders_are_found(folder):
    """Both folders are there and hold files, however the package came here."""
    assert any(bundled(folder).iterdir())


def test_a_folder_that_was_not_installed_is_told():
    """A missing folder says what to do."""
    with pytest.raises(FileNotFoundError, match="install qualitymark again"):
        bundled("paintings")


@pytest.fixture
def laid_out(tmp_path):
    """Lay the package out with the given folders; returns what goes onto the path of Python."""

    def lay_out(inside: list[str], beside: list[str], zipped: bool) -> Path:
        tree = tmp_path / "tree"
        shutil.copytree(
            PACKAGE, tree / "src/qualitymark", ignore=shutil.ignore_patterns("__pycache__", "assets", "fonts")
        )
        for folder in [*(f"src/qualitymark/{name}" for name in inside), *beside]:
            (tree / folder).mkdir()
            (tree / folder / "one.txt").write_text("1")
        if not zipped:
            return tree / "src"
        archive = tmp_path / "package.zip"
        with zipfile.ZipFile(archive, "w") as package:
            for file in sorted((tree / "src").rglob("*")):
                if file.is_file():
                    package.write(file, file.relative_to(tree / "src"))
        return archive

    return lay_out


@pytest.mark.parametrize(
    "inside, beside, zipped, printed",
    [
        (["assets", "fonts"], [], False, ["assets ['one.txt']", "fonts ['one.txt']"]),
        (["assets", "fonts"], [], True, ["assets ['one.txt']", "fonts ['one.txt']"]),
        ([], ["assets", "fonts"], False, ["assets ['one.txt']", "fonts ['one.txt']"]),
        (
            ["assets"],
            [],
            True,
            ["assets ['one.txt']", "the bundled folder 'fonts' is missing: install qualitymark again"],
        ),
    ],
    ids=["installed", "zipped", "checkout", "incomplete"],
)
def test_every_layout_is_read(laid_out, tmp_path, inside, beside, zipped, printed):
    """Installed, zipped and checked out, the folders are found; where one is missing it is told."""
    path = laid_out(inside, beside, zipped)
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(path)!r})\n{LIST}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (printed, "") == (done.stdout.splitlines(), done.stderr)
