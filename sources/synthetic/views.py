"""What a seized device shows: who its owner is, whom he saved under which name, what time it is there."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.randomness import stream
from sources.synthetic.world import Account, Person, Thread, World

_SAVED_IN_GROUPS = 0.45
_PLAIN_REMARK = 0.7


@dataclass
class View:
    """A seizure's look at the world.

    Attributes:
        seizure_id: The seizure.
        world: The world.
        names: How people call each other.
        seed: Seed of the case.
        timezone: Zone of the device.
        owner: The owner of a device; None for a server, which sees all of its own threads.
        accounts: The owner's accounts on the device by platform.
    """

    seizure_id: str
    world: World
    names: NamesInTalk
    seed: int
    timezone: str
    owner: Person | None = None
    accounts: dict[str, Account] = field(default_factory=dict)
    _remarks: dict[tuple[str, str], str] = field(default_factory=dict)

    def windows(self, thread: Thread) -> list[tuple[int, int]]:
        """When this seizure sees a thread: the owner's account is in it and his to use."""
        if self.owner is None:
            return [(thread.start, thread.end)] if thread.platform in {"irc", "jabber"} else []
        account = self.accounts.get(thread.platform)
        if account is None or self.owner.person_id not in thread.people:
            return []
        if thread.accounts and account not in thread.accounts:
            return []
        spans = [
            (max(op.start, thread.start), min(op.end, thread.end))
            for op in account.operations
            if op.person_id == self.owner.person_id
        ]
        return [span for span in spans if span[1] - span[0] > 3600]

    def is_owner(self, account: Account) -> bool:
        """Whether an account is the owner's own on this device."""
        return self.accounts.get(account.platform) is account

    def remark(self, account: Account, thread: Thread) -> str:
        """What the owner saved an account under; empty when he did not."""
        if self.owner is None or self.is_owner(account):
            return ""
        if account.key not in self._remarks:
            rng = stream(self.seed, "remark", self.seizure_id, *account.key)
            operator = self.world.people[account.operations[0].person_id]
            is_saved = thread.kind == "direct" or rng.random() < _SAVED_IN_GROUPS
            if not is_saved or self.owner.is_victim:
                self._remarks[account.key] = ""
            else:
                name = self.names.habit(self.owner, operator, self.owner.languages[0])
                self._remarks[account.key] = (
                    name if rng.random() < _PLAIN_REMARK else _extended(name, operator, rng.random())
                )
        return self._remarks[account.key]

    def shown(self, account: Account, at: int, thread: Thread) -> str:
        """The name that the device shows beside a line: the remark, else the account's own name."""
        return self.remark(account, thread) or account.name_at(at)

    def peer(self, thread: Thread) -> Account:
        """The other account of a direct thread."""
        return next(account for account in thread.accounts if not self.is_owner(account))

    def title(self, thread: Thread) -> str:
        """The title of a thread on this device."""
        return thread.title if thread.kind == "group" else self.shown(self.peer(thread), thread.end, thread)

    def local(self, at: int) -> datetime:
        """A time as the device's clock shows it."""
        return datetime.fromtimestamp(at, ZoneInfo(self.timezone))


def _extended(name: str, operator: Person, draw: float) -> str:
    places = ("缅北", "西港", "新", "老号", "2", "（新号）", "工作号")
    return f"{name}{places[int(draw * len(places))]}" if draw < 0.8 else f"{operator.team or 'A'}组{name}"
