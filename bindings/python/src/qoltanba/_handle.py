"""Objects of the native library. Each is known here by a number, and whoever holds the number frees the object.

The generated classes keep it in a plain attribute, which the protocols of :mod:`copy` and :mod:`pickle` would repeat: two
owners would free one object, and another that is made afterwards could take its place under the same number.
"""

from __future__ import annotations

from typing import Any, NoReturn, SupportsIndex

from ._native import qoltanba_ffi as _generated


class Handle:
    """What holds an object of the native library. It is shared, never copied."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        # copy.copy, copy.deepcopy and pickle all ask here.
        raise TypeError(f"{type(self).__name__} cannot be copied or pickled; share it, or make another one")


def _owners() -> list[Any]:
    """The generated classes whose objects free one of the library."""
    return [one for one in vars(_generated).values() if isinstance(one, type) and "__del__" in vars(one)]


for _owner in _owners():
    _owner.__reduce_ex__ = Handle.__reduce_ex__
