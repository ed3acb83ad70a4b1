# ruff: noqa: E501 - graphs are read sideways
"""The reader of CASE/UCO documents: vocabularies, accounts, threads, calls, people, damage, look-alikes."""

import importlib.util
import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UndecodableText, UnreadableExhibit
from sources.formats import case_uco_json
from sources.formats.case_uco_json import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLES = Path(__file__).parents[2] / "data" / "case_uco_json"
GRAPH = SAMPLES / "graph.json"
_SPEC = importlib.util.spec_from_file_location("case_uco_make", SAMPLES / "make.py")
make = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(make)


@pytest.fixture(scope="module")
def whole(everything_of, exhibit_of):
    """Everything that the sample gives."""
    return everything_of(FORMAT, exhibit_of(GRAPH))


def by_text(everything):
    return {row["text"]: row for row in everything.tables["message"].to_dicts()}


def sniffed(content, path="case.json"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_the_samples_are_what_their_script_writes():
    """The committed documents can be built again."""
    assert json.loads(GRAPH.read_text(encoding="utf-8")) == make.document()
    assert json.loads((SAMPLES / "old_bundle.json").read_text(encoding="utf-8")) == make.old_bundle()


def test_document_is_wholly_accounted_for(whole, exhibit_of):
    """Nodes that are records are read or rejected; applications, files, places and roles are none."""
    assert (whole.record_count, whole.rejected_count, whole.duplicate_count) == (28, 2, 0)
    assert whole.total == FORMAT.count(exhibit_of(GRAPH))
    assert whole.end == EndOfExhibit("read")
    assert whole.tables["rejected_record"]["locator"].to_list() == ["json:/@graph/19", "json:/@graph/22"]


def test_messages_find_their_accounts_and_threads_wherever_these_stand(whole):
    """Accounts, applications and threads stand behind the messages here."""
    messages = by_text(whole)
    first = messages["到了吗"]
    assert (first["sender_account_id"], first["thread_id"]) == ("whatsapp:+12025550101", "whatsapp:dock-1")
    assert (first["sent_at"], first["time_basis"]) == (datetime(2021, 2, 1, 2), "offset")
    assert messages["none"]["native_message_id"] == "WA2"  # a message may say "none"
    assert messages["none"]["is_deleted"] and messages["none"]["thread_id"] == "whatsapp:dock-1"
    assert messages["call me"]["platform"] == "phone"
    assert messages["table\nattached"]["sender_account_id"] == "email:bun@dock.example"
    threads = whole.tables["thread"].select("thread_id", "title", "kind").rows()
    assert ("whatsapp:dock-1", "Dock", "direct") in threads
    assert (
        dict(whole.tables["thread"].select("thread_id", "kind").rows())[messages["all here?"]["thread_id"]] == "group"
    )


def test_an_account_without_node_is_known_by_its_reference(whole):
    """A dangling reference is an account of this document, not an invented number."""
    sender = by_text(whole)["who am I"]["sender_account_id"]
    row = whole.tables["account"].filter(account_id=sender).row(0, named=True)
    assert row["native_id"].startswith("kb:nowhere~") and row["is_display_name_only"]


def test_names_numbers_and_devices_are_tied_to_accounts(whole):
    """Display names, logins, numbers, addresses and device ids hang on the account; secrets on nothing."""
    names = set(whole.tables["name_observation"].select("account_id", "name", "kind").rows())
    assert {
        ("whatsapp:+12025550102", "钢钉", "account_nickname"),
        ("phone:+12025550104", "Rose Quay", "account_nickname"),
        ("phone:+12025550105", "Little Nut", "remark"),
        ("phone:+12025550105", "Nutty", "account_nickname"),
    } <= names
    selectors = set(whole.tables["selector"].select("account_id", "kind", "value", "is_usable").rows())
    assert {
        ("phone:+12025550105", "device", "490154203237518", True),
        ("phone:+12025550105", "device", "DC415F444824", True),
        ("phone:+12025550105", "device", "DC415F444825", True),
        ("phone:+12025550105", "other", "310150123456789", True),
        ("phone:+12025550105", "email", "bun@dock.example", True),
        ("whatsapp:+12025550101", "account", "email:bun@dock.example", True),
    } <= selectors
    for name, table in whole.tables.items():
        assert not any("not-to-be-kept" in str(value) for row in table.rows() for value in row), name


def test_people_are_listed_with_their_accounts_and_investigators_are_not(whole):
    """A person is an entry of a list that names the account; who performed an action is no person of the case."""
    entries = whole.tables["list_entry"].select("name", "name_kind", "role_text", "account_id").rows()
    assert entries == [
        ("Only Name", "nickname", None, None),
        ("Aster Quill", "real_name", "Victim", "whatsapp:+12025550101"),
    ]


def test_calls_and_contacts_tell_who_knows_whom(whole):
    """Calls between two accounts are counted; an address book without owner has none."""
    assert whole.tables["contact"].select("account_id", "other_account_id", "kind", "contact_count").rows() == [
        (None, "phone:+12025550105", "address_book", 1),
        ("phone:+12025550104", "phone:+12025550105", "call", 2),
    ]
    assert whole.tables["record_state"].select("locator", "deleted_state").rows() == [
        ("json:/@graph/1", "deleted"),
        ("json:/@graph/18", "deleted"),
    ]


def test_the_owner_is_only_who_is_given(whole, everything_of, exhibit_of):
    """The format names no owner: a given one is marked and signs the labels."""
    assert not whole.tables["account"]["is_owner"].any()
    given = everything_of(FORMAT, exhibit_of(GRAPH, owners={"phone": "+12025550104"})).tables
    assert given["account"].filter("is_owner")["native_id"].to_list() == ["+12025550104"]
    assert given["contact"]["account_id"].to_list()[0] == "phone:+12025550104"


def test_the_old_vocabulary_is_read(everything_of, exhibit_of):
    """Facets without ending, property bundles, ids with and without colon, slots of messages."""
    exhibit = exhibit_of(SAMPLES / "old_bundle.json")
    read = everything_of(FORMAT, exhibit)
    assert read.total == FORMAT.count(exhibit) == 5
    row = read.tables["message"].row(0, named=True)
    assert (row["platform"], row["sender_account_id"], row["text"]) == ("skype", "skype:live%3Aares", "hi")
    assert read.tables["thread"].select("thread_id", "kind", "title").rows() == [(row["thread_id"], "direct", None)]


def _respelled(document):
    """The same document with other prefixes, whole IRIs, lists around single values, a bundle in the graph."""
    text = json.dumps(document)
    bare = text.replace("uco-observable:", "observable:").replace("uco-core:", "core:")
    iri = text.replace('"uco-observable:', '"https://ontology.unifiedcyberontology.org/uco/observable/')
    bundle = {
        "@context": make.CONTEXT,
        "@graph": [{"@id": "kb:b", "@type": "uco-core:Bundle", "uco-core:object": make.graph()}],
    }
    typed = {"@context": make.CONTEXT, "@graph": [node | {"@type": [node["@type"]]} for node in make.graph()]}
    return [bare, iri, json.dumps(bundle), json.dumps(make.graph()), json.dumps(typed)]


def test_spelling_does_not_matter(everything_of, exhibit_with, whole):
    """Prefixes, IRIs, lists of one type, a bundle and a bare list give the same rows; only places differ."""
    for content in _respelled(make.document()):
        exhibit = exhibit_with(content)
        read = everything_of(FORMAT, exhibit)
        assert read.total == FORMAT.count(exhibit) == whole.total
        for relation in ("message", "name_observation", "selector", "contact", "list_entry"):
            dropped = ["exhibit_id", "locator", *(["row"] if relation == "list_entry" else [])]
            sender = ["sender_account_id", "thread_id"] if relation == "message" else []
            same = [table.tables[relation].drop(*dropped, *sender) for table in (read, whole)]
            assert same[0].equals(same[1]), relation
        known = [table.tables["message"]["sender_account_id"].to_list()[:3] for table in (read, whole)]
        assert known[0] == known[1]


def test_the_quick_way_gives_what_the_full_way_gives(everything_of, exhibit_with, monkeypatch):
    """Messages that are written as nearly all are come out the same when they are looked at in full."""
    nodes = make.graph() + [
        make.message(f"x{number}", "hammer", ["nail"] * (number % 3), text, time, **more)
        for number, (text, time, more) in enumerate(
            [("a", "2021-02-01T10:00:00Z", {}), ("", "none", {}), ("N/A", "2021-02-01T10:00:00.5+08:00", {"messageID": "WA9999"}),
             ("b", "", {"allocationStatus": "Intact"}), ("c", "2021-02-01T10:00:00Z", {"inReplyTo": "WA1"}),
             ("d", "2021-02-01T10:00:00Z", {"messageType": "Incoming"}), ("e", "2021-02-01T10:00:00Z", {"from": []})]
        )
    ]  # fmt: skip
    exhibit = exhibit_with(json.dumps(make.document(nodes)))
    quick = everything_of(FORMAT, exhibit).tables
    monkeypatch.setattr(case_uco_json, "is_quick", lambda _: False)
    full = everything_of(FORMAT, exhibit).tables
    for name, table in quick.items():
        assert table.equals(full[name]), name
    assert quick["message"].height == 14


def test_small_batches_do_not_show(everything_of, exhibit_of, monkeypatch, whole):
    """The rows are the same when batches hold two messages and blocks a few bytes."""
    monkeypatch.setattr("sources.formats.case_uco_json.BATCH_ROWS", 2)
    monkeypatch.setattr("sources.json_blocks.BLOCK_BYTES", 64)
    parts = everything_of(FORMAT, exhibit_of(GRAPH)).tables
    for name, table in whole.tables.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


def test_a_cut_document_gives_what_stands_before(everything_of, exhibit_with):
    """A document cut at any byte gives all nodes that were complete, or is refused as a whole."""
    content = GRAPH.read_bytes()
    last = 0
    for cut in range(1, len(content.rstrip()) - 1, 397):
        try:
            read = everything_of(FORMAT, exhibit_with(content[:cut]))
        except UnreadableExhibit:
            assert last == 0
            continue
        assert read.end.status == "partial"
        assert read.record_count >= last
        last = read.record_count
    assert last > 25


@pytest.mark.parametrize(
    "odd",
    [None, 7, "text", [], {}, {"@id": 5, "@type": 7}, {"@type": ["uco-observable:Message", 5]}, {"@id": "kb:x"},
     {"@id": "kb:x", "@type": "uco-observable:Message", "uco-core:hasFacet": "kb:f"},
     {"@id": "kb:x", "@type": "uco-observable:Message", "uco-core:hasFacet": [[{"@type": "uco-observable:MessageFacet"}]]},
     {"@id": "kb:x", "@type": "uco-observable:Message", "uco-core:hasFacet": [{"@type": "uco-observable:MessageFacet", "uco-observable:from": 5, "uco-observable:to": [None, {"@id": 7}], "uco-observable:messageText": {"@value": {"@value": []}}, "uco-observable:sentTime": [1, 2]}]},
     {"@id": "kb:x", "@type": "uco-core:Relationship", "uco-core:source": None, "uco-core:kindOfRelationship": 5},
     {"@id": "", "@type": "uco-observable:PhoneAccount"}],
)  # fmt: skip
def test_odd_nodes_do_not_stop_the_rest(everything_of, exhibit_with, odd):
    """A node of an unexpected shape is kept, rejected or no record; the ones beside it are read."""
    exhibit = exhibit_with(json.dumps(make.document([*make.graph(), odd, *make.graph()[:1]])))
    read = everything_of(FORMAT, exhibit)
    assert read.total == FORMAT.count(exhibit) >= 31


def test_broken_nodes_are_rejected_and_said(everything_of, exhibit_with):
    """A node that is no JSON in a sound document is rejected at its place."""
    text = json.dumps(make.document()).replace('"identifier": "dock-1"', '"identifier": dock').replace(
        '"uco-observable:identifier": "dock-1"', '"uco-observable:identifier": dock'
    )  # fmt: skip
    read = everything_of(FORMAT, exhibit_with(text))
    assert read.end.status == "partial" and read.rejected_count == 3


LOOK_ALIKES = [
    b'{"type": "bundle", "id": "bundle--1", "spec_version": "2.1", "objects": [{"type": "identity"}]}',
    b'{"@context": "https://schema.org", "@graph": [{"@type": "Person", "name": "x"}]}',
    b'{"name": "x", "messages": [{"from": "a", "text": "see caseontology.org/x"}]}',
    b'{"@type": "Message"}',
    b"",
    b"\0" * 300,
    b"<project xmlns='https://ontology.caseontology.org/'/>",
]


@pytest.mark.parametrize("content", LOOK_ALIKES)
def test_look_alikes_are_not_taken(content):
    """Other JSON-LD, STIX and chats that name the vocabulary in passing are no CASE."""
    assert sniffed(content) == 0.0


def test_own_documents_are_sniffed():
    """New and old documents are recognised, indented or not."""
    for file in SAMPLES.glob("*.json"):
        assert sniffed(file.read_bytes()) > 0.9


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(everything_of, exhibit_with, encoding, whole):
    """A document that was saved again in another encoding says the same."""
    exhibit = exhibit_with(json.dumps(make.document(), ensure_ascii=False).encode(encoding))
    assert everything_of(FORMAT, exhibit).total == FORMAT.count(exhibit) == whole.total


def test_what_is_no_document_is_refused(everything_of, exhibit_with):
    """An empty file is said to be empty, other bytes are refused in one sentence."""
    assert everything_of(FORMAT, exhibit_with(b"")).end.status == "empty"
    for content in (b"{", b"nothing", b'{"@graph": [', b"[" * 100_000):
        with pytest.raises((UnreadableExhibit, UndecodableText)):
            everything_of(FORMAT, exhibit_with(content))


def test_huge_values_and_deep_nesting_are_survived(everything_of, exhibit_with):
    """A message of megabytes is kept; facets nested without end are stepped over."""
    deep = {"@id": "kb:deep", "@type": "uco-core:Bundle"}
    for _ in range(200):
        deep = {"@id": "kb:deep", "@type": "uco-core:Bundle", "uco-core:object": [deep]}
    big = make.message("big", "hammer", ["nail"], "x" * 3_000_000, "2021-02-01T10:00:00Z")
    exhibit = exhibit_with(json.dumps(make.document([deep, big])))
    read = everything_of(FORMAT, exhibit)
    assert read.tables["message"]["text"].str.len_chars().to_list() == [3_000_000]
    assert read.total == FORMAT.count(exhibit) == 1


@settings(max_examples=40, deadline=None)
@given(
    at=st.floats(0, 1),
    junk=st.binary(max_size=4)
    | st.sampled_from([b"{", b"}", b'"', b"[", b"\\", b"]", b",", b'"a":', b"\xff", b"null"]),
    width=st.integers(min_value=0, max_value=200),
)
def test_damage_costs_no_count(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a document, it is read in part, refused, or counts agree."""
    content = GRAPH.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("damaged") / "case.json"
    file.write_bytes(content[:place] + junk + content[place + width :])
    exhibit = exhibit_of(file)
    FORMAT.sniff(Head("case.json", len(content), file.read_bytes()[: 64 * 1024]))
    try:
        read = everything_of(FORMAT, exhibit)
        if read.end.status == "read":
            assert read.total == FORMAT.count(exhibit)
    except SourceError as refusal:
        assert str(refusal)


PUBLISHED = {
    "Oresteia": 57, "accounts": 9, "call_log": 8, "cell_site": 8, "forensic_lifecycle": 46, "message": 14,
    "mobile_device_and_sim_card": 7, "ufed_Call_CASE_1.0.0": 3, "ufed_Device_CASE_1.0.0": 2, "ufed_Message_CASE_1.0.0": 5,
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_examples(everything_of, exhibit_of, name):
    """The examples of the CASE community are read whole."""
    if "STEELNAIL_DATA" not in os.environ:
        pytest.skip("STEELNAIL_DATA does not name the folder of samples")
    exhibit = exhibit_of(Path(os.environ["STEELNAIL_DATA"]) / "formats" / "case_uco" / f"{name}.json")
    read = everything_of(FORMAT, exhibit)
    assert (read.record_count, read.rejected_count, read.end.status) == (PUBLISHED[name], 0, "read")
    assert FORMAT.count(exhibit) == read.total
    if name == "ufed_Message_CASE_1.0.0":
        assert set(read.tables["message"]["sender_account_id"]) == {"whatsapp:+363483643499", "whatsapp:+393369402190"}
