"""The whole line on talks seized from both phones (WhatsApp, WeChat, Telegram), and on a Jabber server's log."""

import csv
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from warehouse.connection import open_snapshot

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
WORDS = ("harbour", "market", "ticket", "bridge", "river", "morning", "payment", "driver", "office", "number")
COUNT = 30
_WECHAT_COLUMNS = ("id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime")
ECHOED = "the parcel can not be delivered before monday evening"


def talk(seed: int) -> list[tuple[datetime, bool, str]]:
    """Time, whether Ann speaks, and words; every third message is an ok."""
    chance = random.Random(seed)  # noqa: S311 - a talk that is the same every time
    lines, at = [], START
    for number in range(COUNT):
        at += timedelta(seconds=chance.randint(30, 500))
        words = "ok" if number % 3 == 2 else " ".join(chance.choices(WORDS, k=5))
        lines.append((at, chance.random() < 0.5, words))
    return lines


def write_whatsapp(folder: Path, own: str, other: str, *, is_ann: bool, hours: int) -> None:
    """Ann's export is of an iPhone with seconds, Bob's of an Android phone seven zones on, without."""
    shown = "[{:%d.%m.%y, %H:%M:%S}] {}: {}" if is_ann else "{:%d.%m.%y, %H:%M} - {}: {}"
    lines = [
        shown.format(at + timedelta(hours=hours), own if speaks == is_ann else other, words)
        for at, speaks, words in talk(1)
    ]
    (folder / f"WhatsApp Chat with {other}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_wechat(folder: Path, other: str, *, is_ann: bool) -> None:
    """A table of one talk; neither export says whose phone it was."""
    with (folder / f"{other}_0_{COUNT}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_WECHAT_COLUMNS)
        for number, (at, speaks, words) in enumerate(talk(2), start=1):
            local = at + timedelta(hours=8)
            own = int(speaks == is_ann)
            talker = "我" if own else other
            rows.writerow(
                [number, 7_100_000_000_000_000_000 + number, "文本", own, talker, other, words, "", f"{local:%F %T}"]
            )


def write_telegram(folder: Path, other: tuple[str, int], me: tuple[str, int], *, first: int) -> None:
    """A chat of two as each account numbers it in its own box."""
    is_ann = me[0] == "Ann"
    messages = [
        {
            "id": first + number,
            "type": "message",
            "date": f"{at:%FT%T}",
            "date_unixtime": str(int(at.timestamp())),
            "from": (me if speaks == is_ann else other)[0],
            "from_id": f"user{(me if speaks == is_ann else other)[1]}",
            "text": words,
        }
        for number, (at, speaks, words) in enumerate(talk(3))
    ]
    chat = {"name": other[0], "type": "personal_chat", "id": other[1], "messages": messages}
    (folder / "result.json").write_text(json.dumps(chat, indent=1), encoding="utf-8")


def write_jabber(folder: Path) -> None:
    """A log in which one message came back undelivered and one greeting was returned."""
    told = [
        (0.0, "ann", ECHOED), (0.3, "bob", ECHOED), (60.0, "bob", "good evening"), (61.0, "ann", "good evening"),
        (90.0, "bob", "what did you want"),
    ]  # fmt: skip
    lines = [
        {"ts": f"{START + timedelta(seconds=second):%FT%T.%f}", "from": f"{who}@x.example",
         "to": f"{'bob' if who == 'ann' else 'ann'}@x.example", "body": words}
        for second, who, words in told
    ]  # fmt: skip
    (folder / "log.json").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Bob's phone is delivered first, then Ann's, then the server; asks the published snapshot."""
    files, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    for seizure in ("ann", "bob", "server"):
        (files / seizure).mkdir()
    write_whatsapp(files / "ann", "Ann", "Bobby", is_ann=True, hours=0)
    write_whatsapp(files / "bob", "Bob", "Annie", is_ann=False, hours=7)
    write_wechat(files / "ann", "wxid_bob9900000000", is_ann=True)
    write_wechat(files / "bob", "wxid_ann9900000000", is_ann=False)
    write_telegram(files / "ann", ("Bob", 99002), ("Ann", 99001), first=100)
    write_telegram(files / "bob", ("Ann", 99001), ("Bob", 99002), first=5000)
    write_jabber(files / "server")
    for seizure in ("bob", "ann", "server"):
        added = ["add", str(files / seizure), "--case", "ends", "--seizure", seizure, "--json"]
        assert steelnail(["--home", str(home), *added]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0

    def ask(statement: str) -> list[tuple[object, ...]]:
        with open_snapshot(Settings(home).published_file) as snapshot:
            return snapshot.execute(statement)

    return ask


@pytest.mark.parametrize("platform", ["whatsapp", "wechat", "telegram"])
def test_one_talk_of_two_phones_is_published_once(asked, platform):
    """Each message stands once, in one of the exports, with both places; the other counts its records as duplicates."""
    assert asked(f"select count(*) from message where platform = '{platform}' and kind <> 'system'") == [(COUNT,)]
    places = asked(
        "select count(*), count(distinct message_provenance.exhibit_id) from message_provenance "
        f"inner join message using (message_id) where platform = '{platform}' and kind <> 'system'"
    )
    assert places == [(2 * COUNT, 2)]
    counts = asked(
        "select record_count, duplicate_count, independent_count from exhibit "
        f"where starts_with(format, '{platform}') order by record_count"
    )
    assert counts == [(0, COUNT, COUNT), (COUNT, 0, COUNT)]


def test_the_phone_that_gives_seconds_holds_the_original(asked):
    """Of the WhatsApp exports Bob's has minutes alone."""
    held = asked(
        "select distinct exhibit.seizure_id from message inner join exhibit using (exhibit_id) "
        "where platform = 'whatsapp' and kind <> 'system'"
    )
    assert held == [("ann",)]


def test_the_other_end_tells_who_me_is(asked):
    """Ann's WeChat export says "me" where Bob's gives her id, and the published message has it."""
    senders = asked("select distinct sender_account_id from message where platform = 'wechat' order by 1")
    assert senders == [("wechat:wxid_ann9900000000",), ("wechat:wxid_bob9900000000",)]


def test_clocks_of_two_zones_are_told(asked):
    """The phone seven zones on is ahead by 420 minutes, and its name for the talk is kept beside the first."""
    (shift,) = asked("select shift_minutes, message_count from thread_alias where starts_with(thread_id, 'whatsapp')")
    assert shift == (420, COUNT)


def test_an_echo_is_nobodys_and_a_greeting_is_not_an_echo(asked):
    """The undelivered message counts for Ann alone; both who said good evening said it."""
    echo = asked(
        "select text, sender_account_id, logged_under from message inner join message_trait using (message_id) "
        "where trait = 'echo'"
    )
    assert echo == [(ECHOED, None, "jabber:bob@x.example")]
    counts = asked("select account_id, message_count from account where platform = 'jabber' order by 1")
    assert counts == [("jabber:ann@x.example", 2), ("jabber:bob@x.example", 2)]
