"""What people tell of who answers to whom: 'hammer works for me', 'take crab from tomorrow', an order passed on."""

import polars as pl

from resolvers.contract import ResolvedCase
from resolvers.once_per_case import once_per_case
from resolvers.told.cues import Telling, question_of_another, relay_expression, superior_question, tellings
from resolvers.told.named import named_people, own_talk

_ANSWER_TURNS = 2
_LONGEST_QUESTION = 48
_BESIDE_NAME = 8
_COLUMNS = (
    "superior_id",
    "subordinate_id",
    "way",
    "words",
    "sureness",
    "thread_id",
    "message_id",
    "exhibit_id",
    "locator",
)


@once_per_case
def told_superiors(case: ResolvedCase) -> pl.DataFrame:
    """Who leads whom, as talk tells it.

    Args:
        case: The case after linking.

    Returns:
        **Columns** superior_id, subordinate_id, way (own: of oneself or of whom one leads, heard: of two others,
        answered: a name in answer to 'who leads you?', assigned: given to the one spoken to, relayed: an order of the
        superior passed on by the speaker, relayed_to: the same, to the one spoken to), words, sureness (that the names
        mean these entities, 0 to 1), thread_id, message_id, exhibit_id, locator; sorted. Linear in the mentions.
    """
    talk = own_talk(case)
    people = named_people(case, talk)
    hearers = _hearers(talk)
    of_another = _answered_of_another(talk, people)
    # 'hammer's' is no word of the speaker himself where somebody asked whose man crab is.
    of_speaker = pl.concat(
        [
            part.select(_COLUMNS)
            for part in (*(_told(people, hearers, way) for way in tellings()), _answered(talk, people))
        ]
    ).join(of_another.select("message_id"), on="message_id", how="anti")
    return (
        pl.concat([of_speaker, of_another.select(_COLUMNS), _relayed(people).select(_COLUMNS)])
        .filter(pl.col("superior_id") != pl.col("subordinate_id"))
        # The surest reading of a message counts, whatever the order in which it was read.
        .sort("sureness", *_COLUMNS, descending=[True, *[False] * len(_COLUMNS)], nulls_last=True)
        .unique(["superior_id", "subordinate_id", "way", "message_id"], keep="first", maintain_order=True)
        .sort(_COLUMNS, nulls_last=True)
    )


def _told(people: pl.DataFrame, hearers: pl.DataFrame, telling: Telling) -> pl.DataFrame:
    if telling.leads == "second":
        return _of_two(people, telling)
    signs = [
        pl.col(column).str.contains(expression)
        for column, expression in (("before", telling.before), ("after", telling.after))
        if expression is not None
    ]
    holds = pl.all_horizontal(signs) if telling.needs_both else pl.any_horizontal(signs)
    hits = people.filter(holds & (pl.col("named") != pl.col("speaker")))
    if telling.leads == "speaker":
        told = hits.with_columns(superior_id="speaker", subordinate_id="named", way=pl.lit("own"))
    elif telling.leads == "named":
        told = hits.with_columns(superior_id="named", subordinate_id="speaker", way=pl.lit("own"))
    elif telling.leads == "named_over_hearer":
        told = _spoken_to(hits, people, hearers).with_columns(
            superior_id="named", subordinate_id="addressee", way=pl.lit("assigned")
        )
    else:
        told = _spoken_to(hits, people, hearers).with_columns(
            superior_id="addressee", subordinate_id="named", way=pl.lit("assigned")
        )
    return told.with_columns(words=pl.col("before").str.slice(-12) + pl.col("after").str.slice(0, 16))


def _hearers(talk: pl.DataFrame) -> pl.DataFrame:
    """thread_id, speaker, hearer: the other side of conversations of two."""
    sides = talk.select("thread_id", "speaker").unique()
    two = sides.filter(pl.len().over("thread_id") == 2)
    return two.join(two.rename({"speaker": "hearer"}), on="thread_id").filter(pl.col("speaker") != pl.col("hearer"))


def _spoken_to(hits: pl.DataFrame, people: pl.DataFrame, hearers: pl.DataFrame) -> pl.DataFrame:
    """Hits with whom the message speaks to: the other side of a talk of two, else the one other person it names."""
    heard = hits.join(hearers.rename({"hearer": "addressee"}), on=["thread_id", "speaker"])
    named = _addressees(hits.join(heard, on=["message_id", "start_offset"], how="anti"), people)
    return pl.concat([heard, named.select(heard.columns)]).filter(pl.col("addressee") != pl.col("named"))


def _addressees(hits: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Those of `hits` with the one other person whom the message speaks to or names."""
    others = people.select("message_id", "manner", other="named")
    found = (
        hits.join(others, on="message_id")
        .filter((pl.col("other") != pl.col("named")) & (pl.col("other") != pl.col("speaker")))
        .group_by("message_id", "start_offset")
        .agg(addressee=pl.col("other").min(), count=pl.col("other").n_unique())
        .filter(pl.col("count") == 1)
    )
    return hits.join(found.drop("count"), on=["message_id", "start_offset"])


def _of_two(people: pl.DataFrame, telling: Telling) -> pl.DataFrame:
    """Two names after each other with what stands between them."""
    pairs = people.with_columns(
        second=pl.col("named").shift(-1).over("message_id"),
        gap=pl.col("start_offset").shift(-1).over("message_id") - pl.col("end_offset"),
        second_after=pl.col("after").shift(-1).over("message_id"),
        second_sureness=pl.col("sureness").shift(-1).over("message_id"),
    ).filter(pl.col("second").is_not_null() & (pl.col("gap") <= 24))
    pairs = pairs.with_columns(between=pl.col("after").str.slice(0, "gap"))
    holds = pl.col("between").str.contains(telling.between or "$^")
    if telling.after is not None:
        holds = holds & pl.col("second_after").str.contains(telling.after)
    return pairs.filter(holds).with_columns(
        superior_id="second",
        subordinate_id="named",
        sureness=pl.col("sureness") * pl.col("second_sureness"),
        way=pl.when(pl.col("second") == pl.col("speaker")).then(pl.lit("own")).otherwise(pl.lit("heard")),
        words=pl.col("between"),
    )


def _answered(talk: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """A short answer with one name to somebody who asks whom one answers to."""
    asked = talk.filter(
        pl.col("text").str.contains(superior_question()) & (pl.col("text").str.len_chars() <= _LONGEST_QUESTION)
    ).select("message_id", asker="speaker")
    return _answers(talk, people, asked).with_columns(
        superior_id="named", subordinate_id="speaker", way=pl.lit("answered"), words=pl.col("text")
    )


def _answered_of_another(talk: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """A short answer with one name to somebody who asks whom a third one answers to."""
    before, after = question_of_another()
    asked = people.filter(
        (pl.col("before").str.contains(before) | pl.col("after").str.contains(after))
        & (pl.col("named").n_unique().over("message_id") == 1)
        & (pl.col("named") != pl.col("speaker"))
        & (pl.col("text").str.len_chars() <= _LONGEST_QUESTION)
    ).select("message_id", asker="speaker", asked_of="named", asked_sureness="sureness")
    answers = _answers(talk, people, asked.unique("message_id", keep="first", maintain_order=True))
    return answers.filter(pl.col("asked_of") != pl.col("speaker")).with_columns(
        superior_id="named",
        subordinate_id="asked_of",
        way=pl.lit("heard"),
        words=pl.col("text"),
        sureness=pl.col("sureness") * pl.col("asked_sureness"),
    )


def _answers(talk: pl.DataFrame, people: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Rows of `people` that are little but a name within two turns of a question, with the columns of `asked`.

    Args:
        talk: Messages in order.
        people: Names in them.
        asked: message_id and asker of the questions, with what else is to be kept.
    """
    order = talk.with_columns(place=pl.int_range(pl.len()).over("thread_id").cast(pl.Int64))
    places = pl.concat_list([pl.col("place") + number for number in range(1, _ANSWER_TURNS + 1)])
    turns = (
        asked.join(order.select("message_id", "thread_id", "place"), on="message_id")
        .drop("message_id")
        .with_columns(place=places)
        .explode("place")
    )
    return (
        turns.join(order.select("thread_id", "place", "message_id"), on=["thread_id", "place"])
        .join(people.filter(pl.col("named").n_unique().over("message_id") == 1), on=["message_id", "thread_id"])
        .filter((pl.col("asker") != pl.col("speaker")) & (pl.col("asker") != pl.col("named")))
        # Little but the name: 'crab's', '锤子的'.
        .filter(pl.col("text").str.len_chars() - (pl.col("end_offset") - pl.col("start_offset")) <= _BESIDE_NAME)
        .filter(~pl.col("text").str.contains(r"[?？]|吗|嘛"))
    )


def _relayed(people: pl.DataFrame) -> pl.DataFrame:
    """An order that the speaker passes on for somebody else."""
    hits = people.filter(pl.col("after").str.contains(relay_expression()) & (pl.col("named") != pl.col("speaker")))
    words = pl.col("after").str.slice(0, 24)
    own = hits.with_columns(superior_id="named", subordinate_id="speaker", way=pl.lit("relayed"), words=words)
    to = _addressees(hits, people).with_columns(
        superior_id="named", subordinate_id="addressee", way=pl.lit("relayed_to"), words=words
    )
    return pl.concat([own.select(_COLUMNS), to.select(_COLUMNS)])
