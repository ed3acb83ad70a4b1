"""The XML inside WeChat messages: every kind that carries words, people or money; hostile and broken XML."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.wechat.app_message import Card, Passed, read_body


def app(subtype, title="", inside=""):
    return f"<msg><appmsg><title>{title}</title><type>{subtype}</type>{inside}</appmsg></msg>"


@pytest.mark.parametrize(
    ("xml", "kind", "text"),
    [
        (
            app(5, "新闻", "<url>https://site.example/?a=1&amp;b=2</url>"),
            "media",
            "新闻\nhttps://site.example/?a=1&b=2",
        ),
        (app(6, "表.xlsx"), "media", "表.xlsx"),
        (app(33, "小程序"), "media", "小程序"),
        (app(87, "群公告", "<textannouncement>九点报数</textannouncement>"), "text", "九点报数"),
        (
            app(2001, "微信红包", "<wcpayinfo><sendertitle>恭喜发财</sendertitle></wcpayinfo>"),
            "text",
            "微信红包 恭喜发财",
        ),
        (
            app(2000, "微信转账", "<wcpayinfo><paysubtype>3</paysubtype><feedesc>￥99.00</feedesc></wcpayinfo>"),
            "text",
            "微信转账 已收款 ￥99.00",
        ),
        (
            app(
                62,
                "",
                "<patMsg><record><templete>${wxid_99a} 拍了拍 ${bun_99}</templete></record></patMsg>",
            ),
            "system",
            "wxid_99a 拍了拍 bun_99",
        ),
        ("<msg><appmsg><type>99</type></appmsg></msg>", "media", ""),
    ],
)
def test_app_messages_say_what_was_sent(xml, kind, text):
    """Links, files, notices and money come out as the words that the app shows."""
    body = read_body(49, xml)
    assert body is not None and (body.kind, body.text) == (kind, text)


def test_quotes_of_pictures_and_of_quotes():
    """A quoted picture has no words; a quoted answer has its own words only."""
    picture = app(
        57,
        "好",
        "<refermsg><type>3</type><svrid>0</svrid><content>&lt;msg&gt;&lt;img/&gt;&lt;/msg&gt;</content></refermsg>",
    )
    body = read_body(49, picture)
    assert body is not None and (body.passed, body.reply_to) == ((), None)
    inner = app(57, "先前的话").replace("<", "&lt;")
    nested = app(
        57,
        "好",
        f"<refermsg><type>49</type><svrid>99</svrid><chatusr>wxid_99a</chatusr><content>{inner}</content></refermsg>",
    )
    body = read_body(49, nested)
    assert body is not None and (body.passed, body.reply_to) == ((Passed("quote", "wxid_99a", "先前的话"),), "99")


def test_forwards_inside_forwards():
    """Nested forwards are opened, down to a bound."""
    item = "<dataitem datatype='1'><sourcename>甲</sourcename><datadesc>底</datadesc></dataitem>"
    listed = f"<datalist>{item}</datalist>"
    for _ in range(9):
        nested = f"<recordxml><recordinfo>{listed}</recordinfo></recordxml>"
        listed = f"<datalist>{item}<dataitem datatype='17'>{nested}</dataitem></datalist>"
    body = read_body(49, app(19, "聊天记录", f"<recorditem><![CDATA[<recordinfo>{listed}</recordinfo>]]></recorditem>"))
    assert body is not None and len(body.passed) == 4
    assert [passed.place for passed in body.passed] == ["1", "2", "3", "4"]


def test_cards_hide_encrypted_ids():
    """An encrypted id names nobody; the visible id stands in where there is one."""
    shown = {
        '<msg username="wxid_99a" nickname="甲" alias="a99"/>': Card("wxid_99a", "甲", "a99"),
        '<msg username="v3_020b@stranger" nickname="甲" alias="a99"/>': Card("a99", "甲", "a99"),
        '<msg username="v3_020b@stranger" nickname="甲" alias=""/>': Card(None, "甲", None),
    }
    assert {xml: getattr(read_body(42, xml), "card", None) for xml in shown} == shown


def test_requests_calls_and_places():
    """A request has the asker's words, a call what the app says of it, a place its name."""
    request = read_body(37, '<msg fromusername="wxid_99a" fromnickname="甲" content="我是甲"/>')
    assert request is not None and (request.text, request.is_request) == ("我是甲", True)
    call = read_body(50, "<voipmsg><VoIPBubbleMsg><msg><![CDATA[通话时长 00:12]]></msg></VoIPBubbleMsg></voipmsg>")
    assert call is not None and (call.kind, call.text) == ("call", "通话时长 00:12")
    place = read_body(48, '<msg><location x="1" y="2" poiname="某饭店" label="某路99号"/></msg>')
    assert place is not None and place.text == "某饭店 某路99号"


def test_recalls_and_ambiguous_names():
    """A recall is told by its type; a name that two people bear in a line means neither."""
    recall = read_body(
        10002, '<sysmsg type="revokemsg"><revokemsg><replacemsg>"甲" 撤回了一条消息</replacemsg></revokemsg></sysmsg>'
    )
    assert recall is not None and (recall.is_recall, recall.text) == (True, '"甲" 撤回了一条消息')
    people = "".join(f"<member><username>wxid_99{x}</username><nickname>甲</nickname></member>" for x in "ab")
    link = f"<link name='names'><memberlist>{people}</memberlist></link>"
    line = read_body(10000, f"<sysmsg><template>你邀请$names$加入了群聊</template>{link}</sysmsg>")
    assert line is not None and (line.text, dict(line.ids)) == ("你邀请甲、甲加入了群聊", {})


def test_pairs_of_official_accounts():
    """The app's own form of pairs is read as far as it goes."""
    pairs = {".msg.appmsg.title": "标题", ".msg.appmsg.url": "https://site.example"}
    text = "~SEMI_XML~" + "".join(f"\0{chr(len(part))}{part}" for pair in pairs.items() for part in pair)
    body = read_body(49, text)
    assert body is not None and body.text == "标题\nhttps://site.example"
    assert read_body(49, text[:40]) is not None


def test_hostile_xml_is_refused():
    """Nothing outside is loaded, nothing grows, nothing nests without end."""
    assert (
        read_body(
            49, '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><msg><appmsg><title>&x;</title></appmsg></msg>'
        )
        is None
    )
    assert read_body(49, "<msg>" + "<a>" * 200_000) is None
    assert read_body(49, "<msg>" + "x" * (9 << 20)) is None
    assert read_body(49, "no xml") is None and read_body(49, "") is None


@settings(max_examples=40, deadline=None)
@given(base=st.sampled_from([37, 42, 48, 49, 50, 10000, 1, 99]), at=st.integers(0, 200), junk=st.text(max_size=8))
def test_broken_xml_never_crashes(base, at, junk):
    """Any damage gives a body or none."""
    xml = app(57, "好", "<refermsg><type>1</type><svrid>9</svrid><content>x</content></refermsg>")
    body = read_body(base, xml[:at] + junk + xml[at:])
    assert body is None or isinstance(body.text, str)
