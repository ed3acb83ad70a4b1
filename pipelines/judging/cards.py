"""Cards of the review: one question with all that a person needs to decide it, gathered from the snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from resolvers.disjoint_sets import DisjointSets
from warehouse.audit_rows import open_pairs
from warehouse.journal_entries import JudgementGiven
from warehouse.review_rows import (
    apart_rows,
    around_rows,
    names_of_entity,
    names_of_reference,
    other_link_rows,
    queue_rows,
    reason_rows,
    side_row,
)
from warehouse.snapshot import Row, Snapshot

AUDIT = "audit"
LANES = ("safe", "decide", "homonym risk", "registrant trap")
# Messages around a quote are looked up for this many reasons: more fits on no screen.
_QUOTES_WITH_CONTEXT = 2


@dataclass(frozen=True)
class Question:
    """A row of the review queue.

    Attributes:
        case_id: Case.
        link_id: Link asked about.
        left: Reference.
        right: Reference.
        left_entity: Entity of the left reference.
        right_entity: Entity of the right one; the same where the machine joined them.
        lane: safe, decide, homonym risk or registrant trap; or audit.
        row: The row, for the rest.
        is_one: Whether the machine joined the two, where the entities given are not theirs (audit_questions).
    """

    case_id: str
    link_id: str
    left: str
    right: str
    left_entity: str
    right_entity: str
    lane: str
    row: Row
    is_one: bool | None = None

    @property
    def is_joined(self) -> bool:
        """Whether the machine joined the two, so that the question is whether it was right."""
        return self.left_entity == self.right_entity if self.is_one is None else self.is_one


@dataclass(frozen=True)
class Side:
    """One side of a card.

    Attributes:
        facts: Reference, entity, label, account and activity.
        names: Names of the reference, most seen first.
        entity_names: Names of its entity, most seen first.
    """

    facts: Row
    names: list[Row]
    entity_names: list[Row]

    @property
    def is_protected(self) -> bool:
        """Whether its entity is a protected person."""
        return bool(self.facts["is_protected"])


@dataclass(frozen=True)
class Card:
    """A question with its evidence.

    Attributes:
        question: The question.
        left: Left side.
        right: Right side.
        reasons: Reasons for it, strongest first.
        against: Reasons against it, strongest first.
        apart: What keeps the two entities apart.
        other_links: Further links between the two entities.
        around: Message id to the messages around it, for the strongest reasons with words.
    """

    question: Question
    left: Side
    right: Side
    reasons: list[Row]
    against: list[Row]
    apart: list[Row]
    other_links: list[Row]
    around: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def is_protected(self) -> bool:
        """Whether one of the two is a protected person."""
        return self.left.is_protected or self.right.is_protected


def questions(
    snapshot: Snapshot, waiting: Iterable[JudgementGiven], case_id: str | None = None, lanes: Sequence[str] = ()
) -> list[Question]:
    """The queue without what decisions that wait for the next run have settled, most useful first."""
    found = [
        Question(
            str(row["case_id"]),
            str(row["link_id"]),
            str(row["left_reference"]),
            str(row["right_reference"]),
            str(row["left_entity_id"]),
            str(row["right_entity_id"]),
            str(row["lane"]),
            row,
        )
        for row in queue_rows(snapshot, case_id, lanes)
    ]
    settled = Settled(found)
    for given in waiting:
        settled.take(given)
    return [question for question in found if not settled.is_settled(question)]


def audit_questions(
    snapshot: Snapshot, waiting: Iterable[JudgementGiven], case_id: str | None, draws: int
) -> list[Question]:
    """The open pairs of the first draws of an audit, in the order in which they count.

    Each pair is decided for itself, since the entities are what is checked: a pair of two references is settled only by
    decisions on references, so these stand in the place of entities.
    """
    found = [
        Question(
            str(row["case_id"]),
            str(row["link_id"]),
            str(row["left_reference"]),
            str(row["right_reference"]),
            str(row["left_reference"]),
            str(row["right_reference"]),
            AUDIT,
            row,
            bool(row["is_joined"]),
        )
        for row in open_pairs(snapshot, case_id)
        if int(str(row["position"])) <= draws
    ]
    settled = Settled(found)
    for given in waiting:
        settled.take(given)
    return [question for question in found if not settled.is_settled(question)]


class Settled:
    """Which questions decisions have answered: by deciding them, or by joining or parting their entities otherwise.

    Args:
        asked: The questions, for the entities of the references that are decided on.
    """

    def __init__(self, asked: Iterable[Question]) -> None:
        self._entity: dict[str, str] = {}
        for question in asked:
            self._entity |= {question.left: question.left_entity, question.right: question.right_entity}
        self._sets = DisjointSets(sorted(set(self._entity.values())))
        self._decided: dict[tuple[str, str], str] = {}
        self._given: dict[str, JudgementGiven] = {}

    def take(self, given: JudgementGiven) -> None:
        """Count a decision in; a later one on the same pair takes the place of the earlier."""
        if given.kind != "pair":
            return
        self._given[given.subject] = given
        self._sets = DisjointSets(sorted(set(self._entity.values())))
        self._decided = {}
        for one in self._given.values():
            left, right = self._entity.get(one.left), self._entity.get(one.right)
            if left is not None and right is not None and one.judgement != "withdrawn":
                self._decided[min(left, right), max(left, right)] = one.judgement
                if one.judgement == "positive" and left != right:
                    self._sets.join(left, right)

    def is_settled(self, question: Question) -> bool:
        """Whether there is nothing left to ask."""
        left, right = question.left_entity, question.right_entity
        if (min(left, right), max(left, right)) in self._decided:
            return True
        return left != right and self._sets.root(left) == self._sets.root(right)


def card_of(snapshot: Snapshot, question: Question) -> Card:
    """The card of a question."""
    reasons = reason_rows(snapshot, question.link_id)
    for_it = [row for row in reasons if _weight(row) > 0]
    told = [row for row in for_it if row["message_id"]][:_QUOTES_WITH_CONTEXT]
    left, right = (_side(snapshot, question.case_id, one) for one in (question.left, question.right))
    apart: list[Row] = []
    others: list[Row] = []
    if not question.is_joined:
        entities = str(left.facts["entity_id"]), str(right.facts["entity_id"])
        apart = apart_rows(snapshot, *entities)
        others = other_link_rows(snapshot, question.link_id, *entities)
    return Card(
        question,
        left,
        right,
        for_it,
        sorted((row for row in reasons if _weight(row) <= 0 and row["comparison"] != "judgement"), key=_weight),
        apart,
        others,
        {str(row["message_id"]): around_rows(snapshot, str(row["message_id"])) for row in told},
    )


def _side(snapshot: Snapshot, case_id: str, reference: str) -> Side:
    facts = side_row(snapshot, case_id, reference)
    return Side(
        facts, names_of_reference(snapshot, case_id, reference), names_of_entity(snapshot, str(facts["entity_id"]))
    )


def _weight(row: Row) -> float:
    return float(str(row["weight"]))
