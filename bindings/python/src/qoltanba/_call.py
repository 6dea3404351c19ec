"""The calls that a service makes once for each request, with less of the interpreter around them.

Everything else goes through the module that UniFFI generates, whose way of a call is a general one: context managers, a
cast for each argument, a function for each number that comes back. ``benches/overhead.py`` measured, over what the core
takes by itself: for a document of 4 KiB 28 µs that way and 14 µs this way, for a certificate 17 µs and 7 µs.

It relies on what UniFFI's manual says under "Lifting, Lowering and Serialization", of the one version that Cargo.toml
pins, and ``test_call.py`` compares both ways. An object crosses as a number that the callee consumes, so each call clones
it first. Borrowed bytes cross as a length and an address. A record comes back as a buffer of its fields in their order:
an enumeration as its number from 1, a text as its length and its UTF-8; numbers have 32 bits and are big-endian. That the
library belongs to the generated module is what that module checks when it is imported.

Calls share nothing but the prototypes, which stay as the import made them.
"""

from __future__ import annotations

import ctypes
from struct import Struct
from typing import Any, Literal

from . import _native
from ._native import qoltanba_ffi as _generated
from ._report import Report
from ._words import Decision

_RustBuffer: Any = _generated._UniffiRustBuffer
_CallStatus: Any = _generated._UniffiRustCallStatus
_check_status: Any = _generated._uniffi_check_call_status

# The open library once more, so that these prototypes stand beside those of the generated module.
_LIBRARY = ctypes.CDLL(_generated._UniffiLib._name, handle=_generated._UniffiLib._handle)

_ANSWER = Struct(">ii")
_DECISIONS = {1: Decision.CONFIRMED, 2: Decision.REFUSED, 3: Decision.UNDETERMINED}


class _ForeignBytes(ctypes.Structure):
    # Made of ``bytes`` it points into them, without a copy, and keeps them alive.
    _fields_ = [("len", ctypes.c_int32), ("data", ctypes.c_char_p)]


def _declared(name: str, result: Any, *arguments: Any) -> Any:
    function = _LIBRARY[name]
    function.argtypes = [*arguments, ctypes.POINTER(_CallStatus)]
    function.restype = result
    return function


def _method(name: str, inputs: int) -> Any:
    arguments = [ctypes.c_uint64, *[_ForeignBytes] * inputs, ctypes.c_int64]
    return _declared(f"uniffi_qoltanba_ffi_fn_method_verifier_{name}", _RustBuffer, *arguments)


_clone = _declared("uniffi_qoltanba_ffi_fn_clone_verifier", ctypes.c_uint64, ctypes.c_uint64)
_free = _declared("ffi_qoltanba_ffi_rustbuffer_free", None, _RustBuffer)

Method = Literal["check_certificate", "verify", "verify_detached"]
_METHODS: dict[Method, Any] = {
    "check_certificate": _method("check_certificate", 2),
    "verify": _method("verify", 2),
    "verify_detached": _method("verify_detached", 3),
}


def ask(method: Method, verifier: _native.Verifier, at: int, *inputs: bytes) -> Report:
    """Calls a method of the verifier with what it takes before ``at``. Raises what the generated module raises."""
    status = _CallStatus()
    passed = [_ForeignBytes(len(data), data) for data in inputs]
    handle = _clone(verifier._handle, status)
    if status.code:
        _check_status(None, status)
    buffer = _METHODS[method](handle, *passed, at, status)
    if status.code:
        _check_status(_generated._UniffiFfiConverterTypeInputError, status)
    try:
        answer = buffer.data[: buffer.len]
    finally:
        _free(buffer, status)
    number, length = _ANSWER.unpack_from(answer)
    text = answer[_ANSWER.size :]
    if len(text) != length or number not in _DECISIONS:
        raise _generated.InternalError("what the library gave is no answer")
    return Report(_DECISIONS[number], text.decode())
