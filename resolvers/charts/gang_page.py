"""The page of a gang: chart, everybody in a tree, role timeline and command matrix in one file that opens offline.

It holds no script and no outside link; teams fold and unfold by the browser's own means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from resolvers.charts.command_matrix import command_matrix
from resolvers.charts.gang_rows import (
    KEPT,
    SOLID,
    GangRows,
    Member,
    Row,
    by_rank,
    commands_between,
    evidence_words,
    members_of,
    moment,
    page_words,
    whole,
)
from resolvers.charts.leaders_drawn import leaders_drawn
from resolvers.charts.role_timeline import role_timeline
from resolvers.charts.templates import FONTS, page_template, shortened

# Up to here the tree stands open; above, levels below the second are folded.
_OPEN_TREE = 80
_OPEN_LEVELS = 2


@dataclass
class Branch:
    """A person of the tree with those below."""

    member: Member
    facts: str
    below: list["Branch"] = field(default_factory=list)
    is_open: bool = True

    @property
    def count(self) -> int:
        """How many people stand below, at any level."""
        return sum(1 + branch.count for branch in self.below)


def gang_page(rows: GangRows, *, lang: str, other_page: str | None = None) -> str:
    """The page of a gang.

    Args:
        rows: What is known of the gang.
        lang: `en` or `zh`.
        other_page: Relative address of the same page in the other language; None where there is none.

    Returns:
        An HTML document, well-formed as XML; it does not depend on the order of commands and roles.
    """
    words = page_words(lang)
    members = members_of(rows, lang)
    commands = commands_between(rows, members)
    branches = _branches(members, lang)
    tied = {end for edge in commands for end in (edge.superior_id, edge.subordinate_id)}
    shared = sum(bool(member.other_gangs) for member in members)
    stable = sum(edge.is_solid for edge in commands)
    return page_template("gang_page").render(
        words={
            name: text.format_map(_Given(solid=f"{SOLID:.2f}", kept_share=f"{KEPT:.0%}"))
            for name, text in words.items()
        },
        other_page=other_page,
        label=shortened(str(rows.gang["label"]), 80),
        gang_id=str(rows.gang["gang_id"]),
        case_id=str(rows.gang["case_id"]),
        seen=_seen(rows.gang, words["seen"]),
        facts=[
            (len(members), words["people"]),
            (sum(member.kind == "unseen" for member in members), words["unseen_count"]),
            (sum(member.kind == "masked" for member in members), words["protected_count"]),
            *([(shared, words["shared_count"])] if shared else []),
            (stable, words["stable_count"]),
            (len(commands) - stable, words["weak_count"]),
            (sum(edge.evidence_count for edge in commands), words["pieces_count"]),
        ],
        dens=[_den(den, words) for den in rows.dens],
        total=len(members),
        is_shared=bool(shared),
        drawing=leaders_drawn(members, commands, words),
        branches=[branch for branch in branches if branch.below or branch.member.entity_id in tied],
        alone=[branch for branch in branches if not branch.below and branch.member.entity_id not in tied],
        is_folded=len(members) > _OPEN_TREE,
        missing=max(whole(rows.gang, "member_count") - len(members), 0),
        member_count=whole(rows.gang, "member_count"),
        timeline=role_timeline(rows, members, lang, words),
        matrix=command_matrix(members, commands, words),
        fonts=FONTS,
    )


class _Given(dict[str, str]):
    """Fills in what is known on every page and leaves the other places of a text to the template."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _branches(members: Sequence[Member], lang: str) -> list[Branch]:
    words = page_words(lang)
    branches = {member.entity_id: Branch(member, "") for member in members}
    tops: list[Branch] = []
    for member in members:
        branch = branches[member.entity_id]
        facts = [words["messages"].format(count=member.message_count)] if member.message_count else []
        above = branches.get(member.superior_id or "")
        if above is not None and member.probability is not None:
            facts.insert(0, f"p {member.probability:.2f} · {evidence_words(member.evidence_count, words)}")
        branch.facts = " · ".join(facts)
        branch.is_open = len(members) <= _OPEN_TREE or member.depth < _OPEN_LEVELS
        (tops if above is None else above.below).append(branch)
    order = {member.entity_id: place for place, member in enumerate(by_rank(members))}
    return sorted(tops, key=lambda branch: (not branch.below, order[branch.member.entity_id]))


def _den(den: Row, words: Mapping[str, str]) -> str:
    seen = _seen(den, "{first} – {last}")
    known = [
        words[f"den_{den['kind']}"],
        words["den_people"].format(count=whole(den, "people")),
        *([seen] if seen else []),
    ]
    return f"{shortened(str(den['label']), 60)} ({', '.join(known)})"


def _seen(gang: Row, text: str) -> str:
    first, last = moment(gang, "first_seen"), moment(gang, "last_seen")
    return text.format(first=_day(first), last=_day(last)) if first and last else ""


def _day(time: datetime) -> str:
    return f"{time:%Y-%m-%d}"
