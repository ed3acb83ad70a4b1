"""What the system lines of a WeChat database say: who joined, invited, removed, recalled, renamed.

**Source:** sources/system_lines/wechat.toml; ids in newer lines from sources/wechat/system_xml.py.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from sources.record import BatchBuilder
from sources.sightings import NameSeen
from sources.system_lines.phrases import SystemEvent, system_lines
from sources.wechat.app_message import Body
from sources.wechat.database_people import Roster
from sources.wechat.people import PLATFORM


def membership_events(
    rows: pl.DataFrame, bodies: Mapping[int, Body], roster: Roster, builder: BatchBuilder
) -> pl.DataFrame:
    """Add the membership events of system rows; names are read by id where the app writes ids.

    Columns in: index, table, rowid, conversation, thread_id, text, sent_at. Columns out, one row per line read:
        index: Of the row.
        actor_id: Account of who did it, null where not told.
        is_recall: Whether a message was recalled.
    """
    lines = system_lines(PLATFORM)
    told: list[tuple[int, str | None, bool]] = []
    columns = ("index", "table", "rowid", "conversation", "thread_id", "text", "sent_at")
    for index, table, rowid, conversation, thread, text, sent_at in (
        rows.filter(lines.is_event(pl.col("text"))).select(columns).iter_rows()
    ):
        known = roster.names_in(conversation)
        if index in bodies and bodies[index].ids:
            known = {**known, **bodies[index].ids}
        said = lines.parse(text, known.keys())
        if said is None:
            continue
        place = roster.places.place(table, rowid)
        actor, about = _people(said, thread, known, (place, sent_at), roster)
        told.append((index, actor, said.event == "recall"))
        if said.event == "recall":
            continue
        for account in about or [actor]:
            builder.add(
                "membership_event",
                locator=roster.places.locator(place),
                thread_id=thread,
                event=said.event,
                account_id=account,
                actor_account_id=actor,
                name=said.name,
                happened_at=sent_at,
            )
    schema = {"index": pl.UInt32, "actor_id": pl.String, "is_recall": pl.Boolean}
    return pl.DataFrame(told, schema=schema, orient="row")


def _people(
    said: SystemEvent, thread: str, known: Mapping[str, str], at: tuple[int, datetime | None], roster: Roster
) -> tuple[str | None, list[str | None]]:
    """Accounts of who did it and of whom it is about; "you" is the owner where he is known."""
    self_words = system_lines(PLATFORM).self_words

    def named(name: str) -> str | None:
        if name in self_words:
            return roster.account(roster.owner, at[0]) if roster.owner else None
        if name in known:
            return roster.account(known[name], at[0])
        account = roster.named(name, thread, at[0])
        if account.is_display_name_only:
            # The app shows whatever the phone's owner sees, remark or nickname; the weaker claim is made.
            roster.name(NameSeen(account.account_id, name, "account_nickname", None, thread), *at)
        return account.account_id

    actor = named(said.actor) if said.actor else None
    return actor, [named(target) for target in said.targets]
