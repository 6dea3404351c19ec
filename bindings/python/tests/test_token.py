"""Keys in a token: SoftHSM2 holds one, through PKCS#11."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Synthetic
from test_documents import CONTENT, SOAP, XML

from qoltanba import Decision, ErrorKind, InputError, RsaPadding, Signer

MODULES = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"]
LABEL, PIN = "office", "87654321"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The module, with a token that holds an RSA key and no certificate."""
    found = next((Path(path) for path in MODULES if Path(path).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        if os.environ.get("QOLTANBA_REQUIRE_TOOLS") == "1":
            raise RuntimeError("QOLTANBA_REQUIRE_TOOLS=1, but SoftHSM2 is not installed")
        pytest.skip("SoftHSM2 is not installed")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        # The module reads it when it starts, in this process.
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        key = ROOT / "testdata/keys/rsa-individual-sign.pem"
        util(found, "--init-token", "--free", "--label", LABEL, "--so-pin", "12345678", "--pin", PIN)
        util(found, "--import", str(key), "--token", LABEL, "--label", "individual", "--id", "01", "--pin", PIN)
        yield found


def util(module: Path, *arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments, "--module", module], check=True, capture_output=True)


@pytest.fixture
def certificate(synthetic: Synthetic) -> Path:
    return synthetic.folder / "rsa/individual-sign.cer"


def test_what_is_not_there_is_an_error(module: Path, certificate: Path, tmp_path: Path) -> None:
    # Before a signer opens the token: PKCS#11 logs a whole program in.
    gc.collect()
    cases = [
        (lambda: Signer.from_token(module, LABEL, "11111111"), ErrorKind.WRONG_PASSWORD, "C_Login: PinIncorrect"),
        (lambda: Signer.from_token(module, "elsewhere", PIN), ErrorKind.KEY, "token"),
        (lambda: Signer.from_token(module, LABEL, PIN, key="nobody", certificate=certificate), ErrorKind.KEY, "key"),
        (lambda: Signer.from_token(module, LABEL, PIN), ErrorKind.KEY, "certificate"),
        (lambda: Signer.from_token(tmp_path / "none.so", LABEL, PIN), ErrorKind.EXTERNAL, "module"),
    ]
    for call, kind, word in cases:
        with pytest.raises(InputError) as refused:
            call()
        assert refused.value.kind is kind and word in refused.value.detail
        assert "1111" not in refused.value.detail and PIN not in refused.value.detail


def test_a_key_of_a_token_signs_every_form(synthetic: Synthetic, module: Path, certificate: Path) -> None:
    signer = Signer.from_token(module, LABEL, PIN, key="individual", certificate=certificate)
    made = [signer.sign_cms(CONTENT, signing_time=synthetic.AT), signer.sign_xml(XML), signer.sign_wss(SOAP)]
    made += [signer.sign_jws(CONTENT).encode(), signer.with_padding(RsaPadding.PSS).sign_cms(CONTENT)]
    for document in made:
        assert synthetic.verifier.verify(document, at=synthetic.AT, iin=synthetic.IIN).decision is Decision.CONFIRMED
    checked = signer.checked(synthetic.verifier, at=synthetic.AT)
    assert checked.signer is signer


def test_the_certificate_of_another_key_signs_nothing(synthetic: Synthetic, module: Path) -> None:
    for other in (synthetic.folder / "tsa/rsa.cer", synthetic.folder / "ecdsa/individual.cer"):
        signer = Signer.from_token(module, LABEL, PIN, certificate=other)
        with pytest.raises(InputError) as refused:
            signer.sign_cms(CONTENT)
        assert refused.value.kind in (ErrorKind.KEY, ErrorKind.EXTERNAL)
    # PKCS#11 has no mechanism for the national algorithms; the token is not asked.
    national = Signer.from_token(module, LABEL, PIN, certificate=synthetic.signer("gost2015-individual").certificate)
    with pytest.raises(InputError, match="34.310") as unknown:
        national.sign_raw(CONTENT)
    assert unknown.value.kind is ErrorKind.EXTERNAL and unknown.value.__cause__ is None
