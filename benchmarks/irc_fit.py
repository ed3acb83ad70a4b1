"""Fits the weights of the addressing model: maximum likelihood of the annotated choice among all candidates.

A conditional logit (McFadden 1974) with a small ridge; two rounds, since the second pass of the model knows the
partners that the first one found.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import minimize

from resolvers.addressing.answers import answered_messages, candidates, partners
from resolvers.addressing.turns import Turns
from resolvers.addressing.weighing import opening_signs, signs

_RIDGE = 2.0
_FIRST = {"distance": -0.7, "calls_other": 4.0, "called_me": 2.0, "calls_somebody_else": -4.0, "opens": -4.0}


def _design(
    turns: Turns, partner: npt.NDArray[np.int64], truth: pl.DataFrame
) -> tuple[list[str], npt.NDArray[np.float32], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Signs of all candidates of annotated messages, the message of each, and whether it is the annotated one."""
    position = pl.DataFrame({"message_id": turns.rows["message_id"]}).with_row_index("at")
    marks = (
        truth.join(position, on="message_id")
        .join(position.rename({"message_id": "answered_id", "at": "of"}), on="answered_id", how="left")
        .filter(pl.col("answered_id").is_null() | pl.col("of").is_not_null())
    )
    wanted = np.zeros(len(turns.sender), dtype=bool)
    wanted[marks["at"].to_numpy()] = True
    right = set(marks.select("at", pl.col("of").fill_null(-1).cast(pl.Int64)).iter_rows())
    opening = opening_signs(turns, partner)
    later_all, earlier_all, blocks = [], [], []
    for later, earlier in candidates(turns, partner, 0, len(turns.sender)):
        keep = wanted[later]
        later_all.append(later[keep])
        earlier_all.append(earlier[keep])
    later, earlier = np.concatenate(later_all), np.concatenate(earlier_all)
    answer = signs(turns, later, earlier, partner)
    names = [*answer, *opening]
    blocks.append(np.column_stack([*answer.values(), *(np.zeros(len(later), np.float32) for _ in opening)]))
    openers = np.flatnonzero(wanted)
    blocks.append(
        np.column_stack(
            [*(np.zeros(len(openers), np.float32) for _ in answer), *(v[openers] for v in opening.values())]
        )
    )
    message = np.concatenate([later, openers])
    choice = np.concatenate([earlier, np.full(len(openers), -1)])
    is_right = np.array([pair in right for pair in zip(message.tolist(), choice.tolist(), strict=True)])
    order = np.argsort(message, kind="stable")
    return names, np.vstack(blocks)[order], message[order], is_right[order]


def fitted_weights(turns: Turns, truth: pl.DataFrame) -> Mapping[str, float]:
    """Weights by sign.

    Args:
        turns: The talk.
        truth: Columns message_id, answered_id (null: answers nothing).
    """
    weights: Mapping[str, float] = _FIRST
    for _ in range(2):
        chosen = answered_messages(turns, weights)["answered_id"]
        at = dict(zip(turns.rows["message_id"].to_list(), range(chosen.len()), strict=True))
        partner = partners(turns, np.array([-1 if found is None else at[found] for found in chosen.to_list()]))
        names, design, message, is_right = _design(turns, partner, truth)
        weights = dict(zip(names, _maximised(design, message, is_right), strict=True))
    return weights


def _maximised(
    design: npt.NDArray[np.float32], message: npt.NDArray[np.int64], is_right: npt.NDArray[np.bool_]
) -> list[float]:
    _, group = np.unique(message, return_inverse=True)
    has_right = np.bincount(group, is_right)[group] > 0
    design, group, is_right = design[has_right], group[has_right], is_right[has_right]
    _, group = np.unique(group, return_inverse=True)
    starts = np.flatnonzero(np.diff(group, prepend=-1))

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        score = design @ weights.astype(np.float32)
        score -= np.maximum.reduceat(score, starts)[group]
        odds = np.exp(score.astype(np.float64))
        total = np.add.reduceat(odds, starts)[group]
        hit = np.add.reduceat(odds * is_right, starts)[group]
        share, share_right = odds / total, odds * is_right / hit
        value = -np.log((hit / total)[starts]).sum() + _RIDGE * (weights**2).sum()
        slope = design.T @ (share - share_right).astype(np.float32) + 2 * _RIDGE * weights
        return float(value), slope.astype(np.float64)

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return [float(weight) for weight in found.x]
