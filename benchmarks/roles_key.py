"""The answer key of a synthetic case, and which person of it each resolved entity stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import CLUSTER_MEMBER


@dataclass(frozen=True)
class Key:
    """What is true of a synthetic case.

    Attributes:
        operators: Columns account_id, person_id: accounts that one person alone operated.
        aliases: Columns alias_form, person_id: names that only one person of the case bears.
        roles: Columns person_id, role, protected ones too.
        edges: Columns superior_id, subordinate_id: direct superiors.
        gangs: Columns person_id, gang_id: members of one gang; services of several are nobody's.
        shared: Columns person_id, gang_id: members of several gangs, who moved or lead two.
        bosses: Columns gang_id, person_id.
        victims: Persons who are victims.
        messages: Columns person_id, thread, text.
    """

    operators: pl.DataFrame
    aliases: pl.DataFrame
    roles: pl.DataFrame
    edges: pl.DataFrame
    gangs: pl.DataFrame
    shared: pl.DataFrame
    bosses: pl.DataFrame
    victims: frozenset[str]
    messages: pl.DataFrame


def read_key(folder: Path) -> Key:
    """Read the answer key that `steelnail generate` wrote."""

    def part(name: str) -> pl.DataFrame:
        return pl.read_parquet(folder / f"{name}.parquet")

    alone = pl.col("person_id").n_unique()
    names = pl.concat(
        [
            part("alias").select("alias", "person_id"),
            part("person").select("person_id", alias="label").select("alias", "person_id"),
        ]
    )
    forms = names.select("person_id", alias_form=alias_forms(names["alias"])).unique()
    people = part("person")
    victims = people.filter("is_victim")["person_id"].to_list()
    members = part("gang_member").filter(~pl.col("is_service") & ~pl.col("person_id").is_in(victims))
    return Key(
        operators=part("operator_period").filter(alone.over("account_id") == 1).select("account_id", "person_id"),
        aliases=forms.filter(alone.over("alias_form") == 1),
        roles=part("role").select("person_id", "role").unique(),
        edges=part("superior").select("superior_id", "subordinate_id").unique(),
        gangs=members.filter(pl.col("gang_id").n_unique().over("person_id") == 1).select("person_id", "gang_id"),
        shared=members.filter(pl.col("gang_id").n_unique().over("person_id") > 1).select("person_id", "gang_id"),
        bosses=part("gang").select("gang_id", person_id="boss_id"),
        victims=frozenset(victims),
        messages=part("message").drop_nulls(["person_id", "text"]).select("person_id", "thread", "text").unique(),
    )


def persons_of_entities(key: Key, members: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The person whose accounts, else whose names, most of an entity's references are.

    Returns:
        **Columns** entity_id (key), person_id; entities that stand for nobody of the key are missing.
    """
    in_entity = members.select("reference", "entity_id")
    accounts = references.drop_nulls("account_id").join(key.operators, on="account_id").join(in_entity, on="reference")
    forms = names.select("reference", alias_form=alias_forms(names["name"]))
    named = forms.join(key.aliases, on="alias_form").join(in_entity, on="reference")
    voted = pl.concat([_majority(accounts), _majority(named.join(accounts, on="entity_id", how="anti"))])
    return voted.sort("entity_id")


def _majority(found: pl.DataFrame) -> pl.DataFrame:
    counted = found.group_by("entity_id", "person_id").agg(votes=pl.col("reference").n_unique())
    best = counted.sort("entity_id", "votes", "person_id", descending=[False, True, False])
    return best.unique("entity_id", keep="first", maintain_order=True).select("entity_id", "person_id")


def members_by_key(key: Key, members: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """CLUSTER_MEMBER as a linking without any error would make it: what this step loses by itself."""
    alone = members.with_columns(entity_id=pl.format("X-{}", "reference"))
    persons = persons_of_entities(key, alone, references, names)
    named = alone.join(persons, on="entity_id", how="left")
    return CLUSTER_MEMBER.conform(
        named.with_columns(entity_id=pl.coalesce(pl.format("P-{}", "person_id"), "entity_id"))
    ).sort(CLUSTER_MEMBER.key)


def closure(edges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """All pairs (superior, subordinate) that hold directly or through others."""
    below: dict[str, set[str]] = {}
    for superior, subordinate in edges:
        below.setdefault(superior, set()).add(subordinate)
    pairs: set[tuple[str, str]] = set()
    for superior in sorted(below):
        waiting, seen = sorted(below[superior]), set[str]()
        while waiting:
            found = waiting.pop()
            if found not in seen:
                seen.add(found)
                waiting += sorted(below.get(found, ()))
        pairs |= {(superior, found) for found in seen if found != superior}
    return pairs
