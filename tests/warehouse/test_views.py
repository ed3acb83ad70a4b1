"""Published views: cases stay apart, a person's decision explains a join, scoped ids stay in their thread."""

from datetime import datetime

import polars as pl
import pytest

from sources.record import BatchBuilder
from warehouse.case_frames import fill_references
from warehouse.cases import store_entities
from warehouse.errors import GateFailed
from warehouse.intake import take_in_journal
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp, JudgementGiven
from warehouse.publish import publish_snapshot
from warehouse.schema import frames
from warehouse.schema.records import RECORD_RELATIONS
from warehouse.snapshot import asking, trace_links

RELATIONS = {relation.name: relation for relation in RECORD_RELATIONS}
EXHIBIT = "e" * 64


def account(native_id, platform="qq", thread_id=None):
    return {
        "locator": "line:1",
        "account_id": f"{platform}:{native_id}",
        "platform": platform,
        "native_id": native_id,
        "is_owner": False,
        "is_display_name_only": False,
        "thread_id": thread_id,
    }


def named(native_id, name, count=3):
    return {
        "locator": "line:1",
        "account_id": f"qq:{native_id}",
        "name": name,
        "kind": "account_nickname",
        "observation_count": count,
    }


def said(nick, thread_id, minute):
    return {
        "locator": f"line:{minute}",
        "position": minute,
        "platform": "irc",
        "thread_id": thread_id,
        "sender_account_id": f"irc:{nick}",
        "sent_at": datetime(2026, 1, 1, 10, minute),
        "time_basis": "utc",
        "kind": "text",
        "text": "hello",
        "is_deleted": False,
    }


def store(warehouse, case_id, records, exhibit=EXHIBIT):
    """Store records and put them down as read."""
    batch = BatchBuilder(exhibit)
    for relation, rows in records.items():
        for row in rows:
            batch.add(relation, **row)
    for name, rows in batch.take().tables.items():
        warehouse.append_case_rows(RELATIONS[name], case_id, rows, schema="record")
    place = {"case_id": case_id, "exhibit": exhibit, "path": f"{exhibit[0]}.txt"}
    warehouse.execute(
        "insert into ledger.provenance values ($case_id, 's', $path, $exhibit, 1, 'none', null, null, 'entry', null)",
        place,
    )
    warehouse.execute(
        "insert into ledger.reading values "
        "($case_id, $exhibit, 's', $path, 'key', 'read', 'format', 'reader/1', 1, 0, 0, null, null, null)",
        place,
    )
    fill_references(warehouse, case_id)


def settle(warehouse, case_id, entity_of):
    members = pl.DataFrame(
        {"reference": list(entity_of), "entity_id": list(entity_of.values()), "probability": [1.0] * len(entity_of)}
    )
    events = pl.DataFrame(schema=frames.ENTITY_EVENT.polars_schema())
    store_entities(warehouse, case_id, members, events, run_id="run-1", happened_at=datetime(2026, 1, 1))


def _member(gang_id, entity_id, *, share=1.0, is_main=True, rank=None):
    return {
        "gang_id": gang_id,
        "entity_id": entity_id,
        "share": share,
        "is_main": is_main,
        "leadership_rank": rank,
    }


def replace(warehouse, relation, case_id, rows):
    with warehouse.transaction():
        warehouse.replace_case_rows(relation, case_id, pl.DataFrame(rows))


def judge(warehouse, folder, decisions):
    journal = Journal(folder)
    given_before = len(list(journal.read_entries()))
    for number, (case_id, left, right, judgement) in enumerate(decisions, start=given_before):
        stamp = EntryStamp(1_700_000_000_000_000_000 + number * 1000, "test")
        journal.append_judgement(stamp, JudgementGiven(case_id, left, right, judgement, "both spoke", "Li", stamp.at))
    take_in_journal(warehouse, journal)


@pytest.fixture
def published(warehouse, tmp_path, run_record):
    """Publishes what stands in the warehouse and asks it."""

    def ask(statement, **parameters):
        with asking(publish_snapshot(warehouse, tmp_path / "published", run_record)) as snapshot:
            return snapshot.rows(statement, **parameters)

    return ask


@pytest.fixture
def joined_by_hand(warehouse):
    """Two accounts of one entity, joined by a score that rests on no comparison."""
    store(warehouse, "c", {"account": [account("1"), account("2")]})
    settle(warehouse, "c", {"account:qq:1": "E-1", "account:qq:2": "E-1"})
    pair = {"reference_l": "account:qq:1", "reference_r": "account:qq:2", "match_weight": -20.0}
    decided = {"match_probability": 0.999, "family_count": 0, "decided_by": "judgement", "decision": "join"}
    replace(warehouse, frames.SCORED_PAIR, "c", [pair | decided])


def test_a_name_that_two_cases_share_is_counted_once(warehouse, published):
    """Sightings of a name are those of the case, however many other cases know the name."""
    for case_id in ("c1", "c2"):
        store(warehouse, case_id, {"account": [account("1")], "name_observation": [named("1", "Bob")]})
        replace(warehouse, frames.NAME_FORM, case_id, [{"name": "Bob", "alias_form": "bob"}])
        settle(warehouse, case_id, {"account:qq:1": f"E-{case_id}"})
    for relation in ("entity_alias", "name_observation"):
        assert published(f"select case_id, observation_count from {relation} order by all") == [
            {"case_id": "c1", "observation_count": 3},
            {"case_id": "c2", "observation_count": 3},
        ]


def test_a_decision_alone_explains_a_join(warehouse, published, joined_by_hand, tmp_path):
    """A pair that only a person joined is published, with the person's reason, and nothing of it is untraced."""
    judge(warehouse, tmp_path / "journal", [(None, "account:qq:1", "account:qq:2", "positive")])
    rows = published("select link.status, comparison, sentence_en from link inner join link_evidence using (link_id)")
    sentence = "Li judged that they are the same: both spoke"
    assert rows == [{"status": "confirmed", "comparison": "judgement", "sentence_en": sentence}]
    assert trace_links(tmp_path / "published" / "current.duckdb").untraced == ()


@pytest.mark.parametrize("cases", [("c", None), (None, "c"), (None, None), ("c", "c")])
def test_of_two_decisions_the_later_holds(warehouse, published, joined_by_hand, tmp_path, cases):
    """With and without a case, in either order of sides: the link stands once, under the later decision."""
    first, later = cases
    decisions = [
        (first, "account:qq:1", "account:qq:2", "negative"),
        (later, "account:qq:2", "account:qq:1", "positive"),
    ]
    judge(warehouse, tmp_path / "journal", decisions)
    assert published("select status from link") == [{"status": "confirmed"}]
    assert published("select level from link_evidence") == [{"level": "positive"}]


def test_an_entity_rests_on_its_own_log(warehouse, published):
    """A nick borne by two people in two logs at one time: each rests on the log he wrote in."""
    for thread, exhibit in (("irc:one", "1" * 64), ("irc:two", "2" * 64)):
        messages = [said("bob", thread, minute) for minute in (1, 2)]
        store(warehouse, "c", {"account": [account("bob", "irc", thread)], "message": messages}, exhibit)
    references = warehouse.execute("select reference, thread_id from frame.reference")
    settle(warehouse, "c", {str(reference): f"E-{thread}" for reference, thread in references})
    rows = published("select exhibit_id, piece_count from rests_on('E-irc:one') where gives = 'message'")
    assert rows == [{"exhibit_id": "1" * 64, "piece_count": 2}]


def test_a_selector_is_counted_by_its_places(warehouse, published):
    """An entity with an account in two threads holds the account's selector once."""
    selector = {
        "locator": "line:7",
        "account_id": "irc:bob",
        "kind": "phone",
        "value": "+861",
        "basis": "message",
        "is_usable": True,
    }
    for thread, exhibit in (("irc:one", "1" * 64), ("irc:two", "2" * 64)):
        records = {"account": [account("bob", "irc", thread)], "message": [said("bob", thread, 1)]}
        store(warehouse, "c", records | ({"selector": [selector]} if thread == "irc:one" else {}), exhibit)
    references = [str(row[0]) for row in warehouse.execute("select reference from frame.reference")]
    settle(warehouse, "c", dict.fromkeys(references, "E-1"))
    replace(
        warehouse,
        frames.SCORED_PAIR,
        "c",
        [
            {
                "reference_l": min(references),
                "reference_r": max(references),
                "match_weight": 9.0,
                "match_probability": 0.99,
                "family_count": 1,
                "decided_by": "fixed_weights",
                "decision": "join",
            }
        ],
    )
    reason = {"family": "other", "comparison": "x", "level": "x", "weight": 9.0, "sentence_en": "", "sentence_zh": ""}
    place = {"exhibit_id": "1" * 64, "locator": "line:1"}
    pair = {"reference_l": min(references), "reference_r": max(references)}
    replace(warehouse, frames.PAIR_EVIDENCE, "c", [pair | reason | place])
    assert published("select value, observation_count from entity_selector") == [
        {"value": "+861", "observation_count": 1}
    ]


def test_a_gang_is_not_called_by_a_protected_member(warehouse, published):
    """A gang without a title is named after a member, never after one who is masked."""
    for native_id, name in (("1", "Victim"), ("2", "Crab")):
        exhibit = native_id * 64
        store(warehouse, "c", {"account": [account(native_id)], "name_observation": [named(native_id, name)]}, exhibit)
    forms = [{"name": "Victim", "alias_form": "victim"}, {"name": "Crab", "alias_form": "crab"}]
    replace(warehouse, frames.NAME_FORM, "c", forms)
    settle(warehouse, "c", {"account:qq:1": "E-1", "account:qq:2": "E-2"})
    labels = [("G-1", "Victim"), ("G-2", "Crab")]
    replace(warehouse, frames.GANG, "c", [{"gang_id": g, "label": name, "member_count": 2} for g, name in labels])
    members = [_member(g, e, share=0.5, is_main=g == "G-1") for g, _ in labels for e in ("E-1", "E-2")]
    replace(warehouse, frames.GANG_MEMBER, "c", members)
    replace(warehouse, frames.PROTECTED, "c", [{"entity_id": "E-1", "reason": "victim", "probability": 0.9}])
    assert [row["label"] for row in published("select label from gang order by gang_id")] == ["G-1", "Crab"]


def _in_gangs(warehouse, memberships):
    """E-1 and E-2, named Crab and Prawn, each with a phone of his own, in these gangs."""
    names = {"1": "Crab", "2": "Prawn"}
    for native_id, name in names.items():
        phone = {"locator": "line:2", "account_id": f"qq:{native_id}", "kind": "phone", "value": f"+86{native_id}"}
        records = {"account": [account(native_id)], "name_observation": [named(native_id, name)]}
        records["selector"] = [phone | {"basis": "message", "is_usable": True}]
        store(warehouse, "c", records, native_id * 64)
    forms = [{"name": name, "alias_form": name.lower()} for name in names.values()]
    replace(warehouse, frames.NAME_FORM, "c", forms)
    settle(warehouse, "c", {"account:qq:1": "E-1", "account:qq:2": "E-2"})
    gangs = sorted({row["gang_id"] for row in memberships})
    replace(warehouse, frames.GANG, "c", [{"gang_id": g, "label": f"works {g}", "member_count": 2} for g in gangs])
    replace(warehouse, frames.GANG_MEMBER, "c", memberships)


def test_who_is_in_two_gangs_has_one_main_gang(warehouse, published):
    """entity.gang_id is the main gang, whatever the shares; the other one stands beside it."""
    _in_gangs(warehouse, [_member("G-1", "E-1", share=0.3), _member("G-2", "E-1", share=0.7, is_main=False)])
    assert published("select gang_id from entity where entity_id = 'E-1'") == [{"gang_id": "G-1"}]
    assert published("select gang_id, is_main from gang_member order by gang_id") == [
        {"gang_id": "G-1", "is_main": True},
        {"gang_id": "G-2", "is_main": False},
    ]
    assert published("select gang_id, is_main from gang_member_history order by gang_id") == [
        {"gang_id": "G-1", "is_main": True},
        {"gang_id": "G-2", "is_main": False},
    ]


def test_gang_overlap_names_members_of_both_and_not_their_own_things(warehouse, published):
    """Who is in both gangs is one row with his name; a phone of his own is shared with nobody."""
    _in_gangs(warehouse, [_member("G-1", "E-1"), _member("G-2", "E-1", is_main=False), _member("G-2", "E-2")])
    rows = published("select other_gang_id, kind, what, name from gang_overlap('G-1')")
    assert rows == [{"other_gang_id": "G-2", "kind": "shared member", "what": "E-1", "name": "Crab"}]


def test_card_and_chart_say_that_somebody_is_in_two_gangs(warehouse, published):
    """The card has both gangs with their windows, the chart marks him with the other one, and who_is tells it."""
    first, second = _member("G-1", "E-1", share=0.7, rank=1), _member("G-2", "E-1", share=0.2, is_main=False, rank=2)
    times = {"from_at": datetime(2025, 3, 1), "until_at": datetime(2025, 4, 1)}
    later = {"from_at": datetime(2025, 5, 1), "until_at": datetime(2025, 6, 1)}
    other = _member("G-2", "E-2", rank=1)
    _in_gangs(warehouse, [first | times, second | later, other | later])
    card = published("select item, detail, from_at from entity_card('E-1') where section = 'gang'")
    assert [(row["item"], row["detail"], row["from_at"].month) for row in card] == [
        ("works G-1", "G-1; rank 1; main gang of 2", 3),
        ("works G-2", "G-2; rank 2; further gang", 5),
    ]
    chart = published("select entity_id, other_gangs from org_chart('G-2') order by entity_id")
    assert chart == [{"entity_id": "E-1", "other_gangs": "works G-1"}, {"entity_id": "E-2", "other_gangs": None}]


def test_card_says_that_a_role_is_not_known_or_told_by_place_alone(warehouse, published):
    """A member without a role is told so in words; a role by the place in the line of command is told apart."""
    _in_gangs(warehouse, [_member("G-1", "E-1", rank=1), _member("G-1", "E-2", rank=2)])
    role = {"entity_id": "E-1", "gang_id": "G-1", "role": "team_leader", "probability": 0.7, "evidence_count": 1}
    replace(warehouse, frames.ENTITY_ROLE, "c", [role])
    words = {"family": "manage", "label_en": "team leader", "label_zh": "组长", "description": "leads"}
    replace(warehouse, frames.ROLE, "c", [{"role": "team_leader", **words}])
    placed = {"entity_id": "E-1", "role": "team_leader", "signal": "placed", "words": "w", "weight": 1.2}
    replace(warehouse, frames.ROLE_EVIDENCE, "c", [placed | {"exhibit_id": "e" * 64, "locator": "line:1"}])
    card = "select item, detail from entity_card($who) where section = 'role'"
    (known,) = published(card.replace("$who", "'E-1'"))
    assert known["item"] == "team_leader"
    assert "only by the place in the line of command" in known["detail"]
    (unknown,) = published(card.replace("$who", "'E-2'"))
    assert unknown == {"item": "not known", "detail": "role not known / 角色不明"}


@pytest.mark.parametrize("mains", [(True, True), (False, False)])
def test_a_member_without_one_main_gang_is_not_published(warehouse, published, mains):
    """Two main gangs, or none, stop the publication."""
    gangs = zip(("G-1", "G-2"), mains, strict=True)
    _in_gangs(warehouse, [_member(gang, "E-1", is_main=is_main) for gang, is_main in gangs])
    with pytest.raises(GateFailed, match="one_main_gang"):
        published("from gang_member")


def test_a_role_that_changed_shows_by_the_month(warehouse, published):
    """Each month has the shares of its own evidence; what has no date is in no month."""
    settle(warehouse, "c", {"account:qq:1": "E-1"})
    place = {"entity_id": "E-1", "signal": "told", "words": "w", "exhibit_id": "e" * 64, "locator": "line:1"}
    rows = [("caller", 3.0, datetime(2023, 1, 5)), ("tester", 1.0, datetime(2023, 1, 31)), ("tester", 2.0, None)]
    rows += [("tester", 2.0, datetime(2023, 2, 1)), ("caller", -2.0, datetime(2023, 2, 2))]
    evidence = [{**place, "role": role, "weight": weight, "seen_at": at} for role, weight, at in rows]
    replace(warehouse, frames.ROLE_EVIDENCE, "c", evidence)
    found = published("select from_at, role, share from role_window order by from_at, role")
    assert [(row["from_at"].month, row["role"], row["share"]) for row in found] == [
        (1, "caller", 0.75),
        (1, "tester", 0.25),
        (2, "tester", 1.0),
    ]


def test_signs_of_coercion_stand_beside_the_person(warehouse, published):
    """A sign is on the card and counted in the chart; one said to a whole room is with nobody."""
    store(warehouse, "c", {"account": [account("1")], "name_observation": [named("1", "Crab")]})
    replace(warehouse, frames.NAME_FORM, "c", [{"name": "Crab", "alias_form": "crab"}])
    settle(warehouse, "c", {"account:qq:1": "E-1"})
    replace(warehouse, frames.GANG, "c", [{"gang_id": "G-1", "label": "G-1", "member_count": 1}])
    replace(warehouse, frames.GANG_MEMBER, "c", [_member("G-1", "E-1")])
    sign = {"kind": "locked_in", "basis": "told", "message_id": "m", "thread_id": "t", "words": "w"}
    sign |= {"sentence_en": "Check.", "sentence_zh": "请核实。", "exhibit_id": "e" * 64, "locator": "line:1"}
    room = {**sign, "sign_id": "s2", "basis": "said_in_room"}
    replace(warehouse, frames.COERCION_SIGN, "c", [{**sign, "sign_id": "s1", "entity_id": "E-1"}, room])
    rows = published("select item, detail from entity_card('E-1') where section = 'coercion'")
    assert rows == [{"item": "locked_in", "detail": "Check. 请核实。 (told, 1 messages)"}]
    assert published("select coercion_signs from org_chart('G-1')") == [{"coercion_signs": 1}]
    assert published("select count(*) as n from coercion_sign") == [{"n": 2}]


def test_gangs_that_write_one_wallet_overlap(warehouse, published):
    """gang_overlap names the wallet that two gangs write; a relation of its own holds what each works with."""
    labels = [{"gang_id": g, "label": g, "member_count": 3} for g in ("G-1", "G-2")]
    replace(warehouse, frames.GANG, "c", labels)
    tool = {"kind": "wallet", "value": "TAAA", "member_count": 2, "observation_count": 3}
    tool |= {"exhibit_id": "e" * 64, "locator": "line:1"}
    replace(warehouse, frames.GANG_INFRASTRUCTURE, "c", [tool | {"gang_id": g} for g in ("G-1", "G-2")])
    rows = published("select other_gang_id, kind, what, evidence_count from gang_overlap('G-1')")
    assert rows == [{"other_gang_id": "G-2", "kind": "shared wallet", "what": "TAAA", "evidence_count": 3}]
    assert published("select count(*) as n from gang_infrastructure where case_id = 'c'") == [{"n": 2}]


def test_a_number_on_several_papers_is_shared_once(warehouse, published):
    """Two people of two gangs share one phone, which a profile and an address book show for each: one piece."""
    _in_gangs(warehouse, [_member("G-1", "E-1"), _member("G-2", "E-2")])
    accounts = [row["account_id"] for row in published("select account_id from entity_account order by entity_id")]
    phone = {"kind": "phone", "value": "+8613800138000", "raw": "x", "is_usable": True}
    papers = [
        phone | {"account_id": bearer, "basis": basis, "locator": f"line:{n}"}
        for bearer in accounts
        for n, basis in enumerate(("profile", "address_book"))
    ]
    store(warehouse, "c", {"selector": papers}, exhibit="d" * 64)
    rows = published("select kind, evidence_count from gang_overlap('G-1') where kind = 'shared phone'")
    assert rows == [{"kind": "shared phone", "evidence_count": 1}]


def test_an_app_under_two_names_is_shared_once(warehouse, published):
    """Both gangs know the app by its old and its new name: one row, under the first name, each message once."""
    replace(warehouse, frames.GANG, "c", [{"gang_id": g, "label": g, "member_count": 3} for g in ("G-1", "G-2")])
    tool = {"kind": "app", "same_as": "old", "member_count": 2, "observation_count": 3}
    tool |= {"exhibit_id": "e" * 64, "locator": "line:1"}
    names = [tool | {"gang_id": g, "value": name} for g in ("G-1", "G-2") for name in ("old", "new")]
    replace(warehouse, frames.GANG_INFRASTRUCTURE, "c", names)
    rows = published("select kind, what, evidence_count from gang_overlap('G-1')")
    assert rows == [{"kind": "shared app", "what": "old", "evidence_count": 6}]


def test_dens_stand_on_cards_and_are_counted(warehouse, published):
    """A card names the den unless its person is protected; case_outcome counts dens, and a den its gangs."""
    store(warehouse, "c", {"account": [account("1"), account("2")]})
    settle(warehouse, "c", {"account:qq:1": "E-1", "account:qq:2": "E-2"})
    den = {"den_id": "D-1", "label": "blue bay park", "kind": "park", "member_count": 2, "evidence_count": 2}
    replace(warehouse, frames.DEN, "c", [den])
    told = [{"den_id": "D-1", "entity_id": f"E-{n}", "gang_id": f"G-{n}"} for n in "12"]
    sure = {"probability": 0.7, "evidence_count": 1}
    replace(warehouse, frames.DEN_MEMBER, "c", [row | sure for row in told])
    place = {"way": "self", "words": "i'm in blue bay park", "exhibit_id": EXHIBIT, "locator": "line:1"}
    rows = [{name: row[name] for name in ("den_id", "entity_id")} | place for row in told]
    replace(warehouse, frames.DEN_EVIDENCE, "c", rows)
    replace(warehouse, frames.PROTECTED, "c", [{"entity_id": "E-2", "reason": "victim", "probability": 0.9}])
    card = "select item, detail from entity_card($who) where section = 'den'"
    assert published(card, who="E-1") == [{"item": "blue bay park", "detail": "park, D-1; 1 pieces of evidence"}]
    assert published(card, who="E-2") == []
    assert published("select gang_count from den") == [{"gang_count": 2}]
    assert published("select value, item_count from case_outcome where measure = 'dens'") == [
        {"value": 1.0, "item_count": 2}
    ]


@pytest.mark.parametrize("asked", ["Bob's", "ＢＯＢ＇Ｓ", " bob's　", "@bob's"])
def test_a_name_is_found_however_it_was_typed(warehouse, published, asked):
    """Full-width letters, spaces around and a leading at sign do not hide a name."""
    store(warehouse, "c", {"account": [account("1")], "name_observation": [named("1", "Bob's")]})
    replace(warehouse, frames.NAME_FORM, "c", [{"name": "Bob's", "alias_form": "bob's"}])
    views = [{"alias_form": "bob's", "view": view, "value": "bob's"} for view in ("raw", "form", "skeleton")]
    replace(warehouse, frames.ALIAS_VIEW, "c", views)
    settle(warehouse, "c", {"account:qq:1": "E-1"})
    assert published("select entity_id, matched_by from who_is($asked)", asked=asked) == [
        {"entity_id": "E-1", "matched_by": "form"}
    ]


def test_what_was_left_open_comes_last(warehouse, published, tmp_path):
    """A pair that a person looked at and could not decide makes room for those nobody has looked at."""
    store(warehouse, "c", {"account": [account(number) for number in "1234"]})
    settle(warehouse, "c", {f"account:qq:{number}": f"E-{number}" for number in "1234"})
    score = {"match_weight": 0.0, "family_count": 1, "decided_by": "fixed_weights", "decision": "lead"}
    pairs = [("1", "2", 0.5), ("3", "4", 0.9)]
    sides = [{"reference_l": f"account:qq:{a}", "reference_r": f"account:qq:{b}"} for a, b, _ in pairs]
    rows = [side | score | {"match_probability": pair[2]} for side, pair in zip(sides, pairs, strict=True)]
    replace(warehouse, frames.SCORED_PAIR, "c", rows)
    reason = {"family": "other", "comparison": "x", "level": "x", "weight": 1.0, "sentence_en": "", "sentence_zh": ""}
    place = {"exhibit_id": EXHIBIT, "locator": "line:1"}
    replace(warehouse, frames.PAIR_EVIDENCE, "c", [side | reason | place for side in sides])
    queue = "select left_reference from review_queue order by position"
    assert [row["left_reference"] for row in published(queue)] == ["account:qq:3", "account:qq:1"]
    judge(warehouse, tmp_path / "journal", [("c", "account:qq:3", "account:qq:4", "unsure")])
    assert [row["left_reference"] for row in published(queue)] == ["account:qq:1", "account:qq:3"]
    judge(warehouse, tmp_path / "journal", [("c", "account:qq:1", "account:qq:2", "negative")])
    assert [row["left_reference"] for row in published(queue)] == ["account:qq:3"]
