"""Acts put together from mood and topic: who asks, does or assents, and what the work is about (acts/grammar).

Sentence patterns find the sentences they were written for; real talk has others. Here a sentence is an act when it has
a mood (it asks somebody, tells of the writer's own doing, assents, asks how far, calls somebody boss), and by its topic
it is work on something. Single sentences are weak evidence and weigh little; what counts is habit and direction.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from resolvers.acts.tallies.reading import FIGURES

REQUEST, DOES = "request", "does"
# What everybody says everywhere: no sign of a gang by themselves.
EVERYDAY = frozenset({REQUEST, "comply", "ask_state", "boss_call", "obeyed"})
TASK, WORK = "task_", "work_"
_CRYPTING, _CODING = "crypting", "coding"
# Topics that only a gang works on; the others are the work of any office.
_TRADES = ("crypting", "intrusion", "negotiation", "cashing", "accounts")
_SENTENCE = r"[^.!?。！？\n]+[.!?。！？]*"
# Longer sentences are lists and pasted texts: a word at one end has nothing to do with the other.
_LONGEST_SENTENCE = 200
_SHORT_TEXT = 160


def is_everyday() -> pl.Expr:
    """Whether an act, by its column kind, may be anybody's: asking, assenting, and work that any office has."""
    trades = [prefix + topic for prefix in (TASK, WORK) for topic in _TRADES]
    is_work = pl.col("kind").str.starts_with(TASK) | pl.col("kind").str.starts_with(WORK)
    is_said_once = pl.col("kind").str.contains("^(?:duty|asks)_")
    return pl.col("kind").is_in(EVERYDAY | FIGURES) | is_said_once | (is_work & ~pl.col("kind").is_in(trades))


@dataclass(frozen=True)
class Mood:
    """What makes a sentence of a mood.

    Attributes:
        words: One expression; its first group is the cue.
        never: Expression that calls it off; None: nothing does.
        whole: Like words, but looked for before ignored words are taken out ("can you fix" holds "you fix"); None: no.
    """

    words: str
    never: str | None
    whole: str | None


@dataclass(frozen=True)
class Grammar:
    """The grammar of one language.

    Attributes:
        language: Code.
        script: Expression of what a text must hold to be of the language.
        ignored: Expression of words that neither ask nor do, taken out before looking for those moods.
        moods: By name.
        topics: By name, one expression; its first group is the cue.
        examples: Sentences with kinds they must be read as.
        counters: Sentences with kinds they must not be read as.
    """

    language: str
    script: str
    ignored: str
    moods: Mapping[str, Mood]
    topics: Mapping[str, str]
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    counters: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def grammars() -> tuple[Grammar, ...]:
    """The grammars, by language.

    Raises:
        KeyError: When a grammar lacks a part.
    """
    folder = files("resolvers.acts.grammar")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = []
    for name in names:
        data = tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        moods = {
            mood: Mood(
                _either(parts["words"]),
                _either(parts["never"]) if parts["never"] else None,
                _either(parts["whole"]) if "whole" in parts else None,
            )
            for mood, parts in data["moods"].items()
        }
        topics = {topic: _either(words) for topic, words in data["topics"].items()}
        examples, counters = (
            tuple((item["text"], tuple(item["kinds"])) for item in data[part]) for part in ("example", "counter")
        )
        found.append(
            Grammar(data["language"], data["script"], _either(data["ignored"]), moods, topics, examples, counters)
        )
    return tuple(found)


def _either(expressions: list[str]) -> str:
    return "(?i)(" + "|".join(f"(?:{one})" for one in expressions) + ")"


def composed_cues(texts: pl.DataFrame) -> pl.DataFrame:
    """Kinds of acts in texts, by mood and topic.

    Args:
        texts: Columns text (unique) and said, the text's own words.

    Returns:
        **Columns** text, kind (a mood but `does`, task_TOPIC where it is asked for or after, work_TOPIC where the
        writer does it), cue. Linear in the text. A sentence that assents to something asks for nothing.
    """
    found = [_of_language(texts, grammar) for grammar in grammars()]
    return pl.concat(found).unique(["text", "kind"], keep="first", maintain_order=True)


def _of_language(texts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    sentences = (
        texts.select("text", "said")
        .filter(pl.col("said").str.contains(grammar.script))
        .with_columns(sentence=pl.col("said").str.extract_all(_SENTENCE))
        .explode("sentence", empty_as_null=True, keep_nulls=False)
        .with_columns(pl.col("sentence").str.strip_chars())
        .filter(pl.col("sentence").str.len_chars() <= _LONGEST_SENTENCE)
        .with_columns(without=pl.col("sentence").str.replace_all(grammar.ignored, " "))
    )
    silent = [
        pl.lit(None, dtype=pl.String).alias(name) for name in (REQUEST, DOES, "ask_state") if name not in grammar.moods
    ]
    read = {name: "without" if name in {REQUEST, DOES} else "sentence" for name in grammar.moods}
    moods = sentences.with_columns(
        *silent, *(_cue(mood, read[name]).alias(name) for name, mood in grammar.moods.items())
    ).with_columns(pl.when(pl.col("comply").is_null()).then(REQUEST).alias(REQUEST))
    spoken = moods.filter(pl.any_horizontal(pl.col(list(grammar.moods)).is_not_null()))
    said = [
        spoken.select("text", kind=pl.lit(name), cue=name).drop_nulls("cue") for name in grammar.moods if name != DOES
    ]
    # What is asked for, or after, is not done yet, though "send it when you are done" has words of both.
    is_awaited = pl.any_horizontal(pl.col(REQUEST, "ask_state").is_not_null())
    busy = spoken.filter(is_awaited | pl.col(DOES).is_not_null()).with_columns(
        # "Help me, please. The server is down": where one sentence of few asks or does, the others say what about.
        about=pl.when((pl.len().over("text") == 1) & (pl.col("said").str.len_chars() <= _SHORT_TEXT))
        .then("said")
        .otherwise("sentence")
    )
    about = [
        busy.with_columns(cue=pl.col("about").str.extract(words, 1))
        .drop_nulls("cue")
        .select("text", kind=pl.when(is_awaited).then(pl.lit(TASK + topic)).otherwise(pl.lit(WORK + topic)), cue="cue")
        for topic, words in grammar.topics.items()
    ]
    found = pl.concat([*said, *about])
    # What is crypted is a build: who is given builds to crypt writes none.
    crypted = found.filter(pl.col("kind").str.ends_with(_CRYPTING))["text"].implode()
    return found.filter(~(pl.col("kind").str.ends_with(_CODING) & pl.col("text").is_in(crypted)))


def _cue(mood: Mood, column: str) -> pl.Expr:
    found = pl.col(column).str.extract(mood.words, 1)
    if mood.whole is not None:
        found = pl.coalesce(found, pl.col("sentence").str.extract(mood.whole, 1))
    return found if mood.never is None else pl.when(~pl.col("sentence").str.contains(mood.never)).then(found)
