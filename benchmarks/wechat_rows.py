"""Invented messages for the synthetic WeChat databases of the ingest benchmark, in the app's own forms."""

import random
from collections.abc import Iterator
from typing import NamedTuple

OWNER = "wxid_99owner00000000"
PEOPLE = [f"wxid_99person{number:08}" for number in range(30)]
NICKNAMES = [f"螃蟹{number}号" for number in range(30)]
GROUPS = [f"99{number:08}@chatroom" for number in range(12)]
_XML = '<?xml version="1.0"?>\n'
START = 1_690_000_000
# fmt: off
_WORDS = (
    "今天", "的", "货", "到", "了", "没有", "明天", "早上", "九点", "开会", "收到", "好的", "老板", "说", "先", "不要",
    "动", "那个", "群", "里", "谁", "还", "在", "转账", "记得", "截图", "发", "我", "看", "ok", "done",
)
_FILLING = (
    "content", "url", "dataurl", "lowurl", "lowdataurl", "recorditem", "thumburl", "messageaction", "laninfo",
    "extinfo", "sourceusername", "sourcedisplayname", "commenturl", "statextstr", "weappinfo", "websearch",
)
# fmt: on
_EMPTY = "".join(f"<{name} />" for name in _FILLING)


class Row(NamedTuple):
    """A message as the app means it.

    Attributes:
        number: From 1.
        conversation: Group or other end.
        sender: Who wrote it.
        base: Message type.
        subtype: Sub-type of an app message, else 0.
        content: Words or XML.
        sent: Seconds since 1970.
    """

    number: int
    conversation: str
    sender: str
    base: int
    subtype: int
    content: str
    sent: int


def rows() -> Iterator[Row]:
    """Messages without end, always the same."""
    chance = random.Random(7)  # noqa: S311 - invented talk, no secret
    conversations = [*GROUPS, *PEOPLE[:18]]
    sent = START
    number = 0
    while True:
        number += 1
        sent += chance.randrange(1, 90)
        conversation = conversations[min(int(chance.expovariate(0.15)), len(conversations) - 1)]
        others = PEOPLE if conversation in GROUPS else [conversation]
        sender = OWNER if chance.random() < 0.3 else chance.choice(others)
        base, subtype, content = _body(chance, number)
        yield Row(number, conversation, sender, base, subtype, content, sent)


def words(chance: random.Random) -> str:
    """A few words, mostly short as in chats."""
    return "".join(chance.choices(_WORDS, k=1 + min(60, int(chance.expovariate(0.18)))))


def _body(chance: random.Random, number: int) -> tuple[int, int, str]:
    kind = chance.random()
    if kind < 0.82:
        return 1, 0, words(chance)
    if kind < 0.90:
        return (
            3,
            0,
            f'{_XML}<msg>\n\t<img aeskey="{number:032x}" cdnmidimgurl="{number:0180x}" length="99" />\n</msg>',
        )
    if kind < 0.93:
        return 34, 0, f'<msg><voicemsg endflag="1" length="{number}" voicelength="4200" /></msg>'
    if kind < 0.965:
        quoted = (
            f"<refermsg><type>1</type><svrid>{900_000_000_000 + number}</svrid>"
            f"<chatusr>{chance.choice(PEOPLE)}</chatusr>"
            f"<displayname>{chance.choice(NICKNAMES)}</displayname><content>{words(chance)}</content></refermsg>"
        )
        return 49, 57, _app(57, words(chance), quoted)
    if kind < 0.975:
        return 49, 5, _app(5, words(chance), f"<des>{words(chance)}</des><url>https://site.example/{number}</url>")
    if kind < 0.98:
        return (
            49,
            2000,
            _app(2000, "微信转账", "<wcpayinfo><paysubtype>1</paysubtype><feedesc>￥99.00</feedesc></wcpayinfo>"),
        )
    if kind < 0.99:
        return 10000, 0, f'"{chance.choice(NICKNAMES)}" 撤回了一条消息'
    return 10000, 0, f'"{chance.choice(NICKNAMES)}"邀请"{chance.choice(NICKNAMES)}"加入了群聊'


def _app(subtype: int, title: str, inside: str) -> str:
    return (
        f'{_XML}<msg>\n\t<appmsg appid="" sdkver="0">\n\t\t<title>{title}</title>\n\t\t<type>{subtype}</type>'
        f"{inside}{_EMPTY}<appattach><totallen>0</totallen></appattach></appmsg>\n<scene>0</scene>\n</msg>"
    )
