"""What a report tells about members of a conversation: activity logs, and the program's own sentences.

The words of `Action` are not published as a list, so they are read by their stems; an unknown action is `other`. Where
a report gives only a system sentence ("A added B"), the sentences of sources/system_lines are read.

**Source:** ChatActivity as IPED's UFED parsers model it (Action, Participant, SystemMessageBody); formats.md 1.10.
"""

import re
from dataclasses import dataclass, field

from sources.cellebrite.identifiers import Service
from sources.cellebrite.messages import Written, party_of
from sources.cellebrite.models import Element, fields_of, models_of
from sources.cellebrite.people import Party, People
from sources.system_lines.phrases import system_lines

_ACTIONS = (
    (re.compile(r"remov|kick|expel|ban", re.IGNORECASE), "remove"),
    (re.compile(r"left|leav|exit|quit", re.IGNORECASE), "leave"),
    (re.compile(r"join|enter", re.IGNORECASE), "join"),
    (re.compile(r"invit|add", re.IGNORECASE), "invite"),
    (re.compile(r"owner|creator ?chang|transfer", re.IGNORECASE), "own"),
    (re.compile(r"creat|establish", re.IGNORECASE), "create"),
    (re.compile(r"subject|title|group ?name|name ?chang|renam", re.IGNORECASE), "title"),
)
_WITH_SENTENCES = frozenset({"whatsapp", "wechat", "qq"})
_LONGEST_SENTENCE = 1000


@dataclass(slots=True)
class Event:
    """One row of membership_event, its people still as written.

    Attributes:
        locator: Place of its message.
        event: Word of membership_event.
        about: Whom it is about.
        actor: Who did it.
        name: A new title.
        time: Time as written and its format.
    """

    locator: str
    event: str
    about: Party | None
    actor: Party | None
    name: str | None
    time: tuple[str | None, str | None]


@dataclass
class ChatNames:
    """Which account bears a shown name in one chat; None where two do."""

    accounts: dict[str, str | None] = field(default_factory=dict)

    def see(self, name: str | None, account_id: str | None) -> None:
        """Take in that an account is shown under a name."""
        if name is not None and account_id is not None and self.accounts.setdefault(name, account_id) != account_id:
            self.accounts[name] = None


def events_of(written: Written, locator: str, service: Service) -> list[Event]:
    """The events that a system line tells."""
    body = written.fields.get("Body", "").strip()
    has_sentence = service.platform in _WITH_SENTENCES and 0 < len(body) < _LONGEST_SENTENCE
    said = system_lines(service.platform).parse(body) if has_sentence else None
    events = [
        _logged(activity, written, locator, None if said is None else said.name)
        for activity in written.activities
        if fields_of(activity).get("Action") or next(models_of(activity, "Participant"), None) is not None
    ]
    if events or said is None:
        return events
    actor = None if said.actor is None else Party(None, said.actor)
    about: list[Party | None] = [Party(None, target) for target in said.targets]
    if not about:
        about = [None if said.event in ("title", "other") else actor]
    time = (written.time, written.time_format)
    return [Event(locator, said.event, person, actor, said.name, time) for person in about]


def account_of(
    party: Party | None, names: ChatNames, people: People, service: Service, place: tuple[str, str]
) -> str | None:
    """The account that somebody in an event is.

    A bare name is the account that bears it in the chat, a number the account with this number, "you" the owner; else
    it stays a name within the chat.

    Args:
        party: As written.
        names: Names of the chat.
        people: All accounts.
        service: Service of the chat.
        place: Thread and locator.
    """
    if party is None:
        return None
    if party.identifier is None and party.name is not None:
        if service.platform in _WITH_SENTENCES and party.name in system_lines(service.platform).self_words:
            return people.owner_of(service)
        if known := names.accounts.get(party.name):
            return known
        if party.name.lstrip("+").replace(" ", "").replace("-", "").isdigit():
            party = Party(party.name, None)
    return people.party(party, service, *place)[0]


def _logged(activity: Element, written: Written, locator: str, title: str | None) -> Event:
    fields = fields_of(activity)
    action = fields.get("Action", "")
    event = next((word for pattern, word in _ACTIONS if pattern.search(action)), "other")
    participant = next((party_of(model) for model in models_of(activity, "Participant", "Participants")), None)
    actor = written.sender if written.sender is not None and not written.sender.is_program else None
    about = participant if participant is not None else None if event == "title" else actor
    if event in ("join", "leave", "create") and actor is None:
        actor = participant
    time = (written.time or fields.get("SystemMessageTimeStamp"), written.time_format)
    return Event(locator, event, about, actor, title, time)
