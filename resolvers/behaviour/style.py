"""How references write, and how much more alike two of them are than either is like others of its language.

A reference's style is how far its use of the most frequent character n-grams of its script departs from what is usual
there. The most frequent ones hold function words, endings, punctuation, smileys, capitals and the borders of messages;
topics and names are rare and stay outside. Likeness is set against impostors (resolvers.behaviour.likeness).

**Source:** Burrows, "'Delta'", LLC 2002, with cosine: Smith & Aldridge, JQL 2011; Evert et al., DSH 2017.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

from resolvers.behaviour.character_grams import BUCKETS, gram_blocks
from resolvers.behaviour.likeness import LEAST_BACKGROUND, Matrix, Profiles, profiles_of
from resolvers.behaviour.own_words import OwnWords, own_words
from resolvers.contract import CaseFrames
from resolvers.once_per_case import once_per_case

# Under this style is chance (Twente 2018; Oakland 2014).
LEAST_MESSAGES = 25
# From the logs with even hash (benchmarks/style.py): more n-grams go on helping a little, at the price of memory.
_FEATURES = 4096
# N-grams are chosen on so many writers; what everybody writes shows in any of them.
_MOST_CHOOSERS = 400
_SCRIPTS = (("han", 0x4E00, 0x9FFF), ("cyrillic", 0x0400, 0x052F), ("latin", 0x0041, 0x024F))


def style_profiles(case: CaseFrames, messages: pl.DataFrame | None = None) -> Profiles:
    """Styles of all references with enough messages; their kind is the script that they write.

    Args:
        case: The case.
        messages: Messages to look at instead of the case's, as own_messages gives them.
    """
    words = own_words(case, LEAST_MESSAGES, messages)
    scripts = _scripts(words)
    vectors = np.zeros((len(words.references), _FEATURES), dtype=np.float32)
    for script in sorted(set(scripts.to_list())):
        members = np.flatnonzero((scripts == script).to_numpy())
        if len(members) >= LEAST_BACKGROUND:
            vectors[members] = _departures(words, members)
    rows = pl.DataFrame({"reference": words.references, "kind": scripts, "count": words.counts})
    return profiles_of(rows, vectors, case.references)


@once_per_case
def styles_of_case(case: CaseFrames) -> Profiles:
    """Styles of all references by all that they wrote."""
    return style_profiles(case)


def _scripts(words: OwnWords) -> pl.Series:
    """The script most letters of each reference are in."""
    count = len(words.references)
    shares = np.zeros((count, len(_SCRIPTS) + 1))
    for number, (_, first, last) in enumerate(_SCRIPTS):
        inside = (words.points >= first) & (words.points <= last)
        # A Chinese character says as much as some two letters.
        shares[:, number] = np.bincount(words.owners[inside], minlength=count) * (2.0 if number == 0 else 1.0)
    others = words.points > _SCRIPTS[1][2]
    for _, first, last in _SCRIPTS:
        others &= (words.points < first) | (words.points > last)
    # Above the scripts of letters stand full-width signs and emoji, which all scripts use.
    others &= words.points < 0x2000
    shares[:, -1] = np.bincount(words.owners[others], minlength=count)
    names = [name for name, _, _ in _SCRIPTS] + ["other"]
    return pl.Series([names[number] for number in shares.argmax(axis=1)], dtype=pl.String)


def _departures(words: OwnWords, members: npt.NDArray[np.int64]) -> Matrix:
    """Unit vectors of how the members depart from their own mean in the most frequent n-grams."""
    number = np.full(len(words.references), -1, dtype=np.int32)
    number[members] = np.arange(len(members), dtype=np.int32)
    kept = number[words.owners] >= 0
    points, owners = words.points[kept], number[words.owners[kept]]
    column = _frequent(points, owners, len(members))
    counts = np.zeros((len(members), _FEATURES), dtype=np.float32)
    totals = np.zeros(len(members), dtype=np.float64)
    for rows, buckets in gram_blocks(points, owners):
        totals += np.bincount(rows, minlength=len(members))
        chosen = column[buckets]
        # A block holds a few owners that follow each other: counted is in their slice alone.
        first, last = int(rows.min(initial=len(members))), int(rows.max(initial=-1))
        if last < first:
            continue
        places = (rows[chosen >= 0] - first) * _FEATURES + chosen[chosen >= 0]
        size = (last - first + 1) * _FEATURES
        counts[first : last + 1] += np.bincount(places, minlength=size).reshape(-1, _FEATURES)
    # The root keeps the spread of rare n-grams from drowning in that of frequent ones.
    used = np.sqrt(counts / np.maximum(totals, 1.0)[:, None]).astype(np.float32)
    used -= used.mean(axis=0)
    used /= np.maximum(used.std(axis=0), np.float32(1e-9))
    used /= np.maximum(np.linalg.norm(used, axis=1, keepdims=True), np.float32(1e-9))
    return used


def _frequent(points: npt.NDArray[np.uint32], owners: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """Bucket to column, -1 where it is not among the n-grams that most members use."""
    step = max(1, -(-count // _MOST_CHOOSERS))
    chooses = owners % step == 0
    used = np.zeros(-(-count // step) * BUCKETS, dtype=bool)
    for rows, buckets in gram_blocks(points[chooses], owners[chooses] // step):
        used[rows.astype(np.int64) * BUCKETS + buckets] = True
    users = used.reshape(-1, BUCKETS).sum(axis=0)
    ranked = np.argsort(-users, kind="stable")[:_FEATURES]
    ranked = ranked[users[ranked] >= 3]
    column = np.full(BUCKETS, -1, dtype=np.int32)
    column[ranked] = np.arange(len(ranked), dtype=np.int32)
    return column
