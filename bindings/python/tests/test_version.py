"""The crate, the wheel and the jar have one version."""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.resources import files

from conftest import ROOT

import qoltanba


def test_crate_wheel_and_jar_agree() -> None:
    crate = re.search(r'^\[workspace\.package\]\nversion = "([^"]+)"', (ROOT / "Cargo.toml").read_text("utf-8"), re.M)
    jar = re.search(r"<artifactId>qoltanba</artifactId>\s*<version>([^<]+)</version>", (ROOT / "bindings/kotlin/pom.xml").read_text("utf-8"))
    assert crate is not None and jar is not None
    assert qoltanba.__version__ == version("qoltanba") == crate[1] == jar[1]


def test_the_package_is_typed() -> None:
    assert files("qoltanba").joinpath("py.typed").is_file()
