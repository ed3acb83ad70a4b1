"""The messages of a case as columns of numbers, made once, so that any earlier message can be weighed in one pass."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_TALK = ("text", "action", "media", "call", "contact_card")
# Words that tell a topic, taken of each message.
WORDS = 4
# A word of more messages than one in this many is small talk.
_COMMON_SHARE = 200
_LEAST_COMMON = 10
# A name opening the message is no part of what it says.
_OPENING = r"^[@＠]?\S{1,40}\s?[:：,，]\s*"


@dataclass(frozen=True)
class Turns:
    """Messages of people, ordered by thread and turn; all arrays have one element per message, -1 stands for none.

    Attributes:
        rows: message_id, thread_id, sender, sent_at, exhibit_id, locator, length in the order of the arrays.
        people: References by number.
        thread: Number of the thread.
        line: Place in the thread, system lines counted.
        sender: Number of the sender.
        minute: Time in minutes; NaN where none is known.
        spoken_to: Numbers of the first two people whom the message speaks to; below -1 a name whose bearer is unknown.
        asks, answers, greets, thanks: Shapes of the message.
        words: Numbers of its rarest words, unlike negative numbers where it has fewer.
        own_before, own_after: Position of the sender's message before and after in the thread.
        replied: Position of the message that the platform says is answered.
    """

    rows: pl.DataFrame
    people: pl.Series
    thread: Numbers
    line: Numbers
    sender: Numbers
    minute: npt.NDArray[np.float64]
    spoken_to: Numbers
    asks: Flags
    answers: Flags
    greets: Flags
    thanks: Flags
    words: Numbers
    own_before: Numbers
    own_after: Numbers
    replied: Numbers

    @cached_property
    def by_sender(self) -> tuple[Numbers, Numbers]:
        """Positions in order of thread, sender and place, and the number each is sorted by."""
        size = len(self.sender)
        key = (self.thread * (len(self.people) + 1) + self.sender) * (size + 1) + np.arange(size)
        order = np.argsort(key, kind="stable")
        return order, key[order]


_SHAPES = ("asks", "answers", "greets", "thanks")


@cache
def addressing_cues() -> Mapping[str, Sequence[str]]:
    """Lists of cues by name, as cues.toml holds them."""
    text = files("resolvers.addressing").joinpath("cues.toml").read_text(encoding="utf-8")
    return {name: tuple(str(cue) for cue in cues) for name, cues in tomllib.loads(text).items()}


def turns_of(utterances: pl.DataFrame, spoken_to: pl.DataFrame, mentions: pl.DataFrame) -> Turns:
    """The talk of a case as columns.

    Args:
        utterances: UTTERANCE.
        spoken_to: message_id, alias_form, reference (null where its bearer is unknown), as
            resolvers.addressing.spoken_to gives them.
        mentions: MENTION; names are no topics.

    Returns:
        The turns, whatever the order of rows.
    """
    talk = (
        utterances.filter(pl.col("kind").is_in(_TALK) & pl.col("sender").is_not_null())
        .sort("thread_id", "turn", "message_id")
        .with_row_index("position")
        .with_columns(pl.col("position").cast(pl.Int64), bare=pl.col("text").str.to_lowercase())
        .with_columns(bare=pl.col("bare").str.replace(_OPENING, ""))
    )
    people = pl.concat([talk["sender"], spoken_to["reference"].drop_nulls()]).unique().sort()
    numbers = pl.DataFrame({"reference": people}).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    cues = {name: "|".join(addressing_cues()[name]) for name in _SHAPES}
    columns = (
        talk.join(numbers.rename({"reference": "sender", "number": "by"}), on="sender", how="left")
        .with_columns(
            thread=pl.col("thread_id").rle_id().cast(pl.Int64),
            minute=pl.col("sent_at").dt.epoch("s") / 60.0,
            own_before=pl.col("position").shift(1).over("thread_id", "sender").fill_null(-1),
            own_after=pl.col("position").shift(-1).over("thread_id", "sender").fill_null(-1),
            **{name: pl.col("bare").str.contains(f"(?:{expression})") for name, expression in cues.items()},
        )
        .sort("position")
    )
    flags: dict[str, Any] = {name: columns[name].to_numpy() for name in _SHAPES}
    return Turns(
        rows=columns.select(
            "message_id",
            "thread_id",
            "sender",
            "sent_at",
            "exhibit_id",
            "locator",
            length=pl.col("text").str.len_chars(),
        ),
        people=people,
        thread=columns["thread"].to_numpy(),
        line=columns["turn"].to_numpy(),
        sender=columns["by"].to_numpy(),
        minute=columns["minute"].cast(pl.Float64).fill_null(float("nan")).to_numpy(),
        spoken_to=_two(columns, spoken_to, numbers),
        words=_words(columns, mentions),
        own_before=columns["own_before"].to_numpy(),
        own_after=columns["own_after"].to_numpy(),
        replied=_replied(columns),
        **flags,
    )


def _two(columns: pl.DataFrame, spoken_to: pl.DataFrame, numbers: pl.DataFrame) -> Numbers:
    """The first two people whom each message speaks to."""
    known = (
        spoken_to.select("message_id", "reference", "alias_form")
        .unique()
        .join(columns.select("message_id", "position", "sender"), on="message_id")
        .filter((pl.col("reference") != pl.col("sender")).fill_null(value=True))
        .join(numbers, on="reference", how="left")
        .with_columns(pl.coalesce("number", -2 - pl.col("alias_form").rank("dense").cast(pl.Int64)))
        .sort("position", "number", descending=[False, True])
        .with_columns(place=pl.int_range(pl.len()).over("position"))
        .filter(pl.col("place") < 2)
    )
    found = np.full((columns.height, 2), -1, dtype=np.int64)
    found[known["position"].to_numpy(), known["place"].to_numpy()] = known["number"].to_numpy()
    return found


def _replied(columns: pl.DataFrame) -> Numbers:
    target = columns.select("thread_id", reply_to_message_id="message_id", target="position")
    joined = columns.select("position", "thread_id", "reply_to_message_id").join(
        target, on=["thread_id", "reply_to_message_id"], how="left"
    )
    return joined.sort("position")["target"].fill_null(-1).to_numpy()


def _words(columns: pl.DataFrame, mentions: pl.DataFrame) -> Numbers:
    """The rarest words of each message; Chinese by pairs of characters."""
    latin = pl.col("bare").str.extract_all(r"[\p{L}\p{N}_&&[^\p{Han}]]{3,}")
    han = pl.concat_list(
        pl.col("bare").str.extract_all(r"\p{Han}{2}"), pl.col("bare").str.slice(1).str.extract_all(r"\p{Han}{2}")
    )
    spread = (
        columns.select("position", word=pl.concat_list(latin, han))
        .explode("word")
        .drop_nulls()
        .with_columns(code=pl.col("word").hash(29))
        .unique(["position", "code"])
    )
    names = mentions.select(code=pl.col("alias_form").hash(29)).unique()
    counts = spread.group_by("code").agg(count=pl.len())
    most = max(_LEAST_COMMON, columns.height // _COMMON_SHARE)
    telling = (
        spread.select("position", "code")
        .join(counts.filter(pl.col("count").is_between(2, most)), on="code")
        .join(names, on="code", how="anti")
        .sort("position", "count", "code")
        .with_columns(place=pl.int_range(pl.len()).over("position"))
        .filter(pl.col("place") < WORDS)
    )
    # Unlike numbers below zero, so that no empty place equals another.
    words = -1 - np.arange(columns.height * WORDS, dtype=np.int64).reshape(columns.height, WORDS)
    words[telling["position"].to_numpy(), telling["place"].to_numpy()] = telling["code"].to_numpy().view(
        np.int64
    ) & np.int64(0x7FFF_FFFF_FFFF_FFFF)
    return words


def names_of(turns: Turns, numbers: Sequence[int] | Numbers) -> pl.Series:
    """References by their numbers; null for negative ones."""
    wanted = pl.Series("number", numbers, dtype=pl.Int64)
    return turns.people.gather(wanted.clip(lower_bound=0)).set(wanted < 0, None)
