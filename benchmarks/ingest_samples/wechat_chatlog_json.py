"""A synthetic chatlog export: one group in one JSON array."""

from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, TalkLine, json_array, lines, read_json, written


def _message(said: TalkLine) -> dict[str, object]:
    return {
        "seq": said.seconds * 1000,
        "time": f"{said.clock.replace(' ', 'T')}+08:00",
        "talker": GROUP,
        "talkerName": "钢厂",
        "isChatRoom": True,
        "sender": said.sender,
        "senderName": said.name,
        "isSelf": said.is_own,
        "type": said.type_number,
        "subType": 0,
        "content": said.text,
    }


def _write(file: Path, megabytes: int) -> None:
    written(file, json_array(map(_message, lines()), megabytes), megabytes + 1)


SAMPLE = IngestSample("wechat_chatlog_json", "chatlog.json", _write, read_json, "orjson.loads", is_big=True)
