"""The lists beside the chats of a Telegram account export: its owner, contacts, sessions.

A contact's name is what the owner saved, so it is a remark by the owner. A session shows device model and address of
the owner; a device model is shared by millions and is no key.

Source: formats.md section 2, full account root.
"""

from typing import Any

from sources import identifiers
from sources.record import BatchBuilder
from sources.telegram.accounts import Accounts, Names


def add_owner(owner: dict[str, Any], locator: str, accounts: Accounts, builder: BatchBuilder) -> None:
    """personal_information: the account that was exported; without its number it can't be named and stays unknown."""
    number = _number(owner.get("user_id"))
    if number is None:
        return
    account = accounts.owner_id = accounts.of_id(number)
    accounts.see(account, locator)
    handle = _words(owner.get("username")).removeprefix("@")
    for kind, name in (("account_nickname", full_name(owner)), ("handle", handle)):
        if name:
            builder.add(
                "name_observation", locator=locator, account_id=account, name=name, kind=kind, observation_count=1
            )
    _add_phone(builder, locator, account, owner.get("phone_number"), "profile")


def add_contact(contact: dict[str, Any], locator: str, accounts: Accounts, names: Names, builder: BatchBuilder) -> bool:
    """One entry of the address book; False when it names neither a number nor a phone."""
    number, phone = _number(contact.get("user_id")), phone_number(contact.get("phone_number"))
    if number is None and phone is None:
        return False
    account = accounts.of_id(number) if number is not None else accounts.of_phone(phone.value if phone else "")
    accounts.see(account, locator)
    if name := full_name(contact):
        names.label(account, name)
        _add_remark(builder, locator, account, name, accounts.owner_id)
    _add_phone(builder, locator, account, contact.get("phone_number"), "address_book")
    builder.add(
        "contact",
        locator=locator,
        account_id=accounts.owner_id,
        other_account_id=account,
        kind="address_book",
        contact_count=1,
    )
    return True


def add_frequent_contact(contact: dict[str, Any], locator: str, accounts: Accounts, builder: BatchBuilder) -> bool:
    """One entry of the people the owner writes to most; False when it has no number."""
    number = contact.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str):
        return False
    if contact.get("type") not in ("user", "personal_chat", "bot", None):
        return True  # groups are conversations, not contacts
    account = accounts.of_id(number)
    accounts.see(account, locator)
    if name := _words(contact.get("name")):
        builder.add(
            "name_observation",
            locator=locator,
            account_id=account,
            name=name,
            kind="account_nickname",
            observation_count=1,
        )
    builder.add(
        "contact",
        locator=locator,
        account_id=accounts.owner_id,
        other_account_id=account,
        kind="frequent",
        contact_count=1,
    )
    return True


def add_session(session: dict[str, Any], locator: str, accounts: Accounts, builder: BatchBuilder) -> None:
    """One login of the owner: address and device."""
    if written := _words(session.get("last_ip")) or _words(session.get("ip")):
        address = identifiers.ip_address(written)
        _add_selector(builder, locator, accounts.owner_id, "ip", written, address, "session")
    if model := _words(session.get("device_model")):
        system = _words(session.get("system_version"))
        device = identifiers.Identifier(" ".join(filter(None, (model, system))), is_usable=False)
        _add_selector(builder, locator, accounts.owner_id, "device", model, device, "session")


def add_contact_card(
    card: dict[str, Any], locator: str, sender: str | None, accounts: Accounts, builder: BatchBuilder
) -> None:
    """A contact shared in a message: the phone belongs to the one on the card, the name is the sender's label."""
    phone = phone_number(card.get("phone_number"))
    if phone is None:
        return
    account = accounts.of_phone(phone.value)
    accounts.see(account, locator)
    _add_selector(builder, locator, account, "phone", _words(card.get("phone_number")), phone, "contact_card")
    if name := full_name(card):
        _add_remark(builder, locator, account, name, sender)


def add_named_people(
    text: list[Any],
    locator: str,
    context: tuple[str | None, str],
    accounts: Accounts,
    builder: BatchBuilder,
) -> None:
    """People named in the words of a message by their number (`mention_name`): what the sender calls them.

    Args:
        text: The pieces of the message.
        locator: Where it stands.
        context: Account of the sender, and thread.
        accounts: Where they become known.
        builder: Where the names go.
    """
    sender, thread = context
    for piece in text:
        if not isinstance(piece, dict) or piece.get("type") != "mention_name":
            continue
        number, name = _number(piece.get("user_id")), _words(piece.get("text"))
        if number is None or not name:
            continue
        account = accounts.of_id(number)
        accounts.see(account, locator)
        builder.add(
            "name_observation",
            locator=locator,
            account_id=account,
            name=name,
            kind="called",
            observer_account_id=sender,
            thread_id=thread,
            observation_count=1,
        )


def full_name(person: dict[str, Any]) -> str:
    """First and last name as saved, joined."""
    return " ".join(filter(None, (_words(person.get("first_name")), _words(person.get("last_name")))))


def phone_number(written: object) -> identifiers.Identifier | None:
    """A phone as Telegram writes it: with country code, with or without plus; None where there is none."""
    text = _words(written)
    if not text:
        return None
    phone = identifiers.phone(text, None)
    return phone if phone.is_usable else identifiers.phone("+" + text, None) if text[0].isdigit() else phone


def _add_phone(builder: BatchBuilder, locator: str, account: str, written: object, basis: str) -> None:
    if phone := phone_number(written):
        _add_selector(builder, locator, account, "phone", _words(written), phone, basis)


def _add_remark(builder: BatchBuilder, locator: str, account: str, name: str, observer: str | None) -> None:
    builder.add(
        "name_observation",
        locator=locator,
        account_id=account,
        name=name,
        kind="remark",
        observer_account_id=observer,
        observation_count=1,
    )


def _add_selector(  # noqa: PLR0913 - the columns of a selector
    builder: BatchBuilder,
    locator: str,
    account: str | None,
    kind: str,
    raw: str,
    identifier: identifiers.Identifier,
    basis: str,
) -> None:
    builder.add(
        "selector",
        locator=locator,
        account_id=account,
        kind=kind,
        value=identifier.value,
        raw=raw,
        basis=basis,
        is_usable=identifier.is_usable,
    )


def _number(value: object) -> int | str | None:
    """A user id; zero stands for a contact who is not on Telegram."""
    if isinstance(value, bool) or not isinstance(value, int | str) or str(value) in ("", "0"):
        return None
    return value


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
