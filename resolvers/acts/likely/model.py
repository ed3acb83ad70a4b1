"""Reads acts that no pattern reads: logistic models over form, neighbours and place, one a kind (weights.toml).

Method: one logistic regression a kind, taught by generated gangs and by everyday talk as counter-example, its
probabilities calibrated and its thresholds set on wording that it was not taught (benchmarks/fit_acts.py).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

from resolvers.acts.likely.form import form
from resolvers.acts.likely.places import PLACES, in_order, places

OWN, BEFORE, AFTER, PLACE = "own", "before", "after", "place"
# Texts whose features are held at a time.
_CHUNK = 20_000
_REASONS = 3


@dataclass(frozen=True)
class LikelyAct:
    """How one kind of act is told.

    Attributes:
        kind: Kind of act.
        threshold: Probability from which a message counts as one.
        intercept: Log odds where no feature speaks.
        weights: Log odds a unit of each feature, by OWN, BEFORE, AFTER and PLACE.
    """

    kind: str
    threshold: float
    intercept: float
    weights: Mapping[str, Mapping[str, float]]


@cache
def likely_acts() -> tuple[LikelyAct, ...]:
    """The models, by kind.

    Raises:
        KeyError: When weights.toml lacks a part.
    """
    data = tomllib.loads(files("resolvers.acts.likely").joinpath("weights.toml").read_text(encoding="utf-8"))
    return tuple(
        LikelyAct(
            kind, part["threshold"], part["intercept"], {side: part[side] for side in (OWN, BEFORE, AFTER, PLACE)}
        )
        for kind, part in sorted(data["act"].items())
    )


def likely_cues(
    talk: pl.DataFrame, cues: pl.DataFrame, addressing: pl.DataFrame, models: tuple[LikelyAct, ...] | None = None
) -> pl.DataFrame:
    """Acts that the form of a message and of its neighbours makes likely.

    Args:
        talk: UTTERANCE, messages that can be acts.
        cues: Columns message_id, kind: what the patterns read.
        addressing: Column message_id of messages that address somebody by name.
        models: Models; the file's by default.

    Returns:
        **Columns** message_id, kind, cue: the probability and the features that speak most for it; without what the
        patterns read already. Linear in the text.
    """
    models = likely_acts() if models is None else models
    order = in_order(talk)
    if order.is_empty() or not models:
        return pl.DataFrame(schema={"message_id": pl.String, "kind": pl.String, "cue": pl.String})
    by_text = order.select("message_id", "text").join(cues.select("message_id", "kind"), on="message_id")
    odds = order.join(
        _text_odds(order["text"].unique(maintain_order=True), by_text, models),
        on="text",
        how="left",
        maintain_order="left",
    )
    place = places(order, addressing)
    found = []
    for model in models:
        before = pl.col(f"{BEFORE}_{model.kind}").shift(1).over("thread_id").fill_null(0.0)
        after = pl.col(f"{AFTER}_{model.kind}").shift(-1).over("thread_id").fill_null(0.0)
        stands = place.select(pl.sum_horizontal(pl.col(name) * model.weights[PLACE].get(name, 0.0) for name in PLACES))
        whole = pl.col(f"{OWN}_{model.kind}") + before + after + stands.to_series() + model.intercept
        found.append(
            # Sums of another machine differ in the last places.
            order.select("message_id", kind=pl.lit(model.kind))
            .with_columns(probability=(1 / (1 + (-odds.select(whole).to_series()).exp())).round(6))
            .with_row_index("at")
            .filter(pl.col("probability") >= model.threshold)
        )
    likely = pl.concat(found).join(cues, on=["message_id", "kind"], how="anti", maintain_order="left")
    return _with_reasons(likely, order, by_text, place, models)


def _text_odds(texts: pl.Series, cues: pl.DataFrame, models: tuple[LikelyAct, ...]) -> pl.DataFrame:
    """What each text speaks for every kind as the message itself, as the one before and as the one after."""
    names = sorted({name for model in models for side in (OWN, BEFORE, AFTER) for name in model.weights[side]})
    columns = [(side, model) for side in (OWN, BEFORE, AFTER) for model in models]
    weights = np.array([[model.weights[side].get(name, 0.0) for side, model in columns] for name in names])
    parts = []
    for start in range(0, len(texts), _CHUNK):
        some = texts.slice(start, _CHUNK)
        spoken = form(some, cues, names).to_numpy() @ weights
        parts.append(pl.DataFrame(spoken, schema=[f"{side}_{model.kind}" for side, model in columns]))
    return pl.concat(parts).with_columns(text=texts)


def _with_reasons(
    likely: pl.DataFrame,
    order: pl.DataFrame,
    cues: pl.DataFrame,
    place: pl.DataFrame,
    models: tuple[LikelyAct, ...],
) -> pl.DataFrame:
    """Puts into `cue` what speaks most for each act: 'likely 0.95: may_i, amount, yes after'."""
    told = order.with_columns(
        text_before=pl.col("text").shift(1).over("thread_id"), text_after=pl.col("text").shift(-1).over("thread_id")
    ).with_row_index("at")
    found = []
    for model in models:
        some = likely.filter(pl.col("kind") == model.kind).join(told, on=["at", "message_id"], maintain_order="left")
        spoken = [
            _spoken(some[column], cues, model.weights[side], "" if side == OWN else f" {side}")
            for side, column in ((OWN, "text"), (BEFORE, "text_before"), (AFTER, "text_after"))
        ]
        stands = place[some["at"]].select(pl.col(name) * model.weights[PLACE].get(name, 0.0) for name in PLACES)
        every = pl.concat([*spoken, stands], how="horizontal")
        best = np.argsort(-every.to_numpy(), axis=1, kind="stable")[:, :_REASONS]
        reasons = pl.DataFrame(np.array(every.columns)[best], schema=[str(rank) for rank in range(best.shape[1])])
        probability = pl.col("probability").round(2).cast(pl.String)
        found.append(
            some.select("message_id", "kind", "probability")
            .hstack(reasons)
            .select(
                "message_id",
                "kind",
                cue=pl.format("likely {}: {}", probability, pl.concat_str(reasons.columns, separator=", ")),
            )
        )
    return pl.concat(found)


def _spoken(texts: pl.Series, cues: pl.DataFrame, weights: Mapping[str, float], ending: str) -> pl.DataFrame:
    """What each feature of each text adds to the log odds; one column a feature, its name with the ending."""
    names = sorted(weights)
    said = texts.fill_null("").rename("text")
    once = said.unique(maintain_order=True)
    values = once.to_frame().hstack(form(once, cues, names)) if names else once.to_frame()
    return (
        said.to_frame()
        .join(values, on="text", how="left", maintain_order="left")
        .select((pl.col(name) * weights[name]).alias(name + ending) for name in names)
    )
