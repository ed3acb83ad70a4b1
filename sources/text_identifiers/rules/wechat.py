"""WeChat numbers: `wxid_…` by its shape; a visible number only behind a word for WeChat.

Source: formats.md 4 and 13.
"""

import re
from collections.abc import Iterator

from sources.identifiers import account
from sources.text_identifiers.context import is_introduced, words_pattern
from sources.text_identifiers.normal_text import NormalText
from sources.text_identifiers.rule import Candidate, Setting, TextRule
from warehouse.schema import ids

_WXID = re.compile(r"(?<![0-9A-Za-z_])wxid_[0-9a-z]{10,22}(?![0-9A-Za-z_])")
_NUMBER = re.compile(
    r"(?:(?<![0-9A-Za-z_@/.])|(?<=[VvXx])(?=1\d{10}))(?:(?![VvWwXx]{1,2}1\d{10}\b)[A-Za-z][-_A-Za-z0-9]{5,19}|1\d{10}|[1-9]\d{5,10})(?![0-9A-Za-z_@\-]|\.\w)"
)


def find(normal: NormalText, setting: Setting) -> Iterator[Candidate]:
    """WeChat accounts."""
    text = normal.text
    for found in _WXID.finditer(text):
        yield Candidate(*found.span(), "account", ids.account_id("wechat", found[0]), True, "shaped like a wxid")
    for found in _NUMBER.finditer(text):
        if _WXID.fullmatch(found[0]):
            continue  # told already, by its shape
        if not is_introduced("wechat", text, found.start()):
            continue
        named = account(found[0], "wechat")
        # A word of plain letters behind "wechat" is more often a word ("wechat please") than a number.
        if named is not None and (
            re.search(r"[0-9_\-]", found[0]) or re.search(r"[:：号號是]\s*$", text[: found.start()])
        ):
            value = ids.account_id(*named)
            yield Candidate(*found.span(), "account", value, True, "behind a word for WeChat")
            if named[1].startswith("+"):
                # Who is reached on WeChat by his phone gives that phone, too.
                yield Candidate(*found.span(), "phone", named[1], True, "a mobile number behind a word for WeChat")


RULE = TextRule("wechat", 28, r"wxid_|" + words_pattern("wechat"), find)
