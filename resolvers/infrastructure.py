"""What a gang works with: wallets, sites, invite codes, apps and scripts that its people write in closed rooms.

People change accounts, rename their app and their groups, and go on using the same wallets and the same long texts; and
they tell what the app is called now.
Only what stands in words counts, by who wrote it; a card or phone that is dictated to a victim is often somebody
else's, so those kinds are left to entity_selector.
"""

import polars as pl

from resolvers.actors import CLOSED_ROOM_WRITERS
from resolvers.apps.read import app_names
from resolvers.contract import ResolvedCase
from resolvers.gang_rooms import gang_of_rows
from resolvers.once_per_case import once_per_case
from resolvers.told.named import own_talk
from warehouse.schema.frames import GANG_INFRASTRUCTURE

_KINDS = {"wallet": "wallet", "url": "site", "invite_code": "invite_code"}
# Verbatim text of so many characters from two people is a script, not a saying.
_SHORTEST_SCRIPT = 60
_SCRIPT_SHOWN = 200
# A value of more gangs than that is a public site or a well-known text.
MOST_GANGS = 3


@once_per_case
def written_infrastructure(case: ResolvedCase) -> pl.DataFrame:
    """Every writing of a wallet, site, invite code, app or script in a closed room.

    Args:
        case: The case after linking.

    Returns:
        **Columns** entity_id (who wrote it), kind (wallet, site, invite_code, app or script), value, same_as (the
        first name of an app that changed it, else null), message_id, seen_at, exhibit_id, locator; sorted. Forwarded
        words are somebody else's and left out. Linear in messages.
    """
    channels = case.threads.filter(pl.col("kind") == "channel").select("thread_id").unique()
    said = (
        case.frames.utterances.filter(
            (pl.col("kind") != "system")
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
            & (pl.col("sender").n_unique().over("thread_id") <= CLOSED_ROOM_WRITERS)
        )
        .join(channels, on="thread_id", how="anti")
        .join(case.members.select(sender="reference", entity_id="entity_id"), on="sender")
        .select("entity_id", "message_id", "text", "exhibit_id", "locator", seen_at="sent_at")
    )
    found = (
        case.frames.text_identifiers.filter(pl.col("kind").is_in(list(_KINDS)))
        .select("message_id", "value", kind=pl.col("kind").replace_strict(_KINDS))
        .with_columns(value=pl.when(pl.col("kind") == "site").then(_host(pl.col("value"))).otherwise(pl.col("value")))
        .drop_nulls("value")
        .unique()
        .join(said.drop("text"), on="message_id")
    )
    long = said.filter(pl.col("text").str.len_chars() >= _SHORTEST_SCRIPT).with_columns(
        value=pl.col("text").str.strip_chars().str.replace_all(r"\s+", " ")
    )
    scripts = (
        long.filter(pl.col("entity_id").n_unique().over("value") >= 2)
        .drop("text")
        .with_columns(kind=pl.lit("script"), value=pl.col("value").str.slice(0, _SCRIPT_SHOWN))
    )
    apps = app_names(own_talk(case).join(said, on="message_id", how="semi")).join(said, on="message_id")
    parts = [found, scripts, apps.with_columns(kind=pl.lit("app"), value=pl.col("name"))]
    columns = ["entity_id", "kind", "value", "same_as", "message_id", "seen_at", "exhibit_id", "locator"]
    return (
        pl.concat([part.drop("text", "name", strict=False) for part in parts], how="diagonal")
        .select(columns)
        .sort(columns, nulls_last=True)
    )


def _host(url: pl.Expr) -> pl.Expr:
    """The name of the machine, without www; null where there is none."""
    return url.str.to_lowercase().str.extract(r"^[a-z][a-z0-9+.-]*://(?:[^/@]*@)?(?:www\.)?([^/:?#]+)", 1)


def gang_infrastructure(case: ResolvedCase, written: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What each gang works with; what somebody of several gangs writes is of the gang he writes it among.

    Args:
        case: The case after linking.
        written: As written_infrastructure gives it.
        members: gang_id, entity_id, is_main.

    Returns:
        **Columns** GANG_INFRASTRUCTURE, sorted by key; cites the first writing.
    """
    ours = (
        gang_of_rows(case, written, members)
        .drop_nulls("gang_id")
        .sort("gang_id", "kind", "value", "seen_at", "exhibit_id", "locator", nulls_last=True)
    )
    counted = ours.group_by("gang_id", "kind", "value", maintain_order=True).agg(
        same_as=pl.col("same_as").first(),
        member_count=pl.col("entity_id").n_unique().cast(pl.Int64),
        observation_count=pl.col("message_id").n_unique().cast(pl.Int64),
        first_seen=pl.col("seen_at").min(),
        last_seen=pl.col("seen_at").max(),
        exhibit_id=pl.col("exhibit_id").first(),
        locator=pl.col("locator").first(),
    )
    return GANG_INFRASTRUCTURE.conform(counted).sort(GANG_INFRASTRUCTURE.key)


def shared_infrastructure(infrastructure: pl.DataFrame) -> pl.DataFrame:
    """Gangs that work with the same.

    Args:
        infrastructure: GANG_INFRASTRUCTURE.

    Returns:
        **Columns** gang_id, other_gang_id (both ways), evidence_count (values that at most three gangs have; an app is
        one under all its names); sorted.
    """
    values = infrastructure.select("gang_id", "kind", value=pl.coalesce("same_as", "value")).unique()
    rare = values.filter(pl.len().over("kind", "value") <= MOST_GANGS)
    return (
        rare.join(rare.rename({"gang_id": "other_gang_id"}), on=["kind", "value"])
        .filter(pl.col("gang_id") != pl.col("other_gang_id"))
        .group_by("gang_id", "other_gang_id")
        .agg(evidence_count=pl.len().cast(pl.Int64))
        .sort("gang_id", "other_gang_id")
    )
