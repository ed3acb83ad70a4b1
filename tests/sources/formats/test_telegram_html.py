"""The reader of Telegram Desktop's HTML pages: senders, times with offset, forwards, service lines, damage."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError
from sources.formats.telegram_html import FORMAT
from sources.record import Head

SAMPLE = Path(__file__).parents[2] / "data" / "telegram_html" / "messages.html"


def page(*messages, title="Dock"):
    return (
        '<!DOCTYPE html><html><body><div class="page_wrap"><div class="page_header">'
        f'<div class="text bold">{title}</div></div><div class="page_body chat_page"><div class="history">'
        f"{''.join(messages)}</div></div></div></body></html>"
    )


def message(number=1, sender="Anna", text="hi", joined="", time="01.02.2023 10:00:00"):
    name = f'<div class="from_name">{sender}</div>' if sender else ""
    return (
        f'<div class="message default clearfix{joined}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{time}">10:00</div>{name}'
        f'<div class="text">{text}</div></div></div>'
    )


def service(text, number=1):
    return f'<div class="message service" id="message{number}"><div class="body details">{text}</div></div>'


def sniffed(content):
    return FORMAT.sniff(Head("messages.html", len(content), content[: 64 * 1024]))


@pytest.fixture
def reading(tmp_path, exhibit_of, everything_of):
    """Reads a page; checks that no record is lost."""

    def read(content, path="ChatExport_1/messages.html", **more):
        file = tmp_path / "messages.html"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        exhibit = exhibit_of(file, path, **more)
        found = everything_of(FORMAT, exhibit)
        assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def sample(reading):
    """The sample, read."""
    return reading(SAMPLE.read_bytes())


def test_page_is_wholly_accounted_for(sample):
    """Messages and service lines are records, separators of days are none."""
    assert sniffed(SAMPLE.read_bytes()) > 0.9
    assert (sample.record_count, sample.rejected_count, sample.end.status) == (8, 0, "read")
    assert sample.tables["message"]["locator"].to_list() == [f"html:message{number}" for number in range(1, 9)]
    assert sample.tables["message"]["kind"].to_list() == [
        "system", "text", "media", "text", "contact_card", "call", "system", "system",
    ]  # fmt: skip


def test_senders_are_names_within_the_chat(sample):
    """A joined message has the sender of the one before; the name of a bot is no part of a name; deleted is nobody."""
    messages = sample.tables["message"]
    assert messages["sender_name"].to_list()[1:6] == ["Hammer", "Hammer", "Rivet", "Silent", "Deleted Account"]
    assert messages["sender_account_id"][1] == messages["sender_account_id"][2]
    assert messages["sender_account_id"][5] is None
    accounts = sample.tables["account"].filter(platform="telegram")
    assert accounts["is_display_name_only"].all() and accounts["thread_id"].null_count() == 0
    assert "Deleted Account" not in sample.tables["name_observation"]["name"].to_list()


def test_times_have_their_offset_or_count_as_local(sample, reading):
    """Newer pages print the offset; older ones are local; service lines know their day only."""
    rows = sample.tables["message"].select("sent_at", "time_basis").rows()
    assert rows[0] == (None, "date_only")
    assert rows[1] == (datetime(2021, 12, 14, 20, 43, 49), "offset")
    assert rows[3] == (datetime(2021, 12, 14, 21, 45, 10), "local_assumed")
    assert rows[4] == (datetime(2021, 12, 14, 18, 31, 2), "offset")
    assert rows[5] == (datetime(2021, 12, 15, 0, 2, 2), "offset")
    given = reading(page(message(time="01.02.2023 10:00:00")), timezone="Asia/Shanghai")
    assert given.tables["message"].select("sent_at", "time_basis").row(0) == (datetime(2023, 2, 1, 2), "local_given")
    west = reading(page(message(time="01.02.2023 10:00:00 UTC-03:30")))
    assert west.tables["message"]["sent_at"][0] == datetime(2023, 2, 1, 13, 30)
    odd = reading(page(message(time="31.02.2023 10:00:00"), message(2, time="yesterday")))
    assert odd.tables["message"]["time_basis"].to_list() == ["none", "none"]


def test_words_replies_and_forwards(sample):
    """Markup and entities become plain words with line breaks; a forward tells its first author."""
    rows = sample.tables["message"].to_dicts()
    assert rows[1]["text"] == "bring the nail\n明天 <三点>"
    assert (rows[3]["text"], rows[3]["forwarded_from"], rows[3]["reply_to_native_message_id"]) == (
        "which one?",
        "Far Away",
        "2",
    )


def test_service_lines_become_events(sample):
    """Creation with members, a leave told as removing oneself, a new title."""
    events = sample.tables["membership_event"]
    assert events["event"].to_list() == ["create", "invite", "invite", "leave", "title"]
    assert events["name"].to_list() == ["Dock", None, None, None, "Quay"]
    writers = sample.tables["message"]
    assert events["actor_account_id"][0] == writers["sender_account_id"][1]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Anna invited Bob and Carl", "invite"),
        ("Anna removed Bob", "remove"),
        ("Anna joined group by link from Bob", "join"),
        ("Anna joined group by request", "join"),
        ("Anna converted this group to a supergroup", "other"),
        ("Channel «Quay» created", "create"),
    ],
)
def test_sentences_of_the_exporter_are_read(reading, text, event):
    """Sentences about members are events."""
    events = reading(page(service(text))).tables["membership_event"]
    assert set(events["event"]) == {event}


def test_cards_give_phone_and_label(sample):
    """A shared contact is a phone with the sender's label."""
    selector = sample.tables["selector"].row(0, named=True)
    assert (selector["account_id"], selector["basis"]) == ("phone:+12025550104", "contact_card")
    label = sample.tables["name_observation"].filter(name="Little Nail").row(0, named=True)
    assert label["kind"] == "remark" and label["observer_account_id"].startswith("telegram:Silent~")


def test_pages_of_one_chat_are_one_conversation(reading):
    """Title and folder make the conversation; another folder is another one."""
    one, two, other = (
        reading(page(message()), path).tables["thread"]["thread_id"][0]
        for path in ("a/chat_1/messages.html", "a/chat_1/messages2.html", "a/chat_2/messages.html")
    )
    assert one == two != other


def test_a_joined_message_without_anybody_before_is_nobodys(reading):
    """A page that begins in the middle of a talk makes up no sender; numbers that come twice are duplicates."""
    found = reading(page(message(1, None, joined=" joined"), message(2), message(2)))
    assert found.tables["message"]["sender_account_id"].null_count() == 1
    assert (found.record_count, found.duplicate_count) == (2, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read(reading, encoding):
    """A page that was saved again in another encoding says the same."""
    found = reading(page(message(text="码头见 " * 9)).encode(encoding))
    assert found.tables["message"]["text"].to_list() == [("码头见 " * 9).strip()]


def test_control_signs_behind_a_line_break_are_words(reading):
    """A sign that markup may not hold costs nothing: the message keeps it, and the page is read."""
    found = reading(page(message(text="first<br>\x0bsecond<br/>third"), message(2)))
    assert found.tables["message"]["text"].to_list() == ["first\n\x0bsecond\nthird", "hi"]


def test_damaged_characters_and_cut_pages_are_partial(reading):
    """Stray bytes are escaped and said, a page without its end is partial, one without messages empty."""
    stray = reading(page(message(text="caf\udce9")).encode("utf-8", "surrogateescape"))
    assert (stray.tables["message"]["text"].to_list(), stray.end.status) == (["caf\\xe9"], "partial")
    cut = reading(page(message(1), message(2)).encode()[:-60])
    assert (cut.record_count, cut.end.status) == (2, "partial")
    assert reading(page()).end.status == "empty"
    assert reading(b"").end.status == "empty"


def test_deep_and_huge_pages_are_read(exhibit_with, reading, everything_of):
    """Nesting without end is said to be damage; a text of megabytes is read."""
    deep = page(message(1), message(2, text="<b>" * 3000 + "x" + "</b>" * 3000), message(3))
    found = everything_of(FORMAT, exhibit_with(deep))
    assert (found.tables["message"]["text"].to_list()[:1], found.end.status) == (["hi"], "partial")
    assert len(reading(page(message(text="鉄" * 2_000_000))).tables["message"]["text"][0]) == 2_000_000


@pytest.mark.parametrize(
    "twin",
    [
        b"",
        b"<html><body><div class='message'>x</div></body></html>",
        b'<html><div class="page_header"></div><div class="history"><div class="message default clearfix" id="$e1:x">',
        b'{"messages": []}',
        b'<div class="pull_right date details" title="01.01.2020 10:00:00">',
    ],
)
def test_look_alikes_are_left_to_others(twin):
    """Pages of other programs aren't taken, also where they copy the style."""
    assert sniffed(twin) == 0


def test_small_batches_change_nothing(monkeypatch, exhibit_of, everything_of):
    """Rows are the same when they come two at a time and bytes in crumbs."""
    whole = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    monkeypatch.setattr("sources.formats.telegram_html._STRETCH_ROWS", 2)
    parts = everything_of(FORMAT, exhibit_of(SAMPLE)).tables
    for name, rows in whole.items():
        assert rows.sort(rows.columns).equals(parts[name].sort(rows.columns)), name


@settings(max_examples=25)
@given(
    at=st.floats(min_value=0, max_value=1),
    junk=st.binary(min_size=1, max_size=30)
    | st.sampled_from([b"<div>", b"</div>", b"<!--", b"<![CDATA[", b"\0", b"&#x0;"]),
    is_cut=st.booleans(),
)
def test_damage_never_crashes(tmp_path_factory, exhibit_of, everything_of, at, junk, is_cut):
    """Whatever is written over a page, it is read, partly read or refused."""
    content = SAMPLE.read_bytes()
    place = int(len(content) * at)
    file = tmp_path_factory.mktemp("damaged") / "messages.html"
    file.write_bytes(content[:place] if is_cut else content[:place] + junk + content[place + len(junk) :])
    try:
        assert everything_of(FORMAT, exhibit_of(file)).end.status in ("read", "partial", "empty")
    except SourceError:
        return


def test_equal_titles_on_two_phones_are_two_talks(everything_of, exhibit_of):
    """Every full export has a chat_001; whose it is or where it lies tells the talks and the people apart."""
    page = SAMPLE
    places = [("a/chats/chat_001", {}), ("b/chats/chat_001", {}), ("a/chats/chat_001", {"telegram": "9911"})]
    found = [
        everything_of(FORMAT, exhibit_of(page, f"{folder}/{name}.html", owners=owners)).tables
        for folder, owners in places
        for name in ("messages", "messages2")
    ]
    threads = [tables["thread"]["thread_id"].to_list() for tables in found]
    assert threads[0::2] == threads[1::2] and len({str(each) for each in threads}) == 3
    here, there = (set(tables["account"].filter("is_display_name_only")["account_id"]) for tables in found[0:3:2])
    assert here and there and not here & there
