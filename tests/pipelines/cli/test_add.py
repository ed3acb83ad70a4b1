"""Taking seizures in from the command line: what is kept, what is found, what is said."""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys

import pytest

from pipelines.cli.main import run
from pipelines.intake import add_seizure, inbox_request
from pipelines.settings import Settings
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp

CASE = ["--case", "north", "--seizure", "phone-3"]
CHAT = b"12:00 <nail> hello\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STEELNAIL_HOME", str(tmp_path / "home"))
    return Settings(tmp_path / "home")


@pytest.fixture
def drop(tmp_path):
    """A folder with a chat, the same chat again, an empty file and one in a subfolder."""
    folder = tmp_path / "drop"
    (folder / "sub").mkdir(parents=True)
    (folder / "chat.txt").write_bytes(CHAT)
    (folder / "sub" / "copy.txt").write_bytes(CHAT)
    (folder / "sub" / "名单.csv").write_bytes("昵称\n锤子\n".encode())
    (folder / "empty.txt").touch()
    return folder


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def _entries(home):
    journal = Journal(home.journal)
    return [(entry.body, list(journal.files(entry.name))) for entry in journal.read_entries()]


def _checks(home):
    ((_, files),) = _entries(home)
    return {file.path: file.manifest_check for file in files}


def test_folder_is_taken_in(home, drop, capsys):
    """Every file is in the journal with hash, path and size, and its bytes are in the store; nothing else is made."""
    assert run(["add", str(drop), *CASE]) == 0
    ((body, files),) = _entries(home)
    assert (body.case_id, body.seizure_id, body.timezone, body.owners) == ("north", "phone-3", None, {})
    assert [(file.path, file.size_bytes, file.manifest_check, file.problem) for file in files] == [
        ("chat.txt", len(CHAT), "none", None),
        ("empty.txt", 0, "none", None),
        ("sub/copy.txt", len(CHAT), "none", None),
        ("sub/名单.csv", 14, "none", None),
    ]
    store = EvidenceStore(home.evidence)
    assert {store.verify(file.exhibit_id) for file in files} == {"sound"}
    assert sorted(path.name for path in home.home.iterdir()) == ["evidence", "journal"]
    said = capsys.readouterr()
    assert "4 files, 52 bytes kept" in said.out
    assert "3 new, 1 already known" in said.out
    assert "custody not told: authority" in said.out
    assert said.err == ""


def test_same_file_twice_is_one_exhibit_with_two_provenances(home, drop):
    """Equal bytes under two paths share the exhibit and keep both paths."""
    assert run(["add", str(drop), *CASE]) == 0
    ((_, files),) = _entries(home)
    same = [file for file in files if file.exhibit_id == _hash(CHAT)]
    assert [file.path for file in same] == ["chat.txt", "sub/copy.txt"]
    assert len(list(EvidenceStore(home.evidence).exhibit_ids())) == 3


def test_options_reach_the_journal(home, drop, tmp_path):
    """Zone, owners and custody form are recorded."""
    (tmp_path / "form.csv").write_text("扣押机关,某分局\n扣押人,李警官\n")
    options = ["--timezone", "Asia/Shanghai", "--owner", "wechat:wxid_a", "--owner", "qq:1", "--custody"]
    assert run(["add", str(drop), *CASE, *options, str(tmp_path / "form.csv")]) == 0
    ((body, files),) = _entries(home)
    assert body.timezone == "Asia/Shanghai"
    assert body.owners == {"wechat": ("wxid_a",), "qq": ("1",)}
    assert body.custody == {"authority": "某分局", "seized_by": "李警官"}
    assert "form.csv" in [file.path for file in files]


def test_sheet_tells_what_options_do_not(home, drop):
    """A seizure.toml gives zone, owners, list and custody; an option goes before it; the papers are kept, not extra."""
    (drop / "SUMS").write_text("".join(f"{_hash(CHAT)}  {path}\n" for path in ("chat.txt", "sub/copy.txt")))
    (drop / "seizure.toml").write_text(
        'case = "north"\ntimezone = "Asia/Shanghai"\nowners = ["qq:1"]\nmanifest = "SUMS"\n[custody]\ntool = "imager"\n'
    )
    assert run(["add", str(drop), *CASE, "--timezone", "UTC", "--owner", "qq:2"]) == 0
    ((body, _),) = _entries(home)
    assert (body.timezone, body.owners, body.custody) == ("UTC", {"qq": ("2", "1")}, {"tool": "imager"})
    assert _checks(home) == {
        "SUMS": "none",
        "chat.txt": "match",
        "empty.txt": "extra",
        "seizure.toml": "none",
        "sub/copy.txt": "match",
        "sub/名单.csv": "extra",
    }


def test_four_findings_are_said_and_recorded(home, drop, tmp_path, capsys):
    """Match, mismatch, missing and extra are four; a mismatching file is kept; the list itself becomes an exhibit."""
    manifest = tmp_path / "SHA256SUMS"
    manifest.write_text(f"{_hash(CHAT)}  chat.txt\n{'0' * 64}  sub/copy.txt\n{'1' * 64} *gone.txt\n")
    assert run(["add", str(drop), *CASE, "--manifest", str(manifest)]) == 0
    ((_, files),) = _entries(home)
    by_path = {file.path: file for file in files}
    assert {path: file.manifest_check for path, file in by_path.items()} == {
        "SHA256SUMS": "none",
        "chat.txt": "match",
        "empty.txt": "extra",
        "gone.txt": "missing",
        "sub/copy.txt": "mismatch",
        "sub/名单.csv": "extra",
    }
    assert by_path["sub/copy.txt"].exhibit_id == _hash(CHAT)
    assert by_path["sub/copy.txt"].expected_hash == "0" * 64
    assert (by_path["gone.txt"].exhibit_id, by_path["gone.txt"].size_bytes) == (None, None)
    said = capsys.readouterr()
    for words in ("2 extra, 1 match, 1 mismatch, 1 missing", "kept, set aside, not read", "not delivered"):
        assert words in said.out
    assert said.err == "steelnail: the delivery needs a look (1 mismatch, 1 missing); what is sound was taken in\n"


def test_second_add_adds_to_the_seizure(home, drop, tmp_path, capsys):
    """A later delivery to the same seizure is an entry of its own; known bytes are not stored again."""
    assert run(["add", str(drop), *CASE]) == 0
    (tmp_path / "late.txt").write_bytes(b"late")
    assert run(["add", str(tmp_path / "late.txt"), str(drop / "chat.txt"), *CASE]) == 0
    assert [[file.path for file in files] for _, files in _entries(home)][1] == ["chat.txt", "late.txt"]
    assert "1 new, 1 already known" in capsys.readouterr().out


def test_links_are_said_and_the_rest_is_taken(home, drop, capsys):
    """What can't be taken is recorded with its reason, named on the error stream's line, and exit stays 0."""
    (drop / "link").symlink_to(drop / "chat.txt")
    assert run(["add", str(drop), *CASE]) == 0
    ((_, files),) = _entries(home)
    (link,) = [file for file in files if file.problem]
    assert (link.path, link.exhibit_id) == ("link", None)
    assert "1 not taken" in capsys.readouterr().err


def test_file_without_permission_is_recorded_and_the_rest_is_taken(home, drop, tmp_path, monkeypatch, capsys):
    """One unreadable file is a finding, also where the list names it; it is neither missing nor mismatch."""
    manifest = tmp_path / "SUMS"
    manifest.write_text(f"{_hash(CHAT)}  chat.txt\n")
    put = EvidenceStore.put

    def closed(self, file, on_bytes, also):
        if file.name == "chat.txt":
            raise PermissionError(errno.EACCES, "Permission denied", str(file))
        return put(self, file, on_bytes, also)

    monkeypatch.setattr(EvidenceStore, "put", closed)
    assert run(["add", str(drop), *CASE, "--manifest", str(manifest)]) == 0
    ((_, files),) = _entries(home)
    (chat,) = [file for file in files if file.path == "chat.txt"]
    assert (chat.exhibit_id, chat.manifest_check, chat.expected_hash) == (None, "none", _hash(CHAT))
    assert "Permission denied" in chat.problem
    assert len(files) == 5
    assert "not taken" in capsys.readouterr().out


def test_nothing_readable_is_refused(home, tmp_path, capsys):
    """When not one file could be read there is no seizure."""
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "link").symlink_to("nowhere")
    assert run(["add", str(tmp_path / "drop"), *CASE]) == 1
    assert "none of the 1 files" in capsys.readouterr().err
    assert _entries(home) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--timezone", "Beijing"], "no time zone 'Beijing'"),
        (["--owner", "wxid_a"], "owner 'wxid_a' can't be used"),
        (["--manifest", "{drop}"], "is a folder, not a hash list"),
        (["--manifest", "{drop}/nowhere"], "can't be read"),
        (["--manifest", "{drop}/chat.txt"], "chat.txt, line 1"),
        (["--custody", "{drop}"], "is a folder, not a custody form"),
        (["{drop}/nowhere"], "nowhere can't be opened"),
        (["--case", "a/b"], "case id 'a/b' can't be used"),
        (["--seizure", "../x"], "seizure id '../x' can't be used"),
    ],
)
def test_mistakes_are_one_sentence_and_change_nothing(home, drop, capsys, options, words):
    """A request that can't be met is explained before the first byte is stored."""
    assert run(["add", str(drop), *CASE, *(option.format(drop=drop) for option in options)]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.startswith("steelnail: ")
    assert said.count("\n") == 1
    assert not home.home.exists()


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ('case = "south"', "says 'south' where 'north' was asked for"),
        ('manifest = "../SUMS"', "lies outside of the folder"),
        ("timezone = ", "no sound TOML"),
    ],
)
def test_sheet_that_does_not_fit_is_refused(home, drop, capsys, sheet, words):
    """A sheet for another case, one that points outside, or a broken one stops the delivery with its name."""
    (drop / "seizure.toml").write_text(sheet)
    assert run(["add", str(drop), *CASE]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert "seizure.toml" in said
    assert not home.home.exists()


def test_folders_that_disagree_on_the_zone_are_refused(home, tmp_path, capsys):
    """Two sheets with two zones need an option to decide."""
    for name, zone in (("a", "UTC"), ("b", "Asia/Shanghai")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "seizure.toml").write_text(f'timezone = "{zone}"')
    arguments = ["add", str(tmp_path / "a"), str(tmp_path / "b"), *CASE]
    assert run(arguments) == 1
    assert "say --timezone" in capsys.readouterr().err
    assert run([*arguments, "--timezone", "UTC"]) == 0


def test_home_inside_the_folder_is_not_taken_in(drop, monkeypatch, capsys):
    """`add .` beside the default home takes the files and leaves the home's own out; the home itself is refused."""
    monkeypatch.delenv("STEELNAIL_HOME", raising=False)
    monkeypatch.chdir(drop)
    for _ in range(2):
        assert run(["add", ".", *CASE]) == 0
    assert [len(files) for _, files in _entries(Settings(drop / ".steelnail"))] == [4, 4]
    assert run(["add", ".steelnail", *CASE]) == 1
    assert "is part of the home" in capsys.readouterr().err


def test_full_disk_is_one_sentence_and_the_same_command_goes_on(home, drop, monkeypatch, capsys):
    """When the disk fills up nothing is recorded; once there is room the same command finishes."""
    write, room = os.write, [2]

    def limited(descriptor, content):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", limited)
    assert run(["add", str(drop), *CASE]) == 1
    monkeypatch.setattr(os, "write", write)
    said = capsys.readouterr().err
    assert "could not be stored (No space left on device)" in said
    assert said.count("\n") == 1
    assert _entries(home) == []
    assert run(["add", str(drop), *CASE]) == 0
    assert "1 new, 3 already known" in capsys.readouterr().out
    assert {path.name for path in home.evidence.iterdir()} == {"incoming", "sha256"}
    assert list((home.evidence / "incoming").iterdir()) == []


def test_killed_add_leaves_nothing_recorded_and_the_same_command_finishes(home, drop):
    """An `add` killed half way leaves no entry and no broken exhibit; the next one removes the rest and finishes."""
    os.mkfifo(drop.parent / "slow")
    program = (
        "import sys; from pathlib import Path\n"
        "import sources.delivery as delivery\n"
        "delivery.stat.S_ISREG = lambda mode: not delivery.stat.S_ISDIR(mode)\n"
        "from pipelines.cli.main import run\n"
        "from warehouse.evidence_store import EvidenceStore\n"
        "put = EvidenceStore.put\n"
        "def told(self, file, on_bytes, also):\n"
        "    return put(self, file, lambda count: print(file.name, flush=True))\n"
        "EvidenceStore.put = told\n"
        "run(sys.argv[1:])\n"
    )
    arguments = ["add", str(drop / "chat.txt"), str(drop.parent / "slow"), *CASE]
    with (
        subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True) as adding,
        (drop.parent / "slow").open("wb", buffering=0) as feed,
    ):
        assert adding.stdout.readline() == "chat.txt\n"
        feed.write(b"half")
        assert adding.stdout.readline() == "slow\n"
        adding.send_signal(signal.SIGKILL)
        adding.wait()
    assert _entries(home) == []
    assert len(list((home.evidence / "incoming").iterdir())) == 1
    assert run(["add", str(drop), *CASE]) == 0
    assert list((home.evidence / "incoming").iterdir()) == []
    assert len(_entries(home)) == 1


def test_json_is_for_programs(home, drop, capsys):
    """`--json` gives the whole summary on standard output and nothing else."""
    (drop / "link").symlink_to(drop / "chat.txt")
    assert run(["add", str(drop), *CASE, "--json"]) == 0
    said = capsys.readouterr()
    summary = json.loads(said.out)
    assert (summary["file_count"], summary["new_exhibit_count"], summary["case_id"]) == (4, 3, "north")
    assert [finding["path"] for finding in summary["findings"]] == ["link"]
    assert said.err == ""


def test_names_that_move_the_cursor_are_shown_harmless(home, drop, capsys):
    """A file name with a line break or an escape can't write on the terminal."""
    (drop / "a\x1b[2J\nb").symlink_to(drop / "chat.txt")
    assert run(["add", str(drop), *CASE]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "a\\x1b[2J\\nb" in said


def test_drop_of_the_inbox_is_taken_without_its_ready_file(home):
    """The sensor's request takes all but READY; the clock is the caller's."""
    folder = home.inbox / "north" / "phone-3"
    folder.mkdir(parents=True)
    (folder / "chat.txt").write_bytes(CHAT)
    (folder / "READY").touch()
    stamp = EntryStamp(1_622_505_600_000_000_000, "0badcafe")
    progress = []
    request = inbox_request(home, "north", "phone-3")
    summary = add_seizure(home, request, stamp, lambda done, total: progress.append((done, total)))
    ((body, files),) = _entries(home)
    assert (summary.entry_name, body.added_at) == (stamp.name, stamp.at)
    assert [file.path for file in files] == ["chat.txt"]
    assert progress[-1] == (len(CHAT), len(CHAT))


def test_order_of_arguments_does_not_matter(home, drop, tmp_path):
    """The files of an entry are the same whatever the order they were given in."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "chat.txt").write_bytes(b"other chat")
    assert run(["add", str(drop), str(other), *CASE]) == 0
    assert run(["add", str(other), str(drop), *CASE]) == 0
    (_, first), (_, second) = _entries(home)
    assert first == second
    assert {"drop/chat.txt", "other/chat.txt", "empty.txt"} <= {file.path for file in first}


def test_list_over_two_folders_is_checked(home, tmp_path):
    """A hash list made above two folders that are given side by side finds its files."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_bytes(CHAT)
    (tmp_path / "SUMS").write_text(f"{_hash(CHAT)}  a/a.txt\n{_hash(CHAT)}  b/b.txt\n")
    arguments = [str(tmp_path / "a"), str(tmp_path / "b"), *CASE, "--manifest", str(tmp_path / "SUMS")]
    assert run(["add", *arguments]) == 0
    assert _checks(home) == {"SUMS": "none", "a.txt": "match", "b.txt": "match"}
