"""One message in several exhibits is known again; what only looks alike, or stands twice in one exhibit, is not."""

import random
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.duplicates.copies import message_copies
from resolvers.duplicates.seen import seen_messages

# What one phone shows of the two ends: itself as "me", without an account, and the other under a label.
ANNS_PHONE = {"ann": None, "bob": "whatsapp:Bobby~1"}
BOBS_PHONE = {"ann": "whatsapp:Annie~2", "bob": None}


def copied(seen) -> list[tuple[str, str]]:
    return message_copies(seen).select("message_id", "original_message_id").rows()


def same_position(pairs) -> bool:
    return all(copy.rpartition("-")[2] == original.rpartition("-")[2] for copy, original in pairs)


def test_both_ends_of_a_talk_are_one(talk, places_of, seen_of):
    """Other thread, other names, "me" on either side: every message of the later phone is a copy, `ok` too."""
    lines = talk(40)
    pairs = copied(
        seen_of(
            places_of(lines, 1, names=ANNS_PHONE, is_label=True), places_of(lines, 2, names=BOBS_PHONE, is_label=True)
        )
    )
    assert len(pairs) == 40
    assert same_position(pairs)
    assert all(copy.startswith("m002") for copy, _ in pairs)


def test_a_clock_of_another_zone_is_known(talk, places_of, seen_of):
    """Where a zone was only assumed, the clocks may differ by it; the difference is told in minutes."""
    lines = talk(40)
    later = places_of(lines, 2, ahead=6.5 * 3600 + 3, time_basis="local_assumed")
    copies = message_copies(seen_of(places_of(lines, 1), later))
    assert copies["shift_minutes"].to_list() == [390] * 40
    assert copied(seen_of(places_of(lines, 1), later.with_columns(time_basis=pl.lit("offset")))) == []


def test_summer_time_changes_the_shift_within_a_talk(talk, places_of, seen_of):
    """One exhibit in local time without its zone: an hour more from one day on is the same talk still."""
    lines = talk(60)
    later = places_of([(at + timedelta(hours=7 + (n > 30)), *rest) for n, (at, *rest) in enumerate(lines)], 2)
    copies = message_copies(seen_of(places_of(lines, 1), later.with_columns(time_basis=pl.lit("local_assumed"))))
    assert copies.height >= 59
    assert set(copies["shift_minutes"]) == {420, 480}


def test_minutes_are_compared_with_seconds(talk, places_of, seen_of):
    """An export without seconds gives copies of a database with them, in order where one minute holds several."""
    lines = [(at.replace(second=5 * (n % 3) + 7), "ann" if n % 2 else "bob", words)
             for n, (at, _, words) in enumerate(talk(60))]  # fmt: skip
    coarse = [(at.replace(second=0), *rest) for at, *rest in lines]
    pairs = copied(seen_of(places_of(lines, 1), places_of(coarse, 2)))
    assert len(pairs) == 60
    assert same_position(pairs)


def test_short_words_at_one_time_prove_nothing(places_of, talk, seen_of):
    """Two talks in which everybody says ok at the same moments stay two."""
    moments = [at for at, _, _ in talk(60)]
    lines = [(at, "ann" if n % 2 else "bob", ("ok", "好的", "hi", "yes")[n % 4]) for n, at in enumerate(moments)]
    assert copied(seen_of(places_of(lines, 1), places_of(lines, 2))) == []


def test_nothing_is_a_copy_inside_its_own_exhibit(talk, places_of, seen_of):
    """One chat twice in one file, and people who repeat themselves, are all kept."""
    lines = talk(40)
    twice = pl.concat([places_of(lines, 1, thread_id="whatsapp:a"), places_of(lines, 1, thread_id="whatsapp:b")])
    assert copied(seen_of(twice)) == []
    pairs = copied(seen_of(twice, places_of(lines, 2, thread_id="whatsapp:c")))
    assert len(pairs) == 40
    assert len({original for _, original in pairs}) == 40


def test_a_word_said_twice_has_two_copies(talk, places_of, seen_of):
    """One to one: of three equal words here and two there, two are copies and none is taken twice."""
    lines = talk(30)
    at = lines[-1][0] + timedelta(minutes=5)
    thrice = [*lines, *((at + timedelta(seconds=second), "ann", "send it") for second in (0, 3, 6))]
    twice = [*lines, *((at + timedelta(seconds=second), "ann", "send it") for second in (0, 3))]
    pairs = copied(seen_of(places_of(twice, 1), places_of(thrice, 2)))
    assert len(pairs) == 32
    assert len({original for _, original in pairs}) == 32


def test_three_exhibits_have_one_original(talk, places_of, seen_of):
    """Each message has its original in the first exhibit that holds it, never in another copy."""
    lines = talk(60)
    seen = seen_of(places_of(lines[:40], 1), places_of(lines[20:], 2), places_of(lines, 3, time_basis="local_assumed"))
    copies = message_copies(seen)
    assert copies.height == 20 + 60
    assert not set(copies["message_id"]) & set(copies["original_message_id"])
    of_third = copies.filter(pl.col("message_id").str.starts_with("m003"))["original_message_id"]
    assert of_third.str.slice(0, 4).value_counts().sort("original_message_id").rows() == [("m001", 40), ("m002", 20)]


def test_a_script_sent_to_two_victims_stays_two_talks(talk, places_of, seen_of):
    """The same lines at the same moments, each answered by somebody else: a broadcast, seized from two phones."""
    script = [(at, "ann", words) for at, _, words in talk(30) if words != "ok"]
    answers = [
        [(at + timedelta(seconds=40), victim, f"{victim} answers in his own words {n}") for n, (at, _, _) in
         enumerate(script)]
        for victim in ("bob", "carl")
    ]  # fmt: skip
    talks = [sorted([*script, *said]) for said in answers]
    assert copied(seen_of(*(places_of(lines, order) for order, lines in enumerate(talks, start=1)))) == []


def test_one_name_for_talks_of_two_unknown_owners_is_not_one_talk(talk, places_of, seen_of):
    """Two phones talk with one man, who writes the same to both at one moment; "me" is two people."""
    script = [(at, "ann", words) for at, _, words in talk(30) if words != "ok"]
    talks = [
        sorted([*script, *((at + timedelta(seconds=30), "me", f"phone {n} says {k}") for k, (at, _, _) in
                           enumerate(script))])
        for n in (1, 2)
    ]  # fmt: skip
    shown = {"names": {"me": None}, "thread_id": "wechat:wxid_ann", "platform": "wechat"}
    assert copied(seen_of(*(places_of(lines, order, **shown) for order, lines in enumerate(talks, start=1)))) == []


def test_daily_greetings_do_not_pass_for_another_zone(talk, places_of, seen_of):
    """The same bot lines at the same hours of two days are two days, not one day and a clock that is off."""
    lines = talk(40)
    tomorrow = places_of(lines, 2, ahead=24 * 3600, time_basis="local_assumed")
    assert copied(seen_of(places_of(lines, 1, time_basis="local_assumed"), tomorrow)) == []


def test_ids_of_the_server_are_enough(places_of, seen_of, talk):
    """A server's id is the same at both ends: one message is known by it, whatever the thread is called."""
    line = [(at, who, words, {"native_message_id": "8123456789012345678"}) for at, who, words in talk(1)]
    found = message_copies(seen_of(*(places_of(line, order, platform="wechat") for order in (1, 2))))
    assert found["reason"].to_list() == ["native_id"]


def test_numbers_of_a_box_are_no_ids_elsewhere(talk, places_of, seen_of):
    """Telegram numbers a talk of two within each account: equal numbers under other words and times mean nothing."""

    def numbered(seed):
        return [
            (at, who, words, {"native_message_id": str(n)}) for n, (at, who, words) in enumerate(talk(40, seed=seed))
        ]

    shown = {"platform": "telegram", "thread_id": "telegram:99123"}
    assert copied(seen_of(places_of(numbered(1), 1, **shown), places_of(numbered(2), 2, **shown))) == []


def test_an_edited_message_is_known_by_its_id(talk, places_of, seen_of):
    """In one conversation the same id in the same second is one message, though its words were changed."""
    lines = [(at, who, words, {"native_message_id": str(n)}) for n, (at, who, words) in enumerate(talk(20))]
    edited = [(*lines[0][:2], "what he made of it later", lines[0][3]), *lines[1:]]
    shown = {"platform": "telegram", "thread_id": "telegram:channel99123", "thread_kind": "group"}
    pairs = copied(seen_of(places_of(lines, 1, **shown), places_of(edited, 2, **shown)))
    assert len(pairs) == 20
    assert same_position(pairs)


def test_different_ids_are_different_messages_where_ids_are_shared(talk, places_of, seen_of):
    """He said it twice in one second; each exhibit kept one of them: the ids tell."""
    lines = [(at, who, words, {"native_message_id": f"id-{n}"}) for n, (at, who, words) in enumerate(talk(20))]
    other = [*lines[:5], (*lines[5][:3], {"native_message_id": "id-another"}), *lines[6:]]
    shown = {"platform": "telegram", "thread_id": "telegram:channel99123", "thread_kind": "group"}
    assert len(copied(seen_of(places_of(lines, 1, **shown), places_of(other, 2, **shown)))) == 19


def test_pictures_are_matched_by_time_and_sender(talk, places_of, seen_of):
    """Every exporter writes a picture its own way; in a talk that is proven, sender and time tell."""
    lines = talk(30)
    at = lines[-1][0] + timedelta(minutes=9)

    def with_picture(words):
        return [
            *lines,
            (at, "ann", words, {"kind": "media"}),
            (at + timedelta(seconds=20), "bob", words, {"kind": "media"}),
        ]

    pairs = copied(seen_of(places_of(with_picture("<Media omitted>"), 1), places_of(with_picture("IMG-1.jpg"), 2)))
    assert len(pairs) == 32
    assert same_position(pairs)


def test_lines_of_the_system_about_you_are_the_phone_owners_own(talk, places_of, seen_of):
    """`X invited you` some seconds apart on two phones is two events."""
    lines = talk(30, people=("ann", "bob", "carl"))
    told = [[*lines, (lines[-1][0] + timedelta(seconds=60 + 5 * n), "ann", "ann invited you", {"kind": "system"})]
            for n in (1, 2)]  # fmt: skip
    pairs = copied(seen_of(*(places_of(part, order) for order, part in enumerate(told, start=1))))
    assert len(pairs) == 30


def test_two_known_accounts_never_share_a_message(talk, places_of, seen_of):
    """In a group one says `good morning everybody` where another said it in the same second: two messages."""
    lines = talk(30, people=("ann", "bob", "carl"))
    at = lines[-1][0] + timedelta(minutes=9)
    shown = {"thread_kind": "group", "thread_id": "whatsapp:group"}
    said = [places_of([*lines, (at, who, "good morning everybody")], order, **shown)
            for order, who in ((1, "ann"), (2, "bob"))]  # fmt: skip
    assert len(copied(seen_of(*said))) == 30


def test_one_account_in_one_second_of_one_group_is_one_message(places_of, talk, seen_of):
    """A group whose name and accounts are the platform's own needs no proof: also an `ok` alone is known again."""
    lines = [(at, "ann", "ok") for at, _, _ in talk(2)]
    shown = {"thread_kind": "group", "thread_id": "wechat:99@chatroom", "platform": "wechat"}
    assert len(copied(seen_of(places_of(lines, 1, **shown), places_of(lines, 2, **shown)))) == 2


@pytest.mark.parametrize("shown", ["ok then\u200e", " OK  then", "ok\u00a0then", "ｏｋ then"])
def test_what_exporters_write_differently_is_no_difference(shown, places_of, talk, seen_of):
    """Direction marks, spaces, width and case of letters don't keep a message from being known."""
    lines = talk(30)
    at = lines[-1][0] + timedelta(minutes=9)
    exhibits = [places_of([*lines, (at, "ann", words)], n) for n, words in ((1, "ok then"), (2, shown))]
    assert len(copied(seen_of(*exhibits))) == 31


def test_talks_of_two_platforms_are_two(talk, places_of, seen_of):
    """The same words on two platforms were sent twice."""
    lines = talk(40)
    assert copied(seen_of(places_of(lines, 1), places_of(lines, 2, platform="telegram"))) == []


def test_a_flood_costs_no_square(talk, places_of, seen_of):
    """Thousands of one word in a minute are matched in their order, one to one."""
    lines = talk(30)
    at = lines[-1][0] + timedelta(minutes=9)
    flood = [*lines, *((at, "ann", "1") for _ in range(5000))]
    pairs = copied(seen_of(places_of(flood, 1), places_of(flood, 2)))
    assert len(pairs) == 5030
    assert len({original for _, original in pairs}) == 5030


def test_messages_without_time_are_known_by_id_alone(talk, places_of, seen_of):
    """Where no time is known, words alone make no copy, a server's id does."""
    lines = [(None, who, words) for _, who, words in talk(40)]
    assert copied(seen_of(places_of(lines, 1), places_of(lines, 2))) == []
    named = [(None, who, words, {"native_message_id": f"{n:018}"}) for n, (_, who, words) in enumerate(lines)]
    seen = seen_of(*(places_of(named, order, platform="wechat", thread_id="wechat:t") for order in (1, 2)))
    assert message_copies(seen)["shift_minutes"].to_list() == [None] * 40


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), kept=st.lists(st.booleans(), min_size=40, max_size=40))
def test_rows_may_come_in_any_order(seed, kept):
    """Copies depend on the exhibits' order alone; each message is copied once and no copy is an original."""
    chance = random.Random(seed)  # noqa: S311 - an order that is the same every time
    exhibits = []
    for order in (1, 2, 3):
        rows = _plain_rows(order, [n for n in range(40) if order == 1 or kept[n] or chance.random() < 0.7])
        exhibits += rows
    straight = message_copies(seen_messages(pl.DataFrame(exhibits)))
    chance.shuffle(exhibits)
    assert message_copies(seen_messages(pl.DataFrame(exhibits))).equals(straight)
    assert straight["message_id"].is_unique().all()
    assert not set(straight["message_id"]) & set(straight["original_message_id"])
    assert (
        straight.with_columns(order=pl.col("message_id").str.slice(0, 2))
        .select(pl.struct("order", "original_message_id").is_unique().all())
        .item()
    )


def _plain_rows(order, numbers):
    start = 1_772_000_000
    return [
        {
            "message_id": f"m{order}-{number:03}",
            "exhibit_id": f"e{order}",
            "position": position,
            "platform": "jabber",
            "thread_id": f"jabber:{order}",
            "thread_kind": "direct",
            "sender_account_id": f"jabber:{'ann' if number % 2 else 'bob'}",
            "is_label": False,
            "sent_at": pl.Series([(start + 90 * number) * 1_000_000]).cast(pl.Datetime("us")).item(),
            "time_basis": "utc",
            "kind": "text",
            "text": "ok" if number % 4 == 3 else f"the parcel number {number} is at the bridge",
            "native_message_id": None,
            "forwarded_from": None,
        }
        for position, number in enumerate(numbers)
    ]
