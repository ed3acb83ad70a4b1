"""The dry run without some of the evidence: what falls and stays on a published case; nothing is written."""

import hashlib
import json
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from warehouse.connection import open_snapshot


def _without(home: Path, capsys, *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert steelnail(["--home", str(home), "without", *arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def _ask(home: Path, statement: str) -> list[tuple[object, ...]]:
    with open_snapshot(Settings(home).published_file) as snapshot:
        return snapshot.execute(statement)


def test_without_all_seizures_nothing_stays(small_home: Path, capsys):
    """When every seizure is left out, every link, role and edge falls, and every account's entity vanishes."""
    seizures = [str(row[0]) for row in _ask(small_home, "select seizure_id from seizure")]
    found = _without(small_home, capsys, *(word for one in seizures for word in ("--seizure", one)))
    for name in ("links", "roles", "edges"):
        assert found[name]
        assert {row["fate"] for row in found[name]} == {"falls"}
    vanished = {row["entity_id"] for row in found["vanished"]}
    assert {row[0] for row in _ask(small_home, "select entity_id from entity where status = 'active'")} <= vanished


def test_without_one_seizure_what_others_show_stays(small_home: Path, capsys):
    """Links that fall lost a reason; those of which no reason lies in the seizure stay."""
    (seizure,) = _ask(small_home, "select seizure_id from exhibit group by all order by count(*) desc limit 1")[0]
    found = _without(small_home, capsys, "--seizure", str(seizure))
    fates = {row["fate"] for row in found["links"]}
    assert fates == {"falls", "stays"}
    assert all(row["fate"] == "stays" for row in found["links"] if not row["reasons_lost"] and row["reasons_left"])
    own = {
        (str(left), str(right))
        for left, right in _ask(
            small_home,
            "select left_reference, right_reference from link where link_id not in (select link_id from link_evidence "
            f"inner join exhibit using (case_id, exhibit_id) where exhibit.seizure_id = '{seizure}')",
        )
    }
    assert all(row["fate"] == "stays" for row in found["links"] if (row["reference_l"], row["reference_r"]) in own)


def test_device_is_the_seizures_that_name_its_account(small_home: Path, capsys):
    """A device is asked for by the account it belongs to, and gives what its seizure gives."""
    rows = _ask(small_home, "select seizure_id, owners[1] from seizure where len(owners) > 0 order by 1")
    seizure, account = (str(one) for one in rows[0])
    by_device = _without(small_home, capsys, "--device", account)
    assert seizure in by_device["left_out"]["seizures"]


def test_single_reasons_on_which_links_hang_are_shown(small_home: Path, capsys):
    """With --flip why names reasons of links inside the entity, each with its place, and what is left without it."""
    entity = str(
        _ask(
            small_home,
            "select entity_id from link where entity_id is not null group by all order by count(*) desc, 1 limit 1",
        )[0][0]
    )
    capsys.readouterr()
    assert steelnail(["--home", str(small_home), "why", entity, "--flip", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    own = {
        str(row[0]) for row in _ask(small_home, f"select reference from entity_reference where entity_id = '{entity}'")
    }
    assert found
    assert all({row["reference_l"], row["reference_r"]} <= own and row["exhibit_id"] for row in found)
    assert steelnail(["--home", str(small_home), "why", entity, "--flip"]) == 0
    assert "bits left" in capsys.readouterr().out


def test_nothing_is_written(small_home: Path, capsys):
    """The snapshot is the same file after a dry run, and the journal too."""
    file = Settings(small_home).published_file
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    entries = sorted(path.name for path in Settings(small_home).journal.iterdir())
    account = str(_ask(small_home, "select account_id from account order by message_count desc limit 1")[0][0])
    capsys.readouterr()
    assert steelnail(["--home", str(small_home), "without", "--account", account]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in Settings(small_home).journal.iterdir()) == entries


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "say what to leave out"),
        (["--seizure", "nowhere"], 1, "no seizure nowhere"),
        (["--device", "qq:1"], 1, "no seizure names qq:1"),
        (["--exhibit", "zz"], 1, "means 0 exhibits"),
        (["--judgement", "J-0"], 1, "no judgement J-0"),
    ],
)
def test_what_is_not_there_is_told(small_home: Path, capsys, arguments: list[str], code: int, words: str):
    """A name that the case does not hold is one sentence."""
    assert steelnail(["--home", str(small_home), "without", *arguments]) == code
    assert words in capsys.readouterr().err
