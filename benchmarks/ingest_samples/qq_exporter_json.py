"""A synthetic chat of qq-chat-exporter in one pretty-printed JSON document."""

import json
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample
from benchmarks.qq_words import PEOPLE, exporter_message

_HEAD = {
    "metadata": {"name": "QQChatExporter V5 / https://exporter.example", "version": "5.0.0"},
    "chatInfo": {"name": "钢厂一部", "type": "group", "peerUin": "99010001", "selfUin": PEOPLE[0][1]},
    "statistics": {"totalMessages": 0},
}


def _write(file: Path, megabytes: int) -> None:
    written = number = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(_HEAD, ensure_ascii=False, indent=2)[:-2] + ',\n  "messages": [\n')
        while written < megabytes * 1_000_000:
            message = json.dumps(exporter_message(number), ensure_ascii=False, indent=2)
            stream.write((",\n" if number else "") + message)
            written += len(message.encode())
            number += 1
        stream.write("\n  ]\n}\n")


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample(
    "qq_exporter_json", "QQ/group_99010001_20240601_120000.json", _write, _plain, "orjson.loads", is_big=True
)
