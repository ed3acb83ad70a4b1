"""Acts across turns and talks: who obeys, what was done of what was asked, when "sent" is pay, what is told to many."""

import polars as pl

from resolvers.acts.composed import TASK, WORK
from resolvers.acts.tallies.reading import ASK_FIGURES, TALLY

# Who answers later than so many messages answers something else.
_TURNS = 8
# The same words to so many people one by one within a day are an announcement; shorter ones are greetings.
_TOLD_ONE_BY_ONE = 5
_LEAST_ANNOUNCED = 24
# What is offered to many is an offer.
_OFFERS = ("lure", "recharge", "sell_accounts", "ask_card", "pay_in", "console", "threaten", "invite")
# Longer answers say themselves what was done.
_BARE_ANSWER = 40
# A bare answer to "shall I?", nothing else; and how soon it comes.
_YES_OR_NO = (
    r"(?i)^(?:да|ага|угу|ок|окей|хорошо|давай|нет|не надо|пока нет|не стоит|yes|yep|yeah|ok(?:ay)?|sure|no|not yet"
    r"|\+{1,3}|可以|行|好的?|不行|先不|不用|được|không|ừ)"
    r"(?:[\s,]+(?:да|ок|ok|давай|делай|пока|бро|bro|go|do it))?[\s.!)]*$"
)
_SOON = 3
# "Sent", as the whole message.
_SENT = (
    r"(?i)^(?:(?:ок|ok|да|yes|done|готово|好|好了)[\s,.!)]+)*"
    r"(?:отправил|скинул|кинул|перев[её]л|закинул|ушло|sent|paid|transferred"
    r"|(?:已经?|刚)?[转轉打汇匯](?:过去|過去|好)?了|已[转轉打]"
    r"|(?:đã |vừa )?(?:chuyển|gửi)(?: rồi| xong)?)[аи]?[\s.!)]*$"
)
# Of the last messages of others, one this near is answered; in bigger rooms several talks cross.
_NEAR = 2
_FEW_WRITERS = 6
# Figures come right after they are asked for: one to three short numbers among few words.
_FIGURES = (
    r"^(?:[^0-9?？]{0,32}\b[0-9]{1,4}\b){1,3}[^0-9?？]{0,20}$"
    r"|^[^0-9?？]{0,12}(?:[0-9]{1,4}\P{N}{1,3}){0,2}[0-9]{1,4}(?:个|個|条|通|单|人)[^0-9?？]{0,16}$"
)
_FIGURE_TURNS = 3
_ASKS = ("request", "order", "rota", "fine", "script", "hand_out")


def obeyed(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Assents to what another asked shortly before in the same conversation, or the bare report that it is done.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id (of the answer), actor (who asked), target (who answers), cue, kind 'obeyed'. An answer
        belongs to the last that was asked by another; assents of several to one who asks a room all count.
    """
    reports = _bare(talk, rows, "report")
    answers = pl.concat([rows.filter(pl.col("kind") == "comply").select("message_id", "cue"), reports])
    return (
        _answered(talk, rows.filter(pl.col("kind").is_in(_ASKS)), answers.unique("message_id", maintain_order=True))
        .select("message_id", actor="asker", target="sender", cue="cue", kind=pl.lit("obeyed"))
        .unique(["message_id", "actor"], keep="first", maintain_order=True)
    )


def announced(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Messages that one sends word for word to many people one by one, within a day: he tells his people something.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id, kind ('request': good wishes are sent like that too, so alone it is everyday), cue;
        without offers and lures, which go to many strangers, and what was read as request already.
    """
    known = rows.filter(pl.col("kind").is_in([*_OFFERS, "request"])).select("message_id")
    few = talk.filter(pl.col("sender").n_unique().over("thread_id") <= 2)
    same = few.filter(pl.col("text").str.len_chars() >= _LEAST_ANNOUNCED).join(known, on="message_id", how="anti")
    reach = pl.col("thread_id").n_unique().over("sender", "text", pl.col("sent_at").dt.date())
    return same.filter(pl.col("sent_at").is_not_null() & (reach >= _TOLD_ONE_BY_ONE)).select(
        "message_id", kind=pl.lit("request"), cue=pl.col("text").str.slice(0, _BARE_ANSWER)
    )


def finished(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Bare reports ("done", "uploaded") of what another had asked for: work on what was asked.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id, actor (who did it), target (who asked), cue, kind (work_TOPIC, each topic of the task).
        Only the first report after a task counts.
    """
    tasks = rows.filter(pl.col("kind").str.starts_with(TASK))
    done = (
        _answered(talk, rows.filter(pl.col("kind").is_in(_ASKS)), _bare(talk, rows, "report"))
        .sort("asked_message", "place")
        .unique("asked_message", keep="first", maintain_order=True)
    )
    return done.join(tasks.select("kind", asked_message="message_id"), on="asked_message").select(
        "message_id",
        actor="sender",
        target="asker",
        cue="cue",
        kind=pl.format("{}{}", pl.lit(WORK), pl.col("kind").str.strip_prefix(TASK)),
    )


def paid(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Bare "sent" of one who shortly before asked the other where to send money: he pays.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id, actor (who pays), target (who wrote right before), cue, kind 'pay'.
    """
    sent = (
        talk.select("message_id", cue=pl.col("text").str.strip_chars())
        .filter(pl.col("cue").str.contains(_SENT))
        .join(rows.filter(pl.col("kind") == "pay"), on="message_id", how="anti")
    )
    own = _answered(talk, rows.filter(pl.col("kind") == "pay"), sent, by_another=False)
    return own.select("message_id", actor="sender", target="other", cue="cue", kind=pl.lit("pay"))


def approved(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Bare yes or no to who asks whether he may or shall do something: who says it decides.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id, actor (who decides), target (who asked), cue, kind 'approve'.
    """
    answers = talk.select("message_id", cue=pl.col("text").str.strip_chars()).filter(
        pl.col("cue").str.contains(_YES_OR_NO)
    )
    asked = _answered(talk, rows.filter(pl.col("kind") == "ask_approval"), answers)
    return asked.filter(pl.col("place") - pl.col("asked_place") <= _SOON).select(
        "message_id", actor="sender", target="asker", cue="cue", kind=pl.lit("approve")
    )


def given_figures(talk: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Short messages of numbers right after another asked for figures: a tally.

    Args:
        talk: UTTERANCE, messages that can be acts.
        rows: message_id, kind, cue of them.

    Returns:
        **Columns** message_id, actor (who gives them), target (who asked), cue, kind 'tally'.
    """
    numbers = (
        talk.filter(pl.col("text").str.len_chars() <= _BARE_ANSWER)
        .select("message_id", cue=pl.col("text").str.strip_chars())
        .filter(pl.col("cue").str.contains(_FIGURES))
    )
    given = _answered(talk, rows.filter(pl.col("kind") == ASK_FIGURES), numbers)
    return given.filter(pl.col("place") - pl.col("asked_place") <= _FIGURE_TURNS).select(
        "message_id", actor="sender", target="asker", cue="cue", kind=pl.lit(TALLY)
    )


def _bare(talk: pl.DataFrame, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """message_id and cue of short messages of a kind."""
    short = talk.filter(pl.col("text").str.len_chars() <= _BARE_ANSWER).select("message_id")
    return rows.filter(pl.col("kind") == kind).select("message_id", "cue").join(short, on="message_id", how="semi")


def _answered(
    talk: pl.DataFrame, asks: pl.DataFrame, answers: pl.DataFrame, *, by_another: bool = True
) -> pl.DataFrame:
    """message_id, sender, cue, place of answers with the last ask before each, few messages back in its thread.

    Adds asker, asked_message and other, the last one to write between who isn't the sender.
    """
    order = (
        talk.select("message_id", "thread_id", "turn", "sender")
        .join(asks.select("message_id").unique().with_columns(is_ask=True), on="message_id", how="left")
        .join(answers, on="message_id", how="left")
        .sort("thread_id", "turn", "message_id")
        .with_columns(place=pl.int_range(pl.len()))
        .with_columns(
            asker=pl.when("is_ask").then("sender"),
            asked_place=pl.when("is_ask").then("place"),
            asked_message=pl.when("is_ask").then("message_id"),
            other=pl.col("sender").shift(1).over("thread_id"),
        )
        .with_columns(pl.col("asker", "asked_place", "asked_message").shift(1).over("thread_id"))
        .with_columns(pl.col("asker", "asked_place", "asked_message").forward_fill().over("thread_id"))
    )
    is_other = pl.col("asker") != pl.col("sender")
    return order.filter(
        pl.col("cue").is_not_null()
        & (is_other if by_another else ~is_other & (pl.col("other") != pl.col("sender")))
        & (pl.col("place") - pl.col("asked_place") <= _TURNS)
    )


def just_heard(talk: pl.DataFrame) -> pl.DataFrame:
    """For each message the one who wrote within the two messages before it, the nearest other writer of its thread.

    Args:
        talk: UTTERANCE, messages that can be acts.

    Returns:
        **Columns** message_id, heard; of rooms of up to six writers, without messages that nobody else's precede so
        closely.
    """
    order = talk.select("message_id", "thread_id", "turn", "sender").sort("thread_id", "turn", "message_id")
    found = pl.lit(None, dtype=pl.String)
    for back in range(_NEAR, 0, -1):
        earlier = pl.col("sender").shift(back).over("thread_id")
        found = pl.when(earlier != pl.col("sender")).then(earlier).otherwise(found)
    few = pl.col("sender").n_unique().over("thread_id") <= _FEW_WRITERS
    return order.with_columns(heard=found).filter(few).select("message_id", "heard").drop_nulls()
