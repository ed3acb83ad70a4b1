"""A synthetic Telegram Desktop export of a whole account: contacts and many chats, indented as the exporter does."""

import itertools
import json
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample

_WORDS = (
    "ok",
    "send me the table before ten, the other side waits",
    "明天下午三点在老地方见,记得把东西带上",
    "今晚开工,人手不够的话叫小螃蟹过来",
    "who has the new account? the old one is frozen since yesterday and nobody answers there",
    "收到",
)
_CHAT_MESSAGES = 5_000
_FIRST_TIME = 1_612_144_800


def _message(number: int) -> dict[str, object]:
    person = number * 7 % 30
    words = " ".join(_WORDS[(number + more) % len(_WORDS)] for more in range(number % 3 + 1))
    text: object = words
    entities: list[dict[str, str]] = [{"type": "plain", "text": words}]
    if number % 12 == 0:
        text = [words, {"type": "link", "text": "https://dock.example/a"}]
        entities.append({"type": "link", "text": "https://dock.example/a"})
    seconds = _FIRST_TIME + number * 37
    clock = f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    message: dict[str, object] = {
        "id": number,
        "type": "message",
        "date": f"2021-02-{number // 86_400 % 28 + 1:02}T{clock}",
        "date_unixtime": str(seconds),
        "from": f"Person {person} 钉子",
        "from_id": f"user99{person:06}",
    }
    if number % 9 == 0:
        message["reply_to_message_id"] = number - 1
    if number % 15 == 0:
        message |= {"photo": "(File not included. Change data exporting settings to download.)", "width": 9}
    if number % 200 == 0:
        message["type"], message["action"], message["members"] = "service", "invite_members", ["Person 3 钉子"]
        message["actor"], message["actor_id"] = message.pop("from"), message.pop("from_id")
    return message | {"text": text, "text_entities": entities}


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write('{\n "about": "Invented.",\n "chats": {\n  "about": "Chats.",\n  "list": [\n')
        for number in itertools.count():
            if number % _CHAT_MESSAGES == 0:
                end = "\n   ]\n  },\n" if number else ""
                chat = 990_000 + number // _CHAT_MESSAGES
                head = f'"name": "Quay {chat}",\n   "type": "private_supergroup",\n   "id": {chat},\n   "messages": ['
                stream.write(f"{end}  {{\n   {head}\n")
            body = json.dumps(_message(number), indent=1, ensure_ascii=False).replace("\n", "\n    ")
            separator = "" if number % _CHAT_MESSAGES == 0 else ",\n"
            written += stream.write(f"{separator}    {body}") * 6 // 5  # characters to bytes, roughly
            if written > megabytes * 1_000_000:
                break
        stream.write("\n   ]\n  }\n ]\n}\n}\n")


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample("telegram_json", "tg/result.json", _write, _plain, "orjson.loads", is_big=True)
