r"""QQ message-manager text (`消息记录…`), one or many conversations in a file.

**Source:** formats.md 5.1 (one real group export of 3,089 messages, byte layout measured; several public readers for
the English 12-hour variant); QQ's own sentences in sources/system_lines/qq.toml.

Locators count lines as QQ ends them, at CRLF; an editor that breaks at lone LF or CR too shows higher numbers.

Limits: text pasted from a chat window (`NICK 2/14/2020 9:16:13 PM`, times without a date) isn't read. Level titles
(【群主】) stay in `message.sender_name` only. A nickname in a group may be a card or a remark; it is taken for a card.
"""

import re
from datetime import datetime

import polars as pl

from sources.clock_text import to_utc
from sources.errors import UnreadableExhibit
from sources.qq.lines import conversation_lines, header_parts, is_header, line_end
from sources.qq.survey import PLATFORM, SERVICE_NUMBERS, Conversation, bare_nick, survey
from sources.reading import head_text
from sources.record import BatchBuilder, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.system_lines.phrases import system_lines
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
    conversations = survey(exhibit, encoding)
    sightings, builder = Sightings("line"), BatchBuilder(exhibit.exhibit_id)
    if not any(talk.native_ids for talk in conversations):
        yield _without_messages(exhibit, encoding)
        return
    position, has_orphan = 0, False
    seen_sections: set[int] = set()
    lines = conversation_lines(exhibit.file, encoding, newline, [])
    for found in records(lines, is_header("text", "previous"), keep=["section"]):
        own = found.filter(~pl.col("is_orphan"))
        if own.height < found.height:
            has_orphan = _reject_orphan(found, builder)
        position += _add_records(own, position, (conversations, sightings), exhibit, builder)
        seen_sections.update(own["section"].unique().to_list())
        yield builder.take()
    _add_threads(conversations, seen_sections, builder)
    sightings.write(builder)
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
    version=1,
    meaning="Text export of the message manager of QQ for Windows.",
    sniff=sniff,
    read=read,
    count=count,
)


def _reject_orphan(found: pl.DataFrame, builder: BatchBuilder) -> bool:
    orphan = found.filter(pl.col("is_orphan")).row(0, named=True)
    text = "\n".join((orphan["head"], orphan["rest"] or ""))
    if not re.sub(_OWN_LINES, "", text).strip():
        return False
    builder.reject(f"line:{orphan['line']}", "text before the first message; the start of the export is missing")
    return True


def _add_records(
    found: pl.DataFrame,
    position: int,
    context: tuple[list[Conversation], Sightings],
    exhibit: Exhibit,
    builder: BatchBuilder,
) -> int:
    """Add the records of one stretch; returns how many got a position."""
    if not found.height:
        return 0
    conversations, sightings = context
    parted = header_parts(found)
    for line in parted.filter(pl.col("local").is_null())["line"]:
        builder.reject(f"line:{line}", "the date or time of the header does not exist")
    zone, basis = exhibit.zone(PLATFORM)
    sound = parted.filter(pl.col("local").is_not_null()).with_columns(sent_at=to_utc(pl.col("local"), zone))
    sound = sound.with_columns(
        text=pl.col("rest").fill_null("").str.strip_chars_end("\r\n"), position=pl.int_range(pl.len()) + position
    )
    senders = _senders(sound, conversations, exhibit.owners.get(PLATFORM), sightings)
    messages = sound.join(
        senders, on=["section", "nick", "number", "mail"], nulls_equal=True, how="left", maintain_order="left"
    )
    actors = _events(messages.filter("is_service"), conversations, exhibit, sightings, builder)
    phrases = system_lines(PLATFORM)
    bare = pl.col("text").str.strip_chars()
    messages = messages.join(actors, on="line", how="left", maintain_order="left")
    builder.extend(
        "message",
        messages.select(
            "position",
            "sent_at",
            "text",
            "thread_id",
            locator=pl.format("line:{}", "line"),
            platform=pl.lit(PLATFORM),
            sender_account_id=pl.when("is_service").then("actor_id").otherwise("account_id"),
            sender_name=pl.when(pl.col("nick") != "").then("nick"),
            sent_at_raw="time_raw",
            time_basis=pl.lit(basis),
            kind=pl.when("is_service")
            .then(pl.lit("system"))
            .when(phrases.is_one_of(bare, "media"))
            .then(pl.lit("media"))
            .when(phrases.is_one_of(bare, "call"))
            .then(pl.lit("call"))
            .otherwise(pl.lit("text")),
            is_deleted=pl.col("is_recall").fill_null(False),
        ),
    )
    builder.record_count += messages.height
    return messages.height


def _senders(
    messages: pl.DataFrame, conversations: list[Conversation], owner: str | None, sightings: Sightings
) -> pl.DataFrame:
    """Note accounts and names of a stretch; one row per sender with `account_id`, `thread_id` and `is_service`."""
    senders = messages.group_by("section", "nick", "number", "mail", maintain_order=True).agg(
        pl.col("line").first(),
        pl.len().alias("count"),
        pl.col("sent_at").min().alias("first_at"),
        pl.col("sent_at").max().alias("last_at"),
    )
    accounts: list[str | None] = []
    threads: list[str] = []
    for row in senders.iter_rows(named=True):
        talk = conversations[row["section"]]
        threads.append(talk.thread_id)
        if row["number"] in SERVICE_NUMBERS:
            accounts.append(None)
            continue
        bare = bare_nick(row["nick"])
        account = talk.account(bare, row["number"], row["mail"], owner)
        accounts.append(account.account_id)
        sightings.account(account, row["line"])
        name = _name(bare, account, talk, owner)
        if name is not None:
            sightings.name(name, row["line"], (row["first_at"], row["last_at"]), row["count"])
    return senders.select("section", "nick", "number", "mail").with_columns(
        pl.Series("account_id", accounts, dtype=pl.String),
        pl.Series("thread_id", threads, dtype=pl.String),
        pl.col("number").is_in(sorted(SERVICE_NUMBERS)).fill_null(False).alias("is_service"),
    )


def _name(bare: str, account: AccountSeen, talk: Conversation, owner: str | None) -> NameSeen | None:
    """The name observation of a printed nickname; none where it is empty or repeats the number."""
    if not bare or bare == account.native_id:
        return None
    if talk.kind == "group":
        return NameSeen(account.account_id, bare, "group_card", None, talk.thread_id)
    if talk.kind == "direct" and not account.is_owner and bare == talk.title:
        observer = None if owner is None else f"{PLATFORM}:{owner}"
        return NameSeen(account.account_id, bare, "remark", observer, talk.thread_id)
    return NameSeen(account.account_id, bare, "account_nickname", None, talk.thread_id)


def _events(
    messages: pl.DataFrame,
    conversations: list[Conversation],
    exhibit: Exhibit,
    sightings: Sightings,
    builder: BatchBuilder,
) -> pl.DataFrame:
    """Add the membership events of service lines; one row per line with `actor_id` and `is_recall`."""
    phrases, owner = system_lines(PLATFORM), exhibit.owners.get(PLATFORM)
    told: list[tuple[int, str | None, bool]] = []
    for row in messages.select("line", "section", "text", "sent_at").iter_rows(named=True):
        talk, locator = conversations[row["section"]], f"line:{row['line']}"
        said = phrases.parse(row["text"].strip(), frozenset(talk.native_ids))
        if said is None:
            continue
        found: dict[str, str | None] = {}
        for name in (*said.targets, *([] if said.actor is None else [said.actor])):
            if name not in found:
                found[name] = _named(name, talk, owner, (sightings, row["line"], row["sent_at"]))
        actor = None if said.actor is None else found[said.actor]
        told.append((row["line"], actor, said.event == "recall"))
        if said.event == "recall":
            continue
        about = [found[target] for target in said.targets] or [actor]
        for account in about:
            builder.add(
                "membership_event",
                locator=locator,
                thread_id=talk.thread_id,
                event=said.event,
                account_id=account,
                actor_account_id=actor,
                name=said.name,
                happened_at=row["sent_at"],
            )
    return pl.DataFrame(told, schema={"line": pl.Int64, "actor_id": pl.String, "is_recall": pl.Boolean}, orient="row")


def _named(
    name: str, talk: Conversation, owner: str | None, note: tuple[Sightings, int, datetime | None]
) -> str | None:
    """Account of a name in a service line; "you" is the owner where he is known."""
    sightings, line, happened_at = note
    if name in system_lines(PLATFORM).self_words:
        if owner is None:
            return None
        account = talk.account(name, owner, None, owner)
    else:
        account = talk.account_of_name(name, owner)
    sightings.account(account, line)
    if account.is_display_name_only:
        seen = NameSeen(account.account_id, name, "group_card", None, talk.thread_id)
        sightings.name(seen, line, (happened_at, happened_at), 1)
    return account.account_id


def _add_threads(conversations: list[Conversation], seen: set[int], builder: BatchBuilder) -> None:
    """One thread row per conversation; a conversation that was exported twice into one file is one thread."""
    added: set[str] = set()
    for index, talk in enumerate(conversations):
        if talk.thread_id in added or (index not in seen and talk.section.title is None):
            continue
        added.add(talk.thread_id)
        builder.add(
            "thread",
            locator=f"line:{talk.section.line}",
            platform=PLATFORM,
            thread_id=talk.thread_id,
            title=talk.title,
            kind=talk.kind,
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
