"""The cue files (LANGUAGE.toml, LANGUAGE_SUBJECT.toml) as expressions per kind of act; languages and cues are data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class ActCues:
    """Cues of one kind of act in one language.

    Attributes:
        language: Code of the language.
        kind: Kind of act.
        cues: Regular expressions; one is enough.
        yes: Sentences that are such an act.
        no: Sentences that are not.
    """

    language: str
    kind: str
    cues: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


@cache
def act_cues() -> tuple[ActCues, ...]:
    """All cues, by language and order of file."""
    folder = files("resolvers.acts")
    found: list[ActCues] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            data = tomllib.loads(entry.read_text(encoding="utf-8"))
            found += [
                ActCues(
                    str(data["language"]), str(act["kind"]), tuple(act["cues"]), tuple(act["yes"]), tuple(act["no"])
                )
                for act in data["act"]
            ]
    return tuple(found)


# What a text must hold to be of a language at all. Vietnamese cues are written with its marks, and would find other
# words in English; English cues also find what is written in Latin letters elsewhere.
SCRIPTS = {"zh": r"\p{Han}", "ru": r"\p{Cyrillic}", "vi": r"[\x{C0}-\x{24F}\x{1EA0}-\x{1EF9}]", "en": r"[A-Za-z]{2}"}


@cache
def expressions_by_script() -> Mapping[str, Mapping[str, str]]:
    """Per script, as an expression, one expression per kind over the languages in it; its first group is the cue.

    Raises:
        KeyError: When a cue file's language has no script here.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for item in act_cues():
        found.setdefault(SCRIPTS[item.language], {}).setdefault(item.kind, []).extend(item.cues)
    return {
        script: {
            kind: "(?i)(" + "|".join(f"(?:{cue})" for cue in cues) + ")" for kind, cues in sorted(found[script].items())
        }
        for script in sorted(found)
    }
