"""A WhatsApp message store on its way into records: messages, what its system lines tell, members, calls, names.

**Source:** formats.md 3.2 and the modules beside this one.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import polars as pl

from sources.chat_rows import ChatRows, epoch_times
from sources.record import Exhibit, RecordBatch
from sources.sqlite_file import SqliteFile
from sources.whatsapp.cards import add_contact_card
from sources.whatsapp.database import (
    CALL,
    CONTACT,
    CONTACTS,
    DELETED,
    DELETED_BY_ADMIN,
    MISSED_CALL,
    PLACEHOLDER,
    SYSTEM,
    Addresses,
    chats,
    members,
    rows_of,
)
from sources.whatsapp.jids import PLATFORM, Jid, direct_thread, jid, owner_number
from sources.whatsapp.notices import TELLING, Notice, events
from warehouse.schema import ids

_OWNER_CAME_IN = 12
# Seconds and milliseconds since 1970 differ by their length.
_LEAST_MILLISECONDS = 100_000_000_000


@dataclass(frozen=True)
class _Chat:
    thread_id: str
    peer: str | None


class Store:
    """One store; memory grows with its addresses, chats, members and system lines, not with its messages."""

    def __init__(self, exhibit: Exhibit, database: SqliteFile, addresses: Addresses) -> None:
        """Read the small tables."""
        self._exhibit, self._database, self._addresses = exhibit, database, addresses
        self._rows = ChatRows(exhibit, PLATFORM)
        self._chats: dict[str, _Chat | None] = {}
        self._seen_keys: list[pl.Series] = []
        self._calls: Counter[str] = Counter()
        self._first_calls: dict[str, str] = {}
        self._changes: dict[int | None, tuple[int | None, int | None]] | None = None
        self._vcards: pl.DataFrame | None = None
        self._participants = self._by_message("message_system_chat_participant", "user_jid_row_id")
        self._joined = self._by_message("message_system_group", "is_me_joined")
        self._owner_id = owner_number(exhibit) or self._told_owner()
        self._owner = None if self._owner_id is None else ids.account_id(PLATFORM, self._owner_id)
        for table, rowid, address, subject in chats(database, addresses).iter_rows():
            self._chat(address, f"table:{table}/{rowid}", subject)

    def take(self) -> RecordBatch:
        """The rows since the last batch."""
        return self._rows.builder.take()

    def finish(self) -> RecordBatch:
        """Write accounts, names, conversations."""
        for peer, count in self._calls.items():
            self._rows.builder.add(
                "contact",
                locator=self._first_calls[peer],
                account_id=self._owner,
                other_account_id=peer,
                kind="call",
                contact_count=count,
            )
        self._rows.finish()
        return self.take()

    # ---- messages --------------------------------------------------------------------------------------------------

    def add_messages(self, rows: pl.DataFrame, table: str) -> None:
        """Add messages of one of the two tables (columns of sources.whatsapp.database)."""
        rows = rows.filter(pl.col("key_id").ne_missing(PLACEHOLDER)).with_columns(
            locator=pl.format("table:{}/{}", pl.lit(table), "rowid")
        )
        placed = self._with_chats(rows)
        for locator in placed.filter(pl.col("thread_id").is_null())["locator"]:
            self._rows.builder.reject(locator, "its conversation is not in the database")
        fresh = self._without_known(placed.filter(pl.col("thread_id").is_not_null()))
        rows = self._with_senders(fresh)
        type_ = pl.col("type")
        is_deleted = type_.is_in([DELETED, DELETED_BY_ADMIN])
        rows = rows.with_columns(
            *epoch_times(pl.col("timestamp"), unit="ms"),
            text=pl.when(type_.is_in([CONTACT, CONTACTS])).then(pl.lit("")).otherwise(pl.col("text").fill_null("")),
            vcard="text",
            kind=pl.when(type_ == SYSTEM)
            .then(pl.lit("system"))
            .when(type_.is_in([MISSED_CALL, CALL]))
            .then(pl.lit("call"))
            .when(type_.is_in([CONTACT, CONTACTS]))
            .then(pl.lit("contact_card"))
            .when((type_ == 0) | type_.is_null() | is_deleted)
            .then(pl.lit("text"))
            .otherwise(pl.lit("media")),
            is_deleted=is_deleted.fill_null(value=False),
            native_message_id=pl.coalesce("revoked", "key_id"),
            reply_to_native_message_id="reply",
        )
        self._rows.messages(rows, name_kind=None)
        self._add_events(rows.filter(type_ == SYSTEM))
        self._add_cards(rows.filter(type_.is_in([CONTACT, CONTACTS])), table)

    def _with_chats(self, rows: pl.DataFrame) -> pl.DataFrame:
        firsts = rows.filter(pl.col("chat").is_not_null()).unique("chat", keep="first", maintain_order=True)
        known = [
            (address, chat.thread_id, chat.peer)
            for address, locator in firsts.select("chat", "locator").iter_rows()
            if (chat := self._chat(address, locator, None)) is not None
        ]
        schema = {"chat": pl.String, "thread_id": pl.String, "peer": pl.String}
        found = pl.DataFrame(known, schema=schema, orient="row")
        return rows.join(found, on="chat", how="left", maintain_order="left")

    def _without_known(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows that the other table did not give already; a store with one table needs no keys kept."""
        if not {"message", "messages"} <= set(self._database.tables):
            return rows
        keys = rows.select(pl.concat_str("chat", "from_me", "key_id", separator=" ").alias("key"))["key"]
        if rows["locator"].str.starts_with("table:messages/").any():
            is_known = keys.is_in(pl.concat([keys.clear(), *self._seen_keys]).implode()).fill_null(value=False)
            self._rows.builder.duplicate_count += int(is_known.sum())
            return rows.filter(~is_known)
        self._seen_keys.append(keys)
        return rows

    def _with_senders(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add sender_account_id: who wrote it, or did what a system line tells."""
        firsts = rows.filter(pl.col("sender").is_not_null()).unique("sender", keep="first", maintain_order=True)
        known = [
            (address, self._account(address, locator))
            for address, locator in firsts.select("sender", "locator").iter_rows()
        ]
        found = pl.DataFrame(known, schema={"sender": pl.String, "named": pl.String}, orient="row")
        owner = pl.lit(self._owner, dtype=pl.String)
        is_owner = pl.col("from_me") == 1
        is_telling = pl.col("action").is_in(sorted(TELLING)) & pl.col("peer").is_null()
        if self._owner is not None and rows.select(is_owner.any()).item():
            self._rows.account(str(self._owner_id), rows.filter(is_owner)["locator"][0], is_owner=True)
        return rows.join(found, on="sender", how="left", maintain_order="left").with_columns(
            sender_account_id=pl.when(pl.col("type") == SYSTEM)
            .then(pl.coalesce("named", pl.when(is_owner & is_telling).then(owner)))
            .when(is_owner)
            .then(owner)
            .otherwise(pl.coalesce("named", "peer"))
        )

    def _add_events(self, rows: pl.DataFrame) -> None:
        numbers = self._number_changes()
        told = rows.filter(pl.col("action").is_in(sorted(TELLING)))
        columns = ("rowid", "locator", "thread_id", "action", "sender_account_id", "text", "sent_at", "has_details")
        for rowid, locator, thread, action, actor, text, at, has_details in told.select(columns).iter_rows():
            detailed = rowid if has_details else None
            accounts = (self._account_of_row(row, locator) for row in self._participants.get(detailed, ()))
            old, new = numbers.get(detailed, (None, None))
            notice = Notice(
                action,
                actor,
                tuple(account for account in accounts if account is not None),
                self._owner,
                1 in self._joined.get(detailed, ()),
                text,
                (self._account_of_row(old, locator), self._account_of_row(new, locator)),
            )
            for values in events(notice):
                self._rows.builder.add("membership_event", locator=locator, thread_id=thread, happened_at=at, **values)

    def _add_cards(self, rows: pl.DataFrame, table: str) -> None:
        if not rows.height:
            return
        cards: dict[int, list[str]] = defaultdict(list)
        if table == "message":
            for _, rowid, card in self._cards().iter_rows():
                cards[rowid].append(card)
        for rowid, locator, sender, written in rows.select(
            "rowid", "locator", "sender_account_id", "vcard"
        ).iter_rows():
            for card in cards.get(rowid, [written] if written else []):
                add_contact_card(card, locator, sender, self._rows)

    # ---- members, calls, names ---------------------------------------------------------------------------------------

    def add_members(self) -> None:
        """Members of groups as the store lists them now, with administrators and tags."""
        known: set[tuple[str, str | None]] = set()
        for table, rowid, group, member, rank, tag, since in members(self._database, self._addresses).iter_rows():
            locator = f"table:{table}/{rowid}"
            chat = self._chat(group, locator, None)
            account = self._owner if member == "" else self._account(member, locator)
            if chat is None or (account is None and member != ""):
                self._rows.builder.reject(locator, "its group or its member is not in the database")
                continue
            if member == "" and self._owner_id is not None:
                self._rows.account(self._owner_id, locator, is_owner=True)
            if (chat.thread_id, account) in known:
                self._rows.builder.duplicate_count += 1
                continue
            known.add((chat.thread_id, account))
            self._rows.builder.record_count += 1
            joined_at = pl.select(_instant(since)).item()
            for event in ("join", "own") if rank else ("join",):
                self._rows.builder.add(
                    "membership_event",
                    locator=locator,
                    thread_id=chat.thread_id,
                    event=event,
                    account_id=account,
                    happened_at=joined_at if event == "join" else None,
                )
            if account is not None and tag:
                self._rows.name(account, tag, "group_card", locator, thread_id=chat.thread_id)

    def add_calls(self) -> None:
        """Calls of the call log; one that a message stands for already is a duplicate."""
        columns = ("jid_row_id", "from_me", "timestamp", "group_jid_row_id")
        calls = rows_of(self._database, "call_log", {**dict.fromkeys(columns, "integer"), "call_id": "text"})
        told = set(rows_of(self._database, "message_call_log", {"call_log_row_id": "integer"})["call_log_row_id"])
        kept = []
        for rowid, peer_row, from_me, timestamp, group_row, call_id in calls.iter_rows():
            locator = f"table:call_log/{rowid}"
            peer = self._account_of_row(peer_row, locator)
            address = self._addresses.of_row(group_row if group_row else peer_row)
            chat = self._chat(address, locator, None)
            if peer is not None:
                self._calls[peer] += 1
                self._first_calls.setdefault(peer, locator)
            if rowid in told:
                self._rows.builder.duplicate_count += 1
            elif chat is None:
                self._rows.builder.reject(locator, "who was called is not in the database")
            else:
                sender = self._owner if from_me == 1 else peer
                kept.append((locator, chat.thread_id, sender, timestamp, call_id))
        names = {"locator": pl.String, "thread_id": pl.String, "sender_account_id": pl.String, "timestamp": pl.Int64}
        rows = pl.DataFrame(kept, schema={**names, "native_message_id": pl.String}, orient="row")
        self._rows.messages(
            rows.with_columns(*epoch_times(pl.col("timestamp"), unit="ms"), text=pl.lit(""), kind=pl.lit("call")),
            name_kind=None,
        )

    def add_names(self) -> None:
        """Names that accounts with a hidden number gave themselves."""
        wanted = rows_of(
            self._database,
            "lid_display_name",
            {"lid_row_id": "integer", "display_name": "text", "username": "text"},
        )
        for rowid, row, shown, handle in wanted.iter_rows():
            locator = f"table:lid_display_name/{rowid}"
            account = self._account_of_row(row, locator)
            if account is None:
                self._rows.builder.reject(locator, "its account is not in the database")
                continue
            self._rows.builder.record_count += 1
            self._rows.name(account, shown, "account_nickname", locator)
            self._rows.name(account, handle, "handle", locator)

    # ---- who and where -----------------------------------------------------------------------------------------------

    def _chat(self, address: str | None, locator: str, subject: str | None) -> _Chat | None:
        if address is None:
            return None
        if address not in self._chats:
            found = jid(self._addresses.known(address))
            self._chats[address] = None if found is None else self._new_chat(found, locator)
        chat = self._chats[address]
        if chat is not None and subject:
            self._rows.thread(chat.thread_id, locator, title=subject)
        return chat

    def _new_chat(self, found: Jid, locator: str) -> _Chat:
        if not found.is_account:
            chat = _Chat(ids.thread_id(PLATFORM, found.native_id), None)
            self._rows.thread(chat.thread_id, locator, kind=found.kind)
            return chat
        chat = _Chat(
            direct_thread(found.native_id, self._owner_id, self._exhibit.exhibit_id),
            self._rows.account(found.native_id, locator, is_owner=found.native_id == self._owner_id),
        )
        self._rows.thread(chat.thread_id, locator, kind="direct")
        return chat

    def _account(self, address: str | None, locator: str) -> str | None:
        found = jid(self._addresses.known(address))
        if found is None or not found.is_account:
            return None
        return self._rows.account(found.native_id, locator, is_owner=found.native_id == self._owner_id)

    def _account_of_row(self, row: int | None, locator: str) -> str | None:
        return None if row is None else self._account(self._addresses.of_row(row), locator)

    def _told_owner(self) -> str | None:
        """The one person of whom the store says "you were added", None where it names nobody or several."""
        actions = rows_of(self._database, "message_system", {"message_row_id": "integer", "action_type": "integer"})
        came_in = set(actions.filter(pl.col("action_type") == _OWNER_CAME_IN)["message_row_id"])
        owners = set()
        for message, flags in self._joined.items():
            rows = self._participants.get(message, [])
            if 1 in flags and message in came_in and len(rows) == 1:
                found = jid(self._addresses.of_row(rows[0]))
                owners.add(found.native_id if found is not None and found.kind == "person" else None)
        return owners.pop() if len(owners) == 1 else None

    # ---- small tables ------------------------------------------------------------------------------------------------

    def _by_message(self, table: str, column: str) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = defaultdict(list)
        for _, message, value in rows_of(
            self._database, table, {"message_row_id": "integer", column: "integer"}
        ).iter_rows():
            if value is not None:
                found[message].append(value)
        return found

    def _number_changes(self) -> dict[int | None, tuple[int | None, int | None]]:
        if self._changes is None:
            columns = ("message_row_id", "old_jid_row_id", "new_jid_row_id")
            rows = rows_of(self._database, "message_system_number_change", dict.fromkeys(columns, "integer"))
            self._changes = {message: (old, new) for _, message, old, new in rows.iter_rows()}
        return self._changes

    def _cards(self) -> pl.DataFrame:
        if self._vcards is None:
            wanted = rows_of(self._database, "message_vcard", {"message_row_id": "integer", "vcard": "text"})
            self._vcards = wanted.filter(pl.col("vcard").is_not_null())
        return self._vcards


def _instant(since: int | None) -> pl.Expr:
    unit = "ms" if since is not None and since >= _LEAST_MILLISECONDS else "s"
    return epoch_times(pl.lit(since, dtype=pl.Int64), unit=unit)[0]
