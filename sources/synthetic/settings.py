"""What a synthetic case is made of: the knobs, and the presets that fix them so that figures mean something."""

from dataclasses import dataclass, fields

PHRASINGS = ("everyday", "held_out")
LANGUAGES = ("zh", "en", "vi")


_SHARING = ("movers", "shared_bosses")


class BadGeneratorSettings(ValueError):
    """A knob is out of its range; the message names the knob and its range."""


@dataclass(frozen=True)
class GeneratorSettings:
    """Knobs of the generator.

    Attributes:
        case_id: Case that the seizures are written for.
        gangs: Number of gangs.
        actors: People who act: members, service people, victims. Registrants who only lent a name come on top.
        accounts: Number of accounts, about: never fewer than the conversations need.
        messages: Messages written to files at least, the same message seized from two ends counted once.
        days: Length of the time covered.
        devices: Seized devices; a seized server and one delivery of disclosures and lists come on top.
        noise: Share of exchanges that are small talk, spam and the like.
        opaque_share: Share of aliases without likeness to any other name of the person.
        bought_share: Share of accounts that a stranger registered.
        loss_share: Share of messages that are in no file.
        homonym_share: Share of aliases that somebody of another gang bears too.
        languages: Languages spoken, of `zh`, `en`, `vi`; the first is the main one.
        phrasing: `everyday`, or `held_out` for wording that nobody has read who wrote a resolver.
        is_study_cast: Whether the nicknames of the study (hammer, steel nail, steamed buns, crabs) are cast.
        movers: People who leave their gang on the way and go on in another.
        shared_bosses: Bosses who lead a second gang as well.
    """

    case_id: str
    gangs: int
    actors: int
    accounts: int
    messages: int
    days: int = 75
    devices: int = 3
    noise: float = 0.35
    opaque_share: float = 0.4
    bought_share: float = 0.3
    loss_share: float = 0.1
    homonym_share: float = 0.05
    languages: tuple[str, ...] = ("zh", "en")
    phrasing: str = "everyday"
    is_study_cast: bool = False
    movers: int = 0
    shared_bosses: int = 0

    def __post_init__(self) -> None:
        """Check every knob against its range.

        Raises:
            BadGeneratorSettings: When one is out of range.
        """
        for name in ("noise", "opaque_share", "bought_share", "homonym_share"):
            if not 0 <= getattr(self, name) <= 0.9:
                raise BadGeneratorSettings(f"{name} must lie between 0 and 0.9; it is {getattr(self, name)}")
        if not 0 <= self.loss_share <= 0.8:
            raise BadGeneratorSettings(f"loss_share must lie between 0 and 0.8; it is {self.loss_share}")
        if self.gangs < 1 or self.devices < 1 or self.messages < 1 or self.days < 10:
            raise BadGeneratorSettings("gangs, devices and messages must be at least 1, days at least 10")
        if self.actors < 10 * self.gangs:
            raise BadGeneratorSettings(f"actors must be at least 10 a gang; {self.actors} for {self.gangs} gangs")
        if self.movers < 0 or self.shared_bosses < 0 or (self.gangs < 2 and self.movers + self.shared_bosses):
            raise BadGeneratorSettings("movers and shared_bosses must be 0 or more, and need two gangs at least")
        if self.shared_bosses > self.gangs // 2:
            raise BadGeneratorSettings(f"shared_bosses must be at most {self.gangs // 2}; a boss takes over one gang")
        if not self.languages or set(self.languages) - set(LANGUAGES):
            raise BadGeneratorSettings(f"languages must be some of {', '.join(LANGUAGES)}")
        if self.phrasing not in PHRASINGS:
            raise BadGeneratorSettings(f"phrasing must be one of {', '.join(PHRASINGS)}")

    def described(self) -> dict[str, object]:
        """The knobs as plain values, for the answer key; people of several gangs only where there are any."""
        values = {knob.name: getattr(self, knob.name) for knob in fields(self)}
        return {name: value for name, value in values.items() if value or name not in _SHARING}


PRESETS: dict[str, GeneratorSettings] = {
    "demo": GeneratorSettings(
        "demo", gangs=2, actors=25, accounts=62, messages=2500, devices=3, homonym_share=0.08, is_study_cast=True
    ),
    "small": GeneratorSettings("small", gangs=1, actors=12, accounts=26, messages=400, days=30, devices=2),
    "medium": GeneratorSettings(
        "medium", gangs=8, actors=320, accounts=1040, messages=50_000, days=150, devices=24, loss_share=0.2
    ),
    "hard": GeneratorSettings(
        "hard",
        gangs=8,
        actors=320,
        accounts=1040,
        messages=50_000,
        days=150,
        devices=24,
        opaque_share=0.6,
        bought_share=0.5,
        loss_share=0.5,
        homonym_share=0.1,
        languages=("zh", "en", "vi"),
    ),
}
