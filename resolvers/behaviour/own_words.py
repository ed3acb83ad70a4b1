"""The words that are a reference's own, as code points in a row: quoted, forwarded, repeated and named ones left out.

**Source:** Stamatatos, "Masking topic-related information to enhance authorship attribution", JASIST 2018: what a text
is about must not decide who wrote it. Names, numbers and addresses are masked, pasted words are cut.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from resolvers.contract import CaseFrames
from resolvers.once_per_case import once_per_case

# Somebody who wrote more is known well enough; his messages are taken evenly over time.
_MOST_MESSAGES = 300
# A longer message is pasted, and is cut.
_MOST_CHARACTERS = 400
# Shorter ones are no example of how somebody writes.
_EXAMPLE_LENGTH = 12
# Stand for the border of a message, a name or number that was masked, and words that were cut out.
BORDER, MASKED, CUT = 0x0A, 0x01, 0x02


@dataclass(frozen=True)
class OwnWords:
    """Own words of references.

    Attributes:
        references: The references, sorted.
        counts: Messages with own words of each, before the cap.
        points: Code points of all messages, each between two borders, by reference and time.
        owners: For each code point the index of its reference.
    """

    references: pl.Series
    counts: npt.NDArray[np.int64]
    points: npt.NDArray[np.uint32]
    owners: npt.NDArray[np.int32]


@once_per_case
def own_messages(case: CaseFrames) -> pl.DataFrame:
    """Messages in words of their sender, with whole repeats and forwards left out.

    Returns:
        UTTERANCE's rows of kind text and action, with `reference` for the sender; in order of sender, time, message.
    """
    foreign = case.message_traits.filter(pl.col("trait").is_in(["repeat", "forwarded", "echo"])).select("message_id")
    return (
        case.utterances.filter(
            pl.col("kind").is_in(["text", "action"])
            & pl.col("sender").is_not_null()
            & pl.col("forwarded_from").is_null()
        )
        .join(foreign, on="message_id", how="anti")
        .filter(pl.col("text").str.strip_chars().str.len_chars() > 0)
        .rename({"sender": "reference"})
        .sort("reference", "sent_at", "message_id", nulls_last=True)
    )


def own_words(case: CaseFrames, least: int, messages: pl.DataFrame | None = None) -> OwnWords:
    """Own words of all references that wrote enough.

    Args:
        case: The case; mentions, identifiers and quoted blocks in it are masked.
        least: References with fewer messages are left out.
        messages: As own_messages gives them, to look at a part; by default all of the case.
    """
    written = own_messages(case) if messages is None else messages
    counted = written.with_columns(of=pl.len().over("reference"), at=pl.int_range(pl.len()).over("reference")).filter(
        pl.col("of") >= least
    )
    # Evenly over time: every message of those with few, one in so many of those with many.
    step = (pl.col("of") / _MOST_MESSAGES).clip(lower_bound=1.0)
    kept = counted.filter((pl.col("at") / step).floor() != ((pl.col("at") - 1) / step).floor())
    kept = kept.with_columns(pl.col("text").str.slice(0, _MOST_CHARACTERS)).with_columns(
        length=pl.col("text").str.len_chars().cast(pl.Int64)
    )
    kept = kept.with_columns(start=pl.col("length").cum_sum() - pl.col("length") + pl.int_range(pl.len()) + 1)
    sizes = kept.group_by("reference", maintain_order=True).agg(pl.first("of"), length=(pl.col("length") + 1).sum())
    joined = "\n" + "".join(text + "\n" for text in kept["text"].to_list())
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32).copy()
    for spans, sign in _spans(case, kept):
        _cover(points, spans, sign)
    owners = np.repeat(np.arange(sizes.height, dtype=np.int32), sizes["length"].to_numpy())
    # The border before the first message is nobody's in particular: it goes to the first.
    owners = np.concatenate([np.zeros(1, dtype=np.int32), owners])
    return OwnWords(sizes["reference"], sizes["of"].cast(pl.Int64).to_numpy(), points, owners)


def _spans(case: CaseFrames, kept: pl.DataFrame) -> list[tuple[pl.DataFrame, int]]:
    """Places to cover, columns start and end in the row of code points, with the sign that covers them."""
    places = kept.select("message_id", "start", "length")
    found = [
        (case.mentions.select("message_id", "start_offset", "end_offset"), MASKED),
        (case.text_identifiers.select("message_id", "start_offset", "end_offset"), MASKED),
        (
            case.message_traits.filter(pl.col("trait") == "quoted_block").select(
                "message_id", "start_offset", "end_offset"
            ),
            CUT,
        ),
    ]
    return [
        (
            spans.join(places, on="message_id").select(
                start=pl.col("start") + pl.col("start_offset").clip(0, pl.col("length")),
                end=pl.col("start") + pl.col("end_offset").clip(0, pl.col("length")),
            ),
            sign,
        )
        for spans, sign in found
    ]


def _cover(points: npt.NDArray[np.uint32], spans: pl.DataFrame, sign: int) -> None:
    """Put a sign over the spans, in place."""
    change = np.zeros(len(points) + 1, dtype=np.int64)
    np.add.at(change, spans["start"].to_numpy(), 1)
    np.add.at(change, spans["end"].to_numpy(), -1)
    points[np.cumsum(change[:-1]) > 0] = sign


def first_messages(case: CaseFrames) -> pl.DataFrame:
    """An example for each reference: its first own message of some length. Columns: reference, exhibit_id, locator."""
    long = own_messages(case).with_columns(is_short=pl.col("text").str.len_chars() < _EXAMPLE_LENGTH)
    ordered = long.sort("reference", "is_short", "sent_at", "message_id", nulls_last=True)
    return ordered.unique("reference", keep="first", maintain_order=True).select("reference", "exhibit_id", "locator")
