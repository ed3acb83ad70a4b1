"""Real IRC logs as frames of the resolvers, for benchmarks without a warehouse: nicknames, messages, replies, halves.

Data: Kummerfeld et al., A Large-Scale Corpus for Conversation Disentanglement, ACL 2019, CC BY 4.0.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from warehouse.schema.frames import REFERENCE_NAME, UTTERANCE

_MESSAGE = re.compile(r"^\[(\d\d):(\d\d)\] <([^>]+)> ?(.*)$")
_ACTION = re.compile(r"^\[(\d\d):(\d\d)\] {1,2}\* (\S+) ?(.*)$")


def logs_in(data: Path | str | None) -> list[Path]:
    """The logs below a data folder, sorted; none where there is no such folder."""
    return sorted((Path(data) / "irc" / "logs").glob("*.txt")) if data else []


def is_for_looking(log: Path | str) -> bool:
    """Whether rules and weights may be made on a log: half of them, by hash of the name; the other half only tests."""
    name = Path(log).name
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0


def utterances_of(logs: Sequence[Path]) -> pl.DataFrame:
    """UTTERANCE of the logs: thread_id is the file name, turn the line from 0, sender `account:irc:LOG:nick`."""
    rows = []
    for log in logs:
        day = datetime.fromisoformat(log.name[:10]).replace(tzinfo=UTC)
        clock = timedelta()
        for line, text in enumerate(log.read_text(encoding="utf-8", errors="replace").split("\n")):
            found = _MESSAGE.match(text) or _ACTION.match(text)
            sender = None
            if found is not None:
                now = timedelta(hours=int(found[1]), minutes=int(found[2]))
                if now < clock - timedelta(hours=12):
                    day += timedelta(days=1)
                clock = now
                sender = f"account:irc:{log.name}:{found[3].lower()}"
            rows.append(
                {
                    "message_id": f"{log.name}:{line:05}",
                    "thread_id": log.name,
                    "turn": line,
                    "sender": sender,
                    "sent_at": day + clock,
                    "kind": "text" if found is not None else "system",
                    "text": found[4] if found is not None else text,
                    "exhibit_id": log.name,
                    "locator": f"line:{line + 1}",
                }
            )
    schema = UTTERANCE.polars_schema()
    filled = {name: [row.get(name) for row in rows] for name in schema}
    return pl.DataFrame(filled, schema=schema)


def nicknames_of(utterances: pl.DataFrame) -> pl.DataFrame:
    """REFERENCE_NAME: the nickname of every speaker, which holds in its log."""
    seen = (
        utterances.drop_nulls("sender")
        .group_by("sender", "thread_id")
        .agg(observation_count=pl.len().cast(pl.Int64), exhibit_id=pl.first("exhibit_id"))
        .with_columns(name=pl.col("sender").str.splitn(":", 4).struct.field("field_3"))
        .sort("sender")
    )
    return REFERENCE_NAME.conform(
        seen.select(
            "thread_id",
            "name",
            "observation_count",
            "exhibit_id",
            reference="sender",
            kind=pl.lit("handle"),
            observer=pl.lit(None, pl.String),
            first_seen_at=pl.lit(None, pl.Datetime("us", "UTC")),
            last_seen_at=pl.lit(None, pl.Datetime("us", "UTC")),
            locator=pl.lit("line:1"),
        )
    )


def annotated_replies(logs: Sequence[Path]) -> pl.DataFrame:
    """What each annotated message answers.

    Returns:
        Columns: message_id, answered_id; a row per annotated answer, and one with a null for a message that people
        marked as answering nothing.
    """
    rows: list[tuple[str, str | None]] = []
    for log in logs:
        stem = log.name.removesuffix(".raw.txt")
        marks = log.parent.parent / "replies" / f"{stem}.annotation.txt"
        for mark in marks.read_text(encoding="utf-8").splitlines():
            first, second = sorted(int(number) for number in mark.split()[:2])
            answered = None if first == second else f"{log.name}:{first:05}"
            rows.append((f"{log.name}:{second:05}", answered))
    return pl.DataFrame(rows, schema={"message_id": pl.String, "answered_id": pl.String}, orient="row").unique()
