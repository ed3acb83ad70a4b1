"""Weigh: which weights the pairs of a case are scored with, tried and chosen; later steps take the ones in use."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipelines.steps.case_step import case_in_hand, let_go
from resolvers.contract import CURRENT, LinkSettings
from resolvers.learned.groups import held_out_groups
from resolvers.learned.weigh import WeighedCase, weigh
from resolvers.learned.weight_rows import settings_with
from warehouse.case_frames import read_part, read_threads
from warehouse.connection import Warehouse
from warehouse.resolver_choices import latest_choice
from warehouse.schema import frames


def settings_in_use(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> LinkSettings:
    """The run's settings with the scorer and weights that this case is resolved with."""
    rows = frames.RESOLVER_WEIGHT.conform(warehouse.read_frame("read_resolver_weight", case_id=case_id))
    return settings_with(rows, settings)


def asked_settings(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> LinkSettings:
    """The run's settings; where they name no resolver, with the one last decided on for the case, at first fixed."""
    if settings.resolver != CURRENT:
        return settings
    resolver, _, given = latest_choice(warehouse, case_id) or ("fixed", "", {})
    return replace(settings, resolver=resolver, scorer_weights=given)


def resolver_weights(warehouse: Warehouse, case_id: str, settings: LinkSettings) -> Sequence[pl.DataFrame]:
    """RESOLVER_TRIAL, RESOLVER_WEIGHT, RESOLVER_CHANGE and RELIABILITY of the case."""

    def groups(clusters: pl.DataFrame) -> pl.DataFrame:
        return held_out_groups(case_in_hand(warehouse, case_id), read_threads(warehouse, case_id), clusters)

    case = WeighedCase(
        references=read_part(warehouse, case_id, "references"),
        names=read_part(warehouse, case_id, "names"),
        pairs=frames.CANDIDATE_PAIR.conform(warehouse.read_frame("read_candidate_pair", case_id=case_id)),
        evidence=frames.PAIR_EVIDENCE.conform(warehouse.read_frame("read_pair_evidence", case_id=case_id)),
        cannot_links=frames.CANNOT_LINK.conform(warehouse.read_frame("read_cannot_link", case_id=case_id)),
        judged_pairs=read_part(warehouse, case_id, "judged_pairs"),
        groups=groups,
    )
    found = weigh(case, asked_settings(warehouse, case_id, settings))
    let_go(warehouse)
    return found.trials, found.weights, found.changes, found.reliability
