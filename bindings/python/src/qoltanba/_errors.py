"""Errors: what could not be used. A failed check is never one of them; it is data in the report."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from . import _native


class ErrorKind(Enum):
    """What kind of rule was broken."""

    MALFORMED = "malformed"
    """The bytes break the rules of their format."""
    LIMIT_EXCEEDED = "limit-exceeded"
    """Larger, deeper or longer than a limit of the library."""
    UNSUPPORTED = "unsupported"
    """Well formed, but it uses something that the library does not implement."""
    ITEM = "item"
    """One of several things of a kind breaks a rule: a part of a barcode set, an attachment, an entry of a trail."""
    INVALID_ARGUMENT = "invalid-argument"
    """An argument of the call breaks its rule."""
    WRONG_PASSWORD = "wrong-password"
    """The password does not open the key file, or the file was changed; a token refuses the PIN."""
    KEY = "key"
    """No key in the file fits what was asked for, or a signature does not fit the certificate."""
    EXTERNAL = "external"
    """A key that is kept elsewhere did not sign, or its token cannot be used. What was raised there is the ``__cause__``."""
    CRYPTO = "crypto"
    """The cryptographic operation could not be carried out."""


class InputError(ValueError):
    """The input could not be used, and nothing was decided.

    The text never repeats content of the input, so it may be logged.
    """

    def __init__(self, kind: ErrorKind, detail: str, offset: int | None = None) -> None:
        super().__init__(kind, detail, offset)
        self.kind = kind
        """What kind of rule was broken."""
        self.detail = detail
        """One English line that names the place and the rule."""
        self.offset = offset
        """Offset in bytes from the start of the input (of the decoded bytes, if it was text), where there is one."""

    def __str__(self) -> str:
        return self.detail


_KINDS: dict[type[_native.InputError], ErrorKind] = {
    _native.InputError.Malformed: ErrorKind.MALFORMED,
    _native.InputError.LimitExceeded: ErrorKind.LIMIT_EXCEEDED,
    _native.InputError.Unsupported: ErrorKind.UNSUPPORTED,
    _native.InputError.Item: ErrorKind.ITEM,
    _native.InputError.InvalidArgument: ErrorKind.INVALID_ARGUMENT,
    _native.InputError.WrongPassword: ErrorKind.WRONG_PASSWORD,
    _native.InputError.Key: ErrorKind.KEY,
    _native.InputError.External: ErrorKind.EXTERNAL,
    _native.InputError.Crypto: ErrorKind.CRYPTO,
}


_raised = threading.local()


def keep_cause(error: BaseException) -> None:
    """Keeps what a callback raised. A call and its callbacks run on one thread."""
    _raised.error = error


def _cause() -> BaseException | None:
    error: BaseException | None = getattr(_raised, "error", None)
    _raised.error = None
    return error


def from_native(error: _native.InputError) -> InputError:
    """The same error in this package's words."""
    return InputError(_KINDS[type(error)], error.detail, getattr(error, "offset", None))


@contextmanager
def translated() -> Iterator[None]:
    """Raises this package's error for one of the native module."""
    try:
        yield
    except _native.InputError.External as error:
        cause = _cause()
        if cause is not None and not isinstance(cause, Exception):
            # Somebody ends the program; that is no error of the key.
            raise cause from None
        raise from_native(error) from cause
    except _native.InputError as error:
        raise from_native(error) from None
