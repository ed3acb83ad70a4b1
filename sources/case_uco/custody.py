"""Custody told by a CASE/UCO document: who seized what, when, where, under which paper, with which tool.

Read are `InvestigativeAction` and `ProvenanceRecord` and what they point at. Which action is the seizure and which the
handing over is told by the action's name (seized, preserved, custody-receive, imaged…); an action of another name gives
its tool only. Several values of a field are joined by '; '. A person or place without a name keeps its @id: it is what
the paper says. Nothing is guessed.

**Source:** CASE 1.3 investigation module; the examples forensic_lifecycle and Oresteia (formats.md 11).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sources.case_uco.vocabulary import Node, kinds_of, listed, node_of
from sources.case_uco.walk import stretches
from sources.errors import SeizureSheetUnreadable, UndecodableText
from sources.json_blocks import Broken, JsonDamage
from sources.json_text import JsonText
from warehouse.schema.words import CUSTODY_FIELDS

_SEIZING = re.compile(r"seiz|preserv|collect|confiscat|secur|扣押|查封|调取|提取|收集", re.IGNORECASE)
_HANDING = re.compile(r"custody|receiv|transfer|hand|ship|deliver|intake|移交|接收|保管|送检", re.IGNORECASE)
_TOOLS = ("tool", "analytictool", "configuredtool", "software", "defensivetool", "maliciousset")
_PAPERS = ("authorization",)
_OWNING = frozenset({"has_device", "owned_by", "owner_of", "owns", "possessed_by", "used_by", "has_evidence"})
_ROLE = "has_role"
# Kinds that a custody record may point at; messages, files and the like are left out, since there can be millions.
_KEPT = frozenset({
    "investigativeaction", "action", "provenancerecord", "investigation", "relationship", "observablerelationship",
    "person", "identity", "organization", "role", "subject", "investigator", "examiner", "victim", "location",
    "authorization", "device", "mobiledevice", "simcard", "ucoobject", "image", *_TOOLS,
})  # fmt: skip
_MOST_NODES = 100_000
_MOST_VALUES = 200


def case_custody(file: Path) -> dict[str, str]:
    """The custody fields that a document tells, in the order of CUSTODY_FIELDS; empty when it tells none.

    Args:
        file: A CASE/UCO JSON-LD document.

    Raises:
        SeizureSheetUnreadable: When the file is no JSON.
    """
    papers = _Papers()
    try:
        with JsonText.of_file(file) as text:
            for stretch in stretches(text):
                for _, written in stretch.found():
                    if not isinstance(written, Broken):
                        papers.take(written)
    except (JsonDamage, UndecodableText) as error:
        raise SeizureSheetUnreadable(f"{file.name} is no sound JSON; ask for the CASE document again") from error
    except OSError as error:
        raise SeizureSheetUnreadable(f"the CASE document {file} can't be read ({error.strerror})") from error
    told = papers.told()
    joined = {name: "; ".join(dict.fromkeys(value.strip() for value in told.get(name, []))) for name in CUSTODY_FIELDS}
    return {name: value for name, value in joined.items() if value}


def is_custody_kind(kinds: Iterable[str]) -> bool:
    """Whether an object of these kinds tells custody by itself."""
    return not {"investigativeaction", "provenancerecord"}.isdisjoint(kinds)


@dataclass
class _Papers:
    """Everything in a document that custody may rest on; grows with the papers, not with the evidence."""

    by_id: dict[str, Node] = field(default_factory=dict)
    actions: list[Node] = field(default_factory=list)
    records: list[Node] = field(default_factory=list)
    relationships: list[Node] = field(default_factory=list)

    def take(self, written: dict[str, object]) -> None:
        """Keep a node if custody may need it."""
        if _KEPT.isdisjoint(kinds_of(written)) or len(self.by_id) > _MOST_NODES:
            return
        node = node_of(written)
        if node.kinds & {"relationship", "observablerelationship"}:
            if (node.text("kindofrelationship") or "").lower().replace("-", "_") in _OWNING | {_ROLE}:
                self.relationships.append(node)
            return
        self.by_id[node.node_id] = node
        if "investigativeaction" in node.kinds:
            self.actions.append(node)
        elif "provenancerecord" in node.kinds:
            self.records.append(node)

    def told(self) -> dict[str, list[str]]:
        """Values by custody field."""
        actions = sorted(self.actions, key=lambda action: action.text("starttime") or "9")
        seizing = [action for action in actions if _SEIZING.search(_name(action))]
        handing = [action for action in actions if action not in seizing and _HANDING.search(_name(action))]
        told: dict[str, list[str]] = {name: [] for name in CUSTODY_FIELDS}
        for action in seizing:
            told["seized_by"] += self.named(action.references("performer"))
            told["seized_where"] += self.named(action.references("location"))
            told["seized_at"] += action.texts("starttime")[:1]
            told["seized_from"] += self.named(action.references("participant"))
        for action in handing:
            told["handed_to"] += self.named(action.references("performer"))
            told["handed_at"] += action.texts("starttime")[:1]
        for action in actions:
            for thing in action.references("instrument"):
                is_tool, is_paper = self._is(thing, _TOOLS), self._is(thing, _PAPERS)
                told["tool" if is_tool else "instrument"] += self.named([thing], _paper if is_paper else None)
        told["instrument"] += [_paper(node) for node in self.by_id.values() if node.kinds.intersection(_PAPERS)]
        told["authority"] = [
            name
            for action in seizing
            for performer in action.references("performer")
            if self._is(performer, ("organization",))
            for name in self.named([performer])
        ]
        self._tell_items(told, [*seizing, *handing])
        told["note"] = [text for node in self._of_kind("investigation") for text in node.texts("name", "description")]
        return {name: values[:_MOST_VALUES] for name, values in told.items()}

    def _tell_items(self, told: dict[str, list[str]], actions: list[Node]) -> None:
        """Exhibit numbers, descriptions and hashes: of the records that seizing and handing over made, else of all."""
        made = {reference for action in actions for reference in action.references("result")}
        records = [record for record in self.records if record.node_id in made] or self.records
        for record in records:
            told["exhibit_number"] += record.texts("exhibitnumber", "rootexhibitnumber")
            things = record.references("object")
            told["item"] += record.texts("description") or self.named(things, _device)
            for relationship in self.relationships:
                source, target = relationship.references("source"), relationship.references("target")
                if (relationship.text("kindofrelationship") or "").lower() == _ROLE:
                    continue
                if set(things).intersection(target):
                    told["seized_from"] += self.named(source)
                elif set(things).intersection(source):
                    told["seized_from"] += self.named(target)
        images = (self.by_id.get(thing) for record in self.records for thing in record.references("object"))
        hashed = [*records, *(image for image in images if image is not None and "image" in image.kinds)]
        told["hash"] = [found for node in hashed for found in _hashes(node)]

    def named(self, references: Iterable[str], name_of: Callable[[Node], str] | None = None) -> list[str]:
        """What people call these nodes; the bare @id where no name is told."""
        names = []
        for reference in references:
            node = self.by_id.get(reference)
            name = (name_of or _name)(node) if node is not None else ""
            if node is not None and (not name or "role" in node.kinds):
                bearer = " ".join(self._bearers(reference))
                name = f"{bearer} ({name})" if bearer and name else bearer or name
            names.append(name or reference)
        return names

    def _bearers(self, role: str) -> Iterator[str]:
        """Names of the people of whom the document says that they have this role."""
        for relationship in self.relationships:
            if role in relationship.references("target"):
                people = (self.by_id.get(reference) for reference in relationship.references("source"))
                yield from (name for person in people if person is not None and (name := _name(person)))

    def _is(self, reference: str, kinds: Iterable[str]) -> bool:
        node = self.by_id.get(reference)
        return node is not None and bool(node.kinds.intersection(kinds))

    def _of_kind(self, kind: str) -> Iterator[Node]:
        return (node for node in self.by_id.values() if kind in node.kinds)


def _name(node: Node) -> str:
    """The name of an action, person, place or tool."""
    person = " ".join(node.texts("givenname", "familyname")) or node.text("fullname")
    place = ", ".join(node.texts("street", "locality", "region", "postalcode", "country"))
    name = person or node.text("name", "displayname", "label") or place or node.text("description") or ""
    version = node.text("version") if node.kinds.intersection(_TOOLS) else None
    return f"{name} {version}" if name and version else name


def _device(node: Node) -> str:
    """A device as a seizure list would write it."""
    written = " ".join(node.texts("devicetype", "model", "serialnumber"))
    return written or _name(node)


def _paper(node: Node) -> str:
    """A warrant: kind and number."""
    return " ".join(node.texts("authorizationtype", "authorizationidentifier", "name", "description")) or node.node_id


def _hashes(node: Node) -> Iterator[str]:
    for entry in listed(node.values.get("hash")):
        if isinstance(entry, dict):
            written = node_of(entry)
            if value := written.text("hashvalue"):
                yield " ".join(filter(None, (written.text("hashmethod"), value)))
