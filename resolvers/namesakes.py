"""Two accounts that bear one telling name in one conversation: a person's old and new account, or two people?

Time tells them apart. A person who lost an account comes back under the same name after it fell silent; two people whom
the conversation calls alike go on writing side by side. A person who writes from two accounts by turns looks like two
people here and stays open: only somebody's word or a number joins such a pair.
"""

from datetime import timedelta

import polars as pl

from resolvers.company import LEAST_ACQUAINTANCES, LEAST_SHARE, shared_company
from resolvers.contract import CaseFrames
from resolvers.holders import holders
from resolvers.name_keys import name_keys
from resolvers.once_per_case import once_per_case
from warehouse.schema.ids import SCOPED_MARK

# Farewells and greetings overlap a little: "this is my new number" is said while the old one still answers. Of a life
# of hours, as a log of one day shows it, a quarter is little.
_SLACK = timedelta(days=1)
_SLACK_OF_LIFE = 4
# Side by side is who goes on beside the other for longer than it takes to move from phone to phone.
_SIDE_BY_SIDE = timedelta(days=3)
# And both write there more than once or twice in that time.
_LEAST_MESSAGES = 3
_SCHEMA: dict[str, pl.DataType] = {
    "reference_l": pl.String(),
    "reference_r": pl.String(),
    "name_l": pl.String(),
    "name_r": pl.String(),
    "relation": pl.String(),
    "messages": pl.Int64(),
    "key": pl.String(),
    "holder_l": pl.String(),
    "holder_r": pl.String(),
    "exhibit_id": pl.String(),
    "locator": pl.String(),
}


@once_per_case
def namesakes(case: CaseFrames) -> pl.DataFrame:
    """Pairs of accounts that bear one telling name in one conversation, and how they stand in time.

    Args:
        case: The case.

    Returns:
        One row per pair and name key, Columns: reference_l, reference_r (accounts), name_l, name_r (as borne), relation
        (`in_succession`: the one never wrote again anywhere once the other had begun, some overlap aside;
        `side_by_side`: both wrote in the conversation for days), messages (of the one who wrote less), key, holder_l,
        holder_r, exhibit_id, locator (the first message of the later one there); reference_l < reference_r; sorted.
        Other pairs are left out.
    """
    talk = _lives(case)
    if talk.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    keys = name_keys(case)
    borne = keys.select("holder", "key").join(talk, on="holder")
    sides = [
        borne.rename({name: f"{name}_{side}" for name in borne.columns if name not in ("place", "key")})
        for side in ("l", "r")
    ]
    met = (
        sides[0]
        .join(sides[1], on=["key", "place"])
        .filter(
            # A second export of a conversation may show by a label whom the first one shows by id.
            (pl.col("holder_l") < pl.col("holder_r")) & (pl.col("is_label_l") == pl.col("is_label_r"))
        )
    )
    seen = _with_relation(met).filter(pl.col("relation").is_not_null())
    # What is side by side in one conversation is no succession in another.
    apart = (pl.col("relation") == "side_by_side").any().over("holder_l", "holder_r")
    kept = seen.filter(~apart | (pl.col("relation") == "side_by_side"))
    return _told(kept, keys)


@once_per_case
def doubled_names(case: CaseFrames) -> pl.DataFrame:
    """Names that mean two people in a circle of their bearer: they do not say which of the two is meant.

    Doubled are the names of two who write side by side, and the same names on everybody whose company is theirs: the
    account that one of the two holds on another platform, one does not know whose.

    Returns:
        Columns: holder, key (of resolvers.name_keys.name_keys); unique, sorted.
    """
    beside = namesakes(case).filter(pl.col("relation") == "side_by_side")
    first = pl.concat([beside.select("key", holder=side) for side in ("holder_l", "holder_r")]).unique()
    near = shared_company(case).filter(
        (pl.col("count") >= LEAST_ACQUAINTANCES) & (pl.col("count") / pl.col("company") >= LEAST_SHARE)
    )
    found = [first.select("holder", "key")]
    for this, that in (("holder_l", "holder_r"), ("holder_r", "holder_l")):
        spread = near.join(first.rename({"holder": this}), on=["key", this], how="semi")
        found.append(spread.select(pl.col(that).alias("holder"), "key"))
    return pl.concat(found).unique().sort("holder", "key")


def _lives(case: CaseFrames) -> pl.DataFrame:
    """When each account wrote, in each conversation and at all.

    Returns:
        Columns: holder, place, first, last, count (there), begun, ended (anywhere), is_label (a display name stands for
        the id), exhibit_id, locator (first message there); one row per holder and place.
    """
    lasting = case.references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null())
    written = (
        case.utterances.drop_nulls(["sender", "sent_at"])
        .join(lasting.select(sender="reference"), on="sender", how="semi")
        .join(holders(case).rename({"reference": "sender"}), on="sender")
        .sort("sent_at", "exhibit_id", "locator")
    )
    is_label = pl.col("holder").str.contains(SCOPED_MARK)
    there = written.group_by("holder", place="thread_id", maintain_order=True).agg(
        first=pl.col("sent_at").first(),
        last=pl.col("sent_at").last(),
        count=pl.len().cast(pl.Int64),
        exhibit_id=pl.col("exhibit_id").first(),
        locator=pl.col("locator").first(),
    )
    return there.with_columns(
        begun=pl.col("first").min().over("holder"), ended=pl.col("last").max().over("holder"), is_label=is_label
    )


def _with_relation(met: pl.DataFrame) -> pl.DataFrame:
    beside = pl.min_horizontal("last_l", "last_r") - pl.max_horizontal("first_l", "first_r")
    overlap = pl.min_horizontal("ended_l", "ended_r") - pl.max_horizontal("begun_l", "begun_r")
    shorter = pl.min_horizontal(pl.col("ended_l") - pl.col("begun_l"), pl.col("ended_r") - pl.col("begun_r"))
    slack = pl.min_horizontal(shorter / _SLACK_OF_LIFE, pl.lit(_SLACK))
    wrote = pl.min_horizontal("count_l", "count_r") >= _LEAST_MESSAGES
    return met.with_columns(
        relation=pl.when((beside >= _SIDE_BY_SIDE) & wrote)
        .then(pl.lit("side_by_side"))
        .when(overlap <= slack)
        .then(pl.lit("in_succession"))
    )


def _told(kept: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The pairs as references, with the names they bear and the place that shows it."""
    names = keys.select("holder", "key", "reference", "name")
    later = pl.when(pl.col("first_l") > pl.col("first_r"))
    rows = (
        kept.with_columns(
            exhibit_id=later.then("exhibit_id_l").otherwise("exhibit_id_r"),
            locator=later.then("locator_l").otherwise("locator_r"),
            messages=pl.min_horizontal("count_l", "count_r"),
        )
        .sort("holder_l", "holder_r", "key", "messages", "place", descending=[False, False, False, True, False])
        .unique(["holder_l", "holder_r", "key"], keep="first", maintain_order=True)
        .join(names.rename({"holder": "holder_l", "reference": "left", "name": "name_left"}), on=["holder_l", "key"])
        .join(names.rename({"holder": "holder_r", "reference": "right", "name": "name_right"}), on=["holder_r", "key"])
    )
    swapped = pl.col("left") > pl.col("right")
    return rows.select(
        reference_l=pl.min_horizontal("left", "right"),
        reference_r=pl.max_horizontal("left", "right"),
        name_l=pl.when(swapped).then("name_right").otherwise("name_left"),
        name_r=pl.when(swapped).then("name_left").otherwise("name_right"),
        relation="relation",
        messages="messages",
        key="key",
        holder_l="holder_l",
        holder_r="holder_r",
        exhibit_id="exhibit_id",
        locator="locator",
    ).sort("reference_l", "reference_r", "key")
