"""Columns from parsed JSON records, and what a sniffer can see of a document's head.

Exporters are loose with types: an id comes as number in one version and as text in the next. A column of text takes
both; what is neither is null.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from sources.json_blocks import Broken, Elements, JsonBlocks, JsonDamage, Member, Path
from sources.json_text import JsonText
from sources.record import Head

Record = Mapping[str, Any]
_LARGEST = 2**63


def text_column(records: Iterable[Record], key: str) -> pl.Series:
    """A member of each record as text, null where it is missing, null, a list or an object."""
    values = [record.get(key) for record in records]
    try:
        return pl.Series(key, values, dtype=pl.String, strict=True)
    except (TypeError, pl.exceptions.PolarsError):
        return pl.Series(key, [text_of(value) for value in values], dtype=pl.String)


def integer_column(records: Iterable[Record], key: str) -> pl.Series:
    """A member of each record as integer, null where it is none; digits in quotes count."""
    values = [record.get(key) for record in records]
    try:
        return pl.Series(key, values, dtype=pl.Int64, strict=True)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(key, [_integer_of(value) for value in values], dtype=pl.Int64)


def text_of(value: Any) -> str | None:  # noqa: ANN401 - JSON is any
    """A value as text, None when it is null or has parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def head_of_document(head: Head, streams: Sequence[Path]) -> tuple[dict[Path, Any], list[Any]]:
    """What the first bytes of a document show: members beside the named arrays, and the first elements of these."""
    members: dict[Path, Any] = {}
    text = JsonText.of_head(head.first_bytes)
    if text is None:
        return members, []
    try:
        for found in JsonBlocks(text, streams):
            if isinstance(found, Elements):
                return members, [value for value in found.values if not isinstance(value, Broken)]
            if isinstance(found, Member):
                members[found.path] = found.value
    except (JsonDamage, UnicodeDecodeError):
        pass
    return members, []


def _integer_of(value: Any) -> int | None:  # noqa: ANN401 - JSON is any
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal():
        value = int(value) if len(value) < 20 else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return value if is_integer and -_LARGEST <= value < _LARGEST else None
