r"""QQ chats as qq-chat-exporter (QCE) writes them in plain text, versions 4 and 5.

A record is the line `NAME:`, the line `时间: …`, and as there is need the lines `类型:`, `内容:`, `资源:`, `提及:` and
`回复:`. A role in the group may stand before the name: `[群主] NAME:`.

**Source:** formats.md 5.4; the exporter's own source (TextExporter of versions 4 and 5, read August 2026) and readers'
samples of version 5 with titles.

Limits: the text names people only by what was shown: no numbers, no owner, so that everybody is a name in the chat. A
message whose own last lines begin with 提及: or 回复: loses them to the exporter's lines of the same look.
"""

import re
from collections.abc import Iterator

import polars as pl

from sources.clock_text import believable, to_utc
from sources.errors import UnreadableExhibit
from sources.qq.exporter import QUOTE_MARK
from sources.qq.exporter_people import people_of
from sources.qq.exporter_writing import add_talk
from sources.qq.people import PLATFORM, uid_of
from sources.qq.writing import Writing
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings
from sources.text_blocks import line_blocks, records, text_blocks, text_encoding

_BANNER = re.compile(r"\ufeff?\[QQChatExporter V[0-9]+[^\n\]]*\]")
_TITLE_LINE = "QQ聊天记录导出文件"
_NAME, _KIND = re.compile(r"^聊天名称: (.*)$", re.MULTILINE), re.compile(r"^聊天类型: (.*)$", re.MULTILINE)
_KINDS = {"群聊": "group", "私聊": "private", "临时会话": "temp", "group": "group", "private": "private"}
_START, _WORDS = "时间: ", "内容: "
_COUNTED = re.compile(r":\r?\n时间: ")
_HEAD_CHARACTERS = 16_384
_FOOTER = r"\n={20,}\n +导出完成\n={20,}\n总计导出 [0-9]+ 条消息(?:\n导出时间: [^\n]*)?\s*$"
_CLOSING = re.compile(r"\n总计导出 [0-9]+ 条消息(?:\n导出时间: [^\n]*)?\s*\Z")
_PARTS = (
    r"(?s)^(?:类型: (?P<type>[^\n]*)(?:\n|$))?(?:内容: (?P<text>.*?))?"
    r"(?:(?:^|\n)资源: [0-9]+ 个文件(?:\n  - [^\n]*)*)?(?:(?:^|\n)提及: [^\n]*)?(?:(?:^|\n)回复: .*?)?\s*$"
)
_ROLE = r"^\[(群主|管理员|owner|admin|member)\] (.+)$"
_PICTURES = (
    r"^(?:\[(?:图片|视频|语音|文件|表情|动画表情|卡片消息|转发消息)[:：]?[^\]\n]*\]\s*)+$"
    r"|^\[[a-z、]+消息\]$|^\[(?:表情消息|无文本内容)\]$"
)
_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
# The exporter's name for nobody: service lines.
_NOBODY = "0"


def sniff(head: Head) -> float:
    """Sure by the exporter's banner, or its heading with the name of the chat."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    if _BANNER.match(text):
        return 0.97
    start = text[:_HEAD_CHARACTERS]
    return 0.9 if _TITLE_LINE in start and _NAME.search(start) and _START in text else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the records; a second look isn't needed, since nobody has an id.

    Raises:
        UnreadableExhibit: When no record of the exporter stands in the text.
    """
    encoding, is_cut = text_encoding(exhibit.file)
    people, talk = people_of([], _heading(exhibit, encoding), exhibit)
    writing, builder = Writing(people, Sightings("line")), BatchBuilder(exhibit.exhibit_id)
    starts = pl.col("text").str.starts_with(_START) & pl.col("previous").str.ends_with(":").fill_null(False)
    total, last = 0, ""
    for found in _followed(records(line_blocks(exhibit.file, encoding), starts, keep=["previous"])):
        last = found["rest"][-1] or ""
        own = found.filter(~pl.col("is_orphan"))
        total += own.height
        _add(own, exhibit, talk.thread_id, writing, builder)
        yield builder.take()
    if not total:
        if not _is_export(exhibit, encoding):
            raise UnreadableExhibit("no record of the exporter stands in the text; add the file in its own format")
        yield EndOfExhibit("empty", "the export holds no message; ask for a new one if some were expected")
        return
    add_talk(talk, "line:1", writing, builder)
    yield builder.take()
    if is_cut or not _CLOSING.search(last):
        yield EndOfExhibit("partial", "the export's closing lines are missing; ask for the whole file")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count pairs of lines that start records, over the text as one string of signs."""
    encoding, _ = text_encoding(exhibit.file)
    total, ending = 0, ""
    for block in text_blocks(exhibit.file, encoding):
        joined = ending + block
        total += sum(1 for _ in _COUNTED.finditer(joined))
        ending = joined[-3:]  # a colon with the line end behind it
    return total


FORMAT = SourceFormat(
    name="qq_exporter_text",
    version=1,
    meaning="QQ chat in plain text as qq-chat-exporter (QCE) writes it.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="qq-chat-exporter (QCE) versions 4 and 5, TXT",
        gives="messages with the names shown, roles in the group, service lines as far as they look like some",
        certainty="exporter's source",
        omits="the export itself leaves out all numbers and the account that exported; prefer its JSON",
    ),
)


def _heading(exhibit: Exhibit, encoding: str) -> dict[str, str]:
    """Name and kind of the chat as the export's first lines tell them."""
    start = _start(exhibit, encoding)
    name, kind = _NAME.search(start), _KIND.search(start)
    told = {} if name is None else {"name": name[1].strip()}
    if kind is not None and kind[1].strip() in _KINDS:
        told["type"] = _KINDS[kind[1].strip()]
    return told


def _is_export(exhibit: Exhibit, encoding: str) -> bool:
    start = _start(exhibit, encoding)
    return _BANNER.match(start) is not None or _TITLE_LINE in start or not start.strip()


def _start(exhibit: Exhibit, encoding: str) -> str:
    with exhibit.file.open("r", encoding=encoding, newline=None, errors="ignore") as stream:
        return stream.read(_HEAD_CHARACTERS)


def _followed(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The records with `following`: the next record's first line, which ends this one's text; null for the last."""
    held: pl.DataFrame | None = None
    for frame in frames:
        joined = frame if held is None else pl.concat([held, frame])
        held = joined[-1:]
        if joined.height > 1:
            yield joined.with_columns(following=pl.col("previous").shift(-1))[:-1]
    if held is not None:
        yield held.with_columns(following=pl.lit(None, pl.String))


def _add(found: pl.DataFrame, exhibit: Exhibit, thread_id: str, writing: Writing, builder: BatchBuilder) -> None:
    """Add the records of one stretch."""
    if not found.height:
        return
    zone, basis = exhibit.zone(PLATFORM)
    written = pl.col("head").str.strip_prefix(_START).str.strip_chars()
    local = [written.str.to_datetime(form, strict=False, time_unit="us") for form in _TIMES]
    name = pl.col("previous").str.strip_suffix(":").str.strip_chars()
    rows = found.with_columns(
        local=believable(pl.coalesce(local)),
        sent_at_raw=written,
        name=name,
        place=pl.col("line") - 1,
    )
    rows = _with_parts(rows)
    for place in rows.filter(pl.col("local").is_null())["place"]:
        builder.reject(f"line:{place}", "the date or time does not exist")
    rows = rows.filter(pl.col("local").is_not_null()).with_columns(
        text=pl.col("text").fill_null("").str.strip_prefix(QUOTE_MARK), role=pl.col("name").str.extract(_ROLE, 1)
    )
    bare = pl.when(pl.col("role").is_not_null()).then(pl.col("name").str.extract(_ROLE, 2)).otherwise("name")
    is_nobody = (pl.col("name") == _NOBODY) | (pl.col("text") == "[系统消息]")
    writing.add(
        rows.select(
            "place",
            "text",
            "sent_at_raw",
            locator=pl.format("line:{}", "place"),
            conversation=pl.lit(thread_id),
            thread_id=pl.lit(thread_id),
            number=pl.lit(None, pl.String),
            uid=bare.map_elements(uid_of, return_dtype=pl.String),
            nickname=pl.lit(None, pl.String),
            card=pl.lit(None, pl.String),
            remark=pl.lit(None, pl.String),
            title="role",
            shown=pl.when((bare != "") & (pl.col("name") != _NOBODY)).then(bare),
            sender_name=pl.when((pl.col("name") != "") & (pl.col("name") != _NOBODY)).then("name"),
            kind=pl.when(is_nobody | (pl.col("type") == "system"))
            .then(pl.lit("system"))
            .when(pl.col("text").str.contains(_PICTURES))
            .then(pl.lit("media")),
            sent_at=to_utc(pl.col("local"), zone),
            time_basis=pl.lit(basis),
        ),
        builder,
    )


def _with_parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Add `type` and `text`; most records have words only, which need no pattern."""
    own = pl.col("rest").fill_null("").str.strip_suffix(pl.col("following").fill_null("")).str.strip_chars_end()
    rows = rows.with_columns(own=own)
    is_more = pl.col("following").is_null() | ~pl.col("own").str.starts_with(_WORDS)
    is_more |= pl.col("own").str.contains_any(["\n资源: ", "\n提及: ", "\n回复: "]) | pl.col("own").str.ends_with("]")
    rows = rows.with_columns(
        type=pl.lit(None, pl.String), text=pl.when(~is_more).then(pl.col("own").str.strip_prefix(_WORDS))
    )
    rest = rows.with_row_index("index").filter(is_more)
    if not rest.height:
        return rows
    # Records may be numbered, and the next one's number stands before its first line, behind empty ones.
    written = (
        pl.when(pl.col("following").is_null())
        .then(pl.col("own").str.replace(_FOOTER, ""))
        .otherwise(pl.col("own").str.replace(r"(?:^|\n\n)\[[0-9]+\]$", ""))
    )
    parts = rest.select(parts=written.str.extract_groups(_PARTS)).unnest("parts")
    return rows.with_columns(rows[name].scatter(rest["index"], parts[name]) for name in ("type", "text"))
