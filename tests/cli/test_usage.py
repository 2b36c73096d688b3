"""Wrong usage: what click finds in the arguments is told as everything else."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(
    "arguments, named, command",
    [
        (("stamp",), "COVER", "qualitymark stamp"),
        (("stamp", "cover.jpg", "--platfrom", "x"), "--platform", "qualitymark stamp"),
        (("stamp", "cover.jpg", "other.jpg"), "other.jpg", "qualitymark stamp"),
        (("template", "check"), "FILE", "qualitymark template check"),
        (("--colour",), "--colour", "qualitymark"),
    ],
)
def test_wrong_usage_is_told_as_everything_else(folder, arguments, named, command):
    """What click finds in the arguments is one line too, and an object where --json is among them."""
    plain, as_json = folder.program(*arguments), folder.program(*arguments, "--json")

    for done in (plain, as_json):
        told = done.stderr.decode()
        assert (2, 1) == (done.returncode, len(told.splitlines()))
        assert told.startswith("Error: ")
        assert named in told
        assert told.endswith(f" See “{command} --help”.\n")
    assert b"" == plain.stdout
    error = json.loads(as_json.stdout)["error"]
    assert ("UsageError", 2, "") == (error["kind"], error["exit_code"], error["place"])


def test_picture_and_json_do_not_share_standard_output(folder):
    """-o - with --json is wrong usage; what is printed is the object of the error."""
    done = folder.run(*folder.stamp, "-o", "-", "--json")

    message = "The picture and --json both go to standard output; give a file with -o."
    assert (2, f"Error: {message}\n") == (done.exit_code, done.stderr)
    assert message == json.loads(done.stdout)["error"]["message"]


def test_json_after_the_end_of_options_is_a_name(folder):
    """“-- --json” is a file that is not there, and no wish for an object."""
    done = folder.run("stamp", *folder.stamp[2:], "--", "--json")

    assert (3, "") == (done.exit_code, done.stdout)
