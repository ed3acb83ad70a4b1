"""What every export of qq-chat-exporter ends with: its conversation, the account that exported it, people and names."""

from sources.qq.exporter_people import Talk
from sources.qq.people import PLATFORM, account_of
from sources.qq.writing import Sender, Writing
from sources.record import BatchBuilder
from sources.sightings import NameSeen

# Sorts before every message.
_BEFORE_ALL = -1


def add_talk(talk: Talk, locator: str, writing: Writing, builder: BatchBuilder) -> None:
    """Add the conversation, the owner as far as the export tells it, and all accounts and names seen.

    Args:
        talk: The conversation.
        locator: Where the export describes it.
        writing: The export's messages, all written.
        builder: Where the rows go.
    """
    builder.add(
        "thread", locator=locator, platform=PLATFORM, thread_id=talk.thread_id, title=talk.title, kind=talk.kind
    )
    if talk.owner is not None and (talk.owner_uid is not None or talk.owner_name is not None):
        owner = account_of(talk.owner, talk.owner)
        writing.sightings.account(owner, _BEFORE_ALL)
        if talk.owner_name is not None and talk.owner_name != talk.owner:
            writing.sightings.name(
                NameSeen(owner.account_id, talk.owner_name, "account_nickname"), _BEFORE_ALL, (None, None), 1
            )
        if talk.owner_uid not in (None, talk.owner):
            writing.add_selectors(Sender(owner, None, uid=talk.owner_uid), locator, builder)
    writing.sightings.write(builder)
