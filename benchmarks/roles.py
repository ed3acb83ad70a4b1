"""Measures roles, gangs, who answers to whom and who is protected, on synthetic cases with their answer key.

    python -m benchmarks.roles --preset medium --seeds 41,55      (generates the cases, runs them, measures)
    python -m benchmarks.roles --preset hard --phrasing held_out  (the same with wording nobody has read)
    python -m benchmarks.roles HOME...                            (describes anew what homes with DIR/answers hold)

Each case is measured twice: with the entities that linking made (`linked by steelnail`), and with entities taken from
the key (`linked by key`), which shows what the describing steps lose by themselves. Beside them stand baselines on the
same messages: roles by title words in what a person writes, superiors by degree and by PageRank of the talk inside the
true gangs. Claims about entities that stand for nobody of the key (names that two people bear, mostly) can't be judged;
`unjudged` is their share. The data are synthetic: the numbers say what is broken, not how well a real case is read.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from math import comb
from pathlib import Path

import networkx as nx
import numpy as np
import polars as pl

from benchmarks.roles_case import case_of_home
from benchmarks.roles_key import Key, closure, members_by_key, persons_of_entities
from resolvers.actors import entity_talk
from resolvers.contract import ResolvedCase
from resolvers.gangs import gangs
from resolvers.hierarchy import leadership_ranks, reports_to
from resolvers.protection import protected
from resolvers.quiet_heads import quiet_heads
from resolvers.roles.catalogue import protected_roles
from resolvers.roles.claims import entity_roles
from resolvers.roles.titles import title_roles

_MEASURES = (
    "gangs_found", "gang_ari", "boss_first", "edge_f1", "edge_precision", "edge_recall", "pair_accuracy",
    "pair_recall", "role_macro_f1", "role_precision", "role_ece", "edge_ece", "claim_ece", "unjudged",
    "victim_precision", "victim_recall", "victims_accused", "further", "further_precision", "further_recall",
)  # fmt: skip


def measure(case: ResolvedCase, key: Key) -> dict[str, float]:
    """Describe a case anew and hold it against its key; a person is what all his entities are."""
    frames = case.frames
    person = dict(persons_of_entities(key, case.members, frames.references, frames.names).iter_rows())
    found, members, _ = gangs(case, "case")
    edges, evidence = reports_to(case, members)
    ranked = leadership_ranks(members, edges, heads=quiet_heads(case, members, edges))
    roles, _ = entity_roles(case, ranked, edges, evidence)
    safe = {person[entity] for entity in protected(case)["entity_id"] if entity in person}
    named = {
        (person[superior], person[subordinate]): probability
        for superior, subordinate, probability in edges.sort("probability")
        .select("superior_id", "subordinate_id", "probability")
        .iter_rows()
        if superior in person and subordinate in person and person[superior] != person[subordinate]
    }
    criminal = roles.filter(~pl.col("role").is_in(sorted(protected_roles()))).sort("probability")
    claimed = {
        (person[entity], role): probability
        for entity, role, probability in criminal.select("entity_id", "role", "probability").iter_rows()
        if entity in person
    }
    tops = dict(ranked.filter(pl.col("leadership_rank") == 1).select("gang_id", "entity_id").iter_rows())
    # Who is several entities is where he writes most.
    written = entity_talk(case).group_by("entity_id").agg(pl.col("message_count").sum())
    by_talk = (
        members.filter("is_main")
        .join(written, on="entity_id", how="left")
        .sort("message_count", "entity_id", nulls_last=False)
    )
    gang_of = {person[e]: gang for e, gang in by_talk.select("entity_id", "gang_id").iter_rows() if e in person}
    writing = key.victims & set(key.messages["person_id"])
    return {
        "gangs_found": float(found.height),
        "gang_ari": _ari(gang_of, key),
        "boss_first": _boss_first({gang: person.get(top) for gang, top in tops.items()}, gang_of, key),
        **_edge_measures(set(named), _said_above(edges, person), key),
        **role_measures(set(claimed), key),
        "role_ece": calibration_error(*_outcomes(claimed, set(key.roles.iter_rows()))),
        "edge_ece": calibration_error(*_outcomes(named, closure(key.edges.iter_rows()))),
        "claim_ece": calibration_error(*_edge_claims(edges, person, closure(key.edges.iter_rows()))),
        "unjudged": _share(sum(entity not in person for entity in criminal["entity_id"]), criminal.height),
        "victim_precision": _share(len(safe & key.victims), len(safe)),
        "victim_recall": _share(len(safe & writing), len(writing)),
        "victims_accused": float(len({who for who, _ in claimed} & key.victims)),
        **_further_measures(members, person, key),
    }


def _outcomes(claims: Mapping[tuple[str, str], float], true: Set[tuple[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of claims, and whether they hold."""
    return np.array(list(claims.values())), np.array([float(claim in true) for claim in claims])


def _edge_claims(
    edges: pl.DataFrame, person: Mapping[str, str], above: Set[tuple[str, str]]
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of all published edges of known people, and whether they hold.

    `edge_ece` counts two persons once, with the surest of their edges, and leaves out edges between two entities of one
    person; here each edge counts by itself, and such edges as wrong.
    """
    claims = [
        (probability, float((person[superior], person[subordinate]) in above))
        for superior, subordinate, probability in edges.select(
            "superior_id", "subordinate_id", "probability"
        ).iter_rows()
        if superior in person and subordinate in person
    ]
    return np.array([said for said, _ in claims]), np.array([holds for _, holds in claims])


def calibration_error(probability: np.ndarray, holds: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal bins (Naeini, Cooper and Hauskrecht, AAAI 2015)."""
    if not len(probability):
        return float("nan")
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        (place == one).mean() * abs(probability[place == one].mean() - holds[place == one].mean())
        for one in np.unique(place)
    ]
    return float(sum(gaps))


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
        "title words": role_measures(claimed, key),
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
    return {"boss_first": _boss_first(tops, dict(gang_of), key), **_edge_measures(pairs, closure(pairs), key)}


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


def _said_above(edges: pl.DataFrame, person: Mapping[str, str]) -> set[tuple[str, str]]:
    """Who stands above whom in any gang's line of command."""
    pairs: set[tuple[str, str]] = set()
    for gang in edges["gang_id"].unique().sort():
        of_gang = edges.filter(pl.col("gang_id") == gang).select("superior_id", "subordinate_id")
        pairs |= {
            (person[superior], person[subordinate])
            for superior, subordinate in closure(of_gang.iter_rows())
            if superior in person and subordinate in person and person[superior] != person[subordinate]
        }
    return pairs


def _further_measures(members: pl.DataFrame, person: Mapping[str, str], key: Key) -> dict[str, float]:
    """Memberships beside the main one: how many, how many of them hold, and whose are all told.

    A found gang stands for the true gang that most of its people are in. `further_precision` is over memberships of
    another true gang than the main one's (two parts of one gang tell nothing of two), `further_recall` the share of the
    members of several gangs of whom one entity has them all.
    """
    true = {(who, gang) for who, gang in pl.concat([key.gangs, key.shared]).iter_rows()}
    in_one = dict(key.gangs.iter_rows())
    stands_for: dict[str, Counter[str]] = {}
    for gang, entity in members.filter("is_main").select("gang_id", "entity_id").iter_rows():
        if (home := in_one.get(person.get(entity, ""))) is not None:
            stands_for.setdefault(gang, Counter())[home] += 1
    meant = {gang: max(sorted(found), key=found.__getitem__) for gang, found in stands_for.items()}
    main = dict(members.filter("is_main").select("entity_id", "gang_id").iter_rows())
    further = members.filter(~pl.col("is_main") & pl.col("entity_id").is_in(list(person)))
    told = {
        (person[entity], meant[gang])
        for entity, gang in further.select("entity_id", "gang_id").iter_rows()
        if gang in meant and meant[gang] != meant.get(main[entity])
    }
    of_entity: dict[str, set[str]] = {}
    for entity, gang in members.select("entity_id", "gang_id").iter_rows():
        of_entity.setdefault(entity, set()).add(meant.get(gang, gang))
    shared: dict[str, set[str]] = {}
    for who, gang in key.shared.iter_rows():
        shared.setdefault(who, set()).add(gang)
    whole = {who for entity, who in person.items() if who in shared and shared[who] <= of_entity.get(entity, set())}
    return {
        "further": float(members.filter(~pl.col("is_main")).height),
        "further_precision": _share(len(told & true), len(told)),
        "further_recall": _share(len(whole), len(shared)),
    }


def _edge_measures(pairs: Set[tuple[str, str]], said: Set[tuple[str, str]], key: Key) -> dict[str, float]:
    """Direct edges, and whom the line of command says to stand above whom, against all true pairs of ancestors.

    `pair_accuracy` is over the pairs whose order the line of command says (Agarwal et al., ACL 2012, ask the same of
    a pair), `pair_recall` the share of the true pairs that it says rightly.
    """
    true = set(key.edges.rows())
    above = closure(true)
    precision, recall = _share(len(pairs & true), len(pairs)), _share(len(pairs & true), len(true))
    ordered = {pair for pair in said if pair in above or pair[::-1] in above}
    return {
        "edge_f1": _share(2 * precision * recall, precision + recall),
        "edge_precision": precision,
        "edge_recall": recall,
        "pair_accuracy": _share(len(ordered & above), len(said)),
        "pair_recall": _share(len(said & above), len(above)),
    }


def role_measures(claimed: Set[tuple[str, str]], key: Key) -> dict[str, float]:
    """Macro-F1 over the roles that the key has, and precision."""
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
    case, key = case_of_home(home)
    ideal = replace(case, members=members_by_key(key, case.members, case.frames.references, case.frames.names))
    return [
        ("linked by steelnail", measure(case, key)),
        ("linked by key", measure(ideal, key)),
        *(("baseline " + name, row) for name, row in baselines(key).items()),
    ]


def made_homes(seeds: Iterable[int], preset: str, phrasing: str, folder: Path) -> list[Path]:
    """Generate a case of each seed and take it through the command line."""
    program = str(Path(sys.executable).with_name("steelnail"))
    homes = []
    for seed in seeds:
        home = folder / f"{preset}-{seed}"
        example = home / "example"
        made = [program, "generate", "--seed", str(seed), "--preset", preset, "--out", str(example)]
        made += ["--phrasing", phrasing]
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
    parser.add_argument("--phrasing", default="everyday")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        seeds = [int(seed) for seed in options.seeds.split(",")]
        for home in options.homes or made_homes(seeds, options.preset, options.phrasing, Path(folder)):
            print(f"\n{home.name}\n{'':24}" + " ".join(f"{name[:11]:>11}" for name in _MEASURES))
            for name, row in measured_home(home):
                shown = " ".join(f"{row[part]:11.2f}" if part in row else f"{'':11}" for part in _MEASURES)
                print(f"{name:24}{shown}")


if __name__ == "__main__":
    main()
