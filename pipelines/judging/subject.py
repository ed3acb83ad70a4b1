"""What a judgement is about, from the words of the command line: two references, or one and a name, role or superior.

Decisions are kept on references, never on entity ids: an entity may merge or split, a reference stays what it is. Who
names an entity means the reference it is best known by.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import WarehouseError
from warehouse.schema.words import PLATFORMS, JudgementKind, JudgementWord

# The words of the command line and of sheets; yes and no read better for names, roles and superiors.
DECISIONS: dict[str, JudgementWord] = {
    "same": "positive",
    "different": "negative",
    "unsure": "unsure",
    "yes": "positive",
    "no": "negative",
    "withdraw": "withdrawn",
}
# The shapes of warehouse/schema/ids.py; parts after the fixed ones may hold percent-encoded signs.
_SHAPES = {
    "account": re.compile(r"account:(?P<platform>[a-z]+):[^:\s][^:]*"),
    "listed": re.compile(r"listed:[0-9a-f]{16}:[^:]+:[^:]+"),
    "called": re.compile(r"called:[^:]+:[^:]+"),
}
_ENTITY = re.compile(r"E-[0-9A-Z]{8}")
_IDENTITY = re.compile(r"I-[0-9a-f]+")


class NoSubject(ValueError):
    """What was written names nothing that can be judged; the message says what to write instead."""


@dataclass(frozen=True)
class Subject:
    """What a decision is about.

    Attributes:
        kind: What it is about.
        left: Reference.
        right: Reference, `name:NAME`, `role:ROLE` or `identity:IDENTITY_ID`.
        case_id: The case of an entity that was named; None when only references were.
    """

    kind: JudgementKind
    left: str
    right: str
    case_id: str | None = None


# Entity id to (reference it is best known by, case); see `entities_of`.
EntityLookup = Callable[[str], tuple[str, str]]


def subject_of(left: str, right: str, entities: EntityLookup) -> Subject:
    """The subject that two words name.

    Args:
        left: Reference, account id or entity id.
        right: The same, or `name:NAME`, `role:ROLE`, `under:SUPERIOR`, `operator:PERSON`.
        entities: How to find the reference of an entity.

    Raises:
        NoSubject: When the words name nothing that can be judged.
        WarehouseError: When an entity is named that the snapshot does not hold.
    """
    one, case_id = _reference(left, entities)
    word, _, rest = right.strip().partition(":")
    match word:
        case "name":
            return Subject("alias", one, f"name:{_name(rest)}", case_id)
        case "role":
            return Subject("role", one, f"role:{_role(rest)}", case_id)
        case "identity":
            return Subject("operator", one, f"identity:{_identity(rest)}", case_id)
        case "operator" if _IDENTITY.fullmatch(rest.strip()):
            return Subject("operator", one, f"identity:{_identity(rest)}", case_id)
    other, other_case = _reference(rest if word in ("under", "operator") else right, entities)
    if one == other:
        raise NoSubject("LEFT and RIGHT are the same reference; name the two that are to be compared")
    if case_id and other_case and case_id != other_case:
        raise NoSubject(f"LEFT is of case {case_id} and RIGHT of case {other_case}; people are not joined across cases")
    return Subject("reports_to" if word == "under" else "pair", one, other, case_id or other_case)


def entities_of(published_file: Path) -> EntityLookup:
    """Looks entities up in the published snapshot, which is opened only when one is named."""

    def lookup(entity_id: str) -> tuple[str, str]:
        from warehouse.snapshot import asking

        with asking(published_file) as snapshot:
            found = snapshot.best_reference(entity_id)
        if found is None:
            raise WarehouseError(f"no entity {entity_id}; `steelnail who NAME` gives the ids")
        return found

    return lookup


def _reference(text: str, entities: EntityLookup) -> tuple[str, str | None]:
    written = text.strip()
    if _ENTITY.fullmatch(written):
        return entities(written)
    return checked_reference(written), None


def checked_reference(text: str) -> str:
    """A reference as it is written in the snapshot; an account id gets its `account:`.

    Raises:
        NoSubject: When it has none of the shapes of a reference.
    """
    reference = text.strip()
    if reference.partition(":")[0] in PLATFORMS:
        reference = f"account:{reference}"
    kind = reference.partition(":")[0]
    match = _SHAPES[kind].fullmatch(reference) if kind in _SHAPES else None
    if match is None or not reference.isprintable() or match.groupdict().get("platform", "irc") not in PLATFORMS:
        raise NoSubject(
            f"{text!r} is no reference; write account:PLATFORM:ID, PLATFORM:ID, listed:EXHIBIT:ROW:NAME or "
            "called:SCOPE:NAME as `steelnail why` shows it, or an entity id"
        )
    return reference


def readable(what: str, text: str) -> str:
    """A text that says something and can be stored.

    Raises:
        NoSubject: When it is empty or holds control characters.
    """
    stripped = text.strip()
    if not stripped or not stripped.replace("\n", "").replace("\t", "").isprintable():
        raise NoSubject(f"{what} must say something in readable text")
    return stripped


def _name(text: str) -> str:
    return readable("name:", unicodedata.normalize("NFKC", text))


def _role(text: str) -> str:
    # Frames are loaded only when a role is named.
    from resolvers.roles.catalogue import role_catalogue

    roles = role_catalogue()["role"].to_list()
    if text.strip() not in roles:
        raise NoSubject(f"there is no role {text.strip()!r}; write one of {', '.join(roles)}")
    return text.strip()


def _identity(text: str) -> str:
    if not _IDENTITY.fullmatch(text.strip()):
        raise NoSubject(
            f"{text.strip()!r} is no civil identity; `steelnail sql 'from entity_identity'` shows them as I-…"
        )
    return text.strip()
