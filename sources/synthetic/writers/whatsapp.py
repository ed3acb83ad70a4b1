"""Writes WhatsApp chats as "Export chat" does on phones of several makes and languages.

**Source:** formats.md 3.1: iOS puts the time in brackets, Android a dash after it; the order of day and month, 12 or 24
hours and the notices follow the phone's language; saved contacts show the owner's label, others their number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sources.synthetic.talk import Line
from sources.synthetic.views import View
from sources.synthetic.world import Account, Thread
from sources.synthetic.writers.placed import Placed, file_name


@dataclass(frozen=True)
class PhoneLocale:
    """How a phone writes: the header of a line, the file's name, notices with `{who}` and `{title}`."""

    name: str
    header: Callable[[datetime], str]
    path: str
    is_ios: bool
    encryption: str
    created: str
    added: str


def _twelve(local: datetime) -> int:
    return (local.hour - 1) % 12 + 1


def _noon(local: datetime, before: str, after: str) -> str:
    return before if local.hour < 12 else after


_EN_ENCRYPTION = (
    "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read "
    "or listen to them."
)
_ZH_ENCRYPTION = "消息和通话已进行端到端加密。对话之外的任何人，甚至包括 WhatsApp 都无法读取或收听。"
LOCALES = (
    PhoneLocale(
        "android-en-GB", lambda t: f"{t:%d/%m/%Y, %H:%M} - ", "WhatsApp Chat with {title}.txt", False,
        _EN_ENCRYPTION, '{who} created group "{title}"', "{who} was added",
    ),
    PhoneLocale(
        "ios-zh", lambda t: f"[{t.year}/{t.month}/{t.day} {_noon(t, '上午', '下午')}{_twelve(t)}:{t:%M:%S}] ",
        "WhatsApp Chat - {title}/_chat.txt", True, _ZH_ENCRYPTION, "{who}创建了群组“{title}”", "{who}已加入",
    ),
    PhoneLocale(
        "android-en-US", lambda t: f"{t.month}/{t.day}/{t:%y}, {_twelve(t)}:{t:%M}\u202f{_noon(t, 'AM', 'PM')} - ",
        "WhatsApp Chat with {title}.txt", False, _EN_ENCRYPTION, '{who} created group "{title}"', "{who} was added",
    ),
    PhoneLocale(
        "android-zh-CN", lambda t: f"{t.year}/{t.month}/{t.day} {t:%H:%M} - ", "与{title}的 WhatsApp 聊天.txt", False,
        _ZH_ENCRYPTION, "{who}创建了群组“{title}”", "{who}已加入",
    ),
    PhoneLocale(
        "ios-en", lambda t: f"[{t:%d/%m/%Y, %H:%M:%S}] ", "WhatsApp Chat - {title}/_chat.txt", True,
        _EN_ENCRYPTION, '{who} created group "{title}"', "{who} was added",
    ),
)  # fmt: skip


class WhatsAppWriter:
    """One text for each conversation."""

    def __init__(self, folder: Path, view: View, locale: PhoneLocale) -> None:
        self._folder, self._view, self._locale = folder, view, locale
        self._used: set[str] = set()

    def write(self, thread: Thread, lines: Iterable[Line]) -> list[Placed]:
        """Write a conversation."""
        title = self._view.title(thread) if thread.kind == "group" else self._label(self._view.peer(thread), thread)
        safe = file_name(title)
        path = f"whatsapp/{self._locale.path.format(title=safe)}"
        while path in self._used:
            safe += "_"
            path = f"whatsapp/{self._locale.path.format(title=safe)}"
        self._used.add(path)
        rows: list[str] = []
        placed = []
        for line in lines:
            if not rows:
                placed_notice = self._notice(line.at, title, self._locale.encryption)
                rows.append(placed_notice)
            name = self._label(line.account, thread)
            if line.kind == "message":
                rows.append(f"{self._locale.header(self._view.local(line.at))}{name}: {line.text}\n")
            else:
                notice = self._locale.created if line.kind == "create" else self._locale.added
                rows.append(self._notice(line.at, title, notice.format(who=name, title=title)))
            placed.append(Placed(line, path, len(rows) - 1, None, name))
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes("".join(rows).encode("utf-8"))
        return placed

    def close(self) -> None:
        """Nothing is left open."""

    def _notice(self, at: int, title: str, text: str) -> str:
        header = self._locale.header(self._view.local(at))
        # iOS prints notices under the chat's own name, after an invisible mark.
        return f"{header}{title}: \u200e{text}\n" if self._locale.is_ios else f"{header}{text}\n"

    def _label(self, account: Account, thread: Thread) -> str:
        if self._view.is_owner(account):
            return account.names[-1][1]
        return self._view.remark(account, thread) or _spaced(account.native_id)


def _spaced(phone: str) -> str:
    # Unsaved numbers are wrapped in marks of writing direction.
    return (
        f"\u202a+1 ({phone[2:5]}) {phone[5:8]}-{phone[8:]}\u202c" if phone.startswith("+1") else f"\u202a{phone}\u202c"
    )
