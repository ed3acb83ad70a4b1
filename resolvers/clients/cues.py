"""The subjects of talk with people whom a gang works on (subjects.toml), and their cues (LANGUAGE.toml) as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from resolvers.acts.cues import SCRIPTS


@dataclass(frozen=True)
class SubjectCues:
    """Cues of one subject in one language.

    Attributes:
        language: Code of the language.
        name: Subject, of subjects.toml.
        cues: Regular expressions; one is enough.
        yes: Sentences on that subject.
        no: Sentences that aren't.
    """

    language: str
    name: str
    cues: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def subjects() -> Mapping[str, tuple[str, float]]:
    """Side (client, caller or work) and bits of each subject."""
    text = files("resolvers.clients").joinpath("subjects.toml").read_text(encoding="utf-8")
    return {name: (str(about["side"]), float(about["bits"])) for name, about in sorted(tomllib.loads(text).items())}


@cache
def subject_cues() -> tuple[SubjectCues, ...]:
    """All cues, by language and order of file."""
    found: list[SubjectCues] = []
    for language in sorted(SCRIPTS):
        text = files("resolvers.clients").joinpath(f"{language}.toml").read_text(encoding="utf-8")
        found += [
            SubjectCues(language, str(about["name"]), tuple(about["cues"]), tuple(about["yes"]), tuple(about["no"]))
            for about in tomllib.loads(text)["subject"]
        ]
    return tuple(found)


@cache
def expressions() -> Mapping[str, Mapping[str, str]]:
    """Per script, as an expression, one expression a subject."""
    return {
        SCRIPTS[language]: {
            item.name: "(?i)" + "|".join(f"(?:{cue})" for cue in item.cues)
            for item in subject_cues()
            if item.language == language
        }
        for language in sorted(SCRIPTS)
    }


@cache
def written() -> str:
    """All signs that the cues are written in."""
    return "".join(cue for item in subject_cues() for cue in item.cues)
