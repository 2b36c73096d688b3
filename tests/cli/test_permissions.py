"""Files and folders that may not be read or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import qualitymark

UNPRIVILEGED = """
import contextlib, io, os, shutil, sys
from qualitymark.cli import cli

def run(*arguments):
    try:
        cli.main(arguments)
    except SystemExit as end:
        return end.code

stamp = ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml", "-q", "-o")
with contextlib.redirect_stderr(io.StringIO()):  # what is needed is loaded while it may be read
    assert not run(*stamp, "warm.jpg") and not run("template", "new", "warm")
os.remove("warm.jpg")
shutil.rmtree("warm")
for name, mode in {modes}:
    os.chmod(name, mode)
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(run(*{arguments}))
"""


def others_can_read_it() -> bool:
    """Whether somebody without rights could read the package's files at all."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in Path(qualitymark.__file__).resolve().parents)


@pytest.mark.skipif(
    hasattr(os, "getuid") and os.getuid() == 0 and not others_can_read_it(),
    reason="root's own folder: somebody without rights cannot read the package here",
)
@pytest.mark.parametrize(
    "modes, arguments, exit_code, told",
    [
        (
            [("cover.jpg", 0)],
            ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml"),
            3,
            "cover.jpg: The file may not be read; check its permissions.",
        ),
        (
            [(".", 0o555)],
            ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml"),
            4,
            "cover.marked.jpg: The output may not be written; check the permissions of its folder.",
        ),
        (
            [("mini.yaml", 0)],
            ("template", "check", "mini.yaml"),
            2,
            "mini.yaml: The file cannot be read: Permission denied.",
        ),
        (
            [("page.yaml", 0)],
            ("stamp", "cover.jpg", "-t", "mini.yaml", "--page", "page.yaml"),
            2,
            "page.yaml: The file cannot be read: Permission denied.",
        ),
        ([(".", 0o555)], ("template", "new", "mine"), 4, "mine: The folder cannot be written: Permission denied."),
    ],
    ids=["cover", "output folder", "template", "page", "folder of a new template"],
)
def test_permissions_are_told(folder, modes, arguments, exit_code, told):
    """What may not be read or written is one line, for a user who is not root."""
    before = folder.contents()

    program = UNPRIVILEGED.format(modes=modes, arguments=arguments)
    done = folder.python("-c", program)
    folder.path.chmod(0o755)
    for name in before:
        (folder.path / name).chmod(0o644)

    assert (exit_code, b"", f"Error: {told}\n") == (done.returncode, done.stdout, done.stderr.decode())
    assert before == folder.contents()
