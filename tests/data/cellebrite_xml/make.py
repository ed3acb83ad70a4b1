# ruff: noqa: E501 - a report is read sideways
"""Writes report.xml: a synthetic report after the published layout, with the traps a reader may fall into."""

from pathlib import Path
from xml.sax.saxutils import quoteattr

NAMESPACE = 'xmlns="http://pa.cellebrite.com/report/2.0"'
OWNER_WA, HAMMER_WA, NAIL_WA = (f"12025550{number}@s.whatsapp.net" for number in ("100", "101", "102"))
GROUP = "12025550100-1600000000@g.us"


def cdata(text):
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def field(name, value=None, kind="String"):
    if value is None:
        return f"<field name={quoteattr(name)} type={quoteattr(kind)}><empty /></field>"
    return f'<field name={quoteattr(name)} type={quoteattr(kind)}><value type="{kind}">{cdata(value)}</value></field>'


def stamp(name, raw, form="TimeStampKnown"):
    if raw is None:
        return f'<field name="{name}" type="TimeStamp"><empty /></field>'
    shown = raw[:19] + "+00:00"
    return (
        f'<field name="{name}" type="TimeStamp"><value type="TimeStamp" format="{form}" '
        f'formattedTimestamp="{shown}">{raw}</value></field>'
    )


def model(kind, model_id, *parts, state="Intact", sure="High", **more):
    told = "".join(f" {name}={quoteattr(value)}" for name, value in more.items())
    states = f' deleted_state="{state}"' if state else ""
    states += f' decoding_confidence="{sure}"' if sure else ""
    id_told = f' id="{model_id}"' if model_id else ""
    return f'<model type="{kind}"{id_told}{states} isrelated="False" extractionId="0"{told}>{"".join(parts)}</model>'


def one(name, kind, *models):
    inner = "".join(models) or "<empty />"
    return f'<modelField name="{name}" type="{kind}">{inner}</modelField>'


def many(name, kind, *models):
    return f'<multiModelField name="{name}" type="{kind}">{"".join(models)}</multiModelField>'


def party(identifier, name=None, *, owner=False, role="General", model_id="p"):
    return model(
        "Party",
        model_id,
        field("Identifier", identifier),
        field("Role", role, "PartyRole"),
        field("Name", name),
        field("IsPhoneOwner", "True" if owner else "False", "Boolean"),
    )


def message(model_id, sender, body, at, *more, form="TimeStampKnown", native=None, **attributes):
    return model(
        "InstantMessage",
        model_id,
        field("Source", attributes.pop("source", None)),
        one("From", "Party", *([sender] if sender else [])),
        field("Body", body),
        field("Identifier", native),
        stamp("TimeStamp", at, form),
        *more,
        **attributes,
    )


def chat(model_id, source, chat_id, participants, messages, *more, name=None, kind="Group", **attributes):
    return model(
        "Chat",
        model_id,
        field("Source", source),
        field("Id", chat_id),
        field("Name", name),
        field("ChatType", kind),
        *more,
        many("Participants", "Party", *participants),
        many("Messages", "InstantMessage", *messages),
        **attributes,
    )


def entry(kind, category, value):
    return model(kind, None, field("Category", category), field("Value", value), state=None, sure=None)


def listed(kind, *models):
    return f'<modelType type="{kind}">{"".join(models)}</modelType>'


def report(*lists, namespace=NAMESPACE, head=""):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<project id="99" name="synthetic" reportVersion="5.2" '
        f'licenseID="0" containsGarbage="False" extractionType="Logical" NodeCount="0" ModelCount="0" {namespace}>\n'
        '<sourceExtractions><extractionInfo id="0" name="Logical" type="Logical" deviceName="Legacy" '
        'fullName="Invented 1" index="0" IsPartialData="False" /></sourceExtractions>\n'
        f"{head}<decodedData>\n" + "\n".join(lists) + "\n</decodedData>\n"
        '<extraInfos><extraInfo type="model" id="m1"><sourceInfo><nodeInfo id="n1" path="/data/msgstore.db" '
        'tableName="message" offset="1" /></sourceInfo></extraInfo></extraInfos>\n</project>\n'
    )


HEAD = """<caseInformation><field name="Fallnummer" isSystem="True" fieldType="CaseNumber">99-1</field></caseInformation>
<metadata section="Device Info">
<item name="IMEI" sourceExtraction="0"><![CDATA[490154203237518]]></item>
<item name="MSISDN" group="SIM" sourceExtraction="0"><![CDATA[+12025550100]]></item>
<item name="DeviceInfoDetectedPhoneModel" sourceExtraction="0"><![CDATA[Invented 1]]></item>
</metadata>
<taggedFiles><file fs="x" fsid="1" path="/data/a.jpg" size="1" id="f1" extractionId="0" deleted="Intact" embedded="false">
<metadata section="File"><item name="SHA256"><![CDATA[00]]></item><item name="IMEI"><![CDATA[111]]></item></metadata>
</file></taggedFiles>
"""


def whatsapp_group():
    owner, hammer = party(OWNER_WA, "Quay", owner=True), party(HAMMER_WA, "Hammer")
    nail = party("12025550102@s.whatsapp.net Steel Nail")
    system = party("System Message", "System Message")
    quoted = message("q1", hammer, "where?", "2021-02-01T10:00:00.000+08:00", native="WA1")
    return chat(
        "c1", "WhatsApp", GROUP, [owner, hammer, nail, party("12025550103@s.whatsapp.net", "Silent")],
        [
            message("m0", system, "Hammer added Steel Nail", "2021-02-01T09:59:00.000+08:00"),
            message("m1", hammer, "where?", "2021-02-01T10:00:00.000+08:00", native="WA1"),
            message(
                "m2", nail, "码头 <![CDATA[ & <model type=\"Chat\"> ]]> 😀", "2021-02-01T02:01:00.5Z",
                many("MessageExtraData", "X", model("QuotedMessageData", "x1", field("ReferenceId", "q1"), field("Label", "Reply"))),
                one("EmbeddedMessage", "InstantMessage", quoted), native="WA2",
            ),
            message("m3", owner, None, "2021-02-01T10:02:00.000+08:00",
                    many("Attachments", "Attachment", model("Attachment", "a1", field("Filename", "x.jpg"))), native="WA3"),
            message("m4", hammer, "gone", "2021-02-01T10:03:00.000+08:00", native="WA4", state="Deleted", sure="Low"),
            message("m5", hammer, "clock only", "2021-02-01T10:04:00.000", native="WA5", form="TimeStampUnknown"),
            message("m6", hammer, "never", None, native="WA6"),
            message(
                "m7", hammer, "", "2021-02-01T10:06:00.000+08:00",
                many("SharedContacts", "Contact", model("Contact", "k9", field("Name", "Little Nut"), many("Entries", "ContactEntry", entry("PhoneNumber", "Mobile", "+1 202-555-0104")))),
                native="WA7",
            ),
            message(
                "m8", None, None, "2021-02-01T10:07:00.000+08:00",
                many("ActivityLog", "ChatActivity", model("ChatActivity", "y1", field("Action", "ParticipantRemoved"), one("Participant", "Party", nail))),
                native="WA8",
            ),
            message(
                "m9", nail, "look", "2021-02-01T10:08:00.000+08:00",
                many("MessageExtraData", "X", model("ForwardedMessageData", "x2", one("OriginalSender", "Party", party("12025550105@s.whatsapp.net", "Far Away")))),
                native="WA9",
            ),
        ],
        field("Account", OWNER_WA), name="Dock",
    )  # fmt: skip


def other_chats():
    wechat = chat(
        "c2", "WeChat", "wxid_hammer99", [party("wxid_quay99", "码头", owner=True), party("wxid_hammer99", "锤子")],
        [
            message("w1", party("wxid_hammer99", "锤子"), "到了吗", "2021-02-02T10:00:00.000+08:00", native="7001"),
            message("w2", party("wxid_quay99", "码头", owner=True), "到了", "2021-02-02T10:00:00.000", native="7002", form="DateTimeOnly"),
        ],
        kind="OneOnOne",
    )  # fmt: skip
    viber = chat(
        "c3", "Viber", None, [party("+12025550101", "Hammer"), party(None, None, owner=True)],
        [message("v1", party("+12025550101", "Hammer"), "hi", "2021-02-03T10:00:00.000+00:00")],
        kind="OneOnOne", state="Trash",
    )  # fmt: skip
    native = chat(
        "c4", None, None, [party(None, None, owner=True), party("+12025550102", "Nail")],
        [message("s1", party("+12025550102", "Nail"), "call me", "2021-02-03T11:00:00.000+00:00"),
         message("s2", party(None, None, owner=True), "ok", "2021-02-03T11:01:00.000+00:00")],
        kind="OneOnOne",
    )  # fmt: skip
    names_only = chat(
        "c5", "LINE", "line-1", [], [message("l1", party(None, "螃蟹"), "在", "2021-02-03T12:00:00+09:00")]
    )
    return [wechat, viber, native, names_only, chat("c6", "Telegram", "9990001", [party("9900001", "Empty")], [])]


def contacts():
    return [
        model("Contact", "k1", field("Source", "WhatsApp"), field("Name", "Hammer"), field("Account", OWNER_WA),
              many("Entries", "ContactEntry", entry("UserID", "WhatsApp User Id", HAMMER_WA), entry("PhoneNumber", "Mobile", "+12025550101"), entry("ProfilePicture", "Picture", "x"))),
        model("Contact", "k2", field("Name", "Nail 二号"),
              many("Entries", "ContactEntry", entry("PhoneNumber", "Mobile", "+1 (202) 555-0102"), entry("PhoneNumber", "Home", "not a number"), entry("EmailAddress", "Home", "Nail@Dock.Example"), entry("WebAddress", "Home", "https://dock.example/nail")), state="Deleted"),
        model("Contact", "k3", field("Name", "Only A Name"), field("Group", "Crew"), many("Entries", "ContactEntry")),
        model("Contact", "k4", field("Name", None), many("Entries", "ContactEntry")),
        model("Contact", "k5", field("Source", "WhatsApp"), field("Name", "Dock"), many("Entries", "ContactEntry", entry("UserID", "WhatsApp User Id", GROUP))),
        model("Contact", "k6", field("Source", "Telegram"), field("Name", "Crab"), field("Type", "ChatParticipant"),
              many("Entries", "ContactEntry", entry("UserID", "Telegram Id", "9900002"), entry("UserID", "Username", "@crab_x"))),
    ]  # fmt: skip


def accounts():
    return [
        model("UserAccount", "u1", field("Source", "Telegram"), field("Name", "Quay"), field("Username", "quay_x"), field("Password", "not-to-be-kept"),
              many("Entries", "ContactEntry", entry("UserID", "Telegram Id", "9900000"), entry("UserID", "Additional Name", "老码头"), entry("PhoneNumber", "Mobile", "+12025550100")),
              many("AdditionalInfo", "KeyValueModel", model("KeyValueModel", None, field("Key", "Recovery e-mail"), field("Value", "quay@dock.example")), model("KeyValueModel", None, field("Key", "Password"), field("Value", "not-to-be-kept")))),
        model("UserAccount", "u2", field("ServiceType", "com.google"), field("Username", "quay@mail.example"), sure="Medium"),
        model("UserAccount", "u3", field("Source", "Invented Game"), field("Username", None)),
    ]  # fmt: skip


def beside():
    call_parties = (party("+12025550102", "Nail", role="To"), party(None, None, owner=True, role="From"))
    return [
        listed("Call",
               model("Call", "t1", field("Direction", "Outgoing"), field("Type", "Outgoing"), field("Duration", "00:00:10"), stamp("TimeStamp", "2021-02-04T10:00:00+00:00"), many("Parties", "Party", *call_parties)),
               model("Call", "t2", field("Direction", "Incoming"), stamp("TimeStamp", "2021-02-04T11:00:00+00:00"), many("Parties", "Party", party("+12025550102", "Nail", role="From")), state="Deleted"),
               model("Call", "t3", field("Source", "Recents"), many("Parties", "Party", party("+12025550109", None, role="From"))),
               model("Call", "t4", many("Parties", "Party"))),
        listed("CreditCard", model("CreditCard", "b1", field("CreditCardNumber", "4111 1111 1111 1111"), field("CVV", "not-to-be-kept"), field("NameOnCard", "Q QUAY"))),
        listed("DeviceInfoEntry", model("DeviceInfoEntry", "d1", field("EntryName", "Serial"), field("EntryValue", "A1B2C3D4E5F6"))),
        listed("Email", model("Email", "e1", one("From", "Party", party("bun@dock.example", "Bun")), many("To", "Party", party("quay@mail.example", None, owner=True)), field("Subject", "table"), field("Body", "see attachment"), stamp("TimeStamp", "2021-02-05T10:00:00Z"))),
        listed("FinancialAccount", model("FinancialAccount", "f1", field("AccountID", "GB82 WEST 1234 5698 7654 32")), model("FinancialAccount", "f2", field("AccountID", None))),
        listed("Password", model("Password", "g1", field("Account", "quay@dock.example"), field("Service", "Example"), field("Data", "not-to-be-kept"))),
        listed("RecognizedDevice", model("RecognizedDevice", "r1", field("Name", "Watch"), field("SerialNumber", "ABCDEF012345"))),
        listed("SIMData", model("SIMData", "i1", field("Name", "IMSI"), field("Value", "310150123456789")), model("SIMData", "i2", field("Name", "ICCID"), field("Value", "89860012345678901234"))),
        listed("SocialMediaActivity", model("SocialMediaActivity", "o1", field("Source", "Facebook"), field("Body", "new quay"), one("Author", "Party", party("100000099", "Quay Page", owner=True)), stamp("TimeStamp", "2021-02-06T10:00:00Z"))),
        listed("TransferOfFunds", model("TransferOfFunds", "h1", field("Source", "WeChat"), many("Participants", "Party", party("wxid_hammer99", "锤子")))),
        listed("User", model("User", "j1", field("Name", "Owner Q"), field("UserType", "Admin"))),
        listed("CellTower", model("CellTower", "z1", field("CID", "1"))),
        listed("InstalledApplication", model("InstalledApplication", "z2", field("Identifier", "com.whatsapp"))),
    ]  # fmt: skip


def build():
    return report(
        listed("Chat", whatsapp_group(), *other_chats()),
        listed("Contact", *contacts()),
        listed(
            "InstantMessage",
            message("m1", party(HAMMER_WA, "Hammer"), "where?", "2021-02-01T10:00:00+08:00", source="WhatsApp"),
            message("n1", party("10086", None), "balance", "2021-02-07T10:00:00+08:00", source="SMS"),
            message(None, party("+12025550102", "Nail"), "no id", "2021-02-07T11:00:00+08:00", source="SMS"),
        ),
        listed("UserAccount", *accounts()),
        *beside(),
        head=HEAD,
    )


if __name__ == "__main__":
    Path(__file__).with_name("report.xml").write_text(build(), encoding="utf-8")
