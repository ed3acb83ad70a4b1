"""Finds the identifiers in a column of texts: a cheap trigger per rule in Rust, the rules themselves on what it picks.

Half of all messages are shorter than any identifier, so that rules in Python see a small part of them.
"""

import importlib
import pkgutil
from functools import cache

import polars as pl

from sources.text_identifiers import rules
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema.records import TEXT_IDENTIFIER

# What stands behind this many signs of one message (a pasted file) isn't searched.
LONGEST_TEXT = 100_000
_SCHEMA = {name: dtype for name, dtype in TEXT_IDENTIFIER.polars_schema().items() if name != "exhibit_id"}


@cache
def text_rules() -> tuple[TextRule, ...]:
    """All declared rules by rank."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    found: list[TextRule] = [importlib.import_module(f"{rules.__name__}.{name}").RULE for name in names]
    return tuple(sorted(found, key=lambda rule: (rule.rank, rule.name)))


def text_identifiers(messages: pl.DataFrame, region: str | None) -> pl.DataFrame:
    """The identifiers in the words of messages.

    Args:
        messages: Columns locator, platform, text.
        region: Country (ISO 3166) of phone numbers without country code, or None.

    Returns:
        Rows of TEXT_IDENTIFIER without exhibit_id, in the order of messages and offsets. Offsets are of the raw text.
    """
    said = messages.select("locator", "platform", pl.col("text").str.slice(0, LONGEST_TEXT))
    picked = said.with_columns(pl.col("text").str.contains(rule.trigger).alias(rule.name) for rule in text_rules())
    picked = picked.filter(pl.any_horizontal(rule.name for rule in text_rules()))
    rows: list[tuple[object, ...]] = []
    for locator, platform, text, *is_triggered in picked.iter_rows():
        setting = Setting(platform, region)
        for found in identifiers_in(text, setting, is_triggered):
            rows.append((locator, *found))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def identifiers_in(
    raw: str, setting: Setting, is_triggered: list[bool] | None = None
) -> list[tuple[int, int, str, str, str, bool, str]]:
    """Identifiers of one text: start and end in the raw text, kind, value, raw, is_usable, reason; by place."""
    normal = NormalText.of(raw)
    kept: list[tuple[int, Candidate]] = []
    for number, rule in enumerate(text_rules()):
        if is_triggered is not None and not is_triggered[number]:
            continue
        for candidate in rule.find(normal, setting):
            if not any(rank != rule.rank and _overlap(candidate, other) for rank, other in kept):
                kept.append((rule.rank, candidate))
    found = []
    for _, (start, end, kind, value, is_usable, reason) in kept:
        start, end = normal.raw_span(start, end)
        found.append((start, end, kind, value, raw[start:end], is_usable, reason))
    return sorted(set(found))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end
