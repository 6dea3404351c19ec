"""Bytes and moments as callers have them, in the one form that the native library takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from itertools import accumulate
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from struct import pack
from typing import Union

from ._errors import ErrorKind, InputError

Source = Union[bytes, bytearray, memoryview, "os.PathLike[str]"]
"""Bytes, or the path of a file with them. A plain ``str`` is neither and is refused."""
Listed = Union[bytes, bytearray, memoryview, Path]
"""A source of a list, with the files of its folders one by one."""

# A length crosses into the library as a signed 32-bit number, and ctypes wraps a larger one without a word.
MAX_LENGTH = 2**31 - 1

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def as_bytes(source: Source) -> bytes:
    """The bytes of ``source``; ``bytes`` are passed on as they are, everything else is copied once."""
    if type(source) is bytes:
        data = source
    elif isinstance(source, (bytes, bytearray, memoryview)):
        # A class of one's own may say another length than it has, and the library reads as far as the length says.
        data = bytes(memoryview(source))
    elif isinstance(source, os.PathLike):
        data = Path(source).read_bytes()
    else:
        raise TypeError(f"bytes, bytearray, memoryview or a path object is needed, not {type(source).__name__}")
    check_length(len(data))
    return data


def check_length(length: int) -> None:
    """Refuses what does not fit into the length of a call."""
    if length > MAX_LENGTH:
        raise InputError(ErrorKind.LIMIT_EXCEEDED, f"input size in bytes: more than {MAX_LENGTH}, the limit of a call")


def each(sources: Iterable[Source]) -> Iterator[bytes]:
    """The bytes of every source; a path of a folder stands for its files, in the order of their names."""
    for name, source, fault in listed(sources, "source"):
        if fault is not None:
            raise OSError(f"{name}: {fault}")
        yield as_bytes(source)


def listed(sources: Iterable[Source], kind: str) -> Iterator[tuple[str, Listed, str | None]]:
    """Every source with what to call it, its path or its kind and number; and what stands in a folder and is no file with its
    fault. The folders within a folder are left out."""
    if isinstance(sources, (bytes, bytearray, memoryview, str, os.PathLike)):
        raise TypeError("a list of sources is needed, not a single one")
    for number, source in enumerate(sources, 1):
        if isinstance(source, os.PathLike) and Path(source).is_dir():
            inside = entries(Path(source).iterdir())
            yield from ((shown(path), path, fault_of(mode)) for path, mode in inside if not S_ISDIR(mode))
        elif isinstance(source, os.PathLike):
            yield shown(Path(source)), Path(source), None
        else:
            yield f"{kind} {number}", source, None


def entries(paths: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    """What stands in a folder, in order, with the mode of what each leads to; 0 where it leads to nothing."""
    for path in sorted(paths):
        try:
            yield path, path.stat().st_mode
        except FileNotFoundError:
            # What is gone since the folder was read is not in it; a link is there still.
            if os.path.lexists(path):
                yield path, 0
        except OSError:
            yield path, 0


def fault_of(mode: int) -> str | None:
    """Why an entry of a folder cannot be read; ``None`` for a file. Nobody asked to wait for a pipe there."""
    if S_ISREG(mode):
        return None
    return "neither a file nor a folder: a pipe, a socket or a device" if mode else "a link that leads to no file"


def is_text(path: Path) -> bool:
    """Whether a path is UTF-8; to Linux it is bytes. Any other cannot cross into the library."""
    return str(path) == shown(path)


def shown(path: Path | str) -> str:
    """A path for people: what is no UTF-8 in it is shown as U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def packed(items: list[bytes]) -> bytes:
    """A batch as the library takes it: count, then offset and length of each item, then the items; little-endian."""
    count = len(items)
    lengths = [len(item) for item in items]
    head = 4 + 8 * count
    check_length(head + sum(lengths))
    offsets = accumulate(lengths, initial=head)
    table = [number for pair in zip(offsets, lengths) for number in pair]
    return pack(f"<{1 + 2 * count}I", count, *table) + b"".join(items)


def unix(moment: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00:00Z. A moment without a time zone is an error, never a guess."""
    if not isinstance(moment, datetime):
        raise TypeError(f"the moment is a datetime, not {type(moment).__name__}")
    if moment.utcoffset() is None:
        raise ValueError("the moment has no time zone; pass for instance datetime.now(timezone.utc)")
    since = moment - _EPOCH
    return since.days * 86_400 + since.seconds
