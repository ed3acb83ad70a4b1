"""Measures the name comparer beside plain string likeness: pairs of names, and single names across two scripts.

    python -m benchmarks.names --data DIR      (DIR or $STEELNAIL_DATA holds names/)

Every set is parted in two halves by a hash of its rows. The comparer's constants were set on the first half alone; what
is printed is measured on the other half. Thresholds called 'best' are the best on the half that is measured, for all
alike; 'set' is 0.7 for the comparer and, for the others, what is best for each on the first half.

The name lists hold right pairs only. Wrong ones are near neighbours of the right answer: for each name the nine
spellings of the list that are nearest to the right one (Jaro-Winkler, of Chinese by pinyin) and not given as right for
it, too. Several of these are right as well, the list only doesn't say so: nobody reaches 1.
"""

import argparse
import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from anyascii import anyascii
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from resolvers.names import syllables, variants
from resolvers.names.comparer import name_likeness

SET_THRESHOLD = 0.7
NEIGHBOURS = 9
SAMPLE = 1000
POOL = 12_000
Scores = NDArray[np.float64]
Scorer = Callable[[Sequence[str], Sequence[str]], Scores]


@dataclass(frozen=True)
class Pairs:
    """Pairs of names with what is true, and the half each belongs to (0: constants were set on it)."""

    left: list[str]
    right: list[str]
    is_match: NDArray[np.bool_]
    half: NDArray[np.int64]

    def of_half(self, half: int) -> "Pairs":
        """The pairs of one half."""
        rows = np.flatnonzero(self.half == half)
        left, right = [self.left[row] for row in rows], [self.right[row] for row in rows]
        return Pairs(left, right, self.is_match[rows], self.half[rows])


def half_of(*parts: str) -> int:
    """The half a row belongs to, whatever its place."""
    return hashlib.sha256("|".join(parts).encode()).digest()[-1] % 2


def _comparer(left: Sequence[str], right: Sequence[str]) -> Scores:
    for remembered in (variants._word, syllables.pinyin_syllables, syllables.is_wade_giles):
        remembered.cache_clear()  # a fair clock: nothing remembered from the run before
    pairs = pl.DataFrame({"name_l": left, "name_r": right})
    return name_likeness(pairs)["likeness"].to_numpy()


def _jaro_winkler(left: Sequence[str], right: Sequence[str]) -> Scores:
    folded = [[name.casefold() for name in names] for names in (left, right)]
    return np.asarray(process.cpdist(*folded, scorer=JaroWinkler.similarity), dtype=np.float64)


def _ascii_jaro_winkler(left: Sequence[str], right: Sequence[str]) -> Scores:
    plain = [[anyascii(name).casefold() for name in names] for names in (left, right)]
    return np.asarray(process.cpdist(*plain, scorer=JaroWinkler.similarity), dtype=np.float64)


def _ascii_wratio(left: Sequence[str], right: Sequence[str]) -> Scores:
    plain = [[anyascii(name).casefold() for name in names] for names in (left, right)]
    return np.asarray(process.cpdist(*plain, scorer=fuzz.WRatio), dtype=np.float64) / 100


def _wratio(left: Sequence[str], right: Sequence[str]) -> Scores:
    folded = [[name.casefold() for name in names] for names in (left, right)]
    return np.asarray(process.cpdist(*folded, scorer=fuzz.WRatio), dtype=np.float64) / 100


SCORERS: dict[str, Scorer] = {
    "comparer": _comparer,
    "Jaro-Winkler": _jaro_winkler,
    "anyascii + Jaro-Winkler": _ascii_jaro_winkler,
    "WRatio": _wratio,
    "anyascii + WRatio": _ascii_wratio,
}


def quality(scores: Scores, is_match: NDArray[np.bool_], threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 of calling pairs from a threshold on one name."""
    claimed = scores >= threshold
    right = int((claimed & is_match).sum())
    precision = right / max(int(claimed.sum()), 1)
    recall = right / max(int(is_match.sum()), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best_threshold(scores: Scores, is_match: NDArray[np.bool_]) -> float:
    """The threshold of the best F1, in hundredths."""
    return max((step / 100 for step in range(30, 101)), key=lambda threshold: quality(scores, is_match, threshold)[2])


def _report(title: str, pairs: Pairs, ranked: tuple[list[str], list[str]] | None = None) -> None:
    first, second = pairs.of_half(0), pairs.of_half(1)
    print(f"\n{title}: {len(second.left)} pairs measured, {int(second.is_match.sum())} of them right")
    print("| by | best F1 | (at) | P | R | F1 at set threshold | (set) | P | R | top-1 | µs a pair |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, scorer in SCORERS.items():
        scorer(first.left[:2], first.right[:2])
        known = scorer(first.left, first.right)
        started = time.process_time()
        scores = scorer(second.left, second.right)
        micros = (time.process_time() - started) / len(second.left) * 1e6
        best = best_threshold(scores, second.is_match)
        at_best = quality(scores, second.is_match, best)
        chosen = SET_THRESHOLD if name == "comparer" else best_threshold(known, first.is_match)
        at_set = quality(scores, second.is_match, chosen)
        top = "" if ranked is None else f"{_top_one(scorer, *ranked):.3f}"
        print(
            f"| {name} | {at_best[2]:.3f} | {best:.2f} | {at_best[0]:.3f} | {at_best[1]:.3f} | {at_set[2]:.3f} "
            f"| {chosen:.2f} | {at_set[0]:.3f} | {at_set[1]:.3f} | {top} | {micros:.1f} |"
        )


def _top_one(scorer: Scorer, left: list[str], right: list[str]) -> float:
    """How often the right answer, the first of each NEIGHBOURS + 1, stands alone at the top; ties count as shared."""
    scores = scorer(left, right).reshape(-1, NEIGHBOURS + 1)
    at_top = scores >= scores.max(axis=1, keepdims=True) - 1e-9
    return float((at_top[:, 0] / at_top.sum(axis=1)).mean())


def read_name_pairs(file: Path) -> dict[str, Pairs]:
    """The pairs of names with verdicts: all, and people only."""
    rows = pl.read_parquet(file)
    half = pl.Series([half_of(*names) for names in rows.select("name1", "name2").iter_rows()])
    rows = rows.with_columns(half=half)
    found = {}
    for title, part in (("all", rows), ("people", rows.filter(pl.col("schema") == "Person"))):
        found[title] = Pairs(
            part["name1"].to_list(), part["name2"].to_list(), part["is_match"].to_numpy(), part["half"].to_numpy()
        )
    return found


def across_scripts(file: Path) -> tuple[Pairs, tuple[list[str], list[str]]]:
    """Right pairs of a list of names in two scripts with near wrong ones beside them.

    Returns:
        One right and one wrong pair a name, and for the second half all candidates of each name, the right one first.
    """
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    rows = sorted(
        (hashlib.sha256(f"{line[0]}|{line[1]}".encode()).digest(), line[0], line[1].replace(" ", "")) for line in lines
    )
    known: dict[str, set[str]] = {}
    for _, latin, other in rows:
        known.setdefault(latin, set()).add(other)
    pool = sorted({other for _, _, other in rows[:POOL]})
    plain = {other: anyascii(other).casefold() for other in pool}
    sampled = [(latin, other) for _, latin, other in rows[: SAMPLE * 2]]
    grid = process.cdist(
        [plain[other] for _, other in sampled], [plain[other] for other in pool], scorer=JaroWinkler.similarity
    )
    left, right, is_match, half, ranked_l, ranked_r = [], [], [], [], [], []
    for row, (latin, other) in enumerate(sampled):
        order = np.lexsort((np.arange(len(pool)), -grid[row]))
        near = [pool[place] for place in order[: NEIGHBOURS * 4] if pool[place] not in known[latin]][:NEIGHBOURS]
        wrong = near[hashlib.sha256(latin.encode()).digest()[0] % NEIGHBOURS]
        own_half = half_of(latin, other)
        left += [latin, latin]
        right += [other, wrong]
        is_match += [True, False]
        half += [own_half, own_half]
        if own_half == 1:
            ranked_l += [latin] * (NEIGHBOURS + 1)
            ranked_r += [other, *near]
    return Pairs(left, right, np.array(is_match), np.array(half)), (ranked_l, ranked_r)


def main() -> None:
    """Run everything and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("STEELNAIL_DATA"))
    folder = parser.parse_args().data
    if folder is None or not (Path(folder) / "names" / "name_pairs.parquet").exists():
        print("names: skipped, no data (give --data DIR or STEELNAIL_DATA; DIR holds names/)")
        return
    names = Path(folder) / "names"
    for title, pairs in read_name_pairs(names / "name_pairs.parquet").items():
        _report(f"name pairs, {title}", pairs)
    for title, file in (("Latin to Russian", "wd_russian_80.tsv"), ("Latin to Chinese", "wd_chinese_80.tsv")):
        _report(title, *across_scripts(names / file))


if __name__ == "__main__":
    main()
