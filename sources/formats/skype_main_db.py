"""Skype 4 to 7: `main.db`, one database per account.

Messages (author, from_dispname, timestamp s, body_xml, type, identities, convo_id, chatname, guid), Conversations
(identity, displayname, given_displayname, type 1 direct / 2 group), Contacts (skypename, fullname, displayname,
given_displayname: what the owner calls the contact; phones, emails), Participants (rank), Accounts (the owner).

**Source:** formats.md 6 (a real database opened); message types from public readers of main.db.
"""

from collections.abc import Mapping

import polars as pl

from sources import identifiers
from sources.chat_rows import ChatRows, epoch_times
from sources.errors import UnreadableExhibit
from sources.phone_region import region_of
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.skype.people import PLATFORM, is_thread, native_id, words
from sources.sqlite_file import Kind, SqliteFile, opened, tables_in
from warehouse.schema import ids

_CALLS, _MEDIA, _CARD = (30, 39, 67), (53, 68, 70, 201, 202, 253, 254), 63
_EVENTS = {2: "title", 4: "create", 10: "invite", 12: "remove", 13: "leave", 100: "join", 110: "other"}
_MESSAGE: Mapping[str, Kind] = {
    "author": "text",
    "from_dispname": "text",
    "timestamp": "integer",
    "body_xml": "text",
    "type": "integer",
    "identities": "text",
    "convo_id": "integer",
    "chatname": "text",
    "dialog_partner": "text",
    "guid": "blob",
}
_COUNTED = ("Messages", "Conversations", "Contacts", "Accounts", "Participants")
_PHONES = ("phone_home", "phone_office", "phone_mobile", "assigned_phone1", "assigned_phone2", "assigned_phone3")


def sniff(head: Head) -> float:
    """Certain when the database has Skype's tables with their own columns."""
    tables = tables_in(head)
    has_messages = {"author", "body_xml", "timestamp"} <= set(tables.get("Messages", ()))
    return 0.95 if has_messages and "Conversations" in tables else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read people, conversations, then messages in blocks."""
    with opened(exhibit.file) as database:
        if not database.has("Messages", "author", "body_xml"):
            raise UnreadableExhibit("the database has no table of Skype messages; ask for it whole")
        talk = _Talk(exhibit, database)
        talk.people()
        yield talk.rows.builder.take()
        for block in database.frames("Messages", _MESSAGE, batch_rows=BATCH_ROWS):
            talk.messages(block)
            yield talk.rows.builder.take()
        talk.rows.finish()
        yield talk.rows.builder.take()
        problem = database.damage.sentence()
    yield EndOfExhibit("read") if problem is None else EndOfExhibit("partial", problem)


def count(exhibit: Exhibit) -> int:
    """Rows of the tables that are read, by SQLite's own count."""
    with opened(exhibit.file) as database:
        return sum(database.count(table) for table in _COUNTED if table in database.tables)


class _Talk:
    """One database on its way into rows."""

    def __init__(self, exhibit: Exhibit, database: SqliteFile) -> None:
        self.rows = ChatRows(exhibit, PLATFORM)
        self._database = database
        self._owner: str | None = None
        self._owner_native: str | None = None
        self._threads: dict[int, tuple[str, str]] = {}
        self._region = region_of(exhibit)

    def people(self) -> None:
        """The owner, the contacts with what the owner calls them, the conversations and who is in them."""
        for row in self._table("Accounts", {"skypename": "text", "fullname": "text", "emails": "text"}):
            place = f"table:Accounts/{row['rowid']}"
            if row["skypename"]:
                self._owner_native = native_id(str(row["skypename"]))
                self._owner = self.rows.account(self._owner_native, place, is_owner=True)
                self._names(self._owner, row, place)
        columns: dict[str, Kind] = dict.fromkeys(
            ("skypename", "fullname", "displayname", "given_displayname", "emails", *_PHONES), "text"
        )
        for row in self._table("Contacts", columns):
            place = f"table:Contacts/{row['rowid']}"
            if not row["skypename"]:
                self.rows.builder.record_count -= 1
                self.rows.builder.reject(place, "a contact without a name of its account")
                continue
            account = self.rows.account(native_id(str(row["skypename"])), place)
            self._names(account, row, place)
            self.rows.name(account, _text(row["given_displayname"]), "remark", place, observer=self._owner)
            self.rows.builder.add(
                "contact",
                locator=place,
                account_id=self._owner,
                other_account_id=account,
                kind="address_book",
                contact_count=1,
            )
            for kind, column in [("phone", name) for name in _PHONES] + [("email", "emails")]:
                self._selector(account, kind, _text(row[column]), place)
        columns = {"identity": "text", "displayname": "text", "meta_topic": "text", "type": "integer"}
        for row in self._table("Conversations", columns):
            self._conversation(row, f"table:Conversations/{row['rowid']}")
        for row in self._table("Participants", {"convo_id": "integer", "identity": "text", "rank": "integer"}):
            self._participant(row, f"table:Participants/{row['rowid']}")

    def messages(self, block: pl.DataFrame) -> None:
        """One stretch of messages."""
        kind = pl.col("type")
        told = (
            block.lazy()
            .with_columns(
                *epoch_times(pl.col("timestamp"), unit="s"),
                locator=pl.format("table:Messages/{}", "rowid"),
                sender_name=pl.col("from_dispname").replace("", None),
                text=words(pl.col("body_xml")),
                native_message_id=pl.col("guid").bin.encode("hex").replace("", None),
                kind=pl.when(kind.is_in(_CALLS))
                .then(pl.lit("call"))
                .when(kind.is_in(_MEDIA))
                .then(pl.lit("media"))
                .when(kind == _CARD)
                .then(pl.lit("contact_card"))
                .when(kind.is_in(list(_EVENTS)))
                .then(pl.lit("system"))
                .otherwise(pl.lit("text")),
            )
            .collect()
        )
        where = told.group_by("convo_id", "chatname", "dialog_partner", maintain_order=True).agg(
            pl.col("locator").first()
        )
        where = where.with_columns(
            pl.Series("thread_id", [self._thread(*row) for row in where.iter_rows()], dtype=pl.String)
        )
        who = (
            told.filter(pl.col("author").fill_null("") != "")
            .group_by("author", maintain_order=True)
            .agg(pl.col("locator").first())
        )
        who = who.with_columns(
            pl.Series(
                "sender_account_id",
                [self.rows.account(native_id(name), place) for name, place in who.iter_rows()],
                dtype=pl.String,
            )
        )
        told = told.join(
            where.drop("locator"),
            on=["convo_id", "chatname", "dialog_partner"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        ).join(who.drop("locator"), on="author", how="left", maintain_order="left")
        self.rows.messages(told)
        for row in told.filter(pl.col("type").is_in(list(_EVENTS))).iter_rows(named=True):
            about = [
                self.rows.account(native_id(name), row["locator"]) for name in str(row["identities"] or "").split()
            ]
            event = _EVENTS[row["type"]]
            for account in about or [row["sender_account_id"]]:
                self.rows.builder.add(
                    "membership_event",
                    locator=row["locator"],
                    thread_id=row["thread_id"],
                    event=event,
                    account_id=account,
                    actor_account_id=row["sender_account_id"],
                    name=row["text"] or None if event == "title" else None,
                    happened_at=row["sent_at"],
                )

    def _table(self, table: str, columns: Mapping[str, Kind]) -> list[dict[str, object]]:
        """Rows of a small table, each counted as a record; none where the version lacks the table."""
        if table not in self._database.tables:
            return []
        rows = [row for frame in self._database.frames(table, columns) for row in frame.iter_rows(named=True)]
        self.rows.builder.record_count += len(rows)
        return rows

    def _names(self, account: str, row: dict[str, object], place: str) -> None:
        for name in dict.fromkeys((_text(row.get("fullname")), _text(row.get("displayname")))):
            self.rows.name(account, name, "account_nickname", place)

    def _selector(self, account: str, kind: str, written: str, place: str) -> None:
        for piece in written.split() if kind == "email" else [written]:
            if not piece.strip():
                continue
            held = identifiers.email(piece) if kind == "email" else identifiers.phone(piece, self._region)
            self.rows.builder.add(
                "selector",
                locator=place,
                account_id=account,
                kind=kind,
                value=held.value,
                raw=piece,
                basis="address_book",
                is_usable=held.is_usable,
            )

    def _conversation(self, row: dict[str, object], place: str) -> None:
        identity = _text(row["identity"])
        if not identity:
            return
        number = row["rowid"]
        group = row["type"] == 2 or is_thread(identity)
        title = _text(row["meta_topic"]) or _text(row["displayname"]) or None
        thread = self._named_thread(identity, group=group)
        self._threads[int(str(number))] = (thread, identity)
        self.rows.thread(thread, place, title=title if group else None, kind="group" if group else "direct")

    def _participant(self, row: dict[str, object], place: str) -> None:
        known = self._threads.get(int(str(row["convo_id"] or 0)))
        identity = _text(row["identity"])
        if known is None or not identity:
            return
        account = self.rows.account(native_id(identity), place)
        self.rows.builder.add(
            "membership_event",
            locator=place,
            thread_id=known[0],
            event="create" if row["rank"] == 1 else "own" if row["rank"] == 2 else "other",
            account_id=account,
        )

    def _named_thread(self, identity: str, *, group: bool) -> str:
        if group:
            return ids.thread_id(PLATFORM, identity)
        ends = filter(None, (self._owner_native, native_id(identity)))
        return ids.thread_id(PLATFORM, "~".join(sorted(ends)))

    def _thread(self, number: int | None, chat: str | None, partner: str | None, place: str) -> str:
        known = self._threads.get(number or 0)
        if known is not None:
            return known[0]
        if partner:
            return self._named_thread(partner, group=False)
        thread = (
            ids.thread_id(PLATFORM, chat)
            if chat
            else ids.named_thread_id(PLATFORM, f"{self.rows.exhibit.exhibit_id[:16]}/{number}")
        )
        self.rows.thread(thread, place)
        return thread


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""


FORMAT = SourceFormat(
    name="skype_main_db",
    version=1,
    meaning="The database of Skype 4 to 7 (`main.db`).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Skype",
        made_by="Skype 4 to 7 on Windows, macOS and Linux (`main.db`)",
        gives="messages, calls, joins and titles, contacts with the owner's labels, phones and mails, the owner",
        certainty="real file",
        omits="files, voice mail, SMS status, earlier wordings of edited messages",
    ),
)
