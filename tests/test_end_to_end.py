"""The whole line: untouched bytes in, entities out, asked in SQL; the same tables whatever the order or the kills."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.settings import Settings
from sources.synthetic.generate import generate
from sources.synthetic.settings import PRESETS
from tests.published_tables import differing, published_tables
from warehouse.connection import open_snapshot

SEED = 11
PROGRAM = [sys.executable, "-c", "from pipelines.cli.main import main; main()"]


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("generated")
    generate(out, SEED, PRESETS["small"])
    (case,) = [folder for folder in sorted(out.iterdir()) if folder.is_dir() and folder.name != "answers"]
    return case


def add_whole(home: Path, case: Path) -> None:
    for seizure in sorted(folder for folder in case.iterdir() if folder.is_dir()):
        arguments = ["--home", str(home), "add", str(seizure), "--case", case.name, "--seizure", seizure.name]
        assert steelnail([*arguments, "--json"]) == 0


@pytest.fixture(scope="module")
def resolved_home(tmp_path_factory, case_folder: Path) -> Path:
    home = tmp_path_factory.mktemp("home")
    add_whole(home, case_folder)
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    return home


def test_every_exhibit_is_accounted_for(resolved_home: Path):
    """Each file of the generated seizures is read whole: read + rejected + duplicate = records in the file."""
    with open_snapshot(Settings(resolved_home).published_file) as snapshot:
        statuses = snapshot.execute(
            "select path, status, problem from exhibit where status not in ('read', 'unsupported')"
        )
        assert statuses == []
        uncounted = snapshot.execute(
            "select path from exhibit where independent_count <> record_count + rejected_count + duplicate_count"
        )
        assert uncounted == []
        assert snapshot.execute("select count(*) > 100 from message") == [(True,)]


def test_each_published_gang_has_its_pages(resolved_home: Path):
    """Beside the published version stand the pages of its gangs, in English and Chinese, and nothing else."""
    with open_snapshot(Settings(resolved_home).published_file) as snapshot:
        gangs = [str(row[0]) for row in snapshot.execute("select gang_id from gang")]
    (folder,) = Settings(resolved_home).published_versions.glob("*/charts")
    assert gangs
    assert sorted(page.name for page in folder.iterdir()) == sorted(
        f"{gang_id}.{lang}.html" for gang_id in gangs for lang in ("en", "zh")
    )


def test_an_entity_answers_to_its_names(resolved_home: Path):
    """who_is leads from every alias of an entity back to it."""
    with open_snapshot(Settings(resolved_home).published_file) as snapshot:
        entity, alias = snapshot.execute(
            "select entity_id, alias from entity_alias inner join entity using (entity_id) where not is_protected "
            "order by alias_count desc, entity_id, alias limit 1"
        )[0]
        answers = snapshot.execute("select entity_id from who_is($name)", {"name": alias})
        assert (entity,) in answers


def test_every_link_leads_to_bytes(resolved_home: Path, capsys):
    """Verify follows every published link back to the stored exhibits."""
    assert steelnail(["--home", str(resolved_home), "verify"]) == 0
    assert capsys.readouterr().out


def test_no_two_accounts_are_joined_by_registration_alone(resolved_home: Path):
    """A registration never joins two accounts by itself."""
    with open_snapshot(Settings(resolved_home).published_file) as snapshot:
        joined = snapshot.execute(
            "select link_id from link inner join link_evidence using (link_id) where link.entity_id is not null "
            "and starts_with(left_reference, 'account:') and starts_with(right_reference, 'account:') "
            "and link_evidence.weight > 0 group by link_id "
            "having bool_and(comparison = 'shared_selector' and level like '%registration%')"
        )
        assert joined == []


def test_a_second_run_publishes_the_same_tables(resolved_home: Path):
    """Running again changes no row and no id, and no entity is born, merged, split or retired."""
    file = Settings(resolved_home).published_file
    before = published_tables(file)
    with open_snapshot(file) as snapshot:
        events = snapshot.execute("select count(*) from entity_event")
    assert steelnail(["--home", str(resolved_home), "run", "--json"]) == 0
    assert differing(before, published_tables(file)) == {}
    with open_snapshot(file) as snapshot:
        assert snapshot.execute("select count(*) from entity_event") == events


@pytest.mark.long
def test_other_order_of_files_publishes_the_same_tables(resolved_home: Path, case_folder: Path, tmp_path: Path):
    """Files of a seizure added one by one in reverse give the same tables as the folder added at once."""
    home = tmp_path / "home"
    for seizure in sorted(folder for folder in case_folder.iterdir() if folder.is_dir()):
        name = ["--case", case_folder.name, "--seizure", seizure.name, "--json"]
        staged = tmp_path / "staged" / seizure.name
        for file in sorted((file for file in seizure.rglob("*") if file.is_file()), reverse=True):
            part = staged / f"part-{file.name}"
            target = part / file.relative_to(seizure)
            target.parent.mkdir(parents=True)
            target.write_bytes(file.read_bytes())
            if file.name != "seizure.toml" and (seizure / "seizure.toml").exists():
                (part / "seizure.toml").write_bytes((seizure / "seizure.toml").read_bytes())
            if (manifest := seizure / "SHA256SUMS").exists() and file != manifest:
                (part / "SHA256SUMS").write_bytes(manifest.read_bytes())
            assert steelnail(["--home", str(home), "add", str(part), *name]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    left, right = (published_tables(Settings(one).published_file) for one in (resolved_home, home))
    ignored = {
        "exhibit",
        "seizure",
        "start_here",
        "quality",
    }  # files named by the partial deliveries' hash lists differ
    assert {name: why for name, why in differing(left, right).items() if name not in ignored} == {}


@pytest.mark.long
def test_killed_runs_leave_the_same_tables(resolved_home: Path, case_folder: Path, tmp_path: Path):
    """Kill -9 at any moment: the next run goes on and gives the tables of an undisturbed run."""
    home = tmp_path / "home"
    add_whole(home, case_folder)
    environment = {**os.environ, "STEELNAIL_HOME": str(home)}
    for seconds in (2.5, 4.0, 5.0, 6.0, 7.5):
        running = subprocess.Popen([*PROGRAM, "run", "--json"], env=environment, stdout=subprocess.DEVNULL)
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
        running.wait()
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    expected = published_tables(Settings(resolved_home).published_file)
    assert differing(expected, published_tables(Settings(home).published_file)) == {}


@pytest.mark.long
def test_readers_see_no_error_during_a_run(case_folder: Path, tmp_path: Path):
    """A process that asks in a loop while runs write and publish gets an answer every time."""
    home = tmp_path / "home"
    seizures = sorted(folder for folder in case_folder.iterdir() if folder.is_dir())
    environment = {**os.environ, "STEELNAIL_HOME": str(home)}
    reader_code = (
        "import sys, time\nfrom pathlib import Path\nfrom warehouse.connection import open_snapshot\n"
        "asked = 0\nend = Path(sys.argv[2])\n"
        "while not end.exists():\n"
        "    with open_snapshot(Path(sys.argv[1])) as snapshot:\n"
        "        snapshot.execute(\"from who_is('a')\")\n"
        "        counts = snapshot.execute('select (select count(*) from entity), (select count(*) from account)')\n"
        "        asked += 1\n"
        "print(asked)\n"
    )
    name = ["--case", case_folder.name, "--seizure"]
    assert steelnail(["--home", str(home), "add", str(seizures[0]), *name, seizures[0].name, "--json"]) == 0
    assert steelnail(["--home", str(home), "run", "--json"]) == 0
    end = tmp_path / "end"
    arguments = [sys.executable, "-c", reader_code, str(Settings(home).published_file), str(end)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        for seizure in seizures[1:]:
            assert steelnail(["--home", str(home), "add", str(seizure), *name, seizure.name, "--json"]) == 0
            subprocess.run([*PROGRAM, "run", "--json"], env=environment, check=True, stdout=subprocess.DEVNULL)
        time.sleep(0.2)
        end.touch()
        asked, complaint = reader.communicate(timeout=60)
    assert complaint == ""
    assert int(asked) > 10
