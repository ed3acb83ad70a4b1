"""Builds what exhibits show of a conversation from a few words."""

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import polars as pl
import pytest

from resolvers.duplicates.seen import seen_messages
from warehouse.schema.frames import MESSAGE_PLACE

START = datetime(2026, 3, 1, 9)
WORDS = ("harbour", "market", "ticket", "bridge", "river", "morning", "payment", "driver", "office", "number", "yellow")


def conversation(count: int, people: Iterable[str] = ("ann", "bob"), seed: int = 1) -> list[tuple[datetime, str, str]]:
    """A talk of sentences nobody else says, with an `ok` after every third."""
    chance = random.Random(seed)  # noqa: S311 - a talk that is the same every time
    speakers = list(people)
    lines, at = [], START
    for number in range(count):
        at += timedelta(seconds=chance.randint(20, 400))
        sentence = " ".join(chance.choices(WORDS, k=4)) + f" {seed} {number}"
        lines.append((at, chance.choice(speakers), "ok" if number % 3 == 2 else sentence))
    return lines


@pytest.fixture
def talk() -> Callable[..., list[tuple[datetime, str, str]]]:
    """Lines (time, speaker, words) of a talk."""
    return conversation


@pytest.fixture
def places_of() -> Callable[..., pl.DataFrame]:
    """MESSAGE_PLACE of one exhibit's look at a talk."""

    def of(lines, order, **shown) -> pl.DataFrame:
        names = shown.pop("names", {})
        ahead = timedelta(seconds=shown.pop("ahead", 0))
        filled = {
            "exhibit_id": f"e{order:03}",
            "platform": "whatsapp",
            "thread_id": f"whatsapp:talk~{order}",
            "thread_kind": "direct",
            "is_label": False,
            "time_basis": "epoch_s",
            "kind": "text",
            **shown,
        }
        rows = [
            {
                "message_id": f"m{order:03}-{filled['thread_id']}-{position:05}",
                "position": position,
                "sender_account_id": names.get(speaker, f"whatsapp:{speaker}"),
                "sent_at": None if at is None else at + ahead,
                "text": words,
                **filled,
                **(extra[0] if extra else {}),
            }
            for position, (at, speaker, words, *extra) in enumerate(lines)
        ]
        schema = MESSAGE_PLACE.polars_schema()
        return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")

    return of


@pytest.fixture
def seen_of() -> Callable[..., pl.DataFrame]:
    """Seen messages of several exhibits."""

    def of(*exhibits: pl.DataFrame) -> pl.DataFrame:
        return seen_messages(pl.concat(exhibits))

    return of
