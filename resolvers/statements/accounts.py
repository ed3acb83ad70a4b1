"""Accounts, numbers and addresses that statements give somebody: which of them are believed, and whose they are.

A token counts where the text rules of the reading found an identifier, where an account of the case bears it, or where
the pattern names it one ("new account for crab: 888") and it holds a digit. Passwords beside a login are never kept:
a pattern takes the login alone.
"""

import polars as pl

# Kinds of found identifiers under which somebody can be reached.
_REACHED = ("phone", "account", "email")
# Patterns whose name ends so tie a name to what merely stands behind it ("螃蟹：138…"). In front of somebody who is
# there, that is how he is spoken to, and the number may be anybody's.
LINE_PATTERN = "_line"


def with_accounts(
    said: pl.DataFrame, identifiers: pl.DataFrame, references: pl.DataFrame, talk: pl.DataFrame
) -> pl.DataFrame:
    """Statements of kind has_account with the account as object; what can't be an account is left out.

    Args:
        said: Claims as with_references completes them, with `place`.
        identifiers: FOUND_IDENTIFIER.
        references: REFERENCE.
        talk: UTTERANCE of people.

    Returns:
        The claims of all kinds; `object` of has_account is the reference of that account where the case has it.
    """
    is_account = pl.col("kind") == "has_account"
    given = said.filter(is_account).with_columns(
        key=_bare(pl.col("object_name")), platform=pl.col("thread_id").str.extract(r"^([^:]+):")
    )
    if given.is_empty():
        return said
    found = _found_there(given, identifiers)
    known = given.join(found, on="statement_id", how="left").with_columns(
        key=pl.coalesce("found_key", "key"), platform=pl.coalesce("found_platform", "platform")
    )
    bearer = _bearers(known, references)
    here = talk.select("thread_id", reference="sender").unique().with_columns(is_here=pl.lit(value=True))
    judged = (
        known.drop("object")
        .join(bearer, on="statement_id", how="left")
        .join(here, left_on=["thread_id", "subject"], right_on=["thread_id", "reference"], how="left")
    )
    digits = pl.col("object_name").str.count_matches(r"\d")
    is_mixed = pl.col("object_name").str.contains(r"^@?(?:.*[A-Za-z].*[\d_]|.*[\d_].*[A-Za-z]).{0,30}$") & (
        pl.col("object_name").str.len_chars() >= 5
    )
    is_token = pl.col("object_name").str.contains(r"^@?[A-Za-z0-9_.+\- ()]+$") & ((digits >= 3) | is_mixed)
    is_token |= pl.col("object_name").str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    is_line = pl.col("pattern").str.ends_with(LINE_PATTERN)
    believed = pl.col("object").is_not_null() | pl.col("found_kind").is_not_null() | (is_token & ~is_line)
    is_spoken_to = (
        is_line
        & pl.col("is_here").fill_null(value=False)
        & (pl.col("subject") != pl.col("said_by")).fill_null(value=True)
    )
    is_own = (pl.col("object") == pl.col("subject")).fill_null(value=False)
    kept = judged.filter(believed & ~is_spoken_to & ~is_own).select(said.columns)
    return pl.concat([said.filter(~is_account), kept])


def _bare(written: pl.Expr) -> pl.Expr:
    """A token as native ids are compared: small letters, no @ in front, a phone as its digits."""
    lower = written.str.to_lowercase().str.strip_chars(" ()").str.strip_prefix("@")
    is_phone = lower.str.contains(r"^\+?\d[\d ().\-]+\d$")
    return pl.when(is_phone).then(lower.str.replace_all(r"\D", "")).otherwise(lower)


def _found_there(given: pl.DataFrame, identifiers: pl.DataFrame) -> pl.DataFrame:
    """What the text rules found at a token. Columns: statement_id, found_kind, found_platform, found_key."""
    at_place = pl.col("place").is_between(pl.col("start_offset"), pl.col("end_offset") - 1)
    near = (pl.col("start_offset") - pl.col("place")).is_between(0, 1)
    rows = (
        given.select("statement_id", "message_id", "place")
        .join(identifiers.filter(pl.col("kind").is_in(_REACHED)), on="message_id")
        .filter(at_place | near)
        .sort("statement_id", "start_offset", "kind", "value")
        .unique("statement_id", keep="first", maintain_order=True)
    )
    is_account = pl.col("kind") == "account"
    return rows.select(
        "statement_id",
        found_kind="kind",
        found_platform=pl.when(is_account).then(pl.col("value").str.extract(r"^([^:]+):")),
        found_key=_bare(pl.when(is_account).then(pl.col("value").str.extract(r"^[^:]+:(.*)$")).otherwise("value")),
    )


def _bearers(known: pl.DataFrame, references: pl.DataFrame) -> pl.DataFrame:
    """The one account of the case under each key: on the platform told, else on the only one that has it.

    Columns: statement_id, object.
    """
    accounts = references.filter((pl.col("kind") == "account") & pl.col("thread_id").is_null()).select(
        "reference", on="platform", key=_bare(pl.col("native_id"))
    )
    matched = known.select("statement_id", "key", "platform").join(accounts.drop_nulls("key"), on="key")
    told = pl.col("on") == pl.col("platform")
    nearest = matched.filter(told | ~told.any().over("statement_id"))
    return (
        nearest.group_by("statement_id")
        .agg(count=pl.col("reference").n_unique(), object=pl.col("reference").min())
        .filter(pl.col("count") == 1)
        .select("statement_id", "object")
    )
