"""What the tests share: the national test set, read where it lies, never copied."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import qoltanba
from qoltanba import Evidence, Signer, TrustStore, Verifier

ROOT = Path(__file__).resolve().parents[3]
CORPORA = Path(os.environ.get("QOLTANBA_CORPORA", ROOT.parent / "shared" / "corpora"))

# A moment at which every certificate and every list of the test set is current.
AT = datetime(2024, 1, 1, tzinfo=timezone.utc)


class NationalSet:
    """The test set of the national certification authority, with its manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))["p12"]
        roots = [folder / "CA_Test/ROOT", folder / "CA_Test/ROOT/old"]
        authorities = [folder / "CA_Test/NCA", folder / "CA_Test/NCA/old"]
        self.trust = TrustStore(roots, authorities)
        self.evidence = Evidence(crls=[folder / "CRL"])
        self.verifier = Verifier(self.trust, self.evidence)

    def path(self, entry: dict[str, Any]) -> Path:
        """The certificate of an entry."""
        return self.folder / str(entry["certificate_file"])

    def one(self, status: str, *, person: bool = True, key: str = "GOST512_", eku: str | None = None) -> dict[str, Any]:
        """The first entry of that folder status whose certificate may sign."""
        for entry in self.entries:
            name = Path(entry["certificate_file"]).name
            if entry["folder_status"] == status and name.startswith(key) and bool(entry["iin"]) == person:
                if status == "valid" or entry["crl_status"]["listed"]:
                    return entry
        raise LookupError(status)


@pytest.fixture(scope="session")
def national() -> NationalSet:
    """The national test set; without it the test is skipped, or fails where it is required."""
    folder = CORPORA / "kz" / "sdk"
    if not folder.is_dir():
        if os.environ.get("QOLTANBA_REQUIRE_CORPORA") == "1":
            raise RuntimeError("QOLTANBA_REQUIRE_CORPORA=1, but the test corpora are absent")
        pytest.skip("the test corpora are absent (QOLTANBA_CORPORA names their folder)")
    return NationalSet(folder)


class Synthetic:
    """The synthetic national PKI of the repository."""

    # The moment at which every file that is not called otherwise is current.
    AT = datetime(2026, 7, 1, tzinfo=timezone.utc)
    IIN = "990101100010"
    PASSWORD = "Ulgi2026"

    def __init__(self) -> None:
        self.folder = ROOT / "testdata" / "pki"
        authorities = sorted((self.folder / "ca").glob("*.cer"))
        anchors = [path for path in authorities if path.name.startswith("root-")]
        lists = [path for path in sorted((self.folder / "crl").glob("*.crl")) if "stale" not in path.name]
        self.trust = TrustStore(anchors, [path for path in authorities if path not in anchors])
        self.verifier = Verifier(self.trust, Evidence(crls=lists))

    def signed(self, name: str) -> bytes:
        """A signed document."""
        return (self.folder / "signed" / name).read_bytes()

    def signer(self, name: str, alias: str | None = None) -> Signer:
        """The key of a key file."""
        return Signer(self.folder / "p12" / f"{name}.p12", self.PASSWORD, alias=alias)


@pytest.fixture(scope="session")
def synthetic() -> Synthetic:
    """The synthetic PKI of the repository; it is always there."""
    return Synthetic()


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")


def resident() -> int:
    """The memory of this process in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def pytest_report_header() -> str:
    """Says which package is tested: the installed one."""
    return f"qoltanba {qoltanba.__version__} from {Path(qoltanba.__file__).parent}"
