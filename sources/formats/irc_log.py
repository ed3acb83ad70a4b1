"""Plain chat logs of the IRC kind: one line a message, an action or a system line.

Every line that isn't blank is one record, or is rejected with a reason. A log is one conversation, and a nick is owned
only within it, so accounts carry the thread they live in. Times count as UTC unless a zone is given; a line without
clock has the time of the line before it (its `sent_at_raw` is null).

Source: the logs of #ubuntu 2004 to 2018 published with Kummerfeld et al., ACL 2019; see sources/irc/grammar.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import polars as pl

from sources.errors import UnreadableExhibit
from sources.irc.clock import Calendar, Dial, file_day, seconds_of_day
from sources.irc.grammar import emotes, events, shapes
from sources.irc.lines import BLANKS, LogText, count_lines, log_text
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from warehouse.schema import ids

# Below half, a text that merely holds some log lines (a manual, a mail) would be taken for a log.
_LEAST_SHARE = 0.5
_NO_SHAPE = "no chat, action or system line"
_NO_TEXT = "the bytes of the line are in none of the encodings tried"


@dataclass
class _Survey:
    """What the first pass over a log finds out; grows with the number of nicks only."""

    dial: Dial = field(default_factory=Dial)
    nicks: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.String))
    channels: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"channel": pl.String, "count": pl.UInt32})
    )
    known_count: int = 0
    line_count: int = 0

    def see(self, frame: pl.DataFrame) -> None:
        """Take in the next parsed lines."""
        self.dial.see(frame)
        self.line_count += frame.height
        self.known_count += frame["shape"].count()
        nicks = [self.nicks, *(frame[name].drop_nulls() for name in ("speaker", "nick", "other"))]
        self.nicks = pl.concat(nicks).unique().sort()
        joined = frame.filter(event="join")["channel"].value_counts().cast(self.channels.schema)
        self.channels = pl.concat([self.channels, joined]).group_by("channel").agg(pl.col("count").sum())

    @property
    def channel(self) -> str | None:
        """The channel that most joins name."""
        ranked = self.channels.sort(["count", "channel"], descending=[True, False])
        return ranked["channel"][0] if ranked.height else None


def sniff(head: Head) -> float:
    """How large a share of the first lines has the shape of a chat log; needs a timed message or a system event."""
    text = head_text(head.first_bytes)
    if text is None and b"\0" not in head.first_bytes:
        text = head.first_bytes.decode("latin-1")  # lines in mixed encodings: their frames are ASCII all the same
    if not text:
        return 0.0
    whole = text.removeprefix("\ufeff").split("\n")
    whole = whole[:-1] if len(whole) > 1 and len(head.first_bytes) < head.size_bytes else whole
    lines = pl.Series([line for line in whole if line.strip(BLANKS)], dtype=pl.String)
    if not len(lines):
        return 0.0
    parts = shapes(lines)
    timed = parts.filter(pl.col("shape").is_in(["text", "action"]) & pl.col("clock").is_not_null()).height
    told = events(parts.filter(shape="system")["text"])["event"].count()
    share = parts["shape"].count() / len(lines)
    return min(0.95, share) if share >= _LEAST_SHARE and timed + told else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a chat log.

    Yields:
        Batches of message, membership_event and rejected_record rows in the order of the lines; the last batch holds
        the thread, the accounts and their handles (one row per nick).

    Raises:
        UndecodableText: When most lines are in none of the encodings tried.
        UnreadableExhibit: When no line has the shape of a chat log.
    """
    text = log_text(exhibit.file)
    frames = _passes(text)
    survey = _Survey()
    for frame in frames():
        survey.see(frame)
    if not survey.line_count:
        yield EndOfExhibit("empty", f"{exhibit.path} holds no lines")
        return
    if not survey.known_count:
        raise UnreadableExhibit(f"{exhibit.path} holds no line of a chat log; add it as what it is")
    yield from _batches(exhibit, survey, frames())
    if text.legacy is None:
        yield EndOfExhibit("read")
    else:
        yield EndOfExhibit(
            "partial",
            f"{text.legacy_count} lines of {exhibit.path} aren't UTF-8 and were read as {text.legacy}, "
            "check their spelling against the original bytes",
        )


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank, counted on the bytes."""
    return count_lines(exhibit.file)


def _passes(text: LogText) -> Callable[[], Iterator[pl.DataFrame]]:
    """Two passes over the parsed lines; a log of one chunk is parsed once."""
    parsed = (_parsed(chunk) for chunk in text.chunks())
    held = [frame for _, frame in zip(range(2), parsed, strict=False)]
    if len(held) < 2:
        return lambda: iter(held)
    return lambda: (_parsed(chunk) for chunk in text.chunks())


def _parsed(chunk: pl.DataFrame) -> pl.DataFrame:
    """Lines with their parts and, for system lines, what they tell.

    **Columns:** line, is_decoded, date, seconds, half, clock, shape, speaker, text, event, nick, other, actor, host,
    channel, name.
    """
    lines = chunk.select("line", is_decoded=pl.col("text").is_not_null())
    frame = pl.concat([lines, shapes(chunk["text"])], how="horizontal").with_columns(seconds=seconds_of_day())
    system = frame.filter(shape="system")
    told = pl.concat([system.select("line"), events(system["text"])], how="horizontal")
    return frame.join(told, on="line", how="left", maintain_order="left")


def _batches(exhibit: Exhibit, survey: _Survey, frames: Iterator[pl.DataFrame]) -> Reading:
    zone, basis = exhibit.zone("irc")
    calendar = Calendar(file_day(exhibit.path) or exhibit.day, zone, step=survey.dial.step)
    stem = PurePosixPath(exhibit.path).stem
    thread = f"irc:{ids.encode_part(stem)[:40]}~{exhibit.exhibit_id[:8]}"
    builder = BatchBuilder(exhibit.exhibit_id)
    sightings: list[pl.DataFrame] = []
    position = 0
    for frame in frames:
        lines = _with_actions(frame, survey.nicks).with_columns(sent_at=calendar.instants(frame))
        kept = lines.filter(pl.col("shape").is_not_null()).with_row_index("position", offset=position)
        position += kept.height
        builder.extend("message", _messages(kept, thread, basis))
        builder.extend("membership_event", _membership_events(kept, thread))
        builder.extend("rejected_record", _rejected(lines))
        builder.record_count += kept.height
        sightings = [_folded([*sightings, _sightings(kept)])]
        yield builder.take()
    builder.add(
        "thread",
        locator="line:1",
        platform="irc",
        thread_id=thread,
        title=survey.channel or stem,
        kind="unknown" if survey.channel is None else "group",
    )
    _add_accounts(builder, sightings[0], thread, exhibit.owners.get("irc"))
    yield builder.take()


def _with_actions(frame: pl.DataFrame, nicks: pl.Series) -> pl.DataFrame:
    """Turn system lines that tell nothing, but start with a nick of the log, into actions of that nick."""
    silent = frame.filter((pl.col("shape") == "system") & pl.col("event").is_null())
    acted = pl.concat([silent.select("line"), emotes(silent["text"], nicks)], how="horizontal")
    lines = frame.join(acted, on="line", how="left", maintain_order="left")
    is_action = pl.col("emoter").is_not_null()
    return lines.with_columns(
        shape=pl.when(is_action).then(pl.lit("action")).otherwise("shape"),
        speaker=pl.coalesce("speaker", "emoter"),
        text=pl.when(is_action).then("emoted").otherwise("text"),
    )


def _account_ids(name: str) -> pl.Expr:
    """Account ids of a column of nicks; made once per nick."""
    return pl.col(name).map_batches(_ids_of, return_dtype=pl.String)


def _ids_of(nicks: pl.Series) -> pl.Series:
    unique = nicks.drop_nulls().unique()
    made = pl.Series([ids.account_id("irc", nick) for nick in unique.to_list()], dtype=pl.String)
    return nicks.replace_strict(unique, made, default=None, return_dtype=pl.String)


def _locators() -> pl.Expr:
    return pl.format("line:{}", pl.col("line"))


def _messages(lines: pl.DataFrame, thread: str, basis: str) -> pl.DataFrame:
    return lines.select(
        "position",
        "text",
        "sent_at",
        locator=_locators(),
        platform=pl.lit("irc"),
        thread_id=pl.lit(thread),
        sender_account_id=_account_ids("speaker"),
        sender_name="speaker",
        sent_at_raw="clock",
        time_basis=pl.when(pl.col("sent_at").is_null()).then(pl.lit("none")).otherwise(pl.lit(basis)),
        kind="shape",
        is_deleted=pl.lit(value=False),
    )


def _membership_events(lines: pl.DataFrame, thread: str) -> pl.DataFrame:
    return lines.filter(pl.col("event").is_not_null()).select(
        "event",
        "host",
        locator=_locators(),
        thread_id=pl.lit(thread),
        account_id=_account_ids("nick"),
        actor_account_id=_account_ids("actor"),
        other_account_id=_account_ids("other"),
        name=pl.coalesce("other", "name"),
        happened_at="sent_at",
    )


def _rejected(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(pl.col("shape").is_null()).select(
        locator=_locators(),
        reason=pl.when("is_decoded").then(pl.lit(_NO_SHAPE)).otherwise(pl.lit(_NO_TEXT)),
    )


def _sightings(lines: pl.DataFrame) -> pl.DataFrame:
    """Every nick on every line: who speaks, and whom a system line is about, by whom, under which new name."""
    seen = [
        lines.select("line", "sent_at", nick=name).filter(pl.col("nick").is_not_null())
        for name in ("speaker", "nick", "other", "actor")
    ]
    return pl.concat(seen).select(
        "nick", first_line="line", first_seen_at="sent_at", last_seen_at="sent_at", count=pl.lit(1, dtype=pl.Int64)
    )


def _folded(sightings: list[pl.DataFrame]) -> pl.DataFrame:
    """One row per nick: first line, earliest and latest time, number of sightings; ordered by first line and nick."""
    return (
        pl.concat(sightings)
        .group_by("nick")
        .agg(
            pl.col("first_line", "first_seen_at").min(),
            pl.col("last_seen_at").max(),
            pl.col("count").sum(),
        )
        .sort("first_line", "nick")
    )


def _add_accounts(builder: BatchBuilder, nicks: pl.DataFrame, thread: str, owner: str | None) -> None:
    named = nicks.select(
        "first_seen_at",
        "last_seen_at",
        native_id="nick",
        locator=pl.format("line:{}", pl.col("first_line")),
        account_id=_account_ids("nick"),
        thread_id=pl.lit(thread),
        observation_count="count",
        name="nick",
        kind=pl.lit("handle"),
        platform=pl.lit("irc"),
        is_owner=pl.col("nick").eq_missing(pl.lit(owner, dtype=pl.String)),
        is_display_name_only=pl.lit(value=False),
    )
    builder.extend("account", named)
    builder.extend("name_observation", named)


FORMAT = SourceFormat(
    name="irc_log",
    version=1,
    meaning="Plain chat log of the IRC kind, written by chat clients, bouncers and logging bots.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="IRC",
        made_by="chat clients, bouncers and logging bots, of many years and in many layouts",
        gives="messages and actions by nickname, renames, joins and leavings with user@host",
        certainty="real file",
        omits="private messages in files of their own without names; dates where neither the file nor its path has one",
    ),
)
