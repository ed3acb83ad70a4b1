"""The values of one row by what they mean: accounts, selectors, names and the rest as a note.

Shared by registrations and nickname lists, which write the same identifiers and tie them to different things.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sources import identifiers
from sources.identifiers import Identifier, NativeAccount
from sources.record import BatchBuilder, Exhibit
from sources.tables import headers
from sources.tables.cells import Row, is_nothing
from sources.tables.layout import Layout
from warehouse.schema.ids import account_id

# Selector kind by column target, and the basis where it differs from the table's own.
SELECTOR_KINDS = {
    "phone": "phone",
    "bound_phone": "phone",
    "document": "document",
    "bank_card": "bank_card",
    "email": "email",
    "device": "device",
    "ip": "ip",
    "login_ip": "ip",
    "wallet": "wallet",
}
_SPLIT = re.compile(r"[、，,;；|｜\r\n]+|(?<!\s)\s++/\s+|(?<=\d)[/／](?=[+\d])")
# Accounts and numbers hold no blanks, but numbers are grouped by single ones (138 0013 8000).
_SPLIT_ACCOUNTS = re.compile(r"[、，,;；|｜\s/／]+")
_ID_SHAPED = re.compile(r"[^\s\"“”]{3,64}")
# Banks and wallets are written with their bank before a colon: 借记卡:建设银行:6217…
_CARD_PREFIX = re.compile(r"^.*[:：]\s*(?=[\d\s-]{13,}$)")


@dataclass(frozen=True)
class Value:
    """A cell that holds something.

    Attributes:
        target: What its column holds.
        platform: Platform that the heading says, '' for none.
        text: The text.
        is_lossy: Whether a spreadsheet has damaged its digits.
    """

    target: str
    platform: str
    text: str
    is_lossy: bool


@dataclass(frozen=True)
class Selector:
    """An identifier that a row gives.

    Attributes:
        target: What its column holds.
        kind: Kind of the selector.
        written: The text as written.
        identifier: What it was normalised to, and whether it is usable.
    """

    target: str
    kind: str
    written: str
    identifier: Identifier


@dataclass
class TableContext:
    """What the rows of one sheet share.

    Attributes:
        exhibit: The exhibit.
        builder: Where the rows go.
        sheet: Name of the sheet, '' for a file with one table.
        layout: Its layout.
        known_accounts: Accounts already told of in this exhibit.
        place: What locators count: row or line.
    """

    exhibit: Exhibit
    builder: BatchBuilder
    sheet: str
    layout: Layout
    known_accounts: set[str] = field(default_factory=set)
    place: str = "row"

    def row_key(self, row: Row) -> str:
        """Key of the row inside the exhibit: SHEET!N or N."""
        return f"{self.sheet}!{row.number}" if self.sheet else str(row.number)

    def locator(self, row: Row) -> str:
        """Place of the row inside the exhibit."""
        return f"{self.place}:{self.row_key(row)}"

    def platform_said(self) -> str | None:
        """The platform that the sheet's name, its title rows or the file's path speak of."""
        for text in (self.sheet, self.layout.title, self.exhibit.path):
            if platform := headers.platform_in(text):
                return platform
        return None

    def add_account(self, account: NativeAccount, locator: str) -> str:
        """Tell of an account once in an exhibit; returns its id."""
        identifier = account_id(account.platform, account.native_id)
        if identifier not in self.known_accounts:
            self.known_accounts.add(identifier)
            self.builder.add(
                "account",
                locator=locator,
                account_id=identifier,
                platform=account.platform,
                native_id=account.native_id,
                is_owner=False,
                is_display_name_only=False,
            )
        return identifier


def row_values(row: Row, layout: Layout) -> list[Value]:
    """The cells of the row that hold something and whose heading is known, in column order."""
    return [
        Value(meaning.target, meaning.platform, row.cells[column], column in row.lossy)
        for column, meaning in sorted(layout.columns.items())
        if column < len(row.cells) and not is_nothing(row.cells[column])
        # A heading merged into the rows below it is still a heading.
        if column not in row.filled or row.cells[column] != layout.labels[column]
    ]


def texts(values: list[Value], target: str) -> list[str]:
    """The texts of one target."""
    return [value.text for value in values if value.target == target]


def accounts(values: list[Value], context: TableContext) -> list[NativeAccount]:
    """The accounts that the row names, each once; damaged numbers are none."""
    said = next((known for text in texts(values, "platform") if (known := headers.platform_of(text))), None)
    default = said or context.platform_said()
    has_wxid = any(value.target == "wxid" for value in values)
    found = []
    for value in values:
        if value.target not in ("account", "wxid") or value.is_lossy:
            continue
        # Beside a wxid the visible WeChat id is only a handle of the same account.
        if has_wxid and value.target == "account" and value.platform == "wechat":
            continue
        separators = _SPLIT if "@" in value.text else _SPLIT_ACCOUNTS
        for written in separators.split(value.text):
            account = _account(written.strip(), value.platform or None, default, context.layout.region)
            if account is not None:
                found.append(account)
    return list(dict.fromkeys(found))


def handles(values: list[Value], named: list[NativeAccount]) -> Iterator[tuple[NativeAccount, str]]:
    """Handles that accounts show: @names of Telegram and visible WeChat ids."""
    for account in named:
        if account.platform == "telegram" and not account.native_id.lstrip("-").isdigit():
            yield account, f"@{account.native_id}"
        if account.platform == "wechat" and not account.native_id.startswith(("wxid_", "+")):
            yield account, account.native_id
    wxids = [account for account in named if account.native_id.startswith("wxid_")]
    if len(wxids) == 1 and texts(values, "wxid"):
        for value in values:
            if value.target == "account" and value.platform == "wechat" and value.text != wxids[0].native_id:
                yield wxids[0], value.text


def selectors(values: list[Value], region: str | None) -> Iterator[Selector]:
    """The selectors of a row; one cell may hold several."""
    for value in values:
        kind = SELECTOR_KINDS.get(value.target)
        if kind is None:
            continue
        for written in _SPLIT.split(value.text):
            if not is_nothing(written.strip()):
                text = written.strip()
                identifier = Identifier(text, False) if value.is_lossy else identify(kind, text, region)
                yield Selector(value.target, kind, text, identifier)


def identify(kind: str, written: str, region: str | None) -> Identifier:
    """The identifier of that kind that a text writes."""
    match kind:
        case "phone":
            return identifiers.phone(written, region)
        case "document":
            return identifiers.document(written)
        case "bank_card":
            return identifiers.bank_card(_CARD_PREFIX.sub("", written))
        case "email":
            return identifiers.email(written)
        case "device":
            return identifiers.device(written)
        case "ip":
            return identifiers.ip_address(written)
        case _:
            return identifiers.wallet(written)


def note(row: Row, layout: Layout, read: frozenset[str], *more: str) -> str | None:
    """What the row says elsewhere: `heading: text` joined by '; ', then comments and that it is hidden.

    Args:
        row: The row.
        layout: Its layout.
        read: Targets of columns whose cells went into rows of their own.
        more: Further remarks.
    """
    parts = []
    for column in row.own:
        if column in layout.serial_columns or (column in layout.columns and layout.columns[column].target in read):
            continue
        label = layout.labels.get(column, f"column {column + 1}")
        parts.append(f"{' '.join(label.split())}: {row.cells[column]}")
    parts += [text for text in more if text]
    parts += [f"comment: {' '.join(comment.split())}" for comment in row.comments]
    if row.is_hidden:
        parts.append("hidden: row or sheet")
    return "; ".join(parts) or None


def _account(written: str, headed: str | None, default: str | None, region: str | None) -> NativeAccount | None:
    if is_nothing(written):
        return None
    found = identifiers.account(written, headed, region)
    if found is not None or headed is not None:
        return found
    if default is not None:
        return identifiers.account(written, default, region)
    return NativeAccount("unknown", written) if _ID_SHAPED.fullmatch(written) else None
