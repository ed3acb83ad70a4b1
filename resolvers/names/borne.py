"""Who bears which name where: the frames that blocking rules and comparisons share.

Everything here is a join or a count over unique names; the cost is linear in REFERENCE_NAME.
"""

import polars as pl

from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from resolvers.names.lexicon import lexicon
from resolvers.once_per_case import once_per_case

_LEAST_CALLS = 3
# One character with a form of address before or behind it.
_ADDRESS = r"^(?:阿\p{Han}|\p{Han}[哥姐总爷叔伯婶姨弟妹兄佬])$"


@once_per_case
def borne_names(case: CaseFrames) -> pl.DataFrame:
    """Names of references with alias form and what is known of the bearer.

    Returns:
        One row per name observation, Columns: REFERENCE_NAME's, `alias_form` (never empty), `is_generic` (the name says
        nothing about who bears it), `reference_kind`, `platform`, `account_id`, `home_thread_id` (the one thread the
        reference lives in, or null).
    """
    bearers = case.references.select(
        "reference", "platform", "account_id", reference_kind="kind", home_thread_id="thread_id"
    )
    named = case.names.with_columns(alias_form=alias_forms(case.names["name"])).filter(pl.col("alias_form") != "")
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String)
    return named.join(bearers, on="reference", how="inner").with_columns(
        is_generic=pl.col("alias_form").is_in(generic.implode())
    )


def is_seldom_called() -> pl.Expr:
    """On borne_names: names that talk alone gives, too seldom to look further by them.

    Of two calls by a name one in forty was about a third person, of three and more one in five hundred (synthetic).
    """
    is_call = pl.col("kind") == "addressed"
    called = pl.col("observation_count").filter(is_call).sum().over("reference", "alias_form")
    return is_call.all().over("reference", "alias_form") & (called < _LEAST_CALLS)


@once_per_case
def observed_names(case: CaseFrames) -> pl.DataFrame:
    """Borne names but those that statements gave: comparing them too would count one sentence twice.

    Returns:
        borne_names without self-introductions, without names that somebody called an account or a list entry by, and
        without those that a person judged: they stand in no exhibit.
    """
    said = pl.col("kind").is_in(["self_introduction", "called"]) & (pl.col("reference_kind") != "called")
    return borne_names(case).filter(~said & (pl.col("kind") != "judgement"))


@once_per_case
def loose_forms(case: CaseFrames) -> pl.Series:
    """Alias forms of nothing but one character and a form of address (豆哥, 阿锤), or of pictures (🪣).

    Every team has a few of the same: the word behind them is shared by all whose longer names hold it. Words that
    merely end in 子 or 头 (锤子, 馒头) are names of their own.
    """
    form = pl.col("alias_form")
    is_loose = form.str.contains(_ADDRESS) | ~form.str.contains(r"[\p{L}\p{N}]")
    return case.alias_views.filter(is_loose)["alias_form"].unique().sort()


@once_per_case
def thread_speakers(case: CaseFrames) -> pl.DataFrame:
    """Who speaks where. Columns: thread_id, reference; unique."""
    return case.utterances.select("thread_id", reference="sender").drop_nulls().unique()


@once_per_case
def bearers_by_scope(case: CaseFrames) -> pl.DataFrame:
    """Who answers to a name in a thread.

    Its speakers under all their names, those whose name was shown or written there, and those whom a speaker calls so
    in his own phone (what he says there, he says with his contacts in mind).

    Returns:
        Columns: thread_id, alias_form, reference; unique.
    """
    named = borne_names(case)
    speakers = thread_speakers(case)
    columns = ["thread_id", "alias_form", "reference"]
    shown = named.with_columns(thread_id=pl.coalesce("thread_id", "home_thread_id")).drop_nulls("thread_id")
    anywhere = named.filter(pl.col("home_thread_id").is_null()).select("reference", "alias_form").unique()
    spoken = speakers.join(anywhere, on="reference")
    remarks = named.drop_nulls("observer").filter(pl.col("kind") == "remark").drop("thread_id")
    remarked = remarks.join(speakers.rename({"reference": "observer"}), on="observer")
    found = pl.concat([frame.select(columns) for frame in (shown, spoken, remarked)])
    return found.unique().sort(columns)


@once_per_case
def holder_counts(case: CaseFrames) -> pl.DataFrame:
    """How many holders bear each name in the case; one nickname in ten logs of one server counts as one holder.

    Returns:
        Columns: alias_form, holder_count.
    """
    named = borne_names(case).with_columns(holder=pl.coalesce("account_id", "reference"))
    return named.group_by("alias_form").agg(holder_count=pl.col("holder").n_unique().cast(pl.Int64))


@once_per_case
def account_counts(case: CaseFrames) -> pl.DataFrame:
    """How many accounts bear each name in the case, at least 1; lists and talk speak of the same people once more.

    A name of three accounts that six lists give and ten conversations call is borne by three, not by nineteen.

    Returns:
        Columns: alias_form, holder_count.
    """
    holder = pl.when(pl.col("reference_kind") == "account").then(pl.coalesce("account_id", "reference"))
    return (
        borne_names(case)
        .with_columns(holder=holder)
        .group_by("alias_form")
        .agg(holder_count=pl.col("holder").drop_nulls().n_unique().clip(lower_bound=1).cast(pl.Int64))
    )


@once_per_case
def labels(case: CaseFrames) -> pl.DataFrame:
    """The name each reference is seen under most; for sentences.

    Returns:
        Columns: reference, label.
    """
    best = (
        case.names.group_by("reference", "name")
        .agg(seen=pl.col("observation_count").sum())
        .sort("reference", "seen", "name", descending=[False, True, False])
        .unique("reference", keep="first", maintain_order=True)
    )
    return (
        case.references.select("reference", "native_id")
        .join(best, on="reference", how="left")
        .select("reference", label=pl.coalesce("name", "native_id", "reference"))
    )


@once_per_case
def wandering_handles(case: CaseFrames) -> pl.DataFrame:
    """References whose account id is only a handle inside a thread, and the same handle stands in other threads too.

    Such references are never compared by name across threads: the handle itself is the name, and it is reused.

    Returns:
        Columns: reference, account_id, thread_id, first_seen_at.
    """
    bound = case.references.filter(pl.col("account_id").is_not_null() & pl.col("thread_id").is_not_null()).select(
        "reference", "account_id", "thread_id", "first_seen_at"
    )
    return bound.filter(pl.col("thread_id").n_unique().over("account_id") > 1)
