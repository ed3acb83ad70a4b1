"""Contact lists of WeChat that tools write: who is in them, how he calls himself, what the phone's owner calls him.

A tool lists everybody the app keeps a record of, group members and strangers too. Only what says so (a flag, a remark
the owner gave) makes an entry one of his contacts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sources import identifiers
from sources.record import BatchBuilder
from sources.sightings import AccountSeen, NameSeen
from sources.wechat.people import APP_ACCOUNTS, PLATFORM, is_group_id, thread_of
from sources.wechat.writing import Talks
from warehouse.schema import ids


@dataclass(frozen=True)
class ListedContact:
    """One entry.

    Attributes:
        native_id: wxid or id of a group.
        nickname: What it calls itself; the title of a group.
        remark: What the phone's owner calls it.
        alias: Its visible WeChat id.
        is_contact: Whether the tool says that it is one of the owner's; None where it says nothing.
        phones: Numbers the owner noted.
        group_owner: Who owns the group.
        members: Who is in the group, each with his card there.
    """

    native_id: str
    nickname: str | None = None
    remark: str | None = None
    alias: str | None = None
    is_contact: bool | None = None
    phones: tuple[str, ...] = ()
    group_owner: str | None = None
    members: tuple[tuple[str, str | None], ...] = ()


def add_contacts(found: Iterable[tuple[int, ListedContact]], talks: Talks, builder: BatchBuilder) -> None:
    """Add entries, each with its place."""
    for place, contact in found:
        builder.record_count += 1
        if is_group_id(contact.native_id):
            _add_group(place, contact, talks, builder)
        elif contact.native_id not in APP_ACCOUNTS:
            _add_account(place, contact, talks, builder)


def _add_group(place: int, contact: ListedContact, talks: Talks, builder: BatchBuilder) -> None:
    thread = thread_of(contact.native_id, talks.exhibit)
    talks.threads.setdefault(thread, (place, contact.nickname or contact.remark, "group"))
    told = [("join", native_id, card) for native_id, card in contact.members]
    told += [("own", contact.group_owner, None)] if contact.group_owner else []
    for event, native_id, card in told:
        account = _seen(native_id, talks)
        talks.sightings.account(account, place)
        if card:
            talks.sightings.name(NameSeen(account.account_id, card, "group_card", None, thread), place, (None, None), 1)
        builder.add(
            "membership_event",
            locator=talks.locator(place),
            thread_id=thread,
            event=event,
            account_id=account.account_id,
        )


def _seen(native_id: str, talks: Talks) -> AccountSeen:
    account_id = ids.account_id(PLATFORM, native_id)
    return AccountSeen(account_id, PLATFORM, native_id, is_owner=native_id == talks.owner)


def _add_account(place: int, contact: ListedContact, talks: Talks, builder: BatchBuilder) -> None:
    seen = _seen(contact.native_id, talks)
    account_id = seen.account_id
    talks.sightings.account(seen, place)
    names = [NameSeen(account_id, contact.nickname, "account_nickname")] if contact.nickname else []
    if contact.remark and contact.remark != contact.nickname:
        names.append(NameSeen(account_id, contact.remark, "remark", talks.owner_account_id))
    if contact.alias and contact.alias != contact.native_id:
        names.append(NameSeen(account_id, contact.alias, "handle"))
    for name in names:
        talks.sightings.name(name, place, (None, None), 1)
    if contact.is_contact or (contact.is_contact is None and contact.remark):
        builder.add(
            "contact",
            locator=talks.locator(place),
            account_id=talks.owner_account_id,
            other_account_id=account_id,
            kind="address_book",
            contact_count=1,
        )
    for written in contact.phones:
        phone = identifiers.phone(written)
        builder.add(
            "selector",
            locator=talks.locator(place),
            account_id=account_id,
            kind="phone",
            value=phone.value,
            raw=written,
            basis="address_book",
            is_usable=phone.is_usable,
        )
