"""WeChat registrations as Tencent returns them: `regInfobasicInfo*.txt`, lines `KEY: VALUE`.

One account or several, each beginning with its 微信号 (wxid): 别名 (visible number), 昵称, 当前绑定手机号, 注册时间,
and QQ, mail, place, signature where present. What was asked by (document, phone) stands in the path alone and is
bound to the account by the answer itself; who asked is not kept.

**Source:** formats.md 8.1 (two independent third-party readers and their fixtures).
"""

import re
from collections.abc import Iterator

from sources.disclosures.disclosed import Disclosed, first_filled
from sources.reading import head_text, lines
from sources.record import BATCH_ROWS, Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tencent.query_path import query_path
from sources.tencent.times import moment
from sources.text_blocks import text_encoding

_LINE = re.compile(r"\ufeff?\s*+([^\s:：](?:[^:：\t]{0,18}[^\s:：])?)\s*+[:：](.*)")
_IDS = ("微信号", "微信ID", "微信id", "wxid", "WXID")
_AGAIN = " again"
_PHONES = ("当前绑定手机号", "绑定手机号", "绑定手机", "手机号", "手机号码")
_KNOWN = {
    *_IDS,
    *_PHONES,
    "别名",
    "微信别名",
    "昵称",
    "注册时间",
    "QQ",
    "QQ号",
    "绑定QQ",
    "邮箱",
    "绑定邮箱",
    "地区",
    "签名",
    "个性签名",
    "注册IP",
}
# Enough of the platform's own keys for no other text to have them.
_FEWEST_KEYS = 3
_NO_ACCOUNT = re.compile(r"账号.{0,80}不存在")


def sniff(head: Head) -> float:
    """Sure when the first lines are pairs with the platform's own keys, among them the account's."""
    text = head_text(head.first_bytes[:8192])
    if text is None:
        return 0.0
    keys = {found[1] for found in map(_LINE.fullmatch, text.splitlines()[:60]) if found}
    return 0.9 if keys & set(_IDS) and len(keys & _KNOWN) >= _FEWEST_KEYS else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Read the accounts of one file; a line that is no pair is rejected."""
    encoding, is_cut = text_encoding(exhibit.file)
    told = Disclosed(exhibit)
    for first, pairs in _accounts(exhibit, encoding, told):
        _add(pairs, f"line:{first}", told)
        if told.builder.row_count >= BATCH_ROWS:
            yield told.builder.take()
    yield told.builder.take()
    yield (
        EndOfExhibit("partial", "the file ends inside a character; ask for the whole")
        if is_cut
        else EndOfExhibit("read")
    )


def count(exhibit: Exhibit) -> int:
    """Lines that name an account, lines that are no pair, and pairs before the first account."""
    encoding, _ = text_encoding(exhibit.file)
    total, has_account, has_stray = 0, False, False
    for line in lines(exhibit.file, encoding, is_cut=True):
        key, colon, _ = line.replace("：", ":").partition(":")
        key = key.strip("\ufeff \t")
        if not line.strip("\ufeff \t"):
            continue
        if not (colon and key and len(key) <= 20 and "\t" not in key):
            total += 1
        elif key in _IDS:
            total, has_account = total + 1, True
        elif not has_account and not has_stray:
            total, has_stray = total + 1, True
    return total


def _accounts(exhibit: Exhibit, encoding: str, told: Disclosed) -> Iterator[tuple[int, dict[str, str]]]:
    """First line and pairs of each account."""
    pairs: dict[str, str] = {}
    first = 1
    for number, line in enumerate(lines(exhibit.file, encoding, is_cut=True), 1):
        if not line.strip("\ufeff \t"):
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            why = (
                "the platform knows no such account"
                if _NO_ACCOUNT.search(line)
                else "the line is no pair of key and value"
            )
            told.builder.reject(f"line:{number}", why)
            continue
        if found[1] in _IDS:
            if pairs:
                yield first, pairs
            pairs, first = {}, number
        elif not pairs:
            first = number
        key = _IDS[0] if found[1] in _IDS else found[1]
        # A key that stands twice (two bound phones) keeps both values.
        while key in pairs and pairs[key] != found[2].strip():
            key += _AGAIN
        pairs[key] = found[2].strip()
    if pairs:
        yield first, pairs


def _add(pairs: dict[str, str], locator: str, told: Disclosed) -> None:
    path = query_path(told.exhibit.path)
    native = pairs.get(_IDS[0], "").strip() or path.account
    if not native:
        told.builder.reject(locator, "pairs without an account")
        return
    told.builder.record_count += 1
    account = told.account("wechat", native, locator)
    facts = {"phone": first_filled(pairs, _PHONES), "ip": pairs.get("注册IP", "")}
    if path.key_kind == "document":
        facts["document_number"] = path.key_value
    opened = moment(pairs["注册时间"], told.exhibit) if pairs.get("注册时间") else None
    told.registration(("wechat", native), locator, "registrant", facts, opened)
    told.name(account, first_filled(pairs, ("别名", "微信别名")), "handle", locator)
    told.name(account, pairs.get("昵称", ""), "account_nickname", locator)
    phones = [key for key in pairs if key.replace(_AGAIN, "") in _PHONES]
    bound = [("phone", pairs[key]) for key in phones] + [(path.key_kind, path.key_value)]
    bound += [("email", first_filled(pairs, ("邮箱", "绑定邮箱")))]
    for kind, written in dict.fromkeys(bound):
        if written.strip() and kind in ("phone", "document", "bank_card", "email"):
            told.selector(account, kind, written, locator)
    qq = first_filled(pairs, ("QQ", "QQ号", "绑定QQ"))
    if qq.isdigit():
        told.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind="account",
            value=told.account("qq", qq, locator),
            raw=qq,
            basis="registration",
            is_usable=True,
        )


FORMAT = SourceFormat(
    name="tencent_wechat_registration",
    version=1,
    meaning="WeChat registrations as Tencent returns them (regInfobasicInfo).",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Tencent returns",
        made_by="Tencent's answer to a request, `…/WX…/KIND/VALUE/[ACCOUNT/]regInfobasicInfo*.txt` (2025/26)",
        gives="account, visible number, nickname, bound phone, QQ, mail, time; the query key from the path",
        certainty="third-party reader",
        omits="place and signature; the layout was never seen in an original",
    ),
)
