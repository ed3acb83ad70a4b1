"""Who answers to whom: command edges from lists, statements, orders, reports, pay, discipline, invitations and titles.

Evidence adds up in bits per direction; the weaker direction is taken off the stronger. How likely an edge holds is said
by its evidence and by how the gang's other edges order its two ends (resolvers.edge_probability); what is likelier than
not stays. What is left as a cycle is repaired by dropping its unlikeliest edge until the order is partial: a greedy
feedback arc set (Eades, Lin and Smyth, "A fast and effective heuristic for the feedback arc set problem", IPL 47,
1993); what such edges cost a hierarchy is measured as agony by Gupte et al., "Finding hierarchy in directed online
social networks" (WWW 2011). Centrality is no evidence: a broker is not a leader.
"""

import math
from collections.abc import Mapping

import networkx as nx
import polars as pl

from resolvers.command_evidence import EVERYDAY_SIGNALS, command_evidence
from resolvers.command_order import standing
from resolvers.contract import ResolvedCase
from resolvers.edge_candidates import FEWEST_BITS, edge_candidates
from resolvers.edge_draws import kept_share
from resolvers.edge_probability import edge_probability
from resolvers.gang_rooms import main_members, pair_gangs
from resolvers.judged import JUDGED_PROBABILITY, judged_edges
from warehouse.schema.frames import GANG_MEMBER, REPORTS_TO, REPORTS_TO_EVIDENCE

# No edge is published that is as likely wrong as right.
_LIKELIER_THAN_NOT = 0.5
# More than any sum of evidence, and few enough for a power of two.
_JUDGED_BITS = 900.0
_ENDS = ["superior_id", "subordinate_id"]


def reports_to(case: ResolvedCase, gang_members: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Command edges inside gangs, without cycles, and what they rest on; a person's decision on an edge holds.

    Args:
        case: The case after linking.
        gang_members: GANG_MEMBER.

    Returns:
        REPORTS_TO and REPORTS_TO_EVIDENCE (of published edges, both sorted).
    """
    gang = main_members(gang_members)
    evidence = command_evidence(case, gang)
    judged = judged_edges(case)
    pairs = pair_gangs(case, pl.concat([evidence, judged.select(_ENDS)], how="diagonal"), gang_members)
    found = edge_candidates(evidence, pairs)
    net = _with_judged(found.edges, found.directed, judged, pairs, gang)
    # What gave way in a cycle no longer speaks against the edges that stay.
    weighed = _weighed(_without_cycles(_weighed(net)).select(net.columns))
    kept = _without_shortcuts(weighed.filter(pl.col("probability") > _LIKELIER_THAN_NOT))
    by_better = kept.filter(~pl.col("is_everyday")).select(_ENDS).unique()
    drawn = pl.concat(
        [
            kept_share(found.better, FEWEST_BITS).join(by_better, on=_ENDS, how="semi"),
            kept_share(found.inside, FEWEST_BITS).join(by_better, on=_ENDS, how="anti"),
        ]
    )
    edges = REPORTS_TO.conform(kept.join(drawn, on=_ENDS, how="left")).sort(REPORTS_TO.key)
    cited = REPORTS_TO_EVIDENCE.conform(_cited(evidence, edges, by_better))
    return edges, cited.sort(REPORTS_TO_EVIDENCE.column_names, nulls_last=True)


def _weighed(net: pl.DataFrame) -> pl.DataFrame:
    """The edges with probability and strength, by which one gives way to another."""
    is_judged = pl.col("decided_by").is_not_null()
    return (
        net.join(edge_probability(net), on=["gang_id", *_ENDS], maintain_order="left")
        .with_columns(probability=pl.when(is_judged).then(JUDGED_PROBABILITY).otherwise("probability"))
        .with_columns(strength=pl.when(is_judged).then("bits").otherwise("probability"))
    )


def _cited(evidence: pl.DataFrame, edges: pl.DataFrame, by_better: pl.DataFrame) -> pl.DataFrame:
    """What the edges rest on: everyday words only for those that nothing better carries, as they were counted."""
    of_edges = evidence.join(edges.select(_ENDS), on=_ENDS, how="semi")
    is_everyday = pl.col("signal").is_in(EVERYDAY_SIGNALS)
    beside = of_edges.filter(is_everyday).join(by_better, on=_ENDS, how="anti")
    return pl.concat([of_edges.filter(~is_everyday), beside])


def edges_told(evidence: pl.DataFrame) -> pl.DataFrame:
    """Edges that the evidence of published ones still carries; cycles and what speaks the other way are not weighed.

    Args:
        evidence: REPORTS_TO_EVIDENCE.

    Returns:
        **Columns** superior_id, subordinate_id, bits; sorted.
    """
    return (
        evidence.group_by("superior_id", "subordinate_id")
        .agg(bits=pl.col("weight").sum().round(6))
        .filter(pl.col("bits") >= FEWEST_BITS)
        .sort("superior_id", "subordinate_id")
    )


def _with_judged(
    net: pl.DataFrame, forward: pl.DataFrame, judged: pl.DataFrame, pairs: pl.DataFrame, gang: pl.DataFrame
) -> pl.DataFrame:
    """The edges without those a person denied, and with those he gave, heavier than any evidence.

    A later decision weighs more, so that of decisions that make a circle the oldest gives way. An edge stands in the
    gang that both are in, else in the superior's, also where the subordinate is counted to another one.
    """
    ends = ["superior_id", "subordinate_id"]
    given = (
        judged.filter(pl.col("judgement") == "positive")
        .with_row_index("order")
        .select(*ends, decided_by="judged_by", judged_bits=_JUDGED_BITS + pl.col("order").cast(pl.Float64))
        .join(gang.select(superior_id="entity_id", own_gang="gang_id"), on="superior_id")
        .join(gang.select(subordinate_id="entity_id"), on="subordinate_id", how="semi")
        .join(pairs, on=ends, how="left", maintain_order="left")
        .with_columns(gang_id=pl.coalesce("gang_id", "own_gang"))
        .drop("own_gang")
        .join(forward.select(*ends, counted="evidence_count"), on=ends, how="left", maintain_order="left")
    )
    read = net.join(judged.filter(pl.col("judgement") == "negative"), on=ends, how="anti")
    key = ["gang_id", *ends]
    return read.join(given, on=key, how="full", coalesce=True).with_columns(
        bits=pl.coalesce("judged_bits", "bits"),
        is_named=pl.col("is_named") | pl.col("decided_by").is_not_null(),
        evidence_count=pl.coalesce("evidence_count", "counted", pl.lit(0)),
        signal_count=pl.col("signal_count").fill_null(1),
        event_bits=pl.col("event_bits").fill_null(0.0),
        room_bits=pl.col("room_bits").fill_null(0.0),
        is_everyday=pl.col("is_everyday").fill_null(value=True),
    )


def leadership_ranks(
    gang_members: pl.DataFrame,
    edges: pl.DataFrame,
    contacts: pl.DataFrame | None = None,
    heads: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Fill leadership_rank: 1 is whom most members answer to, directly or through others, and who stands highest.

    Of several heads whom nobody stands above, the one counts most who leads more (by the logarithm) and stands more
    steps above the middle of the gang (SpringRank, resolvers.command_order): a manager of many whose own superior
    wasn't found would else come before the boss, who gives few orders himself.

    Args:
        gang_members: GANG_MEMBER.
        edges: REPORTS_TO, without cycles.
        contacts: Ranks by contacts alone, as resolvers.silent_networks gives them.
        heads: Who stands above whom without an edge, as resolvers.quiet_heads gives it.

    Returns:
        **Columns** GANG_MEMBER, sorted by key. A superior always ranks before those who answer to him; members
        without any edge rank after all others, by contacts, then by id.
    """
    columns = ["gang_id", *_ENDS, "probability"]
    edges = edges.select(columns) if heads is None else pl.concat([edges.select(columns), heads.select(columns)])
    stand: dict[str, dict[str, float]] = {}
    for gang_id, entity, steps in standing(edges).select("gang_id", "entity_id", "steps").iter_rows():
        stand.setdefault(gang_id, {})[entity] = steps
    ranks = [
        row for gang_id, found in sorted(_by_gang(edges).items()) for row in _ranked(gang_id, found, stand[gang_id])
    ]
    schema = {"gang_id": pl.String(), "entity_id": pl.String(), "leadership_rank": pl.Int64()}
    ranked = pl.DataFrame(ranks, schema=schema, orient="row")
    silent = pl.DataFrame(schema={**schema, "rank": pl.Float64()}) if contacts is None else contacts
    joined = (
        gang_members.drop("leadership_rank")
        .join(ranked, on=["gang_id", "entity_id"], how="left")
        .join(silent.select("gang_id", "entity_id", "rank"), on=["gang_id", "entity_id"], how="left")
        .sort("gang_id", "leadership_rank", "rank", "entity_id", nulls_last=True)
        .with_columns(leadership_rank=pl.int_range(1, pl.len() + 1).over("gang_id"))
    )
    return GANG_MEMBER.conform(joined).sort(GANG_MEMBER.key)


def _by_gang(edges: pl.DataFrame) -> dict[str, list[tuple[str, str, float]]]:
    found: dict[str, list[tuple[str, str, float]]] = {}
    chosen = edges.select("gang_id", "superior_id", "subordinate_id", "probability").sort(
        "gang_id", "superior_id", "subordinate_id"
    )
    for gang_id, superior, subordinate, probability in chosen.iter_rows():
        found.setdefault(gang_id, []).append((superior, subordinate, probability))
    return found


def _ranked(
    gang_id: str, edges: list[tuple[str, str, float]], stand: Mapping[str, float]
) -> list[tuple[str, str, int]]:
    """The weightiest of those whose superiors are all placed is next."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(edges)

    def order(entity: str) -> tuple[float, float, str]:
        support = sum(weight for _, _, weight in graph.out_edges(entity, data="weight"))
        weight = math.log1p(len(nx.descendants(graph, entity))) + stand[entity]
        return (-round(weight, 5), -round(support, 6), entity)

    placed = nx.lexicographical_topological_sort(graph, key={entity: order(entity) for entity in graph}.__getitem__)
    return [(gang_id, entity, rank) for rank, entity in enumerate(placed, start=1)]


def _without_cycles(net: pl.DataFrame) -> pl.DataFrame:
    """Drop the unlikeliest edge of every strongly connected part until none is left."""
    dropped: list[tuple[str, str, str]] = []
    for gang_id, found in sorted(_by_gang(net.with_columns(probability="strength")).items()):
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(found)
        while knots := [part for part in nx.strongly_connected_components(graph) if len(part) > 1]:
            for knot in sorted(sorted(part) for part in knots):
                inner = graph.subgraph(knot).edges(data="weight")
                superior, subordinate, _ = min(inner, key=lambda edge: (edge[2], edge[0], edge[1]))
                graph.remove_edge(superior, subordinate)
                dropped.append((gang_id, superior, subordinate))
    key = ["gang_id", "superior_id", "subordinate_id"]
    gone = pl.DataFrame(dropped, schema=dict.fromkeys(key, pl.String()), orient="row")
    return net.join(gone, on=key, how="anti")


def _without_shortcuts(net: pl.DataFrame) -> pl.DataFrame:
    """Drop edges that rest on rooms alone and go over somebody's head or beside a stronger superior.

    What a boss tells a room goes down the line, and a team leader tells it to guests as well. This is the
    transitive reduction (Aho, Garey and Ullman, SIAM J. Comput. 1, 1972) of such edges.
    """
    strongest = pl.col("bits").max().over("gang_id", "subordinate_id")
    near = net.filter(pl.col("is_named") | (pl.col("bits") >= strongest))
    named = set(near.filter("is_named").select("superior_id", "subordinate_id").iter_rows())
    dropped: list[tuple[str, str, str]] = []
    for gang_id, found in sorted(_by_gang(near.with_columns(probability="bits")).items()):
        graph = nx.DiGraph()
        graph.add_weighted_edges_from(found)
        below = {entity: nx.descendants(graph, entity) for entity in sorted(graph)}
        for superior, subordinate, _ in found:
            over = any(subordinate in below[middle] for middle in graph.successors(superior))
            if over and (superior, subordinate) not in named:
                dropped.append((gang_id, superior, subordinate))
    key = ["gang_id", "superior_id", "subordinate_id"]
    gone = pl.DataFrame(dropped, schema=dict.fromkeys(key, pl.String()), orient="row")
    return near.join(gone, on=key, how="anti")
