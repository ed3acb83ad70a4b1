"""Measures who answers whom in real chat logs: the message and the person answered, against what annotators marked.

    python -m benchmarks.irc_replies --data DIR            (DIR or $STEELNAIL_DATA holds irc/logs and irc/replies)
    python -m benchmarks.irc_replies --data DIR --fit      (prints weights.toml, fitted on the looking half alone)

Logs whose name hashes to an even number are for looking and fitting, the others only test. Data: Kummerfeld et al.,
A Large-Scale Corpus for Conversation Disentanglement, ACL 2019, CC BY 4.0.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.irc_fit import fitted_weights
from benchmarks.irc_logs import annotated_replies, is_for_looking, logs_in, nicknames_of, utterances_of
from resolvers.addressing.answers import OF_OTHERS, answer_weights, answered_messages
from resolvers.addressing.names_answered_to import names_answered_to
from resolvers.addressing.spoken_to import spoken_to
from resolvers.addressing.turns import Turns, turns_of
from resolvers.mentions.find import mentions
from resolvers.names.alias_form import alias_forms

_SEED = 7
_AMONG = 10
_LEAST_MESSAGES = 3


@dataclass(frozen=True)
class Talk:
    """Logs made ready.

    Attributes:
        utterances: UTTERANCE.
        called: Messages that speak to somebody by name, as resolvers.addressing.spoken_to gives them.
        named: MENTION.
        turns: The same talk as columns.
        truth: Columns message_id, answered_id (null: answers nothing).
    """

    utterances: pl.DataFrame
    called: pl.DataFrame
    named: pl.DataFrame
    turns: Turns
    truth: pl.DataFrame


def read_talk(logs: Sequence[Path]) -> Talk:
    """Read logs and find whom messages speak to by name."""
    utterances = utterances_of(logs)
    names = nicknames_of(utterances)
    named = mentions(utterances, names)
    bearers = names.select("thread_id", "reference", alias_form=alias_forms(names["name"]))
    called = spoken_to(utterances, named, bearers)
    return Talk(utterances, called, named, turns_of(utterances, called, named), annotated_replies(logs))


def guesses(talk: Talk) -> dict[str, pl.DataFrame]:
    """By method, columns message_id, answered_id: what each message is taken to answer."""
    rows = talk.turns.rows.select("message_id", "thread_id", speaker="sender").with_row_index("position")
    previous = rows.with_columns(answered_id=pl.col("message_id").shift(1).over("thread_id"))
    other = rows.with_columns(run=pl.struct("thread_id", "speaker").rle_id())
    last_of_run = other.group_by("run", maintain_order=True).agg(
        pl.col("message_id").last(), pl.col("thread_id").first()
    )
    before = last_of_run.select(pl.col("run"), answered_id=pl.col("message_id").shift(1).over("thread_id"))
    by_other = other.join(before, on="run", how="left", maintain_order="left")
    called = (
        talk.called.drop_nulls("reference")
        .sort("message_id", "start_offset")
        .unique("message_id", keep="first")
        .join(rows.select("message_id", "position"), on="message_id")
        .sort("position")
        .join_asof(
            rows.select("position", "thread_id", reference="speaker", last_id="message_id"),
            on="position",
            by=["thread_id", "reference"],
            check_sortedness=False,
        )
        .select("message_id", "last_id")
    )
    addressed = by_other.join(called, on="message_id", how="left", maintain_order="left").with_columns(
        answered_id=pl.coalesce("last_id", "answered_id")
    )
    draw = np.random.default_rng(_SEED).integers(1, _AMONG + 1, rows.height)
    behind = np.maximum(np.arange(rows.height) - draw, 0)
    chance = rows.with_columns(answered_id=rows["message_id"].gather(behind))
    keep = ["message_id", "answered_id"]
    # The simple methods always name somebody else's message, so the model may be told as much.
    told = {**answer_weights(), **OF_OTHERS}
    return {
        f"one of the last {_AMONG} at random": chance.select(keep),
        "previous message": previous.select(keep),
        "previous message of another": by_other.select(keep),
        "last message of who is called, else that": addressed.select(keep),
        "addressing model, told that another is answered": answered_messages(talk.turns, told).select(keep),
        "addressing model": answered_messages(talk.turns).select(keep),
    }


def _print_replies(talk: Talk, guessed: dict[str, pl.DataFrame], half: str) -> None:
    sender = talk.turns.rows.select("message_id", "sender")
    of = sender.rename({"message_id": "answered_id", "sender": "answered"})
    marked = talk.truth.join(sender, on="message_id").join(of, on="answered_id", how="left")
    # A line of the server can be answered (joins, welcomes); nobody's words are.
    marked = marked.filter(pl.col("answered_id").is_null() | pl.col("answered").is_not_null())
    to_other = pl.col("answered").is_not_null() & (pl.col("answered") != pl.col("sender"))
    by_message = marked.group_by("message_id").agg(
        sender=pl.first("sender"),
        truths=pl.col("answered_id"),
        people=pl.col("answered").filter(to_other),
        opens=pl.col("answered_id").is_null().all(),
    )
    replies = by_message.filter(pl.col("people").list.len() > 0)
    print(f"\n{half}: {replies.height:,} annotated answers to another, {by_message.height:,} annotated messages")
    print("| method | message right | person right | all annotated messages right |")
    print("|---|---|---|---|")
    for name, guess in guessed.items():
        told = guess.join(of, on="answered_id", how="left")
        seen = replies.join(told, on="message_id", how="left")
        message = seen.select(pl.col("answered_id").is_in(pl.col("truths")).fill_null(value=False).mean()).item()
        person = seen.select(pl.col("answered").is_in(pl.col("people")).fill_null(value=False).mean()).item()
        every = by_message.join(guess, on="message_id", how="left")
        right = every.select(
            (
                pl.when("opens")
                .then(pl.col("answered_id").is_null())
                .otherwise(pl.col("answered_id").is_in(pl.col("truths")).fill_null(value=False))
            ).mean()
        ).item()
        print(f"| {name} | {message:.3f} | {person:.3f} | {right:.3f} |")


def _next_speakers(talk: Talk, hidden: pl.DataFrame) -> pl.DataFrame:
    """By called name, who speaks next after its calls most often. Columns: thread_id, alias_form, reference."""
    rows = talk.turns.rows.select("message_id", "thread_id", "sender").with_columns(
        run=pl.struct("thread_id", "sender").rle_id()
    )
    runs = rows.group_by("run", maintain_order=True).agg(pl.col("thread_id", "sender").first())
    following = runs.select("run", reference=pl.col("sender").shift(-1).over("thread_id"))
    counted = (
        hidden.drop("reference")
        .join(rows.join(following, on="run").select("message_id", "reference"), on="message_id")
        .drop_nulls("reference")
        .group_by("thread_id", "alias_form", "reference")
        .agg(count=pl.len())
    )
    return counted.sort("count", "reference", descending=[True, False]).unique(
        ["thread_id", "alias_form"], keep="first", maintain_order=True
    )


def _print_hidden(talk: Talk, half: str) -> None:
    """Whose name is it, when no name is known: all nicknames hidden, so that only use is left."""
    name = ["thread_id", "alias_form"]
    speaking = talk.turns.rows.group_by("sender").agg(spoken=pl.len()).filter(pl.col("spoken") >= _LEAST_MESSAGES)
    truth = (
        talk.called.drop_nulls("reference")
        .group_by(*name)
        .agg(true=pl.col("reference").first(), calls=pl.len())
        .join(speaking, left_on="true", right_on="sender")
    )
    hidden = talk.called.with_columns(reference=pl.lit(None, pl.String))
    turns = turns_of(talk.utterances, hidden, talk.named)
    started = time.monotonic()
    found = names_answered_to(turns, hidden, talk.named).unique(name, keep="first", maintain_order=True)
    seconds = time.monotonic() - started
    print(f"\n{half}: called names whose bearer speaks {_LEAST_MESSAGES} times or more, every nickname hidden")
    print("| calls | names | next speaker right | addressing right |")
    print("|---|---|---|---|")
    for least in (1, 3, 5, 10):
        asked = truth.filter(pl.col("calls") >= least)
        shares = [
            asked.join(guess.select(*name, "reference"), on=name, how="left")
            .select((pl.col("reference") == pl.col("true")).fill_null(value=False).mean())
            .item()
            for guess in (_next_speakers(talk, hidden), found)
        ]
        print(f"| {least} or more | {asked.height:,} | {shares[0]:.3f} | {shares[1]:.3f} |")
    print("| bits above the next | names | share of all | right |")
    print("|---|---|---|---|")
    for bits in (1, 2, 4, 6):
        sure = truth.join(found.filter((pl.col("lead") >= bits) & (pl.col("bits") >= bits)), on=name)
        right = sure.select((pl.col("reference") == pl.col("true")).mean()).item() or 0.0
        print(f"| {bits} | {sure.height:,} | {sure.height / truth.height:.3f} | {right:.3f} |")
    print(f"it took {seconds:.1f} s for {hidden.height:,} calls")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; exits 0 also when there is no data."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.irc_replies", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("STEELNAIL_DATA"), help="folder with irc/logs")
    parser.add_argument("--fit", action="store_true", help="print weights fitted on the looking half")
    chosen = parser.parse_args(arguments)
    logs = logs_in(chosen.data)
    if not logs:
        print("skipped: no irc/logs in --data or $STEELNAIL_DATA")
        return 0
    if chosen.fit:
        looking = read_talk([log for log in logs if is_for_looking(log)])
        for name, weight in fitted_weights(looking.turns, looking.truth).items():
            print(f"{name} = {weight:.2f}")
        return 0
    tested = [log for log in logs if not is_for_looking(log)]
    for half, part in (("all logs", logs), ("testing half", tested)):
        talk = read_talk(part)
        started = time.monotonic()
        answered_messages(talk.turns)
        seconds = time.monotonic() - started
        _print_replies(talk, guesses(talk), half)
        _print_hidden(talk, half)
        print(f"the model took {seconds:.1f} s for {talk.turns.rows.height:,} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
