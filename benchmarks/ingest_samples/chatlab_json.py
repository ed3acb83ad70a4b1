"""A synthetic ChatLab document: one WeChat group."""

import json
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, chatlab_head, chatlab_message, json_array, lines, read_json, written


def _write(file: Path, megabytes: int) -> None:
    head = json.dumps({**chatlab_head(GROUP), "members": []}, ensure_ascii=False)[:-1] + ', "messages": '
    written(file, json_array(map(chatlab_message, lines()), megabytes, head, "}"), megabytes + 1)


SAMPLE = IngestSample("chatlab_json", "钢厂.json", _write, read_json, "orjson.loads", is_big=True)
