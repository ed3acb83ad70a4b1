"""The company a reference keeps: who stands beside it in conversations, contact lists and rosters, and by what names.

A nickname means one person inside a circle of people who know each other and another person outside of it. Accounts of
two platforms share no contact by id, but the circle moves as a whole: whoever is hammer among 馒头, scar and crab here
and among 馒头, scar and crab there is one hammer. (Relational evidence: Bhattacharya and Getoor, "Collective Entity
Resolution in Relational Data", TKDD 2007; here by names, so in one pass and without iteration.)
"""

from collections.abc import Sequence

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.holders import holders
from resolvers.name_keys import meaning_keys, name_keys
from resolvers.once_per_case import once_per_case

# A conversation, contact list or roster of more is a public place: to be in it says nothing of whom one knows.
_MOST_IN_PLACE = 80
# Gangs of one trade have some names in common by chance, but hardly one in five of all.
LEAST_ACQUAINTANCES = 2
LEAST_SHARE = 0.2
_PAIR_OF_NAMES = ("holder_l", "holder_r", "key", "reference_l", "reference_r", "name_l", "name_r")


@once_per_case
def places(case: CaseFrames) -> pl.DataFrame:
    """Who stands where: conversations, contact lists and rosters that are small enough to be somebody's company.

    Returns:
        Columns: place, holder; unique.
    """
    talk = case.utterances.select(place="thread_id", reference="sender")
    joined = case.memberships.select(place="thread_id", reference="reference")
    shown = case.names.select(place="thread_id", reference="reference")
    listed = case.listed.select(place="exhibit_id", reference="reference")
    registered = case.selectors.filter(pl.col("basis") == "registration")["exhibit_id"].unique()
    contacts = case.names.filter(
        pl.col("thread_id").is_null()
        & ~pl.col("exhibit_id").is_in(registered.implode())
        & ~pl.col("exhibit_id").is_in(case.listed["exhibit_id"].unique().implode())
    ).select(place="exhibit_id", reference="reference")
    found = (
        pl.concat([talk, joined, shown, listed, contacts])
        .drop_nulls()
        .unique()
        .join(holders(case), on="reference")
        .select("place", "holder")
        .unique()
    )
    return found.filter(pl.len().over("place").is_between(2, _MOST_IN_PLACE))


@once_per_case
def companions(case: CaseFrames) -> pl.DataFrame:
    """Who stands beside whom.

    Returns:
        Columns: holder, place, other; unique.
    """
    found = places(case)
    return (
        found.join(found.rename({"holder": "other"}), on="place")
        .filter(pl.col("holder") != pl.col("other"))
        .select("holder", "place", "other")
    )


def _met_again(
    pairs: pl.DataFrame,
    left: pl.DataFrame,
    right: pl.DataFrame,
    keys: pl.DataFrame,
    own_sides: Sequence[str] = ("holder_l", "holder_r"),
) -> pl.DataFrame:
    """How many companions of one holder bear the names of companions of the other.

    Counted are other accounts (or list rows) on each side, in other places; the pair's own names are left out.

    Args:
        pairs: Columns holder_l, holder_r; unique.
        left: Companions of the left holders.
        right: Companions of the right holders.
        keys: Columns holder, key.
        own_sides: Whose own names do not count.

    Returns:
        Columns: holder_l, holder_r, count (at least 1).
    """
    named = keys.select(other="holder", key="key")
    met = (
        pairs.join(
            left.join(named, on="other").rename({"holder": "holder_l", "other": "other_l", "place": "place_l"}),
            on="holder_l",
        )
        .join(
            right.join(named, on="other").rename({"holder": "holder_r", "other": "other_r", "place": "place_r"}),
            on=["holder_r", "key"],
        )
        .filter(
            (pl.col("other_l") != pl.col("other_r"))
            & (pl.col("place_l") != pl.col("place_r"))
            & (pl.col("other_l") != pl.col("holder_r"))
            & (pl.col("other_r") != pl.col("holder_l"))
        )
    )
    for side in own_sides:
        met = met.join(keys.select("key", pl.col("holder").alias(side)), on=[side, "key"], how="anti")
    return met.group_by("holder_l", "holder_r").agg(
        count=pl.min_horizontal(pl.col("other_l").n_unique(), pl.col("other_r").n_unique()).cast(pl.Int64)
    )


def _with_company(counted: pl.DataFrame, around: pl.DataFrame) -> pl.DataFrame:
    """The rows with `company`: how many companions the lonelier of the two has."""
    sizes = around.group_by("holder").agg(size=pl.col("other").n_unique().cast(pl.Int64))
    return (
        counted.join(sizes.rename({"holder": "holder_l", "size": "size_l"}), on="holder_l")
        .join(sizes.rename({"holder": "holder_r", "size": "size_r"}), on="holder_r")
        .with_columns(company=pl.min_horizontal("size_l", "size_r"))
        .drop("size_l", "size_r")
    )


@once_per_case
def shared_company(case: CaseFrames) -> pl.DataFrame:
    """Holders that bear one telling name, with how many of the names around them are the same.

    The same people of one group around two of its members say nothing, so holders that stand in one place are left out.

    Returns:
        One row per pair of holders and name key that both bear, Columns: reference_l, reference_r, name_l, name_r, key,
        holder_l, holder_r, is_meaning (the one name is a translation of the other), count (companions met again, at
        least 1), company (companions of the lonelier one); reference_l < reference_r; ordered by references and key.
        The holders stand as paired, not as the references do.
    """
    keys = name_keys(case)
    around = companions(case)
    pairs = (
        pl.concat([_of_one_name(keys), _of_one_meaning(case, keys)])
        .sort("holder_l", "holder_r", "key")
        .join(
            around.select(holder_l="holder", holder_r="other").unique(),
            on=["holder_l", "holder_r"],
            how="anti",
            maintain_order="left",
        )
    )
    counted = _met_again(pairs.select("holder_l", "holder_r").unique(), around, around, keys)
    rows = pairs.join(_with_company(counted, around), on=["holder_l", "holder_r"])
    swapped = pl.col("reference_l") > pl.col("reference_r")
    return rows.select(
        reference_l=pl.min_horizontal("reference_l", "reference_r"),
        reference_r=pl.max_horizontal("reference_l", "reference_r"),
        name_l=pl.when(swapped).then("name_r").otherwise("name_l"),
        name_r=pl.when(swapped).then("name_l").otherwise("name_r"),
        key="key",
        holder_l="holder_l",
        holder_r="holder_r",
        is_meaning="is_meaning",
        count="count",
        company="company",
    ).sort("reference_l", "reference_r", "key")


def _sided(keys: pl.DataFrame, side: str) -> pl.DataFrame:
    return keys.rename({name: f"{name}_{side}" for name in keys.columns if name != "key"})


def _of_one_name(keys: pl.DataFrame) -> pl.DataFrame:
    """Holders that bear one name, by writing or sound."""
    both = _sided(keys, "l").join(_sided(keys, "r"), on="key").filter(pl.col("holder_l") < pl.col("holder_r"))
    return both.select(*_PAIR_OF_NAMES, is_meaning=pl.lit(value=False))


def _of_one_meaning(case: CaseFrames, keys: pl.DataFrame) -> pl.DataFrame:
    """Holders of which one bears what the name of the other means, and who bear no one name besides."""
    meant = meaning_keys(case)
    # One side is a name as written: two translations that agree are never looked at, and they are by far the most.
    own = _sided(meant.filter("is_own"), "l").drop("is_own_l")
    both = own.join(_sided(meant, "r").drop("is_own_r"), on="key").select(*_PAIR_OF_NAMES)
    turned = {name: f"{name[:-1]}{'r' if name.endswith('_l') else 'l'}" for name in _PAIR_OF_NAMES if name != "key"}
    apart = pl.concat(
        [
            both.filter(pl.col("holder_l") < pl.col("holder_r")),
            both.filter(pl.col("holder_l") > pl.col("holder_r")).rename(turned).select(*_PAIR_OF_NAMES),
        ]
    ).unique(["holder_l", "holder_r", "key"])
    named = _of_one_name(keys).select("holder_l", "holder_r").unique()
    return apart.join(named, on=["holder_l", "holder_r"], how="anti").select(
        *_PAIR_OF_NAMES, is_meaning=pl.lit(value=True)
    )


def acquaintances(case: CaseFrames, asked: pl.DataFrame) -> pl.DataFrame:
    """Speakers who move in the same circle as the one whom they may mean, told by the names in it.

    Args:
        case: The case.
        asked: Columns said_by and reference.

    Returns:
        The rows of asked where two and more of the people around the speaker (he himself among them) bear the names of
        people around the reference.
    """
    keys = name_keys(case)
    around = companions(case)
    of = holders(case)
    pairs = (
        asked.unique()
        .join(of.rename({"reference": "said_by", "holder": "holder_l"}), on="said_by")
        .join(of.rename({"holder": "holder_r"}), on="reference")
    )
    himself = pairs.select(holder="holder_l", place="holder_l", other="holder_l").unique()
    counted = _met_again(
        pairs.select("holder_l", "holder_r").unique(), pl.concat([around, himself]), around, keys, ("holder_r",)
    )
    known = _with_company(counted, around).filter(
        (pl.col("count") >= LEAST_ACQUAINTANCES) & (pl.col("count") / pl.col("company") >= LEAST_SHARE)
    )
    return pairs.join(known, on=["holder_l", "holder_r"], how="semi").select("said_by", "reference")
