"""Every kind of file is told apart and described; nothing is verified."""

from __future__ import annotations

import pytest
from conftest import Synthetic

from qoltanba import ErrorKind, InputError, inspect

KINDS = {
    "ca/root-gost2015.cer": "certificate",
    "crl/nca-gost2015.crl": "crl",
    "signed/cms/gost2015.cms": "cms",
    "tsa/gost2015.tst": "timestamp-token",
    "ocsp/good.ors": "ocsp-response",
    "signed/xml/gost2015.xml": "xml",
    "signed/barcode/1.xml": "barcode",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_every_kind_is_described(synthetic: Synthetic, name: str, kind: str) -> None:
    assert inspect(synthetic.folder / name)["kind"] == kind


def test_a_key_file_is_described_without_its_keys(synthetic: Synthetic) -> None:
    path = synthetic.folder / "p12/gost2015-individual.p12"
    described = inspect(path, password=synthetic.PASSWORD)
    assert described["kind"] == "pkcs12"
    assert [key["matches_certificate"] for key in described["keys"]] == [True]
    assert set(described["keys"][0]) == {"alias", "algorithm", "matches_certificate"}
    for password in (None, "Ulgi2027"):
        with pytest.raises(InputError) as wrong:
            inspect(path, password=password)
        assert wrong.value.kind is ErrorKind.WRONG_PASSWORD


def test_what_is_nothing_is_an_error() -> None:
    for data in (b"", b"hello", b"<a>"):
        with pytest.raises(InputError):
            inspect(data)
