"""Writes IRC channels as plain logs, one file for each channel and day.

**Source:** the public logs of #ubuntu: `[HH:MM] <nick> text`, `=== nick [~user@host] has joined #channel`,
`=== old is now known as new`; the date stands in the file's name; times are UTC.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from sources.synthetic.talk import Line
from sources.synthetic.world import Thread
from sources.synthetic.writers.placed import Placed


class IrcWriter:
    """Logs of a server that keeps its channels."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write the logs of a channel."""
        days: dict[str, list[str]] = {}
        placed = []
        for line in lines:
            at = datetime.fromtimestamp(line.at, UTC)
            path = f"irc/{at:%Y-%m-%d}.{thread.native_id.removeprefix('#')}.txt"
            rows = days.setdefault(path, [])
            for text in self._texts(line, thread):
                rows.append(f"{text}\n" if text.startswith("===") else f"[{at:%H:%M}] {text}\n")
                placed.append(Placed(line, path, len(rows) - 1, None, line.account.native_id))
        for path, rows in days.items():
            file = self._folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes("".join(rows).encode("utf-8"))
        return placed

    def close(self) -> None:
        """Nothing is left open."""

    def _texts(self, line: Line, thread: Thread) -> list[str]:
        nick = line.account.native_id
        if line.kind == "rename" and line.other is not None:
            return [f"=== {nick} is now known as {line.other.native_id}"]
        if line.kind != "message":
            host = sum(map(ord, nick)) % 250 + 1
            return [f"=== {nick} [~{nick}@198.51.100.{host}]  has joined {thread.native_id}"]
        return [f"<{nick}> {part}" for part in line.text.split("\n") if part.strip()]
