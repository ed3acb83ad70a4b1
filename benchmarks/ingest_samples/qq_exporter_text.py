"""A synthetic chat of qq-chat-exporter in plain text."""

import re
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, clock, words

_RULE = "=" * 47
_HEAD = (
    "[QQChatExporter V5 / https://exporter.example]\n\n"
    f"{_RULE}\n           QQ聊天记录导出文件\n{_RULE}\n\n聊天名称: 钢厂一部\n聊天类型: 群聊\n\n\n"
)
_FOOT = f"\n{_RULE}\n              导出完成\n{_RULE}\n总计导出 0 条消息\n"
_TIME = re.compile(r"时间: (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)")


def _write(file: Path, megabytes: int) -> None:
    written = number = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(_HEAD)
        while written < megabytes * 1_000_000:
            day, hour, rest = clock(number)
            name = PEOPLE[number * 7 % len(PEOPLE)][0]
            parts = f"{name}:\n时间: {day} {hour:02}:{rest}\n内容: {words(number)}\n\n\n"
            stream.write(parts)
            written += len(parts.encode())
            number += 1
        stream.write(_FOOT)


def _plain(file: Path) -> None:
    """Lines and one regular expression for times, into lists."""
    times, others = [], []
    for line in file.read_text(encoding="utf-8").splitlines():
        found = _TIME.fullmatch(line)
        if found is None:
            others.append(line)
        else:
            times.append(found.groups())


SAMPLE = IngestSample(
    "qq_exporter_text",
    "QQ/group_99010001_20240601_120000.txt",
    _write,
    _plain,
    "str.splitlines and one regular expression",
    is_big=True,
)
