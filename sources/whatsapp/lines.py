"""The content of a WhatsApp record: who says what, or what the program says by itself.

Android prints system lines without a sender; iOS puts the chat's name before them and a mark of direction after it.
Source: formats.md 3.1.
"""

import polars as pl

from sources.clock_text import DIRECTION_MARKS, SPACES, plain
from sources.system_lines.phrases import system_lines

_MARKS = f"[{DIRECTION_MARKS}]*"
# A sender ends at the first colon that a space or the end of the line follows.
_SENDER = rf"^{_MARKS}([^\n]+?){_MARKS}:(?:[{SPACES}]|{_MARKS}$)"
_SHORT_SENDER = rf"^{_MARKS}([^:\n]+?){_MARKS}:"


# Signs that make a line one for `_judged`: marks of direction and spaces that are none of the plain kind.
_ODD_SIGNS = [sign for sign in (*map(chr, range(0x200E, 0x2010)), *map(chr, range(0x202A, 0x202F)),
              *map(chr, range(0x2066, 0x206A)), "\ufeff", *SPACES) if sign != " "]  # fmt: skip


def contents(records: pl.DataFrame, senders: frozenset[str], group_title: str | None) -> pl.DataFrame:
    """Part the content of records into sender and body, and say of what kind they are; see `_judged`.

    Most lines are `NAME: WORDS` without odd signs, and need less looking at.
    """
    phrases = system_lines("whatsapp")
    content, name, first = pl.col("content"), pl.col("name"), pl.col("first")
    is_plain = (
        first.is_not_null()
        & (name != "")
        & ~name.str.contains(":", literal=True)
        & (pl.col("line") != 1)
        & ~has_odd_signs(content)
        & (pl.lit(True) if group_title is None else name != group_title)
    )
    bare, is_system = pl.col("bare"), pl.col("is_system")
    words = pl.when(is_system).then(content).otherwise(first)
    # Lazily, since only there work that expressions share is done once.
    judged = (
        records.lazy()
        .with_columns(parts=content.str.splitn(": ", 2))
        .with_columns(name=pl.col("parts").struct[0].str.strip_chars(), first=pl.col("parts").struct[1])
        .with_columns(bare=first.str.strip_chars(), is_system=phrases.is_event(content.str.strip_chars()))
        .with_columns(
            is_plain=is_plain,
            sender=pl.when(~is_system).then(name),
            text=pl.when(pl.col("rest").is_null())
            .then(words)
            .otherwise(pl.concat_str(words, pl.col("rest"), separator="\n")),
            kind=pl.when(is_system).then(pl.lit("system")).otherwise(_kind(bare)),
            is_deleted=pl.col("rest").is_null() & phrases.is_one_of(bare, "deleted") & ~is_system,
            says=pl.when(is_system).then(content.str.strip_chars()),
        )
        .drop("parts", "name", "first", "bare", "is_system")
        .collect()
    )
    others = (~judged["is_plain"].fill_null(value=False)).arg_true()
    judged = judged.drop("is_plain")
    if not len(others):
        return judged
    closely = _judged(records[others], senders, group_title)
    told = ("sender", "text", "kind", "is_deleted", "says")
    return judged.with_columns(judged[name].scatter(others, closely[name]) for name in told)


def _kind(bare: pl.Expr) -> pl.Expr:
    phrases = system_lines("whatsapp")
    return (
        pl.when(phrases.is_one_of(bare, "contact_card"))
        .then(pl.lit("contact_card"))
        .when(phrases.is_one_of(bare, "media"))
        .then(pl.lit("media"))
        .when(phrases.is_one_of(bare, "call"))
        .then(pl.lit("call"))
        .otherwise(pl.lit("text"))
    )


def _judged(records: pl.DataFrame, senders: frozenset[str], group_title: str | None) -> pl.DataFrame:
    """Part the content of records into sender and body, and say of what kind they are.

    Columns in: `line`, `content` (the first line after its header), `rest` (further lines or null), and any others.
    Columns out, one row per row in: those of `records` and
        sender: Name before the colon, without marks of direction; null when there is none.
        text: The words as written.
        kind: text, media, call, contact_card or system.
        is_deleted: Whether the record says that the message was deleted.
        says: For system lines the sentence without marks, else null.

    Args:
        records: The records.
        senders: Names that are senders elsewhere in the file; only they end at a colon without a space.
        group_title: Title of a group, which iOS prints as sender of system lines; None for other conversations.
    """
    phrases = system_lines("whatsapp")
    content = pl.col("content")
    long_sender = plain(content.str.extract(_SENDER, 1)).str.strip_chars()
    short_sender = plain(content.str.extract(_SHORT_SENDER, 1)).str.strip_chars()
    is_short = short_sender.is_in(list(senders)) & (long_sender.is_null() | (long_sender != short_sender))
    sender, first, plain_first = pl.col("sender"), pl.col("first"), pl.col("plain_first")
    is_ours = first.str.contains("^[\u200e\u200f]")
    if group_title is not None:
        is_ours |= sender == group_title
    told = pl.when(sender.is_not_null() & pl.col("is_ours")).then(plain_first)
    # The pattern of all events is the dear one: it is tried once on a line, and on words behind a sender only where
    # the program may speak.
    parted = (
        records.lazy()
        .with_columns(
            sender=pl.when(is_short).then(short_sender).otherwise(long_sender),
            first=pl.when(is_short)
            .then(content.str.replace(_SHORT_SENDER, ""))
            .when(long_sender.is_not_null())
            .then(content.str.replace(_SENDER, ""))
            .otherwise(content),
            plain_content=plain(content).str.strip_chars(),
        )
        .with_columns(
            plain_first=plain(first).str.strip_chars(),
            is_ours=is_ours.fill_null(value=False),
            is_event=phrases.is_event(pl.col("plain_content")),
        )
        .with_columns(is_told=phrases.is_event(told).fill_null(value=False))
    )
    is_event, is_told = pl.col("is_event"), pl.col("is_told")
    is_notice = phrases.is_one_of(plain_first, "notice", anywhere=True) & (
        sender.is_null() | pl.col("is_ours") | (pl.col("line") == 1)
    )
    judged = parted.with_columns(
        is_system=sender.is_null() | is_event | is_told | is_notice,
        says=pl.when(is_event).then("plain_content").otherwise("plain_first"),
        is_deleted=sender.is_not_null() & pl.col("rest").is_null() & phrases.is_one_of(plain_first, "deleted"),
        words=pl.when(is_event).then(content).otherwise(first),
    )
    kind = pl.when(pl.col("is_system")).then(pl.lit("system")).otherwise(_kind(plain_first))
    return judged.select(
        *records.columns,
        pl.when(is_event & ~is_told).then(None).otherwise("sender").alias("sender"),
        pl.concat_str([pl.col("words"), pl.col("rest")], separator="\n", ignore_nulls=True).alias("text"),
        kind.alias("kind"),
        pl.col("is_deleted") & ~pl.col("is_system"),
        pl.when(pl.col("is_system")).then("says").alias("says"),
    ).collect()


def has_odd_signs(text: pl.Expr) -> pl.Expr:
    """Whether a text holds marks of direction or spaces that are none of the plain kind."""
    return text.str.contains_any(_ODD_SIGNS)


def possible_senders(content: pl.Expr) -> pl.Expr:
    """The name before the first colon-and-space of a record's content, null when there is none."""
    return plain(content.str.extract(_SENDER, 1)).str.strip_chars()
