"""The people of a gang as a page shows them: rows in, members out; whoever is protected loses name and roles here."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from resolvers.charts.templates import shortened

Row = Mapping[str, object]
# From here a command edge is drawn solid: ICD 203 calls it "very likely".
SOLID = 0.8
# And kept in this share of draws, where that is known (Hillis & Bull 1993 on bootstrapped trees).
KEPT = 0.7
# A role less probable than even is not put into words beside a person.
_LIKELY = 0.5
_LONGEST_NAME = 40


@dataclass(frozen=True)
class GangRows:
    """What is known of a gang.

    Attributes:
        gang: gang_id, case_id, label, member_count, first_seen and last_seen.
        people: The rows of org_chart in its order, with is_protected, and from_at and until_at of the membership;
            other_gangs, where known, names the further gangs of somebody.
        commands: superior_id, subordinate_id, probability and evidence_count of every edge; kept_share and
            status where known.
        roles: entity_id, role, family, label_en, label_zh, probability, from_at, until_at and evidence_count.
        dens: label, kind, people, first_seen and last_seen of the places where members are told to sit.
    """

    gang: Row
    people: Sequence[Row]
    commands: Sequence[Row]
    roles: Sequence[Row]
    dens: Sequence[Row] = ()


@dataclass(frozen=True)
class Member:
    """One person of the chart; `roles` are words of the page's language, empty for a protected person.

    Where somebody may be coerced, the first of them says so. `other_gangs` names further gangs of his.
    """

    entity_id: str
    name: str
    kind: str
    depth: int
    rank: int | None
    superior_id: str | None
    probability: float | None
    is_solid: bool
    evidence_count: int
    message_count: int
    roles: tuple[str, ...]
    from_at: datetime | None
    until_at: datetime | None
    other_gangs: str = ""


@dataclass(frozen=True)
class Command:
    """An edge; `kept_share` is how many of the draws that leave out messages and devices keep it, where known."""

    superior_id: str
    subordinate_id: str
    probability: float
    evidence_count: int
    kept_share: float | None

    @property
    def is_solid(self) -> bool:
        """Whether the edge is stable."""
        return self.probability >= SOLID and (self.kept_share is None or self.kept_share >= KEPT)


@cache
def page_words(lang: str) -> Mapping[str, str]:
    """Words of the page in a language.

    Raises:
        KeyError: When there are none in this language.
    """
    text = files("resolvers.charts").joinpath("page_words.toml").read_text(encoding="utf-8")
    words: dict[str, str] = tomllib.loads(text)[lang]
    return words


def members_of(rows: GangRows, lang: str) -> list[Member]:
    """The people in chart order."""
    edges = {(edge.superior_id, edge.subordinate_id): edge for edge in map(_command, rows.commands)}
    words: dict[str, dict[str, None]] = {}
    for row in sorted(rows.roles, key=lambda row: -real(row, "probability")):
        if real(row, "probability") >= _LIKELY:
            words.setdefault(str(row["entity_id"]), {})[str(row[f"label_{lang}"])] = None
    leading = {str(row["superior_id"]) for row in rows.commands}
    return [
        _member(row, edges, tuple(words.get(entity_id, ())), lang, is_leading=entity_id in leading)
        for row in rows.people
        for entity_id in [str(row["entity_id"])]
    ]


def commands_between(rows: GangRows, members: Sequence[Member]) -> list[Command]:
    """The edges whose two ends stand in the chart, in order of the ids."""
    known = {member.entity_id for member in members}
    return sorted(
        (edge for edge in map(_command, rows.commands) if {edge.superior_id, edge.subordinate_id} <= known),
        key=lambda edge: (edge.superior_id, edge.subordinate_id),
    )


def by_rank(members: Sequence[Member]) -> list[Member]:
    """Members, the highest first; without a rank last."""
    return sorted(members, key=lambda member: (member.rank is None, member.rank or 0, member.entity_id))


def evidence_words(count: int, words: Mapping[str, str]) -> str:
    """How many pieces of evidence, in words."""
    return words["piece"] if count == 1 else words["pieces"].format(count=count)


def relation_words(edge: Command, superior: str, subordinate: str, words: Mapping[str, str]) -> str:
    """An edge in one sentence."""
    kept = "" if edge.kept_share is None else words["kept"].format(share=f"{edge.kept_share:.0%}")
    return words["relates"].format(
        superior=superior,
        subordinate=subordinate,
        probability=f"{edge.probability:.2f}",
        evidence=evidence_words(edge.evidence_count, words) + kept,
    )


def whole(row: Row, column: str) -> int:
    """A count; null is none."""
    value = row[column]
    return value if isinstance(value, int) else 0


def real(row: Row, column: str) -> float:
    """A number; null is nothing."""
    value = row[column]
    return float(value) if isinstance(value, int | float) else 0.0


def moment(row: Row, column: str) -> datetime | None:
    """A time; None where there is none."""
    value = row[column]
    return value if isinstance(value, datetime) else None


def _command(row: Row) -> Command:
    # What a person decided does not hang on draws.
    kept = None if row.get("status") == "confirmed" else row.get("kept_share")
    return Command(
        str(row["superior_id"]),
        str(row["subordinate_id"]),
        real(row, "probability"),
        whole(row, "evidence_count"),
        float(kept) if isinstance(kept, int | float) else None,
    )


def _member(
    row: Row, edges: Mapping[tuple[str, str], Command], roles: tuple[str, ...], lang: str, *, is_leading: bool
) -> Member:
    entity_id, is_protected, depth = str(row["entity_id"]), bool(row["is_protected"]), whole(row, "depth")
    superior_id = str(row["superior_id"]) if row["superior_id"] else None
    kind = "unseen" if row["status"] == "unseen" else "lead" if depth == 0 and is_leading else "member"
    if row.get("coercion_signs"):
        roles = (page_words(lang)["coerced"].format(count=row["coercion_signs"]), *roles)
    probability, edge = row["probability"], edges.get((superior_id or "", entity_id))
    return Member(
        entity_id=entity_id,
        name=page_words(lang)["protected"] if is_protected else shortened(str(row["label"]), _LONGEST_NAME),
        kind="masked" if is_protected else kind,
        depth=depth,
        rank=whole(row, "leadership_rank") or None,
        superior_id=superior_id,
        probability=float(probability) if isinstance(probability, int | float) else None,
        is_solid=edge is not None and edge.is_solid,
        evidence_count=edge.evidence_count if edge is not None else 0,
        message_count=whole(row, "message_count"),
        roles=() if is_protected else roles,
        from_at=moment(row, "from_at"),
        until_at=moment(row, "until_at"),
        other_gangs=shortened(str(row.get("other_gangs") or ""), _LONGEST_NAME),
    )
