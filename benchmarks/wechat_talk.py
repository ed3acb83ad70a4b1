"""The invented talk that the samples of WeChat exports are written from: one group of thirty people."""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import orjson

GROUP = "99345678901@chatroom"
OWNER = "wxid_owner000000000"
_WORDS = (
    "今晚十点开工，大家准时",
    "ok",
    "明天把料发给水房, 别忘了",
    '他说"再等等"',
    "the server is down again, ask crab about it",
    "收到",
    "那个号已经被封了，换新的\n今天之内弄好",
    "[图片]",
)
_NAMES = ("锤子", "钢钉", "老螃蟹", "小虾", "Lobster", "馒头", "阿土", "石头", "Nine", "大海")
_CHINA = timezone(timedelta(hours=8))
_FIRST = 1_682_900_000
_HEADER = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (.+)")


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One message of the talk.

    Attributes:
        number: From 1.
        sender: wxid of the sender.
        name: Display name of the sender.
        is_own: Whether the owner of the phone sent it.
        text: Its words.
        seconds: Seconds since 1970.
        clock: The same as Chinese local time.
        type_number: WeChat's type.
        type_name: PyWxDump's name of it.
    """

    number: int
    sender: str
    name: str
    is_own: bool
    text: str
    seconds: int
    clock: str
    type_number: int
    type_name: str

    @property
    def server_id(self) -> str:
        """A 19-digit server id."""
        return str(7_100_000_000_000_000_000 + self.number)

    @property
    def shown_sender(self) -> str:
        """The sender as tools show it that write "me" beside own rows."""
        return "我" if self.is_own else self.sender


def lines() -> Iterator[TalkLine]:
    """The talk, without end; deterministic."""
    for number in itertools.count(1):
        person = number * 7 % 30
        is_own = person == 0
        seconds = _FIRST + number * 17
        words = _WORDS[number % len(_WORDS)]
        is_media = words.startswith("[")
        yield TalkLine(
            number,
            OWNER if is_own else f"wxid_member{person:09}",
            f"{_NAMES[person % len(_NAMES)]}{person}",
            is_own,
            words if is_media else f"{words} {number}" * (number % 3 + 1),
            seconds,
            datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            3 if is_media else 1,
            "图片" if is_media else "文本",
        )


def written(file: Path, pieces: Iterable[str], megabytes: int, *, mark: bool = False) -> None:
    """Write pieces of text until the file is that long."""
    total = 0
    with file.open("wb") as stream:
        total += stream.write(b"\xef\xbb\xbf" if mark else b"")
        for piece in pieces:
            total += stream.write(piece.encode())
            if total > megabytes * 1_000_000:
                return


def csv_pieces(headings: Iterable[object], rows: Iterable[Iterable[object]], end: str = "\r\n") -> Iterator[str]:
    """A CSV file in pieces of some kilobytes."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=end)
    writer.writerow(headings)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > 1 << 16:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def read_csv(file: Path) -> None:
    """Go over a CSV file with Python's own reader."""
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def json_array(values: Iterable[object], megabytes: int, head: str = "", tail: str = "") -> Iterator[str]:
    """A JSON array of about that many megabytes as exporters indent it, between what stands around it."""
    yield head + "[\n"
    total, sign = 0, ""
    for value in values:
        piece = sign + json.dumps(value, ensure_ascii=False, indent=4)
        total += len(piece.encode())
        yield piece
        sign = ",\n"
        if total > megabytes * 1_000_000:
            break
    yield "\n]" + tail


def read_json(file: Path) -> None:
    """Parse a document with the fastest parser at once."""
    orjson.loads(file.read_bytes())


def read_printed(file: Path) -> None:
    """Lines and one regular expression for headers, into lists."""
    headers, bodies = [], []
    for line in file.read_text(encoding="utf-8").split("\n"):
        found = _HEADER.fullmatch(line)
        if found is None:
            bodies.append(line)
        else:
            headers.append(found.groups())


def chatlab_head(group: str) -> dict[str, object]:
    """Header and meta of a ChatLab file."""
    return {
        "chatlab": {"version": "0.0.2", "exportedAt": 1_777_600_000, "generator": "WeFlow"},
        "meta": {"name": "钢厂", "platform": "wechat", "type": "group", "groupId": group, "ownerId": OWNER},
    }


def chatlab_message(said: TalkLine) -> dict[str, object]:
    """A message as ChatLab files hold it."""
    return {
        "sender": said.sender,
        "accountName": said.name,
        "timestamp": said.seconds,
        "type": 1 if said.type_number == 3 else 0,
        "content": said.text,
        "platformMessageId": said.server_id,
    }
