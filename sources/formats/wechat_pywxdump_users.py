"""The people of a WeChat export: `users.json` that PyWxDump writes beside its messages.

An object of wxid to `wxid`, `nickname`, `remark`, `account` (the visible WeChat id), `describe`, `headImgUrl`,
`ExtraBuf` (with the phone that the owner noted) and `LabelIDList`. It lists whoever occurs in the chat, members of
groups too: who carries a remark or a label of the owner is one of his contacts.

**Source:** formats.md 4.4; the tool's get_user_list and get_ExtraBuf as last published.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import ijson

from sources.errors import UnreadableExhibit
from sources.json_blocks import Closed, JsonBlocks, JsonDamage, Member, Opened, Path, pointer
from sources.json_columns import head_of_document, text_of
from sources.json_text import JsonText
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.wechat.contact_list import ListedContact, add_contacts
from sources.wechat.writing import Talks

_EACH: tuple[Path, ...] = (("*",),)
# An array that no list has: it makes each person's members come out one by one.
_PARTS: tuple[Path, ...] = (("*", "\0"),)
# A list of the size is parsed at once; some tens of megabytes are a hundred thousand people.
_WHOLE_BYTES = 32 << 20
_KEYS = frozenset({"wxid", "nickname", "remark", "account"})
_PHONE_KEY = "手机号"
_NUMBER = re.compile(r"\+?\d[\d\s-]{5,20}\d")


def sniff(head: Head) -> float:
    """Certain when the members of an object are people under their own wxid."""
    members = head_of_document(head, _EACH)[0]
    first = [(path, value) for path, value in members.items() if len(path) == 1][:3]
    is_list = all(_is_person(value) and value["wxid"] == path[0] for path, value in first)
    return 0.95 if first and is_list else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the people; a member that is none is rejected."""
    places: list[str] = []
    talks = Talks(exhibit, located=places.__getitem__)
    builder = BatchBuilder(exhibit.exhibit_id)
    end = EndOfExhibit("read")
    try:
        for path, value in _members(exhibit.file):
            if _is_person(value):
                places.append(f"json:{pointer(path)}")
                add_contacts([(len(places) - 1, _contact(value))], talks, builder)
            else:
                builder.reject(f"json:{pointer(path)}", "no person: it has no wxid or no names")
    except (JsonDamage, UnicodeDecodeError) as damage:
        if not places:
            raise UnreadableExhibit("the file breaks before the first person; ask for a new export") from damage
        end = EndOfExhibit("partial", f"the list breaks behind {places[-1]}; what stands before it was read")
    if end.status == "read" and not places and not builder.row_count:
        end = EndOfExhibit("empty", "the list names nobody; ask for a new export if somebody was expected")
    talks.finish(builder)
    yield builder.take()
    yield end


def count(exhibit: Exhibit) -> int:
    """Members of the object, by another parser."""
    with JsonText.of_file(exhibit.file) as text:
        try:
            return sum(1 for _ in ijson.kvitems(text, ""))
        except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableExhibit("the list can't be parsed as a whole; ask for a new export") from error


FORMAT = SourceFormat(
    name="wechat_pywxdump_users",
    version=1,
    meaning="People of a WeChat export (users.json) as PyWxDump writes them.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="PyWxDump up to 3.1 (`users.json` beside CSV, JSON and HTML exports)",
        gives="accounts with nickname, visible WeChat id and the owner's remark; titles of groups; phones he noted",
        certainty="exporter's source",
        omits="pictures, region, signature, names of labels",
    ),
)


class _Pairs(list[tuple[str, Any]]):
    """The members of an object in order, repeated keys included."""


def _members(file: FilePath) -> Iterator[tuple[Path, Any]]:
    """The members of the list, each with its path.

    Raises:
        JsonDamage: Where the list breaks.
    """
    if file.stat().st_size <= _WHOLE_BYTES:
        try:
            with JsonText.of_file(file) as text:
                pairs = json.loads(b"".join(iter(lambda: text.read(1 << 22), b"")), object_pairs_hook=_Pairs)
        except (ValueError, RecursionError):
            pairs = None  # it breaks somewhere: what stands before is read member by member
        if isinstance(pairs, _Pairs):
            yield from (((key,), dict(value) if isinstance(value, _Pairs) else value) for key, value in pairs)
            return
    person: dict[str, Any] = {}
    with JsonText.of_file(file) as text:
        for found in JsonBlocks(text, _PARTS):
            match found:
                case Opened((_,)):
                    person = {}
                case Member((_,) as path, value):
                    yield path, value
                case Member((_, key), value):
                    person[str(key)] = value
                case Closed((_,) as path):
                    yield path, person


def _is_person(value: Any) -> bool:  # noqa: ANN401 - JSON is any
    return isinstance(value, dict) and value.keys() >= _KEYS and isinstance(value["wxid"], str) and bool(value["wxid"])


def _contact(person: dict[str, Any]) -> ListedContact:
    noted = person.get("ExtraBuf")
    noted = dict(noted) if isinstance(noted, _Pairs) else noted
    written = text_of(noted.get(_PHONE_KEY)) if isinstance(noted, dict) else None
    return ListedContact(
        person["wxid"].strip(),
        text_of(person["nickname"]) or None,
        text_of(person["remark"]) or None,
        text_of(person["account"]) or None,
        # Labels are the owner's own drawers: whom he put into one he knows.
        is_contact=True if person.get("LabelIDList") else None,
        phones=tuple(_NUMBER.findall(written)) if written else (),
    )
