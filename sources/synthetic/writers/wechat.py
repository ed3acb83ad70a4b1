"""Writes WeChat chats as PyWxDump and as MemoTrace (WeChatMsg) export them to CSV.

**Source:** formats.md 4.4. PyWxDump: `id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime`, own rows
under 我, file `CONVERSATION_FROM_TO.csv`, beside it `users.json`. MemoTrace: 12 headings but 9 cells a row in private
chats; UTF-8 with byte-order mark.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path

from sources.synthetic.talk import Line
from sources.synthetic.views import View
from sources.synthetic.world import Thread
from sources.synthetic.writers.placed import Placed, file_name

_PYWXDUMP_HEADINGS = ("id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")
_MEMOTRACE_HEADINGS = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
    "Remark", "NickName", "Sender",
)  # fmt: skip
_TEXT, _SYSTEM = 1, 10000


class PyWxDumpWriter:
    """One CSV for each conversation and one users.json."""

    def __init__(self, folder: Path, view: View) -> None:
        self._folder, self._view = folder, view
        self._users: dict[str, dict[str, str]] = {}

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write a conversation."""
        conversation = thread.native_id or self._view.peer(thread).native_id
        rows: list[tuple[Line, list[str]]] = []
        for line in lines:
            text = _event_text(line, self._view, thread)
            own = self._view.is_owner(line.account)
            self._meet(line, thread)
            rows.append(
                (
                    line,
                    [
                        str(len(rows) + 1),
                        message_id(thread, line),
                        "系统通知" if text is not None else "文本",
                        str(int(own and text is None)),
                        "系统" if text is not None else "我" if own else line.account.native_id,
                        conversation,
                        line.text if text is None else text,
                        "",
                        self._view.local(line.at).strftime("%Y-%m-%d %H:%M:%S"),
                    ],
                )
            )
        path = f"wechat/{conversation}/{conversation}_0_{len(rows)}.csv"
        _write_csv(self._folder / path, [list(_PYWXDUMP_HEADINGS), *(row for _, row in rows)], with_mark=False)
        return [Placed(line, path, position, message_id(thread, line), None) for position, (line, _) in enumerate(rows)]

    def close(self) -> None:
        """Write users.json."""
        file = self._folder / "wechat" / "users.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(self._users, ensure_ascii=False, indent=4), encoding="utf-8", newline="\n")

    def _meet(self, line: Line, thread: Thread) -> None:
        account = line.account
        self._users[account.native_id] = {
            "wxid": account.native_id,
            "nickname": account.name_at(line.at),
            "remark": self._view.remark(account, thread),
            "account": account.handle,
        }


class MemoTraceWriter:
    """One CSV for each conversation, in a folder named for the contact."""

    def __init__(self, folder: Path, view: View) -> None:
        self._folder, self._view = folder, view
        self._conversations = 0

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write a conversation."""
        self._conversations += 1
        conversation = thread.native_id or self._view.peer(thread).native_id
        title = file_name(self._view.title(thread))
        path = f"聊天记录/{title}({conversation})/{title}.csv"
        rows: list[tuple[Line, list[str]]] = []
        for line in lines:
            text = _event_text(line, self._view, thread)
            kind = _TEXT if text is None else _SYSTEM
            own = int(self._view.is_owner(line.account) and text is None)
            row = [
                str(len(rows) + 1), str(self._conversations), str(kind), "0", str(own), str(line.at),
                "2" if own else "4",
                line.text if text is None else text, self._view.local(line.at).strftime("%Y-%m-%d %H:%M:%S"),
            ]  # fmt: skip
            if thread.kind == "group":
                account = line.account
                row += [self._view.remark(account, thread), account.name_at(line.at), account.native_id]
            rows.append((line, row))
        _write_csv(self._folder / path, [list(_MEMOTRACE_HEADINGS), *(row for _, row in rows)], with_mark=True)
        return [Placed(line, path, position, None, None) for position, (line, _) in enumerate(rows)]

    def close(self) -> None:
        """Nothing is left open."""


def message_id(thread: Thread, line: Line) -> str:
    """A 19-digit server id, the same on every device that has the message."""
    digest = hashlib.sha256(f"{thread.key}/{line.number}".encode()).digest()
    return str(10**18 + int.from_bytes(digest[:8], "big") % (8 * 10**18))


def _event_text(line: Line, view: View, thread: Thread) -> str | None:
    if line.kind == "message":
        return None
    name = "你" if view.is_owner(line.account) else f'"{view.shown(line.account, line.at, thread)}"'
    if line.kind == "create":
        return f"{name}创建了群聊"
    host = f'"{view.shown(line.other, line.at, thread)}"' if line.other else "你"
    return f"{host}邀请{name}加入了群聊"


def _write_csv(file: Path, rows: list[list[str]], *, with_mark: bool) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    file.write_bytes((b"\xef\xbb\xbf" if with_mark else b"") + text.getvalue().encode("utf-8"))
