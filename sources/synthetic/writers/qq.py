"""Writes QQ chats as the PC message manager exports all records to one text.

**Source:** formats.md 5.1: UTF-8 with byte-order mark, records end CRLF, line breaks inside a message are lone LF,
hours are not padded, groups and contacts follow each other under headings.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from sources.synthetic.talk import Line
from sources.synthetic.views import View
from sources.synthetic.world import Thread
from sources.synthetic.writers.placed import Placed

_PATH = "QQ/全部消息记录.txt"
_RULE = "=" * 64
_SYSTEM = "系统消息(10000)"


class QqWriter:
    """One text for all conversations of a device."""

    def __init__(self, folder: Path, view: View) -> None:
        self._folder, self._view = folder, view
        self._stream: BinaryIO | None = None
        self._position = 0

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Append a conversation under its headings."""
        stream = self._opened()
        group = "我的群聊" if thread.kind == "group" else "我的好友"
        heading = [_RULE, f"消息分组:{group}", _RULE, f"消息对象:{self._view.title(thread)}", _RULE, ""]
        stream.write("".join(f"{line}\r\n" for line in heading).encode())
        placed = []
        for line in lines:
            local = self._view.local(line.at)
            stamp = f"{local:%Y-%m-%d} {local.hour}:{local:%M:%S}"
            name = line.account.name_at(line.at) if self._view.is_owner(line.account) else (
                self._view.shown(line.account, line.at, thread)
            )  # fmt: skip
            sender, body = f"{name}({line.account.native_id})", line.text
            if line.kind != "message":
                sender = _SYSTEM
                body = f"{name}创建了本群" if line.kind == "create" else f"{name}({line.account.native_id})加入本群"
            stream.write(f"{stamp} {sender}\r\n{body}\r\n\r\n".encode())
            placed.append(Placed(line, _PATH, self._position, None, name))
            self._position += 1
        return placed

    def close(self) -> None:
        """Close the text."""
        if self._stream is not None:
            self._stream.close()

    def _opened(self) -> BinaryIO:
        if self._stream is None:
            file = self._folder / _PATH
            file.parent.mkdir(parents=True, exist_ok=True)
            self._stream = file.open("wb")
            self._stream.write("\ufeff消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n".encode())
        return self._stream
