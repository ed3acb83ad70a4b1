"""Synthetic Rocket.Chat messages, one a line, as mongoexport writes them."""

import json
from pathlib import Path

import orjson

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    def pieces():  # noqa: ANN202
        for number, second, name, words in talk():
            message = {
                "_id": f"m{number}",
                "rid": f"room{number % 9}",
                "msg": words,
                "ts": {"$date": second * 1000},
                "u": {"_id": f"u{number % 30}", "username": f"user{number % 30}", "name": name},
                "mentions": [],
            }
            yield json.dumps(message, ensure_ascii=False) + "\n"

    write_until(file, megabytes, pieces())


def _plain(file: Path) -> None:
    with file.open("rb") as stream:
        for line in stream:
            orjson.loads(line)


SAMPLE = IngestSample("rocketchat_json", "dump/messages.jsonl", _write, _plain, "orjson.loads a line", is_big=True)
