"""The cue files (LANGUAGE.toml) of places where people sit, as expressions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from resolvers.acts.cues import SCRIPTS

# How a person is tied to a place: said of himself, after his name, right before it, by the title of his room.
WAYS = ("self", "spoken", "before", "title")


@dataclass(frozen=True)
class PlaceCue:
    """A tie to one shape of place.

    Attributes:
        way: One of WAYS.
        kind: park, house, warehouse, building or office.
        is_counted: Whether only a number tells the place apart, so that it is a den of its gang alone.
        expression: Its first group is the place.
    """

    way: str
    kind: str
    is_counted: bool
    expression: str


@dataclass(frozen=True)
class PlaceLanguage:
    """Places in one language.

    Attributes:
        script: Expression that a text of the language matches.
        triggers: Words without one of which no cue holds.
        never: Words that no name of a place holds; in Chinese anywhere in it, else as a word.
        is_spaced: Whether the language parts its words.
        same: Expressions and what they become, so that all forms of a place are one.
        cues: Ties, those to named places first.
        yes: By way, sentences that tie somebody to a place.
        no: Sentences that tie nobody.
    """

    script: str
    triggers: tuple[str, ...]
    never: tuple[str, ...]
    is_spaced: bool
    same: tuple[tuple[str, str], ...]
    cues: tuple[PlaceCue, ...]
    yes: Mapping[str, Mapping[str, str]]
    no: tuple[str, ...]


@cache
def place_languages() -> tuple[PlaceLanguage, ...]:
    """All cue files, in the order of their languages."""
    found = []
    for language in sorted(SCRIPTS):
        data = tomllib.loads(files("resolvers.dens").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
        cues = tuple(
            PlaceCue(way, str(shape["kind"]), form == "counted", "(?i)" + tie.replace("<den>", f"({shape[form]})"))
            # A number tells more than the words before it: counted shapes fit first.
            for form in ("counted", "named")
            for shape in data["shape"]
            if form in shape
            for way in WAYS
            for tie in data["ties"][way]
        )
        found.append(
            PlaceLanguage(
                SCRIPTS[language],
                tuple(data["triggers"]),
                tuple(data["never"]),
                language != "zh",
                tuple((str(old), str(new)) for old, new in data.get("same", [])),
                cues,
                {way: dict(data["ties"].get(f"yes_{way}", {})) for way in WAYS},
                tuple(data["ties"]["no"]),
            )
        )
    return tuple(found)


@cache
def written() -> str:
    """All that the cues are written with."""
    return "".join(
        part
        for item in place_languages()
        for part in (*item.triggers, *item.never, *(cue.expression for cue in item.cues))
    )
