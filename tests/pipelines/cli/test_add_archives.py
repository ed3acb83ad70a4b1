"""Archives from the command line to the snapshot: members as exhibits, findings told, passwords kept nowhere."""

import hashlib
import json
import os

import pytest
import pyzipper

from pipelines.cli.main import run
from pipelines.inbox import take_waiting_drops
from pipelines.settings import Settings
from pipelines.steps import ingest
from tests.sources.archives.hostile import plain_zip, tarred, zipped
from warehouse.connection import Warehouse, open_snapshot
from warehouse.evidence_store import EvidenceStore
from warehouse.journal import Journal
from warehouse.migrate import migrate
from warehouse.row_counts import view_rows

CASE = ["--case", "north", "--seizure", "phone-3"]
CHAT = b"[2024-01-05 12:00:00] <nail> hello\n[2024-01-05 12:00:09] <hammer> hello back\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STEELNAIL_HOME", str(tmp_path / "home"))
    return Settings(tmp_path / "home")


@pytest.fixture
def drop(tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def _hash(content, algorithm="sha256"):
    return hashlib.new(algorithm, content).hexdigest()


def _locked(folder):
    password = "钉子 secret-7"  # noqa: S105 - opens the archive of this test
    with pyzipper.AESZipFile(folder / "locked.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("chat.txt", CHAT)
    return password


def _lines(home, entry=-1):
    journal = Journal(home.journal)
    name = [entry.name for entry in journal.read_entries()][entry]
    return {file.path: file for file in journal.files(name)}


def _told(rows):
    return {row["path"]: tuple(row[name] for name in ("format", "status", "manifest_check", "problem")) for row in rows}


def _exhibits(home):
    """`exhibit` after everything added was taken in and read."""
    with Warehouse(None) as warehouse:
        migrate(warehouse)
        ingest.take_in(warehouse, Journal(home.journal))
        ingest.read_pending(warehouse, EvidenceStore(home.evidence))
        return _told(view_rows(warehouse, "exhibit").iter_rows(named=True))


def _everything_written(home):
    return b"".join(file.read_bytes() for file in home.home.rglob("*") if file.is_file())


@pytest.fixture
def phone(drop):
    """A chat in a zip in a zip, beside a name that leads out and a link."""
    inner = plain_zip({"logs/2024-01-05.txt": CHAT})
    outer = zipped((b"in.zip", inner, {}), (b"../out.txt", b"", {}), (b"link", b"/etc/passwd", {"mode": 0o120777}))
    (drop / "phone.zip").write_bytes(outer)


def test_members_are_exhibits_and_what_is_odd_is_said(home, drop, phone, tmp_path, capsys):
    """The chat is read; archives, members and a refused link stand in `exhibit` as they are; verify finds all sound."""
    assert run(["add", str(drop), *CASE]) == 0
    said = capsys.readouterr()
    assert "archives: 2 archives taken apart, 3 members" in said.out
    assert "1 not taken" in said.err
    exhibits = _exhibits(home)
    assert exhibits["phone.zip"] == ("archive", "read", "none", None)
    assert exhibits["phone.zip!/in.zip"] == ("archive", "read", "none", None)
    assert exhibits["phone.zip!/in.zip!/logs/2024-01-05.txt"] == ("irc_log", "read", "none", None)
    assert exhibits["phone.zip!/out.txt"][1] == "empty"
    assert "leads out of the archive" in exhibits["phone.zip!/out.txt"][3]
    assert exhibits["phone.zip!/link"][:2] == (None, "missing")
    assert "link" in exhibits["phone.zip!/link"][3]
    assert run(["verify"]) == 0
    assert "4 sound, 0 damaged" in capsys.readouterr().out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["drop", "home"]


@pytest.mark.long
def test_archive_goes_the_whole_line(home, drop, phone):
    """From the archive to the published snapshot in one line."""
    assert run(["add", str(drop), *CASE]) == 0
    assert run(["run", "--json"]) == 0
    with open_snapshot(home.published_file) as snapshot:
        rows = {row[0]: row[1:] for row in snapshot.execute("select path, format, status, record_count from exhibit")}
    assert rows["phone.zip"] == ("archive", "read", 0)
    assert rows["phone.zip!/in.zip!/logs/2024-01-05.txt"] == ("irc_log", "read", 2)
    assert run(["verify"]) == 0


def test_password_given_later_completes_the_seizure_and_is_written_nowhere(home, drop, capsys):
    """Without the password one sentence asks for it; with it the archive is completed, and no trace of it stays."""
    password = _locked(drop)
    assert run(["add", str(drop), *CASE]) == 0
    said = capsys.readouterr()
    assert "add the archive again with --password" in said.out
    assert _lines(home)["locked.zip"].taken_status == "unsupported"
    assert _exhibits(home)["locked.zip"][1] == "unsupported"
    assert run(["add", str(drop), *CASE, "--password", "wrong", "--password", password]) == 0
    exhibits = _exhibits(home)
    assert exhibits["locked.zip"] == ("archive", "read", "none", None)
    assert exhibits["locked.zip!/chat.txt"][:2] == ("irc_log", "read")
    said = capsys.readouterr()
    assert password not in said.out + said.err
    assert b"secret-7" not in _everything_written(home)


def test_password_file_of_a_sheet_opens_and_is_not_kept(home, capsys):
    """A drop without a command line names its password file in seizure.toml; the file is no exhibit."""
    folder = home.inbox / "north" / "phone-3"
    folder.mkdir(parents=True)
    password = _locked(folder)
    (folder / "passwords.txt").write_text(f"another\n{password}\n")
    (folder / "seizure.toml").write_text('password_file = "passwords.txt"\n')
    (folder / "READY").touch()
    assert take_waiting_drops(home, os.stat(folder).st_mtime) == 1  # noqa: PTH116 - the time the system saw
    assert set(_lines(home)) == {"locked.zip", "locked.zip!/chat.txt", "seizure.toml"}
    assert b"secret-7" not in b"".join(file.read_bytes() for file in home.evidence.rglob("*") if file.is_file())


def test_sheet_with_a_password_is_refused(home, drop, capsys):
    """The sheet is kept as evidence, so a password in it would be, too; the sentence says where it belongs."""
    (drop / "seizure.toml").write_text('passwords = ["secret-7"]\n')
    (drop / "a.txt").write_bytes(CHAT)
    assert run(["add", str(drop), *CASE]) == 1
    said = capsys.readouterr().err
    assert "name that by password_file" in said
    assert "secret-7" not in said
    assert not home.home.exists()


def test_list_beside_checks_the_archive_and_list_inside_its_members(home, drop, capsys):
    """Two lists, two findings: the archive by its SHA-256, the members by MD5, one changed and one missing."""
    md5sums = f"{_hash(CHAT, 'md5')}  chat.txt\n{'0' * 32}  b.txt\n{'1' * 32}  gone.txt\n"
    content = plain_zip({"phone/chat.txt": CHAT, "phone/b.txt": b"b", "phone/c.txt": b"c", "phone/MD5SUMS": md5sums})
    (drop / "phone.zip").write_bytes(content)
    (drop / "SHA256SUMS").write_text(f"{_hash(content)}  phone.zip\n")
    assert run(["add", str(drop), *CASE]) == 0
    checks = {path: line.manifest_check for path, line in _lines(home).items()}
    assert checks == {
        "SHA256SUMS": "none",
        "phone.zip": "match",
        "phone.zip!/phone/MD5SUMS": "none",
        "phone.zip!/phone/b.txt": "mismatch",
        "phone.zip!/phone/c.txt": "extra",
        "phone.zip!/phone/chat.txt": "match",
        "phone.zip!/phone/gone.txt": "missing",
    }
    assert _lines(home)["phone.zip!/phone/b.txt"].expected_hash == f"md5:{'0' * 32}"
    said = capsys.readouterr()
    assert "hash list found: SHA256SUMS" in said.out
    assert "hash list found: phone.zip!/phone/MD5SUMS" in said.out
    exhibits = _exhibits(home)
    assert exhibits["phone.zip!/phone/b.txt"][1:3] == ("mismatch", "mismatch")
    assert "md5:" in exhibits["phone.zip!/phone/b.txt"][3]
    assert exhibits["SHA256SUMS"][:2] == ("custody_paper", "read")


def test_named_list_of_the_members_checks_the_members(home, drop, tmp_path, capsys):
    """A list made before packing names the members; it is held against them and not against the archive."""
    (drop / "phone.tar").write_bytes(tarred(("phone/chat.txt", CHAT, {}), ("phone/b.txt", b"b", {})))
    manifest = tmp_path / "list.csv"
    manifest.write_text(f"MD5,SHA1,FileNames\n{_hash(CHAT, 'md5')},{_hash(CHAT, 'sha1')},phone\\chat.txt\n")
    assert run(["add", str(drop), *CASE, "--manifest", str(manifest)]) == 0
    checks = {path: line.manifest_check for path, line in _lines(home).items()}
    assert checks["phone.tar!/phone/chat.txt"] == "match"
    assert checks["phone.tar!/phone/b.txt"] == "extra"
    assert checks["phone.tar"] == "none"
    assert "names members of phone.tar" in capsys.readouterr().out


def test_bag_is_checked_and_tells_custody(home, drop, capsys):
    """A BagIt bag in a zip: payload and tag files checked, bag-info.txt noted, nothing fetched."""
    payload = {"data/chat.txt": CHAT, "data/extra.txt": b"e"}
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": b"Source-Organization: Northern laboratory\nBagging-Date: 2024-01-06\n",
        "fetch.txt": b"https://host.example/big.bin 9 data/big.bin\n",
        "manifest-sha512.txt": (
            f"{_hash(CHAT, 'sha512')}  data/chat.txt\n{_hash(b'big', 'sha512')}  data/big.bin\n".encode()
        ),
    }
    tags["tagmanifest-sha512.txt"] = f"{'0' * 128}  bag-info.txt\n".encode()
    (drop / "bag.zip").write_bytes(plain_zip({f"bag/{name}": content for name, content in {**payload, **tags}.items()}))
    assert run(["add", str(drop), *CASE]) == 0
    lines = _lines(home)
    checks = {path.rpartition("bag/")[2]: line.manifest_check for path, line in lines.items() if "!/" in path}
    assert checks == {
        "bag-info.txt": "mismatch",
        "bagit.txt": "none",
        "data/big.bin": "missing",
        "data/chat.txt": "match",
        "data/extra.txt": "extra",
        "fetch.txt": "none",
        "manifest-sha512.txt": "none",
        "tagmanifest-sha512.txt": "none",
    }
    assert "nothing is fetched" in lines["bag.zip!/bag/data/big.bin"].problem
    assert "bag found: bag.zip!/bag/bagit.txt" in capsys.readouterr().out
    (entry,) = Journal(home.journal).read_entries()
    assert "Northern laboratory" in entry.body.custody["note"]


def test_hashes_of_the_custody_form_are_checked(home, drop, tmp_path):
    """By file name where the form gives one, else by the hash itself; what nobody delivered is missing."""
    (drop / "chat.txt").write_bytes(CHAT)
    (drop / "a.bin").write_bytes(b"a")
    (drop / "b.bin").write_bytes(b"b")
    form = tmp_path / "form.csv"
    form.write_text(
        "扣押清单\n扣押机关,某分局\n编号,名称,文件名,MD5值\n"
        f"1,聊天,chat.txt,{_hash(CHAT, 'md5')}\n2,镜像,a.bin,{'0' * 32}\n"
        f"3,备份,,{_hash(b'b', 'md5')}\n4,手机,,{'1' * 32}\n"
    )
    assert run(["add", str(drop), *CASE, "--custody", str(form)]) == 0
    checks = {path: line.manifest_check for path, line in _lines(home).items()}
    assert checks == {
        "a.bin": "mismatch",
        "b.bin": "match",
        "chat.txt": "match",
        "custody form: 4 手机": "missing",
        "form.csv": "none",
    }


def test_damaged_member_is_partial_and_its_archive_too(home, drop):
    """A member with a wrong checksum is kept and read as partial, and its sentence reaches `exhibit`."""
    (drop / "a.zip").write_bytes(zipped((b"chat.txt", CHAT, {"crc": 1})))
    assert run(["add", str(drop), *CASE]) == 0
    exhibits = _exhibits(home)
    assert exhibits["a.zip!/chat.txt"][:2] == ("irc_log", "partial")
    assert "CRC-32" in exhibits["a.zip!/chat.txt"][3]
    assert exhibits["a.zip"][:2] == ("archive", "partial")


def test_later_volumes_are_read_with_the_first(home, drop):
    """The volumes of a split archive are no files that could not be read."""
    whole = plain_zip({"chat.txt": CHAT, "noise.bin": os.urandom(300)})
    (drop / "a.zip.001").write_bytes(whole[:250])
    (drop / "a.zip.002").write_bytes(whole[250:])
    assert run(["add", str(drop), *CASE]) == 0
    exhibits = _exhibits(home)
    assert [exhibits[f"a.zip.00{number}"][1] for number in (1, 2)] == ["read", "read"]
    assert exhibits["a.zip.002"][3] is None
    assert exhibits["a.zip.001!/chat.txt"][:2] == ("irc_log", "read")


def test_adding_the_same_archive_again_changes_nothing(home, drop, capsys):
    """Members that are known are not stored again, and the rows stay as they were."""
    (drop / "a.zip").write_bytes(plain_zip({"chat.txt": CHAT, "b.txt": CHAT}))
    for _ in range(2):
        assert run(["add", str(drop), *CASE, "--json"]) == 0
    first, second = (json.loads(text + "}") for text in capsys.readouterr().out.split("\n}")[:2])
    assert (first["new_exhibit_count"], first["known_exhibit_count"]) == (2, 1)
    assert (second["new_exhibit_count"], second["known_exhibit_count"]) == (0, 3)
    assert _lines(home, 0) == _lines(home, 1)
    assert set(_exhibits(home)) == {"a.zip", "a.zip!/b.txt", "a.zip!/chat.txt"}
