"""Who the names in a LINE export are. The export has no ids, so a name holds within its talk only.

"You" is the owner, who is an account only where the seizure names him. In a talk of two the one who isn't the title can
only be the owner.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sources.sightings import AccountSeen, NameSeen, Sightings
from sources.system_lines.phrases import system_lines
from warehouse.schema import ids

PLATFORM = "line"


@dataclass
class People:
    """The people of one export, by printed name.

    Attributes:
        thread_id: The conversation.
        owner: Id of the phone's owner as given with the seizure, or None.
        owner_names: Names that can only be the owner's own.
        count: Messages so far.
    """

    thread_id: str
    owner: str | None
    owner_names: frozenset[str] = frozenset()
    count: int = 0
    _known: dict[str, AccountSeen | None] = field(default_factory=dict)

    def account(self, name: str) -> AccountSeen | None:
        """Account of a printed name; None for an owner whom nobody named."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def account_id(self, name: str | None) -> str | None:
        """Account id of a printed name, None where it has none."""
        account = None if name is None else self.account(name)
        return None if account is None else account.account_id

    def note(
        self,
        name: str,
        line: int,
        span: tuple[datetime | None, datetime | None],
        noted: tuple[Sightings, int],
    ) -> None:
        """Note the account of a printed name and the name itself, as often as it was seen; "You" is no name."""
        account, (sightings, count) = self.account(name), noted
        if account is None:
            return
        sightings.account(account, line)
        if name not in system_lines(PLATFORM).self_words:
            seen = NameSeen(account.account_id, name, "account_nickname", None, self.thread_id)
            sightings.name(seen, line, span, count)

    def _read(self, name: str) -> AccountSeen | None:
        is_self = name in system_lines(PLATFORM).self_words
        if self.owner is not None and (is_self or name in self.owner_names):
            return AccountSeen(ids.account_id(PLATFORM, self.owner), PLATFORM, self.owner, is_owner=True)
        if is_self:
            return None
        native = ids.scoped_native_id(name, self.thread_id)
        return AccountSeen(
            ids.account_id(PLATFORM, native), PLATFORM, native, is_display_name_only=True, thread_id=self.thread_id
        )
