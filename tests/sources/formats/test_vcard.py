"""Contact cards: what the phone's owner calls whom, whatever phone wrote them and however damaged they are."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.errors import SourceError
from sources.formats.vcard import FORMAT
from sources.record import Head
from sources.registry import read_head

SAMPLE = Path(__file__).parents[2] / "data" / "vcard" / "phone_book.vcf"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nTEL:{}\r\nEND:VCARD\r\n"


def sniffed(content, path="x.vcf"):
    content = content if isinstance(content, bytes) else content.encode()
    return FORMAT.sniff(Head(path, len(content), content[: 64 * 1024]))


def remarks(result):
    return result.tables["name_observation"].select("account_id", "name", "observer_account_id").rows()


def test_sample(everything_of, exhibit_of):
    """Cards of three versions give remarks, contacts and selectors; a card without a number gives a list entry."""
    exhibit = exhibit_of(SAMPLE, timezone="Asia/Shanghai")
    result = everything_of(FORMAT, exhibit)
    assert FORMAT.sniff(read_head(SAMPLE, "x")) == 1
    assert (result.record_count, result.rejected_count, FORMAT.count(exhibit), result.end.status) == (4, 1, 5, "read")
    assert remarks(result) == [
        ("phone:+8613800138000", "榔头", None),
        ("phone:+8613800138000", "锤子 缅北 财务", None),
        *((account, name, None) for account in ("phone:+85512345678", "wechat:wxid_sample00000001") for name in NAMES),
        ("qq:9912345", "Crab Sample", None),
        ("skype:crab.sample", "Crab Sample", None),
    ]
    assert set(result.tables["name_observation"]["kind"]) == {"remark"}
    contacts = result.tables["contact"].select("account_id", "other_account_id", "kind").rows()
    assert (None, "phone:+85512345678", "address_book") in contacts
    entries = result.tables["list_entry"].select("row", "name", "role_text", "group_text", "account_id").rows()
    assert entries == [
        ("23", "Crab Sample", "cook", "Kitchen Night", "skype:crab.sample"),
        ("32", "包子", None, None, None),
    ]
    selectors = result.tables["selector"].select("account_id", "list_row", "kind", "value", "is_usable").rows()
    assert ("phone:+85512345678", None, "email", "nail@mail.example", True) in selectors
    assert (None, "23", "phone", "12345", False) in selectors
    assert set(result.tables["selector"]["basis"]) == {"address_book"}


NAMES = ["大钉", "样钢钉", "钉子", "钢钉"]


def test_owner_observes_and_gives_the_country(everything_of, exhibit_of, exhibit_with):
    """The owner's number, where it is told, is the observer and says the country of local numbers."""
    exhibit = exhibit_with(CARD.format("锤子", "13800138000"), "x.vcf", owners={"phone": "+8613900139000"})
    result = everything_of(FORMAT, exhibit)
    assert remarks(result) == [("phone:+8613800138000", "锤子", "phone:+8613900139000")]
    assert result.tables["contact"]["account_id"].to_list() == ["phone:+8613900139000"]


def test_local_number_without_country_is_kept_and_no_key(everything_of, exhibit_with):
    """Where nothing says the country the number stays as written, and the card becomes a list entry."""
    result = everything_of(FORMAT, exhibit_with(CARD.format("锤子", "13800138000"), "x.vcf"))
    assert result.tables["account"].is_empty()
    assert result.tables["list_entry"]["name"].to_list() == ["锤子"]
    assert result.tables["selector"].select("value", "is_usable").rows() == [("13800138000", False)]


def test_owners_own_card(everything_of, exhibit_with):
    """The card of the owner himself makes him the owner and nobody's contact."""
    exhibit = exhibit_with(CARD.format("我", "+8613900139000"), "x.vcf", owners={"phone": "+8613900139000"})
    result = everything_of(FORMAT, exhibit)
    assert result.tables["account"].select("account_id", "is_owner").rows() == [("phone:+8613900139000", True)]
    assert result.tables["contact"].is_empty()


def qp(text, encoding="utf-8"):
    return "".join(f"={byte:02X}" for byte in text.encode(encoding))


@pytest.mark.parametrize(
    "line",
    [
        f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{qp('锤子哥')}",
        f"FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{qp('锤子哥')[:12]}=\r\n{qp('锤子哥')[12:]}",
        f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{qp('锤子哥')[:12]}=\r\n {qp('锤子哥')[12:]}",
        f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{qp('锤子哥')[:12]}\r\n{qp('锤子哥')[12:]}",
        f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{qp('锤子哥')[:13]}=\r\n{qp('锤子哥')[13:]}",
        f"FN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{qp('锤子哥', 'gb18030')}",
        f"FN;charset=utf-8;encoding=quoted-printable:{qp('锤子哥')}",
        f"FN;CHARSET=UTF-8;QUOTED-PRINTABLE:{qp('锤子哥')}",
        "FN:锤\r\n 子哥",
        "item1.FN;CHARSET=UTF-8:锤子哥",
        "fn:锤子哥",
        "N:;锤子哥;;;",
        "N:锤子;哥;;;",
        "NICKNAME:锤子哥",
        "ORG:锤子哥",
    ],
)
def test_ways_to_write_a_name(everything_of, exhibit_with, line):
    """Quoted-printable in all its breakages, folds, groups, and names without FN give the name."""
    text = f"BEGIN:VCARD\r\nVERSION:2.1\r\n{line}\r\nTEL:+85512345678\r\nEND:VCARD\r\n"
    result = everything_of(FORMAT, exhibit_with(text, "x.vcf"))
    assert remarks(result) == [("phone:+85512345678", "锤子哥", None)]
    assert result.end.status == "read"


def test_commas_of_old_cards_stay_in_the_name(everything_of, exhibit_with):
    """Cards of version 2.1 don't escape commas; what stands behind one is not lost."""
    text = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:锤子, 厨师\r\nTEL:+85512345678\r\nEND:VCARD\r\n"
    assert remarks(everything_of(FORMAT, exhibit_with(text, "x.vcf")))[0][1] == "锤子, 厨师"


def test_value_that_breaks_inside_a_character(everything_of, exhibit_with):
    """What stands before the break is kept, and the end says that a card is damaged."""
    text = CARD.replace("FN:", "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:").format(qp("锤子")[:-3], "+85512345678")
    result = everything_of(FORMAT, exhibit_with(text, "x.vcf"))
    assert remarks(result)[0][1] == "锤"
    assert result.end.status == "partial"


@pytest.mark.parametrize(
    ("line", "account"),
    [
        ("X-WECHAT-ID:hammer_01", "wechat:hammer_01"),
        ("X-QQ:9912345", "qq:9912345"),
        ("X-SKYPE-USERNAME:hammer.sample", "skype:hammer.sample"),
        ("IMPP;X-SERVICE-TYPE=QQ;type=HOME:x-apple:9912345", "qq:9912345"),
        ("IMPP;X-SERVICE-TYPE=Skype:skype:hammer.sample", "skype:hammer.sample"),
        ("IMPP:xmpp:hammer@chat.example", "jabber:hammer@chat.example"),
        ("IMPP:telegram:hammer_sample", "telegram:hammer_sample"),
        ("X-SOCIALPROFILE;type=WeChat;x-user=hammer_01:x-apple:hammer_01", "wechat:hammer_01"),
        ("X-JABBER:hammer@chat.example", "jabber:hammer@chat.example"),
        ("TEL;type=CELL;waid=85512345678:12345", "whatsapp:+85512345678"),
    ],
)
def test_accounts(everything_of, exhibit_with, line, account):
    """Accounts of chat apps are the contact's, in all the ways programs write them."""
    text = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:锤子\r\n{line}\r\nEND:VCARD\r\n"
    result = everything_of(FORMAT, exhibit_with(text, "x.vcf"))
    assert result.tables["account"]["account_id"].to_list() == [account]
    assert result.tables["list_entry"]["account_id"].to_list() == [account]


def test_unknown_services_stay_in_the_note(everything_of, exhibit_with):
    """An account of a service that is no platform of ours is kept in words."""
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:锤子\nX-ICQ:99123\nEND:VCARD\n"
    assert everything_of(FORMAT, exhibit_with(text, "x.vcf")).tables["list_entry"]["note"].to_list() == ["icq: 99123"]


def test_card_inside_a_card_is_a_contact_of_its_own(everything_of, exhibit_with):
    """An assistant that is embedded as AGENT is read and leaves the outer card whole."""
    inner = CARD.format("螃蟹", "+85512345679")
    text = CARD.format("锤子", "+85512345678").replace("TEL:", f"AGENT:\r\n{inner}TEL:")
    exhibit = exhibit_with(text, "x.vcf")
    result = everything_of(FORMAT, exhibit)
    assert {name for _, name, _ in remarks(result)} == {"锤子", "螃蟹"}
    assert (result.total, result.end.status) == (FORMAT.count(exhibit), "read") == (2, "read")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(everything_of, exhibit_with, encoding):
    """The usual encodings give the same names."""
    exhibit = exhibit_with((CARD.format("锤子", "+85512345678") * 2).encode(encoding), "x.vcf")
    result = everything_of(FORMAT, exhibit)
    assert remarks(result) == [("phone:+85512345678", "锤子", None)]
    assert result.total == FORMAT.count(exhibit) == 2


def test_cards_in_different_encodings(everything_of, exhibit_with):
    """A file put together from two phones is read card by card; what is in no encoding is rejected alone."""
    cards = [CARD.format("锤子", "+85512345678").encode(), CARD.format("螃蟹", "+85512345679").encode("gb18030")]
    broken = CARD.format("x", "1").encode().replace(b"x", b"\xff\xff")
    exhibit = exhibit_with(b"".join([*cards, broken]), "x.vcf")
    result = everything_of(FORMAT, exhibit)
    assert {name for _, name, _ in remarks(result)} == {"锤子", "螃蟹"}
    assert (result.rejected_count, result.total) == (1, FORMAT.count(exhibit))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        "begin: vcard is how cards start\n",
        "name,phone\nBEGIN:VCARD,1\n",
        "BEGIN:VCARD\n\n",
        "\x00" * 64,
    ],
)
def test_other_texts_are_left_alone(text):
    """Calendars, prose and tables are not cards."""
    assert sniffed(text) == 0


def test_cut_anywhere(everything_of, exhibit_with):
    """A file cut at any place keeps its whole cards, says that it is cut, and loses no card without a word."""
    content = (CARD.format("锤子", "+85512345678") + CARD.format("螃蟹", "+85512345679")).encode()
    for end in range(20, len(content), 3):
        exhibit = exhibit_with(content[:end], "x.vcf")
        result = everything_of(FORMAT, exhibit)
        assert result.total == FORMAT.count(exhibit)
        assert result.end.status == ("partial" if not content[:end].rstrip().endswith(b"END:VCARD") else "read")


def test_huge_values_and_pictures(everything_of, exhibit_with):
    """A picture of any size is dropped; a card of more than a megabyte without one is rejected alone."""
    picture = "\r\n ".join(["PHOTO;ENCODING=b;TYPE=JPEG:", *["A" * 74] * 20_000])
    text = CARD.format("锤子", "+85512345678").replace("TEL:", f"{picture}\r\nTEL:")
    exhibit = exhibit_with(text + CARD.format("x" * 2_000_000, "1") + CARD.format("螃蟹", "+85512345679"), "x.vcf")
    result = everything_of(FORMAT, exhibit)
    assert {name for _, name, _ in remarks(result)} == {"锤子", "螃蟹"}
    assert result.tables["rejected_record"].height == 1
    assert result.total == FORMAT.count(exhibit) == 3


PIECES = [
    "BEGIN:VCARD",
    "END:VCARD",
    "VERSION:2.1",
    "FN:锤子",
    "N:;锤;;;",
    "TEL;CELL:+85512345678",
    "TEL:1",
    "AGENT:",
    "",
    " fold",
    "=A4=E5",
    "AAAA",
    "=",
    ";;:",
    '"',
    "FN;ENCODING=QUOTED-PRINTABLE:=E9=94=",
    "PHOTO;ENCODING=BASE64:",
    "X-QQ:9912345",
    "NOTE:外号：甲",
    "KEY:x",
    "IMPP:",
    "item1.:",
    "begin:vcard ",
    "EMAIL:a@b.example",
    "X-ANDROID-CUSTOM:",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["\n", "\r\n", "\r\r\n"]), st.binary(max_size=6))
def test_every_card_is_accounted_for(tmp_path_factory, everything_of, exhibit_of, pieces, end, tail):
    """Whatever lines stand in the file, nothing but a refusal escapes and the cards add up to the count."""
    file = tmp_path_factory.mktemp("cards") / "x.vcf"
    file.write_bytes(f"BEGIN:VCARD{end}VERSION:3.0{end}".encode() + end.join(pieces).encode() + tail)
    exhibit = exhibit_of(file)
    try:
        result = everything_of(FORMAT, exhibit)
    except SourceError:
        return
    assert result.total == FORMAT.count(exhibit)


def test_real_phone_books(everything_of, exhibit_of):
    """Real cards of ten programs are all read, none rejected, when the data are there."""
    folder = Path(os.environ.get("STEELNAIL_DATA", "")) / "formats" / "vcard"
    if "STEELNAIL_DATA" not in os.environ or not folder.is_dir():
        pytest.skip("the real samples are not here; set STEELNAIL_DATA to their folder")
    counted = {}
    for file in sorted(folder.glob("*.vcf")):
        exhibit = exhibit_of(file)
        result = everything_of(FORMAT, exhibit)
        assert FORMAT.sniff(read_head(file, file.name)) == 1
        assert (result.rejected_count, result.total) == (0, FORMAT.count(exhibit))
        counted[file.name] = result.total
    assert sum(counted.values()) == 22
