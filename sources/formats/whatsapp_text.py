r"""WhatsApp "Export chat" text, from iOS and Android, in many languages.

A record starts at a header of the file's own make (see sources.whatsapp.header) and runs to the next; headers of
another make are pasted text and stay in the body. System lines become membership events.

**Source:** formats.md 3.1: samples of public chat analysers (iOS and Android, 2019 to 2024); WhatsApp's own sentences
in sources/system_lines/whatsapp.toml.

Limits: a sender whose name holds a colon followed by a space is cut there. Words that WhatsApp writes in a language
missing from the phrase file are kept as system lines (Android) or as text (iOS), without an event.
"""

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from sources.clock_text import DIRECTION_MARKS, full_year, moment, to_utc
from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings
from sources.system_lines.phrases import SystemEvent, system_lines
from sources.text_blocks import line_blocks, records, text_blocks, text_encoding
from sources.whatsapp.header import Headers, is_header_like, shape
from sources.whatsapp.lines import contents
from sources.whatsapp.people import PLATFORM, People
from sources.whatsapp.survey import Survey, survey

_MARKS = f"[{DIRECTION_MARKS}]*"
# Other programs that print the same kind of header: Signal exporters write ISO dates in brackets without seconds,
# Jabber clients put two tabs after the name.
_SIGNAL = re.compile(r"\[[0-9]{4}-[0-9]{2}-[0-9]{2}, [0-9]{2}:[0-9]{2}\] ")
_JABBER = re.compile(r"\[[0-9. :]{14,20}\] ?[^:]+:\t\t")
# Program logs look like Android headers with ISO dates and seconds.
_PROGRAM_LOG = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} - ")
_HEADER_PARTS = ("a", "b", "c", "hour", "minute", "second", "time_raw", "content")
_DATE_PARTS = {"dmy": ("c", "b", "a"), "mdy": ("c", "a", "b"), "ymd": ("a", "b", "c")}


def sniff(head: Head) -> float:
    """Sure when the first written line is a header; half sure when a tenth of the lines are of one make."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    lines = [line for line in text.split("\n")[:2000] if line.strip("\ufeff \r\u200e\u200f")]
    first = next(iter(lines), "").lstrip("\ufeff\u200e\u200f")
    if not lines or _SIGNAL.match(first) or _JABBER.match(first) or _PROGRAM_LOG.match(first):
        return 0.0
    if is_header_like(first):
        return 0.9
    makes = Counter(shape(line) for line in lines if is_header_like(line))
    common = max(makes.values(), default=0)
    return 0.5 if common >= 3 and common * 10 >= len(lines) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the export: one look over the whole file, then batches of records."""
    encoding, is_cut = text_encoding(exhibit.file)
    seen = survey(exhibit, encoding)
    if seen.make is None:
        yield from _without_headers(exhibit, encoding)
        return
    people = People(seen.thread_id, exhibit.owners.get(PLATFORM), seen.owner_names)
    sightings = Sightings("line")
    builder = BatchBuilder(exhibit.exhibit_id)
    builder.add(
        "thread", locator="line:1", platform=PLATFORM, thread_id=seen.thread_id, title=seen.title, kind=seen.kind
    )
    position, has_orphan = 0, False
    is_start = pl.col("make").eq_missing(pl.lit(seen.make))
    for found in records(_with_parts(exhibit, encoding), is_start, keep=_HEADER_PARTS):
        own = found.filter(~pl.col("is_orphan"))
        if own.height < found.height and _reject_orphan(found, builder):
            has_orphan = True
        position += _add_records(own, position, (seen, people, sightings), exhibit, builder)
        yield builder.take()
    sightings.write(builder)
    yield builder.take()
    yield _end(seen, is_cut=is_cut, has_orphan=has_orphan)


def count(exhibit: Exhibit) -> int:
    """Count the lines that start like the file's first header does, sign by sign, without reading dates or words.

    Text before the first header is one record (a rejected one).
    """
    encoding, _ = text_encoding(exhibit.file)
    start = _first_shape(exhibit, encoding)
    if start is None:
        return 0
    pattern = re.compile(start, re.MULTILINE)
    total, before_first = 0, ""
    for block in text_blocks(exhibit.file, encoding):
        if not total:
            found = pattern.search(block)
            before_first += block[: found.start()] if found else block
        total += sum(1 for _ in pattern.finditer(block))
    return total + bool(before_first.strip("\ufeff \r\n"))


FORMAT = SourceFormat(
    name="whatsapp_text",
    version=3,
    meaning="Text export of a WhatsApp chat, made on an iPhone or an Android phone.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WhatsApp",
        made_by='WhatsApp on iOS and Android, "Export chat", with or without media, in many languages',
        gives="messages with senders (numbers, or the labels of the phone's owner), who created, joined, left and was "
        "added or removed, changed numbers, deleted messages, placeholders of media",
        certainty="real file",
        omits="ids of saved contacts, which the export doesn't hold; the media files themselves",
    ),
)


def _with_parts(exhibit: Exhibit, encoding: str) -> Iterator[pl.DataFrame]:
    headers = Headers()
    for block in line_blocks(exhibit.file, encoding):
        yield block.hstack(headers.parted(block["text"]))


def _first_shape(exhibit: Exhibit, encoding: str) -> str | None:
    """Shape of the first written line, or the commonest of all when that is no header."""
    shapes: Counter[str] = Counter()
    is_first = True
    for block in text_blocks(exhibit.file, encoding):
        for line in block.split("\n"):
            if not line.strip("\ufeff \r\u200e\u200f"):
                continue
            found = shape(line.removesuffix("\r")) if is_header_like(line.removesuffix("\r")) else None
            if is_first and found is not None:
                return found
            is_first = False
            if found is not None:
                shapes[found] += 1
    return max(sorted(shapes), key=shapes.__getitem__, default=None)


def _without_headers(exhibit: Exhibit, encoding: str) -> Reading:
    if any(block.strip("\ufeff \r\n") for block in text_blocks(exhibit.file, encoding)):
        raise UnreadableExhibit("no line starts like a WhatsApp message; add the file in its own format")
    yield EndOfExhibit("empty", "the file holds no text; ask for a new export if one was expected")


def _reject_orphan(found: pl.DataFrame, builder: BatchBuilder) -> bool:
    orphan = found.filter(pl.col("is_orphan")).row(0, named=True)
    if not (orphan["head"].strip("\ufeff \r") or (orphan["rest"] or "").strip()):
        return False
    builder.reject(f"line:{orphan['line']}", "text before the first message; the start of the export is missing")
    return True


def _add_records(
    found: pl.DataFrame,
    position: int,
    context: tuple[Survey, People, Sightings],
    exhibit: Exhibit,
    builder: BatchBuilder,
) -> int:
    """Add the records of one stretch; returns how many got a position."""
    if not found.height:
        return 0
    seen, people, sightings = context
    group_title = seen.title if seen.kind == "group" else None
    timed = _timed(found, seen, exhibit)
    for line in timed.filter(pl.col("local").is_null())["line"]:
        builder.reject(f"line:{line}", "the date or time of the header does not exist")
    sound = timed.filter(pl.col("local").is_not_null())
    read_out = contents(sound, seen.senders, group_title).with_row_index("position", offset=position)
    messages = _with_accounts(read_out, people, sightings)
    events = _events(read_out, people, seen, sightings, builder)
    told = pl.DataFrame(events, schema={"line": pl.Int64, "actor_id": pl.String}, orient="row")
    messages = messages.join(told, on="line", how="left", maintain_order="left").with_columns(
        sender_account_id=pl.when(pl.col("kind") == "system").then("actor_id").otherwise("account_id")
    )
    builder.extend(
        "message",
        messages.with_columns(
            locator=pl.format("line:{}", "line"),
            platform=pl.lit(PLATFORM),
            thread_id=pl.lit(seen.thread_id),
            sender_name=pl.col("sender"),
            sent_at_raw=pl.col("time_raw"),
        ),
    )
    builder.record_count += messages.height
    return messages.height


def _timed(parted: pl.DataFrame, seen: Survey, exhibit: Exhibit) -> pl.DataFrame:
    """Add `local` (null: no such time), `sent_at` and `time_basis`."""
    year, month, day = (pl.col(part) for part in _DATE_PARTS[seen.order.order])
    clock = (pl.col("hour"), pl.col("minute"), pl.col("second"))
    zone, basis = exhibit.zone(PLATFORM)
    local = parted.with_columns(local=moment(full_year(year), month, day, clock))
    if not seen.order.is_known:
        return local.with_columns(
            local=pl.coalesce("local", moment(full_year(year), day, month, clock)),
            sent_at=pl.lit(None, dtype=pl.Datetime("us")),
            time_basis=pl.lit("ambiguous"),
        )
    return local.with_columns(sent_at=to_utc(pl.col("local"), zone), time_basis=pl.lit(basis))


def _with_accounts(messages: pl.DataFrame, people: People, sightings: Sightings) -> pl.DataFrame:
    """Add `account_id` of the sender and note accounts and names; loops over the senders of the stretch only."""
    senders = (
        messages.filter((pl.col("kind") != "system") & pl.col("sender").is_not_null())
        .group_by("sender", maintain_order=True)
        .agg(
            pl.col("line").first(),
            pl.len().alias("count"),
            pl.col("sent_at").min().alias("first_at"),
            pl.col("sent_at").max().alias("last_at"),
        )
    )
    account_ids: dict[str, str | None] = {}
    for row in senders.iter_rows(named=True):
        person = people.of(row["sender"])
        account_ids[row["sender"]] = people.account_id(row["sender"])
        if person.account is not None:
            sightings.account(person.account, row["line"])
        if person.name is not None:
            sightings.name(person.name, row["line"], (row["first_at"], row["last_at"]), row["count"])
    known = pl.DataFrame(
        {"sender": list(account_ids), "account_id": list(account_ids.values())},
        schema={"sender": pl.String, "account_id": pl.String},
    )
    return messages.join(known, on="sender", how="left", maintain_order="left")


def _events(
    messages: pl.DataFrame, people: People, seen: Survey, sightings: Sightings, builder: BatchBuilder
) -> list[tuple[int, str | None]]:
    """Add a membership event for each person a system line is about; returns line and actor of every such line."""
    phrases = system_lines(PLATFORM)
    actors: list[tuple[int, str | None]] = []
    for row in messages.filter(pl.col("says").is_not_null()).select("line", "says", "sent_at").iter_rows(named=True):
        said = phrases.parse(row["says"], seen.senders)
        if said is None:
            continue
        locator = f"line:{row['line']}"
        named = [name for name in (said.actor, *said.targets) if name is not None]
        for person in map(people.of, named):
            if person.account is not None:
                sightings.account(person.account, row["line"])
            if person.name is not None:
                sightings.name(person.name, row["line"], (row["sent_at"], row["sent_at"]), 1)
        actor = people.account_id(said.actor)
        actors.append((row["line"], actor))
        for values in _event_rows(said, actor, people):
            builder.add(
                "membership_event", locator=locator, thread_id=seen.thread_id, happened_at=row["sent_at"], **values
            )
    return actors


def _event_rows(said: SystemEvent, actor: str | None, people: People) -> list[dict[str, str | None]]:
    """The membership events of one system line; a changed number is a rename from the old account to the new."""
    if said.event == "rename":
        new = said.targets[0]
        return [{"event": "rename", "account_id": actor, "other_account_id": people.account_id(new), "name": new}]
    row: dict[str, str | None] = {"event": said.event, "actor_account_id": actor, "name": said.name}
    if not said.targets:
        about = actor if said.event in ("create", "title", "other") else None
        return [row | {"account_id": about}]
    return [row | {"account_id": people.account_id(target)} for target in said.targets]


def _end(seen: Survey, *, is_cut: bool, has_orphan: bool) -> EndOfExhibit:
    if is_cut:
        return EndOfExhibit("partial", "the file ends inside a character; ask for the complete export")
    if has_orphan:
        return EndOfExhibit("partial", "the file does not start with a message; ask for the start of the export")
    if not seen.order.is_known:
        return EndOfExhibit("read", "day and month can't be told apart in this file, so its times are left open")
    return EndOfExhibit("read")
