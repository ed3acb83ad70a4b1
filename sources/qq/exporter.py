"""Messages and conversations as qq-chat-exporter (QCE) writes them in JSON, versions 4 and 5.

**Source:** formats.md 5.4; the exporter's own source (JsonExporter, ChunkedJsonlWriter, SimpleMessageParser of version
5, MessageParser of version 4; read August 2026): field names, types of elements, placeholders in `content.text`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import epoch_times, iso_times
from sources.json_blocks import Broken

_SPOKEN = frozenset({"text", "at", "markdown", "long_message"})
_CONTACT_CARD = "com.tencent.contact.lua"
# The exporter's mark of a quote; the quoted words are not in the text.
QUOTE_MARK = "[回复消息]"
# Milliseconds of 1973: a smaller number is no time of this exporter.
_LEAST_MS = 100_000_000_000


_TEXT = pl.String()
LINE_SCHEMA = pl.Schema(
    {
        "id": _TEXT,
        "timestamp": _TEXT,
        "time": _TEXT,
        "recalled": _TEXT,
        "system": _TEXT,
        "sender": pl.Struct(dict.fromkeys(("uid", "uin", "name", "nickname", "groupCard", "remark", "title"), _TEXT)),
        "content": pl.Struct({"text": _TEXT, "elements": _TEXT}),
    }
)
# Kinds of messages of one element, by its type; `json` may be a contact card.
_PLAIN_KINDS = {
    **dict.fromkeys(("text", "at", "markdown", "long_message"), "text"),
    **dict.fromkeys(("image", "file", "video", "audio", "face", "market_face", "location"), "media"),
    "av_record": "call",
    "system": "system",
}


def is_message(value: object) -> bool:
    """Whether a value is a message of the exporter."""
    return isinstance(value, dict) and isinstance(value.get("sender"), dict) and ("content" in value)


def message_cells(values: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """What messages say, as lists of plain values that may be joined with those of others.

    Args:
        values: Messages, all of which `is_message` holds for.
    """
    senders = [value["sender"] for value in values]
    contents = [content if isinstance(content := value["content"], dict) else _NOTHING for value in values]
    told = [_kind_and_answer(value, content.get("elements")) for value, content in zip(values, contents, strict=True)]
    raws = [raw if isinstance(raw := value.get("rawMessage"), dict) else _NOTHING for value in values]
    raws = raws if any(raws) else []
    return {
        "number": _told(senders, "uin", raws, "senderUin"),
        "uid": [sender.get("uid") for sender in senders],
        "nickname": _told(senders, "nickname", raws, "sendNickName"),
        "card": _told(senders, "groupCard", raws, "sendMemberName"),
        "remark": _told(senders, "remark", raws, "sendRemarkName"),
        "title": [sender.get("title") for sender in senders],
        "shown": [sender.get("name") for sender in senders],
        "text": [content.get("text") for content in contents],
        "kind": [kind for kind, _ in told],
        "native_message_id": [value.get("id") or value.get("messageId") for value in values],
        "reply_to_native_message_id": [answered for _, answered in told],
        "is_recalled": [(value.get("recalled") or value.get("isRecalled")) is True for value in values],
        "time": [value.get("timestamp") or value.get("time") for value in values],
    }


def message_rows(cells: Mapping[str, list[Any]], thread_id: str) -> pl.DataFrame:
    """Messages as the columns that sources.qq.writing wants, without place and locator.

    Args:
        cells: As `message_cells` gives them.
        thread_id: The conversation of all of them.
    """
    told = pl.DataFrame(
        {
            name: pl.Series(held, dtype=pl.Boolean) if name == "is_recalled" else _texts(held)
            for name, held in cells.items()
        }
    )
    return _finished(told, thread_id)


def line_rows(lines: pl.DataFrame, thread_id: str) -> pl.DataFrame:
    """The same of messages that were parsed into columns.

    Args:
        lines: The columns of `LINE_SCHEMA`, and any others, which are kept; all rows are messages.
        thread_id: The conversation of all of them.
    """
    sender, content = pl.col("sender").struct, pl.col("content").struct
    elements = content.field("elements")
    # One element can be told by its type alone; forwarded and mixed ones are looked into.
    is_single = elements.str.count_matches('"type":', literal=True) == 1
    single = elements.str.extract(r'^\s*\[\s*\{\s*"type":\s*"(\w+)"', 1)
    rows = lines.with_columns(
        number=sender.field("uin"),
        uid=sender.field("uid"),
        nickname=sender.field("nickname"),
        card=sender.field("groupCard"),
        remark=sender.field("remark"),
        title=sender.field("title"),
        shown=sender.field("name"),
        text=content.field("text"),
        elements=elements,
        native_message_id="id",
        reply_to_native_message_id=pl.lit(None, pl.String),
        is_recalled=(pl.col("recalled") == "true").fill_null(False),
        time=pl.coalesce("timestamp", "time"),
        kind=pl.when(pl.col("system") == "true")
        .then(pl.lit("system"))
        .when(is_single & single.is_in(_PLAIN_KINDS))
        .then(single.replace_strict(_PLAIN_KINDS, default=None, return_dtype=pl.String)),
    )
    open_rows = rows.with_row_index("index").filter(
        pl.col("kind").is_null() & pl.col("elements").is_not_null() & (pl.col("elements") != "[]")
    )
    if open_rows.height:
        told = [_kind_and_answer(_NOTHING, _json(written)) for written in open_rows["elements"]]
        kinds, answered = (pl.Series(list(column), dtype=pl.String) for column in zip(*told, strict=True))
        rows = rows.with_columns(
            rows["kind"].scatter(open_rows["index"], kinds),
            rows["reply_to_native_message_id"].scatter(open_rows["index"], answered),
        )
    return _finished(rows.drop("sender", "content", "elements", "id", "recalled", "system", "timestamp"), thread_id)


def _json(written: str) -> object:
    try:
        return orjson.loads(written)
    except orjson.JSONDecodeError:
        return None


def _finished(told: pl.DataFrame, thread_id: str) -> pl.DataFrame:
    """What both ways of reading end with: ids of the right shape only, no empty names, times as instants."""
    empty = ("nickname", "card", "remark", "title", "shown", "native_message_id", "reply_to_native_message_id")
    return _timed(
        told.with_columns(
            pl.when(pl.col("number").str.contains(r"^[1-9][0-9]{4,10}$")).then("number").alias("number"),
            pl.when(pl.col("uid").str.contains(r"^u_[A-Za-z0-9_-]{4,64}$")).then("uid").alias("uid"),
            *(pl.when(pl.col(name).str.strip_chars() != "").then(name).alias(name) for name in empty),
            text=pl.col("text").fill_null("").str.strip_prefix(QUOTE_MARK),
            conversation=pl.lit(thread_id),
            thread_id=pl.lit(thread_id),
        )
        # Service lines come from nobody, whom the exporter calls 0.
        .with_columns(shown=pl.when((pl.col("shown") != "0") | pl.col("number").is_not_null()).then("shown"))
        .with_columns(sender_name="shown")
    )


_NOTHING: dict[str, Any] = {}


def _timed(rows: pl.DataFrame) -> pl.DataFrame:
    """Version 5 writes milliseconds, version 4 ISO times with offset."""
    number = pl.col("time").cast(pl.Int64, strict=False)
    is_number = pl.col("time").str.contains("^[0-9]+$")
    if rows.select((is_number & (number >= _LEAST_MS)).all()).item():
        return rows.with_columns(epoch_times(pl.col("time"), unit="ms"))
    in_ms, in_iso = (
        pl.struct(expressions)
        for expressions in (
            epoch_times(pl.when(number >= _LEAST_MS).then("time"), unit="ms"),
            iso_times(pl.col("time")),
        )
    )
    timed = rows.with_columns(pl.when(is_number).then(in_ms).otherwise(in_iso).alias("timed")).unnest("timed")
    return timed.with_columns(sent_at_raw="time")


def _told(senders: list[Any], key: str, raws: list[Any], raw_key: str) -> list[Any]:
    """A member of the senders; version 4 has it in the untouched message beside them, if anywhere."""
    if not raws:
        return [sender.get(key) for sender in senders]
    return [sender.get(key) or raw.get(raw_key) for sender, raw in zip(senders, raws, strict=True)]


def _texts(values: list[Any]) -> pl.Series:
    """Texts as they are, whole numbers as digits, anything else as null."""
    try:
        return pl.Series(values, dtype=pl.String)
    except TypeError:
        return pl.Series(
            [value if isinstance(value, str) else str(value) if type(value) is int else None for value in values],
            dtype=pl.String,
        )


def _kind_and_answer(value: Mapping[str, Any], elements: object) -> tuple[str | None, Any]:
    """Kind of a message, null where only the words can tell, and the id of the message it answers."""
    if value.get("system") is True or value.get("isSystemMessage") is True:
        return "system", None
    if not isinstance(elements, list) or not elements:
        return None, None
    if len(elements) == 1 and isinstance(elements[0], dict) and elements[0].get("type") == "text":
        return "text", None
    answered = None
    kinds = set()
    for element in elements:
        if isinstance(element, dict):
            kinds.add(kind := str(element.get("type")))
            if kind == "reply" and isinstance(told := element.get("data"), dict):
                answered = told.get("referencedMessageId")
    if kinds & _SPOKEN:
        return "text", answered
    if "av_record" in kinds:
        return "call", answered
    if kinds == {"system"}:
        return "system", answered
    if "json" in kinds and any(_CONTACT_CARD in str(element) for element in elements):
        return "contact_card", answered
    return "media", answered


def why_none(value: object) -> str:
    """Why a value is no message, one sentence."""
    return value.reason if isinstance(value, Broken) else "no message: it has no sender or no content"
