"""A synthetic LINE export of a group, as a phone set to Japanese writes it."""

import itertools
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.ingest_sample import IngestSample

_WORDS = (
    "了解",
    "明日の3時にいつもの所で、荷物を忘れないで",
    "send me the table before ten, the other side waits",
    "[スタンプ]",
    "who has the new account? the old one is frozen",
    "☎ 通話時間 5:32",
)
_START = datetime(2022, 3, 1, 8, 0)
_DAYS = "月火水木金土日"


def _write(file: Path, megabytes: int) -> None:
    written, day = 0, None
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[LINE] 港のトーク履歴\n保存日時：2024/02/01 10:00\n")
        for number in itertools.count():
            at = _START + timedelta(seconds=number * 41)
            words = _WORDS[number % len(_WORDS)]
            if number % 11 == 0:
                words = f'"{words}\n{words} {number}"'
            line = f"{at:%H:%M}\tPerson {number * 7 % 30} 鋼釘\t{words}\n"
            if number % 500 == 0:
                line = f"{at:%H:%M}\tPerson 1 鋼釘がPerson {number * 7 % 30} 鋼釘を招待しました。\n"
            if at.date() != day:
                day = at.date()
                line = f"\n{at.year}/{at.month}/{at.day}({_DAYS[at.weekday()]})\n{line}"
            written += len(line.encode())
            stream.write(line)
            if written > megabytes * 1_000_000:
                return


def _plain(file: Path) -> None:
    file.read_text(encoding="utf-8").splitlines()


SAMPLE = IngestSample("line_text", "[LINE] 港.txt", _write, _plain, "str.splitlines")
