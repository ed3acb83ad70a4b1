"""First look at a whole WhatsApp text export: the make of its headers, the order of day and month, who talks in it.

None of this can be known from one line, and all of it is needed to read the first one: the file is streamed once more.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import polars as pl

from sources.clock_text import DateSurvey, DayOrder, plain
from sources.record import Exhibit
from sources.system_lines.phrases import system_lines
from sources.text_blocks import line_blocks
from sources.whatsapp.header import Headers
from sources.whatsapp.jids import direct_thread, owner_number
from sources.whatsapp.lines import has_odd_signs, possible_senders
from sources.whatsapp.people import phone_in
from warehouse.schema import ids

# The export's file name holds the conversation's title; in archives of iOS the file is `_chat.txt`, the folder has it.
_TITLES = (
    re.compile(r"WhatsApp Chat (?:with|-) (.+?)(?: ?\(\d+\))?"),
    re.compile(r"[与與和] ?(.+?) ?的 ?WhatsApp ?(?:聊天|對話|对话|聊天記錄|聊天记录|对话记录|對話記錄)(?: ?\(\d+\))?"),
    re.compile(r"WhatsApp[- ]Chat mit (.+)"),
    re.compile(r"Chat de WhatsApp con (.+)"),
    re.compile(r"Conversa do WhatsApp com (.+)"),
    re.compile(r"(?:Чат|Переписка) WhatsApp с (?:контактом )?(.+)"),
    re.compile(r"WhatsApp ?(?:での|と)?(.+?)とのトーク"),
    re.compile(r"(.+?)님과 WhatsApp 대화"),
    re.compile(r"Discussion WhatsApp avec (.+)"),
    re.compile(r"Chat WhatsApp con (.+)"),
    re.compile(r"(?:Cuộc trò chuyện|Đoạn chat) WhatsApp với (.+)"),
    re.compile(r"(?:แชท|การสนทนา) ?WhatsApp ?กับ ?(.+)"),
    re.compile(r"(?:محادثة|دردشة) (?:واتساب|WhatsApp) مع (.+)"),
    re.compile(r"(?:צ['׳’]אט|שיחת) WhatsApp עם (.+)"),
)


@dataclass(frozen=True)
class Survey:
    """What the whole file shows.

    Attributes:
        make: Make of the file's own headers, None when the file has none.
        order: Place of day and month.
        senders: Names before a colon in records of that make.
        title: Title of the conversation, from the file's path, None when the path tells none.
        kind: direct, group or unknown.
        thread_id: Id of the conversation.
        owner_names: Names that can only be the phone's owner: in a talk of two the one who isn't the title.
    """

    make: str | None
    order: DayOrder
    senders: frozenset[str]
    title: str | None
    kind: str
    thread_id: str
    owner_names: frozenset[str]


@dataclass
class _MakeSeen:
    count: int = 0
    dates: DateSurvey = field(default_factory=DateSurvey)
    senders: Counter[str] = field(default_factory=Counter)
    has_group_event: bool = False


def title_of(path: str) -> str | None:
    """The conversation's title as the path of the export tells it."""
    place = PurePosixPath(path)
    stems = [place.stem]
    if place.stem in ("_chat", "chat", "WhatsApp Chat"):
        stems = [part.removesuffix(".zip").removesuffix("!") for part in reversed(place.parts[:-1])][:1]
        stems = [stem.removesuffix(".zip") for stem in stems]
    for stem in stems:
        for pattern in _TITLES:
            found = pattern.fullmatch(stem)
            if found:
                return found[1].strip()
        if stem != place.stem:
            return stem.strip() or None
    return None


def survey(exhibit: Exhibit, encoding: str) -> Survey:
    """Look through the whole file once; memory grows with the number of makes and senders only."""
    makes: dict[str, _MakeSeen] = {}
    first_make: str | None = None
    is_first = True
    headers = Headers()
    for block in line_blocks(exhibit.file, encoding):
        parted = headers.parted(block["text"])
        if is_first:
            written = parted.filter(block.select(plain(pl.col("text")).str.strip_chars() != "").to_series())
            if written.height:
                first_make, is_first = written["make"][0], False
        for part in parted.filter(pl.col("make").is_not_null()).partition_by("make", maintain_order=True):
            _take_in(makes.setdefault(part["make"][0], _MakeSeen()), part)
    make = first_make
    if make is None and makes:
        make = max(sorted(makes), key=lambda name: makes[name].count)
    return _decided(exhibit, make, makes.get(make or "", _MakeSeen()))


def _take_in(seen: _MakeSeen, part: pl.DataFrame) -> None:
    phrases = system_lines("whatsapp")
    seen.count += part.height
    seen.dates.is_year_first = part["make"][0][2] == "Y"
    seen.dates.is_dotted = part["make"][0][1] == "."
    second_of_day = (pl.col("hour") * 60 + pl.col("minute")) * 60 + pl.col("second")
    seen.dates.add(part.select("a", "b", "c", second_of_day.alias("minute")))
    # Lines with odd signs are looked at closely; the others by their first colon.
    content, words = pl.col("content"), pl.col("content").str.strip_chars()
    is_odd = has_odd_signs(content) | ~content.str.contains(": ", literal=True)
    judged = (
        part.lazy()
        .select(
            "content",
            is_odd=is_odd,
            is_event=phrases.is_event(words),
            sender=content.str.splitn(": ", 2).struct[0].str.strip_chars(),
        )
        .with_columns(sender=pl.when(~pl.col("is_event") & ~pl.col("is_odd")).then("sender"))
        .collect()
    )
    words = plain(content).str.strip_chars()
    told = content.str.extract(":[ \u00a0\u202f][\u200e\u200f](.*)$", 1)
    judged_odd = judged.filter("is_odd").select(
        sender=pl.when(~phrases.is_event(words)).then(possible_senders(content)),
        is_event=phrases.is_event(words) | phrases.is_event(plain(told).str.strip_chars()).fill_null(False),
    )
    judged = pl.concat([judged.filter(~pl.col("is_odd")).select("sender", "is_event"), judged_odd])
    for name, count in judged["sender"].drop_nulls().value_counts().iter_rows():
        seen.senders[name] += count
    seen.has_group_event = seen.has_group_event or bool(judged["is_event"].any())


def _decided(exhibit: Exhibit, make: str | None, seen: _MakeSeen) -> Survey:
    title = title_of(exhibit.path)
    speakers = set(seen.senders)
    owner = exhibit.owners.get("whatsapp")
    owner_names: frozenset[str] = frozenset()
    if seen.has_group_event or len(speakers) > 2:
        kind = "group"
    elif title in speakers:
        kind = "direct"
        owner_names = frozenset(speakers - {title})
    else:
        kind = "unknown"
    peer = None if title is None else phone_in(title)
    if kind == "direct" and peer is not None and owner is not None:
        # The same id as the phone's message store gives this talk.
        thread = direct_thread(peer, owner_number(exhibit), exhibit.exhibit_id)
        return Survey(make, seen.dates.decide(), frozenset(speakers), title, kind, thread, owner_names)
    # Groups seized from two phones bear one title and are one conversation. A talk of two is named after what this
    # phone calls the other one, which says nothing beside another phone's label: it is kept apart by owner or file.
    if kind == "group" and title is not None:
        thread = ids.named_thread_id("whatsapp", title)
    else:
        scope = owner or exhibit.exhibit_id[:16]
        thread = ids.named_thread_id("whatsapp", f"{title or PurePosixPath(exhibit.path).stem} ({scope})")
    return Survey(make, seen.dates.decide(), frozenset(speakers), title, kind, thread, owner_names)
