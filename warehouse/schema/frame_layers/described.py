"""What is said of entities: acts, roles, gangs, who answers to whom, whom to protect."""

from warehouse.schema.relation import Relation, flag, instant, integer, number, text

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
        text(
            "signal",
            "Signal that read it: listed, stated, told:WAY, act:KIND, work:TOPIC, duty:KIND, placed, contacts.",
            required=True,
        ),
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
    "membership of an entity in a gang; an entity can be in several",
    (
        text("gang_id", "Gang.", required=True),
        text("entity_id", "Entity.", required=True),
        number("share", "Share of the entity's communication that lies in the gang, 0 to 1.", required=True),
        instant("from_at", "Earliest, UTC."),
        instant("until_at", "Latest, UTC."),
        integer("leadership_rank", "1 = boss; null for victims and bystanders."),
        flag("is_main", "Whether it is the entity's main gang; each has one.", required=True),
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
        text(
            "kind",
            "accounts, cards, laundering, technical, people, shared_member (talk across) or shared_infrastructure.",
            required=True,
        ),
        number("probability", "0 to 1.", required=True),
        integer("evidence_count", "Pieces of evidence.", required=True),
    ),
)
GANG_INFRASTRUCTURE = Relation(
    "gang_infrastructure",
    "wallet, site, invite code, app or script that people of a gang write in closed rooms",
    (
        text("gang_id", "Gang.", required=True),
        text("kind", "wallet, site, invite_code, app or script (the same long text from two people).", required=True),
        text("value", "Address, host name, code, name of the app, or the first 200 characters.", required=True),
        integer("member_count", "Members who wrote it.", required=True),
        integer("observation_count", "Messages it stands in.", required=True),
        instant("first_seen", "UTC."),
        instant("last_seen", "UTC."),
        text("exhibit_id", "Exhibit of the first.", required=True),
        text("locator", "Place in the exhibit.", required=True),
        text("same_as", "For an app that changed its name: the first of its names."),
    ),
    ("gang_id", "kind", "value"),
)
DEN = Relation(
    "den",
    "place where people of gangs sit; a den is no gang",
    (
        text(
            "den_id",
            "D- and eight digits, made from the place, and from its gang where only a number names it.",
            required=True,
        ),
        text("label", "The place, in one form.", required=True),
        text(
            "kind",
            "park (compound), house, warehouse, building, office, or network (an address they log in from).",
            required=True,
        ),
        instant("first_seen", "UTC."),
        instant("last_seen", "UTC."),
        integer("member_count", "People told to be there.", required=True),
        integer("evidence_count", "Pieces of evidence.", required=True),
    ),
    ("den_id",),
)
DEN_MEMBER = Relation(
    "den_member",
    "person told to sit in a den; people move, and may be told of in several",
    (
        text("den_id", "Den.", required=True),
        text("entity_id", "Entity.", required=True),
        text("gang_id", "His main gang, null where he has none."),
        instant("from_at", "Earliest evidence, UTC."),
        instant("until_at", "Latest evidence, UTC."),
        number("probability", "0 to 1, at most 0.95; from weights set by hand.", required=True),
        integer("evidence_count", "Pieces of evidence.", required=True),
    ),
    ("den_id", "entity_id"),
)
DEN_EVIDENCE = Relation(
    "den_evidence",
    "piece of evidence that a person sits in a den",
    (
        text("den_id", "Den.", required=True),
        text("entity_id", "Entity.", required=True),
        text(
            "way",
            "self, spoken (after his name), before (right before it), title (of his room) or login.",
            required=True,
        ),
        text("words", "The words that told it.", required=True),
        instant("seen_at", "UTC, or null."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
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
COERCION_SIGN = Relation(
    "coercion_sign",
    "message that says a person may be coerced: a reason to check, never a finding",
    (
        text("sign_id", "Hash of kind, message and person.", required=True),
        text("entity_id", "Person who may be coerced; null where it is said to a room."),
        text(
            "kind",
            "locked_in, beaten, sold, debt_to_leave, documents_taken, phone_taken or forced_quota.",
            required=True,
        ),
        text("basis", "said_of_self, told (to the person), spoken_of or said_in_room.", required=True),
        text("message_id", "Message.", required=True),
        text("thread_id", "Conversation.", required=True),
        text("words", "The words that told it.", required=True),
        text("sentence_en", "What to check, in English.", required=True),
        text("sentence_zh", "What to check, in Chinese.", required=True),
        instant("seen_at", "UTC, or null."),
        text("exhibit_id", "Exhibit.", required=True),
        text("locator", "Place in the exhibit.", required=True),
    ),
    ("sign_id",),
)
