"""What every command shares: standard streams, errors as lines and exit codes, the one JSON object.

Standard output carries what was asked for and nothing else; all that is told beside it goes to standard error,
one line each. Exit codes beside those of the errors: 70 for a fault of the program itself, 130 when stopped.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click

from ..errors import OutputError, QualitymarkError, UsageError, reason_of
from ..messages import Message, chosen_language, say
from .language import _, told

INTERRUPTED = 130

# Signs of messages and names that old code pages lack.
_PLAIN = dict(zip("«»“”„‘’–—…№×·", '"""""\'\'--.Nx.', strict=True))

# Older releases of click print the help themselves where no argument is given.
_NO_ARGUMENTS: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())


class ProgramError(QualitymarkError):
    """An exception that nobody foresaw. The code is EX_SOFTWARE of sysexits.h, which says nothing of the input."""

    exit_code = 70


def example(command: str) -> str:
    """Return the end of a help text: a command to copy, which click must not wrap."""
    return f"\b\n{_('Example:')}\n  {command}"


def prepare_streams() -> None:
    """Let an output whose encoding lacks a sign show a plainer one, or “?”, instead of stopping the program."""
    codecs.register_error("qualitymark", _plainer)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="qualitymark")


def _plainer(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(_PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def note(message: Message, quiet: bool = False) -> None:
    """Print one line for the person, on standard error; a stream that is gone is not worth an error."""
    if not quiet:
        with suppress(OSError):
            click.echo(one_line(told(message)), err=True)


def one_line(text: str) -> str:
    """Return a text without line breaks and signs that steer a terminal; undecodable bytes of names are escaped."""
    return "".join(sign if sign.isprintable() else _visible(sign) for sign in text)


def _visible(sign: str) -> str:
    return " " if sign.isspace() else sign.encode("unicode_escape").decode()


def put(content: str | bytes) -> None:
    """Write to standard output at once, text as the terminal takes it, bytes as they are.

    Raises OutputError where that fails; ends the process quietly where the reader of a pipe went away.
    """
    if sys.stdout is None:
        raise OutputError(say("Standard output is closed; write to a file."))
    try:
        click.echo(content, nl=False)
    except BrokenPipeError:
        _let_go_of_output()
        raise SystemExit(1) from None
    except OSError as error:
        raise _unwritten(error) from error


def _unwritten(error: OSError) -> OutputError:
    _let_go_of_output()
    return OutputError(say("Standard output cannot be written: {reason}.", reason=reason_of(error)))


def _let_go_of_output() -> None:
    """Give what is left in the buffer to the null device, or Python complains of it when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: Any) -> None:
    """Print one JSON object: in UTF-8 as it reads, anywhere else (and for undecodable names) escaped to ASCII."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    try:
        utf8 = sys.stdout is not None and text.encode() == text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        utf8 = False
    put((text if utf8 else json.dumps(value, indent=2)) + "\n")


def ending(run: Callable[[], Any], as_json: bool) -> int:
    """Run a command; say what went wrong and return the exit code."""
    try:
        code = run()
    except QualitymarkError as error:
        return _failed(error, as_json)
    except _NO_ARGUMENTS as error:
        error.show()
        return UsageError.exit_code
    except click.ClickException as error:
        return _failed(_usage_error(error), as_json)
    except (click.Abort, KeyboardInterrupt):
        note(say("Stopped."))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a fault of the program is one line too
        return _failed(_program_fault(error), as_json)
    return code if isinstance(code, int) else 0


def _failed(error: QualitymarkError, as_json: bool) -> int:
    for fault in error.faults:
        note(say("Error: {error}", error=fault.in_language(chosen_language())))
    if as_json:
        with suppress(OutputError, SystemExit):
            print_json({"error": _as_dict(error)})
    return error.exit_code


def _as_dict(error: QualitymarkError) -> dict[str, Any]:
    """Return the error for JSON: the first fault's message and place, and all faults with their places in parts."""
    messages = [told(fault.message) for fault in error.faults]
    return {
        "kind": type(error).__name__,
        "exit_code": error.exit_code,
        "message": messages[0],
        "place": error.trail.place(),
        "faults": [
            {"message": message, **fault.trail.as_dict()} for message, fault in zip(messages, error.faults, strict=True)
        ],
    }


def _usage_error(error: click.ClickException) -> UsageError:
    """Return a fault that click found in the arguments, in one line like all others."""
    message = error.format_message()
    ctx = getattr(error, "ctx", None)
    if ctx is None:
        return UsageError(message)
    return UsageError(say("{message} See “{command} --help”.", message=message, command=ctx.command_path))


def _program_fault(error: Exception) -> QualitymarkError:
    if isinstance(error, OSError) and error.filename is None:  # help is printed by click, which knows no full disk
        return _unwritten(error)
    if os.environ.get("QUALITYMARK_DEBUG"):
        import traceback

        traceback.print_exception(error)
    what = ": ".join(part for part in (type(error).__name__, str(error)) if part)
    return ProgramError(
        say("This is a fault of the program: {what}. Set QUALITYMARK_DEBUG=1 to see more, and report it.", what=what)
    )
