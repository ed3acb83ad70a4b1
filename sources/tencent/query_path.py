"""The path of a Tencent return: what was asked for and which account a file is about stand in it alone.

`L-<time>-<n>-<requester>/{WX|TP}<hash>/{IDCARD|IPHONE|…}/<query value>/[<account>/]FILE.txt`; folders of the office may
stand before it, an archive's name too.

**Source:** formats.md 8.1 (two independent third-party readers).
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

_SERVICE = re.compile(r"(WX|TP)[0-9A-Za-z]{4,}")
_KEYS = {
    "IDCARD": "document",
    "IDNO": "document",
    "CREID": "document",
    "IPHONE": "phone",
    "PHONE": "phone",
    "MOBILE": "phone",
    "BANKCARD": "bank_card",
    "CARD": "bank_card",
    "WXID": "account",
    "WX": "account",
    "WECHAT": "account",
    "ALIAS": "account",
    "ACCOUNT": "account",
    "QQ": "qq",
    "EMAIL": "email",
}


@dataclass(frozen=True)
class QueryPath:
    """What a path says.

    Attributes:
        service: `WX` (WeChat) or `TP` (Tenpay); '' where the path isn't of a return.
        key_kind: What was asked by: document, phone, bank_card, account, qq, email, or ''.
        key_value: The value that was asked for.
        account: The account whose folder the file stands in; ''.
    """

    service: str = ""
    key_kind: str = ""
    key_value: str = ""
    account: str = ""


def query_path(path: str) -> QueryPath:
    """Read a path; what it doesn't say stays empty."""
    folders = PurePosixPath(path.replace("!/", "/")).parts[:-1]
    for index, folder in enumerate(folders):
        service = _SERVICE.fullmatch(folder)
        if service is None:
            continue
        rest = folders[index + 1 :]
        kind = _kind_of(rest[0]) if rest else ""
        value = rest[1] if kind and len(rest) > 1 else ""
        account = rest[2] if len(rest) > 2 else value if kind == "account" else ""
        return QueryPath(service[1], kind, value, account)
    return QueryPath()


def _kind_of(folder: str) -> str:
    return _KEYS.get(folder.strip().upper(), "")
