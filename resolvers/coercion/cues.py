"""The cue files (LANGUAGE.toml) of signs of coercion as expressions, and what a sign is called (kinds.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from resolvers.acts.cues import SCRIPTS

# Who says it: the person himself, somebody to him, somebody of him by name.
WAYS = ("self", "told", "spoken")


@dataclass(frozen=True)
class SignCues:
    """Cues of one kind of sign in one language.

    Attributes:
        language: Code of the language.
        kind: Kind of sign.
        cues: By way (`self`, `told`, `spoken`) regular expressions; one is enough. Those of `spoken` stand right
            after a name.
        yes: By way, sentences that are such a sign.
        no: Sentences that are none, whoever says them.
    """

    language: str
    kind: str
    cues: Mapping[str, tuple[str, ...]]
    yes: Mapping[str, tuple[str, ...]]
    no: tuple[str, ...]


@cache
def sign_kinds() -> Mapping[str, Mapping[str, str]]:
    """By kind what a message says of the person, by language (en, zh); the gravest first."""
    return tomllib.loads(files("resolvers.coercion").joinpath("kinds.toml").read_text(encoding="utf-8"))


@cache
def sign_cues() -> tuple[SignCues, ...]:
    """All cues, by language and order of file."""
    found = []
    for language in sorted(SCRIPTS):
        text = files("resolvers.coercion").joinpath(f"{language}.toml").read_text(encoding="utf-8")
        for sign in tomllib.loads(text)["sign"]:
            found.append(
                SignCues(
                    language,
                    str(sign["kind"]),
                    {way: tuple(sign[way]) for way in WAYS},
                    {way: tuple(sign[f"yes_{way}"]) for way in WAYS},
                    tuple(sign["no"]),
                )
            )
    return tuple(found)


@cache
def expressions(way: str) -> Mapping[str, Mapping[str, str]]:
    """Per script (an expression that a text of it matches) and kind one expression; its first group is the cue."""
    opening = "^" if way == "spoken" else ""
    found: dict[str, dict[str, list[str]]] = {}
    for item in sign_cues():
        found.setdefault(SCRIPTS[item.language], {}).setdefault(item.kind, []).extend(item.cues[way])
    return {
        script: {
            kind: f"(?i){opening}(" + "|".join(f"(?:{cue})" for cue in cues) + ")"
            for kind, cues in found[script].items()
            if cues
        }
        for script in sorted(found)
    }


@cache
def written() -> str:
    """All that the cues are written with."""
    return "".join(cue for item in sign_cues() for way in WAYS for cue in item.cues[way])
