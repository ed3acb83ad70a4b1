"""Reads the scenes and casts them: who of the people present can play which part in a short exchange."""

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sources.synthetic.world import Person

FAMILIES: dict[str, frozenset[str]] = {
    "lead": frozenset({"financier", "boss", "partner"}),
    "manage": frozenset({"manager", "team_leader"}),
    "people": frozenset({"recruiter", "transport", "logistics"}),
    "lure": frozenset({"puller", "caller", "shill", "mentor", "scripter"}),
    "forge": frozenset({"identity_forger", "account_dealer", "card_dealer"}),
    "money": frozenset({"cash_mule", "laundering_desk", "score_runner"}),
    "technical": frozenset(
        {"developer", "crypter", "tester", "system_operator", "intruder", "researcher", "support"}
    ),
    "victim": frozenset({"victim"}),
}  # fmt: skip
_LURING_PLACES = frozenset({"lure", "luring"})


@dataclass(frozen=True)
class Step:
    """One line of a scene: who means what, to whom, about whom."""

    speaker: str
    intent: str
    to: str | None
    about: tuple[str, ...]
    is_optional: bool
    waits: bool


@dataclass(frozen=True)
class Scene:
    """A short exchange: where it fits, how often it happens, who takes part, what is said."""

    name: str
    where: frozenset[str]
    weight: float
    is_small_talk: bool
    cast: tuple[tuple[str, tuple[str, ...]], ...]
    steps: tuple[Step, ...]

    def fits(self, purpose: str) -> bool:
        """Whether it can happen in a thread of a purpose."""
        if self.where:
            return purpose in self.where
        return self.is_small_talk or purpose not in _LURING_PLACES


@cache
def scenes() -> tuple[Scene, ...]:
    """All scenes in file order."""
    file = Path(__file__).parent / "scenes.toml"
    return tuple(_scene(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["scene"])


def _scene(entry: dict[str, object]) -> Scene:
    cast, where, steps = entry["cast"], entry.get("where", []), entry["steps"]
    if not isinstance(cast, dict) or not isinstance(where, list) or not isinstance(steps, list):
        raise TypeError(f"scene {entry.get('name')}: cast must be a table, where and steps lists")
    return Scene(
        str(entry["name"]),
        frozenset(map(str, where)),
        float(str(entry["weight"])),
        bool(entry.get("small_talk", False)),
        tuple((name, tuple(part.strip() for part in str(text).split(","))) for name, text in cast.items()),
        tuple(parsed_step(str(step)) for step in steps),
    )


def parsed_step(text: str) -> Step:
    """Parse `?~speaker:intent>to/about/about`."""
    is_optional, rest = text.startswith("?"), text.removeprefix("?")
    waits, rest = rest.startswith("~"), rest.removeprefix("~")
    speaker, _, rest = rest.partition(":")
    rest, *about = rest.split("/")
    intent, _, to = rest.partition(">")
    return Step(speaker, intent, to or None, tuple(about), is_optional, waits)


class CastingCall:
    """Finds people for the parts of a scene.

    Attributes:
        people: Everybody in the world by id.
        present: Ids of those who can speak in the thread at the time.
        known: Ids of those who can be spoken of: the gangs of those present and the service people.
        at: Epoch seconds; roles count at that time.
    """

    def __init__(self, people: dict[str, Person], present: list[str], known: list[str], at: int) -> None:
        self.people, self.present, self.known, self.at = people, present, known, at

    def cast(self, scene: Scene, rng: random.Random) -> dict[str, Person] | None:
        """The parts by name, or None when a part finds nobody."""
        parts: dict[str, Person] = {}
        for name, conditions in scene.cast:
            pool = self.known if "absent" in conditions else self.present
            fitting = [
                self.people[person_id]
                for person_id in pool
                if all(self._fits(self.people[person_id], condition, parts) for condition in conditions)
            ]
            if not fitting:
                return None
            parts[name] = rng.choice(fitting)
        return parts

    def _fits(self, person: Person, condition: str, parts: dict[str, Person]) -> bool:
        # A part is always somebody else than the parts before.
        if any(person is other for other in parts.values()):
            return False
        word, _, argument = condition.partition(":")
        if word in {"any", "other", "absent"}:
            return word != "any" or not person.is_victim or person.person_id in self.present
        if word == "member":
            return not person.is_victim and any(
                p.superior_at(self.at) == person.person_id for p in self._present_people()
            )
        if word == "under":
            return person.superior_at(self.at) == parts[argument].person_id
        if word == "over":
            return parts[argument].superior_at(self.at) == person.person_id
        if word == "same_gang":
            return bool(set(person.gang_ids) & set(parts[argument].gang_ids)) and not person.is_victim
        if word == "has_superior":
            return person.superior_at(self.at) is not None
        if word == "names":
            return len({alias.text for alias in person.aliases}) > 1
        families = set().union(*(FAMILIES[family] for family in word.split("|")))
        return bool(person.roles_at(self.at) & families)

    def _present_people(self) -> list[Person]:
        return [self.people[person_id] for person_id in self.present]
