"""Frames: what the warehouse hands to resolvers and takes back (seam two).

All frames hold ONE case; the warehouse adds and strips `case_id`. Rows come in the order of their key, and resolvers
return frames whose content does not depend on the order of rows. Frames that carry `exhibit_id` and `locator` cite one
example (the first by time, then exhibit, then position) where a row stands for many.
"""

from warehouse.schema.relation import Relation, flag, instant, integer, number, text

_EXAMPLE = (
    text("exhibit_id", "Exhibit of the cited example."),
    text("locator", "Place of the cited example in its exhibit."),
)
_PAIR = (
    text("reference_l", "Left reference; reference_l < reference_r.", required=True),
    text("reference_r", "Right reference.", required=True),
)

# ---- from the warehouse to the resolvers ---------------------------------------------------------------------------

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
        *_EXAMPLE,
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
        *_EXAMPLE,
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
        *_EXAMPLE,
    ),
)
REFERENCE_SELECTOR = Relation(
    "reference_selector",
    "usable selector of a reference",
    (
        text("reference", "Who it is tied to.", required=True),
        text("kind", "phone, document, bank_card, email, device, ip, wallet, account or other.", required=True),
        text("value", "Normalised value.", required=True),
        text("basis", "registration, profile, list, contact_card, address_book, session or message.", required=True),
        integer("observation_count", "Sightings.", required=True),
        *_EXAMPLE,
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
        *_PAIR,
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
        integer(
            "exhibit_order",
            "Place of its exhibit in the case: by the first delivery that brought it, then by its hash; from 1.",
            required=True,
        ),
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

CONTACT_PAIR = Relation(
    "contact_pair",
    "two references that were in touch without a word that is kept: calls, meetings",
    (
        text("reference", "Who called, or the first of two who met.", required=True),
        text("other_reference", "Who was called, or the second.", required=True),
        text("kind", "call or meeting.", required=True),
        integer("contact_count", "How often.", required=True),
        *_EXAMPLE,
    ),
    ("reference", "other_reference", "kind"),
)

# ---- from the resolvers to the warehouse ---------------------------------------------------------------------------

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
        *_EXAMPLE,
    ),
    ("reference",),
)
BLOCK_KEY = Relation(
    "block_key",
    "reference under a key: references that share a key become candidate pairs",
    (
        text("rule", "Blocking rule.", required=True),
        text("block_key", "Key.", required=True),
        text("reference", "Reference.", required=True),
    ),
    ("rule", "block_key", "reference"),
)
MESSAGE_COPY = Relation(
    "message_copy",
    "message that an earlier exhibit already gave",
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
CANDIDATE_PAIR = Relation(
    "candidate_pair",
    "pair of references that at least one blocking rule proposed",
    (*_PAIR, text("rules", "Blocking rules that proposed it, comma separated.", required=True)),
    ("reference_l", "reference_r"),
)
PAIR_EVIDENCE = Relation(
    "pair_evidence",
    "reason for or against a pair of references being one entity, in bits",
    (
        *_PAIR,
        text("family", "medium, account, communication, network or other.", required=True),
        text("comparison", "Name of the comparison.", required=True),
        text("level", "Comparison level, a row of the weights table.", required=True),
        text("value_l", "What the left side showed."),
        text("value_r", "What the right side showed."),
        number("weight", "Match weight in bits: positive for one entity, negative against.", required=True),
        text("sentence_en", "The reason in one English sentence.", required=True),
        text("sentence_zh", "The reason in one Chinese sentence.", required=True),
        *_EXAMPLE,
    ),
    ("reference_l", "reference_r", "comparison", "level", "value_l", "value_r"),
)
CANNOT_LINK = Relation(
    "cannot_link",
    "pair of references that are different people",
    (
        *_PAIR,
        text(
            "reason",
            "talk_to_each_other, listed_side_by_side, namesakes_side_by_side, stated_not_same, handed_over "
            "or judgement.",
            required=True,
        ),
        integer("observation_count", "How often it was seen.", required=True),
        *_EXAMPLE,
    ),
    ("reference_l", "reference_r", "reason"),
)
SCORED_PAIR = Relation(
    "scored_pair",
    "candidate pair with its score",
    (
        *_PAIR,
        number("match_weight", "Sum of the evidence weights and the prior, in bits.", required=True),
        number("match_probability", "2^w / (1 + 2^w), at most 0.999.", required=True),
        integer("family_count", "Evidence families that speak for it.", required=True),
        text("decided_by", "scorer name, or judgement.", required=True),
        text("decision", "join, lead, apart: what the thresholds and constraints ask for.", required=True),
    ),
    ("reference_l", "reference_r"),
)
CLUSTER_MEMBER = Relation(
    "cluster_member",
    "reference with its entity",
    (
        text("reference", "Reference.", required=True),
        text("entity_id", "Entity it belongs to.", required=True),
        number("probability", "How sure: the weakest needed link on its best path to the entity's core; 1 when alone."),
    ),
    ("reference",),
)
ENTITY_EVENT = Relation(
    "entity_event",
    "birth, merge, split or retirement of an entity",
    (
        text("event", "born, merged, split or retired.", required=True),
        text("entity_id", "Entity it happened to.", required=True),
        text("other_entity_id", "Entity merged into, or split from; else null."),
        text("reason", "One sentence.", required=True),
    ),
    ("event", "entity_id", "other_entity_id"),
)
ACT = Relation(
    "act",
    "message read as an act of management or trade (order, report, pay, fine, recruit, …)",
    (
        text("act_id", "Hash of kind and message.", required=True),
        text(
            "kind",
            "order, report, approve, pay, fine, recruit, hand_out, ask_card, lure, move_money, technical, ….",
            required=True,
        ),
        text("actor", "Reference that did it.", required=True),
        text("target", "Reference it was done to, where known."),
        text("message_id", "Message.", required=True),
        text("cue", "The words that told it.", required=True),
        instant("done_at", "UTC, or null."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
    ("act_id",),
)
ENTITY_ROLE = Relation(
    "entity_role",
    "role of an entity in a gang",
    (
        text("entity_id", "Entity.", required=True),
        text("gang_id", "Gang, null where it has none."),
        text("role", "Role, one of the role relation.", required=True),
        number("probability", "0 to 1, at most 0.99.", required=True),
        instant("from_at", "Earliest evidence, UTC."),
        instant("until_at", "Latest evidence, UTC."),
        integer("evidence_count", "Pieces of evidence.", required=True),
        text("decided_by", "Who decided that it is so; null where the evidence alone says it."),
    ),
    ("entity_id", "gang_id", "role"),
)
ROLE_EVIDENCE = Relation(
    "role_evidence",
    "piece of evidence for a role",
    (
        text("entity_id", "Entity.", required=True),
        text("role", "Role.", required=True),
        text("signal", "Signal that read it: listed, stated, act:KIND.", required=True),
        text("words", "The words that told it."),
        number("weight", "Weight of the piece in bits.", required=True),
        instant("seen_at", "UTC, or null."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
)
REPORTS_TO = Relation(
    "reports_to",
    "command edge between two entities of a gang",
    (
        text("gang_id", "Gang.", required=True),
        text("superior_id", "Entity that commands.", required=True),
        text("subordinate_id", "Entity that answers.", required=True),
        number("probability", "0 to 1, at most 0.99.", required=True),
        integer("evidence_count", "Pieces of evidence.", required=True),
        text("decided_by", "Who decided that it is so; null where the evidence alone says it."),
        number("kept_share", "Share of draws (messages drawn anew, devices missing) that keep it, 0 to 1."),
    ),
    ("gang_id", "superior_id", "subordinate_id"),
)
REPORTS_TO_EVIDENCE = Relation(
    "reports_to_evidence",
    "piece of evidence for a command edge",
    (
        text("superior_id", "Entity that commands.", required=True),
        text("subordinate_id", "Entity that answers.", required=True),
        text("signal", "listed, stated, order, report, ….", required=True),
        text("words", "The words that told it."),
        number("weight", "Weight in bits.", required=True),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
)
GANG = Relation(
    "gang",
    "community of entities",
    (
        text("gang_id", "G- and eight digits, made from its founding members.", required=True),
        text("label", "Name for people: of its biggest group thread, else of its leader.", required=True),
        integer("member_count", "Members.", required=True),
        instant("first_seen", "UTC."),
        instant("last_seen", "UTC."),
    ),
    ("gang_id",),
)
GANG_MEMBER = Relation(
    "gang_member",
    "membership of an entity in a gang",
    (
        text("gang_id", "Gang.", required=True),
        text("entity_id", "Entity.", required=True),
        number("share", "Share of the entity's communication that lies in the gang, 0 to 1.", required=True),
        instant("from_at", "Earliest, UTC."),
        instant("until_at", "Latest, UTC."),
        integer("leadership_rank", "1 = boss; null for victims and bystanders."),
    ),
    ("gang_id", "entity_id"),
)
GANG_TIE = Relation(
    "gang_tie",
    "service or market edge of a gang to another gang or to an entity outside",
    (
        text("gang_id", "Gang.", required=True),
        text("other_gang_id", "Other gang, or null."),
        text("entity_id", "Entity outside, or null."),
        text("kind", "accounts, cards, laundering, technical, people or shared_member.", required=True),
        number("probability", "0 to 1.", required=True),
        integer("evidence_count", "Pieces of evidence.", required=True),
    ),
)
PROTECTED = Relation(
    "protected_entity",
    "entity recognised as victim or bystander, to be masked",
    (
        text("entity_id", "Entity.", required=True),
        text("reason", "Why, one sentence without a name.", required=True),
        number("probability", "0 to 1.", required=True),
    ),
    ("entity_id",),
)

ROLE = Relation(
    "role",
    "role an entity can have (the catalogue; the same for every case)",
    (
        text("role", "Role.", required=True),
        text("family", "lead, manage, people, lure, forge, money, technical, outside or protected.", required=True),
        text("label_en", "In English.", required=True),
        text("label_zh", "In Chinese.", required=True),
        text("description", "What it means.", required=True),
    ),
    ("role",),
)
DROPPED_BLOCK = Relation(
    "dropped_block",
    "block that was too big to pair, said out loud",
    (
        text("rule", "Blocking rule.", required=True),
        text("block_key", "Key.", required=True),
        integer("reference_count", "References in it.", required=True),
        integer("pair_count", "Pairs not looked at.", required=True),
    ),
    ("rule", "block_key"),
)
AUDIT_PLAN = Relation(
    "audit_plan",
    "reference drawn for checking by hand, with the entity it is in",
    (
        integer("position", "Order of the draw, from 1.", required=True),
        text("reference", "Reference drawn; who checks it recovers the whole person behind it.", required=True),
        text("entity_id", "Entity it is in."),
        integer("pair_count", "Pairs to decide; audit_pair lists them.", required=True),
        integer("decided_count", "How many are decided, outright or by way of other decisions.", required=True),
        flag("is_checked", "Whether all are.", required=True),
    ),
    ("position",),
)
AUDIT_PAIR = Relation(
    "audit_pair",
    "pair to decide when an entity of audit_plan is checked",
    (
        integer("position", "Draw.", required=True),
        text("left_reference", "Reference.", required=True),
        text("right_reference", "Reference.", required=True),
        text("why", "inside: in an entity of the person; outside: the likeliest beside it.", required=True),
        text("verdict", "positive or negative; null while open."),
    ),
    ("position", "left_reference", "right_reference"),
)
MEASURED = Relation(
    "measured",
    "figure measured on the linking of a case",
    (
        text("measure", "Name of the figure.", required=True),
        number("value", "Value.", required=True),
        number("lower", "Lower end of its 95 % interval, where it has one."),
        number("upper", "Upper end."),
        integer("sample_size", "How many items it was measured on.", required=True),
        text("meaning", "What it says.", required=True),
    ),
    ("measure",),
)

FRAME_RELATIONS: tuple[Relation, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Relation)
)
