"""Custody out of CASE/UCO documents: the seizure, the handing over, tools, papers, exhibit numbers, hashes."""

import json
import os
from pathlib import Path

import pytest

from sources.case_uco.custody import case_custody
from sources.errors import SeizureSheetUnreadable
from warehouse.schema.words import CUSTODY_FIELDS

CORE, ACTION, INVESTIGATION = "uco-core", "uco-action", "case-investigation"


def at(value):
    return {"@type": "xsd:dateTime", "@value": value}


def graph(prefixes=("uco-core", "uco-action", "case-investigation")):
    core, action, investigation = prefixes
    return [
        {
            "@id": "kb:p1",
            "@type": "uco-identity:Person",
            f"{core}:hasFacet": {
                "@type": "uco-identity:SimpleNameFacet",
                "uco-identity:givenName": "Aster",
                "uco-identity:familyName": "Quill",
            },
        },
        {"@id": "kb:p2", "@type": "uco-identity:Person", f"{core}:name": "Lab intake desk"},
        {"@id": "kb:lab", "@type": "uco-location:Location", f"{core}:name": "Quay 9"},
        {"@id": "kb:t1", "@type": "uco-tool:Tool", f"{core}:name": "Extractor", "uco-tool:version": "5.1"},
        {
            "@id": "kb:w1",
            "@type": f"{investigation}:Authorization",
            f"{investigation}:authorizationType": "warrant",
            f"{investigation}:authorizationIdentifier": "99-1",
        },
        {"@id": "kb:d1", "@type": "uco-observable:Device"},
        {
            "@id": "kb:i1",
            "@type": ["uco-observable:File", "uco-observable:Image"],
            f"{core}:hasFacet": [
                {
                    "@type": "uco-observable:ContentDataFacet",
                    "uco-observable:hash": [
                        {
                            "@type": "uco-types:Hash",
                            "uco-types:hashMethod": {"@value": "SHA256"},
                            "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": "ab" * 32},
                        }
                    ],
                }
            ],
        },
        {
            "@id": "kb:a2",
            "@type": f"{investigation}:InvestigativeAction",
            f"{core}:name": "custody-receive",
            f"{action}:performer": {"@id": "kb:p2"},
            f"{action}:startTime": at("2021-06-02T08:00:00Z"),
        },
        {
            "@id": "kb:a1",
            "@type": f"{investigation}:InvestigativeAction",
            f"{core}:name": "seized",
            f"{action}:performer": {"@id": "kb:p1"},
            f"{action}:location": {"@id": "kb:lab"},
            f"{action}:instrument": [{"@id": "kb:w1"}],
            f"{action}:startTime": at("2021-06-01T08:00:00Z"),
            f"{action}:result": {"@id": "kb:r1"},
        },
        {
            "@id": "kb:a3",
            "@type": f"{investigation}:InvestigativeAction",
            f"{core}:name": "imaged",
            f"{action}:performer": {"@id": "kb:p9"},
            f"{action}:instrument": {"@id": "kb:t1"},
            f"{action}:startTime": at("2021-06-03T08:00:00Z"),
        },
        {
            "@id": "kb:r1",
            "@type": f"{investigation}:ProvenanceRecord",
            f"{investigation}:exhibitNumber": "EX-1",
            f"{core}:description": "black phone",
            f"{core}:object": {"@id": "kb:d1"},
        },
        {
            "@id": "kb:r2",
            "@type": f"{investigation}:ProvenanceRecord",
            f"{investigation}:exhibitNumber": "EX-1-IMG",
            f"{core}:object": {"@id": "kb:i1"},
        },
    ]


EXPECTED = {
    "instrument": "warrant 99-1",
    "seized_by": "Aster Quill",
    "seized_at": "2021-06-01T08:00:00Z",
    "seized_where": "Quay 9",
    "tool": "Extractor 5.1",
    "handed_to": "Lab intake desk",
    "handed_at": "2021-06-02T08:00:00Z",
    "exhibit_number": "EX-1",
    "item": "black phone",
    "hash": "SHA256 " + "ab" * 32,
}


def file_of(tmp_path, content):
    file = tmp_path / "case.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


@pytest.mark.parametrize(
    "document",
    [
        {"@graph": graph()},
        {"@type": "uco-core:Bundle", "uco-core:object": graph()},
        {"@graph": [{"@id": "kb:b", "@type": "uco-core:Bundle", "uco-core:object": graph()}]},
        graph(("core", "action", "investigation")),
        {"@graph": graph(("https://example.org/uco/core", "https://example.org/uco/action", "x"))},
    ],
    ids=["graph", "bundle", "bundle in graph", "bare list", "other prefixes"],
)
def test_the_seizure_and_what_followed_are_told_apart(tmp_path, document):
    """Who seized, who took over, with what: by the names of the actions, in any layout."""
    told = case_custody(file_of(tmp_path, document))
    assert told == EXPECTED
    assert set(told) <= set(CUSTODY_FIELDS)


def test_facets_of_the_old_vocabulary_are_read(tmp_path):
    """Property bundles and bare names say the same."""
    text = json.dumps({"@graph": graph()}).replace("uco-core:hasFacet", "propertyBundle")
    for prefix in ("uco-core:", "uco-action:", "case-investigation:", "uco-identity:", "uco-tool:", "uco-location:"):
        text = text.replace(prefix, "")
    assert case_custody(file_of(tmp_path, text.encode())) == EXPECTED


def test_a_person_without_a_name_keeps_the_id(tmp_path):
    """Nothing is invented: where no name is told the id stands."""
    nodes = [node for node in graph() if node["@id"] not in ("kb:p1", "kb:lab")]
    told = case_custody(file_of(tmp_path, {"@graph": nodes}))
    assert (told["seized_by"], told["seized_where"]) == ("kb:p1", "kb:lab")


def test_a_document_without_custody_tells_none(tmp_path):
    """Messages alone are no custody."""
    assert case_custody(file_of(tmp_path, {"@graph": [{"@id": "kb:m", "@type": "uco-observable:Message"}]})) == {}


@pytest.mark.parametrize("content", [b"", b"{", b"no json", b"\xff\xfe\x00", b'{"@graph": [{"@id"'])
def test_what_is_no_json_is_said(tmp_path, content):
    """A broken document is refused in one sentence."""
    with pytest.raises(SeizureSheetUnreadable, match="no sound JSON"):
        case_custody(file_of(tmp_path, content))


def test_published_examples():
    """The examples of the CASE community tell what their prose says."""
    if "STEELNAIL_DATA" not in os.environ:
        pytest.skip("STEELNAIL_DATA does not name the folder of samples")
    folder = Path(os.environ["STEELNAIL_DATA"]) / "formats" / "case_uco"
    told = case_custody(folder / "forensic_lifecycle.json")
    assert told["exhibit_number"] == "ACME-676553402357; DFL-20140712-001A; DFL-20140712-001B"
    assert case_custody(folder / "Oresteia.json")["seized_where"].startswith("Palace Blvd")
    assert case_custody(folder / "accounts.json") == {}
