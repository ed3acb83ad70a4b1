"""First look at a whole LINE export: its variant, the order of day and month, who talks in it, what it is called.

None of this can be known from one line, and all of it is needed to read the first one: the file is streamed once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import PurePosixPath

import polars as pl

from sources.clock_text import DateSurvey, DayOrder, full_year
from sources.line.grammar import DAY_NAMES, Heading, Talk, is_spaced, title_of
from sources.line.people import PLATFORM
from sources.line.scan import stretches
from sources.record import Exhibit
from sources.system_lines.phrases import system_lines
from sources.text_blocks import text_blocks
from warehouse.schema import ids

_GROUP_EVENTS = frozenset({"join", "leave", "invite", "remove", "title", "create"})
# Words a name may be made of in the PC variant.
_LONGEST_NAME = 5


@dataclass(frozen=True)
class Survey:
    """What the whole file shows.

    Attributes:
        talk: Its variant; headings of days in file order.
        order: Place of day and month.
        has_records: Whether there is any record.
        senders: Names that are senders; of the PC variant those that are sure to be.
        title: Title of the conversation.
        kind: direct, group or unknown.
        thread_id: Id of the conversation.
        owner_names: Names that can only be the phone's owner.
    """

    talk: Talk
    order: DayOrder
    has_records: bool
    senders: frozenset[str]
    title: str | None
    kind: str
    thread_id: str
    owner_names: frozenset[str]


@dataclass
class _Seen:
    names: set[str] = field(default_factory=set)
    has_records: bool = False
    has_group_event: bool = False


def survey(exhibit: Exhibit, encoding: str) -> Survey:
    """Look through the whole file once; memory grows with its days and senders only."""
    beginning = next(iter(text_blocks(exhibit.file, encoding)), "")
    talk = Talk(is_spaced(beginning))
    title, is_group_title = title_of(next(islice((line for line in beginning.split("\n") if line.strip()), 1), ""))
    if title is None:
        title, is_group_title = title_of(PurePosixPath(exhibit.path).stem)
    seen = _Seen()
    for stretch in stretches(exhibit.file, encoding, talk):
        seen.has_records = seen.has_records or not stretch.lines.is_empty()
        _take_in(seen, stretch.texts.filter(stretch.senders.is_null()), is_spaced=talk.is_spaced)
        if not talk.is_spaced:
            seen.names.update(stretch.senders.drop_nulls().unique())
    if talk.is_spaced and title is not None:
        seen.names.add(title)
    return _decided(exhibit, talk, seen, (title, is_group_title))


def _take_in(seen: _Seen, told: pl.Series, *, is_spaced: bool) -> None:
    """What lines without a sender of their own tell: events, and in the PC variant names before a placeholder."""
    phrases = system_lines(PLATFORM)
    is_event = told.to_frame("text").select(phrases.is_event(pl.col("text"))).to_series()
    for text in told.filter(is_event):
        said = phrases.parse(text)
        if said is not None:
            seen.has_group_event = seen.has_group_event or said.event in _GROUP_EVENTS
            if is_spaced:
                seen.names.update(
                    name for name in (said.actor, *said.targets) if name and name not in phrases.self_words
                )
    if not is_spaced:
        return
    rest = told.filter(~is_event).to_frame("text")
    for words in range(1, _LONGEST_NAME + 1):
        pattern = rf"^([^\s☎]+(?: [^\s☎]+){{{words - 1}}}) (.+)$"
        parted = rest.select(
            pl.col("text").str.extract(pattern, 1).alias("name"), pl.col("text").str.extract(pattern, 2)
        )
        is_placeholder = phrases.is_one_of(pl.col("text"), "media") | phrases.is_one_of(pl.col("text"), "call")
        seen.names.update(parted.filter(is_placeholder)["name"].drop_nulls())


def _decided(exhibit: Exhibit, talk: Talk, seen: _Seen, titled: tuple[str | None, bool]) -> Survey:
    title, is_group_title = titled
    owner_names: frozenset[str] = frozenset()
    if seen.has_group_event or (len(seen.names) > 2 and not talk.is_spaced):
        kind = "group"
    elif title in seen.names and not talk.is_spaced:
        kind = "direct"
        owner_names = frozenset(seen.names - {title} if title else set())
    else:
        kind = "group" if is_group_title else "unknown"
    # Groups seized from two phones bear one title and are one conversation. A talk of two is named after what this
    # phone calls the other one, which says nothing beside another phone's label: it is kept apart by owner or file.
    if kind == "group" and title is not None:
        thread = ids.named_thread_id(PLATFORM, title)
    else:
        scope = exhibit.owners.get(PLATFORM) or exhibit.exhibit_id[:16]
        thread = ids.named_thread_id(PLATFORM, f"{title or PurePosixPath(exhibit.path).stem} ({scope})")
    order = day_order(talk.headings)
    return Survey(talk, order, seen.has_records, frozenset(seen.names), title, kind, thread, owner_names)


def day_order(headings: Sequence[Heading]) -> DayOrder:
    """Place of day and month: a part above 12, the running of time, and the names of the days settle it."""
    dates = DateSurvey(
        is_year_first=any(found.is_year_first for found in headings),
        is_dotted=any(found.sign == "." for found in headings),
    )
    if not headings:
        return DayOrder("ymd", True)
    parts = pl.DataFrame(
        {part: [getattr(found, part) for found in headings] for part in ("a", "b", "c")},
        schema=dict.fromkeys("abc", pl.Int64),
    )
    dates.add(parts.with_columns(minute=pl.lit(0, pl.Int64)))
    order = dates.decide()
    if order.is_known:
        return order
    fits = {way: sum(_fits(found, way) for found in headings) for way in ("dmy", "mdy")}
    if fits["dmy"] == fits["mdy"]:
        return order
    return DayOrder("dmy" if fits["dmy"] > fits["mdy"] else "mdy", True)


def _fits(found: Heading, order: str) -> bool:
    """Whether the date, read in this order, falls on the day of the week that is printed."""
    day, month = (found.a, found.b) if order == "dmy" else (found.b, found.a)
    year = pl.select(full_year(pl.lit(found.c))).item()
    try:
        weekday = date(year, month, day).weekday()
    except ValueError:
        return False
    return found.day_name.lower().startswith(DAY_NAMES[weekday])
