"""Real-name registrations of Tenpay as Tencent returns them: `TenpayRegInfo*.txt`, tab-separated, with earlier holders.

Section 1: one row an account (状态, 账号, 注册姓名, 注册时间, 注册身份证号, 绑定手机, …, 开户行信息, 银行账号), then
rows whose first cells are empty, one more bank card each. Behind a line 注销信息 section 2 lists what was unbound: an
account in good standing that has rows there *changed its real-name holder*. The whole file may be `账号XXX不存在`.

**Source:** formats.md 8.1 (two independent third-party readers and their fixtures).
"""

import re
from dataclasses import dataclass, field

from sources import identifiers
from sources.disclosures.disclosed import Disclosed
from sources.reading import head_text, lines
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tencent.query_path import query_path
from sources.tencent.times import moment
from sources.text_blocks import text_encoding

_KEYWORDS = {  # a column by a word of its heading: order and names change between batches
    "state": ("账户状态", "状态"),
    "account": ("账号", "帐号"),
    "real_name": ("注册姓名", "姓名"),
    "opened": ("注册时间",),
    "closed": ("注销时间",),
    "document": ("身份证", "证件"),
    "phone": ("绑定手机", "手机"),
    "bank": ("开户行",),
    "card": ("银行账号", "银行卡"),
}
_HEADINGS = frozenset({"账户状态", "账号", "注册姓名", "注册时间", "注册身份证号", "注销时间", "银行账号"})
_FEWEST_HEADINGS = 3
_UNBOUND = re.compile(r"\ufeff?\s*注销信息\s*[:：]?\s*")
_ABSENT = re.compile(r"\ufeff?\s*账号[^\t]{0,100}不存在\s*")
_QQ = re.compile(r"[1-9][0-9]{4,10}")
_OPENID = re.compile(r".+@.*tenpay\.com", re.IGNORECASE)


def sniff(head: Head) -> float:
    """Sure when the first line is the heading of Tenpay's registrations, or says that there is no such account."""
    text = head_text(head.first_bytes[:8192])
    first = next((line for line in (text or "").splitlines() if line.strip("\ufeff \t")), "")
    if _ABSENT.fullmatch(first):
        return 0.8
    cells = {cell.strip("\ufeff ") for cell in first.split("\t")}
    return 0.95 if {"注册姓名", "注册身份证号"} <= cells and cells & {"账户状态", "账号"} else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read both sections."""
    encoding, is_cut = text_encoding(exhibit.file)
    table = _Table(Disclosed(exhibit))
    for number, line in enumerate(lines(exhibit.file, encoding, is_cut=is_cut), 1):
        table.take(line.replace("\ufeff", ""), f"line:{number}")
        if table.told.builder.row_count >= BATCH_ROWS:
            yield table.told.builder.take()
    yield table.told.builder.take()
    yield (
        EndOfExhibit("partial", "the file ends inside a character; ask for the whole")
        if is_cut
        else EndOfExhibit("read")
    )


def count(exhibit: Exhibit) -> int:
    """Lines with content, less headings."""
    encoding, _ = text_encoding(exhibit.file)
    total = 0
    for line in lines(exhibit.file, encoding, is_cut=True):
        cells = {cell.strip() for cell in line.replace("\ufeff", "").split("\t")} - {""}
        is_heading = (
            len(cells & {"账户状态", "账号", "注册姓名", "注册时间", "注册身份证号", "注销时间", "银行账号"}) >= 3
        )
        total += bool(cells) and not is_heading and not _UNBOUND.fullmatch(line.strip())
    return total


@dataclass
class _Table:
    """One file on its way into rows."""

    told: Disclosed
    is_unbound: bool = False
    columns: dict[str, int] = field(default_factory=dict)
    account: tuple[str, str] | None = None

    def take(self, line: str, locator: str) -> None:
        """Take a line in."""
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells):
            return
        if _UNBOUND.fullmatch(line.strip()):
            self.is_unbound, self.columns = True, {}
        elif _ABSENT.fullmatch(line.strip()):
            self.told.builder.reject(locator, "the platform knows no such account")
        elif len(_HEADINGS & set(cells)) >= _FEWEST_HEADINGS:
            self.columns = _columns(cells)
        elif not self.columns:
            self.told.builder.reject(locator, "the row stands before any heading")
        else:
            self._take_row({name: cells[at] if at < len(cells) else "" for name, at in self.columns.items()}, locator)

    def _take_row(self, row: dict[str, str], locator: str) -> None:
        if row.get("account"):
            self.account = _account(row["account"])
        elif self.account is None:
            native = query_path(self.told.exhibit.path).account
            self.account = _account(native) if native else None
        if self.account is None:
            self.told.builder.reject(locator, "the row belongs to no account")
            return
        self.told.builder.record_count += 1
        account = self.told.account(*self.account, locator)
        facts = {
            "real_name": row.get("real_name", ""),
            "document_number": row.get("document", ""),
            "phone": row.get("phone", ""),
            "bank_card": row.get("card", ""),
        }
        is_main = bool(facts["real_name"] or facts["document_number"] or row.get("state"))
        opened = moment(row["opened"], self.told.exhibit) if row.get("opened") else None
        if self.is_unbound:
            if is_main:
                self.told.registration(self.account, locator, "earlier_holder", facts, opened)
            return  # what was unbound is no selector of whoever holds the account now
        if is_main:
            self.told.registration(self.account, locator, "registrant", facts, opened)
        for kind, column in (("document", "document_number"), ("phone", "phone"), ("bank_card", "bank_card")):
            if facts[column]:
                self.told.selector(account, kind, facts[column], locator)


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in _KEYWORDS.items():
        for word in words:
            at = next((index for index, cell in enumerate(cells) if word in cell and index not in found.values()), None)
            if at is not None:
                found[name] = at
                break
    return found


def _account(written: str) -> tuple[str, str]:
    """Platform and native id of what stands under 账号: wxid, alias, phone, QQ number, or an openid of Tenpay."""
    text = written.strip()
    if _OPENID.fullmatch(text):
        return "app", identifiers.app_native_id("tenpay", text.lower())
    if _QQ.fullmatch(text) and not (len(text) == 11 and text.startswith("1")):
        return "qq", text
    named = identifiers.account(text, "wechat")
    return (named.platform, named.native_id) if named is not None else ("wechat", text)


FORMAT = SourceFormat(
    name="tencent_tenpay_registration",
    version=2,
    meaning="Real-name registrations of Tenpay accounts as Tencent returns them, earlier holders included.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Tencent returns",
        made_by="Tencent's answer to a request, `…/TP…/KIND/VALUE/TenpayRegInfo*.txt` (2025/26), also renamed `.xls`",
        gives="real name, document, phone and cards by account; earlier holders kept apart from the present one",
        certainty="third-party reader",
        omits="state of the account, names of banks; flows of money (TenpayTrades) are not read",
    ),
)
