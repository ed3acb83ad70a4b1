"""Where an account seems to pass from one hand to another: pauses after which names, company and style are others.

Looked at are pauses in what an account writes. Four kinds of signs, of different origin, may speak for a new hand after
one: somebody says so (said), the names it is shown under and gives itself are others (named), it talks in other
conversations (company), it writes in another style (style). One kind alone is common among people who stay themselves:
they rename, move to another group. Two kinds, or somebody's word on the account itself, split it; one kind is a lead.

**Source:** change of operators by behaviour: Egele et al., "COMPA", NDSS 2013; by style: arXiv 2206.03581.
"""

import polars as pl

from resolvers.behaviour.likeness import Profiles, likeness_scores
from resolvers.behaviour.own_words import own_messages
from resolvers.behaviour.style import LEAST_MESSAGES, style_profiles
from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from resolvers.names.views_of import alias_views
from resolvers.registry import name_views

# An account changes hands in a pause; shorter ones are nights.
_LEAST_PAUSE = pl.duration(hours=4)
# On either side there must be somebody.
LEAST_SIDE = 5
# A new name may show some days after the new hand, and an old one linger.
_LINGERS = pl.duration(days=2)
_SOON = pl.duration(days=3)
# More than half of all that was said is in conversations that only one side of the pause knows.
_LEAST_APART = 0.5
# Style: nearer than this is one hand (resolvers.comparisons.rules.style_alike), farther than that hardly.
_ONE_HAND, _OTHER_HAND = 2.5, 0.5
# Names are kin by look, sound, script or spelling; by meaning alone a new name may be anybody's.
_FARTHEST_VIEW = 2
_SHOWN = ("account_nickname", "remark", "group_card", "addressed")
_KEY = ["reference", "at"]


def hand_overs(case: CaseFrames) -> pl.DataFrame:
    """The likeliest change of hands of each account, where there is a sign of one.

    Args:
        case: The case before it is divided: references over all time, statements, observed and addressed names.

    Returns:
        Columns: reference, at (first message of the new hand), quiet_from (last one before), signs (comma separated,
        in fixed order), is_split, message_id, exhibit_id, locator (of the first message); one row per reference, in
        their order. Linear in pauses times the names and conversations of an account.
    """
    told = _talk(case)
    pauses = told.filter(
        (pl.col("pause") >= _LEAST_PAUSE)
        & (pl.col("number") >= LEAST_SIDE)
        & (pl.col("of") - pl.col("number") >= LEAST_SIDE)
    )
    signs = (
        pauses.join(_company(told, pauses), on=_KEY)
        .join(_names(case, pauses), on=_KEY, how="left")
        .join(_said(case, told, pauses), on=_KEY, how="left")
        .with_columns(
            pl.col("names_gone", "names_new", "names_stay", "introduced", "said_of_it", "said_of_name").fill_null(0)
        )
    )
    best = _likeliest(signs)
    return _decided(best.join(_unlike_names(case, best), on="reference", how="left"), _styles(case, best))


def _talk(case: CaseFrames) -> pl.DataFrame:
    """Messages of accounts over all time, with the pause before each and its number."""
    whole = case.references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null()).select("reference")
    return (
        case.utterances.filter(pl.col("kind").is_in(["text", "action", "media"]))
        .drop_nulls("sent_at")
        .select("message_id", "thread_id", "exhibit_id", "locator", reference="sender", at="sent_at")
        .join(whole, on="reference", how="semi")
        .sort("reference", "at", "message_id")
        .with_columns(
            quiet_from=pl.col("at").shift(1).over("reference"),
            number=pl.int_range(pl.len()).over("reference"),
            of=pl.len().cast(pl.Int64).over("reference"),
        )
        .with_columns(pause=pl.col("at") - pl.col("quiet_from"))
    )


def _company(told: pl.DataFrame, pauses: pl.DataFrame) -> pl.DataFrame:
    """Share of an account's messages in conversations that only one side of the pause knows. Columns: key, apart."""
    threads = told.group_by("reference", "thread_id").agg(
        first=pl.min("at"), last=pl.max("at"), count=pl.len().cast(pl.Int64)
    )
    sides = pauses.select(*_KEY, "of").join(threads, on="reference")
    one_side = (pl.col("last") < pl.col("at")) | (pl.col("first") >= pl.col("at"))
    return sides.group_by(_KEY).agg(apart=pl.col("count").filter(one_side).sum() / pl.first("of"))


def _named(case: CaseFrames) -> pl.DataFrame:
    """Names with a time: reference, form, is_own (said by itself), first, last, name."""
    seen = case.names.filter(
        pl.col("kind").is_in([*_SHOWN, "self_introduction"]) & pl.col("first_seen_at").is_not_null()
    )
    return (
        seen.with_columns(form=alias_forms(seen["name"]), is_own=pl.col("kind") == "self_introduction")
        .filter(pl.col("form") != "")
        .group_by("reference", "form", "is_own")
        .agg(first=pl.min("first_seen_at"), last=pl.max("last_seen_at"), name=pl.min("name"))
    )


def _sides_of_names(case: CaseFrames, pauses: pl.DataFrame) -> pl.DataFrame:
    """Names of the accounts at each pause, with is_new (first seen after it) and is_gone (not seen any more)."""
    # What an account calls itself is often first said some lines before its first counted one: the same hour will do.
    is_new = pl.col("first") >= pl.col("at")
    return (
        pauses.select(_KEY)
        .join(_named(case), on="reference")
        .with_columns(is_new=is_new, is_gone=~is_new & (pl.col("last") < pl.col("at") + _LINGERS))
    )


def _names(case: CaseFrames, pauses: pl.DataFrame) -> pl.DataFrame:
    """How many names end with a pause, begin after it, go on over it, and are given by itself soon after it."""
    own, shown = pl.col("is_own"), ~pl.col("is_own")
    return (
        _sides_of_names(case, pauses)
        .group_by(_KEY)
        .agg(
            names_gone=(pl.col("is_gone") & shown).sum().cast(pl.Int64),
            names_new=(pl.col("is_new") & shown).sum().cast(pl.Int64),
            names_stay=(~pl.col("is_gone") & ~pl.col("is_new") & shown).sum().cast(pl.Int64),
            introduced=(pl.col("is_new") & own & (pl.col("first") < pl.col("at") + _SOON)).sum().cast(pl.Int64),
        )
    )


def _said(case: CaseFrames, told: pl.DataFrame, pauses: pl.DataFrame) -> pl.DataFrame:
    """Statements of a hand-over near a pause: on the account itself, or on whom the account is called after it.

    Who gives an account away often says so from his next one. A statement that an account makes before it wrote
    anything else is therefore not taken for one on itself.
    """
    said = case.statements.filter(
        (pl.col("kind") == "hand_over")
        & ~pl.col("is_negated")
        & ~pl.col("is_doubtful")
        & pl.col("said_at").is_not_null()
    )
    on_itself = said.select("statement_id", "said_at", reference="subject")
    known = (
        on_itself.join(told.select("reference", "at"), on="reference")
        .group_by("statement_id")
        .agg(before=(pl.col("at") < pl.col("said_at")).sum())
        .filter(pl.col("before") >= LEAST_SIDE)
    )
    of_it = (
        pauses.select(*_KEY, "quiet_from")
        .join(on_itself.join(known, on="statement_id", how="semi"), on="reference")
        .filter((pl.col("said_at") >= pl.col("quiet_from") - _LINGERS) & (pl.col("said_at") <= pl.col("at") + _LINGERS))
        .group_by(_KEY)
        .agg(said_of_it=pl.len().cast(pl.Int64))
    )
    named = said.drop_nulls("object_name")
    heir = named.select(form=alias_forms(named["object_name"]), said_at="said_at", said_by="said_by").unique()
    of_name = (
        _sides_of_names(case, pauses.select(_KEY))
        .filter("is_new")
        .join(heir, on="form")
        .filter(
            (pl.col("said_by") != pl.col("reference")).fill_null(value=True)
            & ((pl.col("said_at") - pl.col("at")).abs() <= _SOON)
        )
        .group_by(_KEY)
        .agg(said_of_name=pl.len().cast(pl.Int64))
    )
    return of_it.join(of_name, on=_KEY, how="full", coalesce=True)


def _likeliest(signs: pl.DataFrame) -> pl.DataFrame:
    """The pause of each account at which most changes; of equal ones the longest."""
    replaced = (pl.col("names_gone") > 0) & (pl.col("names_new") > 0)
    weight = (
        pl.col("apart")
        + 0.5 * replaced
        + 0.5 * (pl.col("introduced") > 0)
        + 1.0 * (pl.col("said_of_it") > 0)
        + 0.5 * (pl.col("said_of_name") > 0)
    )
    return (
        signs.with_columns(weight=weight.round(6), is_named=replaced | (pl.col("introduced") > 0))
        .sort("reference", "weight", "pause", "at", descending=[False, True, True, False])
        .unique("reference", keep="first", maintain_order=True)
    )


def _unlike_names(case: CaseFrames, best: pl.DataFrame) -> pl.DataFrame:
    """References with a name after the pause that has nothing in common with any before it. With is_other (true)."""
    sides = _sides_of_names(case, best)
    undated = case.names.filter(pl.col("first_seen_at").is_null() & pl.col("kind").is_in(list(_SHOWN)))
    undated = undated.join(best, on="reference", how="semi").select("reference", "name")
    near = [name for name, view in name_views().items() if view.distance <= _FARTHEST_VIEW]
    views = alias_views(pl.concat([sides.select("name"), undated.select("name")]).unique(), near)
    views = views.select("alias_form", "value").unique()
    new = sides.filter("is_new").select("reference", "form")
    dated = sides.filter(~pl.col("is_new")).select("reference", "form")
    # A name without a time is one of before, if it isn't one of after.
    old = pl.concat(
        [
            dated,
            undated.select("reference", form=alias_forms(undated["name"])).join(
                new, on=["reference", "form"], how="anti"
            ),
        ]
    )
    seen = old.join(views, left_on="form", right_on="alias_form").select("reference", "value").unique()
    alike = (
        new.join(views, left_on="form", right_on="alias_form")
        .join(seen, on=["reference", "value"], how="semi")
        .select("reference", "form")
        .unique()
    )
    other = new.join(alike, on=["reference", "form"], how="anti").join(old, on="reference", how="semi")
    return other.select("reference").unique().with_columns(is_other=pl.lit(value=True))


def _styles(case: CaseFrames, best: pl.DataFrame) -> pl.DataFrame:
    """Likeness in style of the two sides of each pause, against all others. Columns: reference, score."""
    messages = own_messages(case).join(best.select("reference", cut="at"), on="reference", how="left")
    after = (pl.col("sent_at") >= pl.col("cut")).fill_null(value=False)
    enough = (after.sum().over("reference") >= LEAST_MESSAGES) & ((~after).sum().over("reference") >= LEAST_MESSAGES)
    # Sides too short for a style stay one, as a background for the others.
    divided = messages.with_columns(
        reference=pl.when(after & enough).then(pl.col("reference") + _AFTER).otherwise("reference")
    ).sort("reference", "sent_at", "message_id", nulls_last=True)
    profiles: Profiles = style_profiles(case, divided.drop("cut"))
    pairs = best.select(reference_l="reference", reference_r=pl.col("reference") + _AFTER)
    return likeness_scores(profiles, pairs).select("score", reference="reference_l")


# No reference holds a line break.
_AFTER = "\nafter"


def _decided(best: pl.DataFrame, styles: pl.DataFrame) -> pl.DataFrame:
    score = pl.col("score")
    signs = {
        "said": (pl.col("said_of_it") > 0) | (pl.col("said_of_name") > 0),
        "named": pl.col("is_named") & pl.col("is_other").fill_null(value=False),
        "company": pl.col("apart") > _LEAST_APART,
        "style": (score < _OTHER_HAND).fill_null(value=False),
    }
    judged = best.join(styles, on="reference", how="left").with_columns(
        **{f"is_{name}": sign for name, sign in signs.items()}
    )
    flags = [pl.col(f"is_{name}") for name in signs]
    count = pl.sum_horizontal(flags)
    one_hand = (score > _ONE_HAND).fill_null(value=False)
    # Who talks elsewhere talks of other things, in another tone: company and style are one sign of two, style with a
    # change of names alone the same. Either needs a third.
    moved = pl.col("is_named") & pl.col("is_company")
    split = (pl.col("said_of_it") > 0) | ((moved | (pl.col("is_said") & (count >= 2))) & ~one_hand)
    return (
        judged.with_columns(
            signs=pl.concat_list(pl.when(flag).then(pl.lit(name)) for name, flag in zip(signs, flags, strict=True))
            .list.drop_nulls()
            .list.join(","),
            is_split=split,
        )
        .filter(count >= 1)
        .select("reference", "at", "quiet_from", "signs", "is_split", "message_id", "exhibit_id", "locator")
        .sort("reference")
    )
