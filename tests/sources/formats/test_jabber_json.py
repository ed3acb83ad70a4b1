"""The reader of Jabber dumps: concatenated, one a line, in an array; broken objects cost only themselves."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import UndecodableText, UnreadableExhibit
from sources.formats.jabber_json import FORMAT
from sources.record import EndOfExhibit, Head

SAMPLE = Path(__file__).parents[2] / "data" / "jabber_json" / "dump.json"


def message(body="x", **more):
    return {"ts": "2021-03-04T09:15:00.1", "from": "a@x.example", "to": "b@x.example", "body": body} | more


def sniffed(content, path="dump.json"):
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def test_sample_is_wholly_accounted_for(everything_of, exhibit_of):
    """Whole messages are read, a torn and an incomplete one are rejected with their lines."""
    exhibit = exhibit_of(SAMPLE)
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (4, 2)
    assert everything.total == FORMAT.count(exhibit)
    assert everything.tables["rejected_record"]["locator"].to_list() == ["line:13", "line:30"]
    assert everything.end == EndOfExhibit("read")


def test_messages_and_their_times(everything_of, exhibit_of):
    """Times without zone are UTC unless one is given; an offset is used; nonsense is no time."""
    rows = everything_of(FORMAT, exhibit_of(SAMPLE)).tables["message"].to_dicts()
    assert [row["locator"] for row in rows] == ["line:1", "line:7", "line:19", "line:25"]
    assert rows[0]["text"] == "the nail is in 仓库"
    assert (rows[0]["sent_at"], rows[0]["time_basis"]) == (datetime(2021, 3, 4, 9, 15, 0, 123456), "local_assumed")
    assert (rows[2]["sent_at"], rows[2]["time_basis"]) == (datetime(2021, 3, 4, 1, 18), "offset")
    assert (rows[3]["sent_at"], rows[3]["time_basis"], rows[3]["text"]) == (None, "none", "")
    shanghai = everything_of(FORMAT, exhibit_of(SAMPLE, timezone="Asia/Shanghai")).tables["message"].to_dicts()
    assert shanghai[0]["sent_at"] == datetime(2021, 3, 4, 1, 15, 0, 123456)
    assert [row["time_basis"] for row in shanghai] == ["local_given", "local_given", "offset", "none"]


def test_accounts_are_bare_addresses_and_threads_unordered_pairs(everything_of, exhibit_of):
    """Case and resource make no new account, direction makes no new thread; names are the local parts as written."""
    tables = everything_of(FORMAT, exhibit_of(SAMPLE, owners={"jabber": "Crane@dock.example"})).tables
    accounts = tables["account"]
    assert accounts["account_id"].to_list() == [
        "jabber:crane@dock.example",
        "jabber:hammer@dock.example",
        "jabber:rivet@quay.example",
    ]
    assert accounts.filter("is_owner")["native_id"].to_list() == ["crane@dock.example"]
    assert tables["thread"].height == tables["message"]["thread_id"].n_unique() == 2
    names = tables["name_observation"].select("account_id", "name", "observation_count").rows()
    assert ("jabber:hammer@dock.example", "hammer", 3) in names
    assert ("jabber:hammer@dock.example", "Hammer", 1) in names


def test_no_owner_is_invented(everything_of, exhibit_of):
    """Nothing in a dump says whose it is."""
    assert not everything_of(FORMAT, exhibit_of(SAMPLE)).tables["account"]["is_owner"].any()


@pytest.mark.parametrize(
    "write",
    [
        lambda values: "\n".join(json.dumps(value) for value in values),
        lambda values: "".join(json.dumps(value) for value in values),
        lambda values: json.dumps(values),
        lambda values: json.dumps(values, indent=2),
        lambda values: "\ufeff" + "\r\n".join(json.dumps(value, indent=4) for value in values),
    ],
    ids=["lines", "glued", "array", "pretty array", "concatenated"],
)
def test_all_ways_of_lining_up_objects(everything_of, exhibit_with, write):
    """The same messages come out however the objects stand one after another, each with a place of its own."""
    values = [message("{[" + str(number) + "]}") for number in range(5)]
    exhibit = exhibit_with(write(values))
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["message"]["text"].to_list() == [value["body"] for value in values]
    assert everything.tables["message"]["locator"].is_unique().all()
    assert FORMAT.count(exhibit) == 5
    assert everything.end.status == "read"
    assert sniffed(write(values).encode()) == 0.95


def test_an_array_without_its_end_is_partial(everything_of, exhibit_with):
    """All whole objects are read and the end says that more was to come."""
    everything = everything_of(FORMAT, exhibit_with(json.dumps([message(), message()])[:-1]))
    assert (everything.record_count, everything.end.status) == (2, "partial")


@pytest.mark.parametrize("indent", [None, 1])
def test_conservation_holds_wherever_the_file_is_cut(everything_of, exhibit_with, indent):
    """A dump cut at any byte gives its whole messages and rejects the torn one."""
    content = "\n".join(json.dumps(message("é" * n), indent=indent, ensure_ascii=False) for n in range(3)).encode()
    for cut in range(1, len(content) + 1):
        exhibit = exhibit_with(content[:cut])
        try:
            everything = everything_of(FORMAT, exhibit)
        except UnreadableExhibit:
            assert FORMAT.count(exhibit) <= 1
            continue
        assert everything.total == FORMAT.count(exhibit), cut
        assert (everything.end.status == "partial") == (everything.rejected_count == 1), cut


@settings(max_examples=40)
@given(
    at=st.integers(min_value=0, max_value=len(SAMPLE.read_bytes()) - 1),
    junk=st.binary(max_size=6) | st.sampled_from([b"{", b"}", b'"', b"\n{", b"\\", b"]", b",", b"\xff"]),
    width=st.integers(min_value=0, max_value=80),
)
def test_damage_costs_no_count(everything_of, exhibit_of, tmp_path_factory, at, junk, width):
    """Whatever is written over a dump, records and rejections add up to the count on the bytes."""
    content = SAMPLE.read_bytes()
    file = tmp_path_factory.mktemp("damaged") / "dump.json"
    file.write_bytes(content[:at] + junk + content[at + width :])
    exhibit = exhibit_of(file)
    try:
        everything = everything_of(FORMAT, exhibit)
    except UndecodableText:
        return
    assert everything.total == FORMAT.count(exhibit)


def test_foreign_bytes_cost_one_object(everything_of, exhibit_with):
    """Bytes that break the encoding far into the file reject their object only."""
    lines = [json.dumps(message("y" * 1000)).encode() for _ in range(100)]
    lines[90] = lines[90].replace(b"yyy", b"\xff\xfe\x80")
    exhibit = exhibit_with(b"\n".join(lines))
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["rejected_record"]["locator"].to_list() == ["line:91"]
    assert everything.total == FORMAT.count(exhibit) == 100


def test_members_of_another_kind_are_no_messages(everything_of, exhibit_with):
    """In a long dump, objects whose ends or time are no text are rejected at their places; other bodies are empty."""
    odd = {
        20: message() | {"from": 7},
        21: message() | {"to": ["b@x.example"]},
        22: message() | {"ts": 1.5},
        23: message() | {"from": "no address"},
        24: {"from": "a@x.example", "to": "b@x.example"},
        25: message(body=12),
        26: message(body=None),
    }
    exhibit = exhibit_with("\n".join(json.dumps(odd.get(number) or message(str(number))) for number in range(100)))
    everything = everything_of(FORMAT, exhibit)
    assert everything.tables["rejected_record"]["locator"].to_list() == [f"line:{line}" for line in range(21, 26)]
    texts = everything.tables["message"]["text"].to_list()
    assert texts == [
        str(number) if number > 26 or number < 20 else "" for number in range(100) if number not in range(20, 25)
    ]
    assert everything.total == FORMAT.count(exhibit) == 100


def test_halves_of_surrogate_pairs_are_replaced(everything_of, exhibit_with):
    """Escapes that stand for no character don't cost the message."""
    messages = everything_of(FORMAT, exhibit_with(json.dumps(message("a \ud83d b")))).tables["message"]
    assert messages["text"].to_list() == ["a \ufffd b"]


def test_small_blocks_and_batches_do_not_show(everything_of, exhibit_of, monkeypatch):
    """The rows are the same when text comes in crumbs and batches hold one message."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    monkeypatch.setattr("sources.formats.jabber_json.BATCH_ROWS", 1)
    for module in ("objects", "scan"):
        monkeypatch.setattr(f"sources.jabber.{module}._BLOCK", 7)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    assert FORMAT.count(exhibit_of(SAMPLE)) == 6
    for name, table in whole.items():
        assert parts[name].sort(table.columns).equals(table.sort(table.columns)), name


@pytest.mark.parametrize("more", [{"a": [[[{"b": [{}, [], [1, "x", None]]}]]]}, {"a": {"b": {"c": {"d": "}"}}}}])
def test_deeply_nested_members_cost_no_count(everything_of, exhibit_with, more):
    """Objects glued on one line are counted right, however deep their members go."""
    exhibit = exhibit_with(json.dumps(message(**more)) * 3 + '{"a": [[[[1}]]]]}' + json.dumps(message()))
    everything = everything_of(FORMAT, exhibit)
    assert (everything.record_count, everything.rejected_count) == (3, 1)
    assert FORMAT.count(exhibit) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(everything_of, exhibit_with, encoding):
    """A dump that was saved again in another encoding says the same."""
    exhibit = exhibit_with(json.dumps(message("码头见 " * 9), ensure_ascii=False).encode(encoding))
    assert everything_of(FORMAT, exhibit).tables["message"]["text"].to_list() == ["码头见 " * 9]
    assert FORMAT.count(exhibit) == 1


def test_wrong_encoding_is_undecodable(exhibit_with):
    """Bytes in no known encoding are refused with that reason."""
    with pytest.raises(UndecodableText):
        list(FORMAT.read(exhibit_with(json.dumps(message("caf!"), indent=1).encode().replace(b"!", b"\xe9"))))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"[]"])
def test_empty_dumps_say_so(exhibit_with, content):
    """Nothing, blanks and an empty array are empty exhibits."""
    assert [part.status for part in FORMAT.read(exhibit_with(content))] == ["empty"]
    assert FORMAT.count(exhibit_with(content)) == 0


def test_objects_of_another_kind_are_refused(exhibit_with):
    """Where no object is a message, the error names the file."""
    with pytest.raises(UnreadableExhibit, match=r"other\.json"):
        list(FORMAT.read(exhibit_with('{"a": 1}\n{"b": 2}\n', "other.json")))


def test_a_broken_first_object_does_not_hide_the_rest():
    """The format is recognised by the first whole message, whatever the file's name."""
    content = SAMPLE.read_bytes()
    assert sniffed(content, "x.bin") == 0.95
    assert sniffed(content.replace(b"{", b"{,", 1)) == 0.95


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\x00\x01",
        b'{"name": "C", "type": "private_group", "id": 1, "messages": []}',
        b'[{"type": "message", "user": "U1", "text": "x", "ts": "1.2"}]',
        b'{"ts": "1.2", "from": "a@b.c", "to": "d@e.f", "body": "x"}',
        b'{"ts": "2020-01-01T00:00:00", "from": "Ann", "to": "Bob", "body": "x"}',
        b'{"date": "2020-01-01T00:00:00", "from": "a@b.c", "to": "d@e.f", "subject": "mail", "body": "x"}',
        b"ts,from,to,body\n2020-01-01T00:00:00,a@b.c,d@e.f,x\n",
    ],
)
def test_other_json_is_not_taken_for_jabber(content):
    """Mail, chat exports and tables with like keys are not Jabber dumps."""
    assert sniffed(content) == 0
