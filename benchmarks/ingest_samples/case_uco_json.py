"""A synthetic CASE/UCO document: WhatsApp messages of thirty people in one thread."""

import itertools
import json
from pathlib import Path

import orjson

from benchmarks.ingest_sample import IngestSample

_WORDS = ("send the table", "明天把料发给水房", "кинь логи", "ok", "the server is down again, ask crab about it 🦀")
_CONTEXT = {
    "kb": "http://example.org/kb/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _node(number: int, kind: str, *facets: dict[str, object]) -> dict[str, object]:
    return {
        "@id": f"kb:{kind.lower()}-{number:08}-0000-4000-8000-000000000000",
        "@type": f"uco-observable:{kind}",
        "uco-core:hasFacet": [
            {"@id": f"kb:facet-{kind}-{number}-{place}"} | facet for place, facet in enumerate(facets)
        ],
    }


def _account(number: int) -> dict[str, object]:
    return _node(
        number,
        "ApplicationAccount",
        {
            "@type": "uco-observable:AccountFacet",
            "uco-observable:accountIdentifier": f"120255501{number:02}@s.whatsapp.net",
        },
        {
            "@type": "uco-observable:ApplicationAccountFacet",
            "uco-observable:application": {"@id": "kb:application-00000000-0000-4000-8000-000000000000"},
        },
        {"@type": "uco-observable:DigitalAccountFacet", "uco-observable:displayName": f"Person {number} 号"},
    )


def _message(number: int) -> dict[str, object]:
    clock = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    return _node(
        number,
        "Message",
        {
            "@type": "uco-observable:MessageFacet",
            "uco-observable:application": {"@id": "kb:application-00000000-0000-4000-8000-000000000000"},
            "uco-observable:messageText": f"{_WORDS[number % len(_WORDS)]} {number}" * (number % 4 + 1),
            "uco-observable:from": {"@id": f"kb:applicationaccount-{number % 30:08}-0000-4000-8000-000000000000"},
            "uco-observable:to": [{"@id": "kb:applicationaccount-00000000-0000-4000-8000-000000000000"}],
            "uco-observable:sentTime": {
                "@type": "xsd:dateTime",
                "@value": f"2021-03-{number // 86_400 % 28 + 1:02}T{clock}.000+00:00",
            },
        },
    )


def _write(file: Path, megabytes: int) -> None:
    application = _node(
        0,
        "Application",
        {"@type": "uco-observable:ApplicationFacet", "uco-observable:applicationIdentifier": "com.whatsapp"},
    )
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f'{{\n"@context": {json.dumps(_CONTEXT)},\n"@graph": [\n{json.dumps(application)}')
        for number in itertools.count():
            node = _account(number) if number < 30 else _message(number)
            written += stream.write(",\n" + json.dumps(node, indent=4, ensure_ascii=False))
            if written > megabytes * 1_000_000:
                break
        stream.write("\n]\n}\n")


def _plain(file: Path) -> None:
    orjson.loads(file.read_bytes())


SAMPLE = IngestSample("case_uco_json", "case.json", _write, _plain, "orjson.loads")
