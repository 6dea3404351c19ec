"""The package and what its users write pass ``mypy --strict``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import qoltanba

HERE = Path(__file__).resolve().parent


def test_mypy_strict_agrees() -> None:
    pytest.importorskip("mypy")
    settings = ["--config-file", HERE.parent / "pyproject.toml"]
    for what in (["-p", qoltanba.__name__], [HERE / "mypy_user.py", HERE.parent / "examples/portal.py"]):
        done = subprocess.run([sys.executable, "-m", "mypy", *settings, *what], capture_output=True, text=True, cwd=HERE, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
