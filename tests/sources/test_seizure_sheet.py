"""Seizure sheets: what they may say, and how mistakes in them are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import SeizureRefused, SeizureSheetUnreadable
from sources.seizure_sheet import (
    SeizureSheet,
    checked_id,
    checked_owners,
    checked_timezone,
    merged_custody,
    read_sheet,
)


def _sheet(tmp_path, text):
    file = tmp_path / "seizure.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_full_sheet_is_read(tmp_path):
    """Every field of a sheet reaches its place; short words mean the custody fields."""
    text = """\
case = "north"
seizure = "手机-3"
timezone = "Asia/Shanghai"
owners = ["wechat:wxid_a", "wechat:wxid_b", "jabber:boss@example.org"]
manifest = "SHA256SUMS"
authority = "Northern district"
[custody]
who = "Li"
when = 2021-06-01T12:00:00+08:00
where = "room 4"
tool = ["imager 2", "reader 7"]
shelf = 12
"""
    assert read_sheet(_sheet(tmp_path, text)) == SeizureSheet(
        "north",
        "手机-3",
        "Asia/Shanghai",
        {"wechat": ("wxid_a", "wxid_b"), "jabber": ("boss@example.org",)},
        "SHA256SUMS",
        {
            "authority": "Northern district",
            "seized_by": "Li",
            "seized_at": "2021-06-01T12:00:00+08:00",
            "seized_where": "room 4",
            "tool": "imager 2; reader 7",
            "shelf": "12",
        },
    )


def test_owners_may_be_a_table(tmp_path):
    """Owners written by platform are the same owners."""
    sheet = read_sheet(_sheet(tmp_path, '[owners]\nqq = ["10001", "10002"]\nirc = "nail"\n'))
    assert sheet.owners == {"qq": ("10001", "10002"), "irc": ("nail",)}


def test_empty_sheet_tells_nothing(tmp_path):
    """A sheet with a byte-order mark and nothing else is fine."""
    assert read_sheet(_sheet(tmp_path, b"\xef\xbb\xbf")) == SeizureSheet()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("timezone = Asia/Shanghai", "no sound TOML.*line 1"),
        ('timezone = "Asia/Beijing"', "no time zone 'Asia/Beijing'"),
        ('timezone = "Asia"', "no time zone"),
        ('timezone = "../../etc/passwd"', "no time zone"),
        ("timezone = 8", "timezone must be text"),
        ('tiemzone = "UTC"', "'tiemzone' is not known"),
        ('owners = ["wxid_a"]', "'wxid_a' can't be used"),
        ("owners = 7", "owners must be a list"),
        ('custody = "Li"', "must be a table"),
        ("[custody.who]\nname = 1", "custody.who must be text"),
        ('case = "a/b"', "case id 'a/b'"),
        ('manifest = ["a"]', "manifest must be text"),
        ("备注 = '\u00e9'".encode("gb18030"), "not UTF-8"),
    ],
)
def test_mistakes_name_the_file_and_what_to_do(tmp_path, text, words):
    """A mistake in a sheet is one sentence that begins with the file."""
    file = _sheet(tmp_path, text)
    with pytest.raises(SeizureSheetUnreadable, match=words) as mistake:
        read_sheet(file)
    assert str(mistake.value).startswith(str(file))


@pytest.mark.parametrize("text", ["north", "北方-2024_1", "S.14", "дело7", "คดี", "7"])
def test_ids_may_be_in_any_script(text):
    """Letters and digits of any script, dots, underscores and hyphens make an id."""
    assert checked_id("case", text)


@pytest.mark.parametrize(
    "text", ["", " ", "..", ".hidden", "-x", "a b", "a/b", "a\\b", "a\nb", "a:b", "x" * 61, "\udcff"]
)
def test_odd_ids_are_refused(text):
    """What could be a path, an option or a separator is no id."""
    with pytest.raises(SeizureRefused, match="seizure id"):
        checked_id("seizure", text)


@given(st.text(max_size=70))
def test_checked_ids_stay_as_they_are(text):
    """An id that was accepted is accepted unchanged, and is one part of a path."""
    try:
        accepted = checked_id("case", text)
    except SeizureRefused:
        return
    assert checked_id("case", accepted) == accepted
    assert not set(accepted) & set("/\\:\0\n ")


def test_composed_and_decomposed_ids_are_one():
    """The same letters make the same id, however the keyboard sent them."""
    assert checked_id("case", "cafe\u0301") == checked_id("case", "caf\u00e9")


def test_time_zones_must_exist():
    """A zone is known by its IANA name."""
    assert checked_timezone("Asia/Shanghai") == "Asia/Shanghai"
    with pytest.raises(SeizureRefused, match="like Asia/Shanghai"):
        checked_timezone("Moon/Crater")


def test_owners_are_kept_once_by_platform():
    """Owners are grouped, in order, without repeats; colons may stand in ids."""
    owners = checked_owners(["qq:2", "qq:1", "qq:2", "app:a:b"])
    assert owners == {"qq": ("2", "1"), "app": ("a:b",)}


@pytest.mark.parametrize("text", ["", "wechat", "wechat:", "icq:1", ":1", "qq:\x07"])
def test_owner_without_platform_or_id_is_refused(text):
    """An owner needs a platform of ours and an id, and the message lists the platforms."""
    with pytest.raises(SeizureRefused, match="wechat, qq, telegram"):
        checked_owners([text])


def test_first_paper_that_tells_a_field_wins():
    """Custody fields of several papers are joined, gaps stay gaps, order is that of the fields."""
    merged = merged_custody({"tool": "imager", "note": ""}, {"tool": "other", "authority": "district", "shelf": "2"})
    assert list(merged.items()) == [("authority", "district"), ("tool", "imager"), ("shelf", "2")]


def test_password_file_is_named_and_a_password_refused(tmp_path):
    """A sheet may name the file of passwords and must hold none: it is kept as evidence."""
    sheet = read_sheet(_sheet(tmp_path, 'password_file = "opens.txt"'))
    assert sheet.password_file == "opens.txt"  # noqa: S105 - the name of a file
    for text in ('password = "secret-7"', 'passwords = ["secret-7"]'):
        with pytest.raises(SeizureSheetUnreadable, match="must hold no password") as refused:
            read_sheet(_sheet(tmp_path, text))
        assert "secret-7" not in str(refused.value)
