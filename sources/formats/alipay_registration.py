"""Registrations as Alipay discloses them: a workbook `CASE_注册信息_TIME.xlsx`, one account a row.

用户ID (16 digits from 2088 on), 登录邮箱, 登录手机, 账户名称, 证件类型, 证件号, 可用余额, 绑定手机, 注册时间,
注销时间, 绑定银行卡 (`借记卡:BANK:NUMBER;…`), 关联账户, 备注, 对应的协查数据 (the value that was asked for). Accounts
are of platform `app` with native id `alipay/2088…`. A long number that a spreadsheet stored as a number has lost its
last digits: it stays visible and is never a key. Flows of money (账户明细), the other workbooks, are not read.

**Source:** formats.md 8.2 (a third-party reader of such returns).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from sources import identifiers
from sources.disclosures.disclosed import Disclosed, checked
from sources.errors import UndecodableText, UnreadableExhibit
from sources.reading import head_text
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables import delimited, workbook_package, workbook_xls
from sources.tables.cells import Row, is_nothing
from sources.tables.sheets import ZIP_MARK, container_of, read_sheets, scanned_sheets
from sources.tables.times import instant
from warehouse.schema import ids

_ID = "用户ID"
# What no other return has beside 用户ID.
_OWN = frozenset({"登录邮箱", "登录手机", "可用余额", "绑定银行卡", "关联账户", "对应的协查数据"})
_KNOWN = _OWN | {_ID, "账户名称", "证件号", "绑定手机", "注册时间"}
_FEWEST_OWN = 3
# Office title rows stand above a heading at times; a heading that stands deeper belongs to something else.
_HEAD_ROWS = 20
_USER = re.compile(r"2088[0-9]{12}")
_RESIDENT = re.compile(r"[0-9]{17}[0-9Xx]")
_CARD = re.compile(r"[0-9][0-9 ]{11,22}")
_PARTS = re.compile(r"[;；,，、|\s]+")
_FACTS = (("real_name", ("账户名称",)), ("document_number", ("证件号",)), ("phone", ("绑定手机", "登录手机")))
_KINDS = {"document_number": "document", "phone": "phone"}
_SELECTORS = (("phone", "登录手机"), ("phone", "绑定手机"), ("email", "登录邮箱"), ("document", "证件号"))
_NO_HEADING = "the row stands on a sheet without the heading of Alipay's registrations"
_NO_ACCOUNT = "the row names neither an account nor a registrant"


def sniff(head: Head) -> float:
    """Certain when a heading among the first rows has 用户ID and what only Alipay's registrations have beside it."""
    with suppress(UnreadableExhibit, UndecodableText):
        return 0.95 if any(_is_heading(row.cells) for row in _head_rows(head)) else 0.0
    return 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read every sheet; rows of a sheet without the heading are rejected.

    Raises:
        UnreadableExhibit: When the workbook can't be opened.
    """
    return_of = _Return(Disclosed(exhibit))
    problems: list[str] = []
    total = 0
    for name, rows in read_sheets(exhibit.file, problems):
        for row, heading in _records(rows):
            total += 1
            return_of.take(row, heading, f"row:{name}!{row.number}" if name else f"row:{row.number}")
            if return_of.told.builder.row_count >= BATCH_ROWS:
                yield return_of.told.builder.take()
    yield return_of.told.builder.take()
    if not total:
        yield EndOfExhibit("empty", "the table has headings but no rows")
    elif problems:
        yield EndOfExhibit("partial", "; ".join(dict.fromkeys(problems)))
    else:
        yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """Rows with content that are no heading, from a second parse of the bytes."""
    return sum(1 for _, rows in scanned_sheets(exhibit.file) for _ in _records(rows))


def _head_rows(head: Head) -> Iterator[Row]:
    """The first rows of each sheet; a text is looked at no further than its head."""
    is_binary = head.first_bytes.startswith((ZIP_MARK, *workbook_xls.SIGNATURES))
    if not is_binary:
        text = head_text(head.first_bytes) or ""
        if _ID in text:
            for delimiter in (",", "\t"):
                yield from delimited.head_rows(text, delimiter, _HEAD_ROWS)
    elif head.file is not None and container_of(head.file, head.first_bytes) is not None:
        if head.first_bytes.startswith(ZIP_MARK) and not workbook_package.is_workbook(head.file):
            return
        for _, rows in scanned_sheets(head.file, _HEAD_ROWS):
            yield from islice(rows, _HEAD_ROWS)


def _is_heading(cells: Sequence[str]) -> bool:
    found = {_label(cell) for cell in cells}
    return _ID in found and len(found & _OWN) >= _FEWEST_OWN


def _label(cell: str) -> str:
    return "".join(cell.split()).replace("Id", "ID").replace("id", "ID")


def _records(rows: Iterator[Row]) -> Iterator[tuple[Row, Mapping[str, int] | None]]:
    """Rows with content that are no headings, with the columns of the heading above; title rows are none."""
    heading: dict[str, int] | None = None
    above: list[Row] = []
    for row in rows:
        if _is_heading(row.cells):
            heading, above = _columns(row.cells), []
        elif not row.own:
            continue
        elif heading is not None:
            yield row, heading
        else:
            above.append(row)
            if len(above) > _HEAD_ROWS:
                yield from ((early, None) for early in above)
                above = []
    yield from ((row, None) for row in above)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if _label(cell) in _KNOWN:
            columns.setdefault(_label(cell), index)
    return columns


@dataclass
class _Return:
    """One workbook on its way into rows."""

    told: Disclosed
    _linked: set[tuple[str, str]] = field(default_factory=set)

    def take(self, row: Row, heading: Mapping[str, int] | None, locator: str) -> None:
        """Take a row in."""
        if heading is None:
            self.told.builder.reject(locator, _NO_HEADING)
            return
        cells = {name: row.cells[at] for name, at in heading.items() if at < len(row.cells)}
        cells = {name: "" if is_nothing(text) else text for name, text in cells.items()}
        lossy = frozenset(name for name, at in heading.items() if at in row.lossy)
        user = cells.get(_ID, "").strip()
        is_sound = _USER.fullmatch(user) is not None and _ID not in lossy
        if not is_sound and not any(cells.get(name) for name in ("账户名称", "证件号", "登录手机", "绑定手机")):
            self.told.builder.reject(locator, _NO_ACCOUNT)
            return
        self.told.builder.record_count += 1
        account = self.told.account("app", identifiers.app_native_id("alipay", user), locator) if is_sound else None
        cards = _cards(cells.get("绑定银行卡", ""))
        self._add_registration((account, user), cells, cards, lossy, locator)
        if account is None:
            return
        for kind, name in _SELECTORS:
            self._add_selector(account, kind, cells.get(name, ""), name in lossy, locator)
        for card in cards:
            self._add_selector(account, "bank_card", card, "绑定银行卡" in lossy, locator)
        for part in _PARTS.split(cells.get("关联账户", "")):
            self._add_linked(account, part, "关联账户" in lossy, locator)
        asked = cells.get("对应的协查数据", "").strip()
        if (asked_kind := _kind_of(asked, self.told.region)) is not None:
            self._add_selector(account, asked_kind, asked, "对应的协查数据" in lossy, locator)

    def _add_registration(
        self,
        account: tuple[str | None, str],
        cells: Mapping[str, str],
        cards: Sequence[str],
        lossy: frozenset[str],
        locator: str,
    ) -> None:
        facts: dict[str, str | None] = {"bank_card": cards[0] if cards else None}
        damaged = ["native_id"] if _ID in lossy else []
        for column, names in _FACTS:
            name = next((name for name in names if cells.get(name)), "")
            written = cells[name].strip() if name else ""
            kind = _KINDS.get(column)
            held = checked(kind, written, self.told.region) if kind is not None and written else None
            is_kept = held is not None and name not in lossy and (held.is_usable or kind == "document")
            facts[column] = (held.value if held is not None and is_kept else written) or None
            if name in lossy:
                damaged.append(column)
        opened = cells.get("注册时间", "")
        # The company writes Chinese time, as the platforms do for which that is assumed.
        zone, _ = self.told.exhibit.zone("wechat")
        account_id, user = account
        self.told.builder.add(
            "registration",
            locator=locator,
            account_id=account_id,
            platform="app",
            native_id=identifiers.app_native_id("alipay", user) if account_id is not None else user or None,
            holder="registrant",
            registered_at=instant(opened, zone) if opened else None,
            registered_at_raw=opened or None,
            lossy_columns=", ".join([*damaged, *(["bank_card"] if "绑定银行卡" in lossy else [])]) or None,
            **facts,
        )

    def _add_selector(self, account: str, kind: str, written: str, is_lossy: bool, locator: str) -> None:
        held = checked(kind, written, self.told.region)
        if not written.strip() or (account, f"{kind} {held.value}") in self._linked:
            return
        self._linked.add((account, f"{kind} {held.value}"))
        self.told.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind=kind,
            value=held.value,
            raw=written,
            basis="registration",
            is_usable=held.is_usable and not is_lossy,
        )

    def _add_linked(self, account: str, written: str, is_lossy: bool, locator: str) -> None:
        """An account that Alipay links with this one; what is no user id stays visible and is no key."""
        if not written:
            return
        user = _USER.search(written)
        is_sound = user is not None and not is_lossy and len(re.findall(r"\d", written)) == len(user[0])
        value = (
            ids.account_id("app", identifiers.app_native_id("alipay", user[0]))
            if user is not None and is_sound
            else written
        )
        if value == account or (account, value) in self._linked:
            return
        self._linked.add((account, value))
        if user is not None and is_sound:
            self.told.account("app", identifiers.app_native_id("alipay", user[0]), locator)
        self.told.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind="account",
            value=value,
            raw=written,
            basis="registration",
            is_usable=is_sound,
        )


def _cards(written: str) -> list[str]:
    """The numbers in a list of bank cards `KIND:BANK:NUMBER;…`, each once."""
    numbers = [part.replace("：", ":").rpartition(":")[2].strip() for part in re.split(r"[;；,，\r\n]+", written)]
    return list(dict.fromkeys(number for number in numbers if _CARD.fullmatch(number)))


def _kind_of(written: str, region: str | None) -> str | None:
    """What the value is that was asked for; None for an Alipay id, a name, or what fails its check."""
    if not written or _USER.fullmatch(written):
        return None
    if "@" in written:
        return "email" if identifiers.email(written).is_usable else None
    for kind in ("document",) if _RESIDENT.fullmatch(written) else ("phone", "bank_card"):
        if checked(kind, written, region).is_usable:
            return kind
    return None


FORMAT = SourceFormat(
    name="alipay_registration",
    version=2,
    meaning="Registrations of Alipay accounts as Alipay discloses them in a workbook.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Alipay returns",
        made_by="Alipay's answer to a request, `CASE_注册信息_TIME.xlsx`, also saved as .xls or CSV",
        gives="real name, document, phones, mail, bank cards, linked accounts and the value asked for, by account",
        certainty="third-party reader",
        omits="balance, day of closing, remarks, names of banks; flows of money (账户明细) are not read",
    ),
)
