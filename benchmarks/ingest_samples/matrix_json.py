"""A synthetic Matrix room as Element exports it."""

import json
from pathlib import Path

import orjson

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    def pieces():  # noqa: ANN202
        yield '{"room_name": "Yard", "messages": ['
        for number, second, _, words in talk():
            event = {
                "type": "m.room.message",
                "sender": f"@user{number % 30}:quay.example",
                "event_id": f"$event{number:012}",
                "origin_server_ts": second * 1000,
                "room_id": "!yard:quay.example",
                "content": {"msgtype": "m.text", "body": words},
                "unsigned": {"age": 1},
            }
            yield ("," if number else "") + json.dumps(event, indent=4, ensure_ascii=False)

    write_until(file, megabytes, pieces(), "]}")


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample("matrix_json", "matrix - Yard.json", _write, _plain, "orjson.loads", is_big=True)
