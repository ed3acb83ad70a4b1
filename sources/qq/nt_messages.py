"""Messages of the newer QQ client (NT): rows of `c2c_msg_table` and `group_msg_table` to entries.

**Source:** formats.md 5.3; community documentation of the numbered columns (several independent parsers, 2024 to
2026): in talks of two 40027 is a small number of this device and means nothing elsewhere, so that the peer is 40030 or
40021; in groups all three are the group's number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from sources.chat_rows import epoch_times
from sources.qq.identified import IdentifiedPeople
from sources.qq.nt_body import NoBody, body_of, plain_texts
from sources.qq.people import direct_thread_id, group_thread_id, native_id, number_of, uid_of
from sources.sqlite_file import Kind, SqliteFile

GROUPS, TALKS = "group_msg_table", "c2c_msg_table"
MESSAGE_TABLES = (TALKS, GROUPS)
NEEDED = ("40050", "40800")
_PEOPLE_COLUMNS: Mapping[str, Kind] = {
    "40013": "integer",
    "40020": "text",
    "40021": "text",
    "40027": "integer",
    "40030": "integer",
    "40033": "integer",
    "40090": "text",
    "40093": "text",
}
_MESSAGE_COLUMNS: Mapping[str, Kind] = {
    "40001": "integer",
    "40011": "integer",
    "40050": "integer",
    "40800": "blob",
    **_PEOPLE_COLUMNS,
}
_ID_COLUMNS = [name for name in _PEOPLE_COLUMNS if name != "40013"]
# Sent from this device, and from another one of the same account.
_OWN_SENDING = (1, 2)
# Kind of a message whose body says nothing, by its type (40011).
_KINDS = {3: "media", 5: "system", 6: "media", 7: "media", 8: "media", 10: "media", 11: "media", 17: "media"}
_CONVERSATION = ["peer", "peer_uid"]
_SENDER = ["number", "uid", "card", "nickname"]
# Names remembered for grey lines; beyond this a name in such a line stays a name.
_MOST_NAMES = 2_000_000


@dataclass(frozen=True)
class Talk:
    """A conversation of the database."""

    thread_id: str
    kind: str
    locator: str


def survey_messages(database: SqliteFile, people: IdentifiedPeople) -> set[str]:
    """Note opaque ids with their numbers, and names with their accounts, before any message is read.

    Returns:
        Native ids of those whom this account's devices sent messages as; one, unless the file is strange.
    """
    owners: set[str] = set()
    seen: list[tuple[str, pl.DataFrame]] = []
    for table in MESSAGE_TABLES:
        if not database.has(table, *NEEDED):
            continue
        folded: pl.DataFrame | None = None
        for frame in database.frames(table, _PEOPLE_COLUMNS):
            distinct = frame.drop("rowid").with_columns(is_own=pl.col("40013").is_in(_OWN_SENDING).fill_null(False))
            distinct = distinct.drop("40013").unique()
            rows = _with_ids(distinct, table).select(*_CONVERSATION, *_SENDER, "is_own").unique()
            folded = rows if folded is None else pl.concat([folded, rows]).unique()
            if folded.height > _MOST_NAMES:
                break
        if folded is not None:
            seen.append((table, folded.sort(pl.all())))
    for _, folded in seen:
        for number, uid in folded.select("number", "uid").drop_nulls().unique().sort(pl.all()).iter_rows():
            people.numbers.setdefault(uid, number)
    for table, folded in seen:
        for row in folded.iter_rows(named=True):
            native = people.native(row["number"], row["uid"])
            if row["is_own"] and native is not None:
                owners.add(native)
            if table == GROUPS and row["peer"]:
                people.note(group_thread_id(row["peer"]), native, row["card"], row["nickname"])
    return owners


def message_frames(
    database: SqliteFile, people: IdentifiedPeople, talks: dict[str, Talk]
) -> Iterator[tuple[pl.DataFrame, list[tuple[str, str]]]]:
    """Messages in the columns that sources.qq.writing wants, and what was rejected (place, reason).

    Args:
        database: The database.
        people: Who is who; its owner is known.
        talks: Filled with the conversations met.
    """
    ordinal = 0
    for table in MESSAGE_TABLES:
        if not database.has(table, *NEEDED):
            continue
        for frame in database.frames(table, _MESSAGE_COLUMNS):
            # Ids are shaped once per sender and conversation, not once per message.
            distinct = _with_ids(frame.select(_ID_COLUMNS).unique(maintain_order=True), table)
            rows = frame.drop(set(_PEOPLE_COLUMNS) - set(_ID_COLUMNS)).join(
                distinct, on=_ID_COLUMNS, how="left", nulls_equal=True, maintain_order="left"
            )
            rows = rows.with_columns(
                place=pl.int_range(pl.len(), dtype=pl.Int64) + ordinal,
                locator=pl.format(f"table:{table}/{{}}", "rowid"),
            )
            ordinal += rows.height
            rows, rejected = _with_bodies(rows, people)
            yield _entries(rows, table, people, talks), rejected


def _with_ids(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Rows with peer, peer_uid, number, uid, card and nickname, null where the row doesn't say them."""
    peers = ("40027", "40030") if table == GROUPS else ("40030",)
    card = pl.col("40090").str.strip_chars()
    # Rows taken over from the older client repeat number or mail behind the card.
    carried = card.str.extract_groups(r"^(.*?)(?:\(([1-9][0-9]{4,10})\)|<([^<>@\s]+@[^<>\s]+)>)$")
    number = _number("40033")
    is_carried = (carried.struct.field("2") == number) | (number.is_null() & carried.struct.field("1").is_not_null())
    rows = frame.with_columns(
        peer=pl.coalesce(*(_number(name) for name in peers), _digits("40021")),
        peer_uid=_uid("40021"),
        uid=_uid("40020"),
        number=pl.coalesce(number, pl.when(is_carried.fill_null(False)).then(carried.struct.field("2"))),
        mail=pl.when(number.is_null()).then(carried.struct.field("3")),
        card=_filled(pl.when(is_carried.fill_null(False)).then(carried.struct.field("1")).otherwise(card)),
        nickname=_filled(pl.col("40093").str.strip_chars()),
    )
    if rows["mail"].null_count() < rows.height:
        mails = [None if mail is None else native_id(None, mail) for mail in rows["mail"]]
        rows = rows.with_columns(number=pl.coalesce("number", pl.Series(mails, dtype=pl.String)))
    return rows


def _with_bodies(rows: pl.DataFrame, people: IdentifiedPeople) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    written = rows["40800"].to_list()
    texts = plain_texts(written)
    kinds: list[str | None] = ["text"] * len(texts)
    answered: list[str | None] = [None] * len(texts)
    places = rows["place"]
    # Names in grey lines of this stretch only: memory must not grow with the file.
    people.named_in_line = {}
    for index, text in enumerate(texts):
        if text is not None:
            continue
        if not written[index]:
            kinds[index], texts[index] = None, ""
            continue
        try:
            body = body_of(written[index])
        except NoBody:
            continue
        kinds[index], texts[index], answered[index] = body.kind, body.text, body.answered
        if body.named:
            named = {name: people.native(None, uid) or uid for name, uid in body.named.items()}
            people.named_in_line[places[index]] = named
    told = rows.with_columns(
        pl.Series("kind", kinds, dtype=pl.String),
        pl.Series("text", texts, dtype=pl.String),
        pl.Series("reply_to_native_message_id", answered, dtype=pl.String),
    )
    is_broken = pl.col("text").is_null()
    rejected = [(place, "the body of the message is damaged") for place in told.filter(is_broken)["locator"]]
    return (told.filter(~is_broken) if rejected else told), rejected


def _entries(rows: pl.DataFrame, table: str, people: IdentifiedPeople, talks: dict[str, Talk]) -> pl.DataFrame:
    threads = rows.group_by(_CONVERSATION, maintain_order=True).agg(pl.col("locator").first())
    made = []
    for peer, peer_uid, locator in threads.iter_rows():
        native = people.native(peer, peer_uid) or "unknown"
        is_group = table == GROUPS
        thread = group_thread_id(native) if is_group else direct_thread_id(native, people.owner)
        talks.setdefault(thread, Talk(thread, "group" if is_group else "direct", locator))
        people.kinds[thread] = talks[thread].kind
        made.append(thread)
    threads = threads.select(*_CONVERSATION, thread_id=pl.Series(made, dtype=pl.String))
    rows = rows.join(threads, on=_CONVERSATION, how="left", nulls_equal=True, maintain_order="left")
    by_type = pl.col("40011").replace_strict(_KINDS, default="text", return_dtype=pl.String)
    return rows.select(
        "place",
        "locator",
        "thread_id",
        "number",
        "uid",
        "nickname",
        "card",
        "text",
        "reply_to_native_message_id",
        *epoch_times(pl.col("40050"), unit="s"),
        conversation="thread_id",
        remark=pl.lit(None, pl.String),
        title=pl.lit(None, pl.String),
        shown=pl.lit(None, pl.String),
        kind=pl.coalesce("kind", by_type),
        native_message_id=pl.col("40001").cast(pl.String),
    )


def _number(name: str) -> pl.Expr:
    column = pl.col(name)
    return pl.when(column.is_between(10_000, 99_999_999_999)).then(column.cast(pl.String))


def _digits(name: str) -> pl.Expr:
    return pl.when(pl.col(name).str.contains("^[1-9][0-9]{4,10}$")).then(name)


def _uid(name: str) -> pl.Expr:
    return pl.when(pl.col(name).str.contains(r"^u_[A-Za-z0-9_-]{4,64}$")).then(name)


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)


def mapped_numbers(database: SqliteFile) -> dict[str, str]:
    """Opaque ids with their numbers, from the tables that keep both."""
    found: dict[str, str] = {}
    pairs = (("nt_uid_mapping_table", "48902"), ("profile_info_v6", "1000"), ("buddy_list", "1000"))
    for table, column in (*pairs, ("group_member3", "1000")):
        if not database.has(table, column, "1002"):
            continue
        for frame in database.frames(table, {column: "text", "1002": "integer"}):
            for uid, number in frame.select(column, "1002").iter_rows():
                if uid_of(uid) and (known := number_of(number)):
                    found.setdefault(uid, known)
    return found
