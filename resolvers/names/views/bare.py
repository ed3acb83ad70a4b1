"""View: the name without what people write around it (1组馒哥 -> 馒哥; 铃铛老号 -> 铃铛; hammer_1 -> hammer).

Teams, and which account of a person it is, stand in remarks and display names and change while the name stays.
"""

import re

import polars as pl

from resolvers.contract import NameView
from resolvers.names.per_form import values_per_form

_ACCOUNT = "(?:新|老|旧|小|大|备用|工作|私人)号|备用|new|old|backup|second|work"
_TEAM = re.compile(r"^(?:[0-9一二三四五六七八九十a-z]{1,2}[组队部线区]|team ?[0-9a-z])[\s_-]*")
_BRACKET = re.compile(rf"\s*[(\[【]\s*(?:{_ACCOUNT}|\d)\s*[)\]】]$")
_ENDING = re.compile(
    r"(?:\s*(?:新|老|旧|小|大|备用|工作)号|(?<=..)新|\s*备用|[\s_-]+(?:new|old|backup|2nd)|[_-]+\d{0,2})$"
)
# A shorter rest is no name.
_SHORTEST = 2


def bare(form: str) -> str:
    """The bare name of an alias form; empty where nothing was taken off or too little is left."""
    rest = _ENDING.sub("", _BRACKET.sub("", _TEAM.sub("", form)))
    return rest if rest != form and len(rest) >= _SHORTEST else ""


def values(names: pl.DataFrame) -> pl.DataFrame:
    """The bare name of every alias form that has something around it."""
    return values_per_form(names["alias_form"], lambda form: {bare(form)})


VIEW = NameView("bare", "The name without team and account words around it.", values)
