"""Accounts and conversations of WeChat exports.

An own row says "me" and nothing more; whose phone it was must be given with the seizure, and is never guessed. A talk
of two is named after both ends, so that it is one conversation when both phones are seized.
"""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from sources.record import Exhibit
from sources.sightings import AccountSeen
from warehouse.schema import ids

PLATFORM = "wechat"
# Accounts of the app itself, in every contact list: knowing them says nothing of anybody.
APP_ACCOUNTS = frozenset(
    {
        "filehelper",
        "weixin",
        "fmessage",
        "medianote",
        "floatbottle",
        "qmessage",
        "qqmail",
        "tmessage",
        "newsapp",
        "notifymessage",
        "blogapp",
        "facebookapp",
        "masssendapp",
        "feedsapp",
        "voipapp",
        "voicevoipapp",
        "voiceinputapp",
        "cardpackage",
        "helper_entry",
        "lbsapp",
        "shakeapp",
        "officialaccounts",
        "notification_messages",
        "brandsessionholder",
        "weixinreminder",
        "readerapp",
        "qqsync",
        "linkedinplugin",
    }
)
_ACCOUNT = re.compile(r"[A-Za-z][-_A-Za-z0-9]{4,}(?:@[a-z.]+)?|[0-9]+@(?:chatroom|openim|im\.chatroom)|wxid_\w+")
_GROUP = re.compile(r"[^@\s]+@(?:im\.)?chatroom")
# PyWxDump names files CONVERSATION_FROM_TO.csv; MemoTrace puts the id in brackets after the remark.
_NUMBERED_STEM = re.compile(r"(.+?)_[0-9]+_[0-9]+")
_BRACKETED = re.compile(r"(.*)\(([^()]+)\)")


def is_account_id(text: str | None) -> bool:
    """Whether a text is shaped like a wxid, a WeChat number, or a group's id."""
    return text is not None and _ACCOUNT.fullmatch(text) is not None


def is_group_id(text: str | None) -> bool:
    """Whether a text is the id of a group."""
    return text is not None and _GROUP.fullmatch(text) is not None


def conversation_in_path(path: str) -> str | None:
    """Id of the conversation that the path of an export names, None where it names none."""
    place = PurePosixPath(path)
    numbered = _NUMBERED_STEM.fullmatch(place.stem)
    candidates = [numbered[1] if numbered else place.stem]
    for part in (place.stem, *reversed(place.parts[:-1])):
        bracketed = _BRACKETED.fullmatch(part)
        if bracketed is not None:
            candidates.append(bracketed[2])
    candidates += [place.parent.name]
    shaped = [name for name in candidates if is_group_id(name) or name.startswith("wxid_")]
    if shaped:
        return shaped[0]
    return candidates[0] if numbered and is_account_id(candidates[0]) else None


def label_in_path(path: str) -> str | None:
    """What stands before a bracketed id in the path (MemoTrace: what the phone's owner calls the contact)."""
    place = PurePosixPath(path)
    for part in (place.stem, *reversed(place.parts[:-1])):
        bracketed = _BRACKETED.fullmatch(part)
        if bracketed is not None and is_account_id(bracketed[2]):
            return bracketed[1].strip() or None
    return None


def thread_of(conversation: str, exhibit: Exhibit, *, is_title: bool = False) -> str:
    """Id of the conversation with a group, an account, or (where no id is known) of a title.

    Args:
        conversation: Id or title.
        exhibit: The export; its owner or, failing that, its hash scopes a title.
        is_title: Whether it is known to be a title, so that one shaped like an id ("messages") isn't taken for one.
    """
    owner = exhibit.owners.get(PLATFORM)
    if not is_title and is_group_id(conversation):
        return ids.thread_id(PLATFORM, conversation)
    if not is_title and is_account_id(conversation):
        return ids.thread_id(PLATFORM, "~".join(sorted((owner, conversation))) if owner else conversation)
    return ids.named_thread_id(PLATFORM, f"{conversation} ({owner or exhibit.exhibit_id[:16]})")


def thread_with(conversation: str, owner: str | None) -> str:
    """Id of the conversation with a group or an account whose id is known for certain.

    Args:
        conversation: Id of the group, or of the other end of a talk of two.
        owner: Id of the seized device's own account, where known.
    """
    if owner is None or is_group_id(conversation):
        return ids.thread_id(PLATFORM, conversation)
    return ids.thread_id(PLATFORM, "~".join(sorted((owner, conversation))))


def account_of(
    name: str, thread: str, owner: str | None, known: Mapping[str, str], *, is_id_column: bool = False
) -> AccountSeen:
    """Account of an id, of a name that the file ties to one id, or of a name that holds in its thread only.

    Args:
        name: Id or display name.
        thread: Its conversation.
        owner: Id of the seized device's own account, where given.
        known: Display names of the conversation with their id.
        is_id_column: Whether the name stands where ids stand, so that any text shaped like an id is one; elsewhere a
            nickname like "Lobster" must not pass for a WeChat number.
    """
    is_id = is_account_id(name) if is_id_column else name == owner or name.startswith("wxid_")
    native = name if is_id else known.get(name)
    if native is not None:
        return AccountSeen(ids.account_id(PLATFORM, native), PLATFORM, native, is_owner=native == owner)
    scoped = ids.scoped_native_id(name, thread)
    return AccountSeen(ids.account_id(PLATFORM, scoped), PLATFORM, scoped, is_display_name_only=True, thread_id=thread)
