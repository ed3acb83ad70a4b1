"""Hands lines to the writers of every seizure that sees them, counts what is seen, and closes the seizures."""

import random
from collections.abc import Callable
from pathlib import Path

from sources.synthetic.answer_key import MessageTruth
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.talk import Line
from sources.synthetic.views import View
from sources.synthetic.world import REGISTERED_PLATFORMS, Person, Thread, World
from sources.synthetic.writers.custody import close_seizure
from sources.synthetic.writers.irc import IrcWriter
from sources.synthetic.writers.jabber import JabberWriter
from sources.synthetic.writers.lists import write_nickname_lists, write_registrations
from sources.synthetic.writers.placed import Placed, Writer
from sources.synthetic.writers.qq import QqWriter
from sources.synthetic.writers.telegram import TelegramAccountWriter, TelegramChatWriter
from sources.synthetic.writers.wechat import MemoTraceWriter, PyWxDumpWriter
from sources.synthetic.writers.whatsapp import LOCALES, WhatsAppWriter
from warehouse.schema import ids

_DISCLOSED = 0.75


class Delivery:
    """All seizures of a case while they are written.

    Attributes:
        folders: Folders of the seizures.
        occurring: Accounts (platform, native id) that are in some file.
        message_count: Messages in files, each once.
        lost_count: Messages in no file.
        appearances: Seizure, path, shown name and account id where a file shows names in place of ids.
    """

    def __init__(self, folder: Path, settings: GeneratorSettings, views: list[View]) -> None:
        self._folder, self._settings, self._views = folder, settings, views
        self._writers: dict[tuple[str, str], Writer] = {}
        self.folders = [folder / view.seizure_id for view in views] + [folder / "delivery-01"]
        self.occurring: set[tuple[str, str]] = set()
        self.message_count = 0
        self.lost_count = 0
        self.appearances: set[tuple[str, str, str, str]] = set()

    def windows(self, thread: Thread) -> list[tuple[int, int]]:
        """When some seizure sees a thread, as spans that do not overlap, in order."""
        spans = sorted(span for view in self._views for span in view.windows(thread))
        merged: list[tuple[int, int]] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def write(self, thread: Thread, lines: list[Line], truth: MessageTruth) -> None:
        """Write a thread to every seizure that sees it."""
        written: set[int] = set()
        for number, view in enumerate(self._views):
            windows = view.windows(thread)
            seen = [line for line in lines if not line.is_lost and _within(line.at, windows)]
            if not any(line.kind == "message" for line in seen):
                continue
            placed = self._writer(number, view, thread.platform).write(thread, seen)
            truth.add(view.seizure_id, thread.key, placed)
            written.update(line.number for line in seen if line.kind == "message")
            for line in seen:
                self.occurring.add(line.account.key)
                if thread.accounts and thread.platform != "whatsapp":
                    # The other side is named by its id even when silent; WhatsApp names only those who speak.
                    self.occurring.update(account.key for account in thread.accounts)
            self._see(view.seizure_id, placed)
        self.message_count += len(written)
        self.lost_count += sum(line.is_lost for line in lines)

    def close(self, world: World, people: dict[str, Person], rng: random.Random) -> None:
        """Write registrations and lists, then hash list and sheet of every seizure."""
        for writer in self._writers.values():
            writer.close()
        last = self.folders[-1]
        disclosed = [a for a in world.accounts if a.platform in REGISTERED_PLATFORMS and rng.random() < _DISCLOSED]
        write_registrations(last, world, people, disclosed)
        self.occurring.update(account.key for account in disclosed)
        write_nickname_lists(last, world, rng)
        for number, view in enumerate(self._views):
            (self._folder / view.seizure_id).mkdir(parents=True, exist_ok=True)
            owners = [f"{platform}:{account.native_id}" for platform, account in sorted(view.accounts.items())]
            self._close_one(view.seizure_id, view.timezone, owners, number)
        self._close_one(last.name, "Asia/Shanghai", [], len(self._views))

    def _see(self, seizure_id: str, placed: list[Placed]) -> None:
        for place in placed:
            account = place.line.account
            if account.platform in {"whatsapp", "irc"} and place.shown_name:
                shown = (seizure_id, place.path, place.shown_name, ids.account_id(*account.key))
                self.appearances.add(shown)

    def _close_one(self, seizure_id: str, timezone: str, owners: list[str], number: int) -> None:
        custody = {
            "authority": "Invented district police",
            "instrument": f"Synthetic search warrant {number + 1}",
            "seized_by": "Officer Nobody",
            "seized_at": f"2023-09-{number % 28 + 1:02d}",
            "seized_where": "nowhere",
            "tool": "steelnail generate",
        }
        close_seizure(self._folder / seizure_id, self._settings.case_id, timezone, owners, custody)

    def _writer(self, number: int, view: View, platform: str) -> Writer:
        key = (view.seizure_id, platform)
        if key not in self._writers:
            self._writers[key] = _WRITERS[platform](self._folder / view.seizure_id, view, number)
        return self._writers[key]


def _within(at: int, windows: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in windows)


# Tools alternate from device to device, so that every case has files of both kinds.
_WRITERS: dict[str, Callable[[Path, View, int], Writer]] = {
    "wechat": lambda folder, view, number: (PyWxDumpWriter if number % 2 == 0 else MemoTraceWriter)(folder, view),
    "qq": lambda folder, view, number: QqWriter(folder, view),
    "telegram": lambda folder, view, number: (TelegramAccountWriter if number % 2 == 0 else TelegramChatWriter)(
        folder, view
    ),
    "whatsapp": lambda folder, view, number: WhatsAppWriter(folder, view, LOCALES[number % len(LOCALES)]),
    "jabber": lambda folder, view, number: JabberWriter(folder),
    "irc": lambda folder, view, number: IrcWriter(folder),
}
