"""Contact and group lists of WeChat as chatlog (the Go program) writes them, in its CSV and in JSON.

The "csv" `UserName,Alias,Remark,NickName` (groups: `Name,Remark,NickName,Owner,UserCount`) is written without quotes:
a comma in a name breaks its row. Ids hold no commas: they are taken from both ends of the row. Two names with a comma
too many can't be parted, unless one of them is empty; such a row is rejected.

**Source:** formats.md 4.4; chatlog's http/route.go and model/contact.go as published in 2025. JSON: `items[]` with
userName, alias, remark, nickName, isFriend; groups with name, owner, users[], remark, nickName.

Limits: the CSV lists strangers that share a group with the owner beside his contacts and doesn't tell them apart.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sources.errors import UnreadableExhibit
from sources.json_blocks import Path
from sources.json_columns import head_of_document, text_of
from sources.json_reading import count_json, read_json
from sources.reading import head_text, lines
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import line_blocks, text_encoding
from sources.wechat.contact_list import ListedContact, add_contacts
from sources.wechat.people import is_account_id, is_group_id
from sources.wechat.writing import Talks

_CONTACTS, _GROUPS = "UserName,Alias,Remark,NickName", "Name,Remark,NickName,Owner,UserCount"
_STREAMS: tuple[Path, ...] = (("items",),)
_BLANKS = " \t\r"
_ITEM_KEYS = ({"userName", "alias", "remark", "nickName"}, {"name", "owner", "remark", "nickName", "users"})


def sniff(head: Head) -> float:
    """Certain when the first line is the tool's heading, or items have its keys."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    if _heading(text.split("\n", 1)[0]) is not None:
        return 0.95
    first = head_of_document(head, _STREAMS)[1][:3]
    return 0.95 if first and all(map(_is_item, first)) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the list; what is no entry is rejected."""
    if _is_json(exhibit):
        yield from read_json(exhibit, _STREAMS, _Items(exhibit, BatchBuilder(exhibit.exhibit_id)))
        return
    encoding, is_cut = text_encoding(exhibit.file)
    talks, builder = Talks(exhibit, prefixes=("line:",)), BatchBuilder(exhibit.exhibit_id)
    written = lines(exhibit.file, encoding) if not is_cut else _sound_lines(exhibit, encoding)
    heading = _heading(next(written, ""))
    if heading is None:
        raise UnreadableExhibit("line 1 isn't the heading of a contact list of chatlog; add the file as a table")
    total = 0
    for number, line in enumerate(written, start=2):
        if not line.strip(_BLANKS):
            continue
        total += 1
        contact = _parted(line, heading)
        if contact is None:
            builder.reject(f"line:{number}", "a name holds a comma, so where one name ends and the next begins is open")
        else:
            add_contacts([(number, contact)], talks, builder)
        if builder.row_count >= BATCH_ROWS:
            yield builder.take()
    talks.finish(builder)
    yield builder.take()
    if is_cut:
        yield EndOfExhibit("partial", "the last line is cut off; ask for the complete list")
    elif not total:
        yield EndOfExhibit("empty", "the list names nobody; ask for a new one if somebody was expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Lines that aren't blank, less the heading; in JSON the items, by another parser."""
    if _is_json(exhibit):
        return count_json(exhibit.file, _STREAMS)
    encoding, _ = text_encoding(exhibit.file)
    total = sum(
        int((block["text"].str.strip_chars(_BLANKS) != "").sum()) for block in line_blocks(exhibit.file, encoding)
    )
    return max(0, total - 1)


FORMAT = SourceFormat(
    name="wechat_chatlog_contacts",
    version=1,
    meaning="Contacts and groups of WeChat as chatlog lists them, in CSV or JSON.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="chatlog (sjzar) and its successors: lists of contacts and of groups",
        gives="accounts with nickname, visible WeChat id and the owner's remark; groups with title, owner and members",
        certainty="exporter's source",
        omits="which entries of the CSV are friends",
    ),
)


@dataclass
class _Items:
    """A list in JSON on its way into rows."""

    exhibit: Exhibit
    builder: BatchBuilder

    def __post_init__(self) -> None:
        self._talks = Talks(self.exhibit, prefixes=("json:/items/",))

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """The number of items, which is counted anyway."""

    def take_elements(self, path: Path, first: int, values: list[Any]) -> None:
        """Contacts or groups."""
        for index, value in enumerate(values, first):
            if _is_item(value) and (text_of(value.get("userName")) or text_of(value.get("name"))):
                add_contacts([(index, _contact(value))], self._talks, self.builder)
            else:
                self.builder.reject(f"json:/items/{index}", "no contact and no group: it has no id")

    def finish(self) -> None:
        """The list is over."""
        self._talks.finish(self.builder)


def _is_json(exhibit: Exhibit) -> bool:
    with exhibit.file.open("rb") as stream:
        text = head_text(stream.read(4096)) or ""
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def _is_item(value: Any) -> bool:  # noqa: ANN401 - JSON is any
    return isinstance(value, dict) and any(value.keys() >= keys for keys in _ITEM_KEYS)


def _contact(item: dict[str, Any]) -> ListedContact:
    users = item.get("users")
    members = [user for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    is_friend = item.get("isFriend")
    return ListedContact(
        (text_of(item.get("userName")) or text_of(item.get("name")) or "").strip(),
        text_of(item["nickName"]) or None,
        text_of(item["remark"]) or None,
        text_of(item.get("alias")) or None,
        is_contact=is_friend if isinstance(is_friend, bool) else None,
        group_owner=text_of(item.get("owner")) or None,
        members=tuple(
            (written, text_of(user.get("displayName")) or None)
            for user in members
            if (written := text_of(user.get("userName")))
        ),
    )


def _heading(line: str) -> str | None:
    written = line.strip("\ufeff \t\r\n")
    return written if written in (_CONTACTS, _GROUPS) else None


def _parted(line: str, heading: str) -> ListedContact | None:
    """The contact of a line, None where its names can't be parted."""
    cells = line.split(",")
    least = heading.count(",") + 1
    if len(cells) < least:
        return None
    is_contact = heading == _CONTACTS
    native_id = cells[0].strip()
    names = _two_names(cells[2:] if is_contact else cells[1:-2])
    is_sound = is_account_id(native_id) if is_contact else is_group_id(native_id) and cells[-1].strip().isdecimal()
    if names is None or not is_sound:
        return None
    remark, nickname = names
    if is_contact:
        return ListedContact(native_id, nickname or None, remark or None, cells[1].strip() or None)
    return ListedContact(native_id, nickname or None, remark or None, group_owner=cells[-2].strip() or None)


def _two_names(parts: list[str]) -> tuple[str, str] | None:
    """Remark and nickname; no name begins or ends with a comma, so an empty one leaves the rest to the other."""
    if len(parts) == 2:
        return parts[0], parts[1]
    if not parts[0] and parts[-1]:
        return "", ",".join(parts[1:])
    if not parts[-1] and parts[0]:
        return ",".join(parts[:-1]), ""
    return None


def _sound_lines(exhibit: Exhibit, encoding: str) -> Iterator[str]:
    """The lines of a file that ends within a character."""
    for block in line_blocks(exhibit.file, encoding):
        yield from block["text"]
