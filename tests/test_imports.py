"""The shape of the source: which room may know which, what is imported when, how large a file may be."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import qualitymark

PACKAGE = Path(qualitymark.__file__).parent
FILES = sorted(path for path in PACKAGE.rglob("*.py"))

# A module may import from its own room and from those before it.
ROOMS = (
    "frozen",
    "messages",
    "errors",
    "geometry",
    "colours",
    "resources",
    "model",
    "page",
    "platforms",
    "qr",
    "text",
    "sizing",
    "placement",
    "images",
    "layers",
    "proving",
    "contrast",
    "template",
    "paint_cache",
    "mark",
    "signing",
    "stamped",
    "surviving",
    "stamping",
    "explaining",
    "doctor",
    "checking",
    "manifest",
    "batch",
    "preview",
    "trust",
    "cli",
)
# Imports inside of a function that may go against the order: (file, room) -> the reason.
AGAINST_THE_ORDER: dict[tuple[str, str], str] = {}

# Who may import a library: rooms, or single files. Pillow's pictures may be made by others too, but late, inside
# of functions.
OWNERS = {
    "PIL": {"images", "layers", "mark", "paint_cache", "qr", "text"},
    "click": {"cli"},
    "pyphen": {"text"},
    "python_calamine": {"manifest"},
    "qrcode": {"qr"},
    "resvg_py": {"images/vectors.py"},
    "uharfbuzz": {"text"},
    "zlib_ng": {"images/png_rows.py"},
    "zxingcpp": {"proving"},
    "yaml": {"layers", "manifest/yaml_table.py", "model", "template", "text/shorten.py"},
}
# What may not be imported before it is needed: starting the program is measured.
HEAVY = {"PIL", "qrcode", "yaml", "uharfbuzz", "resvg_py", "pyphen", "zlib_ng"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(node: ast.Import | ast.ImportFrom, path: Path) -> list[str]:
    """The full names of the modules that a statement imports from; a relative import counts from its file."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if node.level == 0:
        base = [node.module]
    else:
        package = ["qualitymark", *path.relative_to(PACKAGE).parent.parts]
        base = [*package[: len(package) - node.level + 1], *([node.module] if node.module else [])]
    module = ".".join(base)
    return [f"{module}.{alias.name}" for alias in node.names] if module == "qualitymark" else [module]


def imports(path: Path) -> list[tuple[str, bool]]:
    """The modules that a file imports, and whether this happens already when the file is imported."""
    tree = ast.parse(path.read_text("utf-8"))
    late = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    return [
        (module, node not in late)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for module in imported(node, path)
    ]


def rooms(path: Path) -> list[tuple[str, bool]]:
    """The rooms that a file imports from."""
    return [
        (parts[1], early)
        for module, early in imports(path)
        if (parts := module.split("."))[0] == "qualitymark" and len(parts) > 1 and not parts[1].startswith("_")
    ]


def test_every_file_is_in_a_room():
    """A new top-level module or folder has to find its place in the order."""
    assert set() == {room_of(path) for path in FILES} - {*ROOMS, "__init__", "__main__"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_go_one_way(path):
    """A room imports from itself and from earlier rooms only, wherever in the file the import stands."""
    if room_of(path) in ("__init__", "__main__"):
        # The doors of the house: they may lead to every room, but open none before it is asked for.
        wrong = [room for room, early in rooms(path) if early and room_of(path) == "__init__"]
    else:
        own = ROOMS.index(room_of(path))
        wrong = [
            room
            for room, early in rooms(path)
            if room not in ROOMS[: own + 1] and (early or (name_of(path), room) not in AGAINST_THE_ORDER)
        ]

    assert [] == wrong


def test_every_exception_is_still_needed():
    """An exception that no file uses is removed, and every one has its reason."""
    used = {(name_of(path), room) for path in FILES for room, early in rooms(path) if not early}

    assert set() == AGAINST_THE_ORDER.keys() - used
    assert all(AGAINST_THE_ORDER.values())


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_library_is_imported_by_its_owner_only(path):
    """Each library has one room that knows it, so that it can be replaced there."""
    wrong = [
        module
        for module, early in imports(path)
        if (library := module.split(".")[0]) in OWNERS
        and (early or library != "PIL")
        and not {room_of(path), name_of(path)} & OWNERS[library]
    ]

    assert [] == wrong


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_stay_small_and_say_what_they_are(path):
    """A file has at most 320 lines, and a docstring at its head unless it is empty."""
    text = path.read_text("utf-8")

    assert len(text.splitlines()) <= 320
    assert not text.strip() or ast.get_docstring(ast.parse(text))


HELP = """
import sys
from qualitymark.cli import main
sys.argv = ["qualitymark", *{arguments}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def loaded(program, folder=None):
    """What a program of its own, which says nothing, has imported at its end."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), "QUALITYMARK_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print('LOADED', *sys.modules)"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "program",
    ["import qualitymark", *(HELP.format(arguments=arguments) for arguments in (["--help"], ["--version"]))],
    ids=["import", "help", "version"],
)
def test_starting_is_cheap(program):
    """Importing the package and asking for help load no library that is not needed for it."""
    assert set() == HEAVY & loaded(program)


def test_a_ready_mark_needs_no_library_for_others(tmp_path):
    """What shapes texts, draws shapes and makes codes is large, and stays away where a mark has none of them."""
    Image.new("RGBA", (64, 22), "red").save(tmp_path / "badge.png")
    (tmp_path / "ready.yaml").write_text(
        """
qualitymark: 1
name: ready
marks:
  - artboard: [64, 22]
    size: {width: 64px}
    layers: [{kind: image, source: badge.png, box: [0, 0, 64, 22]}]
"""
    )
    Image.new("RGB", (640, 256)).save(tmp_path / "cover.jpg")
    program = "from qualitymark import stamp_file; stamp_file('cover.jpg', 'out.jpg', 'ready.yaml', prove=False)"

    assert {"PIL", "yaml"} == HEAVY & loaded(program, tmp_path)
    assert (tmp_path / "out.jpg").exists()


def test_every_public_name_is_there():
    """What the package promises in __all__ can be got, and dir() tells it."""
    for name in qualitymark.__all__:
        assert getattr(qualitymark, name) is not None
        assert name in dir(qualitymark)
