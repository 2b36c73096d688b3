"""What is built installs and works anywhere: wheel, sdist, editable checkout, wheel as a zip on the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent
NO_SOURCE = shutil.ignore_patterns(
    ".git",
    ".venv",
    "venv",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    ".coverage",
    "failed",
    "*.so",
    "*.pyd",
    "*.c",
)
BUNDLED = ("assets", "fonts")
COMPILED = {"_entropy", "_pixels"}
LIST = f"""
from qualitymark.resources import bundled
def walk(entry, path):
    for inner in entry.iterdir():
        if inner.is_dir():
            walk(inner, path + inner.name + "/")
        else:
            print(path + inner.name)
for folder in {BUNDLED!r}:
    walk(bundled(folder), folder + "/")
"""
STAMP = "import sys; from qualitymark.cli import main; sys.exit(main())"


def run(*command: object, cwd: Path, **variables: str) -> str:
    """Run a program that must succeed, away from this checkout's path; return what it prints."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV_", "COVERAGE"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the checkout, for building leaves files in it."""
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "tree", ignore=NO_SOURCE)


@pytest.fixture(scope="module")
def built(tree, tmp_path_factory):
    """The sdist, the wheel made of it, and the wheel made of the tree: each built in an environment of its own."""
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--outdir", folder, tree, cwd=folder)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "direct", tree, cwd=folder)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    return sdist, wheel, direct


@pytest.fixture(scope="module")
def programs(built, tree, tmp_path_factory):
    """Return a function that runs Python with the package installed in one of the four forms."""
    sdist, wheel, _ = built
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=True)
    python = next(path for path in (folder / "venv/bin/python", folder / "venv/Scripts/python.exe") if path.exists())
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, wheel, cwd=folder)
    forms = {
        "wheel": (*pip, "--no-deps", "--force-reinstall", wheel),
        "sdist": (*pip, "--no-deps", "--force-reinstall", sdist),
        "editable": (*pip, "--no-deps", "--force-reinstall", "--editable", tree),
    }

    def program(form: str, code: str, *arguments: object, cwd: Path) -> str:
        if form == "zip":
            return run(python, "-c", code, *arguments, cwd=cwd, PYTHONPATH=str(wheel))
        run(*forms[form], cwd=folder)
        return run(python, "-c", code, *arguments, cwd=cwd)

    return program


def test_the_wheel_holds_the_package_and_its_files(built, tree):
    """Every file of the package is in the wheel, but for sources of translations, with assets, fonts and what is
    compiled."""
    expected = {
        f"qualitymark/{name}" for name in files_below(tree / "src/qualitymark") if not name.endswith((".po", ".pot"))
    }
    expected |= {f"qualitymark/{folder}/{name}" for folder in BUNDLED for name in files_below(tree / folder)}

    for wheel in built[1:]:
        with zipfile.ZipFile(wheel) as package:
            names = {name for name in package.namelist() if not name.endswith("/") and ".dist-info/" not in name}
        compiled = {name for name in names if name.endswith((".so", ".pyd"))}
        assert expected == names - compiled
        assert {Path(name).name.split(".")[0] for name in compiled} == COMPILED


def test_the_sdist_holds_what_is_needed_to_go_on(built, tree):
    """The sdist has the top-level folders as they are: a change can be made and tested from it."""
    with tarfile.open(built[0]) as archive:
        names = {member.name.split("/", 1)[1] for member in archive.getmembers() if member.isfile()}
    expected = {
        f"{folder}/{name}"
        for folder in (*BUNDLED, "docs", "examples", "scripts", "src/qualitymark", "tests")
        for name in files_below(tree / folder)
    }
    expected |= {"pyproject.toml", "setup.py", "LICENSE", "README.md", "CHANGELOG.md", ".ci/run"}

    assert set() == expected - names


def test_licences_travel_with_the_wheel(built):
    """The licence of the code and those of the fonts are where installers look for them."""
    with zipfile.ZipFile(built[1]) as package:
        licences = {Path(name).name for name in package.namelist() if ".dist-info/licenses/" in name}

    assert {"LICENSE", *(path.name for path in (ROOT / "fonts").glob("OFL-*.txt"))} == licences
    assert len(licences) > 1


@pytest.mark.parametrize("form", ["wheel", "sdist", "editable", "zip"])
def test_bundled_files_are_found_in_every_form(programs, tree, tmp_path, form):
    """Outside of the checkout the same assets and fonts are found, however the package was installed."""
    expected = {f"{folder}/{name}" for folder in BUNDLED for name in files_below(tree / folder)}

    assert expected == set(programs(form, LIST, cwd=tmp_path).splitlines())


def test_every_form_stamps_the_same_cover(programs, tmp_path):
    """Outside of the checkout each form stamps a cover, and all of them into the same bytes."""
    Image.new("RGB", (1920, 768), (90, 120, 150)).save(tmp_path / "cover.png")
    stamped = {}
    for form in ("wheel", "sdist", "editable", "zip"):
        output = tmp_path / f"{form}.png"
        settings = ("-s", "name=МБОУ «СОШ № 3»", "-s", "year=2026")
        programs(form, STAMP, "stamp", "cover.png", "-o", output, "-q", *settings, cwd=tmp_path)
        stamped[form] = output.read_bytes()

    assert 1 == len(set(stamped.values()))
    with Image.open(tmp_path / "wheel.png") as picture:
        assert (1920, 768) == picture.size
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 10


def test_the_command_is_installed(programs, tmp_path):
    """The installed program is on the path of its environment and tells the version of the package."""
    code = """
import subprocess, sys, importlib.metadata, pathlib
program = pathlib.Path(sys.executable).with_name("qualitymark")
printed = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
print(importlib.metadata.version("qualitymark") in printed)
"""

    assert "True\n" == programs("wheel", code, cwd=tmp_path)
