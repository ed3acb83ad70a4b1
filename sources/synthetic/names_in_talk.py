"""Which of somebody's names another person uses: mostly one and the same; victims know only what is shown."""

import random

from sources.synthetic.randomness import stream
from sources.synthetic.world import Alias, Person, World

_LATIN_SCRIPTS = {"latin", "vi"}
_OTHER_NAME_RATE = 0.12


class NamesInTalk:
    """Remembers how people call each other."""

    def __init__(self, world: World, seed: int) -> None:
        self._world, self._seed = world, seed
        self._habits: dict[tuple[str, str, str], str] = {}
        self._draws = stream(seed, "names in talk")

    def begin(self, *purpose: str | int) -> None:
        """Draw from a stream of its own from now on, so that threads don't depend on each other's order."""
        self._draws = stream(self._seed, "names in talk", *purpose)

    def called(self, speaker: Person, target: Person, platform: str, at: int, language: str) -> str:
        """What the speaker calls the target in a line of a language."""
        if speaker.is_victim:
            account = self._world.account_of(target.person_id, platform, at)
            return account.name_at(at) if account else target.label
        if self._draws.random() < _OTHER_NAME_RATE:
            return self._draws.choice(_called(target)).text
        return self.habit(speaker, target, language)

    def habit(self, speaker: Person, target: Person, language: str) -> str:
        """The speaker's usual name for the target; also what he saves him under."""
        key = (speaker.person_id, target.person_id, language)
        if key not in self._habits:
            rng = stream(self._seed, "habit", *key)
            fitting = [alias for alias in _called(target) if _fits(alias, language)]
            self._habits[key] = rng.choice(fitting or _called(target)).text
        return self._habits[key]

    def own(self, speaker: Person, language: str) -> str:
        """What somebody calls himself."""
        fitting = [alias for alias in _called(speaker) if _fits(alias, language)]
        return (fitting or _called(speaker))[0].text

    def other(self, target: Person, first_name: str | None, rng: random.Random) -> str:
        """Another name of the target than the first, shown names and handles included; the first if he has but one."""
        others = [alias.text for alias in target.aliases if alias.text != first_name]
        return rng.choice(others) if others else target.label


def _called(person: Person) -> list[Alias]:
    return [alias for alias in person.aliases if alias.kind == "called"] or person.aliases[:1]


def _fits(alias: Alias, language: str) -> bool:
    if language == "zh":
        return alias.script in {"hans", "hant"}
    return alias.script in _LATIN_SCRIPTS
