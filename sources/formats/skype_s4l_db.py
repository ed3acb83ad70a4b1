"""Skype 8: `s4l-NAME.db` (and `skype-NAME.db`), JSON documents in tables.

Tables `messagesv12`, `conversationsv14`, `profilecachev8` (numbers differ by version), each with a key and
`nsp_data`: JSON of a message (`conversationId`, `creator`, `createdTime` ms, `messagetype`, `content`), of a
conversation (`id`, `threadProperties`) or of a profile (`mri`, `fullName`, `displayNameOverride`: what the owner
calls him, `phones`). The owner stands in the file's name.

**Source:** formats.md 6 (a real database opened).
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import orjson
import polars as pl

from sources import identifiers
from sources.chat_rows import ChatRows, epoch_times
from sources.json_frames import json_frame
from sources.phone_region import region_of
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.skype.people import PLATFORM, is_thread, kind_of, native_id, words
from sources.sqlite_file import SqliteFile, opened, tables_in
from warehouse.schema import ids

_TABLE = re.compile(r"(messages|conversations|profilecache)v\d+")
_OWNER = re.compile(r"(?:s4l|skype)-(.+)\.db")
_MESSAGE = {
    name: pl.String()
    for name in ("id", "cuid", "conversationId", "creator", "createdTime", "composeTime", "messagetype", "content")
}
_CONVERSATION = {
    "id": pl.String(),
    "threadProperties": pl.Struct({"topic": pl.String()}),
    "conv": pl.Struct({"id": pl.String()}),
}
_PROFILE = {name: pl.String() for name in ("mri", "fullName", "displayNameOverride", "phones")}

_SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "messages": _MESSAGE,
    "conversations": _CONVERSATION,
    "profilecache": _PROFILE,
}


def sniff(head: Head) -> float:
    """Certain when the database has messages and profiles in numbered tables with `nsp_data`."""
    found = [
        match[1]
        for name, columns in tables_in(head).items()
        if "nsp_data" in columns and (match := _TABLE.fullmatch(name))
    ]
    return 0.95 if "messages" in found else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read profiles and conversations, then messages in blocks."""
    rows = ChatRows(exhibit, PLATFORM)
    owner = _owner_of(exhibit)
    if owner is not None:
        rows.account(owner, "path:", is_owner=True)
    with opened(exhibit.file) as database:
        for wanted in ("profilecache", "conversations", "messages"):
            for kind, table in _tables(database):
                if kind != wanted:
                    continue
                for block in database.frames(table, {"nsp_data": "text"}, batch_rows=20_000):
                    _take(kind, table, block, rows, owner)
                    yield rows.builder.take()
        problem = database.damage.sentence()
    rows.finish()
    yield rows.builder.take()
    yield EndOfExhibit("read") if problem is None else EndOfExhibit("partial", problem)


def count(exhibit: Exhibit) -> int:
    """Rows of the tables that are read, by SQLite's own count."""
    with opened(exhibit.file) as database:
        return sum(database.count(table) for _, table in _tables(database))


def _tables(database: SqliteFile) -> list[tuple[str, str]]:
    found = [(match[1], name) for name in database.tables if (match := _TABLE.fullmatch(name))]
    return [(kind, name) for kind, name in found if database.has(name, "nsp_data")]


def _owner_of(exhibit: Exhibit) -> str | None:
    given = exhibit.owners.get(PLATFORM)
    found = _OWNER.fullmatch(PurePosixPath(exhibit.path).name)
    return native_id(given) if given else native_id(found[1].replace("live#3a", "live:")) if found else None


def _take(kind: str, table: str, block: pl.DataFrame, rows: ChatRows, owner: str | None) -> None:
    """One stretch of documents of a table."""
    schema = _SCHEMAS[kind]
    documents = block["nsp_data"].fill_null("null").str.replace_all(r"[\r\n]", " ")
    told, broken = json_frame("\n".join(documents).encode(), len(documents), schema)
    places = pl.Series("locator", [f"table:{table}/{row}" for row in block["rowid"]])
    for index, reason in broken.items():
        rows.builder.reject(places[index], reason)
    told = told.with_columns(locator=places.gather(told["index"]))
    {"messages": _messages, "conversations": _conversations, "profilecache": _profiles}[kind](told, rows, owner)


def _profiles(told: pl.DataFrame, rows: ChatRows, owner: str | None) -> None:
    observer = None if owner is None else ids.account_id(PLATFORM, owner)
    region = region_of(rows.exhibit)
    for place in told.filter(pl.col("mri").is_null())["locator"]:
        rows.builder.reject(place, "a profile without an id")
    for row in told.drop_nulls("mri").iter_rows(named=True):
        place = row["locator"]
        rows.builder.record_count += 1
        account = rows.account(native_id(row["mri"]), place)
        rows.name(account, row["fullName"], "account_nickname", place)
        rows.name(account, row["displayNameOverride"], "remark", place, observer=observer)
        phones = orjson.loads(row["phones"]) if (row["phones"] or "").startswith("[") else []
        for phone in phones:
            written = str(phone.get("number", "")) if isinstance(phone, dict) else str(phone)
            held = identifiers.phone(written, region)
            rows.builder.add(
                "selector",
                locator=place,
                account_id=account,
                kind="phone",
                value=held.value,
                raw=written,
                basis="address_book",
                is_usable=held.is_usable,
            )


def _conversations(told: pl.DataFrame, rows: ChatRows, owner: str | None) -> None:
    named = told.with_columns(
        id=pl.coalesce("id", pl.col("conv").struct.field("id")), topic=pl.col("threadProperties").struct.field("topic")
    )
    for place in named.filter(pl.col("id").is_null())["locator"]:
        rows.builder.reject(place, "a conversation without an id")
    for native, topic, place in named.drop_nulls("id").select("id", "topic", "locator").iter_rows():
        rows.builder.record_count += 1
        group = is_thread(native)
        rows.thread(thread_of(native, owner), place, title=topic or None, kind="group" if group else "direct")


def _messages(told: pl.DataFrame, rows: ChatRows, owner: str | None) -> None:
    for place in told.filter(pl.col("conversationId").is_null())["locator"]:
        rows.builder.reject(place, "a message without a conversation")
    told = told.drop_nulls("conversationId").with_columns(pl.col("messagetype").fill_null(""))
    where = told["conversationId"].unique(maintain_order=True)
    who = told.drop_nulls("creator").group_by("creator", maintain_order=True).agg(pl.col("locator").first())
    accounts = [rows.account(native_id(name), place) for name, place in who.iter_rows()]
    threads = [thread_of(native, owner) for native in where]
    # A message in flight has a time of composing before it has one of creation.
    time = pl.coalesce("createdTime", "composeTime").str.replace(r"\.\d+$", "")
    frame = (
        told.lazy()
        .with_columns(
            *epoch_times(time, unit="ms"),
            thread_id=pl.col("conversationId").replace_strict(where, threads, return_dtype=pl.String),
            sender_account_id=pl.col("creator").replace_strict(
                who["creator"], accounts, default=None, return_dtype=pl.String
            ),
            text=words(pl.col("content")),
            native_message_id=pl.coalesce("cuid", "id"),
        )
        .with_columns(kind=kind_of(pl.col("messagetype"), pl.col("text")))
        .collect()
    )
    for native, thread, place in zip(
        where, threads, told.unique("conversationId", maintain_order=True)["locator"], strict=True
    ):
        rows.thread(thread, place, kind="group" if is_thread(native) else "direct")
    rows.messages(frame, name_kind=None)


def thread_of(conversation: str, owner: str | None) -> str:
    """A group by its id, a direct talk by both ends where the owner is known."""
    if is_thread(conversation):
        return ids.thread_id(PLATFORM, conversation)
    return ids.thread_id(PLATFORM, "~".join(sorted(filter(None, (owner, native_id(conversation))))))


FORMAT = SourceFormat(
    name="skype_s4l_db",
    version=1,
    meaning="The database of Skype 8 (`s4l-NAME.db`).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Skype",
        made_by="Skype 8 on desktop and phones (`s4l-NAME.db`, `skype-NAME.db`)",
        gives="messages, calls, conversations, profiles with the owner's labels and phones",
        certainty="real file",
        omits="media, reactions, membership of groups",
    ),
)
