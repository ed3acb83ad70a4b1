"""Tables of who was in touch with whom, without any words: calls, meetings, ties of a network, CSV or workbook.

**Source:** no standard layout exists; call detail records of carriers name the two sides 主叫/被叫 or caller/callee,
networks published by researchers (edge lists) from/to or source/target. Columns are known by their headings
(sources/tables/contact_headings.toml).

One row is one contact, or `count` of them, with its time or the times of the first and the last; a day without a clock
time stays as written and gives no instant. Numbers become phones where they are valid, other names stay what they are:
people of this table.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sources import identifiers
from sources.errors import UnreadableExhibit
from sources.phone_region import region_of
from sources.reading import head_text
from sources.record import BATCH_ROWS, BatchBuilder, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables import delimited
from sources.tables.cells import Row, is_nothing
from sources.tables.contact_columns import ContactLayout, contact_layout, folded, known_headings
from sources.tables.sheets import ZIP_MARK, container_of, read_sheets, scanned_sheets
from sources.tables.times import instant
from sources.text_blocks import text_encoding
from warehouse.schema import ids

_MOST_HEAD_ROWS = 10
_DELIMITERS = ",;\t|"
_SURE = 0.7


def sniff(head: Head) -> float:
    """Sure where two headings name the two sides and none the words between them."""
    return _SURE if any(contact_layout(rows) is not None for rows in _rows_of_head(head)) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the contacts; people of the table come as accounts, each once.

    Raises:
        UnreadableExhibit: When the file can't be opened or decoded.
    """
    problems: list[str] = []
    builder = BatchBuilder(exhibit.exhibit_id)
    region = region_of(exhibit)
    seen: set[str] = set()
    total = 0
    for name, rows in _sheets(exhibit, problems):
        for layout, row in _contacts(rows):
            total += 1
            _add(builder, row, layout, f"sheet:{name}!row" if name else "row", _People(exhibit, region), seen)
            if builder.row_count >= BATCH_ROWS:
                yield builder.take()
    batch = builder.take()
    if batch.tables:
        yield batch
    if total == 0:
        yield EndOfExhibit("empty", "the table has headings but no rows")
    elif problems:
        yield EndOfExhibit("partial", "; ".join(dict.fromkeys(problems)))
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Rows that hold something below the heading, from a second parse of the bytes."""
    if container_of(exhibit.file) != "text":
        return sum(1 for _, rows in scanned_sheets(exhibit.file) for _ in _contacts(rows))
    encoding, delimiter = _form(exhibit)
    return sum(1 for _ in _contacts(delimited.scanned_rows(exhibit.file, encoding, delimiter)))


def _sheets(exhibit: Exhibit, problems: list[str]) -> Iterator[tuple[str, Iterator[Row]]]:
    if container_of(exhibit.file) != "text":
        yield from read_sheets(exhibit.file, problems)
        return
    encoding, delimiter = _form(exhibit)
    yield "", delimited.read_rows(exhibit.file, encoding, delimiter)


def _form(exhibit: Exhibit) -> tuple[str, str]:
    """Encoding and delimiter of a text table."""
    encoding, _ = text_encoding(exhibit.file)
    return encoding, _delimiter(delimited.first_line(exhibit.file, encoding))


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _rows_of_head(head: Head) -> Iterator[list[Row]]:
    if head.file is None and head.first_bytes.startswith(ZIP_MARK):
        return
    text = head_text(head.first_bytes)
    if text is not None:
        if head.file is None or container_of(head.file, head.first_bytes) == "text":
            yield delimited.head_rows(text, _delimiter(text.partition("\n")[0]), _MOST_HEAD_ROWS)
    elif head.file is not None and container_of(head.file, head.first_bytes) == "xlsx":
        # A damaged workbook is claimed, and explained, by the nickname tables.
        with suppress(UnreadableExhibit):
            for _, rows in scanned_sheets(head.file, _MOST_HEAD_ROWS):
                yield list(islice(rows, _MOST_HEAD_ROWS))


def _contacts(rows: Iterator[Row]) -> Iterator[tuple[ContactLayout, Row]]:
    """Rows below the heading, with the layout; nothing from a sheet without one."""
    head = list(islice(rows, _MOST_HEAD_ROWS))
    layout = contact_layout(head)
    if layout is None:
        return
    below = [row for row in head if row.number > layout.heading_row]
    for part in (below, rows):
        for row in part:
            if row.own:
                yield layout, row


@dataclass(frozen=True)
class _People:
    """Who the sides of the table are; names hold in this exhibit only."""

    exhibit: Exhibit
    region: str | None

    def account(self, written: str) -> tuple[str, str]:
        """Platform and native id of a side: a valid phone, a number that tells its platform, else a name."""
        number = identifiers.phone(written, self.region)
        if number.is_usable:
            return "phone", number.value
        known = identifiers.account(written, None, self.region)
        if known is not None:
            return known.platform, known.native_id
        return "unknown", f"{written}~{self.exhibit.exhibit_id[:8]}"


def _add(builder: BatchBuilder, row: Row, layout: ContactLayout, place: str, people: _People, seen: set[str]) -> None:
    locator = f"{place}:{row.number}"
    cells = [_cell(row, column) for column in (layout.one, layout.other)]
    times = _times(_cell(row, layout.count))
    if not all(cells) or cells[0] == cells[1]:
        builder.reject(locator, "one of the two sides is missing, or both are the same")
        return
    if times is None:
        builder.reject(locator, "the number of contacts is no positive number")
        return
    for cell in cells:
        platform, native_id = people.account(cell)
        account_id = ids.account_id(platform, native_id)
        if account_id not in seen:
            seen.add(account_id)
            is_name = platform == "unknown"
            builder.add(
                "account",
                locator=locator,
                account_id=account_id,
                platform=platform,
                native_id=native_id,
                is_owner=False,
                is_display_name_only=is_name,
            )
            if is_name:
                builder.add(
                    "name_observation",
                    locator=locator,
                    account_id=account_id,
                    name=cell,
                    kind="account_nickname",
                    observation_count=1,
                )
    one, other = (ids.account_id(*people.account(cell)) for cell in cells)
    word = folded(_cell(row, layout.kind))
    kind = "meeting" if any(sign in word for sign in known_headings().meetings) else "call"
    written = [" ".join(filter(None, (_cell(row, column) for column in side))) for side in (layout.first, layout.last)]
    zone = people.exhibit.zone("phone")[0]
    seen_at = sorted(at for at in (_instant(text, zone) for text in written) if at is not None)
    builder.add(
        "contact",
        locator=locator,
        account_id=one,
        other_account_id=other,
        kind=kind,
        contact_count=times,
        first_at=min(seen_at, default=None),
        last_at=max(seen_at, default=None),
        at_raw=" / ".join(dict.fromkeys(filter(None, written))) or None,
    )
    builder.record_count += 1


def _cell(row: Row, column: int | None) -> str:
    written = row.cells[column].strip() if column is not None and column < len(row.cells) else ""
    return "" if is_nothing(written) else written


def _instant(written: str, zone: ZoneInfo) -> datetime | None:
    return instant(written, zone) if written else None


def _times(written: str) -> int | None:
    """How many contacts a row stands for; None where that is no positive number."""
    if not written:
        return 1
    try:
        number = round(float(written))
    except ValueError:
        return None
    return number if number >= 1 else None


FORMAT = SourceFormat(
    name="contact_table",
    version=3,
    meaning="Who was in touch with whom, without words: calls, meetings or ties of a network (CSV, XLSX).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Tables",
        made_by="carriers, observers and researchers, in no standard layout: from/to, caller/callee, source/target, "
        "主叫/被叫, кто/кому and the like, with time, count and kind where given",
        gives="contacts with direction, time, count and whether they met; both sides as accounts, valid numbers as "
        "phones",
        certainty="specification",
        omits="durations and places of single contacts; other columns; a day without a clock time is kept as "
        "written only",
    ),
)
