r"""QQ message-manager text (`消息记录…`), one or many conversations in a file.

**Source:** formats.md 5.1 (one real group export of 3,089 messages, byte layout measured; several public readers for
the English 12-hour variant); QQ's own sentences in sources/system_lines/qq.toml.

Locators count lines as QQ ends them, at CRLF; an editor that breaks at lone LF or CR too shows higher numbers.

Limits: what was copied from a chat window is another format (qq_pasted_text). A nickname in a group may be a card or a
remark; it is taken for a card. Level titles (【群主】, 【管理员】) are those at the time of the export.
"""

import re
from collections import defaultdict

import polars as pl

from sources.clock_text import to_utc
from sources.errors import UnreadableExhibit
from sources.qq.lines import conversation_lines, header_parts, line_end, senders_of
from sources.qq.people import PLATFORM
from sources.qq.printed import PrintedPeople
from sources.qq.survey import Conversation, Section, add_threads, conversations_of
from sources.qq.writing import Writing
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import Sightings
from sources.text_blocks import records, text_blocks, text_encoding

_TITLE = re.compile(r"\ufeff?消息记录（此消息记录为文本格式")
_OBJECT = re.compile(r"^={16,}\r?\n消息对象[:：]", re.MULTILINE)
_IDENTIFIED = re.compile(
    r"(?:\A\ufeff?|\n\r?\n)[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M)? "
    r"[^\r\n]*(?:\([0-9]{5,11}\)|<[^<>@\s]+@[^<>\s]+>)\r?\n"
)
# What may stand before the first message: the export's own title and the headings of conversations.
_OWN_LINES = r"(?m)^\ufeff?(?:消息记录（[^\n]*|={16,}|消息(?:分组|对象)[:：][^\n]*)\r?$"


def sniff(head: Head) -> float:
    """Sure by the export's own title or headings; else by headers that end with a number or a mail address."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    if _TITLE.match(text) or _OBJECT.search(text):
        return 0.95
    return min(0.8, 0.3 * len(_IDENTIFIED.findall(text[:20_000])))


def read(exhibit: Exhibit) -> Reading:
    """Stream the export: one look over the whole file, then batches of records."""
    encoding, is_cut = text_encoding(exhibit.file)
    newline = line_end(exhibit.file, encoding)
    conversations = _survey(exhibit, encoding, newline)
    builder = BatchBuilder(exhibit.exhibit_id)
    if not any(talk.native_ids for talk in conversations):
        yield _without_messages(exhibit, encoding)
        return
    writing = Writing(PrintedPeople(conversations, exhibit.owners.get(PLATFORM)), Sightings("line"))
    has_orphan = False
    seen_sections: set[int] = set()
    lines = conversation_lines(exhibit.file, encoding, newline, [])
    for found in records(lines, pl.col("start"), keep=["section"]):
        own = found.filter(~pl.col("is_orphan"))
        if own.height < found.height:
            has_orphan = _reject_orphan(found, builder)
        _add_records(own, conversations, exhibit, writing, builder)
        seen_sections.update(own["section"].unique().to_list())
        yield builder.take()
    add_threads(conversations, seen_sections, builder)
    writing.sightings.write(builder)
    yield builder.take()
    yield _end(is_cut=is_cut, has_orphan=has_orphan)


def count(exhibit: Exhibit) -> int:
    """Count dates with a clock time that follow an empty line, over the whole text as one string of signs.

    Text before the first header that isn't the export's own heading is one record (a rejected one).
    """
    encoding, _ = text_encoding(exhibit.file)
    newline = line_end(exhibit.file, encoding)
    start = re.compile(
        re.escape(newline * 2)
        + r"(?=\d{4}[-/]\d\d?[-/]\d\d? +\D{0,4}\d\d?:\d\d:\d\d(?: ?(?:[AaPp]\.?[Mm]\.?|[上下]午))? +\S)"
    )
    total, before_first, ending = 0, "", newline * 2
    for block in text_blocks(exhibit.file, encoding, newline):
        joined = ending + block.removeprefix("\ufeff")
        if not total:
            found = start.search(joined)
            before_first += joined[len(ending) : found.start() if found else None]
        total += sum(1 for _ in start.finditer(joined))
        ending = joined[-2 * len(newline) :]
    return total + bool(re.sub(_OWN_LINES, "", before_first).strip())


FORMAT = SourceFormat(
    name="qq_text",
    version=2,
    meaning="Text export of the message manager of QQ for Windows.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="QQ",
        made_by="QQ and TIM for Windows before the NT client, message manager, export as .txt",
        gives="messages of all conversations in the file, senders by number or mail address, names as shown, level "
        "titles, who joined, left or was invited, recalls",
        certainty="real file",
        omits="pictures and files, which the export replaces by [图片], [文件]",
    ),
)


def _survey(exhibit: Exhibit, encoding: str, newline: str) -> list[Conversation]:
    sections: list[Section] = []
    printed: dict[int, set[str]] = defaultdict(set)
    for lines in conversation_lines(exhibit.file, encoding, newline, sections):
        for (section,), heads in lines.filter("start").group_by("section"):
            printed[int(section)].update(senders_of(heads["text"]))
    return conversations_of(sections, printed, exhibit)


def _reject_orphan(found: pl.DataFrame, builder: BatchBuilder) -> bool:
    orphan = found.filter(pl.col("is_orphan")).row(0, named=True)
    text = "\n".join((orphan["head"], orphan["rest"] or ""))
    if not re.sub(_OWN_LINES, "", text).strip():
        return False
    builder.reject(f"line:{orphan['line']}", "text before the first message; the start of the export is missing")
    return True


def _add_records(
    found: pl.DataFrame, conversations: list[Conversation], exhibit: Exhibit, writing: Writing, builder: BatchBuilder
) -> None:
    """Add the records of one stretch."""
    parted = header_parts(found)
    for line in parted.filter(pl.col("local").is_null())["line"]:
        builder.reject(f"line:{line}", "the date or time of the header does not exist")
    zone, basis = exhibit.zone(PLATFORM)
    threads = pl.Series([talk.thread_id for talk in conversations], dtype=pl.String)
    sound = parted.filter(pl.col("local").is_not_null())
    writing.add(
        sound.select(
            "sender",
            place="line",
            locator=pl.format("line:{}", "line"),
            conversation="section",
            thread_id=threads.gather(sound["section"]),
            text=pl.col("rest").fill_null("").str.strip_chars_end("\r\n"),
            sent_at=to_utc(pl.col("local"), zone),
            sent_at_raw="time_raw",
            time_basis=pl.lit(basis),
        ),
        builder,
    )


def _without_messages(exhibit: Exhibit, encoding: str) -> EndOfExhibit:
    blocks = text_blocks(exhibit.file, encoding)
    if any(re.sub(_OWN_LINES, "", block).strip("\ufeff \r\n") for block in blocks):
        raise UnreadableExhibit("no line starts like a QQ message; add the file in its own format")
    return EndOfExhibit("empty", "the file holds no message; ask for a new export if some were expected")


def _end(*, is_cut: bool, has_orphan: bool) -> EndOfExhibit:
    if is_cut:
        return EndOfExhibit("partial", "the file ends inside a character; ask for the complete export")
    if has_orphan:
        return EndOfExhibit("partial", "the file does not start with a message; ask for the start of the export")
    return EndOfExhibit("read")
