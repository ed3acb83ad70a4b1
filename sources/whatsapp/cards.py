"""Contact cards shared in WhatsApp messages: number and name of somebody, by the one who sent them.

**Source:** RFC 2426; the parameter `waid` by real exports (formats.md 9).
"""

from sources import identifiers
from sources.chat_rows import ChatRows
from sources.vcard.contact import contact_of
from sources.vcard.properties import card_properties
from warehouse.schema import ids

# A card of a person is a few hundred bytes; longer ones hold pictures, which are cut off with what follows.
_LONGEST_CARD = 1 << 20


def add_contact_card(written: str, locator: str, sender: str | None, rows: ChatRows) -> None:
    """Add whom a card names: the account of a number that the card says has WhatsApp, else the phone.

    Args:
        written: The card.
        locator: Where the message stands.
        sender: Account of the sender, whose label the name is.
        rows: Where accounts, names and numbers go.
    """
    card, _ = contact_of(card_properties(written[:_LONGEST_CARD]), None)
    for raw in card.whatsapp_numbers or card.phones:
        number = identifiers.phone(raw, None)
        if not number.is_usable:
            continue
        if card.whatsapp_numbers:
            account = rows.account(number.value, locator)
        else:
            account = ids.account_id("phone", number.value)
            rows.builder.add(
                "account",
                locator=locator,
                account_id=account,
                platform="phone",
                native_id=number.value,
                is_owner=False,
                is_display_name_only=False,
            )
        for name in card.names:
            rows.name(account, name, "remark", locator, observer=sender)
        rows.builder.add(
            "selector",
            locator=locator,
            account_id=account,
            kind="phone",
            value=number.value,
            raw=raw,
            basis="contact_card",
            is_usable=True,
        )
