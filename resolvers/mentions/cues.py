"""Reads the words around names (cues.toml) once; they are data, not code."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def mention_cues() -> Mapping[str, Sequence[str]]:
    """Cue lists by name, as cues.toml holds them."""
    text = files("resolvers.mentions").joinpath("cues.toml").read_text(encoding="utf-8")
    return {name: tuple(str(word) for word in words) for name, words in tomllib.loads(text).items()}
