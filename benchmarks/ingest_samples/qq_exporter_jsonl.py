"""A synthetic part of a chat of qq-chat-exporter: one message a line."""

import json
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import exporter_message


def _write(file: Path, megabytes: int) -> None:
    written = number = 0
    with file.open("w", encoding="utf-8") as stream:
        while written < megabytes * 1_000_000:
            line = json.dumps(exporter_message(number), ensure_ascii=False, separators=(",", ":")) + "\n"
            stream.write(line)
            written += len(line.encode())
            number += 1


def _plain(file: Path) -> None:
    for line in file.read_bytes().splitlines():
        orjson.loads(line)


SAMPLE = IngestSample(
    "qq_exporter_jsonl",
    "QQ/group_99010001_20240601_120000_chunked_jsonl/chunks/c000001.jsonl",
    _write,
    _plain,
    "orjson.loads by line",
    is_big=True,
)
