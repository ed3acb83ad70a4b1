"""Lets the people of a thread talk: scenes over time, events where accounts change hands, each line with its truth."""

import random
from dataclasses import dataclass, replace

from sources.synthetic.facts import Facts
from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.randomness import stream
from sources.synthetic.scenes import CastingCall, Scene, Step, scenes
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.turn import Turn
from sources.synthetic.wording import Wording
from sources.synthetic.world import Account, AccountChange, Person, Thread, World

_DAY = 86_400
# Hours of the day in East Asia at which calling rooms talk, by weight; UTC is eight hours less.
_HOUR_WEIGHTS = (3, 2, 1, 0.3, 0.1, 0.1, 0.3, 1, 3, 5, 6, 6, 5, 5, 6, 6, 6, 6, 5, 6, 7, 7, 6, 5)
_EAST_ASIA = 8 * 3600
_ANNOUNCED = 0.75
_OPTIONAL_STEP = 0.6
# Moments at which nobody is there pass unused; a thread that nobody is ever in must not go on for ever.
_TRIES = 3


@dataclass(frozen=True)
class Line:
    """One line of a thread with its truth.

    Attributes:
        number: Order in its thread, from 0.
        at: Epoch seconds.
        kind: `message`, or an event: `create`, `join`, `rename`.
        account: Account it stands under; for a rename in IRC the account under its new nick.
        person_id: Who wrote it.
        text: The words; for a rename the new name.
        intent: What was meant.
        other: For a rename or an invitation the other account.
        is_lost: No file holds it.
        is_kept: Must not be lost.
    """

    number: int
    at: int
    kind: str
    account: Account
    person_id: str
    text: str
    intent: str
    other: Account | None = None
    is_lost: bool = False
    is_kept: bool = False


class Talk:
    """Makes the lines of threads, one at a time; they depend on nothing but the world and the seed."""

    def __init__(
        self, world: World, settings: GeneratorSettings, seed: int, names: NamesInTalk, cards: list[tuple[str, str]]
    ) -> None:
        self._world, self._settings, self._seed, self._names = world, settings, seed, names
        self._wording = Wording(world, settings, seed, names)
        self._cards = cards
        self._work = [scene for scene in scenes() if not scene.is_small_talk]
        self._small_talk = [scene for scene in scenes() if scene.is_small_talk]
        self._rng = random.Random(0)  # noqa: S311 (replaced for each thread)
        self._thread: Thread
        self._lines: list[Line] = []
        self._known: list[str] = []

    def lines(self, thread: Thread, windows: list[tuple[int, int]], wanted: int) -> list[Line]:
        """The lines of a thread inside the windows in which somebody's seized device was in it, in order of time.

        Args:
            thread: The thread.
            windows: Start and end of the times that are seen, epoch seconds.
            wanted: How many messages to make at least.
        """
        self._rng = stream(self._seed, "talk", thread.key)
        self._names.begin(thread.key)
        self._thread, self._lines = thread, []
        gangs = {gang for person in thread.people for gang in self._gangs_of(self._world.people[person])}
        self._known = [p.person_id for p in self._world.people.values() if gangs & set(p.gang_ids)]
        self._open(windows)
        self._changes(windows)
        if self._settings.is_study_cast:
            self._study()
        for _ in range(_TRIES * wanted):
            if len(self._lines) >= wanted:
                break
            self._scene(self._moment(windows))
        loss = stream(self._seed, "loss", thread.key)
        ordered = sorted(self._lines, key=lambda line: (line.at, line.number))
        return [
            replace(
                line,
                number=number,
                is_lost=line.kind == "message" and not line.is_kept and loss.random() < self._settings.loss_share,
            )
            for number, line in enumerate(ordered)
        ]

    def _gangs_of(self, person: Person) -> tuple[str, ...]:
        """Gangs of which there is talk where somebody is: who is in several keeps them apart."""
        gang_id = self._thread.gang_id
        return (gang_id,) if gang_id is not None and gang_id in person.stays else person.gang_ids

    def _moment(self, windows: list[tuple[int, int]]) -> int:
        total = sum(end - start for start, end in windows)
        for _ in range(50):
            offset = self._rng.randrange(total)
            for start, end in windows:
                if offset < end - start:
                    break
                offset -= end - start
            day = (start + offset) // _DAY * _DAY
            hour = self._rng.choices(range(24), _HOUR_WEIGHTS)[0]
            at = day + hour * 3600 + self._rng.randrange(3600) - _EAST_ASIA
            if start <= at < end:
                return at
        return start + offset

    def _present(self, at: int) -> dict[str, Account]:
        if self._thread.accounts:
            return dict(zip(self._thread.people, self._thread.accounts, strict=True))
        present: dict[str, Account] = {}
        for person_id in self._thread.people:
            if not self._world.people[person_id].is_there(self._thread.gang_id, at):
                continue
            account = self._world.account_of(person_id, self._thread.platform, at)
            # Of those who share an account one at a time can speak.
            if account is not None and all(account is not other for other in present.values()):
                present[person_id] = account
        return present

    def _open(self, windows: list[tuple[int, int]]) -> None:
        if self._thread.kind != "group":
            return
        start = windows[0][0]
        present = self._present(start)
        if not present:
            return
        first = next(iter(present))
        self._add(Line(0, start, "create", present[first], first, self._thread.title, "create"))
        for person_id, account in list(present.items())[1:]:
            self._add(Line(0, start + 1, "join", account, person_id, "", "join", other=present[first]))

    def _scene(self, at: int) -> None:
        present = self._present(at)
        if len(present) < 2:
            self._add_alone(at, present)
            return
        pool = self._small_talk if self._rng.random() < self._settings.noise else self._work
        pool = [scene for scene in pool if scene.fits(self._thread.purpose)] or self._small_talk
        call = CastingCall(self._world.people, list(present), self._known, at)
        for _ in range(8):
            scene = self._rng.choices(pool, [scene.weight for scene in pool])[0]
            parts = call.cast(scene, self._rng)
            if parts is not None:
                self._play(scene, parts, at)
                return
        self._play_small(call, at)

    def _play_small(self, call: CastingCall, at: int) -> None:
        for scene in self._rng.sample(self._small_talk, len(self._small_talk)):
            parts = call.cast(scene, self._rng) if scene.fits(self._thread.purpose) else None
            if parts is not None:
                self._play(scene, parts, at)
                return

    def _add_alone(self, at: int, present: dict[str, Account]) -> None:
        # With nobody there to answer, somebody still drops a line.
        for person_id in present:
            parts = {"a": self._world.people[person_id]}
            self._say(Step("a", "reaction", None, (), False, False), parts, self._facts(at), at)

    def _play(self, scene: Scene, parts: dict[str, Person], at: int) -> None:
        facts = self._facts(at)
        for step in scene.steps:
            if step.is_optional and self._rng.random() > _OPTIONAL_STEP:
                continue
            at += int(self._rng.expovariate(1 / 25)) + 2
            if step.waits:
                at += self._rng.randint(1200, 16_000)
            self._say(step, parts, facts, at)

    def _say(self, step: Step, parts: dict[str, Person], facts: Facts, at: int, *, is_kept: bool = False) -> None:
        """Let a part say a step if he is there at the time."""
        speaker = parts[step.speaker]
        account = self._present(at).get(speaker.person_id)
        if account is None:
            return
        to = parts[step.to] if step.to else None
        about = tuple(parts[name] for name in step.about)
        turn = Turn(step.intent, speaker, to, about, self._thread.platform, at)
        if step.intent == "roster":
            text = self._wording.roster(turn, self._listed(speaker), self._rng)
        else:
            text = self._wording.text(turn, facts, self._rng)
        self._add(Line(0, at, "message", account, speaker.person_id, text, step.intent, is_kept=is_kept))

    def _listed(self, speaker: Person) -> list[Person]:
        listed = [self._world.people[p] for p in self._known if not self._world.people[p].is_victim]
        listed = [person for person in listed if set(person.gang_ids) & set(speaker.gang_ids)]
        return self._rng.sample(listed, min(len(listed), self._rng.randint(3, 9)))

    def _changes(self, windows: list[tuple[int, int]]) -> None:
        """Scenes that account changes bring with them: joining, saying who one is, answers, hand-overs."""
        for change in self._world.changes:
            if change.platform != self._thread.platform or change.person_id not in self._thread.people:
                continue
            if self._thread.accounts:
                if change.new in self._thread.accounts and abs(self._thread.start - change.at) < _DAY:
                    self._announce(change, change.at + self._rng.randint(600, 2 * _DAY))
                continue
            if any(start <= change.at < end for start, end in windows):
                self._group_change(change)

    def _group_change(self, change: AccountChange) -> None:
        present = self._present(change.at)
        host = next((p for p in present if p != change.person_id), change.person_id)
        if change.platform == "irc":
            new = change.new
            self._add(Line(0, change.at, "rename", change.old, change.person_id, new.native_id, "rename", other=new))
        elif not change.is_handover:
            self._add(Line(0, change.at, "join", change.new, change.person_id, "", "join", other=present.get(host)))
        self._announce(change, change.at + self._rng.randint(60, _DAY))

    def _announce(self, change: AccountChange, at: int) -> None:
        person = self._world.people[change.person_id]
        is_kept = self._settings.is_study_cast and person.fixed_concept is not None
        present = self._present(at)
        if change.person_id not in present or (not is_kept and self._rng.random() > _ANNOUNCED):
            return
        facts = self._facts(at)
        others = [p for p in present if p != change.person_id]
        giver = next((o for o in change.new.operations if o.person_id != change.person_id and o.end <= change.at), None)
        parts = {"a": person}
        if others:
            parts["b"] = self._world.people[self._rng.choice(others)]
        if giver is not None:
            parts["g"] = self._world.people[giver.person_id]
        intent = "handover_self" if giver is not None and change.is_handover else "changed_intro"
        about = ("g",) if intent == "handover_self" else ()
        self._say(Step("a", intent, None, about, False, False), parts, facts, at, is_kept=is_kept)
        if others:
            at += self._rng.randint(5, 400)
            self._say(Step("b", "changed_ack", "a", ("a",), False, False), parts, facts, at)
        if giver is not None and change.is_handover and giver.person_id in present:
            at += self._rng.randint(5, 400)
            self._say(Step("g", "handover_notice", None, ("a",), False, False), parts, facts, at)

    def _study(self) -> None:
        """Where the study's cast talks, a colleague of another language says that hammer is 锤子."""
        hammer = next(p for p in self._world.people.values() if p.fixed_concept == "hammer")
        if hammer.gang_ids[0] != self._thread.gang_id or self._thread.purpose not in {"all", "core", "team", "tech"}:
            return
        for share in (0.3, 0.7):
            at = self._thread.start + int((self._thread.end - self._thread.start) * share) + 43_000
            people = [self._world.people[p] for p in self._present(at) if p != hammer.person_id]
            answering = next((p for p in people if p.languages[0] != "zh"), None)
            asking = next((p for p in people if p.languages[0] == "zh"), None)
            if answering is None or asking is None:
                return
            facts = self._facts(at)
            facts.fixed = {"who": "hammer", "who2": "锤子"}
            parts = {"a": asking, "b": answering, "c": hammer}
            for step in (
                Step("a", "alias_ask", "b", ("c",), False, False),
                Step("b", "alias_answer", None, ("c",), False, False),
            ):
                at += self._rng.randint(4, 60)
                self._say(step, parts, facts, at, is_kept=True)

    def _facts(self, at: int) -> Facts:
        return Facts(self._world, self._names, self._rng, at, self._cards)

    def _add(self, line: Line) -> None:
        self._lines.append(replace(line, number=len(self._lines)))
