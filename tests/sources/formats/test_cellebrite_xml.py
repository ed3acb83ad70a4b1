"""The reader of Cellebrite reports: all models, no double counting, owner, times, states, damage, look-alikes."""

import importlib.util
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.cellebrite_xml import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLES = Path(__file__).parents[2] / "data" / "cellebrite_xml"
REPORT = SAMPLES / "report.xml"
_SPEC = importlib.util.spec_from_file_location("cellebrite_make", SAMPLES / "make.py")
make = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make)


@pytest.fixture(scope="module")
def whole(everything_of, exhibit_of):
    """Everything that the sample gives."""
    return everything_of(FORMAT, exhibit_of(REPORT))


def by_place(table):
    return {row["locator"]: row for row in table.to_dicts()}


def sniffed(content, path="report.xml"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def chat_report(*messages, **more):
    return make.report(make.listed("Chat", make.chat("c1", "WhatsApp", make.GROUP, [], messages, **more)))


def test_the_sample_is_what_its_script_writes():
    """The committed report can be built again."""
    assert REPORT.read_text(encoding="utf-8") == make.build()


def test_report_is_wholly_accounted_for(whole, exhibit_of):
    """Records are read, rejected or duplicate; the other parser counts the same; quoted messages are none."""
    assert (whole.record_count, whole.rejected_count, whole.duplicate_count) == (45, 4, 1)
    assert whole.total == FORMAT.count(exhibit_of(REPORT))
    assert whole.end == EndOfExhibit("read")
    assert whole.tables["rejected_record"]["locator"].to_list() == ["xml:k4", "xml:u3", "xml:t4", "xml:f2"]
    assert whole.tables["message"].filter(text="where?").height == 1


def test_messages_keep_words_sender_reply_and_forward(whole):
    """CDATA with markup inside is text; a quote leads to the quoted message, a forward to its author."""
    messages = by_place(whole.tables["message"])
    second = messages["xml:m2"]
    assert second["text"] == '码头 <![CDATA[ & <model type="Chat"> ]]> 😀'
    assert (second["sender_account_id"], second["sender_name"]) == ("whatsapp:+12025550102", "Steel Nail")
    assert (second["native_message_id"], second["reply_to_native_message_id"]) == ("WA2", "WA1")
    assert messages["xml:m9"]["forwarded_from"] == "Far Away"
    assert (messages["xml:m3"]["kind"], messages["xml:m7"]["kind"]) == ("media", "contact_card")
    assert messages["xml:m4"]["is_deleted"] and not messages["xml:m1"]["is_deleted"]
    assert messages["xml:m1"]["thread_id"] == f"whatsapp:{make.GROUP}"


def test_times_follow_their_offset_or_the_seizure(whole, everything_of, exhibit_of):
    """An offset is believed, a clock of unknown zone is local, nothing is nothing."""
    messages = by_place(whole.tables["message"])
    told = {place: (messages[place]["sent_at"], messages[place]["time_basis"]) for place in messages}
    assert told["xml:m1"] == (datetime(2021, 2, 1, 2, 0), "offset")
    assert told["xml:m2"] == (datetime(2021, 2, 1, 2, 1, 0, 500_000), "offset")
    assert told["xml:m5"] == (datetime(2021, 2, 1, 10, 4), "local_assumed")
    assert told["xml:m6"] == (None, "none")
    assert told["xml:w2"] == (datetime(2021, 2, 2, 2, 0), "local_assumed")
    given = everything_of(FORMAT, exhibit_of(REPORT, timezone="Europe/Madrid")).tables["message"]
    clock = by_place(given)["xml:m5"]
    assert (clock["sent_at"], clock["time_basis"]) == (datetime(2021, 2, 1, 9, 4), "local_given")


@pytest.mark.parametrize(
    ("raw", "form", "expected"),
    [
        ("2021-02-01T10:00:00.000+08:00", "TimeStampUnknown", (datetime(2021, 2, 1, 10), "local_assumed")),
        ("0001-01-01T00:00:00+00:00", "TimeStampKnown", (None, "none")),
        ("9999-12-31T23:59:59.999+00:00", "TimeStampKnown", (None, "none")),
        ("2021-02-30T10:00:00+00:00", "TimeStampKnown", (None, "none")),
        ("2021-02-01 10:00:00+0530", "TimeStampKnown", (datetime(2021, 2, 1, 4, 30), "offset")),
        ("last Tuesday", "TimeStampKnown", (None, "none")),
    ],
)
def test_odd_times(everything_of, exhibit_with, raw, form, expected):
    """An offset behind an unknown zone isn't believed; impossible times are null and stay as written."""
    message = make.message("m1", make.party(make.HAMMER_WA), "x", raw, form=form)
    row = everything_of(FORMAT, exhibit_with(chat_report(message))).tables["message"].row(0, named=True)
    assert (row["sent_at"], row["time_basis"]) == expected
    assert row["sent_at_raw"] == raw


def test_the_owner_is_who_the_report_says(whole):
    """Parties marked as owner, a chat's account, user accounts and the SIM's number are the owner's; nobody else's."""
    owners = whole.tables["account"].filter("is_owner")["account_id"].to_list()
    assert sorted(owners) == [
        "email:quay@mail.example",
        "messenger:100000099",
        "phone:+12025550100",
        "telegram:9900000",
        "wechat:wxid_quay99",
        "whatsapp:+12025550100",
    ]


def test_an_owner_without_id_is_given_or_unknown(everything_of, exhibit_with):
    """A party that is only marked as the owner is nobody until the seizure says who."""
    message = make.message("m1", make.party(None, None, owner=True), "x", "2021-02-01T10:00:00Z")
    alone = everything_of(FORMAT, exhibit_with(chat_report(message)))
    assert alone.tables["message"]["sender_account_id"].to_list() == [None]
    assert alone.tables["account"].height == 0
    given = exhibit_with(chat_report(message), owners={"whatsapp": "+12025550100"})
    assert everything_of(FORMAT, given).tables["message"]["sender_account_id"].to_list() == ["whatsapp:+12025550100"]


def test_names_are_the_owners_labels_where_the_address_book_says_so(whole):
    """A shown name that stands in the address book is a remark by the owner, else the account's own."""
    rows = set(whole.tables["name_observation"].select("account_id", "name", "kind", "observer_account_id").rows())
    owner = "whatsapp:+12025550100"
    assert ("whatsapp:+12025550101", "Hammer", "remark", owner) in rows
    assert ("whatsapp:+12025550101", "Hammer", "account_nickname", None) not in rows
    assert ("whatsapp:+12025550102", "Steel Nail", "account_nickname", None) in rows
    assert ("phone:+12025550104", "Little Nut", "remark", "whatsapp:+12025550101") in rows
    assert ("telegram:9900000", "老码头", "account_nickname", None) in rows
    assert ("telegram:9900002", "crab_x", "handle", None) in rows
    assert ("whatsapp:+12025550103", "Silent", "account_nickname", None) in rows
    assert not any("system message" in row[1].lower() for row in rows)


def test_group_events_come_from_logs_and_sentences(whole):
    """Who was added or removed is told by the activity log or by the program's own sentence."""
    events = whole.tables["membership_event"].select("locator", "event", "account_id", "actor_account_id").rows()
    assert events == [
        ("xml:m0", "invite", "whatsapp:+12025550102", "whatsapp:+12025550101"),
        ("xml:m8", "remove", "whatsapp:+12025550102", None),
    ]
    messages = by_place(whole.tables["message"])
    assert [messages[place]["kind"] for place in ("xml:m0", "xml:m8")] == ["system", "system"]
    assert messages["xml:m0"]["sender_account_id"] is None


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("ParticipantAdded", "invite"),
        ("Left", "leave"),
        ("Joined", "join"),
        ("GroupCreated", "create"),
        ("SubjectChanged", "title"),
        ("OwnerChanged", "own"),
        ("Sparkled", "other"),
    ],
)
def test_actions_are_read_by_their_stems(everything_of, exhibit_with, action, event):
    """The words of the log become events; an unknown one is kept as other."""
    log = make.many(
        "ActivityLog",
        "ChatActivity",
        make.model(
            "ChatActivity",
            "y1",
            make.field("Action", action),
            make.one("Participant", "Party", make.party(make.NAIL_WA)),
        ),
    )
    message = make.message("m1", None, None, "2021-02-01T10:00:00Z", log)
    events = everything_of(FORMAT, exhibit_with(chat_report(message))).tables["membership_event"]
    assert events["event"].to_list() == [event]
    assert events["account_id"].to_list() == ["whatsapp:+12025550102"]


def test_states_other_than_intact_are_kept_for_every_record(whole):
    """Chats, messages, contacts, accounts and calls that were deleted or badly decoded have their state."""
    assert whole.tables["record_state"].drop("exhibit_id").rows() == [
        ("xml:m4", "deleted", "low"),
        ("xml:c3", "trash", "high"),
        ("xml:k2", "deleted", "high"),
        ("xml:u2", "intact", "medium"),
        ("xml:t2", "deleted", "high"),
    ]


def test_contacts_and_calls_tell_who_knows_whom(whole):
    """Address-book entries and calls become contacts of the owner; calls stand in their conversation, too."""
    contacts = whole.tables["contact"].select("account_id", "other_account_id", "kind", "contact_count").rows()
    assert contacts == [
        ("phone:+12025550100", "phone:+12025550102", "call", 2),
        ("phone:+12025550100", "phone:+12025550109", "call", 1),
        ("whatsapp:+12025550100", "whatsapp:+12025550101", "address_book", 1),
        ("phone:+12025550100", "phone:+12025550102", "address_book", 1),
    ]
    calls = whole.tables["message"].filter(kind="call")
    assert calls.select("locator", "thread_id", "sender_account_id").rows() == [
        ("xml:t1", "phone:+12025550100~+12025550102", "phone:+12025550100"),
        ("xml:t2", "phone:+12025550100~+12025550102", "phone:+12025550102"),
    ]
    assert whole.tables["list_entry"].select("name", "name_kind", "group_text").rows()[0] == (
        "Only A Name",
        "nickname",
        "Crew",
    )


def test_selectors_are_checked_and_tied(whole):
    """Numbers of contacts hang on the contact, those of device, SIM and cards on the owner; bad ones are no keys."""
    rows = set(whole.tables["selector"].select("account_id", "kind", "value", "basis", "is_usable").rows())
    owner = "phone:+12025550100"
    assert {
        ("phone:+12025550102", "email", "nail@dock.example", "address_book", True),
        ("phone:+12025550102", "phone", "not a number", "address_book", False),
        ("phone:+12025550104", "phone", "+12025550104", "contact_card", True),
        (owner, "device", "490154203237518", "profile", True),
        (owner, "bank_card", "4111111111111111", "profile", True),
        (owner, "other", "310150123456789", "profile", True),
        ("telegram:9900000", "email", "quay@dock.example", "profile", True),
    } <= rows
    assert not any(value == "111" for _, _, value, _, _ in rows)  # metadata of a file is not the device's


def test_no_secret_is_kept(whole):
    """Passwords and card verification numbers appear in no relation."""
    for name, table in whole.tables.items():
        for row in table.rows():
            assert not any("not-to-be-kept" in str(value) for value in row), name


def test_names_alone_hold_within_their_chat(whole):
    """Somebody without an id is a name scoped by the conversation."""
    row = whole.tables["account"].filter(platform="line").row(0, named=True)
    assert row["is_display_name_only"] and row["thread_id"] == "line:line-1"


def test_models_without_id_are_numbered(whole):
    """A record without an id is found by its number in the file."""
    assert by_place(whole.tables["message"])["xml:#31"]["text"] == "no id"


def test_a_namespace_is_optional_and_prefixes_do_not_matter(everything_of, exhibit_with, whole):
    """The same report without namespace, or with prefixed names, gives the same rows."""
    bare = make.build().replace(f" {make.NAMESPACE}", "")
    prefixed = re.sub(r"(<!\[CDATA\[.*?\]\]>)|<(/?)(\w+)", lambda found: found[1] or f"<{found[2]}x:{found[3]}", bare)
    prefixed = prefixed.replace("<x:project ", '<x:project xmlns:x="http://pa.cellebrite.com/report/2.0" ')
    for content in (bare, prefixed):
        exhibit = exhibit_with(content)
        read = everything_of(FORMAT, exhibit)
        assert read.total == FORMAT.count(exhibit) == whole.total
        for relation in ("message", "account", "contact", "selector", "membership_event"):
            assert read.tables[relation].drop("exhibit_id").equals(whole.tables[relation].drop("exhibit_id")), relation
        assert sniffed(content.encode()) >= 0.9


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(everything_of, exhibit_with, encoding, whole):
    """A report that was saved again in another encoding says the same."""
    text = make.build().replace('encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"')
    exhibit = exhibit_with(text.encode(encoding))
    read = everything_of(FORMAT, exhibit)
    assert read.total == FORMAT.count(exhibit) == whole.total
    assert sniffed(text.encode(encoding)) > 0.9


def test_fields_behind_the_messages_are_added(everything_of, exhibit_with):
    """A chat whose name and participants stand behind its messages has them all the same."""
    inner = make.many("Messages", "InstantMessage", make.message("m1", make.party(make.HAMMER_WA), "x", None))
    late = make.model(
        "Chat", "c1", make.field("Source", "WhatsApp"), inner, make.field("Name", "Late"),
        make.many("Participants", "Party", make.party(make.NAIL_WA, "Nail")), make.field("ChatType", "Group"),
    )  # fmt: skip
    tables = everything_of(FORMAT, exhibit_with(make.report(make.listed("Chat", late)))).tables
    assert tables["thread"].select("thread_id", "title", "kind").rows() == [("whatsapp:chat-c1", "Late", "group")]
    assert tables["message"]["thread_id"].to_list() == ["whatsapp:chat-c1"]
    assert "whatsapp:+12025550102" in set(tables["account"]["account_id"])


@pytest.mark.parametrize(
    ("source", "owner", "peer", "chat_id", "expected"),
    [
        ("WhatsApp", "12025550100@s.whatsapp.net", make.NAIL_WA, make.NAIL_WA, "whatsapp:+12025550100~+12025550102"),
        ("WeChat", "wxid_99own", "wxid_99peer", "wxid_99peer", "wechat:wxid_99own~wxid_99peer"),
        ("QQ", "9911111", "9922222", "9922222", "qq:9911111~9922222"),
        ("Telegram", "9900011", "9900012", "9900012", "telegram:9900011~9900012"),
        ("Skype", "8:live:own", "8:live:peer", "8:live:peer", "skype:live%3Aown~live%3Apeer"),
        ("XMPP", "own@dock.example", "peer@dock.example", None, "jabber:own@dock.example,peer@dock.example"),
        ("Viber", "own99", "peer99", "own-id-of-the-chat", "app:viber/own-id-of-the-chat"),
        ("Viber", "own99", "peer99", None, "app:viber/own99~peer99"),
        ("WeChat", None, "wxid_99peer", "wxid_99peer", "wechat:wxid_99peer"),
    ],
)
def test_a_talk_of_two_is_named_after_both_ends(everything_of, exhibit_with, source, owner, peer, chat_id, expected):
    """Two phones that talk to one man give two threads, and each the one that the app's own reader gives."""
    parties = [make.party(peer, "Nail"), *([make.party(owner, "Me", owner=True)] if owner else [])]
    talk = make.chat("c1", source, chat_id or "", parties, [make.message("m1", parties[0], "x", None)], kind="OneOnOne")
    tables = everything_of(FORMAT, exhibit_with(make.report(make.listed("Chat", talk)))).tables
    assert tables["message"]["thread_id"].to_list() == [expected]
    assert tables["thread"]["thread_id"].to_list() == [expected]


def test_older_reports_list_parties_by_role(everything_of, exhibit_with):
    """SMS models say by role who wrote."""
    parties = make.many(
        "Parties",
        "Party",
        make.party("+12025550101", "H", role="From"),
        make.party("+12025550100", owner=True, role="To"),
    )
    sms = make.model("SMS", "s1", make.field("Body", "hi"), make.stamp("TimeStamp", "2021-02-01T10:00:00Z"), parties)
    tables = everything_of(FORMAT, exhibit_with(make.report(make.listed("SMS", sms)))).tables
    assert tables["message"].select("sender_account_id", "thread_id", "text").rows() == [
        ("phone:+12025550101", "phone:+12025550100~+12025550101", "hi")
    ]
    assert tables["thread"]["kind"].to_list() == ["direct"]


def test_small_batches_do_not_show(everything_of, exhibit_of, monkeypatch, whole):
    """The rows are the same when batches hold two messages."""
    monkeypatch.setattr("sources.formats.cellebrite_xml.BATCH_ROWS", 2)
    parts = everything_of(FORMAT, exhibit_of(REPORT)).tables
    for name, table in whole.tables.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


def test_a_cut_report_gives_what_stands_before(everything_of, exhibit_with):
    """A report cut at any byte gives all that was complete, or is refused as a whole."""
    content = REPORT.read_bytes()
    last = 0
    for cut in range(100, len(content) - 20, 1979):
        try:
            read = everything_of(FORMAT, exhibit_with(content[:cut]))
        except UnreadableExhibit:
            assert last == 0
            continue
        assert read.end.status == "partial" and "line" in read.end.problem
        assert read.record_count >= last
        last = read.record_count
    assert last > 30


def test_the_messages_before_a_cut_are_kept(everything_of, exhibit_with):
    """Inside an open chat the messages that were complete are kept, with their thread."""
    content = chat_report(
        *(make.message(f"m{number}", make.party(make.HAMMER_WA), str(number), None) for number in range(20))
    )
    read = everything_of(FORMAT, exhibit_with(content[: content.index('id="m12"')]))
    assert read.tables["message"]["text"].to_list() == [str(number) for number in range(12)]
    assert read.tables["thread"]["thread_id"].to_list() == [f"whatsapp:{make.GROUP}"]


DOCTYPES = (
    '<!DOCTYPE project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE project SYSTEM "file:///etc/passwd">',
    f'<!-- {"x" * 100_000} --><!DOCTYPE project [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
)


@pytest.mark.parametrize("doctype", DOCTYPES, ids=["entities", "outside", "far behind"])
def test_a_document_type_is_refused(everything_of, exhibit_with, doctype):
    """No entity is ever expanded, inside or outside of the file."""
    content = make.build().replace("?>", f"?>{doctype}", 1)
    with pytest.raises(UnreadableExhibit, match="document type"):
        everything_of(FORMAT, exhibit_with(content))
    with pytest.raises(UnreadableExhibit, match="document type"):
        FORMAT.count(exhibit_with(content))


LOOK_ALIKES = [
    b"<messages><message from='a'>x</message></messages>",
    b"<calls count='1'><call number='1' /></calls>",
    b"<?xml version='1.0'?><project name='x' default='dist'><target name='dist'/></project>",
    b"<project xmlns='http://maven.apache.org/POM/4.0.0'><modelVersion>4.0.0</modelVersion></project>",
    b"<report><model type='Chat' id='1'/></report>",
    b"<smses count='1'><sms address='1' body='x'/></smses>",
    b"",
    b"\0" * 500,
    b"{}",
    b"project xmlns=\"http://pa.cellebrite.com/report/2.0\"",
]  # fmt: skip


@pytest.mark.parametrize("content", LOOK_ALIKES)
def test_look_alikes_are_not_taken(content):
    """Other XML with messages, calls or a project at its root is no report."""
    assert sniffed(content) == 0.0


def test_another_root_is_refused_by_the_reader(everything_of, exhibit_with):
    """What is no report isn't read as one."""
    for content in (LOOK_ALIKES[0], b"<a/>"):
        with pytest.raises(UnreadableExhibit, match="no project"):
            everything_of(FORMAT, exhibit_with(content))


def test_an_empty_file_and_an_empty_report(everything_of, exhibit_with):
    """No bytes are said; a report without records is read."""
    assert everything_of(FORMAT, exhibit_with(b"")).end.status == "empty"
    exhibit = exhibit_with(make.report())
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == 0


def test_huge_values_and_deep_nesting_are_survived(everything_of, exhibit_with):
    """A body of megabytes is kept; nesting without end breaks the file there, not the reader."""
    big = chat_report(make.message("m1", make.party(make.HAMMER_WA), "x" * 3_000_000, None))
    assert everything_of(FORMAT, exhibit_with(big)).tables["message"]["text"].str.len_chars().to_list() == [3_000_000]
    deep = chat_report(make.message("m1", make.party(make.HAMMER_WA), "x", None)).replace(
        "</decodedData>", "<a>" * 50_000 + "</a>" * 50_000 + "</decodedData>"
    )
    read = everything_of(FORMAT, exhibit_with(deep))
    assert (read.record_count, read.end.status) == (2, "partial")


@settings(max_examples=40, deadline=None)
@given(
    at=st.floats(0, 1),
    junk=st.binary(max_size=4)
    | st.sampled_from([b"<", b">", b"]]>", b"<![CDATA[", b"</model>", b"&x;", b"<!--", b"\xff"]),
    width=st.integers(min_value=0, max_value=300),
)
def test_damage_costs_no_count(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a report, it is read in part, refused, or counts agree."""
    content = REPORT.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("damaged") / "report.xml"
    file.write_bytes(content[:place] + junk + content[place + width :])
    exhibit = exhibit_of(file)
    FORMAT.sniff(Head("report.xml", len(content), file.read_bytes()[: 64 * 1024]))
    try:
        read = everything_of(FORMAT, exhibit)
        if read.end.status == "read":
            assert read.total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)
