"""The names of the records of a table: every way a record writes its person's name, as words with their rarity.

Columns that repeat another column's words (full_name beside first_name and surname) are one name, not two reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jellyfish
import numpy as np
import polars as pl
from numpy.typing import NDArray

from resolvers.names.lexicon import lexicon, lexicon_lines
from resolvers.records.columns import Column
from resolvers.records.texts import Bits, Ints, Spellings, folded, latin, numbered, split_values

# As many words of a name are compared, and as many names of a record; what stands behind is left out.
MOST_WORDS = 6
MOST_NAMES = 16
# Share of records whose part of a name must stand in the full name for the part to be no news.
_SAME_WORDS = 0.85
_HAN_OR_HANGUL = r"^[\p{Han}\p{Hangul}]{2,4}$"
_SHORT_FORMS = 2


@dataclass(frozen=True)
class Words:
    """The unique words of all names.

    Attributes:
        spellings: The words in Latin letters, ready to compare.
        latin: A number for each Latin spelling: words of two scripts that are spelled alike share it.
        sounds: A number for how each sounds; -1 where that says nothing.
        starts: A number for the first three letters; -1 for shorter words.
        initials: A number for the first letter.
        short_forms: Numbers of the groups of short and fond forms each belongs to; -1 for none.
        shares: Share of the records that bear each.
        texts: The words as written.
    """

    spellings: Spellings
    latin: Ints
    sounds: Ints
    starts: Ints
    initials: Ints
    short_forms: Ints
    shares: NDArray[np.float64]
    texts: list[str]


@dataclass(frozen=True)
class Names:
    """Names of records.

    Attributes:
        start: Where the names of each record begin in `of_record`; one more entry at the end.
        of_record: Numbers of names, record by record.
        words: Words of each name, MOST_WORDS of them, -1 behind the last.
        counts: How many words each name has.
        letters: A number for the letters of each name whatever their order.
        vocabulary: The words.
        texts: The names in one form.
        most: Names of the record that has most.
    """

    start: NDArray[np.int64]
    of_record: Ints
    words: Ints
    counts: Ints
    letters: Ints
    vocabulary: Words
    texts: list[str]
    most: int


def names_of(table: pl.DataFrame, columns: Sequence[Column]) -> Names | None:
    """The names of each record; None where no column holds names.

    Args:
        table: The records, text columns.
        columns: What they hold.

    Returns:
        The names; numbers don't depend on the order of the records.
    """
    spelled = _spelled_names(table, columns)
    if spelled is None:
        return None
    rows = spelled.with_columns(name=_in_words(spelled["name"])).filter(pl.col("name") != "")
    rows = rows.unique(["record", "name"]).sort("record", "name")
    rows = rows.filter(pl.int_range(pl.len()).over("record") < MOST_NAMES)
    codes, texts = numbered(rows["name"])
    of_name = pl.Series(texts, dtype=pl.String).str.split(" ").list.head(MOST_WORDS)
    lengths = rows.group_by("record").len().sort("record")
    start = np.zeros(table.height + 1, dtype=np.int64)
    start[lengths["record"].to_numpy() + 1] = lengths["len"].to_numpy()
    most = int(start.max())
    start = np.cumsum(start)
    vocabulary, words = _vocabulary(of_name, rows["record"].to_numpy(), codes, table.height)
    in_one = [
        "".join(sorted("".join(vocabulary.spellings.texts[word] for word in name if word >= 0)))
        for name in words.tolist()
    ]
    letters, _ = numbered(pl.Series(in_one, dtype=pl.String))
    return Names(start, codes, words, (words >= 0).sum(axis=1).astype(np.int32), letters, vocabulary, texts, most)


def _spelled_names(table: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame | None:
    """Columns: record, name (as folded text); null names are absent."""
    records = pl.DataFrame({"record": pl.int_range(table.height, eager=True, dtype=pl.Int32)})
    plain = {column.name: folded(table[column.name]) for column in columns if column.is_name and column.kind != "alias"}
    full = [column.name for column in columns if column.kind == "full"]
    parts = [column.name for kind in ("given", "middle", "family") for column in columns if column.kind == kind]
    fullest = max(full, key=lambda name: (_word_count(plain[name]), name), default=None)
    found: list[pl.Series] = []
    for name in full:
        if name == fullest or not _repeats(plain[name], plain[str(fullest)]):
            found.append(plain[name])
    news = [name for name in parts if fullest is None or not _repeats(plain[name], plain[fullest])]
    if parts:
        joined = pl.select(pl.concat_str([plain[name] for name in parts], separator=" ", ignore_nulls=True)).to_series()
        # Parts that the full name repeats stand in where it is missing.
        found.append(joined if news else joined.set(plain[str(fullest)].is_not_null(), None))
    rows = [records.with_columns(name=names.str.split("|")).explode("name") for names in map(_several, found)]
    for column in columns:
        if column.kind == "alias":
            several = split_values(table[column.name])
            rows.append(
                records.with_columns(name=several).explode("name").with_columns(pl.col("name").map_batches(folded))
            )
    if not rows:
        return None
    return pl.concat(rows).drop_nulls().filter(pl.col("name") != "")


def _several(names: pl.Series) -> pl.Series:
    return names.str.replace_all(r"\s*[;|\n；、]\s*|\s/\s", "|")


def _word_count(names: pl.Series) -> float:
    return float(names.str.count_matches(r"\S+").sum() or 0)


def _repeats(part: pl.Series, full: pl.Series) -> bool:
    """Whether the words of a column stand in another column, too, as a rule."""
    both = pl.DataFrame({"part": part, "full": full}).drop_nulls()
    if both.is_empty():
        return False
    is_there = both.select(
        pl.col("part").str.split(" ").list.set_difference(pl.col("full").str.split(" ")).list.len() == 0
    )
    return float(is_there.to_series().mean() or 0.0) >= _SAME_WORDS  # type: ignore[arg-type]


def _in_words(names: pl.Series) -> pl.Series:
    """Names as words parted by blanks: parted at signs; a Chinese or Korean name of one run has its surname first."""
    unique = names.unique().sort()
    bare = unique.str.replace_all(r"['’ʼ`‘]", "").str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars()
    name = pl.col("name")
    is_double = name.str.slice(0, 2).is_in(sorted(lexicon("double_surnames.txt"))) & (name.str.len_chars() > 2)
    signs = pl.when(is_double).then(2).otherwise(1)
    parted = pl.concat_str([name.str.slice(0, signs), name.str.slice(signs)], separator=" ")
    words = pl.DataFrame({"name": bare}).select(pl.when(name.str.contains(_HAN_OR_HANGUL)).then(parted).otherwise(name))
    return names.replace_strict(unique, words.to_series(), return_dtype=pl.String)


def _vocabulary(of_name: pl.Series, records: NDArray[np.int32], names: Ints, record_count: int) -> tuple[Words, Ints]:
    flat = pl.DataFrame({"name": pl.int_range(len(of_name), eager=True), "word": of_name}).explode("word").drop_nulls()
    codes, texts = numbered(flat["word"])
    position = flat.select(pl.int_range(pl.len()).over("name")).to_series().to_numpy()
    words = np.full((len(of_name), MOST_WORDS), -1, dtype=np.int32)
    words[flat["name"].to_numpy(), position] = codes
    borne = pl.DataFrame({"record": np.repeat(records, MOST_WORDS), "word": words[names].reshape(-1)})
    counts = borne.filter(pl.col("word") >= 0).unique().group_by("word").len()
    shares = np.zeros(len(texts))
    shares[counts["word"].to_numpy()] = counts["len"].to_numpy() / record_count
    spelled = latin(texts, are_surnames=[True] * len(texts))
    spellings = Spellings(spelled)
    column = pl.Series(spelled, dtype=pl.String)
    long = column.str.len_chars() >= 3
    return (
        Words(
            spellings=spellings,
            latin=numbered(column)[0],
            sounds=numbered(pl.Series([_sound(word) for word in spelled], dtype=pl.String))[0],
            starts=numbered(column.str.slice(0, 3).set(~long, None))[0],
            initials=numbered(column.str.slice(0, 1))[0],
            short_forms=_short_forms(spelled),
            shares=shares,
            texts=texts,
        ),
        words,
    )


def _sound(word: str) -> str | None:
    """How a word of Latin letters sounds; null where it is too short to tell."""
    code = jellyfish.metaphone(word) if len(word) >= 3 and word.isalpha() else ""
    return code if len(code) >= 2 else None


@cache
def _short_form_groups() -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for number, line in enumerate(lexicon_lines("given_names.txt")):
        for word in latin(line.casefold().split()):
            groups.setdefault(word, []).append(number)
    return groups


def _short_forms(spelled: Sequence[str]) -> Ints:
    groups = _short_form_groups()
    found = np.full((len(spelled), _SHORT_FORMS), -1, dtype=np.int32)
    for place, word in enumerate(spelled):
        for column, number in enumerate(groups.get(word, [])[:_SHORT_FORMS]):
            found[place, column] = number
    return found


def word_bits(shares: NDArray[np.float64]) -> Bits:
    """How much it tells that two records share a word, in bits."""
    return -np.log2(np.maximum(shares, 1e-12)).astype(np.float32)
