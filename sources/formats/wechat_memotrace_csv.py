"""WeChat messages as MemoTrace (WeChatMsg) writes them in CSV.

The heading names twelve columns, but only groups fill the last three (remark, nickname and id of the sender); rows of
private chats have nine. One file can hold all conversations, told apart by a number that means nothing elsewhere.

**Source:** formats.md 4.4: columns `localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,
NickName,Sender`, from the tool's last published source; CreateTime in seconds, UTF-8 with BOM.

Limits: a private chat names its other end in the path only, if at all. `localId` repeats over the tool's databases, so
there is no message id and nothing counts as a duplicate.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePosixPath

import polars as pl

from sources.csv_rows import cell_blocks, count_rows, heading, named_cells
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.kinds import with_times
from sources.wechat.people import conversation_in_path, label_in_path, thread_of
from sources.wechat.writing import Talks, add_entries

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
    first = text.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    return 0.95 if frozenset(name.strip() for name in next(csv.reader([first]), [])) >= _NEEDED else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the rows; rows of other than nine to twelve cells are rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    names, talkers, talks = _survey(exhibit, encoding)
    builder = BatchBuilder(exhibit.exhibit_id)
    position = 0
    try:
        for block in cell_blocks(exhibit.file, encoding):
            rows = named_cells(block.filter(pl.col("row") > 1), names)
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
    if is_cut or count_rows(exhibit.file, encoding)[1]:
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
    version=1,
    meaning="WeChat messages in CSV as MemoTrace (WeChatMsg) writes them.",
    sniff=sniff,
    read=read,
    count=count,
)


def _survey(exhibit: Exhibit, encoding: str) -> tuple[list[str], dict[str, str], Talks]:
    """Column names, TalkerId to conversation, and what the whole file shows of its people and conversations."""
    names: list[str] = []
    talkers: set[str] = set()
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    with suppress(csv.Error):  # read() meets the same row and says that the file is cut off
        for block in cell_blocks(exhibit.file, encoding):
            if not names:
                names = heading(block)
                if not set(names) >= _NEEDED:
                    raise UnreadableExhibit("row 1 lacks columns that MemoTrace writes; add the file as a table")
                names += [name for name in _COLUMNS[_PRIVATE_WIDTH:] if name not in names]
            rows = named_cells(block.filter(pl.col("row") > 1), names).filter(_is_sound(names))
            talkers.update(rows["TalkerId"].unique().to_list())
            shown = rows.filter(pl.col("Sender").fill_null("") != "").select("TalkerId", "Remark", "NickName", "Sender")
            for talker, remark, nickname, sender in shown.unique().iter_rows():
                for name in (remark or "", nickname or ""):
                    bearers[(talker, name)].add(sender)
    groups = {talker for talker, _ in bearers}
    conversations = _conversations(sorted(talkers), groups, exhibit)
    titles = frozenset(conversations.values()) - {conversation_in_path(exhibit.path)}
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for (talker, name), senders in bearers.items():
        if name and len(senders) == 1:
            talk = conversations[talker]
            known[thread_of(talk, exhibit, is_title=talk in titles)][name] = next(iter(senders))
    kinds = {name: "group" if talker in groups else "direct" for talker, name in conversations.items()}
    return names, conversations, Talks(exhibit, known, kinds, titles)


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
    is_own = (pl.col("IsSender").str.strip_chars() == "1").fill_null(False)
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
