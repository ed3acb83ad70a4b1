"""A synthetic Jabber dump: concatenated pretty-printed objects."""

import itertools
import json
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample

_WORDS = ("send the table", "明天把料发给水房", "кинь логи", "ok", "the server is down again, ask crab about it")


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        for number in itertools.count():
            clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
            message = {
                "ts": f"2021-03-{number // 86_400 % 28 + 1:02}T{clock}.123456",
                "from": f"user{number % 30}@dock.example",
                "to": f"user{number % 7 + 30}@dock.example",
                "body": f"{_WORDS[number % len(_WORDS)]} {number}" * (number % 4 + 1),
            }
            written += stream.write(json.dumps(message, indent=2, ensure_ascii=False) + "\n")
            if written > megabytes * 1_000_000:
                return


def _plain(file: Path) -> None:
    orjson.loads(b"[" + file.read_bytes().replace(b"}\n{", b"},{") + b"]")


SAMPLE = IngestSample("jabber_json", "dump/2021.json", _write, _plain, "orjson.loads", is_big=True)
