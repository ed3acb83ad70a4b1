"""A synthetic WhatsApp export of a group, as an Android phone set to English writes it."""

import itertools
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.ingest_sample import IngestSample

_WORDS = (
    "ok",
    "send me the table before ten, the other side waits",
    "明天下午三点在老地方见,记得把东西带上",
    "who has the new account? the old one is frozen: nobody answers there",
    "<Media omitted>",
    "收到",
    "This message was deleted",
)
_START = datetime(2022, 3, 1, 8, 0)


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write("01/03/2022, 07:59 - Messages and calls are end-to-end encrypted.\n")
        for number in itertools.count():
            at = _START + timedelta(seconds=number * 41)
            person = number * 7 % 30
            sender = f"+855 12 345 {600 + person}" if person % 5 == 0 else f"Person {person} 钉子"
            words = _WORDS[number % len(_WORDS)]
            if number % 3 == 0 and words not in ("<Media omitted>", "This message was deleted"):
                words = f"{words} {number}\n{_WORDS[(number + 1) % 2]}"
            line = f"{at:%d/%m/%Y, %H:%M} - {sender}: {words}\n"
            if number % 500 == 0:
                line = f"{at:%d/%m/%Y, %H:%M} - Person 1 钉子 added {sender}\n"
            written += len(line.encode())
            stream.write(line)
            if written > megabytes * 1_000_000:
                return


def _plain(file: Path) -> None:
    file.read_text(encoding="utf-8").splitlines()


SAMPLE = IngestSample("whatsapp_text", "WhatsApp Chat with Quay.txt", _write, _plain, "str.splitlines")
