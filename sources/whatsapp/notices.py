"""What the lines say that WhatsApp writes into a chat itself: numbers of actions to membership events.

**Source:** the column `message_system.action_type` (in old stores `messages.media_size`), whose numbers were measured
by two public readers against the tables that go with them. Numbers on which they disagree are left as system lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TITLE, _CREATE, _YOU_REMOVED = 1, 11, 7
_NUMBER_CHANGES = frozenset({10, 28})
_OF_TARGETS = {4: "join", 5: "leave", 12: "invite", 13: "leave", 14: "remove", 15: "own", 20: "join", 79: "join"}
# The person is the one who did it where no other is named.
_BY_THEMSELVES = frozenset({4, 5, 13, 20, 79})
_OTHER = frozenset({6, 16, 27})
TELLING = frozenset({_TITLE, _CREATE, _YOU_REMOVED, *_NUMBER_CHANGES, *_OF_TARGETS, *_OTHER})


@dataclass(frozen=True)
class Notice:
    """One system line.

    Attributes:
        action: What it tells, by the app's number.
        actor: Account that did it.
        targets: Accounts it is about.
        owner: Account of the phone's owner.
        is_owner_in: Whether the owner is among those who came in.
        text: Its words: a title.
        numbers: Accounts before and after a changed number.
    """

    action: int
    actor: str | None
    targets: tuple[str, ...] = ()
    owner: str | None = None
    is_owner_in: bool = False
    text: str | None = None
    numbers: tuple[str | None, str | None] = (None, None)


def events(notice: Notice) -> Iterator[Mapping[str, str | None]]:
    """The membership events of a line, as columns of the relation."""
    action, actor = notice.action, notice.actor
    if action in _NUMBER_CHANGES:
        old, new = notice.numbers
        if old is not None and new is not None:
            yield {"event": "rename", "account_id": old, "other_account_id": new, "name": new.partition(":")[2]}
    elif action in (_TITLE, _CREATE):
        event = "title" if action == _TITLE else "create"
        about = None if action == _TITLE else actor
        yield {"event": event, "account_id": about, "actor_account_id": actor, "name": notice.text or None}
    elif action == _YOU_REMOVED:
        yield {"event": "remove", "account_id": notice.owner, "actor_account_id": actor}
    elif action in _OF_TARGETS:
        yield from (
            {"event": _OF_TARGETS[action], "account_id": who, "actor_account_id": actor} for who in _who(notice)
        )
    elif action in _OTHER:
        yield {"event": "other", "account_id": actor, "actor_account_id": actor}


def _who(notice: Notice) -> tuple[str | None, ...]:
    if notice.targets:
        return notice.targets
    if notice.action in _BY_THEMSELVES:
        return (notice.actor,)
    # Added or made administrator, and nobody is named: the app says so of the owner only.
    return (notice.owner,) if notice.is_owner_in or notice.action == 15 else (None,)
