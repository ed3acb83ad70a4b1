"""A synthetic QQ window copied into a text, half of it as on phones."""

import re
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, clock, words

_HEADER = re.compile(r"(.+?)  ?(?:(\d{4})-(\d{1,2})-(\d{1,2}) )?(\d{1,2}):(\d\d):(\d\d)")


def _write(file: Path, megabytes: int) -> None:
    written, last = 0, ""
    with file.open("w", encoding="utf-8", newline="") as stream:
        number = 0
        while written < megabytes * 1_000_000:
            day, hour, rest = clock(number)
            name = PEOPLE[number * 7 % len(PEOPLE)][0]
            row = f"— —  {day}  — —\n" if day != last else ""
            header = f"{name}  {hour}:{rest}" if number % 2 else f"{name} {day} {hour}:{rest}"
            parts = f"{row}{header}\n{words(number)}\n\n"
            stream.write(parts)
            written += len(parts.encode())
            last = day
            number += 1


def _plain(file: Path) -> None:
    """Lines and one regular expression for headers, into lists."""
    headers, bodies = [], []
    for line in file.read_text(encoding="utf-8").splitlines():
        found = _HEADER.fullmatch(line)
        if found is None:
            bodies.append(line)
        else:
            headers.append(found.groups())


SAMPLE = IngestSample("qq_pasted_text", "QQ/copied.txt", _write, _plain, "str.splitlines and one regular expression")
