"""A synthetic AXIOM export: WhatsApp messages of thirty people."""

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from benchmarks.chat_talk import talk, write_until
from benchmarks.ingest_sample import IngestSample

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<Artifacts><Artifact name="Android WhatsApp Messages"><Hits>\n'
_TIME = "Message Sent Date/Time - UTC+00:00 (dd/MM/yyyy)"


def _hit(number: int, second: int, name: str, words: str) -> str:
    sender = f"120255501{number % 30:02}@s.whatsapp.net"
    told = {
        "Sender": sender,
        "Sender Name": name,
        "Partner": f"99000000000000000{number % 5}@g.us",
        "Message": escape(words),
        "Message Status": "Received",
        _TIME: f"{datetime.fromtimestamp(second, UTC):%d/%m/%Y %H:%M:%S}",
        "Source": "data/com.whatsapp/databases/msgstore.db",
        "Location": f"Table: message(_id: {number})",
    }
    fragments = "".join(f'<Fragment name="{key}">{value}</Fragment>' for key, value in told.items())
    return f'<Hit sequenceNumber="{number}"><Fragments>{fragments}</Fragments></Hit>\n'


def _write(file: Path, megabytes: int) -> None:
    write_until(file, megabytes, (_first(*said) for said in talk()), "</Hits></Artifact></Artifacts>\n")


def _first(number: int, second: int, name: str, words: str) -> str:
    return (_HEAD if number == 0 else "") + _hit(number, second, name, words)


def _plain(file: Path) -> None:
    for _, element in etree.iterparse(str(file), resolve_entities=False, no_network=True, huge_tree=True):
        element.clear()


SAMPLE = IngestSample("axiom_xml", "export.xml", _write, _plain, "lxml.iterparse", is_big=True)
