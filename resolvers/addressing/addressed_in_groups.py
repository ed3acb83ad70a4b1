"""Names that people answer to in groups where nobody shows them: "锤子,到了吗", and the same one answers each time.

What resolvers.mentions.addressed says of talks of two, by use: see resolvers.addressing.names_answered_to. One call
may be the topic or meet the wrong answer, so a name needs several calls, and a bearer far ahead of the next.
"""

import polars as pl

from resolvers.addressing.names_answered_to import names_answered_to
from resolvers.addressing.spoken_to import spoken_to
from resolvers.addressing.turns import turns_of
from resolvers.names.alias_form import alias_forms
from resolvers.names.lexicon import lexicon
from warehouse.schema.frames import REFERENCE_NAME

# Bits above the next best bearer: three were right in nineteen of twenty on public IRC with all names hidden.
_LEAD = 3.0
_LEAD_OF_MANY_CALLS = 2.0
_LEAST_CALLS, _MANY_CALLS = 2, 4
_LEAST_SPEAKERS = 3


def names_addressed_in_groups(
    utterances: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame, mentions: pl.DataFrame
) -> pl.DataFrame:
    """Names by which people are addressed in groups.

    Args:
        utterances: UTTERANCE.
        references: REFERENCE.
        names: REFERENCE_NAME of those.
        mentions: MENTION of the same utterances, names in other people's words marked as quotes.

    Returns:
        **Columns** REFERENCE_NAME of kind addressed without an observer (several call him so); one row per reference,
        name and thread; sorted. Handles that live in one thread are left out: they are the name.
    """
    talk = utterances.filter(pl.col("sender").is_not_null())
    groups = talk.group_by("thread_id").agg(people=pl.col("sender").n_unique())
    lasting = references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null())["reference"].implode()
    groups = groups.filter(pl.col("people") >= _LEAST_SPEAKERS).join(
        talk.filter(pl.col("sender").is_in(lasting)), on="thread_id", how="semi"
    )
    bearers = _bearers(utterances, references, names)
    called = spoken_to(utterances, mentions, bearers)
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    calls = called.filter((pl.col("bearer_count") == 0) & ~pl.col("alias_form").is_in(generic)).join(
        groups, on="thread_id", how="semi"
    )
    if calls.is_empty():
        return REFERENCE_NAME.empty_frame()
    here = talk.join(calls.select("thread_id").unique(), on="thread_id", how="semi")
    ranked = names_answered_to(
        turns_of(here, called.join(here, on="message_id", how="semi"), mentions), calls, mentions
    )
    count, lead = pl.col("call_count"), pl.col("lead")
    sure = ranked.filter(
        pl.col("reference").is_in(lasting)
        & (((count >= _LEAST_CALLS) & (lead >= _LEAD)) | ((count >= _MANY_CALLS) & (lead >= _LEAD_OF_MANY_CALLS)))
    )
    return _observed(sure, calls, here)


def _bearers(utterances: pl.DataFrame, references: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Who answers to a name in a thread already: its speakers under all their names, and whoever is shown there."""
    named = names.select("reference", "thread_id", alias_form=alias_forms(names["name"])).filter(
        pl.col("alias_form") != ""
    )
    speakers = utterances.select("thread_id", reference="sender").drop_nulls().unique()
    homes = references.select("reference", home="thread_id")
    columns = ["thread_id", "alias_form", "reference"]
    shown = named.join(homes, on="reference", how="left").with_columns(thread_id=pl.coalesce("thread_id", "home"))
    anywhere = named.drop("thread_id").join(homes.filter(pl.col("home").is_null()), on="reference")
    spoken = anywhere.join(speakers, on="reference")
    return pl.concat([shown.drop_nulls("thread_id").select(columns), spoken.select(columns)]).unique()


def _observed(sure: pl.DataFrame, calls: pl.DataFrame, talk: pl.DataFrame) -> pl.DataFrame:
    """The found names as observations, with the times of their calls and the place of the first that was answered."""
    times = calls.join(talk.select("message_id", "sent_at"), on="message_id").group_by("thread_id", "alias_form")
    seen = times.agg(first_seen_at=pl.col("sent_at").min(), last_seen_at=pl.col("sent_at").max())
    first = calls.select("thread_id", "alias_form", first_call="message_id").sort("first_call")
    first = first.unique(["thread_id", "alias_form"], keep="first", maintain_order=True)
    places = talk.select("message_id", "exhibit_id", "locator")
    rows = (
        sure.join(seen, on=["thread_id", "alias_form"])
        .join(first, on=["thread_id", "alias_form"])
        .with_columns(message_id=pl.coalesce("message_id", "first_call"))
        .join(places, on="message_id")
        .with_columns(
            kind=pl.lit("addressed"), observer=pl.lit(None, dtype=pl.String), observation_count=pl.col("call_count")
        )
        .sort("reference", "name", "thread_id")
    )
    return REFERENCE_NAME.conform(rows)
