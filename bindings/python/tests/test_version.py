"""The crate, the wheel and the jar have one version."""

from __future__ import annotations

import hashlib
import re
from importlib.metadata import version
from importlib.resources import files

import pytest
from conftest import ROOT

import qoltanba


def test_crate_wheel_and_jar_agree() -> None:
    crate = re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"', (ROOT / "Cargo.toml").read_text("utf-8"), re.M)
    jar = re.search(r"<artifactId>qoltanba</artifactId>\s*<version>([^<]+)</version>", (ROOT / "bindings/kotlin/pom.xml").read_text("utf-8"))
    assert crate is not None and jar is not None
    assert qoltanba.__version__ == version("qoltanba") == crate[1] == jar[1]


def test_the_package_is_typed() -> None:
    assert files("qoltanba").joinpath("py.typed").is_file()


def test_the_checksums_are_those_of_the_artefacts() -> None:
    dist = ROOT / "dist"
    if not (dist / "SHA256SUMS").is_file():
        pytest.skip("nothing was built into dist/")
    listed = dict(line.split("  ")[::-1] for line in (dist / "SHA256SUMS").read_text("utf-8").splitlines())
    built = [path for path in dist.iterdir() if path.name != "SHA256SUMS"]
    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in built} == listed
    assert all(path.name.startswith(f"qoltanba-{qoltanba.__version__}") for path in built)
    assert {path.suffix for path in built} >= {".whl", ".jar"}
