"""Invented talk for ingest samples: endless, deterministic, in four languages, of messages of usual lengths."""

import itertools
from collections.abc import Iterator
from pathlib import Path

_WORDS = (
    "ok",
    "明天把料发给水房",
    "кинь логи, пожалуйста",
    "the server is down again, ask crab about it",
    "gửi bảng lương cho tao trước tối nay",
    "好的",
    "hammer says the new people arrive on Tuesday; tell the kitchen and the driver",
    "收到，今天晚上八点开会，各组长把名单带来",
)
_PEOPLE = ("锤子", "钢钉", "Crane", "馒头", "краб", "nail 2", "bánh bao")
FIRST_SECOND = 1_600_000_000


def talk() -> Iterator[tuple[int, int, str, str]]:
    """Number, seconds since 1970, name of the speaker and words of message after message."""
    for number in itertools.count():
        name = f"{_PEOPLE[number % 7]} {number % 30}"
        words = f"{_WORDS[number * 5 % 8]} {number}" if number % 3 else _WORDS[number % 8]
        yield number, FIRST_SECOND + number * 37, name, words


def write_until(file: Path, megabytes: int, pieces: Iterator[str], end: str = "") -> None:
    """Write pieces until the file has about this size, then the end."""
    limit, written = megabytes * 1_000_000, 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        for piece in pieces:
            stream.write(piece)
            written += len(piece.encode())
            if written > limit:
                break
        stream.write(end)
