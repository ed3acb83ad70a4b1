"""QQ chats as qq-chat-exporter (QCE) version 5 writes them in parts: `manifest.json` and `chunks/*.jsonl`.

Each part is one exhibit, one message a line. Which chat it is, and whose account exported it, stands in the manifest
beside it; without the manifest that is taken from the folder's name, if at all. The manifest itself holds no message.

**Source:** formats.md 5.4; the exporter's own source (see sources/qq/exporter.py).

Limits: as for qq_exporter_json. Who is known by opaque id only in one part and by number in another stays two accounts,
tied by a selector where a part shows both.
"""

import re
from pathlib import PurePosixPath

import orjson
import polars as pl

from sources.json_lines import count_lines, json_line_frames
from sources.json_text import JsonText
from sources.qq.exporter import LINE_SCHEMA, line_rows, why_none
from sources.qq.exporter_people import people_of, senders_in
from sources.qq.exporter_writing import add_talk
from sources.qq.writing import Writing
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings

_CHUNKED = re.compile(r'\A\s*\{.*?"format"\s*:\s*"chunked-jsonl"', re.DOTALL)
_INFO = re.compile(r'"chatInfo"\s*:\s*\{')
_MESSAGE = re.compile(
    r'\A\s*\{"id":"[^"]*","seq":[^,]*,"timestamp":[0-9]+,"time":"[^"]*","sender":\{"uid":"[^\n]*?"content":\{"text":"'
)
_LARGEST_MANIFEST = 64 << 20
_HEAD_CHARACTERS = 16_384


def sniff(head: Head) -> float:
    """Sure by the manifest's own format name, and by the members of the first message in their order."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    text = text.lstrip("\ufeff")
    if _CHUNKED.match(text) and _INFO.search(text):
        return 0.95
    return 0.9 if _MESSAGE.match(text[:_HEAD_CHARACTERS]) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a part line by line, or what the manifest says of the chat."""
    if _is_manifest(exhibit):
        yield from _read_manifest(exhibit)
        return
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    people, talk = people_of(senders_in(exhibit.file), _info_beside(exhibit), exhibit)
    builder = BatchBuilder(exhibit.exhibit_id)
    writing = Writing(people, Sightings("line", _locator))
    is_damaged = is_cut = False
    try:
        for rows, broken in json_line_frames(exhibit.file, LINE_SCHEMA):
            last = max(rows["line"].max() or 0, max(broken, default=0))
            is_damaged |= is_cut or bool(set(broken) - {last})  # a broken line with another behind it
            is_cut = last in broken
            _add(rows, broken, writing, talk.thread_id, builder)
            if builder.row_count >= BATCH_ROWS:
                yield builder.take()
    except UnicodeDecodeError as error:
        is_damaged = True
        builder.reject("line:last", f"the text breaks its encoding ({error.encoding}) here")
    add_talk(talk, "line:1", writing, builder)
    yield builder.take()
    if is_cut or is_damaged:
        what = "the file ends inside a line" if is_cut else "some lines are no JSON"
        yield EndOfExhibit("partial", f"{what}; all others were read, ask for a new export")
    elif writing.position == 0:
        yield EndOfExhibit("empty", "no line of the file is a message; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank; a manifest holds no record."""
    return 0 if _is_manifest(exhibit) else count_lines(exhibit.file)


def _add(rows: pl.DataFrame, broken: dict[int, str], writing: Writing, thread_id: str, builder: BatchBuilder) -> None:
    """Add the messages of a stretch; reject lines that are none."""
    is_message = pl.col("sender").is_not_null() & pl.col("content").is_not_null()
    others = dict.fromkeys(rows.filter(~is_message)["line"], why_none(None))
    for line, reason in sorted((others | broken).items()):
        builder.reject(f"line:{line}", reason)
    kept = rows.filter(is_message)
    if kept.height:
        kept = line_rows(kept, thread_id).with_columns(place="line", locator=pl.format("line:{}", "line"))
        writing.add(kept, builder)


def _read_manifest(exhibit: Exhibit) -> Reading:
    info = _info_in(exhibit)
    if info is None:
        yield EndOfExhibit("partial", "the manifest is cut off or damaged; ask for a new export")
        return
    people, talk = people_of([], info, exhibit)
    builder = BatchBuilder(exhibit.exhibit_id)
    add_talk(talk, "json:/chatInfo", Writing(people, Sightings("json", lambda _: "json:/chatInfo")), builder)
    yield builder.take()
    yield EndOfExhibit("read")


def _is_manifest(exhibit: Exhibit) -> bool:
    with exhibit.file.open("rb") as stream:
        text = head_text(stream.read(_HEAD_CHARACTERS))
    return text is not None and _CHUNKED.match(text.lstrip("\ufeff")) is not None


def _info_beside(exhibit: Exhibit) -> object:
    """The chat as the manifest describes it: in the folder above the parts, or beside them."""
    folder = PurePosixPath(exhibit.path).parent
    for place in (folder.parent, folder):
        file = exhibit.companions.get(str(place / "manifest.json"))
        if file is not None:
            return _info_in(Exhibit("", str(place / "manifest.json"), file))
    return None


def _info_in(exhibit: Exhibit) -> object:
    """`chatInfo` of a manifest, None where it can't be read."""
    if exhibit.file.stat().st_size > _LARGEST_MANIFEST:
        return None
    try:
        with JsonText.of_file(exhibit.file) as text:
            value = orjson.loads(b"".join(iter(lambda: text.read(1 << 20), b"")))
    except ValueError:  # no JSON, or no text
        return None
    return value.get("chatInfo") if isinstance(value, dict) else None


def _locator(place: int) -> str:
    return f"line:{max(place, 1)}"


FORMAT = SourceFormat(
    name="qq_exporter_jsonl",
    version=1,
    meaning="QQ chat in parts of JSON lines with a manifest as qq-chat-exporter (QCE) writes it.",
    sniff=sniff,
    read=read,
    count=count,
    reads_companions=True,
    coverage=Coverage(
        family="QQ",
        made_by="qq-chat-exporter (QCE) version 5, chunked JSONL",
        gives="messages with numbers, nicknames, group cards, remarks and titles, recalls, answers, service lines, the "
        "account that exported",
        certainty="exporter's source",
        omits="what forwarded cards hold inside, pictures and files, avatars, statistics",
    ),
)
