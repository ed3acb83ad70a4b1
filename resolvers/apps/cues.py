"""The cue files (LANGUAGE.toml) of apps and platforms as expressions, and what everybody uses (known.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from resolvers.acts.cues import SCRIPTS


@dataclass(frozen=True)
class AppCue:
    """One way to name an app, or to tell of its new name.

    Attributes:
        expression: Its first group is the name; of a rename the first is the old, the second the new one.
        worth: What a message with it is worth: 2 makes a name known by itself, 0 only for names known otherwise.
        yes: Sentences that hold it, with the name or both names.
    """

    expression: str
    worth: int
    yes: Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class AppLanguage:
    """Cues of one language.

    Attributes:
        script: Expression that a text of the language matches.
        triggers: Words without one of which no cue holds.
        never: Words of the sentence that are no name; in Chinese a name must not hold them, else not be made of them.
        is_spaced: Whether the language parts its words.
        cues: Ways to name an app.
        renames: Ways to tell of a new name.
        no: Sentences without an app.
    """

    script: str
    triggers: tuple[str, ...]
    never: tuple[str, ...]
    is_spaced: bool
    cues: tuple[AppCue, ...]
    renames: tuple[AppCue, ...]
    no: tuple[str, ...]


@cache
def app_languages() -> tuple[AppLanguage, ...]:
    """All cue files, in the order of their languages."""
    found = []
    for language in sorted(SCRIPTS):
        data = tomllib.loads(files("resolvers.apps").joinpath(f"{language}.toml").read_text(encoding="utf-8"))
        name = str(data["name"])
        cues, renames = (
            tuple(
                AppCue("(?i)" + _named(item["cue"], name), int(item["worth"]), dict(item["yes"]))
                for item in data.get(kind, [])
            )
            for kind in ("cue", "rename")
        )
        found.append(
            AppLanguage(
                SCRIPTS[language],
                tuple(data["triggers"]),
                tuple(data["never"]),
                language != "zh",
                cues,
                renames,
                tuple(data["examples"]["no"]),
            )
        )
    return tuple(found)


def _named(cue: str, name: str) -> str:
    for sign in ("<app>", "<old>", "<new>"):
        cue = cue.replace(sign, name)
    return cue


@cache
def known_names() -> tuple[str, ...]:
    """What everybody uses, in lower case; longest first."""
    text = files("resolvers.apps").joinpath("known.toml").read_text(encoding="utf-8")
    return tuple(sorted(set(tomllib.loads(text)["names"]), key=lambda name: (-len(name), name)))


@cache
def written() -> str:
    """All that the cues are written with."""
    return "".join(cue.expression for item in app_languages() for cue in (*item.cues, *item.renames)) + "".join(
        word for item in app_languages() for word in (*item.triggers, *item.never)
    )
