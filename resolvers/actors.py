"""Who is who after linking: entities behind the references of talk, acts and statements of a resolved case."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.names.alias_form import alias_forms
from resolvers.once_per_case import once_per_case

# A room with more writers is a public place: nobody there is in a gang with everybody else.
CLOSED_ROOM_WRITERS = 60


@once_per_case
def entity_talk(case: ResolvedCase) -> pl.DataFrame:
    """How much each entity wrote in each thread.

    Returns:
        **Columns** thread_id, entity_id (key), message_count, from_at, until_at; sorted.
    """
    return (
        case.frames.utterances.filter(pl.col("sender").is_not_null() & (pl.col("kind") != "system"))
        .select("thread_id", "sent_at", reference="sender")
        .join(case.members.select("reference", "entity_id"), on="reference")
        .group_by("thread_id", "entity_id")
        .agg(message_count=pl.len(), from_at=pl.col("sent_at").min(), until_at=pl.col("sent_at").max())
        .sort("thread_id", "entity_id")
    )


def closed_rooms(case: ResolvedCase, talk: pl.DataFrame) -> pl.DataFrame:
    """Talk in rooms that are no public places: groups and direct conversations of up to 60 writers."""
    public = case.threads.filter(pl.col("kind") == "channel").select("thread_id").unique()
    small = talk.filter(pl.len().over("thread_id").is_between(2, CLOSED_ROOM_WRITERS))
    return small.join(public, on="thread_id", how="anti").sort("thread_id", "entity_id")


@once_per_case
def entity_acts(case: ResolvedCase) -> pl.DataFrame:
    """ACT with actor_entity and target_entity, and the thread of the message; acts on oneself have no target."""
    entity = case.members.select("reference", "entity_id")
    threads = case.frames.utterances.select("message_id", "thread_id")
    return (
        case.acts.join(threads, on="message_id", how="left")
        .join(entity.rename({"reference": "actor", "entity_id": "actor_entity"}), on="actor")
        .join(entity.rename({"reference": "target", "entity_id": "target_entity"}), on="target", how="left")
        .with_columns(
            target_entity=pl.when(pl.col("target_entity") != pl.col("actor_entity")).then(pl.col("target_entity"))
        )
        .sort("act_id")
    )


@once_per_case
def entity_statements(case: ResolvedCase) -> pl.DataFrame:
    """STATEMENT with subject_entity, object_entity and said_by_entity; names only spoken of are called references."""
    said = case.frames.statements
    entity = case.members.select("reference", "entity_id")
    called = case.frames.references.filter(pl.col("kind") == "called").select("reference")
    names = case.frames.names
    spoken = (
        names.select("reference", "thread_id", alias_form=alias_forms(names["name"]))
        .join(called, on="reference", how="semi")
        .group_by("thread_id", "alias_form")
        .agg(reference=pl.col("reference").min())
    )
    for side in ("subject", "object"):
        found = spoken.rename({"reference": f"{side}_called", "alias_form": f"{side}_form"})
        said = (
            said.with_columns(alias_forms(said[f"{side}_name"]).alias(f"{side}_form"))
            .join(found, on=["thread_id", f"{side}_form"], how="left")
            .with_columns(pl.coalesce(side, f"{side}_called").alias(f"{side}_reference"))
            .join(
                entity.rename({"reference": f"{side}_reference", "entity_id": f"{side}_entity"}),
                on=f"{side}_reference",
                how="left",
            )
            .drop(f"{side}_form", f"{side}_called", f"{side}_reference")
        )
    return said.join(
        entity.rename({"reference": "said_by", "entity_id": "said_by_entity"}), on="said_by", how="left"
    ).sort("statement_id")


def listed_superiors(case: ResolvedCase) -> pl.DataFrame:
    """Superiors as lists write them, where the name means one entity of the same list.

    Returns:
        **Columns** superior_id, subordinate_id, words, exhibit_id, locator; sorted.
    """
    listed = case.frames.listed.join(case.members.select("reference", "entity_id"), on="reference")
    named = listed.select("exhibit_id", form=alias_forms(listed["name"]), superior_id="entity_id").unique()
    unique = named.filter(pl.col("superior_id").n_unique().over("exhibit_id", "form") == 1)
    return (
        listed.with_columns(form=alias_forms(listed["superior_text"]))
        .join(unique, on=["exhibit_id", "form"])
        .filter(pl.col("superior_id") != pl.col("entity_id"))
        .select(
            "superior_id", subordinate_id="entity_id", words="superior_text", exhibit_id="exhibit_id", locator="locator"
        )
        .unique()
        .sort("superior_id", "subordinate_id", "exhibit_id", "locator")
    )
