"""Pidgin's plain text logs of Jabber talk: `Conversation with PEER at DATE on ACCOUNT (jabber)`, `(TIME) NICK: WORDS`.

The first line says whose log it is and with whom; the file's name (`2019-03-05.211500+0300MSK.txt`) has the day and the
offset. Actions are `***NICK WORDS`, replies of absent people `NICK <AUTO-REPLY>: WORDS`, everything else is a system
line. A nickname that holds a colon and a space is cut there.

**Source:** libpurple's log writer (log.c, versions 2.x); no real log was opened.
"""

import re
from collections.abc import Iterator

import polars as pl

from sources.clock_text import HALF_PATTERN, DateSurvey
from sources.errors import UnreadableExhibit
from sources.jabber.pidgin_clock import PidginClock
from sources.jabber.talk import PLATFORM, Talk, address_in, address_of_path, is_room
from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.system_lines.phrases import system_lines
from sources.text_blocks import line_blocks, records, text_blocks, text_encoding

_HEADING = re.compile(
    r"\ufeff?Conversation with (?P<peer>.{1,300}?) at (?P<date>.{1,80}?) on (?P<owner>\S{1,300}) "
    r"\((?:jabber|xmpp|google-talk)\)\s*"
)
_DATE = r"([0-9]{1,4})([./-])([0-9]{1,2})[./-]([0-9]{1,4})\.?,? "
_TIME = rf"([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))?(?: ?({HALF_PATTERN}))?"
_HEADER = rf"^\((?:{_DATE})?{_TIME}\) "
_LINE = re.compile(rf"^\((?:{_DATE})?{_TIME}\) ", re.MULTILINE)
_PARTS = ("a", "separator", "b", "c", "hour", "minute", "second", "half")
_SPOKEN = r"^([^\n]{1,120}?)(?: <AUTO-REPLY>)?: "
_WHISPERED = r"^\*([^*\n]{1,80})\* "
# More stands before no first message; the rest of it need not be kept to know that something does.
_LONGEST_HEAD = 1 << 16
# Names that may hold a space are looked for in actions; no room has more of them.
_MOST_NAMES = 500
_NO_MESSAGE = "the line has no time in brackets and stands before the first message"


def sniff(head: Head) -> float:
    """Certain by the first line, which names the peer, the account and the protocol."""
    text = head_text(head.first_bytes)
    return 0.95 if text is not None and _HEADING.fullmatch(text.lstrip("\r\n").partition("\n")[0]) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read a log; the whole file is looked over for its people and dates first.

    Raises:
        UnreadableExhibit: When it holds no line with a time.
    """
    encoding, is_cut = text_encoding(exhibit.file)
    heading = _heading(exhibit, encoding)
    talk = _talk_of(exhibit, heading)
    names, order = _surveyed(exhibit, encoding)
    talk.know_names(names)
    clock = PidginClock.of_log(exhibit.path, heading and heading["date"], exhibit.day)
    zone, basis = exhibit.zone(PLATFORM)
    basis = basis if clock.offset is None else "offset"
    total = rejected = 0
    for found in _records(exhibit, encoding):
        for line in _orphans(found):
            talk.rows.builder.reject(f"line:{line}", _NO_MESSAGE)
            rejected += 1
        whole = found.filter(~pl.col("is_orphan"))
        if whole.height:
            total += whole.height
            times = clock.instants(_parts(whole["head"]), order, zone)
            talk.add(_messages(whole, times, basis, names))
            yield talk.rows.builder.take()
    if not total:
        if rejected:
            raise UnreadableExhibit(f"{exhibit.path} holds no line of talk; ask for the whole log")
        yield EndOfExhibit("empty", "the log holds no message; look whether the original does")
        return
    talk.finish()
    yield talk.rows.builder.take()
    cut = EndOfExhibit("partial", "the file ends inside a character; ask for the complete log")
    yield cut if is_cut else EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that begin with a time in brackets, found by a pattern on blocks of text, and other text before them."""
    encoding, _ = text_encoding(exhibit.file)
    total, before = 0, ""
    for block in text_blocks(exhibit.file, encoding):
        found = _LINE.search(block)
        if not total:
            before = (before + (block if found is None else block[: found.start()]))[:_LONGEST_HEAD]
        total += sum(1 for _ in _LINE.finditer(block))
    return total + bool(_without_heading(before).strip())


def _heading(exhibit: Exhibit, encoding: str) -> re.Match[str] | None:
    for block in line_blocks(exhibit.file, encoding):
        for line in block["text"].head(5):
            if line.strip("\ufeff \t\r"):
                return _HEADING.fullmatch(line)
        return None
    return None


def _without_heading(text: str) -> str:
    """The text before the first message without the first line, where that is the heading."""
    first, _, rest = text.lstrip("\ufeff \t\r\n").partition("\n")
    return rest if _HEADING.fullmatch(first.rstrip("\r")) else text.strip("\ufeff")


def _orphans(found: pl.DataFrame) -> Iterator[int]:
    for line, head, rest in found.filter("is_orphan").select("line", "head", "rest").iter_rows():
        if _without_heading(head if rest is None else f"{head}\n{rest}").strip():
            yield line


def _talk_of(exhibit: Exhibit, heading: re.Match[str] | None) -> Talk:
    from_path, is_chat = address_of_path(exhibit.path)
    written = address_in(heading["peer"]) if heading is not None else None
    peer = from_path if written is None else written[0]
    told = address_in(heading["owner"]) if heading is not None else None
    given = address_in(exhibit.owners.get(PLATFORM, ""))
    owner = told or given
    return Talk(
        exhibit,
        peer,
        None if owner is None else owner[0],
        is_room=peer is not None and (is_chat or is_room(peer)),
        title=heading["peer"] if heading is not None else "",
        is_owner_told=told is not None,
    )


def _records(exhibit: Exhibit, encoding: str) -> Iterator[pl.DataFrame]:
    return records(
        line_blocks(exhibit.file, encoding),
        pl.col("text").str.starts_with("(") & pl.col("text").str.contains(_HEADER),
    )


def _surveyed(exhibit: Exhibit, encoding: str) -> tuple[frozenset[str], str | None]:
    """The names before colons, and the order of day and month in dated lines."""
    dates, names = DateSurvey(), set[str]()
    for block in line_blocks(exhibit.file, encoding):
        heads = block["text"].filter(block["text"].str.starts_with("(") & block["text"].str.contains(_HEADER))
        parts = _parts(heads)
        dated = parts.drop_nulls("a")
        if dated.height:
            dates.is_year_first = dates.is_year_first or (dated["a"] > 31).all()
            dates.is_dotted = dates.is_dotted or heads.str.extract(_HEADER, 2).drop_nulls()[0] == "."
            minutes = (pl.col("hour") * 60 + pl.col("minute")).alias("minute")
            dates.add(dated.select("a", "b", "c", minutes))
        names.update(_contents(heads).select(_sender())["sender"].drop_nulls())
    order = dates.decide() if dates.date_count else None
    return frozenset(names), order.order if order is not None and order.is_known else None


def _parts(heads: pl.Series) -> pl.DataFrame:
    parts = heads.str.extract_groups(_HEADER).struct.rename_fields(list(_PARTS)).struct.unnest()
    return parts.with_columns(pl.col("a", "b", "c", "hour", "minute", "second").cast(pl.Int64, strict=False))


def _contents(heads: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"content": heads.str.replace(_HEADER, "")}, schema={"content": pl.String})


def _sender() -> pl.Expr:
    """Who says a line; null for system lines."""
    phrases = system_lines(PLATFORM)
    content = pl.col("content")
    is_system = phrases.is_event(content) | phrases.is_one_of(content, "notice") | content.str.starts_with("***")
    return pl.when(~is_system).then(content.str.extract(_SPOKEN, 1).str.strip_chars()).alias("sender")


def _messages(found: pl.DataFrame, times: pl.Series, basis: str, names: frozenset[str]) -> pl.DataFrame:
    content = pl.col("content")
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    known = "|".join(re.escape(name) for name in longest_first[:_MOST_NAMES]) or r"\S+"
    acting = pl.coalesce(content.str.extract(rf"^\*\*\*({known}) ", 1), content.str.extract(r"^\*\*\*([^\s*]\S*) ", 1))
    whispering = content.str.extract(_WHISPERED, 1)
    parts = found.select("line", "rest", sent_at_raw=pl.col("head").str.extract(r"^\(([^)]*)\)", 1)).with_columns(
        _contents(found["head"])
    )
    told = parts.with_columns(_sender(), actor=acting, whisperer=whispering, sent_at=times)
    words = (
        pl.when(pl.col("actor").is_not_null())
        .then(content.str.strip_prefix("***").str.slice(pl.col("actor").str.len_chars() + 1))
        .when(pl.col("whisperer").is_not_null())
        .then(content.str.replace(_WHISPERED, ""))
        .when(pl.col("sender").is_not_null())
        .then(content.str.replace(_SPOKEN, ""))
        .otherwise(content)
    )
    said_by = pl.coalesce("actor", "whisperer", "sender")
    return told.select(
        "sent_at",
        "sent_at_raw",
        locator=pl.format("line:{}", "line"),
        sender_name=said_by,
        time_basis=pl.when(pl.col("sent_at").is_not_null()).then(pl.lit(basis)).otherwise(pl.lit("none")),
        text=pl.concat_str(words, pl.col("rest"), separator="\n", ignore_nulls=True).str.strip_chars_end(),
        kind=pl.when(pl.col("actor").is_not_null())
        .then(pl.lit("action"))
        .when(said_by.is_not_null())
        .then(pl.lit("text"))
        .otherwise(pl.lit("system")),
    )


FORMAT = SourceFormat(
    name="pidgin_text",
    version=1,
    meaning="A Jabber talk as Pidgin logs it in plain text.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Jabber",
        made_by="Pidgin, Gaim and Finch (libpurple 2.x), plain text logs of Jabber accounts",
        gives="messages, actions, automatic replies, the owner's account, joins, leaves, renames, addresses in rooms",
        certainty="exporter's source",
        omits="HTML logs, system logs of an account, other protocols; a silence of more than a day shows in no clock",
    ),
)
