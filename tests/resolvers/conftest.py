"""Builds small cases from a few words, so that a test shows only what it is about."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl
import pytest

from resolvers.blocking.keys import block_keys
from resolvers.blocking.pairs import candidate_pairs
from resolvers.cannot_link import cannot_links
from resolvers.clustering import clusters
from resolvers.comparisons.evidence import pair_evidence
from resolvers.contract import CaseFrames, LinkSettings
from resolvers.names.views_of import alias_views
from resolvers.scorers.scoring import scored_pairs
from warehouse.schema import frames
from warehouse.schema.relation import Relation

_CITED = {"exhibit_id": "e" * 64, "locator": "line:1"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "references": {"kind": "account", "is_owner": False, "message_count": 1},
    "names": {"kind": "account_nickname", "observation_count": 1},
    "selectors": {"basis": "profile", "observation_count": 1},
    "listed": {"name_kind": "nickname"},
    "statements": {"is_negated": False, "is_doubtful": False, "pattern": "test", "message_id": "m", "thread_id": "t"},
    "utterances": {"kind": "text", "text": ""},
    "mentions": {"start_offset": 0, "end_offset": 1, "text": "x", "manner": "address"},
    "renames": {"thread_id": "t"},
    "memberships": {"thread_id": "t", "event": "join"},
    "text_identifiers": {"start_offset": 0, "end_offset": 1, "is_usable": True},
    "judged_pairs": {"judged_by": "a", "reason": "b", "judged_at": None},
}
_RELATIONS: dict[str, Relation] = {
    "references": frames.REFERENCE,
    "names": frames.REFERENCE_NAME,
    "alias_views": frames.ALIAS_VIEW,
    "selectors": frames.REFERENCE_SELECTOR,
    "renames": frames.RENAME,
    "memberships": frames.MEMBERSHIP,
    "listed": frames.LISTED,
    "statements": frames.STATEMENT,
    "mentions": frames.MENTION,
    "utterances": frames.UTTERANCE,
    "message_traits": frames.MESSAGE_TRAIT,
    "judged_pairs": frames.JUDGED_PAIR,
    "text_identifiers": frames.FOUND_IDENTIFIER,
}


def _frame(part: str, rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    relation = _RELATIONS[part]
    filled = []
    for number, row in enumerate(rows):
        counted = {"message_id": f"m{number}"} if part == "utterances" else {}
        if part == "statements":
            counted = {"statement_id": f"s{number}"}
        filled.append({**_CITED, **_DEFAULTS.get(part, {}), **counted, **row})
    schema = relation.polars_schema()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in filled], schema=schema, orient="row")


@pytest.fixture
def make_case() -> Callable[..., CaseFrames]:
    """Frames of a case from lists of partial rows by part; a list of names makes its references too."""

    def make(**parts: list[dict[str, Any]]) -> CaseFrames:
        given = {name: list(rows) for name, rows in parts.items()}
        named = [row["reference"] for row in given.get("names", [])]
        declared = {row["reference"] for row in given.get("references", [])}
        given["references"] = given.get("references", []) + [
            {"reference": reference, "kind": reference.partition(":")[0]}
            for reference in dict.fromkeys(named)
            if reference not in declared
        ]
        built = {part: _frame(part, given.get(part, [])) for part in _RELATIONS}
        if built["alias_views"].is_empty():
            built["alias_views"] = alias_views(built["names"])
        return CaseFrames(**built)

    return make


@pytest.fixture
def candidates_of() -> Callable[..., pl.DataFrame]:
    """Candidate pairs of a case."""

    def of(case: CaseFrames, limit: int = 20_000) -> pl.DataFrame:
        return candidate_pairs(block_keys(case), limit)[0]

    return of


@pytest.fixture
def scored_of() -> Callable[..., pl.DataFrame]:
    """Scored pairs of a case, linked the whole way."""

    def of(case: CaseFrames, settings: LinkSettings | None = None) -> pl.DataFrame:
        settings = settings or LinkSettings()
        pairs, _ = candidate_pairs(block_keys(case), settings.block_pair_limit)
        evidence = pair_evidence(pairs, case, settings)
        return scored_pairs(pairs, evidence, cannot_links(case), case.judged_pairs, settings)

    return of


@pytest.fixture
def clusters_of(scored_of: Callable[..., pl.DataFrame]) -> Callable[..., dict[str, str]]:
    """Cluster by reference of a case, linked the whole way."""

    def of(case: CaseFrames, settings: LinkSettings | None = None) -> dict[str, str]:
        found = clusters(case.references, scored_of(case, settings), cannot_links(case), case.judged_pairs)
        return dict(found.select("reference", "cluster").iter_rows())

    return of
