"""What a rule is: a cheap trigger that picks texts, and a function that finds candidates in one of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sources.text_identifiers.normal_text import NormalText


class Candidate(NamedTuple):
    """An identifier found in a text.

    Attributes:
        start: Offset of its first sign in the normal text.
        end: Offset behind its last sign.
        kind: One of warehouse.schema.records.IDENTIFIER_KINDS.
        value: Normalised value; for an account PLATFORM:NATIVE_ID.
        is_usable: Whether it passed its check and may be compared as a key.
        reason: Why it is taken for one, and what keeps it from being a key.
    """

    start: int
    end: int
    kind: str
    value: str
    is_usable: bool
    reason: str


@dataclass(frozen=True)
class Setting:
    """Where a text stands.

    Attributes:
        platform: Platform of its message.
        region: Country (ISO 3166) of phone numbers without country code, or None when nothing tells it.
    """

    platform: str
    region: str | None


@dataclass(frozen=True)
class TextRule:
    """A rule.

    Attributes:
        name: Its name.
        rank: Of overlapping candidates of different rules the lower rank stays: what says more of itself comes first.
        trigger: Regular expression (of Rust's dialect) that every text with such an identifier matches.
        find: Candidates in one text.
    """

    name: str
    rank: int
    trigger: str
    find: Callable[[NormalText, Setting], Iterator[Candidate]]
