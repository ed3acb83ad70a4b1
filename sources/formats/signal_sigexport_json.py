"""Signal chats as signal-export (sigexport) writes them: `CHAT/data.json`, one message a line.

Each line is `{date, sender, body, quote, sticker, reactions[], attachments[], deleted}`; `date` is local time without
its zone, `sender` a name as the owner's Signal shows it, `Me` for the owner. The chat is named by its folder alone.

**Source:** signal-export's own source (models.py, main.py, 2025/26); formats.md 6.
"""

from pathlib import PurePosixPath
from typing import Any

import orjson
import polars as pl

from sources.chat_rows import ChatRows
from sources.clock_text import believable, to_utc
from sources.json_blocks import Broken
from sources.json_lines import count_lines, json_lines
from sources.json_text import JsonText
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.signal.named_chat import NamedChat

_KEYS = {"date", "sender", "body", "quote", "reactions", "attachments"}


def sniff(head: Head) -> float:
    """Certain when the first line is an object with the tool's own keys."""
    if JsonText.of_head(head.first_bytes) is None:
        return 0.0
    try:
        value = orjson.loads(head.first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0])
    except orjson.JSONDecodeError:
        return 0.0
    return 0.95 if isinstance(value, dict) and value.keys() >= _KEYS else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read one chat line by line, blocks of messages as frames."""
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    chat = NamedChat(exhibit, PurePosixPath(exhibit.path).parent.name)
    is_last_broken = False
    for numbers, values in json_lines(exhibit.file):
        sound: list[tuple[str, dict[str, Any]]] = []
        for number, value in zip(numbers, values, strict=True):
            if (
                isinstance(value, dict)
                and isinstance(value.get("date"), str)
                and isinstance(value.get("sender"), str | None)
            ):
                sound.append((f"line:{number}", value))
            else:
                reason = value.reason if isinstance(value, Broken) else "the line is no message with date and sender"
                chat.rows.builder.reject(f"line:{number}", reason)
        is_last_broken = isinstance(values[-1], Broken)
        chat.take(_frame(sound, chat.rows))
        yield chat.rows.builder.take()
    chat.finish()
    yield chat.rows.builder.take()
    cut = EndOfExhibit("partial", "the last line is cut off; ask for the complete export")
    yield cut if is_last_broken else EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank."""
    return count_lines(exhibit.file)


def _frame(sound: list[tuple[str, dict[str, Any]]], rows: ChatRows) -> pl.DataFrame:
    zone, basis = rows.exhibit.zone(rows.platform)
    raw = pl.col("sent_at_raw")
    local = pl.coalesce(
        believable(raw.str.to_datetime(pattern, strict=False, time_unit="us"))
        for pattern in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f")
    )
    return pl.DataFrame(
        {
            "locator": [place for place, _ in sound],
            "sender_name": [value.get("sender") for _, value in sound],
            "sent_at_raw": [value["date"] for _, value in sound],
            "text": [_words(value) for _, value in sound],
            "kind": [_kind(value) for _, value in sound],
            "is_deleted": [bool(value.get("deleted")) for _, value in sound],
        },
        schema_overrides={"sender_name": pl.String, "text": pl.String, "sent_at_raw": pl.String},
    ).with_columns(
        sent_at=to_utc(local, zone),
        time_basis=pl.when(local.is_not_null()).then(pl.lit(basis)).otherwise(pl.lit("none")),
    )


def _words(value: dict[str, Any]) -> str:
    """The words with the quoted ones before them, as the tool shows them."""
    quote, body = value.get("quote"), value.get("body")
    parts = [part.strip() for part in (quote, body) if isinstance(part, str) and part.strip()]
    return "\n".join(parts)


def _kind(value: dict[str, Any]) -> str:
    if value.get("call"):
        return "call"
    has_media = bool(value.get("attachments") or value.get("sticker"))
    body = value.get("body")
    return "media" if has_media and not (isinstance(body, str) and body.strip()) else "text"


FORMAT = SourceFormat(
    name="signal_sigexport_json",
    version=1,
    meaning="A Signal chat in JSON lines as signal-export writes it.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Signal",
        made_by="signal-export (sigexport) 2 and 3, `CHAT/data.json`",
        gives="messages with quotes, names as the owner's Signal shows them, calls, deleted marks",
        certainty="exporter's source",
        omits="reactions, attachments; no account ids stand in such files, the chat is named by its folder",
    ),
)
