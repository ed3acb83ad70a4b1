# ruff: noqa: E501, S106 - a graph is read sideways, its password is invented
"""Writes graph.json and old_bundle.json: synthetic CASE/UCO documents of the new and the old vocabulary."""

import json
from pathlib import Path

CONTEXT = {
    "kb": "http://example.org/kb/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
}


def facet(kind, **values):
    return {"@id": f"kb:facet-{kind}", "@type": f"uco-observable:{kind}Facet"} | {
        f"uco-observable:{name}": value for name, value in values.items()
    }


def node(node_id, kind, *facets, **values):
    prefix = "" if ":" in kind else "uco-observable:"
    told = {"@id": f"kb:{node_id}", "@type": f"{prefix}{kind}"}
    told |= {f"uco-core:{name}": value for name, value in values.items()}
    return told | ({"uco-core:hasFacet": list(facets)} if facets else {})


def ref(node_id):
    return {"@id": f"kb:{node_id}"}


def at(value):
    return {"@type": "xsd:dateTime", "@value": value}


def account(node_id, identifier, name, application="whatsapp"):
    return node(
        node_id, "ApplicationAccount", facet("Account", accountIdentifier=identifier),
        facet("ApplicationAccount", application=ref(application)), facet("DigitalAccount", displayName=name),
    )  # fmt: skip


def message(node_id, sender, receivers, text, time, **more):
    values = {
        "application": ref("whatsapp"),
        "messageText": text,
        "to": [ref(to) for to in receivers],
        "sentTime": at(time),
    }
    if sender:
        values["from"] = ref(sender)
    return node(node_id, "Message", facet("Message", **(values | more)))


def relationship(node_id, source, kind, target):
    return node(
        node_id,
        "uco-core:Relationship",
        source=ref(source),
        target=ref(target),
        kindOfRelationship=kind,
        isDirectional=True,
    )


def graph():
    return [
        # The messages stand before everything that they point at.
        message("m1", "hammer", ["nail"], "到了吗", "2021-02-01T10:00:00.000+08:00"),
        message("m2", "nail", ["hammer"], "none", "2021-02-01T02:01:00Z", messageID="WA2", allocationStatus="Deleted"),
        message("m3", "hammer", ["nail", "crab"], "all here?", "2021-02-01T02:02:00Z"),
        message("m4", "nowhere", ["hammer"], "who am I", "2021-02-01T02:03:00"),
        node("m5", "SMSMessage", facet("Message", messageText="call me", **{"from": ref("phone1"), "to": ref("phone2")})),
        node("m6", "EmailMessage", facet("EmailMessage", subject="table", body="attached", messageID="<1@dock.example>", sentTime=at("2021-02-01T03:00:00Z"), **{"from": ref("mail1"), "to": [ref("mail2")]})),
        node("stub", "Message"),
        node("whatsapp", "Application", facet("Application", applicationIdentifier="com.whatsapp")),
        account("hammer", "12025550101@s.whatsapp.net", "Hammer"),
        account("nail", "12025550102@s.whatsapp.net", "钢钉"),
        account("crab", "12025550103@s.whatsapp.net", "Crab"),
        node("phone1", "PhoneAccount", facet("Account", accountIdentifier="Rose Quay", isActive=True), facet("PhoneAccount", phoneNumber="+12025550104/+12025550104")),
        node("phone2", "MobileAccount", facet("MobileAccount", MSISDN="+12025550105", IMSI="310150123456789")),
        node("address1", "EmailAddress", facet("EmailAddress", addressValue="Bun@Dock.Example")),
        node("mail1", "EmailAccount", facet("EmailAccount", emailAddress=ref("address1"))),
        node("mail2", "EmailAccount", facet("EmailAccount", emailAddress="crab@dock.example"), facet("AccountAuthentication", password="not-to-be-kept")),
        node("t1", "MessageThread", facet("MessageThread", identifier="dock-1", participant=[ref("hammer"), ref("nail")], messageThread={"@id": "kb:list1", "@type": "uco-types:Thread", "co:element": [ref("m1"), ref("m2")]}), name="Dock"),
        node("call1", "Call", facet("Call", callType="outgoing", startTime=at("2021-02-02T10:00:00Z"), **{"from": ref("phone1"), "to": ref("phone2")})),
        node("call2", "Call", facet("Call", to=[ref("phone1"), ref("phone2")], allocationStatus="Deleted")),
        node("call3", "Call", facet("Call")),
        node("contact1", "Contact", facet("Contact", firstName="Little", lastName="Nut", nickname="Nutty", contactPhone=[{"@type": "uco-observable:ContactPhoneFacet", "uco-observable:contactPhoneNumber": ref("phone2")}], contactEmail={"uco-observable:contactEmailAddress": ref("address1")})),
        node("contact2", "Contact", facet("Contact", displayName="Only Name")),
        node("contact3", "Contact", facet("Contact")),
        node("person1", "uco-identity:Person", {"@type": "uco-identity:SimpleNameFacet", "uco-identity:givenName": "Aster", "uco-identity:familyName": "Quill"}),
        node("person2", "uco-identity:Person", name="Examiner Nine"),
        node("role1", "uco-role:Role", name="Victim"),
        relationship("r1", "person1", "Has_Account", "hammer"),
        relationship("r2", "person1", "Has_Role", "role1"),
        relationship("r3", "hammer", "Associated_Account", "mail1"),
        relationship("r4", "device1", "Has_Account", "phone2"),
        node("device1", "MobileDevice", facet("MobileDevice", IMEI="490154203237518", keypadUnlockCode="not-to-be-kept"), facet("BluetoothAddress", addressValue="DC:41:5F:44:48:24"), facet("WifiAddress", addressValue="DC:41:5F:44:48:25")),
        node("action1", "case-investigation:InvestigativeAction", name="seized", **{"performer": ref("person2")}),
        {"@id": "kb:record1", "@type": "case-investigation:ProvenanceRecord", "case-investigation:exhibitNumber": "EX-1"},
        node("file1", "File", facet("File", fileName="x.jpg")),
    ]  # fmt: skip


def document(nodes=None):
    return {"@context": CONTEXT, "@graph": graph() if nodes is None else nodes}


def old_bundle():
    """The vocabulary of UCO 0.4: facets without ending, ids with a colon here and without there."""
    return {
        "@context": {"@vocab": "http://caseontology.org/core#", "uco-observable": CONTEXT["uco-observable"]},
        "@id": ":bundle",
        "@type": "uco-core:Bundle",
        "uco-core:object": [
            {"@id": ":m1", "@type": "uco-observable:CyberItem", "uco-core:facets": [{"@type": "uco-observable:Message", "uco-observable:messageText": "hi", "uco-observable:application": "app", "uco-observable:from": "a1", "uco-observable:to": ["a2"], "uco-observable:sentTime": at("2018-12-10T10:34:08.336+00:00")}]},
            {"@id": ":t1", "@type": "uco-observable:CyberItem", "uco-core:facets": [{"@type": "uco-observable:messageThread", "uco-observable:displayName": "NOT_PROVIDED", "uco-observable:messages": [{"uco-observable:length": "1", "uco-observable:slot": ["m1"]}], "uco-observable:participants": ["a1", "a2"]}]},
            {"@id": ":a1", "@type": "uco-observable:CyberItem", "propertyBundle": [{"@type": "Account", "accountIssuer": "Skype", "applicationIdentifier": "live:ares"}, {"@type": "ApplicationAccount", "application": "app"}, {"@type": "DigitalAccount", "displayName": "Ares"}]},
            {"@id": ":a2", "@type": "uco-observable:CyberItem", "uco-core:facets": [{"@type": "uco-observable:Account", "uco-observable:applicationIdentifier": "live:traces"}, {"@type": "uco-observable:ApplicationAccount", "uco-observable:application": "app"}]},
            {"@id": ":app", "@type": "uco-observable:CyberItem", "uco-core:facets": [{"@type": "uco-observable:Application", "uco-core:name": "Skype"}]},
            {"@id": ":r1", "@type": "uco-observable:Relationship", "uco-observable:source": "t1", "uco-observable:target": "f1", "uco-observable:kindOfRelationship": "contained_within"},
        ],
    }  # fmt: skip


if __name__ == "__main__":
    for name, content in (("graph", document()), ("old_bundle", old_bundle())):
        text = json.dumps(content, indent=1, ensure_ascii=False)
        Path(__file__).with_name(f"{name}.json").write_text(text + "\n", encoding="utf-8")
