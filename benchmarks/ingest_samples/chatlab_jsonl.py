"""A synthetic ChatLab file of JSON lines: one WeChat group."""

import json
from itertools import chain
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, chatlab_head, chatlab_message, lines, written


def _write(file: Path, megabytes: int) -> None:
    values = chain(
        [{"_type": "header", **chatlab_head(GROUP)}],
        ({"_type": "message", **chatlab_message(said)} for said in lines()),
    )
    written(file, (json.dumps(value, ensure_ascii=False) + "\n" for value in values), megabytes)


def _plain(file: Path) -> None:
    with file.open("rb") as stream:
        for line in stream:
            orjson.loads(line)


SAMPLE = IngestSample("chatlab_jsonl", "钢厂.jsonl", _write, _plain, "orjson.loads of each line", is_big=True)
