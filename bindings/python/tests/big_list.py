"""A genuine list of many entries, signed by an authority of the synthetic PKI."""

from __future__ import annotations

from conftest import ROOT, Synthetic

from qoltanba import Signer, inspect


def _parts(der: bytes) -> list[bytes]:
    """The elements within a DER element, each with its head."""
    found, at = [], _head(der)
    while at < len(der):
        element = der[at:]
        end = at + _head(element) + _length(element)
        found.append(der[at:end])
        at = end
    return found


def _head(der: bytes) -> int:
    return 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)


def _length(der: bytes) -> int:
    return der[1] if der[1] < 0x80 else int.from_bytes(der[2 : _head(der)], "big")


def _element(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def big_list(synthetic: Synthetic, entries: int) -> bytes:
    """The RSA authority's list with so many entries instead of its own: the signing certificate of the individual, and
    numbers that nobody has."""
    tbs, algorithm, _ = _parts((synthetic.folder / "crl/nca-rsa.crl").read_bytes())
    fields = _parts(tbs)
    # version, signature, issuer, thisUpdate, nextUpdate, revokedCertificates, crlExtensions (RFC 5280, 5.1)
    date = fields[3]
    own = bytes.fromhex(inspect(synthetic.signer("rsa-individual-sign").certificate)["serial"])
    numbers = [own, *((1 << 150 | number).to_bytes(19, "big") for number in range(entries - 1))]
    fields[5] = _element(0x30, b"".join(_element(0x30, _element(2, number) + date) for number in numbers))
    tbs = _element(0x30, b"".join(fields))
    authority = Signer.of_key(ROOT / "testdata/keys/nca-rsa.pem", synthetic.folder / "ca/nca-rsa.cer")
    return _element(0x30, tbs + algorithm + _element(3, b"\0" + authority.sign_raw(tbs)))
