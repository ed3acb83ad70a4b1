"""A synthetic QQ message-manager text: one group and a few talks of two, as `All records` writes them."""

import re
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, clock, words

_RULE = "=" * 64
_HEADER = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2})(?: ([AP]M))? (.*?)(?:\((\d{4,12})\)|<([^<>@]+@[^<>]+)>)?"
)


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write("\ufeff消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n")
        number = 0
        while written < megabytes * 1_000_000:
            if number % 100_000 == 0:
                title = f"钢厂{number // 100_000}部"
                heading = (_RULE, "消息分组:我的QQ群", _RULE, f"消息对象:{title}", _RULE, "")
                stream.write("".join(f"{line}\r\n" for line in heading))
            name, native = PEOPLE[number * 7 % len(PEOPLE)]
            sender = f"<{native}@mail.example>" if number % 5 == 0 else f"({native})"
            day, hour, rest = clock(number)
            parts = f"{day} {hour}:{rest} {name}{sender}\r\n{words(number)}\r\n\r\n"
            if number % 200 == 0:
                parts += f"{day} {hour}:{rest} 系统消息(10000)\r\n{name}加入本群\r\n\r\n"
            stream.write(parts)
            written += len(parts.encode())
            number += 1


def _plain(file: Path) -> None:
    """Lines and one regular expression for headers, into lists."""
    headers, bodies = [], []
    with file.open(encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    for line in text.split("\r\n"):
        found = _HEADER.fullmatch(line)
        if found is None:
            bodies.append(line)
        else:
            headers.append(found.groups())


SAMPLE = IngestSample(
    "qq_text", "QQ/全部消息记录.txt", _write, _plain, "str.split and one regular expression", is_big=True
)
