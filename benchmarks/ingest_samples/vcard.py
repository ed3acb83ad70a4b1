"""A synthetic phone book: vCard 2.1 and 3.0 cards in turn, invented numbers."""

import itertools
from pathlib import Path

import vobject

from benchmarks.ingest_sample import IngestSample

_NAMES = ("锤子 缅北 财务", "样三", "Sample Person", "钢钉", "Lucky 🔨")


def _printable(text: str) -> str:
    return "".join(f"={byte:02X}" for byte in text.encode())


def _card(number: int) -> str:
    name = f"{_NAMES[number % len(_NAMES)]} {number}"
    phone = f"1990000{number % 10_000:04d}"
    if number % 2:
        return (
            f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;{_printable(name)};;;\r\n"
            f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{_printable(name)}\r\nTEL;CELL;PREF:{phone}\r\nEND:VCARD\r\n"
        )
    return (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;{name};;;\r\nFN:{name}\r\nitem1.TEL;type=CELL;type=pref:+86{phone}\r\n"
        f"item1.X-ABLabel:_$!<Mobile>!$_\r\nEMAIL;type=HOME:sample{number}@mail.example\r\nNOTE:noted\\, once\r\n"
        f"X-WECHAT-ID:sample_{number}\r\nEND:VCARD\r\n"
    )


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        for number in itertools.count():
            if written > megabytes * 1_000_000:
                break
            card = _card(number)
            stream.write(card)
            written += len(card.encode())


def _plain(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        for _ in vobject.readComponents(stream, ignoreUnreadable=True, allowQP=True):
            pass


SAMPLE = IngestSample("vcard", "contacts.vcf", _write, _plain, "vobject.readComponents")
