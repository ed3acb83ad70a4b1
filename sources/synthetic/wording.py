"""Turns what somebody means into the words he writes: grammar, facts and names, then his own habits of writing."""

import random

from sources.synthetic.facts import Facts
from sources.synthetic.grammar import Fill, Grammar, grammar
from sources.synthetic.names_in_talk import NamesInTalk
from sources.synthetic.settings import GeneratorSettings
from sources.synthetic.turn import Turn
from sources.synthetic.voice import spoken, voice_of
from sources.synthetic.world import Person, World


class Wording:
    """Words turns; knows everybody's voice."""

    def __init__(self, world: World, settings: GeneratorSettings, seed: int, names: NamesInTalk) -> None:
        self._settings, self._names = settings, names
        self._voices = {person.person_id: voice_of(person, seed) for person in world.people.values()}

    def text(self, turn: Turn, facts: Facts, rng: random.Random) -> str:
        """The words of a turn; a pattern may come out empty, then another is taken."""
        words = grammar(turn.language, self._settings.phrasing)
        voice = self._voices[turn.speaker.person_id]
        for _ in range(6):
            fill = _with_roles(turn, facts, words, rng)
            text = spoken(words.phrase(turn.intent, fill, rng), turn.language, voice, rng)
            text = facts.restored(text)
            if text:
                return text
        return "?"

    def roster(self, turn: Turn, listed: list[Person], rng: random.Random) -> str:
        """A pasted list of people with what they do, one a line."""
        words = grammar(turn.language, self._settings.phrasing)
        pattern = rng.choice(words.intents["roster_line"])
        rows = [words.phrase("roster_head", _nothing, rng)]
        for number, person in enumerate(listed, start=1):
            role = words.expanded(rng.choice(words.slots[f"role_{person.role_at(turn.at)}"]), _nothing, rng)
            given = {
                "who": self._names.habit(turn.speaker, person, turn.language),
                "role": role,
                "n": str(number),
            }
            rows.append(words.expanded(pattern, given.get, rng))
        return "\n".join(rows)


def _nothing(slot: str) -> str | None:
    return None


def _with_roles(turn: Turn, facts: Facts, words: Grammar, rng: random.Random) -> Fill:
    fill = facts.filler(turn)
    spoken_of = turn.about[0] if turn.about else turn.to

    def filled(slot: str) -> str | None:
        if slot not in {"role", "myrole"}:
            return fill(slot)
        described = turn.speaker if slot == "myrole" else spoken_of
        role = described.role_at(turn.at) if described else "caller"
        return words.expanded(rng.choice(words.slots[f"role_{role}"]), filled, rng)

    return filled
