"""Keys that are kept elsewhere: in a token, in a hardware security module, in a signing service."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from . import _native
from ._documents import Digest
from ._errors import keep_cause


class SignatureAlgorithm(Enum):
    """How a key that is kept elsewhere has to sign, and in what form the value comes back."""

    RSA_PKCS1_SHA256 = "rsa-pkcs1-sha256"
    """RSASSA-PKCS1-v1_5 over SHA-256."""
    RSA_PSS_SHA256 = "rsa-pss-sha256"
    """RSASSA-PSS over SHA-256, with MGF1 over SHA-256 and a salt of 32 bytes."""
    ECDSA_SHA256 = "ecdsa-sha256"
    """ECDSA over SHA-256; a DER SEQUENCE of r and s."""
    ECDSA_SHA384 = "ecdsa-sha384"
    """ECDSA over SHA-384; a DER SEQUENCE of r and s."""
    GOST34310_2004 = "gost34310-2004"
    """GOST 34.310-2004 over GOST 34.311-95; r ‖ s, little-endian."""
    GOST34310_2015_256 = "gost34310-2015-256"
    """GOST 34.310-2015 with 256 bits over Streebog-256; r ‖ s, little-endian."""
    GOST34310_2015_512 = "gost34310-2015-512"
    """GOST 34.310-2015 with 512 bits over Streebog-512; r ‖ s, little-endian."""

    def __str__(self) -> str:
        return str(self.value)

    @property
    def digest(self) -> Digest:
        """What a service that signs digests has to be given: :class:`Hasher` or :mod:`hashlib` makes it."""
        return _DIGESTS[self]


_DIGESTS = {
    SignatureAlgorithm.RSA_PKCS1_SHA256: Digest.SHA256,
    SignatureAlgorithm.RSA_PSS_SHA256: Digest.SHA256,
    SignatureAlgorithm.ECDSA_SHA256: Digest.SHA256,
    SignatureAlgorithm.ECDSA_SHA384: Digest.SHA384,
    SignatureAlgorithm.GOST34310_2004: Digest.GOST34311,
    SignatureAlgorithm.GOST34310_2015_256: Digest.STREEBOG256,
    SignatureAlgorithm.GOST34310_2015_512: Digest.STREEBOG512,
}

ExternalKey = Callable[[SignatureAlgorithm, bytes], bytes]
"""Has a message, which is not hashed yet, signed elsewhere, and returns the value. It runs on the thread that signs."""


class Elsewhere(_native.ExternalKey):
    """An external key as the native library calls it."""

    def __init__(self, sign: ExternalKey) -> None:
        self._sign = sign

    def sign(self, algorithm: _native.SignatureAlgorithm, message: bytes) -> bytes:
        """Asks the key. Whatever it raises comes out of the call that signs."""
        try:
            value = self._sign(SignatureAlgorithm[algorithm.name], message)
            if not isinstance(value, (bytes, bytearray, memoryview)):
                raise TypeError(f"the value of a signature is bytes, not {type(value).__name__}")
            return bytes(value)
        except BaseException as error:
            keep_cause(error)
            raise _native.InputError.External("the key signs") from None
