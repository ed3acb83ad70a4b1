"""The step that knows messages again: counts stay, a message is published once, the order of work changes nothing."""

from datetime import datetime, timedelta

import pytest

from pipelines.linking import LinkingChoice
from pipelines.steps.case_step import run_case_step
from pipelines.steps.messages import MESSAGE_STEPS
from resolvers.contract import LinkSettings
from sources.record import BatchBuilder
from warehouse.case_frames import fill_references, read_part
from warehouse.connection import Warehouse
from warehouse.intake import exhibit_session, pending_exhibits, take_in_journal
from warehouse.journal import Journal
from warehouse.journal_entries import DeliveredFile, EntryStamp, SeizureAdded
from warehouse.migrate import migrate
from warehouse.publish import RunRecord, publish_snapshot
from warehouse.row_counts import view_rows
from warehouse.snapshot import asking

# The exhibit that tells most comes last and has the greatest hash of the phones: neither counts.
ANNS, BOBS, SERVERS = "a" * 64, "b" * 64, "c" * 64
START = datetime(2026, 3, 1, 9)
LINES = [(minute, "ann" if minute % 2 else "bob", f"the parcel {minute} stands at the bridge") for minute in range(20)]
ECHOED = "nobody is here to take this message any more"
# On Ann's phone she is "me" and Bob a label; Bob's knows both numbers, but not who wrote its first line.
SHOWN = {
    ANNS: ("whatsapp:bob~1", {"ann": None, "bob": "whatsapp:bob~1"}),
    BOBS: ("whatsapp:ann~2", {"ann": "whatsapp:+999", "bob": "whatsapp:+998"}),
}


@pytest.fixture(scope="module")
def new_warehouse():
    """Makes empty warehouses that close themselves."""
    opened = []

    def make() -> Warehouse:
        opened.append(Warehouse(None))
        migrate(opened[-1])
        return opened[-1]

    yield make
    for warehouse in opened:
        warehouse.close()


def entries(folder):
    """One journal for each delivery, Ann's phone before Bob's before the server."""
    journals = []
    for number, (seizure, exhibit) in enumerate((("ann", ANNS), ("bob", BOBS), ("server", SERVERS))):
        stamp = EntryStamp(1_700_000_000_000_000_000 + number, "test")
        journals.append(Journal(folder / seizure))
        journals[-1].append_seizure(
            stamp, SeizureAdded("case", seizure, stamp.at, None, {}, {}), [DeliveredFile("chat.txt", exhibit, 9)]
        )
    return journals


def records(exhibit):
    batch = BatchBuilder(exhibit)
    thread, accounts = SHOWN.get(exhibit, ("jabber:a,b", {"ann": "jabber:a@x.example", "bob": "jabber:b@x.example"}))
    platform = thread.partition(":")[0]
    lines = LINES if exhibit != SERVERS else [(0, "ann", ECHOED), (0.005, "bob", ECHOED), (3, "bob", "I am back")]
    batch.add("thread", locator="line:1", platform=platform, thread_id=thread, kind="direct")
    for account in sorted(filter(None, accounts.values())):
        batch.add(
            "account",
            locator="line:1",
            account_id=account,
            platform=platform,
            native_id=account.partition(":")[2],
            is_owner=False,
            is_display_name_only="~" in account,
        )
    for position, (minute, who, words) in enumerate(lines):
        batch.add(
            "message",
            locator=f"line:{position + 1}",
            position=position,
            platform=platform,
            thread_id=thread,
            sender_account_id=None if (exhibit, position) == (BOBS, 0) else accounts[who],
            sent_at=START + timedelta(minutes=minute),
            time_basis="epoch_s",
            kind="text",
            text=words,
            is_deleted=False,
        )
        batch.record_count += 1
    return batch.take()


def read_waiting(warehouse, readers="v1"):
    for pending in pending_exhibits(warehouse, readers):
        with exhibit_session(warehouse, pending) as session:
            batch = records(pending.exhibit_id)
            session.append(batch.tables, record_count=batch.record_count, rejected_count=0, duplicate_count=0)
            session.finish("read", format_name="f", reader="f/1", independent_count=batch.record_count)


def know_again(warehouse):
    for step in MESSAGE_STEPS:
        run_case_step(step, warehouse, LinkingChoice(LinkSettings(), force=True))
    fill_references(warehouse, "case")


def told(warehouse):
    return {
        name: warehouse.execute(f"select * from frame.{name} order by all")
        for step in MESSAGE_STEPS
        for name in (relation.name for relation in step.makes)
    }


def settle(warehouse, folder):
    """Both phones and the server's log, taken in by the order of deliveries."""
    for journal in entries(folder):
        take_in_journal(warehouse, journal)
    read_waiting(warehouse)
    know_again(warehouse)
    return warehouse


@pytest.fixture
def settled(new_warehouse, tmp_path):
    return settle(new_warehouse(), tmp_path / "journals")


@pytest.fixture(scope="module")
def published(new_warehouse, tmp_path_factory):
    """Asks the snapshot; every account gets an entity of its own first."""
    folder = tmp_path_factory.mktemp("published")
    warehouse = settle(new_warehouse(), folder / "journals")
    warehouse.execute(
        "insert into frame.cluster_member select case_id, reference, 'E-' || account_id, 1.0 from frame.reference"
    )
    run = RunRecord("run-1", datetime(2026, 1, 1), None, "{}", "test", ())
    file = publish_snapshot(warehouse, folder / "published", run)

    def ask(statement):
        with asking(file) as snapshot:
            return [tuple(row.values()) for row in snapshot.rows(statement)]

    return ask


def test_counts_are_kept(settled):
    """A copy counts as duplicate in the exhibit that tells less; read, rejected and duplicate stay all of the file."""
    rows = view_rows(settled, "exhibit").select(
        "seizure_id", "record_count", "rejected_count", "duplicate_count", "independent_count"
    )
    assert rows.rows() == [("ann", 0, 0, 20, 20), ("bob", 20, 0, 0, 20), ("server", 3, 0, 0, 3)]


def test_each_message_is_published_once_with_all_its_places(published):
    """The original stands in the phone that knows who wrote; the other's places are beside it."""
    assert published("select count(*), count(distinct text) from message where platform = 'whatsapp'") == [(20, 20)]
    assert published(f"select count(*) from message where exhibit_id = '{ANNS}'") == [(0,)]
    places = published(
        "select is_original, reason, count(distinct message_id), count(*) from message_provenance "
        "inner join message using (message_id) where platform = 'whatsapp' group by all order by 1 desc"
    )
    assert places == [(True, "original", 20, 20), (False, "aligned", 20, 20)]
    assert published("select thread_id, other_thread_id, message_count from thread_alias") == [
        ("whatsapp:ann~2", "whatsapp:bob~1", 20)
    ]


def test_a_copy_fills_in_who_it_was(published):
    """What Ann's phone knows is taken over where Bob's names nobody, and nothing else is changed."""
    senders = published(
        "select sender_account_id, count(*) from message where platform = 'whatsapp' group by 1 order by 1"
    )
    assert senders == [("whatsapp:+998", 9), ("whatsapp:+999", 10), ("whatsapp:bob~1", 1)]
    assert published("select account_id, other_account_id, message_count from account_alias") == [
        ("whatsapp:+998", "whatsapp:bob~1", 9)
    ]


def test_accounts_threads_and_contacts_count_each_message_once(published):
    """No number grows because a chat was seized from both ends."""
    counts = dict(published("select account_id, message_count from account where platform = 'whatsapp'"))
    assert counts == {"whatsapp:+999": 10, "whatsapp:+998": 9, "whatsapp:bob~1": 1}
    threads = published("select thread_id, message_count from thread where platform = 'whatsapp' order by 1")
    assert threads == [("whatsapp:ann~2", 20), ("whatsapp:bob~1", 0)]
    contacts = published(
        "select account_id, other_account_id, contact_count from contact where account_id like 'whatsapp%' order by all"
    )
    sent = {(sender, receiver): count for sender, receiver, count in contacts}
    assert sent["whatsapp:+998", "whatsapp:+999"] == 9
    assert sent["whatsapp:bob~1", "whatsapp:+999"] == 1
    assert sent["whatsapp:+999", "whatsapp:+998"] == 10
    assert max(sent.values()) == 10


def test_an_echo_is_published_under_nobody(published):
    """The message stands, the account it was logged under stands beside, and nobody wrote it."""
    echo = published(
        "select text, sender_account_id, logged_under from message inner join message_trait using (message_id)"
    )
    assert echo == [(ECHOED, None, "jabber:b@x.example")]
    assert published("select message_count from account where account_id = 'jabber:b@x.example'") == [(1,)]


def test_resolvers_see_each_message_once_and_no_echo(settled):
    """Utterances are without copies and echoes; traits come with the case."""
    utterances = read_part(settled, "case", "utterances")
    assert utterances.height == 22
    assert set(utterances["exhibit_id"]) == {BOBS, SERVERS}
    assert read_part(settled, "case", "message_traits")["trait"].to_list() == ["echo"]


@pytest.mark.parametrize("order", [(1, 0, 2), (2, 1, 0)])
def test_the_order_of_work_changes_nothing(settled, new_warehouse, tmp_path, order):
    """An exhibit that comes later and tells more is the original; every run in between is forgotten."""
    warehouse = new_warehouse()
    journals = entries(tmp_path / "again")
    for number in order:
        take_in_journal(warehouse, journals[number])
        read_waiting(warehouse)
        know_again(warehouse)
    assert told(warehouse) == told(settled)


def test_reading_again_changes_nothing(settled):
    """A new reader reads all exhibits again and gives the same copies, traits and counts."""
    before, counts = told(settled), view_rows(settled, "exhibit").drop("reader")
    read_waiting(settled, "v2")
    know_again(settled)
    assert told(settled) == before
    assert view_rows(settled, "exhibit").drop("reader").equals(counts)
