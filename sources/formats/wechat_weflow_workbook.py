"""WeChat messages as WeFlow and EchoTrace write them in XLSX: title rows, a heading, one message a row.

Title rows give 微信ID, 昵称 and 备注 of the conversation. Headings: `序号 时间 发送者昵称 发送者微信ID 发送者备注
[群昵称] 发送者身份 消息类型 内容`, compact `序号 时间 发送者身份 消息类型 内容`, and EchoTrace's `序号 时间 发送者
消息类型 内容`.

**Source:** formats.md 4.4; WeFlow's exportExcelWriter as published in 2026 and EchoTrace's chat_export_service of 2025.

Limits: no message ids; in groups nothing says which member owns the phone.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import PurePosixPath

import polars as pl

from sources.errors import UnreadableExhibit
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables import workbook, workbook_package
from sources.tables.cells import CellValue, cell_text
from sources.wechat.kinds import with_times
from sources.wechat.people import conversation_in_path, is_account_id, is_group_id, thread_of
from sources.wechat.writing import Talks, add_entries, owned_by

_ZIP_MARK = b"PK\x03\x04"
# Three title rows as written; some more where people put a row of their own above.
_HEAD_ROWS = 8
_BLOCK_ROWS = 20_000
_ROLES = ("发送者身份", "发送者")
_NEEDED = frozenset({"序号", "时间", "消息类型", "内容"})
_OPTIONAL = ("发送者昵称", "发送者微信ID", "发送者备注", "群昵称")
_TITLES = ("微信ID", "昵称", "备注")
_ME = "我"


def sniff(head: Head) -> float:
    """Certain when a sheet has the tool's heading among its first rows."""
    if not head.first_bytes.startswith(_ZIP_MARK) or head.file is None or not workbook_package.is_workbook(head.file):
        return 0.0
    with suppress(UnreadableExhibit):
        for _, rows in workbook_package.scanned_rows(head.file, _HEAD_ROWS):
            if any(_is_heading(row.cells) for row in rows):
                return 0.95
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read every sheet with the heading; a row without time and words is rejected.

    Raises:
        UnreadableExhibit: When the workbook is damaged or no sheet has the heading.
    """
    sheets = list(_sheets(exhibit))
    if not sheets:
        raise UnreadableExhibit("no sheet has the heading of a WeFlow export; add the workbook as a table")
    owners = {sheet.owner for sheet in sheets if sheet.owner is not None}
    owned = owned_by(exhibit, next(iter(owners)) if len(owners) == 1 else None)
    talks = Talks(owned, prefixes=tuple(f"row:{sheet.name}!" for sheet in sheets))
    talks.senders_are_names = not all("发送者微信ID" in sheet.columns for sheet in sheets)
    talks.titles = frozenset(sheet.conversation for sheet in sheets if sheet.native_id is None)
    builder = BatchBuilder(exhibit.exhibit_id)
    position = 0
    for sheet, prefix in zip(sheets, talks.prefixes, strict=True):
        rows = iter(sheet.rows)
        while found := list(islice(rows, _BLOCK_ROWS)):
            entries = _entries(sheet, found, talks, talks.place(prefix), builder)
            add_entries(entries.with_columns(position=pl.int_range(pl.len()) + position), talks, builder)
            position += entries.height
            yield builder.take()
    talks.finish(builder)
    yield builder.take()
    if position:
        yield EndOfExhibit("read")
    else:
        yield EndOfExhibit("empty", "the sheet holds no message; ask for a new export if some were expected")


def count(exhibit: Exhibit) -> int:
    """Rows with a text below the heading, straight from the XML inside the workbook."""
    total = 0
    for _, rows in workbook_package.scanned_rows(exhibit.file):
        is_below = False
        for row in rows:
            if is_below:
                total += any(text.strip() for text in row.cells)
            is_below = is_below or (row.number <= _HEAD_ROWS and _is_heading(row.cells))
    return total


FORMAT = SourceFormat(
    name="wechat_weflow_workbook",
    version=1,
    meaning="WeChat messages in XLSX as WeFlow and EchoTrace write them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="WeFlow, full and compact columns, and EchoTrace, one chat in a workbook",
        gives="messages with sender, time, nickname, remark and card, system lines, membership, the title of the group",
        certainty="exporter's source",
        omits="message ids; in groups whose phone it was",
    ),
)


@dataclass
class _Sheet:
    """One sheet with messages.

    Attributes:
        name: Its name.
        columns: Column (from 0) of each heading.
        title: What the rows above the heading say.
        rows: Numbers and cells of the rows below it.
        path: Path of the workbook.
    """

    name: str
    columns: Mapping[str, int]
    title: Mapping[str, str]
    rows: Sequence[tuple[int, list[CellValue]]]
    path: str
    native_id: str | None = field(init=False)
    owner: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Tell the conversation and, in a talk of two, the owner, who is whoever isn't the other end."""
        named = self.title.get("微信ID", "")
        self.native_id = named if is_account_id(named) else conversation_in_path(self.path)
        self.owner = None
        if self.native_id is not None and not is_group_id(self.native_id) and "发送者微信ID" in self.columns:
            column = self.columns["发送者微信ID"]
            senders = {_text(cells, column) for _, cells in self.rows} - {"", self.native_id}
            self.owner = next(iter(senders)) if len(senders) == 1 else None

    @property
    def conversation(self) -> str:
        """Id of the conversation, or else what it is called."""
        return self.native_id or self.title.get("昵称") or PurePosixPath(self.path).stem or "chat"


def _sheets(exhibit: Exhibit) -> Iterator[_Sheet]:
    for outline, values in workbook.read_values(exhibit.file, workbook_package.outlines(exhibit.file)):
        numbered = enumerate(values, start=1)
        above: list[list[CellValue]] = []
        for _, cells in islice(numbered, _HEAD_ROWS):
            texts = [cell_text(value)[0] for value in cells]
            if _is_heading(texts):
                columns = {name: index for index, name in reversed(list(enumerate(texts))) if name}
                rows = [(number, row) for number, row in numbered if any(_is_written(value) for value in row)]
                yield _Sheet(outline.name, columns, _titles(above), rows, exhibit.path)
                break
            above.append(cells)


def _is_heading(texts: Sequence[str]) -> bool:
    return set(texts) >= _NEEDED and any(role in texts for role in _ROLES)


def _titles(rows: list[list[CellValue]]) -> dict[str, str]:
    """Labels of the title rows with the next written cell."""
    titles: dict[str, str] = {}
    for cells in rows:
        written = [text for value in cells if (text := cell_text(value)[0])]
        for label, value in pairwise(written):
            if label in _TITLES and value not in _TITLES:
                titles.setdefault(label, value)
    return titles


def _is_written(value: CellValue) -> bool:
    return bool(cell_text(value)[0].strip())


def _words(value: CellValue) -> str:
    """Words to the last sign; numbers and times as they'd be shown."""
    return value if isinstance(value, str) else cell_text(value)[0]


def _text(cells: list[CellValue], column: int) -> str:
    return _words(cells[column]).strip() if column < len(cells) else ""


def _entries(
    sheet: _Sheet, found: list[tuple[int, list[CellValue]]], talks: Talks, first_place: int, builder: BatchBuilder
) -> pl.DataFrame:
    """Rows as entries, all but their position."""
    columns = {
        name: pl.Series([_text(cells, sheet.columns[name]) or None for _, cells in found], dtype=pl.String)
        for name in (*_OPTIONAL, *_ROLES, "时间", "消息类型")
        if name in sheet.columns
    }
    words = sheet.columns["内容"]
    text = pl.Series([_words(cells[words]) if words < len(cells) else "" for _, cells in found], dtype=pl.String)
    rows = pl.DataFrame({"row": [first_place + number for number, _ in found], "text": text, **columns})
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in _OPTIONAL if name not in columns)
    is_message = pl.col("时间").is_not_null() | (pl.col("text") != "")
    for place in rows.filter(~is_message)["row"]:
        builder.reject(talks.locator(place), "no message: the row has neither time nor words")
    role = pl.coalesce(name for name in _ROLES if name in columns)
    wxid = pl.col("发送者微信ID")
    owner, peer = pl.lit(talks.owner, pl.String), pl.lit(sheet.native_id, pl.String)
    is_direct = sheet.native_id is not None and not is_group_id(sheet.native_id)
    is_own = ((role == _ME) | (wxid == owner)).fill_null(False)
    unsigned = peer if is_direct else role
    thread = thread_of(sheet.conversation, talks.exhibit, is_title=sheet.native_id is None)
    if sheet.native_id is not None and is_group_id(sheet.native_id) and sheet.title.get("昵称"):
        talks.named.setdefault(thread, sheet.title["昵称"])
    if is_direct and sheet.native_id is not None:
        talks.tie(thread, sheet.native_id, sheet.native_id)
    nothing = pl.lit(None, pl.String)
    entries = rows.filter(is_message).with_columns(
        conversation=pl.lit(sheet.conversation),
        thread_id=pl.lit(thread),
        is_own=is_own,
        sender=pl.when(is_own).then(pl.coalesce(wxid, owner)).otherwise(pl.coalesce(wxid, unsigned)),
        sender_name=role,
        shown_name=pl.when(role != _ME).then(role),
        type_text=pl.col("消息类型"),
        subtype=nothing,
        sent_at_raw=pl.col("时间"),
        native_message_id=nothing,
        remark=pl.col("发送者备注"),
        nickname=pl.when(pl.col("发送者昵称") != wxid).then("发送者昵称"),
        group_card=pl.col("群昵称"),
    )
    return with_times(entries, "sent_at_raw", talks.exhibit)
