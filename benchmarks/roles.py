"""Measures roles, gangs, who answers to whom and who is protected, on synthetic cases with their answer key.

    python -m benchmarks.roles --seeds 7,11,12              (generates the cases, runs them, measures)
    python -m benchmarks.roles HOME...                      (measures homes that hold DIR/answers already)

Each case is measured twice: with the entities that linking made, and with entities taken from the key, which shows what
the describing steps lose by themselves. Beside them stand baselines on the same messages: roles by title words in what
a person writes, superiors by degree and by PageRank of the talk inside the true gangs. The data are synthetic: the
numbers say what is broken, not how well a real case is read.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import comb
from pathlib import Path

import networkx as nx
import polars as pl

from benchmarks.roles_key import Key, closure, members_by_key, persons_of_entities, read_key
from pipelines.steps.describe import resolved_case
from resolvers.acts.read import acts
from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.protection import protected
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.claims import entity_roles
from resolvers.roles.titles import title_roles
from warehouse.connection import Warehouse

_MEASURES = (
    "gangs_found", "gang_ari", "boss_first", "edges", "edge_precision", "edge_recall", "ancestor_precision",
    "ancestor_recall", "role_macro_f1", "role_precision", "victim_precision", "victim_recall", "members_protected",
)  # fmt: skip


def measure(case: ResolvedCase, key: Key) -> dict[str, float]:
    """Describe a case anew and hold it against its key; a person is what all his entities are."""
    frames = case.frames
    person = dict(persons_of_entities(key, case.members, frames.references, frames.names).iter_rows())
    found, members, _ = gangs(case, "case")
    edges, _ = reports_to(case, members)
    ranked = leadership_ranks(members, edges)
    roles, _ = entity_roles(case, members)
    safe = {person[entity] for entity in protected(case)["entity_id"] if entity in person}
    named = [
        (person.get(superior, superior), person.get(subordinate, subordinate))
        for superior, subordinate in edges.select("superior_id", "subordinate_id").iter_rows()
    ]
    criminal = roles.filter(~pl.col("role").is_in(sorted(protected_roles())))
    claimed = {(person.get(entity, entity), role) for entity, role in criminal.select("entity_id", "role").iter_rows()}
    tops = dict(ranked.filter(pl.col("leadership_rank") == 1).select("gang_id", "entity_id").iter_rows())
    gang_of = {person[e]: gang for e, gang in members.select("entity_id", "gang_id").iter_rows() if e in person}
    true_victims = key.victims
    insiders = set(key.roles["person_id"]) - true_victims
    return {
        "gangs_found": float(found.height),
        "gang_ari": _ari(gang_of, key),
        "boss_first": _boss_first({gang: person.get(top) for gang, top in tops.items()}, gang_of, key),
        **_edge_measures({pair for pair in named if pair[0] != pair[1]}, key),
        **_role_measures(claimed, key),
        "victim_precision": _share(len(safe & true_victims), len(safe)),
        "victim_recall": _share(len(safe & true_victims), len(true_victims & set(person.values()))),
        "members_protected": float(len(safe & insiders)),
    }


def baselines(key: Key) -> dict[str, dict[str, float]]:
    """Roles by title words; superiors and bosses by degree and PageRank of talk among the true members of a gang."""
    words = [(word, role) for word, role in title_roles().items() if len(word) > 1]
    said = key.messages.with_columns(text=pl.col("text").str.to_lowercase())
    claimed: set[tuple[str, str]] = set()
    for word, role in words:
        speakers = said.filter(pl.col("text").str.contains(word, literal=True))["person_id"]
        claimed |= {(speaker, role) for speaker in speakers.to_list()}
    gang_of = dict(key.gangs.iter_rows())
    shared = key.messages.select("person_id", "thread").unique()
    met = shared.join(shared, on="thread").filter(pl.col("person_id") < pl.col("person_id_right"))
    graph = nx.Graph()
    for left, right in met.select("person_id", "person_id_right").sort(pl.all()).iter_rows():
        if gang_of.get(left) is not None and gang_of.get(left) == gang_of.get(right):
            weight = graph.get_edge_data(left, right, {"weight": 0})["weight"]
            graph.add_edge(left, right, weight=weight + 1)
    return {
        "title words": _role_measures(claimed, key),
        "degree": _central(graph, dict(graph.degree(weight="weight")), gang_of, key),
        "PageRank": _central(graph, nx.pagerank(graph, weight="weight"), gang_of, key),
    }


def _central(graph: nx.Graph, score: Mapping[str, float], gang_of: Mapping[str, str], key: Key) -> dict[str, float]:
    def order(person: str) -> tuple[float, str]:
        return (-score[person], person)

    tops = {gang: min((p for p in graph if gang_of[p] == gang), key=order) for gang in {gang_of[p] for p in graph}}
    pairs = set()
    for subordinate in graph:
        above = [near for near in graph[subordinate] if order(near) < order(subordinate)]
        if above:
            pairs.add((min(above, key=order), subordinate))
    return {"boss_first": _boss_first(tops, dict(gang_of), key), **_edge_measures(pairs, key)}


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _ari(gang_of: Mapping[str, str], key: Key) -> float:
    """Adjusted Rand index over the members of true gangs (Hubert and Arabie, 1985); whom no gang holds stands alone."""
    people = key.gangs.rows()
    true, found = Counter(gang for _, gang in people), Counter(gang_of.get(who, who) for who, _ in people)
    both = Counter((gang, gang_of.get(who, who)) for who, gang in people)
    together, in_true, in_found = (sum(comb(count, 2) for count in some.values()) for some in (both, true, found))
    expected = in_true * in_found / comb(len(people), 2)
    return _share(together - expected, (in_true + in_found) / 2 - expected)


def _boss_first(tops: Mapping[str, str | None], gang_of: Mapping[str, str], key: Key) -> float:
    right = 0
    for gang, boss in key.bosses.iter_rows():
        crew = key.gangs.filter(pl.col("gang_id") == gang)["person_id"].to_list()
        inside = sorted(gang_of[who] for who in crew if who in gang_of)
        right += bool(inside) and tops.get(max(inside, key=inside.count)) == boss
    return right / key.bosses.height


def _edge_measures(pairs: set[tuple[str, str]], key: Key) -> dict[str, float]:
    true = set(key.edges.rows())
    above, said = closure(true), closure(pairs)
    return {
        "edges": float(len(pairs)),
        "edge_precision": _share(len(pairs & true), len(pairs)),
        "edge_recall": _share(len(pairs & true), len(true)),
        "ancestor_precision": _share(len(pairs & above), len(pairs)),
        "ancestor_recall": _share(len(said & above), len(above)),
    }


def _role_measures(claimed: set[tuple[str, str]], key: Key) -> dict[str, float]:
    guarded = protected_roles()
    true = {(who, role) for who, role in key.roles.iter_rows() if role not in guarded}
    scores = []
    for role in sorted({role for _, role in true}):
        right = sum(1 for claim in claimed & true if claim[1] == role)
        total = sum(1 for claim in claimed if claim[1] == role) + sum(1 for claim in true if claim[1] == role)
        scores.append(2 * right / total)
    return {
        "role_macro_f1": _share(sum(scores), len(scores)),
        "role_precision": _share(len(claimed & true), len(claimed)),
    }


def measured_home(home: Path) -> list[tuple[str, dict[str, float]]]:
    """All rows of one home that holds one synthetic case and, somewhere below, its answers."""
    key = read_key(sorted(home.glob("**/answers"))[0])
    with Warehouse(home / "warehouse.duckdb", read_only=True) as warehouse:
        case_id = str(warehouse.execute("select min(case_id) from frame.cluster_member")[0][0])
        case = resolved_case(warehouse, case_id)
    frames = case.frames
    case = replace(case, acts=acts(frames.utterances, frames.mentions, frames.names))
    ideal = replace(case, members=members_by_key(key, case.members, frames.references, frames.names))
    return [
        ("as linked", measure(case, key)),
        ("linked by key", measure(ideal, key)),
        *(("baseline " + name, row) for name, row in baselines(key).items()),
    ]


def made_homes(seeds: Iterable[int], preset: str, folder: Path) -> list[Path]:
    """Generate a case of each seed and take it through the command line."""
    program = str(Path(sys.executable).with_name("steelnail"))
    homes = []
    for seed in seeds:
        home = folder / f"{preset}-{seed}"
        example = home / "example"
        made = [program, "generate", "--seed", str(seed), "--preset", preset, "--out", str(example)]
        subprocess.run(made, check=True, capture_output=True)
        for seizure in sorted((example / preset).iterdir()):
            subprocess.run([program, "--home", str(home), "add", str(seizure)], check=True, capture_output=True)
        subprocess.run([program, "--home", str(home), "run"], check=True, capture_output=True)
        homes.append(home)
    return homes


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table a home."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("homes", nargs="*", type=Path)
    parser.add_argument("--seeds", default="7,11,12")
    parser.add_argument("--preset", default="demo")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seeds = [int(seed) for seed in options.seeds.split(",")]
        for home in options.homes or made_homes(seeds, options.preset, Path(folder)):
            print(f"\n{home.name}\n{'':24}" + " ".join(f"{name[:11]:>11}" for name in _MEASURES))
            for name, row in measured_home(home):
                shown = " ".join(f"{row[part]:11.2f}" if part in row else f"{'':11}" for part in _MEASURES)
                print(f"{name:24}{shown}")


if __name__ == "__main__":
    main()
