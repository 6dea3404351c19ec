"""Dataclasses and the JSON that crosses into the library: one reader and one writer, by the types of the fields."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, timezone
from enum import Enum
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from ._identity import Bin, Iin
from ._source import unix

Number = Union[Iin, Bin]
"""The number of a person or an organisation."""


def encode(value: Any, hint: Any = None) -> Any:
    """The JSON of a value. ``hint`` is the type of the field that holds it: a number of either kind is tagged."""
    if isinstance(value, (Iin, Bin)):
        return _number(value, hint)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [encode(item, *get_args(hint)[:1]) for item in value]
    if is_dataclass(value):
        hints = _hints(value.__class__)
        return {_name(field): encode(getattr(value, field.name), hints[field.name]) for field in fields(value)}
    return value


def _number(value: Number, hint: Any) -> Any:
    own, other = (Iin, Bin) if isinstance(value, Iin) else (Bin, Iin)
    if _is_number(hint):
        return {own.__name__.lower(): str(value)}
    # The field says of which kind its digits are: those of the other kind would be taken for digits of this.
    if other in (get_args(hint) or (hint,)):
        raise TypeError(f"a number of the class {other.__name__} is needed, not {own.__name__}")
    return str(value)


def decode(hint: Any, tree: Any) -> Any:
    """The value of a type from its JSON."""
    origin, inner = get_origin(hint), get_args(hint)
    if _is_number(hint):
        return None if tree is None else Iin(tree["iin"]) if "iin" in tree else Bin(tree["bin"])
    if origin is Union:
        return None if tree is None else decode(inner[0], tree)
    if origin is tuple:
        return tuple(decode(inner[0], item) for item in tree)
    if origin is dict:
        return {decode(inner[0], key): decode(inner[1], item) for key, item in tree.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        return _decode_fields(hint, tree)
    if hint is datetime:
        return moment(tree)
    if hint is date:
        return date.fromisoformat(tree)
    if hint in (Iin, Bin) or (isinstance(hint, type) and issubclass(hint, Enum)):
        return hint(tree)
    return tree


def _decode_fields(kind: Any, tree: dict[str, Any]) -> Any:
    """A dataclass from its JSON object; a field that is not there has its default."""
    hints = _hints(kind)
    values = {}
    for field in fields(kind):
        if _name(field) in tree or field.default is MISSING:
            values[field.name] = decode(hints[field.name], tree[_name(field)])
    return kind(**values)


def moment(text: str) -> datetime:
    """A moment as the library writes it. The calendar here has the years 1 to 9999; what lies outside stands at its end."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        outside = datetime.min if text.startswith(("0000", "-")) else datetime.max.replace(microsecond=0)
        return outside.replace(tzinfo=timezone.utc)


def from_unix(seconds: int) -> datetime:
    """A moment from whole seconds since 1970-01-01T00:00:00Z."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def _moment_text(value: datetime) -> str:
    return from_unix(unix(value)).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def _is_number(hint: Any) -> bool:
    return get_origin(hint) is Union and {Iin, Bin} <= set(get_args(hint))


def _name(field: Any) -> str:
    return str(field.metadata.get("json", field.name))


@lru_cache(maxsize=None)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
