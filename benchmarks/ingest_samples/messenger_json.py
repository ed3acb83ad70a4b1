"""A synthetic Messenger conversation, text as Latin-1 escapes like Meta's."""

import json
from pathlib import Path

import orjson

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    def pieces():  # noqa: ANN202
        yield '{"participants": [{"name": "Crane"}], "messages": ['
        for number, second, name, words in talk():
            message = {
                "sender_name": name.encode().decode("latin-1"),
                "timestamp_ms": second * 1000,
                "content": words.encode().decode("latin-1"),
                "is_geoblocked_for_viewer": False,
            }
            yield ("," if number else "") + json.dumps(message, indent=2)

    write_until(file, megabytes, pieces(), '], "title": "Yard", "thread_path": "inbox/yard_99"}')


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample("messenger_json", "inbox/yard_99/message_1.json", _write, _plain, "orjson.loads", is_big=True)
