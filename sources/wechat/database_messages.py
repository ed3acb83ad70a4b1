"""Messages of WeChat databases to records: the part that phones and computers of all versions share.

**Entry columns** (one row per message): table, rowid, conversation (id of the group or of the other end), sender (id,
null for unknown), number (message type, high bits included), text (content without the sender's prefix), sent (seconds
or milliseconds since 1970), server_id; thread_id (null where the conversation's id is known and names it).

**Source:** formats.md 4.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from sources.clock_text import believable
from sources.record import BatchBuilder
from sources.sightings import NameSeen
from sources.wechat.app_message import CALL_TYPE, Body, read_body
from sources.wechat.database_events import membership_events
from sources.wechat.database_people import RoomRow, Roster
from sources.wechat.kinds import kind_of_number
from sources.wechat.people import PLATFORM, thread_with
from sources.wechat.system_xml import MARKUP_PATTERN

ENTRY_SCHEMA = {
    "table": pl.String,
    "rowid": pl.Int64,
    "conversation": pl.String,
    "thread_id": pl.String,
    "sender": pl.String,
    "number": pl.Int64,
    "text": pl.String,
    "sent": pl.Int64,
    "server_id": pl.Int64,
}
_INDEX = pl.UInt32
_BASE_MASK = 0xFFFF
_TEXT_TYPE = 1
# Pictures, voice, video, stickers: their content is codes and addresses of files, no words.
WORDLESS_TYPES = (3, 34, 43, 47, 62)
# Before 2001 there are no milliseconds as small as this, and no seconds as large before the year 5138.
_FIRST_MILLISECONDS = 100_000_000_000
_LAST_MILLISECONDS = 8_000_000_000_000
_ID = "[A-Za-z0-9][-_A-Za-z0-9@.]{1,63}"
_PREFIX = f"^({_ID}):"


def split_prefix(rows: pl.DataFrame, is_prefixed: pl.Expr) -> pl.DataFrame:
    """Take the id that stands before the words of group messages (`SENDERID:` and a line feed) off `text`.

    Args:
        rows: With columns text, number, and sender (null, or the id that is known already: only that one is taken off).
        is_prefixed: Whether the row is one that can have a prefix.
    """
    wordless = (pl.col("number") & _BASE_MASK).is_in(WORDLESS_TYPES)
    rows = rows.with_columns(prefix=pl.when(is_prefixed).then("text").str.extract(_PREFIX))
    prefix = pl.col("prefix")
    is_whole = wordless | pl.col("text").str.starts_with(prefix + ":\n")
    named = pl.when(is_whole & (pl.col("sender").is_null() | (pl.col("sender") == prefix))).then(prefix)
    rows = rows.with_columns(named=named)
    return rows.with_columns(
        sender=pl.coalesce("sender", "named"),
        text=pl.when(pl.col("named").is_not_null())
        .then(pl.col("text").str.strip_prefix(pl.col("named") + ":\n"))
        .otherwise("text"),
    ).drop("named", "prefix")


def add_messages(entries: pl.DataFrame, roster: Roster, builder: BatchBuilder) -> None:
    """Add the messages of one stretch with their accounts, names, conversations and membership events."""
    if not entries.height:
        return
    rows = (
        _with_times(entries)
        .with_columns(index=pl.int_range(pl.len(), dtype=_INDEX))
        .with_columns(kind=kind_of_number(pl.col("number")), base=pl.col("number") & _BASE_MASK)
    )
    bodies = dict(_bodies(rows))
    rows = _with_bodies(rows, bodies)
    rows = _with_threads(rows, roster)
    rows = _with_senders(rows, roster)
    _add_cards(rows, bodies, roster)
    actors = membership_events(rows.filter(pl.col("kind") == "system"), bodies, roster, builder)
    rows = _beside(rows, actors).with_columns(
        position=pl.col("index").cast(pl.Int64) + roster.position + pl.col("passed").cum_sum() - pl.col("passed"),
        sender_account_id=pl.when(pl.col("kind") == "system").then("actor_id").otherwise("account_id"),
    )
    roster.position += rows.height + int(rows["passed"].sum())
    builder.extend("message", _messages(rows))
    builder.extend("message", _passed(rows, bodies))
    builder.record_count += rows.height


def add_notice(room: RoomRow, place: int, roster: Roster, builder: BatchBuilder) -> None:
    """Add the notice of a group as words of who wrote it."""
    if not room.notice:
        return
    author = roster.account(room.notice_by, place) if room.notice_by else None
    at = _with_times(pl.DataFrame({"sent": [room.noticed_at or None]}, schema={"sent": pl.Int64})).row(0, named=True)
    builder.add(
        "message",
        locator=f"{roster.places.locator(place)}#notice",
        position=roster.position,
        platform=PLATFORM,
        thread_id=thread_with(room.native_id, roster.owner),
        sender_account_id=author,
        sent_at=at["sent_at"],
        sent_at_raw=at["sent_at_raw"],
        time_basis=at["time_basis"],
        kind="text",
        text=room.notice,
        is_deleted=False,
    )
    roster.position += 1


def _with_times(rows: pl.DataFrame) -> pl.DataFrame:
    """Add sent_at, sent_at_raw and time_basis; computers write seconds, phones milliseconds."""
    sent = pl.col("sent")
    is_fine = sent >= _FIRST_MILLISECONDS
    micros = pl.when(is_fine).then(sent * 1_000).otherwise(sent * 1_000_000)
    in_reach = sent.is_between(1, _LAST_MILLISECONDS)
    return rows.with_columns(
        sent_at=believable(pl.when(in_reach).then(micros).cast(pl.Datetime("us"))), sent_at_raw=sent.cast(pl.String)
    ).with_columns(
        time_basis=pl.when(pl.col("sent_at").is_null())
        .then(pl.lit("none"))
        .when(is_fine)
        .then(pl.lit("epoch_ms"))
        .otherwise(pl.lit("epoch_s"))
    )


def _bodies(rows: pl.DataFrame) -> Iterator[tuple[int, Body]]:
    """What the XML among the contents says, by index; contents that are none of it are left as they are."""
    found = rows.select("index", "base", "text").filter(
        (pl.col("base") != _TEXT_TYPE) & ~pl.col("base").is_in(WORDLESS_TYPES)
    )
    found = found.filter(pl.col("text").str.contains(r"^\s*(?:<|~SEMI_XML~)"))
    for index, base, text in zip(
        found["index"].to_list(), found["base"].to_list(), found["text"].to_list(), strict=True
    ):
        body = read_body(base, text)
        if body is not None:
            yield index, body


def _with_bodies(rows: pl.DataFrame, bodies: dict[int, Body]) -> pl.DataFrame:
    """Kind, words and answered message from the bodies; `passed` counts the other people's words of a message."""
    read = pl.DataFrame(
        {
            "index": list(bodies),
            "body_kind": [body.kind for body in bodies.values()],
            "body_text": [body.text for body in bodies.values()],
            "reply_to": [body.reply_to for body in bodies.values()],
            "asker": [body.card.native_id if body.card and body.is_request else None for body in bodies.values()],
            "passed": [len(body.passed) for body in bodies.values()],
        },
        schema={
            "index": _INDEX,
            "body_kind": pl.String,
            "body_text": pl.String,
            "reply_to": pl.String,
            "asker": pl.String,
            "passed": pl.Int64,
        },
    )
    # Picked out before they are searched, so that the search doesn't run over all other messages.
    system_text = pl.when(pl.col("kind") == "system").then("text")
    cleaned = system_text.str.replace_all(MARKUP_PATTERN, "").str.strip_chars()
    is_wordless = pl.col("base").is_in(WORDLESS_TYPES) | (pl.col("base") == CALL_TYPE)
    plain = pl.when(is_wordless).then(pl.lit("")).otherwise(pl.coalesce(cleaned, "text", pl.lit("")))
    return (
        _beside(rows, read)
        .with_columns(
            text=pl.coalesce("body_text", plain),
            kind=pl.coalesce("body_kind", "kind"),
            passed=pl.col("passed").fill_null(0),
            # Who asks to become a contact stands in the request; the list of requests is no conversation.
            sender=pl.coalesce("asker", "sender"),
            conversation=pl.coalesce("asker", "conversation"),
        )
        .drop("body_kind", "body_text")
    )


def _with_threads(rows: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Add thread_id where it is not given, and note the conversations."""
    unnamed = rows.filter(pl.col("thread_id").is_null())
    firsts = unnamed.group_by("conversation", maintain_order=True).agg(pl.col("table").first(), pl.col("rowid").first())
    threads = {
        conversation: roster.thread(conversation, roster.places.place(table, rowid))
        for conversation, table, rowid in firsts.iter_rows()
    }
    named = _mapped("conversation", threads)
    return rows.with_columns(thread_id=pl.coalesce("thread_id", named))


def _with_senders(rows: pl.DataFrame, roster: Roster) -> pl.DataFrame:
    """Add account_id of the senders, and note them."""
    spoken = rows.filter(pl.col("sender").is_not_null() & (pl.col("kind") != "system"))
    firsts = spoken.group_by("sender", maintain_order=True).agg(pl.col("table").first(), pl.col("rowid").first())
    accounts = {
        sender: roster.account(sender, roster.places.place(table, rowid)) for sender, table, rowid in firsts.iter_rows()
    }
    return rows.with_columns(account_id=_mapped("sender", accounts))


def _mapped(column: str, values: Mapping[str, str]) -> pl.Expr:
    """The value that belongs to each text of a column, null where none does."""
    return pl.col(column).replace_strict(
        pl.Series(list(values), dtype=pl.String), pl.Series(list(values.values()), dtype=pl.String), default=None
    )


def _beside(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Columns of what was found for some rows beside all rows, by `index`; the rows themselves aren't copied."""
    placed = rows.select("index").join(found, on="index", how="left", maintain_order="left")
    return rows.hstack(placed.drop("index").get_columns())


def _add_cards(rows: pl.DataFrame, bodies: dict[int, Body], roster: Roster) -> None:
    """Note the accounts and names that cards show."""
    shown = [index for index, body in bodies.items() if body.card is not None]
    if not shown:
        return
    at = rows[shown].select("table", "rowid", "sent_at")
    for index, (table, rowid, sent_at) in zip(shown, at.iter_rows(), strict=True):
        card = bodies[index].card
        if card is None or card.native_id is None:
            continue
        place = roster.places.place(table, rowid)
        account = roster.account(card.native_id, place)
        if card.nickname:
            roster.name(NameSeen(account, card.nickname, "account_nickname"), place, sent_at)
        if card.alias:
            roster.name(NameSeen(account, card.alias, "handle"), place, sent_at)


def _messages(rows: pl.DataFrame) -> pl.DataFrame:
    server_id = pl.col("server_id").reinterpret(signed=False)
    return rows.select(
        "position",
        "thread_id",
        "sender_account_id",
        "sent_at",
        "sent_at_raw",
        "time_basis",
        "kind",
        "text",
        locator=pl.format("table:{}/{}", "table", "rowid"),
        platform=pl.lit(PLATFORM),
        native_message_id=pl.when(server_id > 0).then(server_id.cast(pl.String)),
        reply_to_native_message_id=pl.col("reply_to"),
        is_deleted=pl.col("is_recall").fill_null(False),
    )


def _passed(rows: pl.DataFrame, bodies: dict[int, Body]) -> pl.DataFrame:
    """Quoted and forwarded words as messages of who passed them on, with their author's name."""
    listed = [
        (index, number, passed.place, passed.author, passed.words)
        for index, body in bodies.items()
        for number, passed in enumerate(body.passed, 1)
    ]
    schema = {
        "index": _INDEX,
        "number": pl.Int64,
        "at": pl.String,
        "author": pl.String,
        "words": pl.String,
    }
    told = pl.DataFrame(listed, schema=schema, orient="row")
    return told.join(rows.drop("number"), on="index", how="inner", maintain_order="left").select(
        "thread_id",
        "sender_account_id",
        "sent_at",
        "sent_at_raw",
        "time_basis",
        position=pl.col("position") + pl.col("number"),
        locator=pl.format("table:{}/{}#{}", "table", "rowid", "at"),
        platform=pl.lit(PLATFORM),
        kind=pl.lit("text"),
        text=pl.col("words"),
        forwarded_from=pl.col("author").fill_null(""),
        is_deleted=pl.lit(False),
    )
