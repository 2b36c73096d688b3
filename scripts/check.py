#!/usr/bin/env python3
"""Check the whole project: linter, formatter, types, tests with branch coverage.

    python scripts/check.py [ARGUMENTS OF PYTEST]...

Runs with the interpreter that has ``qualitymark[dev]`` installed. Every check runs even after one failed;
the exit code is 0 only where all passed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "--strict", "src"],
    "pytest": ["pytest", "--cov", "--cov-report=term"],
}


def main(arguments: list[str]) -> int:
    failed = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        extra = arguments if name == "pytest" else []
        done = subprocess.run([sys.executable, "-m", *command, *extra], cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
