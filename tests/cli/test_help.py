"""Help, documentation and shell completion of every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from qualitymark.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
HEAVY = ("PIL", "qrcode", "yaml", "uharfbuzz", "resvg_py", "pyphen", "zlib_ng", "pydantic")

LOADED = """
import sys
from qualitymark.cli import main
sys.argv = ["qualitymark", *{arguments}]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, groups and the program itself too."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


ALL = dict(commands(cli))
NAMES = [" ".join(path) for path in ALL]


@pytest.mark.parametrize("path", ALL, ids=NAMES)
@pytest.mark.parametrize(
    "language, usage, example", [("en", "Usage: ", "  Example:\n"), ("ru", "Использование: ", "  Пример:\n")]
)
def test_every_command_has_help_with_an_example(folder, path, language, usage, example):
    """Each help says what the command does and ends with a command to copy, in one line, in both languages."""
    done = folder.program(*path, "--help", env={"QUALITYMARK_LANG": language, "COLUMNS": "60"})

    text = done.stdout.decode()
    assert (0, b"") == (done.returncode, done.stderr)
    assert text.startswith(f"{usage}qualitymark {' '.join(path)}".rstrip())
    _, _, copied = text.partition(example)
    assert copied.startswith(f"    qualitymark {' '.join(path)}".rstrip())
    assert 1 == copied.count("\n")
    what = text.split("\n\n")[1].strip()
    assert what.endswith(".")
    assert (language == "ru") == any("а" <= sign <= "я" for sign in what)


def test_examples_are_commands_that_exist():
    """An example uses options that its command has."""
    for path, command in ALL.items():
        words = command.epilog.split()
        asked = [word for word in words if word.startswith("-")]
        called = ALL[("stamp",)] if not path else ALL[("template", "new")] if path == ("template",) else command

        known = {name for parameter in called.params for name in parameter.opts}
        assert set(asked) <= known, path


def test_the_list_of_commands_says_what_their_help_says():
    """The program lists its commands without importing them, in the words of their own help."""
    for name, (_module, told) in COMMANDS.items():
        assert ALL[(name,)].help.split("\n\n")[0] == told


@pytest.mark.parametrize("path", [path for path, command in ALL.items() if not isinstance(command, click.Group)])
def test_every_command_stands_in_the_docs(path):
    """README.md or a page of docs/ shows the command."""
    pages = [*ROOT.glob("README.md"), *(ROOT / "docs").glob("*.md")]

    assert any(f"qualitymark {' '.join(path)}" in page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("path", [path for path, command in ALL.items() if not isinstance(command, click.Group)])
def test_every_command_has_json(path):
    """Whatever prints something can print it for scripts."""
    assert "as_json" in [parameter.name for parameter in ALL[path].params]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["stamp", "--help"],
        ["template", "--help"],
        ["template", "check", "--help"],
        ["stamp"],
    ],
    ids=" ".join,
)
def test_help_and_wrong_usage_load_nothing_heavy(folder, arguments):
    """What needs no picture imports no library for pictures."""
    done = folder.python("-c", LOADED.format(arguments=arguments))

    loaded = done.stderr.decode().split("\n")[-2].split()
    assert "click" in loaded
    assert [] == [name for name in HEAVY if name in loaded]


def complete(folder, line: str, shell: str = "bash") -> list[str]:
    """Complete the last word of a command line as the shell does; return what is offered."""
    words = line.split(" ")
    env = {
        "_QUALITYMARK_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    done = folder.python("-c", LOADED.format(arguments=[]), env=env)
    assert 0 == done.returncode
    assert "PIL" not in done.stderr.decode().split()
    return done.stdout.decode().split()


@pytest.mark.parametrize(
    "line, offered",
    [
        (
            "qualitymark ",
            [f"plain,{name}" for name in ("batch", "doctor", "preview", "proof", "report", "stamp", "template")],
        ),
        ("qualitymark template ", [f"plain,{name}" for name in ("check", "list", "new", "schema", "show")]),
        ("qualitymark stamp --o", ["plain,--output", "plain,--overwrite"]),
        ("qualitymark template list --", ["plain,--json", "plain,--help"]),
        ("qualitymark stamp -t pla", ["plain,plate", "file,pla"]),
        ("qualitymark template show pla", ["plain,plate", "file,pla"]),
        ("qualitymark template check pla", ["plain,plate", "file,pla"]),
        ("qualitymark stamp --platform vk-c", ["plain,vk-cover", "plain,vk-cover-1590"]),
        ("qualitymark template check --platform ok", ["plain,ok-cover"]),
        ("qualitymark stamp --anchor bottom-", ["plain,bottom-left", "plain,bottom-right"]),
        ("qualitymark stamp --anchor a", ["plain,auto"]),
        ("qualitymark stamp --tone ", ["plain,auto", "plain,light", "plain,dark"]),
        ("qualitymark stamp --format p", ["plain,png"]),
        ("qualitymark stamp cov", ["file,cov"]),
        ("qualitymark stamp --page pa", ["file,pa"]),
    ],
)
def test_the_shell_completes(folder, line, offered):
    """Commands, options and names are completed, without opening a picture library for it."""
    assert offered == complete(folder, line)


@pytest.mark.parametrize(
    "shell, mark", [("bash", "complete -o nosort -F"), ("zsh", "#compdef qualitymark"), ("fish", "complete ")]
)
def test_completion_is_switched_on_as_click_has_it(folder, shell, mark):
    """_QUALITYMARK_COMPLETE=bash_source prints what the shell has to source."""
    done = folder.program(env={"_QUALITYMARK_COMPLETE": f"{shell}_source"})

    assert 0 == done.returncode
    assert mark in done.stdout.decode()
    assert "_QUALITYMARK_COMPLETE" in done.stdout.decode()
