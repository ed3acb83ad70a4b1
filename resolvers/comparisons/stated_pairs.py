"""Statements on who somebody is, as pairs of references: names are resolved to those who bear them.

How a name was resolved is its *reach*: `thread` (he was meant by id, or bears the name in that conversation),
`circle` (a speaker of that conversation talks with him elsewhere: the same acquaintances, so the same scope of
nicknames), `case` (he bears the name somewhere in the case).
"""

from collections.abc import Sequence

import polars as pl

from resolvers.company import acquaintances
from resolvers.contract import CaseFrames
from resolvers.holders import holders
from resolvers.names.alias_form import alias_forms
from resolvers.names.borne import bearers_by_scope, borne_names, is_seldom_called, loose_forms, thread_speakers
from resolvers.names.lexicon import lexicon
from resolvers.namesakes import doubled_names
from resolvers.once_per_case import once_per_case

IDENTITY_KINDS = ("is_called", "same_person", "hand_over")
# A name that more than this many bear in one thread points at nobody; one statement must not tie a crowd.
_MOST_BEARERS = 3
# More bearers in the whole case than this: a word like boss, not looked up at all.
_MOST_BEARERS_IN_CASE = 40
# Across the case a name has to point at a single person's handful of accounts to be followed at all.
_MOST_BEARERS_ELSEWHERE = 4
REACHES = ("thread", "circle", "case")
_PAIR_SCHEMA: dict[str, pl.DataType] = {
    "statement_id": pl.String(),
    "kind": pl.String(),
    "left": pl.String(),
    "right": pl.String(),
    "reach": pl.String(),
    "value_left": pl.String(),
    "value_right": pl.String(),
    "is_negated": pl.Boolean(),
    "is_doubtful": pl.Boolean(),
    "is_self_said": pl.Boolean(),
    "is_beside": pl.Boolean(),
    "is_ambiguous": pl.Boolean(),
    "said_by": pl.String(),
    "thread_id": pl.String(),
    "exhibit_id": pl.String(),
    "locator": pl.String(),
}


def _named_sides(statements: pl.DataFrame, side: str, case: CaseFrames) -> pl.DataFrame:
    """Whom each statement may mean on one side, by id or by name, but never the one on its other side.

    Columns: statement_id, thread_id, form, reference.
    """
    columns = ["statement_id", "thread_id", "form", "reference"]
    other = "object" if side == "subject" else "subject"
    asked = statements.rename({f"{side}_form": "form"})
    by_id = asked.drop_nulls(side).with_columns(reference=pl.col(side))
    by_name = asked.filter(pl.col(side).is_null()).drop_nulls("form")
    here = bearers_by_scope(case).rename({"alias_form": "form"})
    here = here.filter(pl.len().over("thread_id", "form") <= _MOST_BEARERS)
    near = by_name.join(here, on=["thread_id", "form"])
    anywhere = borne_names(case).filter(
        ~pl.col("is_generic") & pl.col("home_thread_id").is_null() & ~is_seldom_called()
    )
    anywhere = anywhere.select("reference", form="alias_form").unique()
    anywhere = anywhere.filter(pl.len().over("form") <= _MOST_BEARERS_IN_CASE)
    far = by_name.join(anywhere, on="form")
    meant = [
        frame.filter((pl.col("reference") != pl.col(other)).fill_null(value=True)).select(columns)
        for frame in (by_id, near, far)
    ]
    return pl.concat(meant).unique()


def _with_reach(sides: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """The sides with `reach`, as its place in REACHES."""
    here = bearers_by_scope(case).rename({"alias_form": "form"}).with_columns(is_here=pl.lit(value=True))
    seen = sides.join(here, on=["thread_id", "form", "reference"], how="left")
    speakers = thread_speakers(case)
    # Somebody speaks in the statement's thread and in a thread of the one who is meant; or the people around the
    # speaker bear the names of those around him, on whatever platform.
    known = (
        seen.filter(pl.col("form").is_not_null() & pl.col("is_here").is_null())
        .select("statement_id", "thread_id", "reference")
        .unique()
        .join(speakers.rename({"thread_id": "other_thread_id"}), on="reference")
        .join(speakers.rename({"thread_id": "other_thread_id", "reference": "go_between"}), on="other_thread_id")
        .filter(pl.col("go_between") != pl.col("reference"))
        .join(speakers, left_on=["thread_id", "go_between"], right_on=["thread_id", "reference"], how="semi")
        .select("statement_id", "reference")
    )
    said_by = case.statements.select("statement_id", "said_by").drop_nulls()
    asked = (
        seen.filter(pl.col("form").is_not_null() & pl.col("is_here").is_null())
        .select("statement_id", "reference")
        .unique()
        .join(said_by, on="statement_id")
    )
    by_names = asked.join(
        acquaintances(case, asked.select("said_by", "reference")), on=["said_by", "reference"], how="semi"
    ).select("statement_id", "reference")
    known = pl.concat([known, by_names]).unique().with_columns(is_known=pl.lit(value=True))
    reached = seen.join(known, on=["statement_id", "reference"], how="left").with_columns(
        reach=pl.when(pl.col("form").is_null() | pl.col("is_here").is_not_null())
        .then(0)
        .when(pl.col("is_known").is_not_null())
        .then(1)
        .otherwise(2)
    )
    # Where somebody in the thread bears the name, bearers elsewhere are not meant.
    nearest = reached.filter(pl.col("reach") == pl.col("reach").min().over("statement_id"))
    # Elsewhere in the case a name is followed only where it points at a single person's handful of accounts.
    few = pl.col("reference").n_unique().over("statement_id") <= _MOST_BEARERS_ELSEWHERE
    return nearest.filter((pl.col("reach") < 2) | few)


def named_sides_with_reach(statements: pl.DataFrame, side: str, case: CaseFrames) -> pl.DataFrame:
    """Whom each statement means on one side, and how far off he was found.

    Args:
        statements: STATEMENT with subject_form and object_form, null where a name says nothing.
        side: subject or object.
        case: The case.

    Returns:
        Columns: statement_id, and of the side its `_reference` and `_reach` (place in thread, circle, case); unique.
    """
    found = _with_reach(_named_sides(statements, side, case), case)
    return found.select(
        "statement_id", pl.col("reference").alias(f"{side}_reference"), pl.col("reach").alias(f"{side}_reach")
    )


def stated_pairs(case: CaseFrames, kinds: Sequence[str] = IDENTITY_KINDS) -> pl.DataFrame:
    """Statements of identity as pairs of references.

    Args:
        case: The case.
        kinds: Kinds of statements that are wanted, of IDENTITY_KINDS.

    Returns:
        One row per statement and pair, Columns: statement_id, kind, left, right, reach (the farther of both sides),
        value_left, value_right (the name as said, else null), is_negated, is_doubtful, is_self_said (said by one of the
        two), is_beside (both go on speaking in the conversation afterwards), is_ambiguous (a name in it means several
        people, or is a mere form of address), said_by, thread_id, exhibit_id, locator.
    """
    return _identity_pairs(case).filter(pl.col("kind").is_in(list(kinds)))


@once_per_case
def _identity_pairs(case: CaseFrames) -> pl.DataFrame:
    generic = pl.Series(sorted(lexicon("generic_names.txt")), dtype=pl.String).implode()
    statements = case.statements.filter(pl.col("kind").is_in(list(IDENTITY_KINDS)))
    if statements.is_empty():
        return pl.DataFrame(schema=_PAIR_SCHEMA)
    statements = statements.with_columns(
        subject_form=alias_forms(statements["subject_name"]), object_form=alias_forms(statements["object_name"])
    ).with_columns(
        pl.when(~pl.col(form).is_in(generic) & (pl.col(form) != "")).then(pl.col(form)).alias(form)
        for form in ("subject_form", "object_form")
    )
    known = case.references["reference"].implode()
    speaker = pl.col("said_by")
    spoken = case.utterances.select("message_id", said_turn="turn")
    last = case.utterances.group_by("thread_id", "sender").agg(last_turn=pl.col("turn").max()).drop_nulls()
    pairs = (
        statements.join(named_sides_with_reach(statements, "subject", case), on="statement_id")
        .join(named_sides_with_reach(statements, "object", case), on="statement_id")
        .rename({"subject_reference": "left", "object_reference": "right"})
        .filter((pl.col("left") != pl.col("right")) & pl.col("left").is_in(known) & pl.col("right").is_in(known))
        .join(spoken, on="message_id", how="left")
        .join(last.rename({"sender": "left", "last_turn": "last_left"}), on=["thread_id", "left"], how="left")
        .join(last.rename({"sender": "right", "last_turn": "last_right"}), on=["thread_id", "right"], how="left")
        .with_columns(
            is_beside=(
                (pl.col("last_left") > pl.col("said_turn")) & (pl.col("last_right") > pl.col("said_turn"))
            ).fill_null(value=False),
            reach=pl.max_horizontal("subject_reach", "object_reach").replace_strict(
                list(range(len(REACHES))), list(REACHES), return_dtype=pl.String
            ),
            is_self_said=((speaker == pl.col("left")) | (speaker == pl.col("right"))).fill_null(value=False),
            # "Who is lemon?" – "watermelon", said by watermelon: nobody speaks of himself by name; he answered another
            # question.
            is_doubtful=pl.col("is_doubtful")
            | ((speaker == pl.col("left")) & pl.col("subject_form").is_not_null()).fill_null(value=False)
            | ((speaker == pl.col("right")) & pl.col("object_form").is_not_null()).fill_null(value=False),
            value_left="subject_name",
            value_right="object_name",
        )
    )
    return _with_ambiguity(pairs, case).select(list(_PAIR_SCHEMA)).sort("statement_id", "left", "right")


def _with_ambiguity(pairs: pl.DataFrame, case: CaseFrames) -> pl.DataFrame:
    """The pairs with `is_ambiguous`: each team has its 青哥, and a name of two is neither's alone."""
    loose = loose_forms(case).implode()
    doubled = doubled_names(case).join(holders(case), on="holder").select("reference", "key")
    ambiguous = pl.lit(value=False)
    for side, form in (("left", "subject_form"), ("right", "object_form")):
        mark = doubled.select(
            pl.col("reference").alias(side), pl.col("key").alias("spoken"), is_doubled=pl.lit(value=True)
        )
        pairs = (
            pairs.with_columns(spoken=pl.col(form).str.replace_all(" ", "", literal=True))
            .join(mark.unique(), on=[side, "spoken"], how="left")
            .with_columns(pl.col("is_doubled").is_not_null().alias(f"is_doubled_{side}"))
            .drop("is_doubled", "spoken")
        )
        ambiguous = ambiguous | pl.col(f"is_doubled_{side}") | pl.col(form).is_in(loose).fill_null(value=False)
    return pairs.with_columns(is_ambiguous=ambiguous)
