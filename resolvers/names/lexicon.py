"""Reads the word lists in resolvers/names/lexicons/: one entry a line, '#' starts a comment, columns part at tabs."""

from functools import cache
from importlib.resources import files


@cache
def lexicon_lines(name: str) -> tuple[str, ...]:
    """The entries of a word list, in file order."""
    text = (files("resolvers.names.lexicons") / name).read_text(encoding="utf-8")
    lines = (line.partition("#")[0].rstrip() for line in text.splitlines() if not line.startswith("#"))
    return tuple(line for line in lines if line)


@cache
def lexicon(name: str) -> frozenset[str]:
    """The entries of a word list as a set."""
    return frozenset(lexicon_lines(name))


@cache
def lexicon_pairs(name: str) -> dict[str, str]:
    """The entries of a two-column word list."""
    return dict(line.split("\t", 1) for line in lexicon_lines(name))
