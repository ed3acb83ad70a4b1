"""A review: questions one after the other, one key each; every decision is in the journal before the next is asked.

Nothing is preselected: a key that means nothing changes nothing. Knows no terminal, so that a pipe can drive it.
"""

import unicodedata
from collections.abc import Callable, Sequence
from enum import Enum

from pipelines.judging.cards import Question, Settled
from warehouse.journal_entries import JudgementGiven
from warehouse.schema.words import JudgementWord


class Action(Enum):
    """What a key asks for."""

    SAME = "positive"
    DIFFERENT = "negative"
    UNSURE = "unsure"
    SKIP = "skip"
    BACK = "back"
    MORE = "more"
    EFFECT = "effect"
    QUIT = "quit"
    NOTHING = "nothing"


_KEYS = {
    "s": Action.SAME,
    "1": Action.SAME,
    "d": Action.DIFFERENT,
    "2": Action.DIFFERENT,
    "u": Action.UNSURE,
    "3": Action.UNSURE,
    " ": Action.SKIP,
    "k": Action.SKIP,
    "n": Action.SKIP,
    "b": Action.BACK,
    "w": Action.MORE,
    "e": Action.EFFECT,
    "q": Action.QUIT,
    "\x03": Action.QUIT,
    "\x04": Action.QUIT,
    "": Action.QUIT,
}
DECIDING = frozenset({Action.SAME, Action.DIFFERENT, Action.UNSURE})


def action_of(key: str) -> tuple[Action, bool]:
    """What a key asks for, and whether the person wants to give a reason in own words (a capital).

    Keys of a Chinese input method come in full width and mean the same.
    """
    pressed = unicodedata.normalize("NFKC", key) if key else key
    return _KEYS.get(pressed.lower(), Action.NOTHING), pressed.isupper()


class Review:
    """The state of a review.

    Args:
        asked: Questions, most useful first.
        record: Writes a decision on a question: the question, the word, the reason; returns what was recorded.

    Attributes:
        given: What was recorded, in order, withdrawals included.
        decided: How many decisions stand, by word.
        skipped: Questions passed over.
    """

    def __init__(
        self,
        asked: Sequence[Question],
        record: Callable[[Question, JudgementWord, str], JudgementGiven],
    ) -> None:
        self._asked = list(asked)
        self._record = record
        self._settled = Settled(asked)
        self._position = 0
        # Positions left behind with what was decided there; the way back.
        self._past: list[tuple[int, JudgementGiven | None]] = []
        self.given: list[JudgementGiven] = []
        self.decided: dict[str, int] = {}
        self.skipped = 0

    @property
    def current(self) -> Question | None:
        """The question to answer now; None at the end."""
        return self._asked[self._position] if self._position < len(self._asked) else None

    @property
    def number(self) -> int:
        """Number of the question, from 1."""
        return min(self._position + 1, len(self._asked))

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self._asked)

    @property
    def answered(self) -> int:
        """Questions passed over since decisions of the session answered them."""
        return self._position - len(self._past)

    def decide(self, action: Action, reason: str) -> None:
        """Record a decision on the current question and go on; questions it answers are passed over."""
        question = self.current
        if question is None or action not in DECIDING:
            return
        word = _word(action)
        given = self._record(question, word, reason)
        self._take(given)
        self.decided[word] = self.decided.get(word, 0) + 1
        self._past.append((self._position, given))
        self._advance()

    def skip(self) -> None:
        """Leave the current question for another time."""
        if self.current is not None:
            self.skipped += 1
            self._past.append((self._position, None))
            self._advance()

    def back(self, reason: str) -> bool:
        """Return to the question before; its decision, if there was one, is taken back. False at the beginning."""
        if not self._past:
            return False
        self._position, given = self._past.pop()
        if given is None:
            self.skipped -= 1
            return True
        self._take(self._record(self._asked[self._position], "withdrawn", reason))
        self.decided[given.judgement] -= 1
        return True

    def _take(self, given: JudgementGiven) -> None:
        self.given.append(given)
        self._settled.take(given)

    def _advance(self) -> None:
        self._position += 1
        while (question := self.current) is not None and self._settled.is_settled(question):
            self._position += 1


def _word(action: Action) -> JudgementWord:
    match action:
        case Action.SAME:
            return "positive"
        case Action.DIFFERENT:
            return "negative"
        case _:
            return "unsure"
