"""Writes the archive of a Jabber server as concatenated, indented JSON objects.

**Source:** formats.md 6, Jabber (a): `ts` in ISO form without zone, `from` and `to` bare ids, `body`.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from sources.synthetic.talk import Line
from sources.synthetic.world import Thread
from sources.synthetic.writers.placed import Placed


class JabberWriter:
    """One file for each gang; a server sees all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._streams: dict[str, TextIO] = {}
        self._positions: dict[str, int] = {}

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Append a conversation to the file of its gang."""
        path = f"jabber/{thread.gang_id or 'market'}.json"
        if path not in self._streams:
            file = self._folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            self._streams[path] = file.open("w", encoding="utf-8", newline="\n")
        placed = []
        left, right = thread.accounts
        for line in lines:
            to = right if line.account is left else left
            micro = (line.number * 7919 + line.at) % 1_000_000
            record = {
                "ts": f"{datetime.fromtimestamp(line.at, UTC):%Y-%m-%dT%H:%M:%S}.{micro:06d}",
                "from": line.account.native_id,
                "to": to.native_id,
                "body": line.text,
            }
            self._streams[path].write(json.dumps(record, ensure_ascii=False, indent=2) + "\n")
            position = self._positions.get(path, 0)
            self._positions[path] = position + 1
            placed.append(Placed(line, path, position, None, None))
        return placed

    def close(self) -> None:
        """Close the files."""
        for stream in self._streams.values():
            stream.close()
