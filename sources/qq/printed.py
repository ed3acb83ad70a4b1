"""Who printed senders are: nickname, level titles, and number or mail in brackets, conversation by conversation."""

from collections.abc import Mapping
from typing import Any

from sources.qq.people import PLATFORM, SERVICE_NUMBERS, printed_sender, titled_nick
from sources.qq.survey import Conversation
from sources.qq.writing import Sender
from sources.sightings import AccountSeen, NameSeen


class PrintedPeople:
    """Directory of an export that prints its senders.

    Rows have `conversation` (index of the section) and `sender` (as printed).

    Attributes:
        key: The columns that tell senders apart.
        owner: Native id of the seized device's own account, where given.
    """

    key = ("conversation", "sender")

    def __init__(self, conversations: list[Conversation], owner: str | None) -> None:
        self._conversations = conversations
        self.owner = owner

    def sender(self, row: Mapping[str, Any]) -> Sender:
        """The account of a printed sender, and the name it is shown with."""
        talk = self._conversations[row["conversation"]]
        nick, number, mail = printed_sender(row["sender"] or "")
        if number in SERVICE_NUMBERS or (not nick and number is None and mail is None):
            return Sender(None, nick or None, is_service=True)
        titles, bare = titled_nick(nick)
        account = talk.account(bare, number, mail, self.owner)
        name = self._name(bare, account, talk)
        names = () if name is None else (name,)
        return Sender(account, nick or None, names, titles if talk.kind == "group" else (), mail)

    def named(self, name: str, row: Mapping[str, Any]) -> AccountSeen:
        """The account of a name in a service line."""
        talk = self._conversations[int(row["conversation"])]
        return talk.account_of_name(name, self.owner)

    def names_in(self, row: Mapping[str, Any]) -> frozenset[str]:
        """The nicknames of a conversation."""
        return frozenset(self._conversations[row["conversation"]].native_ids)

    def _name(self, bare: str, account: AccountSeen, talk: Conversation) -> NameSeen | None:
        """The name observation of a printed nickname; none where it is empty or repeats the number."""
        if not bare or bare == account.native_id:
            return None
        if talk.kind == "group":
            return NameSeen(account.account_id, bare, "group_card", None, talk.thread_id)
        if talk.kind == "direct" and not account.is_owner and bare == talk.title:
            observer = None if self.owner is None else f"{PLATFORM}:{self.owner}"
            return NameSeen(account.account_id, bare, "remark", observer, talk.thread_id)
        return NameSeen(account.account_id, bare, "account_nickname", None, talk.thread_id)
