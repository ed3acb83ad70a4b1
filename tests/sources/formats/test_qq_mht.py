"""QQ .mht exports: rows, days, pictures, transfer encodings, places in the file, damage, no record lost."""

import base64
import quopri
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.errors import SourceError, UnreadableExhibit
from sources.formats.qq_mht import FORMAT
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "qq_mht" / "钢厂一部.mht"
MARK = "----=_NextPart_99990001_0001"
HEAD = (
    "From: <Save by Tencent MsgMgr>\r\nSubject: Tencent IM Message\r\nMIME-Version: 1.0\r\n"
    f'Content-Type:multipart/related;\r\n\tcharset="utf-8"\r\n\ttype="text/html";\r\n\tboundary="{MARK}"\r\n\r\n'
)
PICTURE = (
    f"\r\n--{MARK}\r\nContent-Type:image/png\r\nContent-Transfer-Encoding:base64\r\n"
    "Content-Location:{99999999-0000-4000-8000-000000000001}.dat\r\n\r\nbm90aGluZw==\r\n"
)


def message(sender, clock, words):
    return (
        f"<tr><td><div style=color:#006EFE;><div style=float:left;>{sender}</div>{clock}</div>"
        f"<div style=padding-left:20px;>{words}</div></td></tr>"
    )


def day(written):
    return f"<tr><td style=height:24px;>日期: {written}</td></tr>"


def heading(title, category="我的QQ群"):
    rows = [f"消息分组:{category}", f"消息对象:{title}", "&nbsp;"]
    return "".join(f"<tr><td><div style=padding-left:10px;>{row}</div></td></tr>\r\n" for row in rows)


def mht(table, encoding="7bit", charset="utf-8", end=PICTURE + f"\r\n--{MARK}--\r\n"):
    page = f"<html><head><title>QQ Message</title></head><body><table>{table}</table></body></html>".encode(charset)
    if encoding == "quoted-printable":
        page = quopri.encodestring(page)
    elif encoding == "base64":
        page = base64.encodebytes(page)
    part = f"--{MARK}\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding:{encoding}\r\n\r\n"
    return HEAD.encode() + part.encode() + page + end.encode()


@pytest.fixture
def reading(exhibit_with, everything_of):
    """Reads an export; checks that no record is lost."""

    def read(content, **more):
        exhibit = exhibit_with(content, "钢厂.mht", **more)
        found = everything_of(FORMAT, exhibit)
        if found.end.status == "read":
            assert found.total == FORMAT.count(exhibit)
        return found

    return read


@pytest.fixture
def sample(exhibit_of, everything_of):
    """The sample: a group over two days."""
    found = everything_of(FORMAT, exhibit_of(SAMPLE))
    assert found.total == FORMAT.count(exhibit_of(SAMPLE)) == 5
    return found


def test_export_is_known_by_its_content():
    """The message manager signs its files."""
    assert FORMAT.sniff(read_head(SAMPLE, "x.bin")) > 0.9


def test_words_are_freed_of_markup(sample):
    """Line breaks, escapes and hard spaces become what was typed; a picture stands as in QQ's own text export."""
    rows = sample.tables["message"]
    assert rows["text"].to_list() == [
        "看字节码干嘛。。。\n第 二 行 <b>",
        "[图片]",
        "990100002邀请馒头加入了本群",
        "早[图片]",
        "馒头退出了本群",
    ]
    assert rows["kind"].to_list() == ["text", "media", "system", "text", "system"]


def test_days_come_from_the_last_day_row(sample):
    """A row has a clock time only; hours may be unpadded."""
    assert sample.tables["message"]["sent_at"].to_list() == [
        datetime(2012, 4, 11, 4, 28, 18),
        datetime(2012, 4, 11, 1, 34, 43),
        datetime(2012, 4, 11, 4, 35),
        datetime(2012, 4, 11, 16, 0, 5),
        datetime(2012, 4, 11, 16, 1, 5),
    ]
    assert sample.tables["message"]["sent_at_raw"][0] == "2012/4/11 12:28:18"


def test_senders_are_numbers_or_mails(sample):
    """The last bracket group is the id, titles are no part of the name."""
    assert sample.tables["message"]["sender_account_id"].to_list()[:2] == ["qq:hammer@mail.example", "qq:990100002"]
    assert sample.tables["name_observation"]["name"].to_list() == ["大&锤", "馒头", "小(螃)蟹"]
    events = sample.tables["membership_event"].select("event", "actor_account_id").rows()
    assert events == [("own", None), ("invite", "qq:990100002"), ("leave", None)]


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "quoted-printable", "base64"])
def test_places_lead_to_the_file(reading, encoding):
    """Whatever the transfer encoding, the place of a message is the line of the file on which its row begins."""
    rows = [heading("钢厂"), day("2012/4/11")] + [message(f"a{n}(99010000{n})", "9:05:12", "锤" * 30) for n in range(4)]
    content = mht("\r\n".join(rows), encoding)
    found = reading(content)
    assert found.tables["message"]["text"].to_list() == ["锤" * 30] * 4
    lines = content.split(b"\n")
    if encoding in ("7bit", "8bit"):
        for number, place in enumerate(found.tables["message"]["locator"]):
            assert f"a{number}(".encode() in lines[int(place.removeprefix("line:")) - 1]
    if encoding == "base64":
        line = int(found.tables["message"]["locator"][2].removeprefix("line:"))
        assert b"a2(" in base64.b64decode(b"".join(lines[line - 1 : line + 2]))


def test_rows_on_one_line_have_places_of_their_own(reading):
    """An export without line breaks still tells its rows apart."""
    found = reading(mht(day("2012/4/11") + message("a(990100001)", "9:05:12", "x") * 3))
    places = found.tables["message"]["locator"].to_list()
    assert places == [f"line:13#{n}" for n in (2, 3, 4)]
    assert found.tables["account"]["locator"].to_list() == ["line:13#2"]


def test_conversations_of_one_file_stay_apart(reading):
    """Each heading opens a conversation of its own kind."""
    table = heading("钢厂") + day("2012/4/11") + message("a(990100001)", "9:05:12", "x")
    table += heading("铁锤", "我的好友") + day("2012/4/12") + message("铁锤(990100002)", "9:05:12", "y")
    found = reading(mht(table))
    assert found.tables["thread"].select("title", "kind").rows() == [("钢厂", "group"), ("铁锤", "direct")]
    assert found.tables["message"]["thread_id"].n_unique() == 2


def test_year_last_days_are_decided_once(reading):
    """American days are told by a part above 12; where none is, the time stays open."""
    rows = [day("4/11/2012"), message("a(990100001)", "9:05:12 PM", "x")]
    assert reading(mht("".join(rows))).tables["message"]["time_basis"].to_list() == ["ambiguous"]
    found = reading(mht("".join([*rows, day("4/13/2012"), message("a(990100001)", "1:00:00", "y")])))
    assert found.tables["message"]["sent_at"].to_list() == [datetime(2012, 4, 11, 13, 5, 12), datetime(2012, 4, 12, 17)]


def test_what_cant_be_read_is_rejected_in_its_place(reading):
    """Impossible days and clocks, and rows of no known look, cost only themselves; headings are no records."""
    table = [day("2012/13/11"), message("a(990100001)", "9:05:12", "x"), day("2012/4/11")]
    table += [
        message("a(990100001)", "29:05:12", "x"),
        "<tr><td>strange</td></tr>",
        message("b(990100002)", "9:05:12", "y"),
    ]
    found = reading(mht("\r\n".join(table)))
    assert (found.record_count, found.rejected_count, found.end.status) == (1, 3, "read")


def test_bytes_in_a_wrong_encoding_cost_one_row(reading):
    """A row whose bytes break the character set is rejected, the others read; other character sets are followed."""
    good = message("a(990100001)", "9:05:12", "早")
    content = mht("\r\n".join([day("2012/4/11"), good, good])).replace("早".encode(), b"\xff\xfe", 1)
    found = reading(content)
    assert (found.record_count, found.rejected_count) == (1, 1)
    assert reading(mht("\r\n".join([day("2012/4/11"), good]), charset="gb18030")).tables["message"]["text"][0] == "早"


def test_missing_pictures_are_nothing_special(reading):
    """The words are whole without any picture part."""
    table = day("2012/4/11") + message("a(990100001)", "9:05:12", '<IMG src="{9}.dat">')
    found = reading(mht(table, end=f"\r\n--{MARK}--\r\n"))
    assert (found.tables["message"]["kind"].to_list(), found.end.status) == (["media"], "read")


def test_cut_exports_are_partial(reading):
    """A file cut in its table, in a row, or before the boundary says so."""
    content = SAMPLE.read_bytes()
    for end in (b"<div style=padding-left:20px;>", b"\xe6\x97\xa9", b"</table>"):
        assert reading(content[: content.rfind(end)]).end.status == "partial"


def test_files_without_a_table(reading):
    """No byte and an export of nothing are empty; other archives refused."""
    assert reading(b"").end.status == "empty"
    assert reading(mht(heading("钢厂"))).end.status == "empty"
    for content in (HEAD, "MIME-Version: 1.0\r\n\r\nx", mht("<tr><td></td></tr>")):
        with pytest.raises(UnreadableExhibit):
            reading(content)


@pytest.mark.parametrize(
    "twin",
    ["MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", "<html>消息对象:x</html>", ""],
)
def test_look_alikes_are_left_to_others(tmp_path, twin):
    """Other web archives aren't taken."""
    file = tmp_path / "twin.mht"
    file.write_text(twin)
    assert FORMAT.sniff(read_head(file, "QQ.mht")) == 0


_ROWS = st.sampled_from(
    [
        heading("钢厂"),
        day("2012/4/11"),
        day("4/11/2012"),
        day("2012/14/11"),
        message("a(990100001)", "9:05:12", "x"),
        message("", "9:05:12", ""),
        message("b&lt;x@y.example&gt;", "29:05:12", "<br>&amp;"),
        message("日期: 1", "下午 9:05:12", "锤"),
        "<tr><td>&nbsp;</td></tr>",
        "<tr><td>strange</td></tr>",
        "<tr>",
        "</tr>",
        "</TR>",
        "\n",
    ]
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(_ROWS, max_size=8), st.sampled_from(["7bit", "quoted-printable", "base64"]), st.floats(0, 1), st.booleans()
)
def test_every_row_is_accounted_for(tmp_path_factory, exhibit_of, everything_of, rows, encoding, at, is_cut):
    """Whatever rows a table has, read and rejected ones add up to the count; a cut file crashes nothing."""
    content = mht("".join(rows), encoding)
    file = tmp_path_factory.mktemp("qq") / "export.mht"
    file.write_bytes(content[: int(len(content) * at)] if is_cut else content)
    exhibit = exhibit_of(file)
    try:
        found = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    if found.end.status == "read":
        assert found.total == FORMAT.count(exhibit)


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_small_blocks_change_nothing(monkeypatch, tmp_path, exhibit_of, everything_of, encoding):
    """Rows, tags and boundaries that straddle blocks are read as if the file were one block."""
    table = heading("钢厂") + "\r\n".join(
        [day("2012/4/11"), *(message(f"a{n}(99010000{n})", "9:05:12", "锤") for n in range(5))]
    )
    file = tmp_path / "export.mht"
    file.write_bytes(mht(table, encoding))
    whole = everything_of(FORMAT, exhibit_of(file))
    monkeypatch.setattr("sources.qq.mht_rows._BLOCK", 50)
    parts = everything_of(FORMAT, exhibit_of(file))
    for name, rows in whole.tables.items():
        assert rows.equals(parts.tables[name]), name
