"""A synthetic Signal export, one frame a line."""

import json
from pathlib import Path

import orjson

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    def pieces():  # noqa: ANN202
        yield '{"version":"1","backupTimeMs":"1715636551000"}\n{"account":{"username":"crane.77"}}\n'
        for number in range(30):
            contact = {"e164": f"120255501{number:02}", "profileGivenName": f"name {number}"}
            yield json.dumps({"recipient": {"id": str(number), "contact": contact}}) + "\n"
            yield json.dumps({"chat": {"id": str(number), "recipientId": str(number)}}) + "\n"
        for number, second, _, words in talk():
            item = {
                "chatId": str(number % 30),
                "authorId": str(number % 30),
                "dateSent": str(second * 1000),
                "incoming": {"dateReceived": str(second * 1000 + 50), "read": True, "sealedSender": True},
                "standardMessage": {"text": {"body": words}},
            }
            yield json.dumps({"chatItem": item}, ensure_ascii=False, separators=(",", ":")) + "\n"

    write_until(file, megabytes, pieces())


def _plain(file: Path) -> None:
    with file.open("rb") as stream:
        for line in stream:
            orjson.loads(line)


SAMPLE = IngestSample("signal_jsonl", "signal/main.jsonl", _write, _plain, "orjson.loads a line", is_big=True)
