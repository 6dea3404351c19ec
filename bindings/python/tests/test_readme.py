"""The README's first verdict, run as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from conftest import NationalSet

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_first_verdict(national: NationalSet, tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    program = re.search(r"```python\n(.*?)```", text, re.S)
    printed = re.search(r"```text\n(.*?)```", text, re.S)
    assert program is not None and printed is not None
    assert program[1].count("\n") == 5
    for name, place in {"anchors": "CA_Test/ROOT", "intermediates": "CA_Test/NCA", "crls": "CRL"}.items():
        (tmp_path / name).symlink_to(national.folder / place)
    (tmp_path / "citizen.cer").write_bytes(national.path(national.one("valid")).read_bytes())
    done = subprocess.run([sys.executable, "-c", program[1]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (printed[1], "")
