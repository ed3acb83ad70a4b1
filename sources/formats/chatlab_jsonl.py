"""Chats of many apps in ChatLab's interchange format, one JSON value a line.

The first line is the `header` with `chatlab` and `meta`; then lines of `_type` `member` and `message` with the same
keys as in one document.

**Source:** formats.md 4.4; see sources/chatlab/chat.py.

Limits: as for the JSON document; comment lines (`#`) are rejected as no JSON.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import orjson
import polars as pl

from sources.chatlab.chat import SCHEMA, Chat, meta_of
from sources.errors import UnreadableExhibit
from sources.json_blocks import LONGEST_VALUE
from sources.json_lines import count_lines, json_line_frames
from sources.json_text import JsonText
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat

_PREFIX = "line:"
_SCHEMA = pl.Schema({"_type": pl.String(), **SCHEMA})
# A private chat has two people; who they are shows in the first lines.
_LOOKED_AT, _BLOCK_BYTES = 2_000, 1 << 20


def sniff(head: Head) -> float:
    """Certain when the first line is the format's own header."""
    text = JsonText.of_head(head.first_bytes)
    if text is None:
        return 0.0
    line = text.read().split(b"\n", 1)[0]
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        # A picture of the group can be longer than the head.
        start = line[:2_000].replace(b" ", b"")
        return 0.9 if len(line) > 2_000 and b'"_type":"header"' in start and b'"chatlab":' in start else 0.0
    is_header = isinstance(value, dict) and value.get("_type") == "header" and isinstance(value.get("chatlab"), dict)
    return 0.95 if is_header else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the lines; what is no member or message is rejected.

    Raises:
        UnreadableExhibit: When the first line isn't the header.
    """
    chat = _begun(exhibit)
    is_first = True
    for rows, broken in json_line_frames(exhibit.file, _SCHEMA):
        for line, reason in broken.items():
            chat.builder.reject(f"{_PREFIX}{line}", reason)
        _add(chat, rows.rename({"line": "row"})[1 if is_first else 0 :])
        is_first = False
        if chat.builder.row_count:
            yield chat.builder.take()
    is_empty = not chat.position
    chat.finish()
    yield chat.builder.take()
    if _is_cut_off(exhibit):
        yield EndOfExhibit("partial", "the last line is cut off; ask for the complete file")
    elif is_empty:
        yield EndOfExhibit("empty", "the file holds no message; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank, less the header."""
    return max(0, count_lines(exhibit.file) - 1)


FORMAT = SourceFormat(
    name="chatlab_jsonl",
    version=2,
    meaning="Chats of many apps in ChatLab's JSON lines.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Interchange",
        made_by="ChatLab 0.0.2, WeFlow and converters of other apps",
        gives="messages with sender, time, message id and what they answer, members with names, cards, aliases and "
        "roles, system lines of WeChat, QQ and WhatsApp",
        certainty="exporter's source",
        omits="pictures, records inside forwards",
    ),
)


def _begun(exhibit: Exhibit) -> Chat:
    first, *others = [*_first_values(exhibit), None]
    if not isinstance(first, dict) or first.get("_type") != "header":
        raise UnreadableExhibit("the first line isn't ChatLab's header; add the file as what it is")
    people: dict[str, None] = {}
    speakers: dict[str, None] = {}
    for value in others:
        if isinstance(value, dict):
            is_member = value.get("_type") == "member"
            written = value.get("platformId" if is_member else "sender")
            if isinstance(written, str) and written:
                (people if is_member else speakers)[written] = None
    return Chat(exhibit, meta_of(first.get("meta")), list(people or speakers), (_PREFIX, _PREFIX))


def _first_values(exhibit: Exhibit) -> Iterator[Any]:
    """The values of the first lines that aren't blank, None for what is no JSON."""
    data = b""
    with JsonText.of_file(exhibit.file) as text:
        while data.lstrip().count(b"\n") == 0 and len(data) < LONGEST_VALUE and (block := text.read(_BLOCK_BYTES)):
            data += block
    for line in islice(filter(None, (line.strip() for line in data.split(b"\n"))), _LOOKED_AT):
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            yield None


def _add(chat: Chat, rows: pl.DataFrame) -> None:
    is_member = (pl.col("_type") == "member") & (pl.col("platformId").fill_null("").str.strip_chars() != "")
    has_content = pl.col("timestamp").is_not_null() | pl.col("content").is_not_null()
    is_message = (pl.col("_type") == "message") & has_content
    for line in rows.filter(~(is_member | is_message).fill_null(False))["row"]:
        chat.builder.reject(f"{_PREFIX}{line}", "neither a member with an id nor a message with time or words")
    chat.add_members(rows.filter(is_member))
    chat.add_messages(rows.filter(is_message))


def _is_cut_off(exhibit: Exhibit) -> bool:
    """Whether the last line is no JSON, as in a file that ends too early."""
    with exhibit.file.open("rb") as stream:
        stream.seek(max(0, exhibit.file.stat().st_size - 4))
        ending = stream.read().replace(b"\0", b"").rstrip()
    return not ending.endswith((b"}", b"]"))
