"""One sitting of a review: cards on the terminal, keys from it or from a pipe, decisions into the journal."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console

from pipelines.cli._output import count_text
from pipelines.judging.card_text import card_reason, card_text, lane_word, words
from pipelines.judging.cards import Card, Question, card_of
from pipelines.judging.effect import effect_lines, effect_on_pairs
from pipelines.judging.keys import key_reader
from pipelines.judging.record import decision, record
from pipelines.judging.session import DECIDING, Action, Review, action_of
from pipelines.judging.subject import Subject
from pipelines.settings import Settings
from warehouse.connection import Warehouse
from warehouse.journal_entries import JudgementGiven
from warehouse.schema.words import JudgementWord
from warehouse.snapshot import Snapshot


@dataclass
class Sitting:
    """A sitting.

    Attributes:
        settings: The home.
        opened: The published snapshot.
        waiting: Decisions in the journal that it does not hold yet.
        judged_by: Who decides.
        reason: Reason of every decision; None takes it from the card.
        lang: Language of the cards, en or zh.
        unmask: Whether words of protected people are shown.
    """

    settings: Settings
    opened: Warehouse
    waiting: tuple[JudgementGiven, ...]
    judged_by: str
    reason: str | None
    lang: str
    unmask: bool
    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=False))
    read_key: Callable[[], str] = field(default_factory=key_reader)

    def hold(self, asked: Sequence[Question], open_count: int) -> None:
        """Ask until the end or until the person quits, then say what was done.

        Args:
            asked: The questions, in order.
            open_count: How many there are in all, for the last line.
        """
        state = Review(asked, self._record)
        self.console.print(words()[self.lang]["help"], markup=False)
        while (question := state.current) is not None:
            if not self._answer(state, question):
                break
        self._close(state, open_count)

    def _answer(self, state: Review, question: Question) -> bool:
        """Show a card and act on keys until it is left; False to quit."""
        say, card = words()[self.lang], card_of(Snapshot(self.opened), question)
        lane = lane_word(question.lane, self.lang)
        self.console.print()
        self.console.rule(f"{state.number} {say['of']} {state.count} · {lane} · {question.link_id}")
        self.console.print(card_text(card, self.lang, unmask=self.unmask))
        while True:
            self.console.print(say["keys"], style="bold", markup=False)
            action, own_reason = action_of(self.read_key())
            match action:
                case Action.QUIT:
                    return False
                case Action.SKIP:
                    state.skip()
                    return True
                case Action.BACK:
                    if state.back("taken back in the review"):
                        self.console.print(f"← {say['taken_back']}", markup=False)
                        return True
                case Action.MORE:
                    self.console.print(card_text(card, self.lang, is_full=True, unmask=self.unmask))
                case Action.EFFECT:
                    self._show_effect(state, question)
                case Action.NOTHING:
                    self.console.print(say["help"], markup=False)
                case _ if action in DECIDING:
                    state.decide(action, self._because(card, ask=own_reason))
                    self.console.print(f"→ {say[action.value]}", markup=False)
                    return True

    def _because(self, card: Card, *, ask: bool) -> str:
        if ask:
            self.console.print(f"{words()[self.lang]['because']}: ", end="", markup=False)
            told = sys.stdin.readline().strip()
            if told:
                return told
        return self.reason or card_reason(card, self.lang)

    def _record(self, question: Question, word: JudgementWord, reason: str) -> JudgementGiven:
        subject = Subject("pair", question.left, question.right, question.case_id)
        given = decision(subject, word, reason=reason, judged_by=self.judged_by)
        record(self.settings, given)
        return given

    def _show_effect(self, state: Review, question: Question) -> None:
        subject = Subject("pair", question.left, question.right, question.case_id)
        known = [*self.waiting, *state.given]
        choices: tuple[tuple[JudgementWord, str], ...] = (("positive", "if_same"), ("negative", "if_different"))
        for word, title in choices:
            tried = decision(subject, word, reason="tried", judged_by=self.judged_by)
            effect = effect_on_pairs(self.opened, question.case_id, [tried], known)
            self.console.print(f"{words()[self.lang][title]}:", style="bold", markup=False)
            for line in effect_lines(effect):
                self.console.print(f"  {line}", markup=False)

    def _close(self, state: Review, open_count: int) -> None:
        say = words()[self.lang]
        decided = {word: count for word, count in state.decided.items() if count}
        told = ", ".join(f"{count} {say[word]}" for word, count in sorted(decided.items())) or "–"
        click.echo(
            f"\n{say['decided']}: {told}; {say['skipped']}: {state.skipped}; {say['answered']}: {state.answered}"
        )
        left = open_count - sum(decided.values()) - state.answered
        click.echo(f"{count_text(left, 'question')} still open" if self.lang == "en" else f"尚有 {left} 题未决")
        if decided:
            click.echo(say["next_run"])
            self._teach(state)

    def _teach(self, state: Review) -> None:
        """Say what the decisions teach, case by case."""
        # Learning loads scipy: not before there is something to learn from.
        from pipelines.judging.lesson import lesson_lines, lesson_of

        given = [*self.waiting, *state.given]
        for case_id in sorted({one.case_id for one in state.given if one.case_id}):
            click.echo("\n" + "\n".join(lesson_lines(lesson_of(self.opened, case_id, given))))
        click.echo(
            "    steelnail run --resolver best     measures all candidates and takes what wins; see resolver_trial"
        )
