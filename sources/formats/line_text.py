"""LINE's exported chat text, from phones and from the PC program, in many languages.

**Source:** formats.md 6; samples and tests of public readers (2018 to 2026); LINE's own sentences in
sources/system_lines/line.toml.

Limits: there are no ids, so a name holds within its talk. In the PC variant nothing parts name and text: a name of
several words is known where the title, a system line or a placeholder shows it, else the first word is taken. Sentences
of the program in a language missing from the phrase file are kept as system lines without an event.
"""

import re

import polars as pl

from sources.clock_text import full_year, hour_of_day, moment, to_utc
from sources.errors import UnreadableExhibit
from sources.line.count import count_records
from sources.line.grammar import (
    CLOCK,
    Talk,
    clock_parts,
    heading,
    is_own_line,
    names_a_day,
    title_of,
)
from sources.line.people import PLATFORM, People
from sources.line.scan import Stretch, stretches
from sources.line.survey import Survey, survey
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings
from sources.system_lines.phrases import system_lines
from sources.text_blocks import text_blocks, text_encoding

_DATE_PARTS = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}
_SNIFFED_LINES = 400
_RECORD = re.compile(rf"(?:{CLOCK})(?P<sign>[\t ])\S?")


def sniff(head: Head) -> float:
    """Sure by LINE's title; else by a heading of a day with clock times and tabs below it."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    lines = [line.rstrip("\r") for line in text.split("\n")[:_SNIFFED_LINES]]
    first = next((line for line in lines if line.strip("\ufeff \t")), "")
    if title_of(first)[0] is not None:
        return 0.95
    is_under_heading, tabbed, spaced = False, 0, 0
    for line in lines:
        is_under_heading = is_under_heading or names_a_day(heading(line))
        found = _RECORD.match(line) if is_under_heading else None
        tabbed += found is not None and found["sign"] == "\t"
        spaced += found is not None and found["sign"] == " "
    if not is_own_line(first):
        return 0.0
    return 0.85 if tabbed >= 2 else 0.5 if spaced >= 3 else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the export: one look over the whole file, then batches of records."""
    encoding, is_cut = text_encoding(exhibit.file)
    seen = survey(exhibit, encoding)
    if not seen.has_records:
        yield from _without_records(exhibit, encoding)
        return
    people = People(seen.thread_id, exhibit.owners.get(PLATFORM), seen.owner_names)
    sightings, builder = Sightings("line"), BatchBuilder(exhibit.exhibit_id)
    builder.add(
        "thread", locator="line:1", platform=PLATFORM, thread_id=seen.thread_id, title=seen.title, kind=seen.kind
    )
    talk = Talk(seen.talk.is_spaced)
    for stretch in stretches(exhibit.file, encoding, talk):
        _add_records(stretch, (seen, people, sightings), exhibit, builder)
        yield builder.take()
    if talk.has_orphan:
        builder.reject(f"line:{talk.orphan_line}", "text before the first message; the start of the export is missing")
    sightings.write(builder)
    yield builder.take()
    if is_cut:
        yield EndOfExhibit("partial", "the file ends inside a character; ask for the complete export")
    elif talk.has_orphan:
        yield EndOfExhibit("partial", "the file does not start with a message; ask for the start of the export")
    elif not seen.order.is_known:
        yield EndOfExhibit("read", "day and month can't be told apart in this file, so its times are left open")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Count clock times at line starts, sign by sign; those inside quoted texts don't count.

    Text before the first of them that isn't the export's own is one record (a rejected one).
    """
    encoding, _ = text_encoding(exhibit.file)
    return count_records(exhibit.file, encoding)


FORMAT = SourceFormat(
    name="line_text",
    version=1,
    meaning="Text export of a LINE chat, made on a phone or a PC.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="LINE",
        made_by="LINE on iOS, Android and Windows, in English, Japanese, Chinese, Thai and Korean",
        gives="messages with sender names and times, who joined, left, invited or was removed, unsent messages, "
        "titles, calls and placeholders of media",
        certainty="third-party reader",
        omits="ids of accounts and media, which the export doesn't hold",
    ),
)


def _without_records(exhibit: Exhibit, encoding: str) -> Reading:
    for block in text_blocks(exhibit.file, encoding):
        if any(not is_own_line(line) for line in block.split("\n")):
            raise UnreadableExhibit("no line starts like a LINE message; add the file in its own format")
    yield EndOfExhibit("empty", "the file holds no message; ask for a new export if some were expected")


def _add_records(
    stretch: Stretch, context: tuple[Survey, People, Sightings], exhibit: Exhibit, builder: BatchBuilder
) -> None:
    """Add the records of one stretch."""
    if stretch.lines.is_empty():
        return
    seen, people, sightings = context
    rows = pl.DataFrame(
        {
            "line": stretch.lines,
            "day": stretch.days,
            "clock": stretch.clocks,
            "sender": stretch.senders,
            "text": stretch.texts,
        }
    )
    if seen.talk.is_spaced:
        rows = _with_senders(rows, seen)
    rows = _with_accounts(_timed(rows, seen, exhibit), people, sightings)
    actors = _events(rows, people, (seen, sightings), builder)
    phrases = system_lines(PLATFORM)
    text, is_system = pl.col("text"), pl.col("sender").is_null()
    rows = rows.join(actors, on="line", how="left", maintain_order="left")
    builder.extend(
        "message",
        rows.select(
            "sent_at",
            "sent_at_raw",
            "time_basis",
            "text",
            locator=pl.format("line:{}", "line"),
            position=pl.int_range(pl.len()) + people.count,
            platform=pl.lit(PLATFORM),
            thread_id=pl.lit(seen.thread_id),
            sender_account_id=pl.when(is_system).then("actor_id").otherwise("account_id"),
            sender_name="sender",
            kind=pl.when(phrases.is_one_of(text, "call"))
            .then(pl.lit("call"))
            .when(is_system)
            .then(pl.lit("system"))
            .when(phrases.is_one_of(text, "media"))
            .then(pl.lit("media"))
            .when(phrases.is_one_of(text, "contact_card"))
            .then(pl.lit("contact_card"))
            .otherwise(pl.lit("text")),
            is_deleted=pl.col("is_recall").fill_null(value=False),
        ),
    )
    people.count += rows.height
    builder.record_count += rows.height


def _with_senders(rows: pl.DataFrame, seen: Survey) -> pl.DataFrame:
    """Part name and text of the PC variant: the longest known name, else the first word; none in system lines."""
    phrases = system_lines(PLATFORM)
    by_word: dict[str, list[str]] = {}
    for name in sorted(seen.senders, key=len, reverse=True):
        by_word.setdefault(name.split(" ")[0], []).append(name)
    senders: list[str | None] = []
    texts: list[str] = []
    is_event = rows.select(phrases.is_event(pl.col("text"))).to_series()
    for whole, is_told in zip(rows["text"], is_event, strict=True):
        first = whole.split("\n", 1)[0].split(" ", 1)[0]
        name = next((known for known in by_word.get(first, ()) if whole.startswith((f"{known} ", f"{known}\n"))), first)
        senders.append(None if is_told else name)
        texts.append(whole if is_told else whole[len(name) :].removeprefix(" "))
    return rows.with_columns(
        pl.Series("sender", senders, dtype=pl.String), pl.Series("text", texts, dtype=pl.String)
    ).with_columns(sender=pl.when(pl.col("sender") != "").then("sender"))


def _timed(rows: pl.DataFrame, seen: Survey, exhibit: Exhibit) -> pl.DataFrame:
    """Add sent_at, sent_at_raw and time_basis from the day's heading and the clock time."""
    headings = seen.talk.headings
    parts = {part: [getattr(found, part) for found in headings] for part in ("a", "b", "c")}
    days = pl.DataFrame(
        {"written": [found.written for found in headings], **parts},
        schema={"written": pl.String, **dict.fromkeys(("a", "b", "c"), pl.Int64)},
    )
    of_row = rows["day"].replace(-1, None)
    days = pl.DataFrame([days[name].gather(of_row) for name in days.columns])
    clocks = rows["clock"].unique()
    hands = pl.DataFrame(
        [(clock, *clock_parts(clock)) for clock in clocks],
        schema={"clock": pl.String, "hour": pl.Int64, "minute": pl.Int64, "second": pl.Int64, "half": pl.String},
        orient="row",
    ).with_columns(hour=hour_of_day(pl.col("hour"), pl.col("half")))
    zone, basis = exhibit.zone(PLATFORM)
    year, month, day = (pl.col(part) for part in _DATE_PARTS[seen.order.order])
    local = moment(full_year(year), month, day, (pl.col("hour"), pl.col("minute"), pl.col("second")))
    timed = (
        rows.hstack(days)
        .join(hands, on="clock", how="left", maintain_order="left")
        .with_columns(local=local, sent_at_raw=pl.concat_str("written", "clock", separator=" ", ignore_nulls=True))
    )
    if not seen.order.is_known:
        return timed.with_columns(sent_at=pl.lit(None, pl.Datetime("us")), time_basis=pl.lit("ambiguous"))
    return timed.with_columns(sent_at=to_utc(pl.col("local"), zone)).with_columns(
        time_basis=pl.when(pl.col("sent_at").is_null()).then(pl.lit("none")).otherwise(pl.lit(basis))
    )


def _with_accounts(rows: pl.DataFrame, people: People, sightings: Sightings) -> pl.DataFrame:
    """Add `account_id` of the sender and note accounts and names; loops over the senders of the stretch only."""
    senders = (
        rows.filter(pl.col("sender").is_not_null())
        .group_by("sender", maintain_order=True)
        .agg(
            pl.col("line").first(),
            pl.len().alias("count"),
            pl.col("sent_at").min().alias("first_at"),
            pl.col("sent_at").max().alias("last_at"),
        )
    )
    found: list[tuple[str, str | None]] = []
    for row in senders.iter_rows(named=True):
        name = row["sender"]
        people.note(name, row["line"], (row["first_at"], row["last_at"]), (sightings, row["count"]))
        found.append((name, people.account_id(name)))
    known = pl.DataFrame(found, schema={"sender": pl.String, "account_id": pl.String}, orient="row")
    return rows.join(known, on="sender", how="left", maintain_order="left")


def _events(
    rows: pl.DataFrame, people: People, context: tuple[Survey, Sightings], builder: BatchBuilder
) -> pl.DataFrame:
    """Add the membership events of system lines; one row per line that tells one, with `actor_id` and `is_recall`."""
    seen, sightings = context
    phrases = system_lines(PLATFORM)
    told: list[tuple[int, str | None, bool]] = []
    lines = rows.filter(pl.col("sender").is_null()).filter(phrases.is_event(pl.col("text")))
    for line, text, at in lines.select("line", "text", "sent_at").iter_rows():
        said = phrases.parse(text, seen.senders)
        if said is None:
            continue
        for name in filter(None, (said.actor, *said.targets)):
            people.note(name, line, (at, at), (sightings, 1))
        actor = people.account_id(said.actor)
        told.append((line, actor, said.event == "recall"))
        if said.event == "recall":
            continue
        about = [people.account_id(target) for target in said.targets]
        if not said.targets:
            about = [actor if said.event in ("create", "other") else None]
        for account in about:
            builder.add(
                "membership_event",
                locator=f"line:{line}",
                thread_id=seen.thread_id,
                event=said.event,
                account_id=account,
                actor_account_id=actor,
                name=said.name,
                happened_at=at,
            )
    schema = {"line": pl.Int64, "actor_id": pl.String, "is_recall": pl.Boolean}
    return pl.DataFrame(told, schema=schema, orient="row")
