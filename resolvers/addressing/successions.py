"""Who may have taken whose place in a conversation: one falls silent, another begins, and the talk goes on.

A person who changes a nickname, or loses an account and comes back under another, leaves no likeness of names, but his
conversation goes on: the same people speak with him about the same things, and he is called by the new name before he
said a word under it. Against it speaks what shows two: words of the one after the other began, lines of the server at
the wrong time, unlike habits. Each sign is worth bits (logarithm of the likelihood ratio), measured on the looking half
of public IRC logs whose rename lines were taken out and on cut-up nicknames of them; see DECISIONS.md.
"""

import polars as pl

from resolvers.addressing.case_talk import CaseTalk, case_talk
from resolvers.addressing.signs_of_succession import called_signs, habit_signs, partner_signs, word_signs
from resolvers.addressing.turns import addressing_cues
from resolvers.contract import CaseFrames
from resolvers.names.borne import borne_names
from resolvers.once_per_case import once_per_case

# How far apart the last words of the one and the first of the other may be.
_MOST_MESSAGES = 150
_MOST_MINUTES = 120.0
# Who spoke once left nothing to compare.
_LEAST_MESSAGES = 2
# A conversation that shows so many joins shows them of everybody.
_LEAST_JOINS = 5
# Below this nothing is worth a look: one in sixty was one person.
LEAST_BITS = 4.0
KEY = ["thread_id", "earlier", "later"]
_NO_SIGN = 0.0


def successions(case: CaseFrames, talk: CaseTalk) -> pl.DataFrame:
    """Pairs of references of which one seems to go on where the other fell silent.

    Args:
        case: The case.
        talk: Its talk.

    Returns:
        **Columns** earlier, later (references), thread_id, bits (how much speaks for one person, before the odds of
        chance), lead (bits above the next best for either side), messages (between the two), shared_partners,
        shared_words, exhibit_id, locator (the first message of the later one); one row per pair, sorted by it.
    """
    pairs = _candidates(talk)
    if pairs.is_empty():
        return _EMPTY
    for signs in (partner_signs, word_signs, called_signs, habit_signs):
        pairs = pairs.join(signs(talk, pairs), on=KEY, how="left")
    pairs = _with_server_lines(pairs, case, talk)
    people = pl.DataFrame({"reference": talk.turns.people}).with_row_index("number").cast({"number": pl.Int64})
    provisional = provisional_references(case)
    for side in ("earlier", "later"):
        named = people.rename({"number": side, "reference": f"{side}_reference"})
        flagged = provisional.select(
            pl.col("reference").alias(f"{side}_reference"), pl.lit(value=True).alias(f"{side}_is_provisional")
        )
        pairs = pairs.join(named, on=side).join(flagged, on=f"{side}_reference", how="left")
    scored = pairs.with_columns(bits=pl.sum_horizontal(_bits())).filter(pl.col("bits") >= LEAST_BITS)
    return _ranked(scored, talk)


@once_per_case
def successions_of_case(case: CaseFrames) -> pl.DataFrame:
    """Successions in the whole talk of a case."""
    return successions(case, case_talk(case))


def _candidates(talk: CaseTalk) -> pl.DataFrame:
    """Pairs of which one begins, in the whole case, after the other said his last words, near in one conversation."""
    turns = talk.turns
    said = pl.DataFrame({"thread_id": turns.rows["thread_id"], "person": turns.sender, "minute": turns.minute})
    said = said.with_row_index("position").cast({"position": pl.Int64})
    whole = said.group_by("person").agg(begins=pl.col("minute").min(), ends=pl.col("minute").max())
    people = (
        said.group_by("thread_id", "person")
        .agg(
            count=pl.len(),
            first=pl.col("position").min(),
            last=pl.col("position").max(),
            first_minute=pl.col("minute").min(),
            last_minute=pl.col("minute").max(),
        )
        .filter(pl.col("count") >= _LEAST_MESSAGES)
        .join(whole, on="person")
    )
    stretch = _MOST_MESSAGES
    ended = people.select("thread_id", "ends", "last", "last_minute", earlier="person", part=pl.col("last") // stretch)
    begun = people.select(
        "thread_id", "begins", "first", "first_minute", later="person", part=pl.col("first") // stretch
    )
    near = pl.concat(
        [
            begun.join(ended, on=["thread_id", "part"]),
            begun.join(ended.with_columns(pl.col("part") + 1), on=["thread_id", "part"]),
        ]
    )
    gap = pl.col("first_minute") - pl.col("last_minute")
    return near.filter(
        (pl.col("last") < pl.col("first"))
        & (pl.col("first") - pl.col("last") <= stretch)
        & (gap.is_nan() | (gap <= _MOST_MINUTES))
        & (pl.col("ends").is_nan() | pl.col("begins").is_nan() | (pl.col("ends") <= pl.col("begins")))
    ).select(*KEY, "last", "first", "first_minute", messages=pl.col("first") - pl.col("last"))


def _with_server_lines(pairs: pl.DataFrame, case: CaseFrames, talk: CaseTalk) -> pl.DataFrame:
    """The pairs with has_joined (a line says that the later one came in) and joins_shown (such lines are written)."""
    lines = case.memberships.drop_nulls("reference").filter(pl.col("event") == "join")
    numbers = pl.DataFrame({"reference": talk.turns.people}).with_row_index("later").cast({"later": pl.Int64})
    joined = (
        lines.join(numbers, on="reference")
        .group_by("thread_id", "later")
        .agg(
            came=(pl.col("happened_at").dt.epoch("s") / 60.0).min(), is_timed=pl.col("happened_at").is_not_null().any()
        )
    )
    shown = lines.group_by("thread_id").agg(joins=pl.len()).filter(pl.col("joins") >= _LEAST_JOINS)
    return (
        pairs.join(joined, on=["thread_id", "later"], how="left")
        .join(shown, on="thread_id", how="left")
        .with_columns(
            has_joined=(
                pl.col("is_timed").is_not_null()
                & (
                    pl.col("came").is_null()
                    | pl.col("first_minute").is_nan()
                    | (pl.col("came") <= pl.col("first_minute"))
                )
            ),
            joins_shown=pl.col("joins").is_not_null(),
        )
        .drop("came", "is_timed", "joins")
    )


def provisional_references(case: CaseFrames) -> pl.DataFrame:
    """References that a server or program named for the time being (guest12). Columns: reference; unique."""
    names = pl.Series(list(addressing_cues()["provisional"]))
    bare = pl.col("alias_form").str.replace(r"[\d_^`|-]+$", "")
    return borne_names(case).filter(bare.is_in(names.implode())).select("reference").unique()


def _bits() -> list[pl.Expr]:
    """What each sign is worth. Numbers in brackets: share among chance pairs, among true ones, of the looking half."""
    messages, words, alone = pl.col("messages"), pl.col("word_bits").fill_null(0), pl.col("own_words").fill_null(0)
    partners = pl.col("shared_partners").fill_null(0)
    first_with = pl.col("first_with_partner").fill_null(value=False)
    early = pl.col("called_early").fill_null(value=False)
    by_partner = pl.col("called_early_by_partner").fill_null(value=False)
    calls_earlier, calls_later = pl.col("calls_earlier").fill_null(0.0), pl.col("calls_later").fill_null(0.0)
    # First words to somebody the other spoke with (.006, .18), two shared partners (.009, .21).
    company = (
        pl.when(first_with & (partners >= 2))
        .then(6.0)
        .when(first_with)
        .then(4.5)
        .when(partners >= 2)
        .then(4.0)
        .when(partners == 1)
        .then(0.8)
        .otherwise(-0.5)
    )
    # Two who answer questions by trade meet the same askers by chance.
    both_call = (calls_earlier >= 0.4) & (calls_later >= 0.4)
    return [
        # Five messages apart (.04, .29), twenty (.17, .79), forty (.31, .86).
        pl.when(messages < 5).then(2.5).when(messages < 20).then(1.5).when(messages < 40).then(0.0).otherwise(-2.0),
        # Words that nobody else there uses: three (below .0001, .04), two (.0007, .07), one (.017, .29).
        pl.when(alone >= 3)
        .then(8.0)
        .when((alone == 2) | (words >= 30))
        .then(6.0)
        .when((alone == 1) | (words >= 20))
        .then(4.0)
        .when(words >= 10)
        .then(2.5)
        .otherwise(-0.9),
        pl.when(both_call & (company > 0)).then(company - 2.5).otherwise(company),
        # Called by a partner of the other before the first word (.0009, .11), by anybody (.007, .14).
        pl.when(by_partner).then(4.5).when(early).then(2.5).otherwise(_NO_SIGN),
        # Where joins are written, three newcomers in four have one, of eight renamed ones nobody.
        pl.when(pl.col("joins_shown") & pl.col("has_joined"))
        .then(-6.0)
        .when("joins_shown")
        .then(1.9)
        .otherwise(_NO_SIGN),
        # A name for the time being (.011, .21) is changed; hardly anybody changes to one.
        pl.when("earlier_is_provisional").then(3.5).otherwise(_NO_SIGN),
        pl.when("later_is_provisional").then(-2.0).otherwise(_NO_SIGN),
        # An answerer does not turn into an asker (.18, .04).
        pl.when((calls_earlier >= 0.5) & (calls_later < 0.25))
        .then(-2.0)
        .when((calls_later >= 0.5) & (calls_earlier < 0.25))
        .then(-1.0)
        .otherwise(_NO_SIGN),
        pl.when((pl.col("length_earlier") / pl.col("length_later")).log().abs() > 0.7).then(-0.7).otherwise(0.3),
        # Called while the other still spoke: two.
        pl.when(pl.col("called_beside").fill_null(value=False)).then(-1.0).otherwise(_NO_SIGN),
        pl.when(pl.col("called_each_other").fill_null(value=False)).then(-5.0).otherwise(_NO_SIGN),
    ]


_SCHEMA = {
    "earlier": pl.String(),
    "later": pl.String(),
    "thread_id": pl.String(),
    "bits": pl.Float64(),
    "lead": pl.Float64(),
    "messages": pl.Int64(),
    "shared_partners": pl.Int64(),
    "shared_words": pl.Int64(),
    "exhibit_id": pl.String(),
    "locator": pl.String(),
}
_EMPTY = pl.DataFrame(schema=_SCHEMA)


def _ranked(scored: pl.DataFrame, talk: CaseTalk) -> pl.DataFrame:
    """The best conversation of each pair, with its lead over the next best pair of either side."""
    places = talk.turns.rows.select("exhibit_id", "locator").with_row_index("first").cast({"first": pl.Int64})
    named = (
        scored.join(places, on="first", how="left")
        .drop("earlier", "later")
        .rename({"earlier_reference": "earlier", "later_reference": "later"})
        .sort("earlier", "later", "bits", "thread_id", descending=[False, False, True, False])
        .unique(["earlier", "later"], keep="first", maintain_order=True)
    )
    leads = []
    for side in ("earlier", "later"):
        best = pl.col("bits").max().over(side)
        is_best = pl.col("bits") == best
        others = (
            pl.when(is_best.sum().over(side) > 1).then(best).otherwise(pl.col("bits").filter(~is_best).max().over(side))
        )
        leads.append(pl.when(is_best).then(pl.col("bits") - others.fill_null(0.0)).otherwise(pl.col("bits") - best))
    return named.with_columns(
        lead=pl.min_horizontal(leads),
        shared_partners=pl.col("shared_partners").fill_null(0),
        shared_words=pl.col("shared_words").fill_null(0),
    ).select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
