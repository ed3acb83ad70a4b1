"""WhatsApp's message store on Android, `msgstore.db` (decrypted), in both of its schemas at once.

A store in mid-migration holds one part of its messages in the old tables, one in the new, and some in both; they are
joined on chat, direction and key. The owner stands in no table: he is given with the seizure, or is the one person of
whom the store says "you were added".

**Source:** formats.md 3.2 (a real store), table statements and action numbers from public readers (2020 to 2025).

Limits: reactions, polls, edits and receipts are not read. Names of people stand in `wa.db`, which is a file of its own.
Members who left a group are seen only by their messages and events. A `-wal` file beside the store is not applied.
"""

import polars as pl

from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sqlite_file import opened, tables_in
from sources.whatsapp.database import PLACEHOLDER, Addresses, new_messages, old_messages
from sources.whatsapp.store import Store

_NEW_SIGNS = {"key_id", "chat_row_id", "from_me"}
_OLD_SIGNS = {"key_remote_jid", "key_from_me", "key_id"}
# Tables whose rows are records, beside the two of messages.
_LISTS = ("group_participant_user", "group_participants", "call_log", "lid_display_name")


def sniff(head: Head) -> float:
    """Sure by the columns of a table of messages that no other app has together."""
    tables = tables_in(head)
    is_new = set(tables.get("message", ())) >= _NEW_SIGNS and "jid" in tables
    is_old = set(tables.get("messages", ())) >= _OLD_SIGNS
    return 0.95 if is_new or is_old else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the store: new messages, old ones that are not among them, members, calls.

    Raises:
        UnreadableExhibit: When the file is encrypted or no database.
    """
    is_empty = True
    with opened(exhibit.file) as database:
        addresses = Addresses(database)
        store = Store(exhibit, database, addresses)
        for table, frames in (
            ("message", new_messages(database, addresses)),
            ("messages", old_messages(database, addresses)),
        ):
            for rows in frames:
                store.add_messages(rows, table)
                batch = store.take()
                is_empty = is_empty and not (batch.record_count + batch.rejected_count)
                yield batch
        store.add_members()
        store.add_calls()
        store.add_names()
        batch = store.finish()
        is_empty = is_empty and not (batch.record_count + batch.rejected_count)
        yield batch
        problem = database.damage.sentence()
    if problem is not None:
        yield EndOfExhibit("partial", problem)
    elif is_empty:
        yield EndOfExhibit("empty", "the store holds no message; ask for the one in use if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Rows by SQLite's own count, less the app's placeholder."""
    with opened(exhibit.file) as database:
        total = sum(database.count(table) for table in _LISTS if table in database.tables)
        for table in ("message", "messages"):
            if table in database.tables:
                keys = (
                    rows.filter(pl.col("key_id") == PLACEHOLDER) for rows in database.frames(table, {"key_id": "text"})
                )
                total += database.count(table) - sum(rows.height for rows in keys)
        return total


FORMAT = SourceFormat(
    name="whatsapp_db",
    version=1,
    meaning="Message store of WhatsApp on Android, decrypted.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WhatsApp",
        made_by="WhatsApp on Android, `msgstore.db` decrypted, both schemas (about 2012 to 2025)",
        gives="messages with sender numbers, quotes, deletions and shared contacts; who created, joined, left and was "
        "added or removed; members of groups with administrators and tags; calls; changed numbers; the number behind "
        "a hidden id where the store has it",
        certainty="real file",
        omits="reactions, polls, edits, receipts, media files; names of people (they stand in `wa.db`)",
    ),
)
