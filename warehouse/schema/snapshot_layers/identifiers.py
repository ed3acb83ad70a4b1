"""What texts and phones hold beside messages: identifiers, logins, states of records, mentions."""

from warehouse.schema.relation import Relation, flag, instant, integer, text
from warehouse.schema.snapshot_layers.columns import CASE, EXHIBIT, PLACE, PROBABILITY, relation

IDENTIFIERS: tuple[Relation, ...] = (
    relation(
        "text_identifier",
        "identifier found in the words of a message (phone, card, wallet, account …); whose it is must be read there",
        text("message_id", "Message.", required=True),
        CASE,
        integer("start_offset", "Offset of the first character in message.text, from 0."),
        integer("end_offset", "Offset behind the last character."),
        text(
            "kind", "phone, document, bank_card, iban, wallet, device, email, url, domain, ip, account or invite_code."
        ),
        text("value", "Normalised value; for an account PLATFORM:NATIVE_ID."),
        text("raw", "As written."),
        flag("is_usable", "False when it failed its check or was put together from a disguise: never a key."),
        text("reason", "Why it is taken for one, and what keeps it from being a key."),
        EXHIBIT,
        PLACE,
        key=("case_id", "message_id", "start_offset", "kind", "value"),
    ),
    relation(
        "login",
        "login or session of an account as the platform tells it",
        CASE,
        text("account_id", "Account that was used.", required=True),
        instant("happened_at", "When, UTC, where known."),
        text("happened_at_raw", "The time as written."),
        text("time_basis", "Why happened_at is what it is."),
        text("ip", "IP address; many people may share one."),
        text("device", "Device or program as written."),
        text("action", "What the platform calls it."),
        EXHIBIT,
        PLACE,
    ),
    relation(
        "record_state",
        "state of a record as a forensic tool gives it; records without a row are as their file shows them",
        CASE,
        EXHIBIT,
        PLACE,
        text("deleted_state", "intact, deleted, trash or unknown."),
        text("decoding_confidence", "high, medium, low or unknown, as the tool says."),
        key=("case_id", "exhibit_id", "locator"),
    ),
    relation(
        "mention",
        "span of message text that names somebody",
        text("message_id", "Message.", required=True),
        CASE,
        integer("start_offset", "First character of the span, from 0."),
        integer("end_offset", "One past the last."),
        text("text", "As written."),
        text("alias_form", "Alias form."),
        text("manner", "address, quote or speak_of."),
        text("entity_id", "Entity meant; null = open."),
        PROBABILITY,
        key=("message_id", "start_offset", "end_offset"),
    ),
)
