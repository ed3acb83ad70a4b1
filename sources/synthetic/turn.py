"""One thing to be said: who means what, to whom, about whom, where and when."""

from dataclasses import dataclass

from sources.synthetic.world import Person


@dataclass(frozen=True)
class Turn:
    """One thing to be said.

    Attributes:
        intent: What is meant.
        speaker: Who says it.
        to: To whom, where to somebody.
        about: About whom.
        platform: Where.
        at: Epoch seconds.
    """

    intent: str
    speaker: Person
    to: Person | None
    about: tuple[Person, ...]
    platform: str
    at: int

    @property
    def language(self) -> str:
        """The language: the addressee's where the speaker has it, else the speaker's own."""
        if self.to is not None and self.to.languages[0] in self.speaker.languages:
            return self.to.languages[0]
        return self.speaker.languages[0]
