"""Hash lists: every way they are written, and the four findings."""

import csv
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import ManifestUnreadable
from sources.manifest import check_manifest, normal_path, read_manifest

A = hashlib.sha256(b"a").hexdigest()
B = hashlib.sha256(b"b").hexdigest()


def _written(tmp_path, content, encoding="utf-8"):
    file = tmp_path / "SHA256SUMS"
    file.write_bytes(content.encode(encoding))
    return file


def test_reads_both_gnu_forms_and_comments(tmp_path):
    """Text and binary lines are read, comments and blank lines passed over, hashes lower-cased."""
    file = _written(tmp_path, f"# made at the desk\n\n{A.upper()}  ./chats/one.txt\r\n{B} *two words.txt\n")
    assert read_manifest(file) == {"chats/one.txt": A, "two words.txt": B}


def test_reads_the_bsd_forms(tmp_path):
    """The BSD and OpenSSL forms are read, brackets in names included."""
    file = _written(tmp_path, f"SHA256 (a (1).txt) = {A}\nSHA2-256(b.txt)= {B}\n")
    assert read_manifest(file) == {"a (1).txt": A, "b.txt": B}


def test_reads_escaped_names(tmp_path):
    """A leading backslash announces escapes; without it a backslash is a Windows separator."""
    file = _written(tmp_path, f"\\{A}  line\\nbreak.txt\n{B}  D:\\chats\\two.txt\n")
    assert read_manifest(file) == {"line\nbreak.txt": A, "chats/two.txt": B}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_reads_chinese_names_in_the_usual_encodings(tmp_path, encoding):
    """Names are read whatever tool wrote the list."""
    assert read_manifest(_written(tmp_path, f"{A}  聊天记录/群聊.txt\n", encoding)) == {"聊天记录/群聊.txt": A}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"{A}  a.txt\nnonsense here\n", "line 2"),
        ("d41d8cd98f00b204e9800998ecf842  a.txt\n", "line 1"),
        (f"CRC32 (a.txt) = {A}\n", "none that is checked"),
        (f"SHA512 (a.txt) = {A}\n", "none that is checked"),
        (f"{A}  a.txt\n{B}  ./a.txt\n", "line 2: the same path"),
        ("", "names no file"),
    ],
)
def test_says_line_and_remedy_when_it_cannot_understand(tmp_path, content, words):
    """What can't be understood is named with its line."""
    with pytest.raises(ManifestUnreadable, match=words):
        read_manifest(_written(tmp_path, content))


MD5, SHA1, SHA512 = (hashlib.new(name, b"a").hexdigest() for name in ("md5", "sha1", "sha512"))


def test_other_hashes_are_read_with_their_names(tmp_path):
    """The digits tell MD5, SHA-1 and SHA-512; SM3, as long as SHA-256, is told by its name."""
    lines = [f"{MD5}  a", f"{SHA1} *b", f"{SHA512}  c", f"MD5 (d) = {MD5}", f"SHA1(e)= {SHA1}", f"SM3 (f) = {A}"]
    assert read_manifest(_written(tmp_path, "\n".join(lines))) == {
        "a": f"md5:{MD5}",
        "b": f"sha1:{SHA1}",
        "c": f"sha512:{SHA512}",
        "d": f"md5:{MD5}",
        "e": f"sha1:{SHA1}",
        "f": f"sm3:{A}",
    }


def test_two_hashes_of_one_file_are_both_checked(tmp_path):
    """A list that gives MD5 and SHA-1 holds only when both fit; the finding says which doesn't."""
    expected = read_manifest(_written(tmp_path, f"{MD5}  a.txt\n{SHA1}  a.txt\n"))
    own = {"md5": MD5, "sha1": SHA1}
    (finding,) = check_manifest(expected, {"a.txt": A}, hash_of=lambda path, name: own[name])
    assert (finding.check, finding.expected_hash) == ("match", f"sha1:{SHA1} md5:{MD5}")
    (finding,) = check_manifest(expected, {"a.txt": A}, hash_of=lambda path, name: {**own, "md5": "0"}[name])
    assert (finding.check, finding.expected_hash) == ("mismatch", f"md5:{MD5}")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_hashes_are_read(tmp_path, delimiter):
    """FTK's CSV and its kin: a header, several hashes, quoted paths; rows without a hash are left out."""
    rows = [["MD5", "SHA1", "FileNames"], [MD5, SHA1, '"disk\\聊天\\a.txt"'], [MD5, "", "b.txt"], ["", "", "folder"]]
    content = "".join(delimiter.join(row) + "\r\n" for row in rows)
    assert read_manifest(_written(tmp_path, content, "utf-8-sig")) == {
        "disk/聊天/a.txt": f"sha1:{SHA1} md5:{MD5}",
        "b.txt": f"md5:{MD5}",
    }
    assert read_manifest(_written(tmp_path, f"文件名,SHA256值\n锤子.txt,{A}\n", "gb18030")) == {"锤子.txt": A}


def test_table_with_a_hash_that_is_none_names_the_row(tmp_path):
    """A cell that is no hash of its column is named with its row."""
    with pytest.raises(ManifestUnreadable, match="row 2: this is no md5 hash"):
        read_manifest(_written(tmp_path, "MD5,FileNames\nnonsense,a.txt\n"))


def test_list_of_one_bare_hash_is_named_after_its_file(tmp_path):
    """`phone.zip.sha256` with nothing but a hash is about `phone.zip`."""
    file = tmp_path / "phone.zip.sha256"
    file.write_text(f"{A}\n")
    assert read_manifest(file) == {"phone.zip": A}


def test_folder_and_absent_list_are_explained(tmp_path):
    """A folder or nothing in the place of the list is said so."""
    with pytest.raises(ManifestUnreadable, match="is a folder"):
        read_manifest(tmp_path)
    with pytest.raises(ManifestUnreadable, match="check the path"):
        read_manifest(tmp_path / "nowhere")


def test_binary_file_is_no_list(tmp_path):
    """Bytes in no encoding are refused with the list's name."""
    file = tmp_path / "SHA256SUMS"
    file.write_bytes(b"\xff\xfe\xff" * 7)
    with pytest.raises(ManifestUnreadable, match="SHA256SUMS"):
        read_manifest(file)


def test_four_findings_are_four():
    """Match, mismatch, missing and extra are told apart; a paper that isn't listed is none of them."""
    expected = {"same.txt": A, "changed.txt": A, "gone.txt": B}
    delivered = {"same.txt": A, "changed.txt": B, "more.txt": B, "SHA256SUMS": B}
    findings = check_manifest(expected, delivered, papers=frozenset({"SHA256SUMS"}))
    assert [(finding.path, finding.check) for finding in findings] == [
        ("SHA256SUMS", "none"),
        ("changed.txt", "mismatch"),
        ("gone.txt", "missing"),
        ("more.txt", "extra"),
        ("same.txt", "match"),
    ]


def test_file_that_cannot_be_hashed_is_not_missing():
    """A delivered file that could not be read is no finding of the list, but keeps what the list expects."""
    (finding,) = check_manifest({"locked.txt": A}, {"locked.txt": None})
    assert (finding.check, finding.expected_hash) == ("none", A)


@pytest.mark.parametrize(
    "listed", ["chats/one.txt", "phone/chats/one.txt", "/mnt/usb/phone/chats/one.txt", "E:\\phone\\chats\\one.txt"]
)
def test_list_made_elsewhere_still_fits(listed):
    """Leading folders that only the maker of the list had are read away."""
    expected = {normal_path(listed): A, normal_path(listed.replace("one.txt", "two.txt")): B}
    findings = check_manifest(expected, {"chats/one.txt": A, "chats/two.txt": A})
    assert [finding.check for finding in findings] == ["match", "mismatch"]


def test_list_beside_the_files_in_a_subfolder_fits():
    """A list in a subfolder that names its neighbours is read from there."""
    findings = check_manifest({"one.txt": A, "two.txt": B}, {"x/one.txt": A, "x/two.txt": B}, list_folder="x")
    assert [finding.check for finding in findings] == ["match", "match"]


def test_list_over_two_given_folders_fits():
    """A list made above two folders names files by folder; their other names meet it."""
    expected = {"phone1/a.txt": A, "phone2/b.txt": B}
    findings = check_manifest(
        expected, {"a.txt": A, "b.txt": B}, other_names={"a.txt": "phone1/a.txt", "b.txt": "phone2/b.txt"}
    )
    assert [(finding.path, finding.check) for finding in findings] == [("a.txt", "match"), ("b.txt", "match")]


def test_decomposed_names_meet_composed_ones():
    """A name that a Mac stored decomposed is the same name."""
    (finding,) = check_manifest({normal_path("caf\u00e9.txt"): A}, {"cafe\u0301.txt": A})
    assert (finding.path, finding.check) == ("cafe\u0301.txt", "match")


NAMES = st.lists(st.sampled_from(["a", "b", "c/a", "c/b", "d/e/f"]), unique=True)


@given(NAMES, NAMES)
def test_every_path_gets_exactly_one_finding(listed, delivered):
    """Each delivered path has one finding, and what is missing is never among the delivered."""
    findings = check_manifest(dict.fromkeys(listed, A), dict.fromkeys(delivered, A))
    here = [finding.path for finding in findings if finding.check != "missing"]
    assert sorted(here) == sorted(delivered)
    assert sum(finding.check in ("match", "mismatch", "missing") for finding in findings) == len(listed)


def test_table_that_is_none_is_explained(tmp_path):
    """A cell beyond all measure or a broken quote is one sentence, not a crash."""
    usual = csv.field_size_limit(100_000)
    try:
        with pytest.raises(ManifestUnreadable, match="no sound table"):
            read_manifest(_written(tmp_path, f"MD5,FileNames\n{MD5},{'x' * 200_000}\n"))
    finally:
        csv.field_size_limit(usual)
    with pytest.raises(ManifestUnreadable, match="line 1"):
        read_manifest(_written(tmp_path, "MD5,FileNames" + ",x" * 10_000 + "\n"))


@given(st.text(max_size=200))
def test_any_text_is_a_list_or_explained(tmp_path_factory, text):
    """Whatever stands in a file that is called a hash list: read, or refused with its name."""
    file = tmp_path_factory.mktemp("any") / "hashes.csv"
    file.write_text("MD5,FileNames\n" + text, encoding="utf-8", errors="surrogatepass")
    try:
        assert read_manifest(file)
    except ManifestUnreadable as refused:
        assert "hashes.csv" in str(refused)
