"""Fits the models of acts that no pattern reads (resolvers/acts/likely/weights.toml).

    python -m benchmarks.fit_acts TRAIN_HOME... --everyday HOME --test HOME... [--write]

Homes hold a warehouse.duckdb and, somewhere below, the answers of a synthetic case. The home of everyday talk (public
chat logs, say) needs none: every second thread of it teaches as counter-example, the others are measured. Probabilities
are calibrated and thresholds set on folds of wording: what judges a fold was not worded by a pattern of the generator
that taught it. Prints, by kind, what patterns read and what is read with the models.
"""

import argparse
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import polars as pl
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from benchmarks.acts_key import NEITHER, TAUGHT, labelled_talk
from benchmarks.roles_case import case_alone
from resolvers.acts.likely import model as likely
from resolvers.acts.likely.form import form, form_names
from resolvers.acts.likely.places import NEIGHBOUR_FORM, in_order, places
from resolvers.acts.read import cues_in
from resolvers.contract import ResolvedCase

_FOLDS = 4
_PRECISION = 0.9
# What is more likely not an act is none.
_LEAST = 0.5
# Rows of one text and intent that teach: the thousandth "ok" teaches nothing new.
_SAME_TEXT = 2
_RARE_CUE = 30
_WEIGHTS = Path(likely.__file__).with_name("weights.toml")
_HEADER = """# Weights of the models in model.py: log odds a unit of a feature. Made, not written, by
#   python -m benchmarks.fit_acts {made} --everyday HOME --write
# L2 logistic regression (scikit-learn), calibrated and with thresholds by folds of wording, on {rows} messages of
# generated gangs and {everyday} of everyday talk. Fit again when words.toml or the kinds of cues change.
words_sha256 = "{words}"
"""


def features_of(case: ResolvedCase, talk: pl.DataFrame, kinds: list[str]) -> tuple[list[str], np.ndarray]:
    """Names and values of all features of the talk, which is in order."""
    texts = talk["text"].unique(maintain_order=True)
    cues = cues_in(texts)
    own = form_names(kinds)
    values = form(texts, cues, own).with_columns(text=texts)
    laid = talk.select("thread_id", "text").join(values, on="text", how="left", maintain_order="left")
    beside = {
        side: laid.select(pl.col(NEIGHBOUR_FORM).shift(step).over("thread_id").fill_null(0.0))
        for side, step in ((likely.BEFORE, 1), (likely.AFTER, -1))
    }
    addressing = case.frames.mentions.filter(pl.col("manner") == "address").select("message_id")
    parts = {likely.OWN: laid.select(own), **beside, likely.PLACE: places(talk, addressing)}
    names = [f"{side} {name}" for side, part in parts.items() for name in part.columns]
    return names, np.hstack([part.to_numpy() for part in parts.values()])


def threshold_at(label: np.ndarray, score: np.ndarray, precision: float) -> float:
    """Lowest score from which at least that share of labels holds; above 1 where none does."""
    best = np.argsort(-score, kind="stable")
    share = np.cumsum(label[best]) / np.arange(1, len(best) + 1)
    # The first few are chance.
    good = np.flatnonzero(share[20:] >= precision)
    return float(score[best[good[-1] + 20]]) if len(good) else 2.0


def fitted(x: np.ndarray, talk: pl.DataFrame, kind: str) -> tuple[np.ndarray, float, float]:
    """Weights, intercept and threshold of a kind, calibrated on wording that was not taught."""
    use = ~talk["intent"].is_in(NEITHER[kind]).to_numpy()
    label = talk["intent"].is_in(TAUGHT[kind]).to_numpy()
    fold = (talk["wording"].hash(seed=0) % _FOLDS).to_numpy()
    weight = talk["weight"].to_numpy()

    def taught(rows: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=0.1, max_iter=200).fit(x[rows], label[rows], sample_weight=weight[rows])

    unseen = np.zeros(len(label))
    for one in range(_FOLDS):
        unseen[fold == one] = taught(use & (fold != one)).decision_function(x[fold == one])
    bend = LogisticRegression().fit(unseen[use, None], label[use])
    slope, shift = float(bend.coef_[0, 0]), float(bend.intercept_[0])
    model = taught(use)
    share = expit(slope * unseen[use] + shift)
    threshold = max(_LEAST, threshold_at(label[use], share, _PRECISION))
    return slope * model.coef_[0], slope * float(model.intercept_[0]) + shift, threshold


def written(name: str, value: dict[str, float]) -> str:
    """One table of the file."""
    rows = "\n".join(f"{part} = {number:.4f}" for part, number in sorted(value.items()) if abs(number) >= 0.00005)
    return f"[{name}]\n{rows}\n"


def measured(case: ResolvedCase, talk: pl.DataFrame) -> None:
    """Print precision and recall of patterns and of patterns with the models; counts where nothing is labelled."""
    addressing = case.frames.mentions.filter(pl.col("manner") == "address").select("message_id")
    found = cues_in(talk["text"].unique(maintain_order=True)).select("text", "kind")
    cues = talk.select("message_id", "text").join(found, on="text").select("message_id", "kind")
    added = likely.likely_cues(talk, cues, addressing).select("message_id", "kind")
    for kind in TAUGHT:
        label = talk["intent"].is_in(TAUGHT[kind]).fill_null(value=False).to_numpy()
        use = ~talk["intent"].is_in(NEITHER[kind]).fill_null(value=False).to_numpy()
        row = f"   {kind:14}"
        for told in (cues, pl.concat([cues, added])):
            ids = told.filter(pl.col("kind") == kind)["message_id"].implode()
            said = talk.select(pl.col("message_id").is_in(ids)).to_series().to_numpy() & use
            right = (said & label).sum()
            row += f"  read {said.sum():5} P {right / max(1, said.sum()):.3f} R {right / max(1, label.sum()):.3f}"
        print(row)


def taught_weights(homes: Sequence[Path], everyday: ResolvedCase, public: pl.DataFrame) -> str:
    """The weights as a file, taught by synthetic homes and by the part of public talk that is marked `teaches`."""
    cases = [(case_alone(home), home) for home in homes]
    spoken = pl.concat([case.frames.utterances["text"] for case, _ in cases]).unique(maintain_order=True)
    counts = cues_in(spoken)["kind"].value_counts().sort("kind")
    kinds = counts.filter(pl.col("count") >= _RARE_CUE)["kind"].to_list()
    teaching, values = [], []
    names: list[str] = []
    for case, home in cases:
        talk = labelled_talk(case, home)
        names, x = features_of(case, talk, kinds)
        keep = talk.select(pl.int_range(pl.len()).over("text", "intent") < _SAME_TEXT).to_series()
        teaching.append(talk.filter(keep))
        values.append(x[keep.to_numpy()])
    rows = sum(map(len, values))
    _, x = features_of(everyday, public, kinds)
    teaching.append(public.filter("teaches"))
    values.append(x[public["teaches"].to_numpy()])
    talk, x = pl.concat(teaching, how="diagonal"), np.vstack(values)
    spread = x.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    words = sha256(_WEIGHTS.with_name("words.toml").read_bytes()).hexdigest()
    made = " ".join(home.name for home in homes)
    text = _HEADER.format(made=made, rows=rows, everyday=len(x) - rows, words=words)
    for kind in TAUGHT:
        weights, intercept, threshold = fitted(x / scale, talk, kind)
        print(f"{kind}: threshold {threshold:.3f}")
        text += f"[act.{kind}]\nthreshold = {min(threshold, 1.0):.4f}\nintercept = {intercept:.4f}\n"
        for side in (likely.OWN, likely.BEFORE, likely.AFTER, likely.PLACE):
            of_side = zip(names, weights / scale, strict=True)
            part = {name.partition(" ")[2]: float(w) for name, w in of_side if name.partition(" ")[0] == side}
            text += written(f"act.{kind}.{side}", part)
    return text


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write if told to, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="*", type=Path)
    parser.add_argument("--everyday", type=Path, required=True)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    everyday = case_alone(options.everyday)
    spoken = everyday.frames.utterances.filter(pl.col("kind").is_in(["text", "action"])).drop_nulls("sender")
    public = in_order(spoken).with_columns(
        intent=pl.lit("everyday"),
        wording=pl.format("everyday {}", pl.int_range(pl.len())),
        weight=pl.lit(1.0),
        teaches=pl.col("thread_id").rank("dense") % 2 == 1,
    )
    if options.train:
        weights = taught_weights(options.train, everyday, public)
        if options.write:
            _WEIGHTS.write_text(weights, encoding="utf-8")
            likely.likely_acts.cache_clear()
    rest = public.filter(~pl.col("teaches"))
    print(f"everyday talk that was not taught, {rest.height} messages")
    measured(everyday, rest)
    for home in options.test:
        case = case_alone(home)
        print(home)
        measured(case, labelled_talk(case, home))


if __name__ == "__main__":
    main()
