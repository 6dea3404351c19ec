"""The Python examples of the book, page by page, run as they stand; what a block shows behind it is what it printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PAGES = ROOT / "core" / "docs" / "src"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.S | re.M)
MARK = "\x1e"


def examples(page: Path) -> list[tuple[str, str]]:
    """The blocks of a page, each with the output that follows it, or an empty text."""
    text = page.read_text("utf-8")
    found = list(BLOCK.finditer(text))
    pairs = []
    for block, after in zip(found, [*found[1:], None]):
        if block[1] == "python":
            shown = after is not None and after[1] == "text" and not text[block.end() : after.start()].strip()
            pairs.append((block[2], after[2] if after is not None and shown else ""))
    return pairs


WITH_PYTHON = [page for page in sorted(PAGES.rglob("*.md")) if examples(page)]


def test_there_are_examples() -> None:
    assert len(WITH_PYTHON) >= 5


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: str(page.relative_to(PAGES)))
def test_the_examples_of_a_page(page: Path, tmp_path: Path) -> None:
    """The blocks of a page are one program: a later one uses the names of an earlier one."""
    (tmp_path / "testdata").symlink_to(ROOT / "testdata")
    blocks = examples(page)
    program = f"print({MARK!r})\n".join(block for block, _ in blocks)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    assert done.stdout.split(f"{MARK}\n") == [shown for _, shown in blocks]
