"""Acts: messages that order, report, pay, fine, recruit, lure, move money, …, with who did it and to whom."""

import polars as pl

from resolvers.acts.composed import EVERYDAY, composed_cues
from resolvers.acts.cues import expressions_by_script
from resolvers.acts.echoes import own_words
from resolvers.acts.likely.model import likely_cues
from resolvers.acts.tallies.reading import FIGURES, tally_cues
from resolvers.acts.turns import announced, approved, finished, given_figures, just_heard, obeyed, paid
from resolvers.names.alias_form import alias_forms
from warehouse.schema.frames import ACT
from warehouse.schema.ids import content_hash

# Longer messages are pasted scripts, articles and files: everything stands in them.
_LONGEST_MESSAGE = 600
# Lines of another conversation that somebody shows: quotes, and log lines with a time and a writer.
_PASTED = (
    r"(?m)^\s*(?:>.*|\[[0-9.:/ \-]{4,24}\]\s*<[^>\n]{1,40}>.*"
    r"|\[?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\]?\s*<[^>\n]{1,40}>.*)$"
)
# What somebody says of another, or asks how to answer, is not his own doubt, payment or complaint.
_OF_OTHERS = (
    r"(?i)(?:怎么|怎麼|咋|如何)(?:回|接|答|說|说)(?:$|[^\p{Han}]|他|她)"
    r"|(?:客户|客戶|客人|大姐|老师|老師|那个|那位|哪个|他|她).{0,6}(?:问|問|说|說)"
    r"|(?:client|customer|she|he|they)\s+(?:asks?|says?|said|asked|wants?)\b"
    r"|(?:клиент\S*|он|она|они)\s+(?:спрашивае|спросил|говор|пише|хоче)"
    r"|(?:khách|cá|nó|chị kia|anh kia|bà kia)\s.{0,6}(?:hỏi|đòi|nói|bảo|kêu)"
)
_OWN_WORDS = ("doubt", "ask_money_back", "pay_in")
# Words that turn an act into a question about it or a denial of it are too many to list; these few are certain.
_NOT_DONE = r"(?i)^\s*(?:>|如果|要是|假如|if\s|если\s|nếu\s)"
# Politeness is no condition.
_POLITE_OPENING = (
    r"(?i)^(?:если (?:можно|не трудно|не сложно|будет время)|if (?:you can|possible)|如果(?:方便|可以)的话|nếu được)"
    r"[\s,\x{FF0C}\x{2014}-]+"
)


def cues_in(texts: pl.Series) -> pl.DataFrame:
    """Words that tell of acts; of the text alone, so what was found in a text once needs no second look.

    Args:
        texts: Unique texts of messages.

    Returns:
        Columns: text, kind, cue; at most one cue of a kind in a text. Linear in the text, once a kind.
    """
    talk = (
        texts.to_frame("text")
        .with_columns(
            said=pl.col("text").str.replace_all(_PASTED, "").str.strip_chars().str.replace(_POLITE_OPENING, "")
        )
        .filter((pl.col("text").str.len_chars() <= _LONGEST_MESSAGE) & (pl.col("said") != ""))
        .with_columns(
            is_supposed=pl.col("said").str.contains(_NOT_DONE), is_of_others=pl.col("said").str.contains(_OF_OTHERS)
        )
    )
    found = []
    for script, expressions in expressions_by_script().items():
        # Reading Chinese for Russian words is most of the time that cues take.
        written = talk.filter(pl.col("said").str.contains(script))
        asserted = written.filter(~pl.col("is_supposed"))
        own = asserted.filter(~pl.col("is_of_others"))
        found += [
            # A threat is made of 'if': there the condition is the act.
            (written if kind == "threaten" else own if kind in _OWN_WORDS else asserted)
            .select("text", kind=pl.lit(kind), cue=pl.col("said").str.extract(expression, 1))
            .drop_nulls("cue")
            for kind, expression in expressions.items()
        ]
    asserted = talk.filter(~pl.col("is_supposed"))
    found += [composed_cues(asserted), tally_cues(asserted)]
    return pl.concat(found).unique(["text", "kind"], keep="first", maintain_order=True)


def acts(
    utterances: pl.DataFrame,
    mentions: pl.DataFrame,
    names: pl.DataFrame | None = None,
    cues: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Read messages as acts of management and trade.

    Args:
        utterances: UTTERANCE.
        mentions: MENTION of them.
        names: REFERENCE_NAME; without it, nobody is found by being addressed.
        cues: Columns message_id, kind, cue, where `cues_in` was asked before; else it is asked here.

    Returns:
        **Columns** ACT, sorted by key; a message may be several acts, one per kind. The target is the one
        reference that the message addresses in its thread, else the other side of a conversation of two, else for
        everyday acts who wrote just before, else null.
        Linear in the text.
    """
    talk = own_words(
        utterances.filter(
            pl.col("kind").is_in(["text", "action", "media"])
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
            & (pl.col("text").str.len_chars() <= _LONGEST_MESSAGE)
        )
    )
    if cues is None:
        cues = talk.select("message_id", "text").join(cues_in(talk["text"].unique()), on="text")
    rows = cues.select("message_id", "kind", "cue").join(talk.select("message_id"), on="message_id", how="semi")
    likely = likely_cues(talk, rows, mentions.filter(pl.col("manner") == "address"))
    rows = pl.concat([rows, likely, announced(talk, rows)])
    if rows.is_empty():
        return ACT.empty_frame()
    placed = talk.drop("kind")
    done = (
        rows.join(placed, on="message_id")
        .join(_targets(talk, mentions, names), on="message_id", how="left")
        .join(just_heard(talk), on="message_id", how="left")
        .with_columns(
            target=pl.when(pl.col("kind").is_in(EVERYDAY | FIGURES))
            .then(pl.coalesce("target", "heard"))
            .otherwise("target")
        )
        .drop("heard")
    )
    # In a talk of two, who says that people are needed has the other find them.
    is_passed_on = (
        (pl.col("kind") == "recruit")
        & pl.col("target").is_not_null()
        & pl.col("message_id").is_in(rows.filter(pl.col("kind") == "task_hiring")["message_id"].implode())
    )
    done = done.filter(~is_passed_on)
    readers = (obeyed, finished, paid, approved, given_figures)
    across = pl.concat([read(talk, rows) for read in readers]).join(placed, on="message_id")
    guessed = likely.select("message_id", "kind", is_guess=pl.lit(value=True))
    done = done.with_columns(actor="sender").join(guessed, on=["message_id", "kind"], how="left")
    # What is likely by its form alone gives way to what is told across turns, which knows to whom it was said.
    done = (
        pl.concat([done, across], how="diagonal")
        .sort(pl.col("is_guess").fill_null(value=False), maintain_order=True)
        .unique(["message_id", "kind"], keep="first", maintain_order=True)
    )
    ids = [content_hash(kind, message) for kind, message in done.select("kind", "message_id").iter_rows()]
    return ACT.conform(done.with_columns(act_id=pl.Series(ids, dtype=pl.String), done_at=pl.col("sent_at"))).sort(
        ACT.key
    )


def _targets(talk: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame | None) -> pl.DataFrame:
    """message_id and target, where it is beyond doubt."""
    sides = talk.group_by("thread_id").agg(pl.col("sender").unique().sort().alias("sides"))
    other = (
        talk.join(sides.filter(pl.col("sides").list.len() == 2), on="thread_id")
        .with_columns(
            other=pl.when(pl.col("sides").list.first() == pl.col("sender"))
            .then(pl.col("sides").list.last())
            .otherwise(pl.col("sides").list.first())
        )
        .select("message_id", "other")
    )
    addressed = _addressed(talk, mentions, names)
    both = addressed.join(other, on="message_id", how="full", coalesce=True)
    return both.select("message_id", target=pl.coalesce("addressee", "other"))


def _addressed(talk: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame | None) -> pl.DataFrame:
    """message_id and the one participant of its thread whom it addresses."""
    if names is None:
        return pl.DataFrame(schema={"message_id": pl.String, "addressee": pl.String})
    present = talk.select("thread_id", reference="sender").unique()
    borne = names.select("reference", alias_form=alias_forms(names["name"])).unique().join(present, on="reference")
    spoken_to = mentions.filter(pl.col("manner") == "address").select("message_id", "alias_form")
    return (
        spoken_to.join(talk.select("message_id", "thread_id", "sender"), on="message_id")
        .join(borne, on=["thread_id", "alias_form"])
        .filter(pl.col("reference") != pl.col("sender"))
        .group_by("message_id")
        .agg(bearers=pl.col("reference").n_unique(), addressee=pl.col("reference").min())
        .filter(pl.col("bearers") == 1)
        .select("message_id", "addressee")
    )
