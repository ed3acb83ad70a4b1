"""The reader of AXIOM's XML: hits of messages, contacts and accounts, names that vary, and look-alikes."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.axiom.fragments import fragment_of, kind_of, service_of_artifact
from sources.errors import SourceError, UnreadableExhibit
from sources.formats.axiom_xml import FORMAT
from sources.record import EndOfExhibit, Head
from sources.registry import detect, read_head
from warehouse.schema import ids

SAMPLE = Path(__file__).parents[2] / "data" / "axiom_xml" / "export.xml"
OWNER, CRANE = "whatsapp:+12025550100", "whatsapp:+12025550142"


def export(artifact, *hits, head=""):
    rows = "".join(
        "<Hit sequenceNumber='1'><Fragments>"
        + "".join(f"<Fragment name='{name}'>{value}</Fragment>" for name, value in hit.items())
        + "</Fragments></Hit>"
        for hit in hits
    )
    return f"{head}<Artifacts><Artifact name='{artifact}'><Hits>{rows}</Hits></Artifact></Artifacts>"


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Hits of known artifacts are records, in file order; hits that say nothing are rejected."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count, everything.end) == (6, 2, EndOfExhibit("read"))
    assert FORMAT.count(exhibit) == 8
    assert everything.tables["rejected_record"]["locator"].to_list() == ["xml:#4", "xml:#7"]


def test_messages_have_senders_conversations_and_kinds(everything_of, exhibit_of):
    """Both directions of a talk stand in one conversation, a group in its own."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    messages = tables["message"]
    assert messages["text"].to_list() == ["the nail is in 仓库", "ok & done", "", "да"]
    assert messages["sender_account_id"].to_list()[:2] == [OWNER, CRANE]
    assert messages["thread_id"][0] == messages["thread_id"][1] == ids.talk_of_two_id("whatsapp", OWNER[9:], CRANE[9:])
    assert messages["thread_id"][2].endswith("@g.us")
    assert messages["kind"].to_list() == ["text", "text", "media", "text"]
    assert ("Yard", "group") in tables["thread"].select("title", "kind").rows()


def test_times_follow_the_name_of_their_fragment(everything_of, exhibit_of):
    """Zone and order of day and month stand in the name; without them a time may be ambiguous."""
    messages = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"]
    assert messages["sent_at"][0] == datetime(2021, 3, 5, 9, 15)
    assert messages["time_basis"].to_list() == ["offset", "offset", "offset", "ambiguous"]


@pytest.mark.parametrize(
    ("name", "value", "sent_at", "basis"),
    [
        ("Sent Date/Time - UTC+08:00 (M/d/yyyy)", "3/5/2021 9:15:00 PM", datetime(2021, 3, 5, 13, 15), "offset"),
        ("Date/Time", "25/03/2021 09:15", datetime(2021, 3, 25, 9, 15), "local_assumed"),
        ("Timestamp", "2021-03-05T09:15:00+03:00", datetime(2021, 3, 5, 6, 15), "offset"),
        ("Timestamp", "yesterday", None, "none"),
        ("Timestamp", "31.02.2021 09:15:00", None, "none"),
        ("Timestamp", "2021-03-05 09:15:00 +99:00", None, "none"),
        ("Timestamp - UTC+99:00", "2021-03-05 09:15:00", None, "none"),
    ],
)
def test_times_are_read_in_several_forms(everything_of, exhibit_with, name, value, sent_at, basis):
    """American and European order, halves of the day, offsets, and what is no time."""
    hit = {"Sender": "x@yard.example", "Message": "m", name: value}
    messages = everything_of(FORMAT, exhibit_with(export("Jabber Messages", hit))).tables["message"]
    assert messages.select("sent_at", "time_basis").rows() == [(sent_at, basis)]
    assert messages["sent_at_raw"][0] == value


def test_the_owner_is_who_the_export_says(everything_of, exhibit_of, exhibit_with):
    """Local User and the device's account are the owner; nobody is invented where neither has an id."""
    accounts = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["account"]
    assert accounts.filter("is_owner")["account_id"].to_list() == [OWNER]
    content = export("WhatsApp Messages", {"Sender": "Local User", "Partner": "12025550142", "Message": "m"})
    tables = everything_of(FORMAT, exhibit_with(content)).tables
    assert tables["message"]["sender_account_id"].to_list() == [None]
    assert not tables["account"]["is_owner"].any()
    owned = everything_of(FORMAT, exhibit_with(content, owners={"whatsapp": "+12025550100"})).tables
    assert owned["message"]["sender_account_id"].to_list() == [OWNER]


def test_contacts_are_labels_of_the_owner(everything_of, exhibit_of):
    """Each number of a contact is an account with the owner's remark, its numbers and mail are selectors."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    remarks = tables["name_observation"].filter(kind="remark")
    assert set(remarks["account_id"]) == {"phone:+12025550142", "phone:+12025550144"}
    assert set(remarks["observer_account_id"]) == {OWNER}
    assert tables["contact"]["other_account_id"].to_list() == ["phone:+12025550142", "phone:+12025550144"]
    assert "crane@yard.example" in tables["selector"]["value"].to_list()


@pytest.mark.parametrize(
    ("artifact", "kind", "platform"),
    [
        ("Android WhatsApp Messages", "message", "whatsapp"),
        ("iOS Telegram Chats", "message", "telegram"),
        ("Telegram Messages - Android", "message", "telegram"),
        ("LINE Messages", "message", "line"),
        ("Signal Messages - iOS", "message", "signal"),
        ("Android SMS", "message", "phone"),
        ("WeChat Messages - iOS", "message", "wechat"),
        ("Apple Contacts - iOS", "contact", "phone"),
        ("Android WhatsApp Accounts Information", "account", "whatsapp"),
        ("Chrome Web History", None, None),
        ("iOS Call Logs", None, None),
    ],
)
def test_artifacts_are_known_by_their_names(artifact, kind, platform):
    """The name tells kind and app; what isn't about talk or people is not read."""
    assert kind_of(artifact) == kind
    assert platform is None or service_of_artifact(artifact).platform == platform


def test_names_of_fragments_lose_their_tail():
    """Zone and pattern are no part of a name."""
    assert fragment_of("Message Sent Date/Time - UTC+00:00 (dd/MM/yyyy)").name == "message sent date/time"
    assert fragment_of("Phone Number(s)").name == "phone number(s)"


def test_a_cut_export_is_partial(everything_of, exhibit_with):
    """Whole hits before the cut are read, the end says so; nothing before any hit is refused."""
    content = SAMPLE.read_bytes()
    cut = everything_of(FORMAT, exhibit_with(content[:1500]))
    assert cut.record_count >= 1
    assert cut.end.status == "partial"
    with pytest.raises(UnreadableExhibit):
        list(FORMAT.read(exhibit_with(content[:200])))


def test_a_document_type_is_refused(exhibit_with):
    """Entities can't be declared."""
    head = "<!DOCTYPE x [<!ENTITY a 'b'>]>"
    content = export("LINE Messages", {"Message": "&a;"}, head=head)
    with pytest.raises(UnreadableExhibit, match="document type"):
        list(FORMAT.read(exhibit_with(content)))
    assert FORMAT.sniff(Head("x.xml", len(content), content.encode())) == 0


def test_empty_exports_say_so(everything_of, exhibit_with):
    """No bytes and no known artifact are empty."""
    assert [part.status for part in FORMAT.read(exhibit_with(b""))] == ["empty"]
    assert everything_of(FORMAT, exhibit_with(export("Safari History", {"URL": "x"}))).end.status == "empty"


def test_sniffs_its_own_and_nothing_else():
    """Another XML scores nothing, the sample is taken whatever its path."""
    assert detect(read_head(SAMPLE, "x.bin")) is FORMAT
    for content in (b"", b"<Artifacts/>", b"<project><artifact name='x'/></project>", b"Artifact,Hits\n1,2\n"):
        assert FORMAT.sniff(Head("x.xml", len(content), content)) == 0


@settings(max_examples=40, deadline=None)
@given(
    at=st.integers(0, len(SAMPLE.read_bytes())),
    junk=st.binary(max_size=6) | st.sampled_from([b"<", b">", b"</Hit>", b"<Hit>", b"&", b"<Hits>"]),
    width=st.integers(0, 120),
)
def test_damage_never_crashes(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over an export, it is read and accounted for, or refused in one sentence."""
    content = SAMPLE.read_bytes()
    file = tmp_path_factory.mktemp("damaged") / "x.xml"
    file.write_bytes(content[:at] + junk + content[at + width :])
    exhibit = exhibit_of(file)
    try:
        everything = everything_of(FORMAT, exhibit)
        assert everything.end.status != "read" or everything.total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)
