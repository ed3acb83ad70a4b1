"""What the warehouse hands to resolvers: references, names, messages, decisions of one case."""

from warehouse.schema.frame_layers.columns import EXAMPLE, PAIR
from warehouse.schema.relation import Relation, flag, instant, integer, text

REFERENCE = Relation(
    "reference",
    "thing to be resolved: an account (in an operator period), a list entry, a called name",
    (
        text("reference", "Readable id, contract.md's form.", required=True),
        text("kind", "account, listed or called.", required=True),
        text("platform", "Platform of an account, else null."),
        text("account_id", "Account of an account reference, else null."),
        text("native_id", "Native id of an account reference, else null."),
        text(
            "thread_id", "The one thread it lives in, where its id holds only there (IRC nick of one log), else null."
        ),
        text("row", "EXHIBIT:ROW of a list entry: names of one row share it; else null."),
        flag("is_owner", "Whether it is the account of a seized device.", required=True),
        instant("first_seen_at", "Earliest sighting, UTC."),
        instant("last_seen_at", "Latest sighting, UTC."),
        integer("message_count", "Messages logged under it.", required=True),
        *EXAMPLE,
    ),
    ("reference",),
)
REFERENCE_NAME = Relation(
    "reference_name",
    "name of a reference, by kind and observer",
    (
        text("reference", "Who bears the name.", required=True),
        text("name", "As written.", required=True),
        text("kind", "Kind of the name observation.", required=True),
        text("observer", "Reference of who wrote the name (remarks), else null."),
        text("thread_id", "Thread in which it was shown, else null."),
        integer("observation_count", "Sightings.", required=True),
        instant("first_seen_at", "Earliest, UTC."),
        instant("last_seen_at", "Latest, UTC."),
        *EXAMPLE,
    ),
)
UTTERANCE = Relation(
    "utterance",
    "message with the reference it is logged under; ordered by thread, time, exhibit and position",
    (
        text("message_id", "Id of the message.", required=True),
        text("thread_id", "Conversation.", required=True),
        integer("turn", "Order inside the thread, from 0.", required=True),
        text("sender", "Reference it is logged under; null for system lines."),
        instant("sent_at", "UTC, or null."),
        text("kind", "text, action, media, call, contact_card or system.", required=True),
        text("text", "The words.", required=True),
        text("reply_to_message_id", "message_id it answers, where the platform says so."),
        text("forwarded_from", "Name of the author it was forwarded from."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
    ("message_id",),
)
RENAME = Relation(
    "rename",
    "change of name that a server or platform wrote: one account under its old and its new name",
    (
        text("reference_old", "Reference under the old name.", required=True),
        text("reference_new", "Reference under the new name.", required=True),
        text("thread_id", "Conversation.", required=True),
        instant("happened_at", "UTC, where known."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
)
MEMBERSHIP = Relation(
    "membership",
    "event of a conversation about a reference (join, leave, invite, remove, create, own)",
    (
        text("thread_id", "Conversation.", required=True),
        text("event", "join, leave, invite, remove, create, own, title or other.", required=True),
        text("reference", "Whom it is about."),
        text("actor", "Who did it, where told."),
        text("host", "user@host as the server writes it."),
        instant("happened_at", "UTC, where known."),
        *EXAMPLE,
    ),
)
REFERENCE_SELECTOR = Relation(
    "reference_selector",
    "usable selector of a reference",
    (
        text("reference", "Who it is tied to.", required=True),
        text("kind", "phone, document, bank_card, email, device, ip, wallet, account or other.", required=True),
        text("value", "Normalised value.", required=True),
        text(
            "basis",
            "registration, profile, list, contact_card, address_book, session, message, account_id.",
            required=True,
        ),
        integer("observation_count", "Sightings.", required=True),
        *EXAMPLE,
    ),
)
LISTED = Relation(
    "listed",
    "name of a list row with what the row claims",
    (
        text("reference", "The listed reference.", required=True),
        text("row", "EXHIBIT:ROW; names of one row share it.", required=True),
        text("name", "As written.", required=True),
        text("name_kind", "nickname or real_name.", required=True),
        text("role_text", "Role as the list writes it."),
        text("superior_text", "Superior as the list writes it."),
        text("group_text", "Team as the list writes it."),
        text("account_id", "Account the row names."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
)
JUDGED_PAIR = Relation(
    "judged_pair",
    "decision of a person on two references that is in force (the latest one on that pair)",
    (
        *PAIR,
        text("judgement", "positive, negative or unsure.", required=True),
        text("judged_by", "Who.", required=True),
        text("reason", "Why.", required=True),
        instant("judged_at", "When, UTC.", required=True),
    ),
    ("reference_l", "reference_r"),
)
JUDGED_CLAIM = Relation(
    "judged_claim",
    "decision of a person, in force, on a name, a role or the superior of a reference",
    (
        text("kind", "alias, role or reports_to.", required=True),
        text("reference", "Whom it is about.", required=True),
        text("value", "The name, the role, or the reference of the superior.", required=True),
        text("judgement", "positive, negative or unsure.", required=True),
        text("judged_by", "Who.", required=True),
        text("reason", "Why.", required=True),
        instant("judged_at", "When, UTC.", required=True),
    ),
    ("kind", "reference", "value"),
)
KNOWN_ENTITY = Relation(
    "known_entity",
    "reference with the entity it belonged to after the last run (the ledger of ids)",
    (
        text("reference", "Reference.", required=True),
        text("entity_id", "Entity it belonged to.", required=True),
    ),
    ("reference",),
)
MESSAGE_PLACE = Relation(
    "message_place",
    "message as one exhibit shows it, before anything is known of copies",
    (
        text("message_id", "Id of the message.", required=True),
        text("exhibit_id", "Exhibit that shows it.", required=True),
        integer("position", "Order of the record in its exhibit, from 0.", required=True),
        text("platform", "Platform.", required=True),
        text("thread_id", "Conversation, as this exhibit names it.", required=True),
        text("thread_kind", "direct, group, channel or unknown.", required=True),
        text("sender_account_id", "Account it is logged under here; null for system lines and an unknown owner."),
        flag("is_label", "Whether that account is only a name that holds in its thread.", required=True),
        instant("sent_at", "UTC as this exhibit gives it, or null."),
        text("time_basis", "Why sent_at is what it is.", required=True),
        text("kind", "text, action, media, call, contact_card or system.", required=True),
        text("text", "The words.", required=True),
        text("native_message_id", "The platform's own id of the message."),
        text("forwarded_from", "Name of the author it was forwarded from."),
    ),
    ("message_id",),
)
MESSAGE_TRAIT = Relation(
    "message_trait",
    "reason to take care with the words of a message: they are repeated, another's, or not the sender's at all",
    (
        text("message_id", "Message.", required=True),
        text(
            "trait",
            "repeat (the sender's own long text again), forwarded (a whole message of somebody else), quoted_block (a "
            "part that quotes somebody) or echo (a server logged an undelivered message under the other side's name).",
            required=True,
        ),
        text("of_message_id", "The message whose words these are, where it is in the case."),
        integer("start_offset", "First character of the foreign words in message.text, from 0.", required=True),
        integer("end_offset", "One past the last character.", required=True),
        text("label", "Name that the quote or forward itself gives the author; null without one."),
        text("logged_under", "For an echo the account it is logged under, which did not write it; else null."),
    ),
    ("message_id", "trait", "start_offset"),
)
FOUND_IDENTIFIER = Relation(
    "found_identifier",
    "identifier in the words of a message; whose it is the words around it tell, if any",
    (
        text("message_id", "Message.", required=True),
        integer("start_offset", "Offset of its first character in message.text, from 0.", required=True),
        integer("end_offset", "One past the last character.", required=True),
        text("kind", "phone, account, email, …: as TEXT_IDENTIFIER of warehouse.schema.records.", required=True),
        text("value", "Normalised value; for an account PLATFORM:NATIVE_ID.", required=True),
        text("raw", "As written.", required=True),
        flag("is_usable", "False when it is never a key.", required=True),
    ),
    ("message_id", "start_offset", "kind", "value"),
)
REFERENCE_LOGIN = Relation(
    "reference_login",
    "login of an account as its platform tells it",
    (
        text("reference", "Account, in the operator period of the login.", required=True),
        instant("happened_at", "UTC, or null."),
        text("ip", "Address, or null."),
        *EXAMPLE,
    ),
)
CONTACT_PAIR = Relation(
    "contact_pair",
    "two references that were in touch without a word that is kept: calls, meetings",
    (
        text("reference", "Who called, or the first of two who met.", required=True),
        text("other_reference", "Who was called, or the second.", required=True),
        text("kind", "call or meeting.", required=True),
        integer("contact_count", "How often.", required=True),
        *EXAMPLE,
        instant("first_at", "Earliest, UTC, where known."),
        instant("last_at", "Latest, UTC, where known."),
    ),
    ("reference", "other_reference", "kind"),
)
