"""Bridges: an account that alone ties two groups by unlike names is taken for shared or handed over; it ties only one.

An account whose name was once A and later B may be one person under two nicknames, or a desk that two people used one
after the other. Where nothing but such an account holds two groups together (an articulation point of what speaks for
joining them; Hopcroft & Tarjan 1973), the machine abstains: the account stays with the group it is tied to most, and
its ties to the others become leads. A rename, a selector or somebody saying "these are one person" is no mere name and
keeps its ties.

Known limit: a person whose second account is known only by an older nickname is left in two entities.
"""

from collections.abc import Mapping

import networkx as nx
import polars as pl

from resolvers.clustering import clusters
from resolvers.names.alias_form import alias_forms

# Reasons that tie accounts as such, whatever they are called.
_BEYOND_NAMES = (
    "rename",
    "statement_same_person",
    "shared_selector",
    "shared_host",
    "succession",
    "list_names_account",
)
_PAIR = ["reference_l", "reference_r"]


def clusters_without_bridges(
    references: pl.DataFrame,
    scored: pl.DataFrame,
    cannot_links: pl.DataFrame,
    judged_pairs: pl.DataFrame,
    evidence: pl.DataFrame,
    names: pl.DataFrame,
) -> pl.DataFrame:
    """Which references are one, no group of accounts hanging on another by one account's names alone.

    Args:
        references: REFERENCE.
        scored: SCORED_PAIR.
        cannot_links: CANNOT_LINK.
        judged_pairs: JUDGED_PAIR.
        evidence: PAIR_EVIDENCE.
        names: REFERENCE_NAME.

    Returns:
        As resolvers.clustering.clusters. Linear in pairs; two passes of clustering at most.
    """
    grouped = clusters(references, scored, cannot_links, judged_pairs)
    joins = _joins(scored, evidence, judged_pairs)
    cut = _bridging_pairs(grouped, references, _ties(scored, names, grouped), joins)
    if not cut:
        return grouped
    bridging = pl.DataFrame(sorted(cut), schema=dict.fromkeys(_PAIR, pl.String()), orient="row")
    return clusters(references, scored.join(bridging, on=_PAIR, how="anti"), cannot_links, judged_pairs)


def _ties(scored: pl.DataFrame, names: pl.DataFrame, grouped: pl.DataFrame) -> pl.DataFrame:
    """What speaks for joining, inside each cluster: pairs that are joined or leads, and names.

    Returns:
        Columns: cluster, left, right, weight. A name stands as a node of its own (`right` is `name:FORM`, weight 0), so
        that all its bearers hang together, not by way of one of them.
    """
    home = grouped.select("reference", "cluster")
    spoken_for = (
        scored.filter(pl.col("decision") != "apart")
        .join(home.rename({"reference": "reference_l"}), on="reference_l")
        .join(home.rename({"reference": "reference_r"}), on=["reference_r", "cluster"])
        .select("cluster", left="reference_l", right="reference_r", weight="match_weight")
    )
    borne = names.select("reference", alias_form=alias_forms(names["name"])).filter(pl.col("alias_form") != "").unique()
    named = borne.join(home, on="reference").select(
        "cluster", left="reference", right=pl.lit("name:") + pl.col("alias_form"), weight=pl.lit(0.0)
    )
    return pl.concat([spoken_for, named]).sort("cluster", "left", "right")


def _joins(scored: pl.DataFrame, evidence: pl.DataFrame, judged_pairs: pl.DataFrame) -> dict[tuple[str, str], bool]:
    """All joins, and whether each is firm: rests on more than names, or a person decided it."""
    beyond = evidence.filter(pl.col("comparison").is_in(_BEYOND_NAMES) & (pl.col("weight") > 0)).select(_PAIR)
    decided = judged_pairs.filter(pl.col("judgement") == "positive").select(_PAIR)
    firm = pl.concat([beyond, decided]).unique().with_columns(is_firm=pl.lit(value=True))
    joins = scored.filter(pl.col("decision") == "join").select(_PAIR).join(firm, on=_PAIR, how="left")
    return {(left, right): bool(is_firm) for left, right, is_firm in joins.iter_rows()}


def _bridging_pairs(
    grouped: pl.DataFrame, references: pl.DataFrame, ties: pl.DataFrame, joins: Mapping[tuple[str, str], bool]
) -> set[tuple[str, str]]:
    accounts = dict(references.drop_nulls("account_id").select("reference", "account_id").iter_rows())
    placed = grouped.join(references.select("reference", "account_id").drop_nulls("account_id"), on="reference")
    crowded = placed.filter(pl.col("account_id").n_unique().over("cluster") >= 3)["cluster"].unique().sort()
    cut: set[tuple[str, str]] = set()
    for (_,), rows in ties.filter(pl.col("cluster").is_in(crowded.implode())).group_by("cluster", maintain_order=True):
        graph = nx.Graph()
        graph.add_weighted_edges_from(rows.select("left", "right", "weight").iter_rows())
        for bridge in sorted(nx.articulation_points(graph)):
            if bridge in accounts:
                cut |= _loose_pairs(graph, bridge, accounts, joins)
    return cut


def _loose_pairs(
    graph: nx.Graph, bridge: str, accounts: Mapping[str, str], joins: Mapping[tuple[str, str], bool]
) -> set[tuple[str, str]]:
    """Joins of a bridge to the sides it does not stay with; none when every side but one is no other account's."""
    rest = graph.subgraph(node for node in graph if node != bridge)
    sides = []
    for side in nx.connected_components(rest):
        others = {accounts[node] for node in side if node in accounts} - {accounts[bridge]}
        if others:
            tied = sorted(node for node in side if graph.has_edge(bridge, node))
            sides.append((-sum(graph[bridge][node]["weight"] for node in tied), min(side), tied))
    loose: set[tuple[str, str]] = set()
    for _, _, tied in sorted(sides)[1:]:
        joined = [pair for node in tied if (pair := (min(bridge, node), max(bridge, node))) in joins]
        if not any(joins[pair] for pair in joined):
            loose.update(joined)
    return loose
