"""Sentences that chat programs write, in the languages of their users."""

import time

import polars as pl
import pytest

from sources.system_lines.phrases import SystemEvent, system_lines

WHATSAPP = [
    ('Anna created group "Works"', ("create", "Anna", (), "Works")),
    ("Anna added Bob, Carl and Dan", ("invite", "Anna", ("Bob", "Carl", "Dan"), None)),
    ("Bob was added", ("join", None, ("Bob",), None)),
    ("Bob joined using this group's invite link", ("join", None, ("Bob",), None)),
    ("Anna removed Bob", ("remove", "Anna", ("Bob",), None)),
    ("Bob left", ("leave", None, ("Bob",), None)),
    ("+855 12 345 678 changed to +855 12 345 679", ("rename", "+855 12 345 678", ("+855 12 345 679",), None)),
    ("Anna changed their phone number to a new number. Tap to message.", ("other", "Anna", (), None)),
    ("You're now an admin", ("own", None, ("You",), None)),
    ("张三创建了群组“钢厂”", ("create", "张三", (), "钢厂")),
    ("张三添加了李四", ("invite", "张三", ("李四",), None)),
    ("張三已新增李四", ("invite", "張三", ("李四",), None)),
    ("李四已离开", ("leave", None, ("李四",), None)),
    ("張三移除了李四", ("remove", "張三", ("李四",), None)),
    ("Anna hat die Gruppe „Werk“ erstellt", ("create", "Anna", (), "Werk")),
    ("Anna hat Bob hinzugefügt", ("invite", "Anna", ("Bob",), None)),
    ("Bob hat die Gruppe verlassen", ("leave", None, ("Bob",), None)),
    ("Anna añadió a Bob", ("invite", "Anna", ("Bob",), None)),
    ("Bob salió del grupo", ("leave", None, ("Bob",), None)),
    ("Анна добавила Боба", ("invite", "Анна", ("Боба",), None)),
    ("Боб вышел", ("leave", None, ("Боб",), None)),
    ("アンナがボブを追加しました", ("invite", "アンナ", ("ボブ",), None)),
    ("홍길동님이 김철수님을 추가했습니다", ("invite", "홍길동", ("김철수",), None)),
    ("홍길동님이 나갔습니다.", ("leave", None, ("홍길동",), None)),
]
WECHAT = [
    ('"小螃蟹"邀请"馒头、包子"加入了群聊', ("invite", "小螃蟹", ("馒头", "包子"), None)),
    ('"馒头"通过扫描"小螃蟹"分享的二维码加入群聊', ("join", "小螃蟹", ("馒头",), None)),
    ("你将“馒头”移出了群聊", ("remove", "你", ("馒头",), None)),
    ("“小螃蟹” 撤回了一条消息", ("recall", "小螃蟹", (), None)),
    ("你修改群名为“钢厂”", ("title", "你", (), "钢厂")),
    ("“小螃蟹”已成为新群主", ("own", None, ("小螃蟹",), None)),
]
QQ = [
    ("馒头加入本群", ("join", None, ("馒头",), None)),
    ("钢钉邀请馒头加入本群", ("invite", "钢钉", ("馒头",), None)),
    ("馒头撤回了一条消息", ("recall", "馒头", (), None)),
    ("钢钉将馒头移出本群", ("remove", "钢钉", ("馒头",), None)),
    ("馒头退出本群", ("leave", None, ("馒头",), None)),
]
CASES = [(name, *case) for name, cases in (("whatsapp", WHATSAPP), ("wechat", WECHAT), ("qq", QQ)) for case in cases]


@pytest.mark.parametrize(("platform", "sentence", "expected"), CASES)
def test_sentences_are_read(platform, sentence, expected):
    """Event, actor and targets come out, and the column filter lets the sentence through."""
    lines = system_lines(platform)
    assert lines.parse(sentence) == SystemEvent(*expected)
    assert pl.select(lines.is_event(pl.lit(sentence))).item()


@pytest.mark.parametrize("platform", ["whatsapp", "wechat", "qq"])
@pytest.mark.parametrize("talk", ["Anna: Bob left", "hello there", "你好", "今晚十点开工", "", "10:30"])
def test_talk_is_not_read(platform, talk):
    """Ordinary words are no sentence of the program."""
    lines = system_lines(platform)
    assert lines.parse(talk) is None
    assert not pl.select(lines.is_event(pl.lit(talk))).item()


def test_known_names_are_not_split():
    """A name with a comma or an "and" that the file knows is one name."""
    lines = system_lines("whatsapp")
    assert lines.parse("Anna added Bob and Sons", frozenset({"Bob and Sons"})).targets == ("Bob and Sons",)
    assert lines.parse("Anna added Bob and Sons").targets == ("Bob", "Sons")


@pytest.mark.parametrize(
    "text", ["<Media omitted>", "image omitted", "<省略影音内容>", "<已省略多媒體檔案>", "貼圖已略去", "<附件：a.jpg>"]
)
def test_left_out_media_are_known(text):
    """Placeholders of media in several languages are media, talk about them isn't."""
    lines = system_lines("whatsapp")
    assert pl.select(lines.is_one_of(pl.lit(text), "media")).item()
    assert not pl.select(lines.is_one_of(pl.lit(f"he sent {text} to me"), "media")).item()


@pytest.mark.parametrize("platform", ["jabber", "line", "qq", "telegram", "wechat", "whatsapp"])
def test_a_long_line_is_no_sentence_of_the_app(platform):
    """Words that a sentence is known by, repeated without end, are looked at for a moment only."""
    start = time.process_time()
    for words in ("邀请", "added ", '"', "、", "加入了群聊"):
        assert system_lines(platform).parse(words * 30_000) is None
        system_lines(platform).parse(words * (1_500 // len(words)))
    assert time.process_time() - start < 5
