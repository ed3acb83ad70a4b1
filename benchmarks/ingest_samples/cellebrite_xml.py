"""A synthetic Cellebrite report: WhatsApp chats of thirty people, as long as asked for."""

import itertools
from pathlib import Path

from lxml import etree

from benchmarks.ingest_sample import IngestSample

_WORDS = ("send the table", "明天把料发给水房", "кинь логи", "ok", "the server is down again, ask crab about it 🦀")
_PEOPLE = [(f"120255501{number:02}@s.whatsapp.net", f"Person {number} 号") for number in range(30)]
_CHAT_MESSAGES = 5_000
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<project id="99" name="synthetic" reportVersion="5.2" '
    'containsGarbage="False" xmlns="http://pa.cellebrite.com/report/2.0">\n<decodedData>\n<modelType type="Chat">\n'
)
_TAIL = "</modelType>\n</decodedData>\n</project>\n"


def _field(name: str, value: str | None, kind: str = "String") -> str:
    if value is None:
        return f'          <field name="{name}" type="{kind}">\n            <empty />\n          </field>\n'
    return (
        f'          <field name="{name}" type="{kind}">\n            <value type="{kind}"><![CDATA[{value}]]></value>\n'
        "          </field>\n"
    )


def _party(number: int, place: int) -> str:
    identifier, name = _PEOPLE[place]
    return (
        f'            <model type="Party" id="party-{number}-{place}" deleted_state="Intact" '
        'decoding_confidence="High" isrelated="False" extractionId="0">\n'
        + _field("Identifier", identifier)
        + _field("Role", "General", "PartyRole")
        + _field("Name", name)
        + _field("IsPhoneOwner", "True" if place == 0 else "False", "Boolean")
        + "            </model>\n"
    )


def _message(number: int) -> str:
    clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    at = f"2021-03-{number // 86_400 % 28 + 1:02}T{clock}"
    body = f"{_WORDS[number % len(_WORDS)]} {number}" * (number % 4 + 1)
    plain = "".join(
        _field(name, value)
        for name, value in (
            ("UserMapping", "False"), ("Source", "WhatsApp"), ("SourceApplication", "WhatsApp"), ("Subject", None),
            ("Body", body), ("Identifier", f"WA{number:012}"), ("Platform", "Mobile"), ("Status", "Read"),
            ("Type", "AppMessage"), ("Label", None), ("Folder", "Inbox"), ("DateRead", None), ("DateDelivered", None),
        )
    )  # fmt: skip
    return (
        f'        <model type="InstantMessage" id="message-{number}" deleted_state="Intact" '
        f'decoding_confidence="High" isrelated="False" source_index="{number}" extractionId="0">\n{plain}'
        f'          <modelField name="From" type="Party">\n{_party(number, number % 30)}          </modelField>\n'
        f'          <multiModelField name="To" type="Party">\n{_party(number, 0)}          </multiModelField>\n'
        '          <field name="TimeStamp" type="TimeStamp">\n            <value type="TimeStamp" '
        f'format="TimeStampKnown" formattedTimestamp="{at}+08:00">{at}.000+08:00</value>\n          </field>\n'
        '          <multiModelField name="Attachments" type="Attachment" />\n        </model>\n'
    )


def _write(file: Path, megabytes: int) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(_HEAD)
        for number in itertools.count():
            if number % _CHAT_MESSAGES == 0:
                if number:
                    stream.write("      </multiModelField>\n    </model>\n")
                    if written > megabytes * 1_000_000:
                        break
                stream.write(
                    f'    <model type="Chat" id="chat-{number}" deleted_state="Intact" decoding_confidence="High">\n'
                    + _field("Source", "WhatsApp")
                    + _field("Id", f"12025550100-{number}@g.us")
                    + _field("Name", f"Group {number}")
                    + '      <multiModelField name="Messages" type="InstantMessage">\n'
                )
            written += stream.write(_message(number))
        stream.write(_TAIL)


def _plain(file: Path) -> None:
    for _, element in etree.iterparse(
        str(file), events=("end",), tag="{*}model", huge_tree=True, resolve_entities=False, no_network=True
    ):
        element.clear()


SAMPLE = IngestSample("cellebrite_xml", "report.xml", _write, _plain, "lxml.etree.iterparse", is_big=True)
