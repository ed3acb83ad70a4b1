"""Messages of chatlog (the Go program) in the columns that sources.wechat.writing wants, from CSV or from JSON.

`isSelf` is a guess of the tool's for newer databases (its own source says so): whose phone it was is told by talks
of two, where whoever isn't the other end is the owner, and else only where all own rows show one id.

**Source:** formats.md 4.4; chatlog's model/message.go, export.go and http/route.go as published in 2025.
"""

import polars as pl

from sources.system_lines.phrases import system_lines
from sources.wechat.people import PLATFORM, is_group_id, thread_of
from sources.wechat.writing import Talks

_SYSTEM_SENDER = "系统消息"
# What the tool writes for messages without words; anything else is words, quotes and transfers too.
_CALL, _CARD = r"^\[语音通话\]$", r"^\[名片\]$"
_MEDIA = r"^(?:!\[(?:图片|视频)\]\(http|\[(?:语音\]|动画表情\]$|GIF表情\]$|小程序|视频号|合并转发|分享|文件\||链接\|))"


def shown_owner(rows: pl.DataFrame) -> str | None:
    """The owner's id as a stretch of messages shows it.

    Columns: sender, talker, is_self (null where the tool doesn't write it).
    """
    is_person = (pl.col("sender").fill_null("") != "") & (pl.col("sender") != _SYSTEM_SENDER)
    is_group = pl.col("talker").str.ends_with("chatroom")
    talks_of_two = rows.filter(is_person & ~is_group & (pl.col("sender") != pl.col("talker")))["sender"].unique()
    if len(talks_of_two):
        return talks_of_two[0] if len(talks_of_two) == 1 else None
    own = rows.filter(is_person & pl.col("is_self").fill_null(False))["sender"].unique()
    return own[0] if len(own) == 1 else None


def entries_of(rows: pl.DataFrame, talks: Talks) -> pl.DataFrame:
    """Rows as entries, all but their times.

    Columns: row, talker, talker_name, sender, sender_name, is_self, text, kind (null where the tool writes no types).
    """
    owner = talks.owner
    sender = pl.col("sender").str.strip_chars().replace("", None)
    is_group = pl.col("talker").str.ends_with("chatroom")
    is_event = pl.col("kind").is_null() & sender.is_null() & system_lines(PLATFORM).is_event(pl.col("text"))
    is_system = ((sender == _SYSTEM_SENDER) | is_event).fill_null(False)
    # Without a sender an own row of a talk of two is meant; in a group it may be a line of the app.
    is_own = (
        pl.when(sender.is_null())
        .then(pl.col("is_self").fill_null(~is_group))
        .otherwise(sender == pl.lit(owner, pl.String))
    )
    nothing = pl.lit(None, pl.String)
    entries = rows.with_columns(
        conversation=pl.col("talker"),
        kind=pl.when(is_system).then(pl.lit("system")).otherwise(pl.coalesce("kind", _kind_of_words())),
        is_own=is_own.fill_null(False) & ~is_system,
        sender=pl.when(~is_system).then(sender.fill_null(pl.when(is_own).then(pl.lit(owner, pl.String)))),
        sender_name=pl.col("sender_name").replace("", None),
        shown_name=pl.col("sender_name").replace("", None),
        native_message_id=nothing,
        remark=nothing,
        nickname=nothing,
    )
    names = rows.group_by("talker", maintain_order=True).agg(pl.col("talker_name").drop_nulls().first())
    threads = {}
    for talker, name in names.iter_rows():
        threads[talker] = thread_of(talker, talks.exhibit)
        if name and is_group_id(talker):
            talks.named.setdefault(threads[talker], name)
    return entries.with_columns(thread_id=pl.col("talker").replace_strict(threads, return_dtype=pl.String))


def is_message(rows: pl.DataFrame) -> pl.Series:
    """Whether rows have a conversation and a time or words."""
    has_talker = pl.col("talker").fill_null("") != ""
    return rows.select(has_talker & (pl.col("time").is_not_null() | pl.col("text").is_not_null())).to_series()


def _kind_of_words() -> pl.Expr:
    text = pl.col("text")
    return (
        pl.when(text.str.contains(_CALL))
        .then(pl.lit("call"))
        .when(text.str.contains(_CARD))
        .then(pl.lit("contact_card"))
        .when(text.str.contains(_MEDIA))
        .then(pl.lit("media"))
        .otherwise(pl.lit("text"))
    )
