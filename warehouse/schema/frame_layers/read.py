"""What resolvers read out of names and messages: views, mentions, statements, hand-overs, copies."""

from warehouse.schema.frame_layers.columns import EXAMPLE
from warehouse.schema.relation import Relation, flag, instant, integer, text

ALIAS_VIEW = Relation(
    "alias_view",
    "value under which an alias form can be looked up or compared",
    (
        text("alias_form", "The name NFKC-normalised, case-folded, in simplified characters.", required=True),
        text("view", "form, raw, pinyin, traditional, skeleton, latin, emoji, translation, ….", required=True),
        text("value", "The value, lower case.", required=True),
    ),
    ("alias_form", "view", "value"),
)
NAME_FORM = Relation(
    "name_form",
    "name as written with its alias form",
    (
        text("name", "As written.", required=True),
        text("alias_form", "The name NFKC-normalised, case-folded, in simplified characters.", required=True),
    ),
    ("name",),
)
MENTION = Relation(
    "mention",
    "span of message text that names somebody",
    (
        text("message_id", "Message.", required=True),
        integer("start_offset", "First character of the span in message.text, from 0.", required=True),
        integer("end_offset", "One past the last character.", required=True),
        text("text", "The span as written.", required=True),
        text("alias_form", "Its alias form.", required=True),
        text("manner", "address (speaks to), quote, or speak_of.", required=True),
    ),
    ("message_id", "start_offset", "end_offset"),
)
STATEMENT = Relation(
    "statement",
    "something said outright about who somebody is, what he does or whom he answers to",
    (
        text("statement_id", "Hash of kind, message and span.", required=True),
        text(
            "kind",
            "is_called (subject bears object_name), same_person (subject and object are one), hand_over (subject's "
            "account passes to object), role_title (subject has object_name as role), superior (object leads subject), "
            "has_account (subject is reached at the account, number or address in object_name).",
            required=True,
        ),
        text("subject", "Reference it is about, where it is one."),
        text("subject_name", "Name it is about, where it is only a name."),
        text("object", "Second reference, where it is one."),
        text("object_name", "Second name or title, where it is only that."),
        flag("is_negated", "Whether it denies ('that's not him').", required=True),
        flag("is_doubtful", "Whether it is a guess, a question or hearsay.", required=True),
        text("said_by", "Reference that said it; null for a server or platform."),
        text("pattern", "Name of the pattern that read it.", required=True),
        text("message_id", "Message.", required=True),
        text("thread_id", "Conversation.", required=True),
        instant("said_at", "UTC, or null."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
    ("statement_id",),
)
HAND_OVER = Relation(
    "hand_over",
    "pause after which an account seems to be in another hand; where signs agree, the account is divided there",
    (
        text("reference", "The account over all of its time.", required=True),
        text("account_id", "The account.", required=True),
        instant("happened_at", "First message of the new hand, UTC.", required=True),
        instant("quiet_from", "Last message before, UTC.", required=True),
        text("signs", "said, named, company, style: what speaks for it, comma separated.", required=True),
        flag("is_split", "Whether the account is divided here; else it is a lead.", required=True),
        text("reference_before", "Reference to the account until then.", required=True),
        text("reference_after", "Reference to the account from then on.", required=True),
        *EXAMPLE,
    ),
    ("reference",),
)
MESSAGE_COPY = Relation(
    "message_copy",
    "message that an exhibit which tells more already gave",
    (
        text("message_id", "The copy.", required=True),
        text("original_message_id", "The message it is; never itself a copy.", required=True),
        text(
            "reason", "native_id (the platform's own id) or aligned (words, time, sender, conversation).", required=True
        ),
        integer(
            "shift_minutes",
            "Minutes by which the copy's clock is ahead, to a quarter of an hour; null where a time is missing.",
        ),
    ),
    ("message_id",),
)
MESSAGE_SENDER = Relation(
    "message_sender",
    "message whose sender is another than its exhibit says: told by a copy, or nobody's since a server echoed it",
    (
        text("message_id", "Message.", required=True),
        text("sender_account_id", "Account a copy logs it under; null for an echo."),
        text("reason", "copy or echo.", required=True),
    ),
    ("message_id",),
)
