"""Chats that tools print as text: a line with time and name, the words on the lines below, a blank line.

MemoTrace and WeFlow print so; they differ in what stands behind the time. Nothing has an id: names hold in their
conversation, unless the path tells the id of the other end and he is called as the path calls him.

**Source:** formats.md 4.4; MemoTrace's exporter_txt and WeFlow's exportTxtWriter as last published.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from sources.errors import UnreadableExhibit
from sources.reading import head_text
from sources.record import BatchBuilder, EndOfExhibit, Exhibit, Head, Reading
from sources.system_lines.phrases import system_lines
from sources.text_blocks import line_blocks, records, text_encoding
from sources.wechat.kinds import with_times
from sources.wechat.people import PLATFORM, conversation_in_path, is_group_id, label_in_path, thread_of
from sources.wechat.writing import Talks, add_entries

_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
_HEADER = re.compile(rf"{_TIME} ([^ \t].*)")
_LONGEST_HEADER = 400
# QQ prints the same shape with number or mail address behind the name; others put the words on the same line, behind a
# dash or a colon, which may also stand in a line of the app or in a name now and then.
_IS_QQ = re.compile(r".*(?:\(\d{5,11}\)|<[^<>\s]+@[^<>\s]+>)\s*")
_HAS_WORDS = re.compile(r"[-–] .*|[^:]{1,80}: .*")
_MOST_WITH_WORDS = 0.2
_BLANKS = " \t\r"


@dataclass(frozen=True)
class Printing:
    """How one tool prints.

    Attributes:
        name: Expression with one group for the name behind the time, anchored at both ends.
        has_bare_lines: Whether a line of the app stands behind the time itself, with nothing below.
        media: Expression for bodies that stand for media.
    """

    name: str
    has_bare_lines: bool
    media: str


def looks_printed(head: Head, printing: Printing) -> bool:
    """Whether a text starts with headers of this printing, each behind a blank line, and has no other app's."""
    text = head_text(head.first_bytes)
    if text is None:
        return False
    written = text.lstrip("\ufeff").split("\n")[:2000]
    if len(written) < 2 or _HEADER.fullmatch(written[0].rstrip("\r")) is None:
        return False
    previous = ""
    names = []
    for line in (each.rstrip("\r") for each in written):
        found = _HEADER.fullmatch(line) if len(line) < _LONGEST_HEADER else None
        if found is not None and not previous.strip(_BLANKS):
            names.append(found[1])
        previous = line
    pattern = re.compile(printing.name)
    is_ours = all(pattern.match(name) for name in names)
    others = sum(_HAS_WORDS.fullmatch(name) is not None for name in names)
    return is_ours and others <= len(names) * _MOST_WITH_WORDS and not any(map(_IS_QQ.fullmatch, names))


def read_printed(exhibit: Exhibit, printing: Printing) -> Reading:
    """Stream the messages.

    Raises:
        UnreadableExhibit: When no line is a header.
    """
    encoding, is_cut = text_encoding(exhibit.file)
    talks = Talks(exhibit, senders_are_names=True, prefixes=("line:",))
    builder = BatchBuilder(exhibit.exhibit_id)
    conversation, thread = _conversation(exhibit, talks)
    position = 0
    has_orphans = False
    for found in records(line_blocks(exhibit.file, encoding), _is_header()):
        orphans = found.filter(pl.col("is_orphan"))
        has_orphans |= _reject_orphans(orphans, builder)
        entries = _entries(found.filter(~pl.col("is_orphan")), printing, talks).with_columns(
            conversation=pl.lit(conversation), thread_id=pl.lit(thread), position=pl.int_range(pl.len()) + position
        )
        add_entries(entries, talks, builder)
        position += entries.height
        if builder.row_count:
            yield builder.take()
    if not position and has_orphans:
        raise UnreadableExhibit("no line starts with a time and a name; add the file as what it is")
    talks.finish(builder)
    yield builder.take()
    if is_cut:
        yield EndOfExhibit("partial", "the text ends within a character; ask for the complete export")
    elif not position:
        yield EndOfExhibit("empty", "the text holds no message; ask for a new export if some were expected")
    else:
        yield EndOfExhibit("read")


def count_printed(exhibit: Exhibit) -> int:
    """Headers behind blank lines, line by line; what stands before the first of them is one record more."""
    encoding, _ = text_encoding(exhibit.file)
    total, previous, has_orphan = 0, "", False
    with exhibit.file.open("r", encoding=encoding, newline="\n", errors="ignore") as stream:
        for raw in stream:
            line = raw.removesuffix("\n").removesuffix("\r")
            if not previous.strip(_BLANKS) and _HEADER.fullmatch(line.lstrip("\ufeff")) is not None:
                total += 1
            elif not total and line.strip(_BLANKS + "\ufeff"):
                has_orphan = True
            previous = line
    return total + has_orphan


def _is_header() -> pl.Expr:
    text = pl.col("text").str.strip_prefix("\ufeff")
    is_behind_blank = pl.col("previous").fill_null("").str.strip_chars(_BLANKS) == ""
    return is_behind_blank & text.str.contains(rf"^{_HEADER.pattern}$")


def _reject_orphans(orphans: pl.DataFrame, builder: BatchBuilder) -> bool:
    written = orphans.filter(
        pl.col("head").str.strip_chars(_BLANKS + "\ufeff")
        + pl.col("rest").fill_null("").str.strip_chars(_BLANKS + "\n")
        != ""
    )
    for line in written["line"]:
        builder.reject(f"line:{line}", "the text doesn't start with a time and a name")
    return written.height > 0


def _conversation(exhibit: Exhibit, talks: Talks) -> tuple[str, str]:
    """The conversation that the path names: by id, else by the title that is the name of the file."""
    found = conversation_in_path(exhibit.path)
    if found is not None:
        thread = thread_of(found, exhibit)
        label = label_in_path(exhibit.path)
        if label and not is_group_id(found):
            talks.known_ids[thread] = {label: found}
        return found, thread
    title = PurePosixPath(exhibit.path).stem or "chat"
    talks.titles = frozenset({title})
    return title, thread_of(title, exhibit, is_title=True)


def _entries(found: pl.DataFrame, printing: Printing, talks: Talks) -> pl.DataFrame:
    """Records as entries, all but conversation and position."""
    head = pl.col("head").str.strip_prefix("\ufeff").str.strip_chars_end("\r")
    named = head.str.slice(20)
    rest = pl.col("rest").fill_null("")
    # Below a line of the app stands the blank line alone; below a name the words and then the blank line.
    is_bare = (rest == "") if printing.has_bare_lines else pl.lit(value=False)
    name = named.str.extract(printing.name, 1).str.strip_chars().replace("", None)
    self_words = sorted(system_lines(PLATFORM).self_words)
    nothing = pl.lit(None, pl.String)
    entries = (
        found.select("line", head=head, rest=rest, is_bare=is_bare, name=name)
        .with_columns(
            text=pl.when("is_bare")
            .then(pl.col("head").str.slice(20))
            .otherwise(pl.col("rest").str.replace(r"\n\s*$", "")),
            is_own=(pl.col("name").is_in(self_words) & ~pl.col("is_bare")).fill_null(False),
        )
        .with_columns(kind=_kind(printing))
        .select(
            "text",
            "is_own",
            "kind",
            row=pl.col("line"),
            sender=pl.when("is_own").then(pl.lit(talks.owner, pl.String)).when(~pl.col("is_bare")).then("name"),
            sender_name=pl.when(~pl.col("is_bare")).then("name"),
            shown_name=pl.when(~pl.col("is_bare") & ~pl.col("is_own")).then("name"),
            sent_at_raw=pl.col("head").str.head(19),
            native_message_id=nothing,
            remark=nothing,
            nickname=nothing,
        )
    )
    return with_times(entries, "sent_at_raw", talks.exhibit)


def _kind(printing: Printing) -> pl.Expr:
    is_system = pl.col("is_bare") if printing.has_bare_lines else system_lines(PLATFORM).is_event(pl.col("text"))
    return (
        pl.when(is_system)
        .then(pl.lit("system"))
        .when(pl.col("text").str.contains(printing.media))
        .then(pl.lit("media"))
        .otherwise(pl.lit("text"))
    )
