"""WeChat messages as MemoTrace (WeChatMsg) writes them in CSV.

The heading names twelve columns, but only groups fill the last three (remark, nickname and id of the sender); rows of
private chats have nine. One file can hold all conversations, told apart by a number that means nothing elsewhere.

**Source:** formats.md 4.4: columns `localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,
NickName,Sender`, from the tool's last published source; CreateTime in seconds, UTF-8 with BOM.

Limits: a private chat names its other end in the path only, if at all. `localId` repeats over the tool's databases, so
there is no message id and nothing counts as a duplicate.
"""

import csv
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath

import polars as pl

from sources.csv_rows import CsvTable, count_rows
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.kinds import with_times
from sources.wechat.people import conversation_in_path, label_in_path, thread_of
from sources.wechat.writing import Talks, add_entries, owned_by

_COLUMNS = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
    "Remark", "NickName", "Sender",
)  # fmt: skip
_PRIVATE_WIDTH = 9
_NEEDED = frozenset(_COLUMNS[1:9])


def sniff(head: Head) -> float:
    """Certain when the first row holds the tool's own column names."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    first = text.lstrip("\ufeff").split("\n", 1)[0].replace("\r", "")
    return 0.95 if frozenset(name.strip() for name in next(csv.reader([first]), [])) >= _NEEDED else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; rows of other than nine to twelve cells are rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    names = _names(table)
    talkers, talks = _survey(exhibit, encoding, names)
    builder = BatchBuilder(exhibit.exhibit_id)
    position = 0
    try:
        for rows in table.blocks(names):
            for row, width in rows.filter(~_is_sound(names)).select("row", "width").iter_rows():
                builder.reject(f"row:{row}", f"the row has {width} cells instead of {_PRIVATE_WIDTH} to {len(names)}")
            entries = _entries(rows.filter(_is_sound(names)), talkers, talks)
            add_entries(entries.with_columns(position=pl.int_range(pl.len()) + position), talks, builder)
            position += entries.height
            yield builder.take()
    except csv.Error:
        builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    talks.finish(builder)
    yield builder.take()
    if is_cut or table.ends_inside_quote:
        yield EndOfExhibit("partial", "the last row is cut off; ask for the complete export")
    elif position == 0:
        yield EndOfExhibit("empty", "the table holds no row; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count line ends outside of quotes, less the heading."""
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


FORMAT = SourceFormat(
    name="wechat_memotrace_csv",
    version=2,
    meaning="WeChat messages in CSV as MemoTrace (WeChatMsg) writes them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="MemoTrace (WeChatMsg) as last published, one chat or all chats in one table",
        gives="messages with sender and time, remarks and nicknames of group members, system lines, membership",
        certainty="exporter's source",
        omits="media; who a private chat is with, where neither the path nor the seizure says it",
    ),
)


def _names(table: CsvTable) -> list[str]:
    """Column names; the last three are added where the heading lacks them."""
    if not set(table.heading) >= _NEEDED:
        raise UnreadableExhibit("row 1 lacks columns that MemoTrace writes; add the file as a table")
    return [*table.heading, *(name for name in _COLUMNS[_PRIVATE_WIDTH:] if name not in table.heading)]


def _survey(exhibit: Exhibit, encoding: str, names: list[str]) -> tuple[dict[str, str], Talks]:
    """TalkerId to conversation, and whose phone it was, which only rows of groups show."""
    talkers: set[str] = set()
    groups: set[str] = set()
    owners: set[str] = set()
    with suppress(csv.Error):  # read() meets the same row and says that the file is cut off
        for block in CsvTable(exhibit.file, encoding).blocks(names, ("TalkerId", "IsSender", "Sender")):
            rows = block.filter(_is_sound(names)).select(
                "TalkerId", "IsSender", sender=pl.col("Sender").str.strip_chars()
            )
            talkers.update(rows["TalkerId"].unique().to_list())
            shown = rows.filter(pl.col("sender").fill_null("") != "")
            groups.update(shown["TalkerId"].unique().to_list())
            owners.update(shown.filter(_is_own())["sender"].unique().to_list())
    owned = owned_by(exhibit, next(iter(owners)) if len(owners) == 1 else None)
    conversations = _conversations(sorted(talkers), groups, owned)
    titles = frozenset(conversations.values()) - {conversation_in_path(exhibit.path)}
    kinds = {name: "group" if talker in groups else "direct" for talker, name in conversations.items()}
    return conversations, Talks(owned, kinds=kinds, titles=titles)


def _is_own() -> pl.Expr:
    return (pl.col("IsSender").str.strip_chars() == "1").fill_null(False)


def _is_sound(names: list[str]) -> pl.Expr:
    return pl.col("width").is_between(_PRIVATE_WIDTH, len(names))


def _conversations(talkers: list[str], groups: set[str], exhibit: Exhibit) -> dict[str, str]:
    """What each TalkerId stands for: the id or title of the path in a file of one talk, else file and number."""
    stem = PurePosixPath(exhibit.path).stem.removesuffix("_utf8")
    if len(talkers) == 1:
        return {talkers[0]: conversation_in_path(exhibit.path) or stem}
    return {talker: f"{stem} {'group' if talker in groups else 'talk'} {talker}" for talker in talkers}


def _entries(rows: pl.DataFrame, conversations: Mapping[str, str], talks: Talks) -> pl.DataFrame:
    """Rows in the columns that sources.wechat.writing wants."""
    is_own = _is_own()
    given = {name: pl.col(name).str.strip_chars().replace("", None) for name in ("Remark", "NickName", "Sender")}
    is_private = pl.col("width") == _PRIVATE_WIDTH
    conversation = pl.col("TalkerId").replace_strict(conversations, return_dtype=pl.String)
    owner = pl.lit(talks.owner, pl.String)
    threads = {
        name: thread_of(name, talks.exhibit, is_title=name in talks.titles) for name in set(conversations.values())
    }
    entries = rows.with_columns(
        conversation=conversation,
        is_own=is_own,
        # The other end of a private chat is whom the conversation is with; a row of a group says who spoke.
        sender=pl.when(is_own)
        .then(given["Sender"].fill_null(owner))
        .when(is_private)
        .then(conversation)
        .otherwise(pl.coalesce(given["Sender"], given["NickName"], given["Remark"])),
        sender_name=pl.coalesce(given["Remark"], given["NickName"]),
        type_text=pl.col("Type").str.strip_chars(),
        subtype=pl.col("SubType"),
        text=pl.col("StrContent").fill_null(""),
        sent_at_raw=pl.coalesce(pl.col("StrTime").replace("", None), "CreateTime"),
        native_message_id=pl.lit(None, pl.String),
        remark=pl.when(is_private & ~is_own)
        .then(pl.lit(label_in_path(talks.exhibit.path), pl.String))
        .otherwise(given["Remark"]),
        nickname=given["NickName"],
        moment=pl.coalesce(pl.col("CreateTime").replace("", None), "StrTime"),
    )
    return with_times(entries, "moment", talks.exhibit).with_columns(
        thread_id=pl.col("conversation").replace_strict(threads, return_dtype=pl.String)
    )
