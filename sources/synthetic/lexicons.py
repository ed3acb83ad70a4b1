"""Reads the lexicons: the parts that names are made of. They are data files beside this module, apart from the code."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "lexicon"


@dataclass(frozen=True)
class Nickname:
    """A thing, beast or dish that people are called after, in the scripts it is written in; emoji may be empty."""

    concept: str
    hans: str
    hant: str
    pinyin: str
    english: str
    emoji: str
    vietnamese: str


@cache
def nicknames() -> tuple[Nickname, ...]:
    """All nickname concepts in file order."""
    rows = (_FOLDER / "nicknames.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(Nickname(*row.split("\t")) for row in rows if row and not row.startswith("#"))


@cache
def name_parts() -> dict[str, list[str]]:
    """Surnames, given names and the parts of account names, by list name."""
    parts = tomllib.loads((_FOLDER / "names.toml").read_text(encoding="utf-8"))
    return {name: values for name, values in parts.items() if name != "modifiers_zh"}


@cache
def modifiers() -> tuple[tuple[str, str, str, str], ...]:
    """What is put before a taken nickname: simplified, traditional, pinyin, English."""
    parts = tomllib.loads((_FOLDER / "names.toml").read_text(encoding="utf-8"))
    return tuple((hans, hant, pinyin, english) for hans, hant, pinyin, english in parts["modifiers_zh"])
