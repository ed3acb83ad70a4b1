"""Contact lists of WeChat as WeFlow writes them, in CSV and in JSON.

CSV: `用户名,显示名称,备注,昵称,微信号,标签,描述,个性签名,地区,类型`, every cell quoted, with byte-order mark; JSON:
`exportedAt`, `count`, `contacts[]` with username, displayName, remark, nickname, alias, labels, description, region,
type (friend, group, official and others). Its vCards are read as vCards.

**Source:** formats.md 4.4; WeFlow's contactExportService as published in 2026.
"""

import csv
import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from sources.csv_rows import CsvTable, count_rows
from sources.errors import UnreadableExhibit
from sources.json_blocks import Path
from sources.json_columns import head_of_document, text_of
from sources.json_reading import count_json, read_json
from sources.reading import head_text
from sources.record import BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.text_blocks import text_encoding
from sources.wechat.contact_list import ListedContact, add_contacts
from sources.wechat.writing import Talks

_NEEDED = frozenset({"用户名", "显示名称", "备注", "昵称", "类型"})
_STREAMS: tuple[Path, ...] = (("contacts",),)
_KEYS = frozenset({"username", "displayName", "type"})
_FRIENDS = ("friend", "好友")
# What owners write into the description of a contact: numbers of phones among other words.
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")


def sniff(head: Head) -> float:
    """Certain when the heading is the tool's, or contacts have its keys."""
    text = head_text(head.first_bytes)
    if text is None:
        return 0.0
    first_row = text.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    if frozenset(name.strip() for name in next(csv.reader([first_row]), [])) >= _NEEDED:
        return 0.95
    members, first = head_of_document(head, _STREAMS)
    is_list = ("exportedAt",) in members and bool(first) and all(map(_is_contact, first[:3]))
    return 0.95 if is_list else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the list; what is no contact is rejected."""
    if _is_json(exhibit):
        yield from read_json(exhibit, _STREAMS, _Contacts(exhibit, BatchBuilder(exhibit.exhibit_id)))
        return
    encoding, is_cut = text_encoding(exhibit.file)
    table = CsvTable(exhibit.file, encoding)
    if not set(table.heading) >= _NEEDED:
        raise UnreadableExhibit("row 1 lacks columns of WeFlow's contact list; add the file as a table")
    talks, builder = Talks(exhibit), BatchBuilder(exhibit.exhibit_id)
    total = 0
    try:
        for rows in table.blocks():
            total += rows.height
            for row in rows.with_columns(pl.col(pl.String).str.strip_chars()).iter_rows(named=True):
                if row["width"] != len(table.heading) or not row["用户名"]:
                    builder.reject(f"row:{row['row']}", "the row has too few or too many cells, or no id")
                else:
                    add_contacts([(row["row"], _contact_of_row(row))], talks, builder)
            yield builder.take()
    except csv.Error:
        builder.reject("row:last", "a quote is opened and never closed")
        is_cut = True
    talks.finish(builder)
    yield builder.take()
    if is_cut or table.ends_inside_quote:
        yield EndOfExhibit("partial", "the last row is cut off; ask for the complete list")
    elif not total:
        yield EndOfExhibit("empty", "the list names nobody; ask for a new one if somebody was expected")
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Line ends outside of quotes, less the heading; in JSON the contacts, by another parser."""
    if _is_json(exhibit):
        return count_json(exhibit.file, _STREAMS)
    encoding, _ = text_encoding(exhibit.file)
    return max(0, count_rows(exhibit.file, encoding)[0] - 1)


FORMAT = SourceFormat(
    name="wechat_weflow_contacts",
    version=1,
    meaning="Contacts of WeChat as WeFlow lists them, in CSV or JSON.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="WeFlow, contact lists in CSV and JSON",
        gives="friends with nickname, remark and visible WeChat id; titles of groups; phones in the owner's notes",
        certainty="exporter's source",
        omits="labels, signature, region and the rest of the notes",
    ),
)


@dataclass
class _Contacts:
    """A list in JSON on its way into rows."""

    exhibit: Exhibit
    builder: BatchBuilder

    def __post_init__(self) -> None:
        self._talks = Talks(self.exhibit, prefixes=("json:/contacts/",))

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """When it was written and how many there are."""

    def take_elements(self, path: Path, first: int, values: list[Any]) -> None:
        """Contacts."""
        for index, value in enumerate(values, first):
            if _is_contact(value) and text_of(value["username"]):
                add_contacts([(index, _contact(value))], self._talks, self.builder)
            else:
                self.builder.reject(f"json:/contacts/{index}", "no contact: it has no id")

    def finish(self) -> None:
        """The list is over."""
        self._talks.finish(self.builder)


def _is_json(exhibit: Exhibit) -> bool:
    with exhibit.file.open("rb") as stream:
        text = head_text(stream.read(4096)) or ""
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def _is_contact(value: Any) -> bool:  # noqa: ANN401 - JSON is any
    return isinstance(value, dict) and value.keys() >= _KEYS


def _contact_of_row(row: dict[str, Any]) -> ListedContact:
    return ListedContact(
        row["用户名"],
        row["昵称"] or None,
        row["备注"] or None,
        row.get("微信号") or None,
        is_contact=row["类型"] in _FRIENDS,
        phones=_phones(row.get("描述")),
    )


def _contact(value: dict[str, Any]) -> ListedContact:
    return ListedContact(
        (text_of(value["username"]) or "").strip(),
        text_of(value.get("nickname")) or None,
        text_of(value.get("remark")) or None,
        text_of(value.get("alias")) or None,
        is_contact=value["type"] in _FRIENDS,
        phones=_phones(text_of(value.get("description"))),
    )


def _phones(note: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_PHONE.findall(note))) if note else ()
