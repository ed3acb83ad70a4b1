"""Documents of WeFlow and EchoTrace: whose chat it is, who is in it, and the columns of their messages.

**Source:** formats.md 4.4; WeFlow's exportJsonWriter (formats `json` and `arkme-json`) as published in 2026 and
EchoTrace's chat_export_service of 2025.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from sources.json_blocks import Elements, JsonBlocks, JsonDamage, Lines, Member, Path
from sources.json_columns import text_of
from sources.json_frames import json_frame
from sources.json_text import JsonText
from sources.record import Exhibit
from sources.wechat.people import is_group_id

MESSAGES: Path = ("messages",)
SENDERS: Path = ("senders",)
MEMBERS: Path = ("groupMembers",)
# The members of `avatars` are pictures; named like this they come one by one and none is kept.
AVATARS: Path = ("avatars", "*")
STREAMS: tuple[Path, ...] = (MESSAGES, SENDERS, MEMBERS, AVATARS)
_OF_MESSAGES = (
    "createTime", "formattedTime", "type", "content", "isSend", "senderUsername", "senderDisplayName",
    "platformMessageId", "replyToMessageId",
)  # fmt: skip
OF_PEOPLE = ("senderID", "wxid", "displayName", "nickname", "remark", "alias", "groupNickname")
# Enough for the first look to meet somebody's own words in any chat but the quietest.
_FIRST_LOOK_BYTES = 1 << 20
# EchoTrace says -1 or null where it can't tell.
_OWN = ("1", "true")


@dataclass(frozen=True)
class Session:
    """The chat of a document.

    Attributes:
        native_id: Group or other end of a talk of two; None when the document doesn't say it.
        nickname: Its nickname or title.
        remark: What the owner calls it.
        owner: Whose phone it was, as own messages show.
        senders: Numbers of senders in arkme documents with their ids.
        lists_people: Whether there are lists of people.
    """

    native_id: str | None
    nickname: str | None
    remark: str | None
    owner: str | None
    senders: Mapping[str, str]
    lists_people: bool

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Keys of the elements that are wanted."""
        return dict.fromkeys((*_OF_MESSAGES, *(OF_PEOPLE if self.lists_people else ())), pl.String())


def session_of(exhibit: Exhibit) -> Session:
    """A first look: the session, and the owner where own messages name him.

    A talk of two is searched to its first own message; a group only in its first stretch, since there the conversation
    isn't named after the owner.
    """
    told: dict[str, Any] = {}
    senders: dict[str, str] = {}
    owner: str | None = None
    lists_people = False
    with JsonText.of_file(exhibit.file) as text:
        try:
            for found in JsonBlocks(text, STREAMS, _FIRST_LOOK_BYTES, as_lines=True):
                if isinstance(found, Member) and found.path == ("session",) and isinstance(found.value, dict):
                    told = found.value
                elif isinstance(found, Member) and found.path == ("weflow",):
                    lists_people = isinstance(found.value, dict) and "format" in found.value
                elif isinstance(found, Lines) and found.path in (SENDERS, MEMBERS):
                    lists_people = True
                    rows = json_frame(found.text, found.count, {"senderID": pl.String(), "wxid": pl.String()})[0]
                    senders.update(rows.drop_nulls().select("senderID", "wxid").iter_rows())
                elif isinstance(found, Lines) and found.path == MESSAGES and owner is None:
                    owner = _owner(found, senders)
                is_searched = isinstance(found, Lines | Elements) and found.path == MESSAGES
                if told and (owner is not None or (is_searched and is_group_id(_id(told)))):
                    break
        except (JsonDamage, UnicodeDecodeError):
            pass  # the reading meets the same place and says it
    return Session(
        _id(told),
        _text(told, "nickname", "displayName"),
        _text(told, "remark"),
        owner,
        senders,
        lists_people or bool(senders),
    )


def is_own() -> pl.Expr:
    """Whether a message was sent by the owner of the phone."""
    return pl.col("isSend").is_in(_OWN).fill_null(False)


def _owner(found: Lines, senders: Mapping[str, str]) -> str | None:
    keys = ("isSend", "senderUsername", "senderID")
    rows = json_frame(found.text, found.count, dict.fromkeys(keys, pl.String()))[0].filter(is_own())
    named = rows.select(with_senders(senders))["senderUsername"].replace("", None).drop_nulls().unique()
    return named[0] if len(named) == 1 else None


def with_senders(senders: Mapping[str, str]) -> pl.Expr:
    """Ids of senders, where the document numbers them."""
    if not senders:
        return pl.col("senderUsername")
    numbered = pl.col("senderID").replace_strict(senders, default=None, return_dtype=pl.String)
    return pl.col("senderUsername").fill_null(numbered)


def _id(session: Mapping[str, Any]) -> str | None:
    return _text(session, "wxid", "username")


def _text(values: Mapping[str, Any], *keys: str) -> str | None:
    return next((text for key in keys if (text := (text_of(values.get(key)) or "").strip())), None)
