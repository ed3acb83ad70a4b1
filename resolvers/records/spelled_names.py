"""The names that the columns of a table give each record: from full names, from parts put together, from aliases.

Columns that repeat another column's words (full_name beside first_name and surname) are one name, not two reasons.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from resolvers.names.lexicon import lexicon
from resolvers.records.columns import Column
from resolvers.records.organisations import with_plain_legal_forms
from resolvers.records.texts import Ints, distinct, folded, numbered, split_values, spread

# Share of records whose part of a name must stand in the full name for the part to be no news.
_SAME_WORDS = 0.85
_HAN_OR_HANGUL = r"^[\p{Han}\p{Hangul}]{2,4}$"
# Rows that tell whether a column repeats another.
_SAMPLE = 20_000


def borne_names(table: pl.DataFrame, columns: Sequence[Column]) -> tuple[Ints, Ints, pl.Series] | None:
    """The names records bear.

    Args:
        table: The records, text columns.
        columns: What they hold.

    Returns:
        Records, the number of a name for each (a record of several names stands several times), and the names: words
        parted by blanks, ascending. None where no column holds names.
    """
    sources = [_listed(table[column.name]) for column in columns if column.kind == "alias"]
    full = [column.name for column in columns if column.kind == "full"]
    parts = [column.name for kind in ("given", "middle", "family") for column in columns if column.kind == kind]
    fullest = max(full, key=lambda name: (_word_count(table[name]), name), default=None)
    sources += [_listed(table[one]) for one in full if one == fullest or not _repeats(table, one, str(fullest))]
    if parts:
        records, codes, texts = _put_together(table, parts)
        if fullest is not None and all(_repeats(table, part, fullest) for part in parts):
            # Parts that the full name repeats stand in where it is missing.
            unnamed = table[fullest].is_null().to_numpy()[records]
            records, codes = records[unnamed], codes[unnamed]
        sources.append((records, codes, texts))
    if not sources:
        return None
    renumbered, names = numbered(pl.concat([texts for _, _, texts in sources]))
    offsets = np.cumsum([0] + [len(texts) for _, _, texts in sources])
    records = np.concatenate([records for records, _, _ in sources])
    codes = np.concatenate(
        [renumbered[codes + offset] for (_, codes, _), offset in zip(sources, offsets, strict=False)]
    )
    return records, codes, pl.Series(names, dtype=pl.String)


def _listed(column: pl.Series) -> tuple[Ints, Ints, pl.Series]:
    """Records, numbers and texts of the names of a column that holds whole names, several in a cell or one."""
    cells, raw = numbered(column)
    texts = pl.DataFrame({"cell": pl.int_range(len(raw), eager=True, dtype=pl.Int32), "name": raw})
    texts = texts.with_columns(name=split_values(texts["name"])).explode("name").drop_nulls()
    texts = texts.with_columns(
        name=_in_words(with_plain_legal_forms(folded(texts["name"])), may_be_run=True)
    ).drop_nulls()
    texts = texts.filter(pl.col("name") != "").unique().sort("cell", "name")
    names, known = numbered(texts["name"])
    start, codes = spread(cells, texts["cell"].to_numpy(), names, len(raw))
    return np.repeat(np.arange(len(column), dtype=np.int32), np.diff(start)), codes, pl.Series(known, dtype=pl.String)


def _put_together(table: pl.DataFrame, parts: Sequence[str]) -> tuple[Ints, Ints, pl.Series]:
    """Records, numbers and texts of names made of parts in columns of their own; each combination once."""
    words, held = [], []
    keys = np.zeros(table.height, dtype=np.int64)
    for part in parts:
        cells, raw = numbered(table[part])
        words.append(_in_words(folded(pl.Series(raw, dtype=pl.String)), may_be_run=False).fill_null(""))
        held.append(cells)
        # Numbered anew after each part, so that the number of a combination stays small.
        keys = keys * (len(raw) + 1) + cells + 1
        keys = np.searchsorted(distinct(keys), keys)
    first = np.empty(int(keys.max(initial=-1)) + 1, dtype=np.int64)
    first[keys[::-1]] = np.arange(table.height)[::-1]
    together = [_gathered(one, cells[first]) for one, cells in zip(words, held, strict=True)]
    names = pl.select(pl.concat_str(together, separator=" ")).to_series()
    names = names.str.replace_all(" +", " ").str.strip_chars()
    codes, texts = numbered(names)
    of_record = codes[keys]
    here = np.flatnonzero(pl.Series(texts, dtype=pl.String).str.len_chars().to_numpy()[of_record] > 0)
    return here.astype(np.int32), of_record[here], pl.Series(texts, dtype=pl.String)


def _gathered(words: pl.Series, cells: Ints) -> pl.Series:
    """The words of cells, nothing where a cell is empty."""
    return pl.concat([words, pl.Series([""])]).gather(np.where(cells >= 0, cells, len(words)))


def _word_count(names: pl.Series) -> float:
    return float(names.str.count_matches(r"\S+").sum() or 0)


def _repeats(table: pl.DataFrame, part: str, full: str) -> bool:
    """Whether the words of a column stand in another column, too, as a rule."""
    both = table.select(part=part, full=full).drop_nulls()
    both = both.gather_every(max(both.height // _SAMPLE, 1))
    both = both.with_columns(folded(both["part"]), folded(both["full"])).drop_nulls()
    if both.is_empty():
        return False
    is_there = both.select(
        pl.col("part").str.split(" ").list.set_difference(pl.col("full").str.split(" ")).list.len() == 0
    )
    return float(is_there.to_series().mean() or 0.0) >= _SAME_WORDS  # type: ignore[arg-type]


def _in_words(names: pl.Series, *, may_be_run: bool) -> pl.Series:
    """Names as words parted by blanks; a whole Chinese or Korean name of one run has its surname first."""
    bare = names.str.replace_all(r"['’ʼ`‘]", "").str.replace_all(r"[^\p{L}\p{M}\p{N}]+", " ").str.strip_chars()
    if not may_be_run:
        return bare
    name = pl.col("name")
    is_double = name.str.slice(0, 2).is_in(sorted(lexicon("double_surnames.txt"))) & (name.str.len_chars() > 2)
    signs = pl.when(is_double).then(2).otherwise(1)
    parted = pl.concat_str([name.str.slice(0, signs), name.str.slice(signs)], separator=" ")
    words = pl.when(name.str.contains(_HAN_OR_HANGUL)).then(parted).otherwise(name)
    return pl.DataFrame({"name": bare}).select(words).to_series()
