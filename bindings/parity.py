#!/usr/bin/env python3
"""The table of what each language can do: `parity.toml` is its source, `PARITY.md` is written by this program.

    bindings/parity.py          write PARITY.md
    bindings/parity.py --check  say what is wrong: a test that does not exist, a table that is stale; status 1 then
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

try:
    import tomllib
except ImportError:  # Python below 3.11
    import tomli as tomllib  # type: ignore[no-redef, import-not-found]

BINDINGS = Path(__file__).resolve().parent
ROOT = BINDINGS.parent
TABLE = BINDINGS / "PARITY.md"
KOTLIN = "bindings/kotlin/src/test"
HEAD = """# What each language can do

Every public capability, and a test that shows it. Written by `bindings/parity.py` from `parity.toml`; the tests of the
bindings fail when a named test does not exist, an export of `bindings/ffi` is in no row, or this page is stale.

| capability | Rust | Python | Kotlin | command line |
| --- | --- | --- | --- | --- |
"""


NOT_THERE = """
## What only Rust has

| left out | why |
| --- | --- |
"""


def capabilities() -> list[dict[str, Any]]:
    """The rows."""
    rows: list[dict[str, Any]] = tomllib.loads((BINDINGS / "parity.toml").read_text("utf-8"))["capability"]
    return rows


def left_out() -> list[dict[str, str]]:
    """What a Rust caller can do and the others cannot."""
    rows: list[dict[str, str]] = tomllib.loads((BINDINGS / "parity.toml").read_text("utf-8"))["left_out"]
    return rows


def tests(row: dict[str, Any]) -> dict[str, tuple[Path, str]]:
    """The test of each language: its file and its name."""
    found = {}
    for language, folder in (("rust", ""), ("python", "bindings/python/tests/"), ("cli", "bindings/cli/tests/")):
        if language in row:
            file, name = row[language].split("::")
            found[language] = ROOT / f"{folder}{file}", name
    class_name, name = row["kotlin"].split("::")
    found["kotlin"] = ROOT / KOTLIN / f"kotlin/kz/qoltanba/{class_name}.kt", name
    return found


def exists(language: str, file: Path, name: str) -> bool:
    """Whether the file has a test of this name."""
    if not file.is_file():
        return False
    text = file.read_text("utf-8")
    if language == "python":
        return re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE) is not None
    if language == "kotlin":
        return re.search(rf"@Test(?:Factory)?\s+fun `{re.escape(name)}`\(", text) is not None
    return re.search(rf"#\[test\]\s+(?:#\[[^\n]*\]\s+)*fn {re.escape(name)}\(", text) is not None


def table() -> str:
    """The page."""
    lines = []
    for row in capabilities():
        found = tests(row)
        cells = [row["name"]]
        for language in ("rust", "python", "kotlin", "cli"):
            if language not in found:
                cells.append(f"– ({row['cli_none']})")
                continue
            file, name = found[language]
            cells.append(f"[{name.replace('_', ' ')}]({relative(file)})")
        lines.append(f"| {' | '.join(cells)} |\n")
    without = [f"| {row['what']} | {row['why']} |\n" for row in left_out()]
    return HEAD + "".join(lines) + NOT_THERE + "".join(without)


def relative(file: Path) -> str:
    """The path of a file from the page."""
    inside = file.relative_to(ROOT).as_posix()
    return inside[len("bindings/") :] if inside.startswith("bindings/") else f"../{inside}"


def faults(exports: set[str] | None = None) -> list[str]:
    """What is wrong with the table; `exports` are the functions and methods that the bindings can call."""
    rows = capabilities()
    wrong = []
    for row in rows:
        if ("cli" in row) == ("cli_none" in row):
            wrong.append(f"{row['name']}: either cli or cli_none")
        for language, (file, name) in tests(row).items():
            if not exists(language, file, name):
                wrong.append(f"{row['name']}: there is no {language} test {name!r} in {file.relative_to(ROOT)}")
    named = [export for row in rows for export in row["ffi"]]
    wrong += [f"{export} stands in two rows" for export in sorted({one for one in named if named.count(one) > 1})]
    if exports is not None:
        wrong += [f"{export} is in no row" for export in sorted(exports - set(named))]
        wrong += [f"{export} is no export" for export in sorted(set(named) - exports)]
    if not TABLE.is_file() or TABLE.read_text("utf-8") != table():
        wrong.append("PARITY.md is stale: run bindings/parity.py")
    return wrong


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        found = faults()
        print("\n".join(found))
        return 1 if found else 0
    TABLE.write_text(table(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
