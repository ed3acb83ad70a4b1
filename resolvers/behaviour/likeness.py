"""How much more alike two references behave than either is like others: cosine, set against impostors.

How like each of the two is to others from where the other one is seen is taken off, in standard deviations. So a
fashion of a whole room or platform is no likeness.

**Source:** impostors: Koppel & Winter, JASIST 2014, as the symmetric normalisation of speaker recognition (Kenny,
Odyssey 2010), which needs one pass.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

# Fewer make no background to stand out from.
LEAST_BACKGROUND = 20
_LEAST_OF_PLATFORM = 30
_MOST_IMPOSTORS = 200
_BLOCK = 512
Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Profiles:
    """Behaviour of references of one case, each beside others of its kind.

    Attributes:
        rows: Columns reference, kind (only those of one kind compare), scope_number (kind and platform, or the kind
            alone where few are seen there), place (row of `vectors`), count; ordered by reference.
        vectors: Unit vectors.
        usual: For each vector and scope number the usual likeness to others of that scope.
        spread: The same for the standard deviation.
    """

    rows: pl.DataFrame
    vectors: Matrix
    usual: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]


def profiles_of(rows: pl.DataFrame, vectors: Matrix, references: pl.DataFrame) -> Profiles:
    """Profiles with their impostors.

    Args:
        rows: Columns reference, kind, count, in the order of `vectors`; kinds with too few are left out.
        vectors: Unit vectors.
        references: REFERENCE, for the platforms.
    """
    platforms = references.select("reference", "platform").unique("reference")
    placed = (
        rows.with_row_index("place")
        .join(platforms, on="reference", how="left", maintain_order="left")
        .filter(pl.len().over("kind") >= LEAST_BACKGROUND)
    )
    on_platform = pl.format("{} {}", "kind", pl.col("platform").fill_null("?"))
    placed = placed.with_columns(
        scope=pl.when(pl.len().over(on_platform) >= _LEAST_OF_PLATFORM).then(on_platform).otherwise("kind")
    )
    placed = placed.with_columns(scope_number=(pl.col("scope").rank("dense").cast(pl.Int64) - 1))
    usual, spread = _against_impostors(placed, vectors)
    return Profiles(placed.select("reference", "kind", "scope_number", "place", "count"), vectors, usual, spread)


def _against_impostors(rows: pl.DataFrame, vectors: Matrix) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and spread of each reference's likeness to others of each scope of its kind."""
    scopes = rows.select("scope_number", "scope", "kind").unique().sort("scope_number")
    usual = np.zeros((len(vectors), max(scopes.height, 1)))
    spread = np.ones_like(usual)
    for number, scope, kind in scopes.iter_rows():
        # Where few are seen on a platform the whole kind stands beside them: of its few alone, one would have nobody.
        beside = pl.col("kind") == kind if scope == kind else pl.col("scope_number") == number
        impostors = rows.filter(beside)["place"].to_numpy()
        step = max(1, -(-len(impostors) // _MOST_IMPOSTORS))
        impostors = impostors[::step]
        asked = rows.filter(pl.col("kind") == kind)["place"].to_numpy()
        for begin in range(0, len(asked), _BLOCK):
            part = asked[begin : begin + _BLOCK]
            likeness = (vectors[part] @ vectors[impostors].T).astype(np.float64)
            likeness[part[:, None] == impostors[None, :]] = np.nan
            usual[part, number] = np.nanmean(likeness, axis=1)
            spread[part, number] = np.maximum(np.nanstd(likeness, axis=1), 1e-6)
    return usual, spread


def likeness_scores(profiles: Profiles, pairs: pl.DataFrame) -> pl.DataFrame:
    """How much more alike two references are than either and the surroundings of the other, in standard deviations.

    Args:
        profiles: The profiles.
        pairs: Columns reference_l and reference_r.

    Returns:
        The pairs of one kind that both have a profile: reference_l, reference_r, score, count (the lesser of the two);
        in the order of the pairs.
    """
    known = profiles.rows.select("reference", "kind", "place", "scope_number", "count")
    both = pairs.select("reference_l", "reference_r")
    for side in ("l", "r"):
        renamed = known.rename({name: f"{name}_{side}" for name in known.columns})
        both = both.join(renamed, on=f"reference_{side}", maintain_order="left")
    both = both.filter(pl.col("kind_l") == pl.col("kind_r"))
    left, right = both["place_l"].to_numpy(), both["place_r"].to_numpy()
    likeness = np.zeros(both.height)
    for begin in range(0, both.height, _BLOCK):
        here = slice(begin, begin + _BLOCK)
        likeness[here] = np.einsum("ij,ij->i", profiles.vectors[left[here]], profiles.vectors[right[here]])
    scope_l, scope_r = both["scope_number_l"].to_numpy(), both["scope_number_r"].to_numpy()
    score = 0.5 * (
        (likeness - profiles.usual[left, scope_r]) / profiles.spread[left, scope_r]
        + (likeness - profiles.usual[right, scope_l]) / profiles.spread[right, scope_l]
    )
    return both.select(
        "reference_l",
        "reference_r",
        # Rounded, so that the order in which a processor adds up never shows.
        score=pl.Series(np.round(score, 4), dtype=pl.Float64),
        count=pl.min_horizontal("count_l", "count_r"),
    )


def nearest(profiles: Profiles, per_reference: int, least_score: float) -> tuple[pl.DataFrame, int]:
    """The references most like each, within a budget.

    Args:
        profiles: The profiles.
        per_reference: At most so many proposals of each reference.
        least_score: No pair with a lower score.

    Returns:
        Columns reference_l, reference_r, score; unique, ordered. And how many pairs that reach the score the budget
        left out. Quadratic in references that have a profile, by blocks of one matrix product; each pair is weighed
        once.
    """
    found = [pl.DataFrame(schema=_NEAR_SCHEMA)]
    numbered_rows = profiles.rows.with_row_index("number").cast({"number": pl.Int64})
    for (_,), members in numbered_rows.group_by("kind", maintain_order=True):
        found += _near(profiles, members, least_score)
    pairs = pl.concat(found)
    numbered = numbered_rows.select("reference", "number")
    turned = pairs.select(left="right", right="left", score="score")
    ranked = (
        pl.concat([pairs, turned])
        # References are numbered in their order, so of equal scores the first reference is nearer.
        .sort("left", "score", "right", descending=[False, True, False])
        .with_columns(is_kept=pl.int_range(pl.len()).over("left") < per_reference)
        .filter("is_kept")
        .select(low=pl.min_horizontal("left", "right"), high=pl.max_horizontal("left", "right"), score="score")
        .unique(["low", "high"])
    )
    kept = (
        ranked.join(numbered.rename({"reference": "reference_l", "number": "low"}), on="low")
        .join(numbered.rename({"reference": "reference_r", "number": "high"}), on="high")
        .select("reference_l", "reference_r", "score")
        .sort("reference_l", "reference_r")
    )
    return kept, pairs.height - kept.height


_NEAR_SCHEMA = {"left": pl.Int64(), "right": pl.Int64(), "score": pl.Float64()}


def _near(profiles: Profiles, members: pl.DataFrame, least: float) -> list[pl.DataFrame]:
    """Pairs of one kind that reach the score, each once: left, right (places in the profiles' rows), score."""
    numbers = members["number"].to_numpy()
    places = members["place"].to_numpy()
    scopes = members["scope_number"].to_numpy()
    # Each row: how usual it is to be like those of its own scope, seen from every member.
    usual, spread = profiles.usual[places], profiles.spread[places]
    found = []
    for begin in range(0, len(places), _BLOCK):
        here, ahead = slice(begin, begin + _BLOCK), slice(begin, None)
        likeness = (profiles.vectors[places[here]] @ profiles.vectors[places[ahead]].T).astype(np.float64)
        score = (likeness - usual[here][:, scopes[ahead]]) / spread[here][:, scopes[ahead]]
        score += (likeness - usual[ahead][:, scopes[here]].T) / spread[ahead][:, scopes[here]].T
        score = np.round(score / 2, 4)
        near = np.argwhere(np.triu(score >= least, 1))
        found.append(
            pl.DataFrame(
                {
                    "left": numbers[begin + near[:, 0]],
                    "right": numbers[begin + near[:, 1]],
                    "score": score[tuple(near.T)],
                },
                schema=_NEAR_SCHEMA,
            )
        )
    return found
