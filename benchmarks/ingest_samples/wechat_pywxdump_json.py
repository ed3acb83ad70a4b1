"""A synthetic PyWxDump export: one group in one JSON array."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, TalkLine, json_array, lines, read_json, written


def _message(said: TalkLine) -> dict[str, object]:
    return {
        "id": said.number,
        "MsgSvrID": said.server_id,
        "type_name": said.type_name,
        "is_sender": int(said.is_own),
        "talker": said.shown_sender,
        "room_name": GROUP,
        "msg": said.text,
        "src": "",
        "extra": {},
        "CreateTime": said.clock,
    }


def _write(file: Path, megabytes: int) -> None:
    written(file, json_array(map(_message, lines()), megabytes), megabytes + 1)


SAMPLE = IngestSample("wechat_pywxdump_json", f"{GROUP}_0_5000.json", _write, read_json, "orjson.loads", is_big=True)
