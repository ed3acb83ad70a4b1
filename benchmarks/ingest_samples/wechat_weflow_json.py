"""A synthetic WeFlow export: one group in one document, with pictures behind the messages."""

import json
from pathlib import Path

from benchmarks.ingest_sample import IngestSample
from benchmarks.wechat_talk import GROUP, TalkLine, json_array, lines, read_json, written

_PICTURE = "data:image/jpeg;base64," + "QUJDRA" * 1_000
_HEAD = {
    "weflow": {"version": "1.0.3", "exportedAt": 1_777_600_000, "generator": "WeFlow"},
    "session": {
        "wxid": GROUP,
        "nickname": "钢厂",
        "remark": "",
        "displayName": "钢厂",
        "type": "群聊",
        "messageCount": 1,
    },
}


def _message(said: TalkLine) -> dict[str, object]:
    return {
        "localId": said.number,
        "createTime": said.seconds,
        "formattedTime": said.clock,
        "type": f"{said.type_name}消息",
        "localType": said.type_number,
        "content": said.text,
        "isSend": int(said.is_own),
        "senderUsername": said.sender,
        "senderDisplayName": said.name,
        "source": "",
        "senderAvatarKey": said.sender,
        "platformMessageId": said.server_id,
    }


def _write(file: Path, megabytes: int) -> None:
    head = json.dumps(_HEAD, ensure_ascii=False)[:-1] + ', "messages": '
    tail = ', "avatars": ' + json.dumps({f"wxid_member{person:09}": _PICTURE for person in range(30)}) + "}"
    written(file, json_array(map(_message, lines()), megabytes, head, tail), megabytes + 2)


SAMPLE = IngestSample("wechat_weflow_json", "钢厂.json", _write, read_json, "orjson.loads", is_big=True)
