"""The cue files (LANGUAGE.toml) as one expression per kind of act; languages and cues are data."""

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


@cache
def expression_by_kind() -> Mapping[str, str]:
    """One expression per kind over all languages; its first group is the cue."""
    kinds = sorted({item.kind for item in act_cues()})
    return {
        kind: "(?i)(" + "|".join(f"(?:{cue})" for item in act_cues() if item.kind == kind for cue in item.cues) + ")"
        for kind in kinds
    }
