"""Statements that give somebody an account or number, as pairs of references: he and whoever has it in the case.

"我的新微信：abc123" ties the speaker to the account abc123, "crab: +855…" ties crab to whoever shows that number in his
profile or contact card. An account is a thing of its own; a number ties to all who hold it, if they are few.
"""

import polars as pl

from resolvers.comparisons.stated_pairs import REACHES, named_sides_with_reach
from resolvers.contract import CaseFrames
from resolvers.names.alias_form import alias_forms
from resolvers.names.lexicon import lexicon

# More holders than this and the number is an office's, a hotline's or a shared phone's.
_MOST_HOLDERS = 3
_OWN_BASES = ("profile", "contact_card", "address_book", "session", "list")
_SCHEMA: dict[str, pl.DataType] = {
    "statement_id": pl.String(),
    "left": pl.String(),
    "right": pl.String(),
    "reach": pl.String(),
    "value_left": pl.String(),
    "value_right": pl.String(),
    "is_negated": pl.Boolean(),
    "is_doubtful": pl.Boolean(),
    "is_self_said": pl.Boolean(),
    "said_by": pl.String(),
    "exhibit_id": pl.String(),
    "locator": pl.String(),
}


def stated_accounts(case: CaseFrames) -> pl.DataFrame:
    """Who was said to have which account.

    Args:
        case: The case.

    Returns:
        One row per statement and pair, Columns: statement_id, left (who has it), right (the account, or who holds the
        number), reach (of the name, as in stated_pairs), value_left (the name as said, else null), value_right (the
        account as written), is_negated, is_doubtful, is_self_said, said_by, exhibit_id, locator; sorted.
    """
    given = case.statements.filter(pl.col("kind") == "has_account")
    if given.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    form = pl.col("subject_form")
    given = given.with_columns(subject_form=alias_forms(given["subject_name"])).with_columns(
        subject_form=pl.when(~form.is_in(generic) & (form != "")).then(form)
    )
    holders = pl.concat([_accounts(given), _holders(given, case)]).unique()
    # The subject is never the holder itself; the other side of named_sides is the account.
    sided = named_sides_with_reach(given.with_columns(object_form=pl.lit(None, pl.String)), "subject", case)
    known = case.references["reference"].implode()
    pairs = (
        given.drop("subject", "object")
        .join(sided, on="statement_id")
        .join(holders, on="statement_id")
        .with_columns(
            reach=pl.col("subject_reach").replace_strict(
                list(range(len(REACHES))), list(REACHES), return_dtype=pl.String
            )
        )
        .rename({"subject_reference": "left", "holder": "right"})
        .filter((pl.col("left") != pl.col("right")) & pl.col("left").is_in(known) & pl.col("right").is_in(known))
        .with_columns(
            is_self_said=(pl.col("said_by") == pl.col("left")).fill_null(value=False),
            value_left="subject_name",
            value_right="object_name",
        )
    )
    return pairs.select(list(_SCHEMA)).sort("statement_id", "left", "right")


def _accounts(given: pl.DataFrame) -> pl.DataFrame:
    return given.drop_nulls("object").select("statement_id", holder="object")


def _holders(given: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """Who holds a number as his own, by what the text rules found where the statement stands."""
    found = case.text_identifiers.filter("is_usable").select("message_id", "kind", "value", object_name="raw")
    own = case.selectors.filter(pl.col("basis").is_in(_OWN_BASES)).select("reference", "kind", "value").unique()
    few = own.filter(pl.len().over("kind", "value") <= _MOST_HOLDERS)
    stated = given.select("statement_id", "message_id", "object_name")
    # The same number may be written with spaces or brackets that one of the two left out.
    bare = pl.col("object_name").str.replace_all(r"[ ().-]", "")
    return (
        stated.with_columns(object_name=bare)
        .join(found.with_columns(object_name=bare), on=["message_id", "object_name"])
        .join(few, on=["kind", "value"])
        .select("statement_id", holder="reference")
    )
