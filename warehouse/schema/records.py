"""Records: what readers make of an exhibit (seam one, sources to warehouse).

Every row keeps its exhibit and its locator. Readers know nothing of cases; the warehouse adds `case_id` when it stores
the rows. Ids come from warehouse.schema.ids. One *source record* (a message, a system line, a table row, a contact) may
make rows in several of these relations; it is counted once, by the reader (see sources/record.py).
"""

from warehouse.schema.relation import EXHIBIT_ID, LOCATOR, Relation, flag, instant, integer, text

TIME_BASES = (
    "epoch_s",  # the file holds seconds since 1970
    "epoch_ms",  # the file holds milliseconds since 1970
    "offset",  # local time with its offset
    "utc",  # the format says that its times are UTC
    "local_given",  # local time; zone given with the seizure
    "local_assumed",  # local time; zone assumed from the platform
    "date_only",  # only the day is known: sent_at is null
    "excel_resave",  # seconds lost in a spreadsheet
    "ambiguous",  # day and month can't be told apart: sent_at is null
    "none",  # no time in the file
)
NAME_KINDS = (
    "account_nickname",
    "group_card",
    "remark",
    "handle",
    "list_entry",
    "self_introduction",
    "called",
    "addressed",
    "quoted",  # the name on a quote whose words are verbatim a message of the bearer
)
IDENTIFIER_KINDS = (
    "phone",
    "document",
    "bank_card",
    "iban",
    "wallet",
    "device",
    "email",
    "url",
    "domain",
    "ip",
    "account",
    "invite_code",
)

MESSAGE = Relation(
    "message",
    "message, action or system line of a conversation",
    (
        EXHIBIT_ID,
        LOCATOR,
        integer("position", "Order of the record in its exhibit, from 0.", required=True),
        text("platform", "Platform, one of contract.md's.", required=True),
        text("thread_id", "Conversation the message stands in.", required=True),
        text("sender_account_id", "Account it is logged under; null for system lines without an actor."),
        text("sender_name", "Name shown beside it, as written."),
        instant("sent_at", "When it was sent, UTC; null where that can't be known."),
        text("sent_at_raw", "The time as the file writes it."),
        text("time_basis", "Why sent_at is what it is: " + ", ".join(TIME_BASES) + ".", required=True),
        text("kind", "text, action, media, call, contact_card or system.", required=True),
        text("text", "The words as written; empty when there are none.", required=True),
        text("native_message_id", "The platform's own id of the message."),
        text("reply_to_native_message_id", "The platform's id of the message it answers."),
        text("forwarded_from", "Name of the author it was forwarded from."),
        flag("is_deleted", "Whether the file says that the message was recalled or deleted.", required=True),
    ),
    ("exhibit_id", "locator"),
)
THREAD = Relation(
    "thread",
    "conversation seen in an exhibit",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("platform", "Platform.", required=True),
        text("thread_id", "Id of the conversation.", required=True),
        text("title", "Title as written."),
        text("kind", "direct, group, channel or unknown.", required=True),
    ),
    ("exhibit_id", "thread_id"),
)
ACCOUNT = Relation(
    "account",
    "account seen in an exhibit",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "PLATFORM:NATIVE_ID.", required=True),
        text("platform", "Platform.", required=True),
        text("native_id", "The platform's own id; a scoped display name where there is none.", required=True),
        flag("is_owner", "Whether the exhibit shows this as the account of the seized device.", required=True),
        flag("is_display_name_only", "Whether the native id is only a name scoped by its thread.", required=True),
        text(
            "thread_id", "The one thread this account lives in, where its id holds only there (IRC nick, scoped name)."
        ),
    ),
    ("exhibit_id", "account_id", "thread_id"),
)
NAME_OBSERVATION = Relation(
    "name_observation",
    "name seen for an account; repeated sightings in one exhibit and thread may be folded into one row",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "Account that bears the name.", required=True),
        text("name", "The name as written.", required=True),
        text("kind", ", ".join(NAME_KINDS) + ".", required=True),
        text("observer_account_id", "Account whose owner wrote the name (remarks), else null."),
        text("thread_id", "Conversation in which it was shown, else null."),
        instant("first_seen_at", "Earliest sighting, UTC, where known."),
        instant("last_seen_at", "Latest sighting, UTC, where known."),
        integer("observation_count", "How many sightings the row stands for, at least 1.", required=True),
    ),
)
MEMBERSHIP_EVENT = Relation(
    "membership_event",
    "event of a conversation: somebody joins, leaves, invites, is removed, changes name, creates, becomes owner",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("thread_id", "Conversation.", required=True),
        text("event", "join, leave, invite, remove, rename, create, own, title or other.", required=True),
        text("account_id", "Whom it is about; for a rename the account under its old name."),
        text("actor_account_id", "Who did it, where told."),
        text("other_account_id", "For a rename of an account whose id is its name: the account under its new name."),
        text("name", "A new name or title, as written."),
        text("host", "user@host as the server writes it."),
        instant("happened_at", "When, UTC, where known."),
    ),
)
REGISTRATION = Relation(
    "registration",
    "statement of a platform about who opened an account; the registrant is not the operator",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "Account that was opened."),
        text("platform", "Platform.", required=True),
        text("native_id", "The platform's own id of the account."),
        text("holder", "registrant, seller or earlier_holder.", required=True),
        text("real_name", "Real name as written."),
        text("document_number", "Document number as written, spaces removed."),
        text("phone", "Phone in E.164 where it is a valid number, else as written."),
        instant("registered_at", "When, UTC, where known."),
        text("registered_at_raw", "The time as written."),
        text("ip", "IP address of the registration."),
        text("device", "Device id (IMEI or other)."),
        text("bank_card", "Bank card number, digits only."),
        text(
            "lossy_columns", "Names of columns whose digits were damaged by a spreadsheet, comma separated; never keys."
        ),
    ),
)
SELECTOR = Relation(
    "selector",
    "identifier that can point at a person, tied to an account or to a list row",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "Account it is tied to; null when tied to a list row."),
        text("list_row", "list_entry.row it is tied to; null when tied to an account."),
        text("kind", "phone, document, bank_card, email, device, ip, wallet, account or other.", required=True),
        text("value", "Normalised value (phone in E.164, digits, lower-case e-mail, account id).", required=True),
        text("raw", "As written."),
        text("basis", "registration, profile, list, contact_card, address_book, session or message.", required=True),
        flag("is_usable", "False when lossy or failed its check: such a value is never a key.", required=True),
    ),
)
LIST_ENTRY = Relation(
    "list_entry",
    "name in a row of a nickname or contact list (a row with three names makes three rows with the same `row`)",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("row", "Row key inside the exhibit, e.g. Sheet1!7 or 7.", required=True),
        text("name", "The name as written.", required=True),
        text("name_kind", "nickname or real_name.", required=True),
        text("role_text", "Role as the list writes it."),
        text("superior_text", "Superior as the list writes it."),
        text("group_text", "Team or gang as the list writes it."),
        text("account_id", "Account the row names, where it does."),
        text("document_number", "Document number the row gives."),
        text("note", "Remaining cells, `header: value` joined by '; '."),
    ),
)
CONTACT = Relation(
    "contact",
    "address-book or contact-list entry: the owner knows the account",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "Whose contact list it is."),
        text("other_account_id", "Who is in it.", required=True),
        text("kind", "address_book, frequent, call or meeting.", required=True),
        integer("contact_count", "How many contacts the entry stands for, at least 1.", required=True),
        instant("first_at", "Earliest of them, UTC, where known."),
        instant("last_at", "Latest of them, UTC, where known."),
        text("at_raw", "The time or times as written; ' / ' between first and last."),
    ),
)
LOGIN = Relation(
    "login",
    "login or session of an account as the platform tells it: where from and when somebody operated it",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("account_id", "Account that was used.", required=True),
        instant("happened_at", "When, UTC, where known."),
        text("happened_at_raw", "The time as written."),
        text("time_basis", "Why happened_at is what it is, in the words of message.time_basis.", required=True),
        text("ip", "IP address in its shortest form, as written where it is none."),
        text("device", "Device or program as written."),
        text("action", "What the platform calls it (login, logout, …), as written."),
    ),
)
RECORD_STATE = Relation(
    "record_state",
    "state of a record as a forensic tool or database gives it: recovered from deleted space, how surely decoded",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("deleted_state", "intact, deleted, trash or unknown.", required=True),
        text("decoding_confidence", "high, medium, low or unknown, as the tool says; null where it says nothing."),
    ),
    ("exhibit_id", "locator"),
)
TEXT_IDENTIFIER = Relation(
    "text_identifier",
    "identifier found in the words of a message; whose it is the words alone don't tell",
    (
        EXHIBIT_ID,
        LOCATOR,
        integer("start_offset", "Offset of the first character in message.text, from 0.", required=True),
        integer("end_offset", "Offset behind the last character.", required=True),
        text("kind", ", ".join(IDENTIFIER_KINDS) + ".", required=True),
        text("value", "Normalised value; for an account PLATFORM:NATIVE_ID.", required=True),
        text("raw", "As written.", required=True),
        flag(
            "is_usable",
            "False when it failed its check or was put together from a disguise: never a key.",
            required=True,
        ),
        text("reason", "Why it is taken for one, and what keeps it from being a key; one clause.", required=True),
    ),
    ("exhibit_id", "locator", "start_offset", "kind", "value"),
)
REJECTED_RECORD = Relation(
    "rejected_record",
    "record that could not be read",
    (
        EXHIBIT_ID,
        LOCATOR,
        text("reason", "What is wrong, one sentence without the record's own words.", required=True),
    ),
)

RECORD_RELATIONS: tuple[Relation, ...] = (
    MESSAGE,
    THREAD,
    ACCOUNT,
    NAME_OBSERVATION,
    MEMBERSHIP_EVENT,
    REGISTRATION,
    SELECTOR,
    LIST_ENTRY,
    CONTACT,
    LOGIN,
    RECORD_STATE,
    TEXT_IDENTIFIER,
    REJECTED_RECORD,
)
