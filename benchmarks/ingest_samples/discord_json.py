"""A synthetic Discord channel as DiscordChatExporter writes it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import orjson

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample


def _write(file: Path, megabytes: int) -> None:
    def pieces():  # noqa: ANN202
        guild, channel = {"id": "9901", "name": "Yard"}, {"id": "9902", "type": "GuildTextChat", "name": "yard"}
        yield json.dumps({"guild": guild, "channel": channel})[:-1] + ', "messages": ['
        for number, second, name, words in talk():
            author = {"id": f"99{number % 30}", "name": f"user{number % 30}", "discriminator": "0000", "nickname": name}
            message = {
                "id": str(10_000_000_000 + number),
                "type": "Default",
                "timestamp": datetime.fromtimestamp(second, UTC).isoformat(),
                "timestampEdited": None,
                "isPinned": False,
                "content": words,
                "author": {**author, "color": "#FFFFFF", "isBot": False, "roles": [], "avatarUrl": "x.png"},
                "attachments": [],
                "embeds": [],
                "stickers": [],
                "reactions": [],
                "mentions": [],
            }
            yield ("," if number else "") + json.dumps(message, indent=2, ensure_ascii=False)

    write_until(file, megabytes, pieces(), '], "messageCount": 0}')


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample("discord_json", "Yard - yard.json", _write, _plain, "orjson.loads", is_big=True)
