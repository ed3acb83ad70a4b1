"""WeChat messages as WeFlow prints them: `TIME 'NAME'`, the words below, a blank line.

Own messages of a talk of two stand under '我'; in groups everybody, the owner too, under the name the analyst chose.

**Source:** formats.md 4.4; WeFlow's exportTxtWriter as published in 2026.

Limits: no ids and no types; a line of the app is known by its words.
"""

from sources.record import Coverage, Exhibit, Head, Reading, SourceFormat
from sources.wechat.printed_talk import Printing, count_printed, looks_printed, read_printed

_PRINTING = Printing(
    r"^'(.*)'$",
    False,
    r"^\s*\[(?:图片|语音消息|语音|视频|表情包|动画表情|文件|位置|链接|小程序|音乐|聊天记录)[^\]\n]*\]",
)


def sniff(head: Head) -> float:
    """Sure when all headers stand behind blank lines and hold a name in quotation marks."""
    return 0.9 if looks_printed(head, _PRINTING) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the messages."""
    yield from read_printed(exhibit, _PRINTING)


def count(exhibit: Exhibit) -> int:
    """Headers, line by line."""
    return count_printed(exhibit)


FORMAT = SourceFormat(
    name="wechat_weflow_text",
    version=1,
    meaning="WeChat messages as WeFlow prints them in a text file.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="WeFlow, one chat in a text file",
        gives="messages with the sender's name and time, membership told by lines of the app",
        certainty="exporter's source",
        omits="ids, types of messages, which names are remarks, whose phone it was in groups",
    ),
)
