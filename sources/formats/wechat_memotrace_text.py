"""WeChat messages as MemoTrace (WeChatMsg) prints them: `TIME NAME`, the words below, a blank line.

Lines of the app stand behind the time itself. Media are `[图片]`, `[语音]`, `[视频]`, `[表情包]`, `[文件]`,
`[音乐分享]` and `[链接]:` with title and address; a quote is told below the words as `引用:NAME:WORDS`.

**Source:** formats.md 4.4; the tool's exporter_txt as last published.

Limits: no ids at all. Own messages stand under the owner's nickname and can't be told.
"""

from sources.record import Coverage, Exhibit, Head, Reading, SourceFormat
from sources.wechat.printed_talk import Printing, count_printed, looks_printed, read_printed

# WeFlow puts its names into quotation marks.
_PRINTING = Printing(
    r"^([^'].*|'.*[^'])$", True, r"^\s*(?:\[(?:图片|语音|视频|表情包|文件|音乐分享)\]\s*$|\[链接\]:title:)"
)


def sniff(head: Head) -> float:
    """Rather sure when all headers stand behind blank lines and none is another program's."""
    return 0.7 if looks_printed(head, _PRINTING) else 0.0


def read(exhibit: Exhibit) -> Reading:
    """Stream the messages."""
    yield from read_printed(exhibit, _PRINTING)


def count(exhibit: Exhibit) -> int:
    """Headers, line by line."""
    return count_printed(exhibit)


FORMAT = SourceFormat(
    name="wechat_memotrace_text",
    version=1,
    meaning="WeChat messages as MemoTrace (WeChatMsg) prints them in a text file.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="WeChat",
        made_by="MemoTrace (WeChatMsg) as last published, one chat in a text file",
        gives="messages with the sender's name and time, system lines, membership",
        certainty="exporter's source",
        omits="ids, which names are remarks, whose phone it was",
    ),
)
