"""Figures of work: counts that stand beside the words of what a lure team counts, whatever the sentence says.

'Today 40 added, 9 reply' has as many wordings as there are teams, but always the same form: counts, each with a word of
adding, talking or paying. Two of them make a tally, or one with a word of the day; so does money that came in.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

TALLY, TEAM_TALLY, CAME_IN, QUOTA, ASK_FIGURES = "tally", "team_tally", "came_in", "quota", "ask_figures"
# Any office counts its calls: no sign of a gang by themselves.
FIGURES = frozenset({TALLY, TEAM_TALLY, CAME_IN, QUOTA, ASK_FIGURES})
# Longer messages are lists and pasted tables.
_LONGEST = 120


@dataclass(frozen=True)
class Counted:
    """What teams count in one language, as expressions.

    Attributes:
        language: Code.
        script: What a text must hold to be of the language.
        pair: A count with its word.
        day: Words of a day, a shift or a sum.
        team: Words by which somebody speaks for a team.
        quota: Words by which counts are demanded of each.
        asks: How figures are asked for.
        came_in: Money that somebody brought in.
        never: What calls it off.
        examples: Sentences with kinds they must be read as.
        counters: Sentences with kinds they must not be read as.
    """

    language: str
    script: str
    pair: str
    day: str
    team: str
    quota: str
    asks: str
    came_in: str
    never: str
    examples: tuple[tuple[str, tuple[str, ...]], ...]
    counters: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def counted() -> tuple[Counted, ...]:
    """The languages, in order of their codes.

    Raises:
        KeyError: When a file lacks a part.
    """
    folder = files("resolvers.acts.tallies")
    found = []
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        data = tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))
        words = "|".join(f"(?:{one})" for part in ("added", "talked", "paid") for one in data[part])
        number, measure, link = data["number"], data["measure"], data["link"]
        examples, counters = (
            tuple((item["text"], tuple(item["kinds"])) for item in data[part]) for part in ("example", "counter")
        )
        found.append(
            Counted(
                data["language"],
                data["script"],
                f"(?i)(?:{number}{measure}(?:{words})|(?:{words}){link}{number})",
                f"(?i){_either(data['day'])}",
                f"(?i){_either(data['team'])}",
                f"(?i){_either(data['quota'])}",
                f"(?i){_either(data['asks'])}",
                f"(?i)({_either(data['came_in'])}{data['money']}|{data['money']}[^.?!,，。]{{0,4}}{_either(data['came_in'])})",
                f"(?i){_either(data['never'])}",
                examples,
                counters,
            )
        )
    return tuple(found)


def _either(expressions: list[str]) -> str:
    return "(?:" + "|".join(f"(?:{one})" for one in expressions) + ")"


def tally_cues(texts: pl.DataFrame) -> pl.DataFrame:
    """Texts that tell figures of work, demand them or ask for them.

    Args:
        texts: Columns text (unique) and said, the text's own words.

    Returns:
        **Columns** text, kind (tally; team_tally of one who speaks for a team; quota, counts demanded of each; came_in,
        money brought in; ask_figures; report beside the first two, ask_state beside the last), cue. Linear in the text.
    """
    short = texts.select("text", "said").filter(pl.col("said").str.len_chars() <= _LONGEST)
    return pl.concat([_of_language(short, language) for language in counted()])


def _of_language(texts: pl.DataFrame, language: Counted) -> pl.DataFrame:
    written = texts.filter(pl.col("said").str.contains(language.script))
    asked = written.select("text", cue=pl.col("said").str.extract(f"({language.asks})", 1)).drop_nulls("cue")
    found = (
        written.filter(~pl.col("said").str.contains(language.never))
        .with_columns(
            cue=pl.col("said").str.extract(f"({language.pair})", 1),
            came=pl.col("said").str.extract(language.came_in, 1),
        )
        .filter(pl.col("cue").is_not_null() | pl.col("came").is_not_null())
        .with_columns(
            pairs=pl.col("said").str.count_matches(language.pair),
            of_day=pl.col("said").str.contains(f"{language.day}|{language.team}"),
            kind=pl.when(pl.col("said").str.contains(language.quota))
            .then(pl.lit(QUOTA))
            .when(pl.col("said").str.contains(language.team))
            .then(pl.lit(TEAM_TALLY))
            .otherwise(pl.lit(TALLY)),
        )
    )
    told = found.filter(
        (pl.col("pairs") >= 2) | (pl.col("of_day") | (pl.col("kind") == QUOTA)) & (pl.col("pairs") == 1)
    )
    reports = told.filter(pl.col("kind") != QUOTA)
    return pl.concat(
        [
            told.select("text", "kind", "cue"),
            reports.select("text", kind=pl.lit("report"), cue="cue"),
            found.drop_nulls("came").select("text", kind=pl.lit(CAME_IN), cue="came"),
            asked.select("text", kind=pl.lit(ASK_FIGURES), cue="cue"),
            asked.select("text", kind=pl.lit("ask_state"), cue="cue"),
        ]
    )
