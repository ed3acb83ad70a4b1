"""Measures whether style tells one speaker from others, on real chat logs, beside character trigrams with plain cosine.

    python -m benchmarks.style --data DIR

Two tasks. `halves`: the two halves of what a nickname wrote in its log against other speakers of the same log; both
halves speak of the same day's topics, which flatters. `logs`: one nickname in two logs of different days against all
other nicknames; a nickname may be somebody else's on another day, so its figures are lower bounds. Names and addresses
are masked. Weights and thresholds were chosen on the logs with even hash; `odd` is the test.
Data: Kummerfeld et al., ACL 2019, CC BY 4.0.
"""

import argparse
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.stats import rankdata

from benchmarks.irc_logs import is_for_looking, logs_in, nicknames_of, utterances_of
from resolvers.behaviour.likeness import likeness_scores
from resolvers.behaviour.own_words import own_messages
from resolvers.behaviour.style import style_profiles
from resolvers.contract import CaseFrames
from resolvers.mentions.find import mentions
from warehouse.schema import frames

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_BANDS = ((25, 35), (35, 60), (60, 1_000_000))


@dataclass(frozen=True)
class Scores:
    """Scores of all pairs of one task: matrices over the samples, with the truth and which pairs count."""

    score: npt.NDArray[np.float64]
    is_one: npt.NDArray[np.bool_]
    is_counted: npt.NDArray[np.bool_]
    messages: npt.NDArray[np.int64]


def case_of(logs: list[Path]) -> CaseFrames:
    """Logs as a case with what style needs: talk, with names and addresses found in it."""
    talk = utterances_of(logs)
    names = nicknames_of(talk)
    found = [
        (message, span.start(), span.end(), "url", span.group(), span.group(), True)
        for message, text in talk.filter(pl.col("kind") != "system").select("message_id", "text").iter_rows()
        for span in _ADDRESS.finditer(text)
    ]
    return CaseFrames(
        references=frames.REFERENCE.empty_frame(),
        names=names,
        alias_views=frames.ALIAS_VIEW.empty_frame(),
        selectors=frames.REFERENCE_SELECTOR.empty_frame(),
        renames=frames.RENAME.empty_frame(),
        memberships=frames.MEMBERSHIP.empty_frame(),
        listed=frames.LISTED.empty_frame(),
        statements=frames.STATEMENT.empty_frame(),
        mentions=mentions(talk, names),
        utterances=talk,
        message_traits=frames.MESSAGE_TRAIT.empty_frame(),
        judged_pairs=frames.JUDGED_PAIR.empty_frame(),
        text_identifiers=pl.DataFrame(found, schema=frames.FOUND_IDENTIFIER.polars_schema(), orient="row"),
    )


def halves_of(messages: pl.DataFrame) -> pl.DataFrame:
    """The messages with each reference cut in two by time: `#1` and `#2` behind its name."""
    at, of = pl.int_range(pl.len()).over("reference"), pl.len().over("reference")
    half = pl.when(at < of // 2).then(pl.lit("#1")).otherwise(pl.lit("#2"))
    return messages.sort("reference", "turn").with_columns(reference=pl.col("reference") + half)


def trigram_scores(messages: pl.DataFrame, references: list[str]) -> npt.NDArray[np.float64]:
    """The baseline: cosine of counts of character trigrams, names and addresses left in, as it is commonly done."""
    texts = messages.group_by("reference").agg(pl.col("text").str.join("\n"))
    by_reference = dict(texts.iter_rows())
    known: dict[str, int] = {}
    counted = []
    for reference in references:
        text = by_reference[reference]
        grams = [known.setdefault(text[at : at + 3], len(known)) for at in range(len(text) - 2)]
        counted.append(np.unique(grams, return_counts=True))
    table = np.zeros((len(references), len(known)), dtype=np.float32)
    for row, (columns, counts) in enumerate(counted):
        table[row, columns] = counts
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return (table @ table.T).astype(np.float64)


def measured(case: CaseFrames, task: str) -> dict[str, Scores]:
    """Scores of the style and of the baseline on one task."""
    messages = halves_of(own_messages(case)) if task == "halves" else own_messages(case)
    profiles = style_profiles(case, messages)
    references = profiles.rows["reference"].to_list()
    number = pl.DataFrame({"reference": references}).with_row_index("at")
    pairs = number.join(number, how="cross", suffix="_r").filter(pl.col("at") < pl.col("at_r"))
    scored = likeness_scores(profiles, pairs.select(reference_l="reference", reference_r="reference_r"))
    score = np.zeros((len(references), len(references)))
    left, right = pairs["at"].to_numpy(), pairs["at_r"].to_numpy()
    score[left, right] = score[right, left] = scored["score"].to_numpy()
    person = np.array([name.split("#")[0] if task == "halves" else name.split(":", 3)[3] for name in references])
    log = np.array([name.split(":")[2] for name in references])
    is_one = person[:, None] == person[None, :]
    same_log = log[:, None] == log[None, :]
    is_counted = same_log if task == "halves" else ~(is_one & same_log)
    count = profiles.rows["count"].to_numpy()
    few = np.minimum(count[:, None], count[None, :])
    np.fill_diagonal(is_counted, False)
    return {
        "style": Scores(score, is_one, is_counted, few),
        "trigrams, cosine": Scores(trigram_scores(messages, references), is_one, is_counted, few),
    }


def quality(scores: Scores, least: int, below: int) -> tuple[int, float, float, float]:
    """True pairs, area under the curve, and how often the right one is first or among the first three.

    Args:
        scores: A task's scores.
        least: Only pairs whose lesser side has so many messages.
        below: And fewer than this.
    """
    counts = scores.is_counted & (scores.messages >= least) & (scores.messages < below)
    upper = np.triu(counts, 1)
    truth, value = scores.is_one[upper], scores.score[upper]
    ranks = rankdata(value)
    ones = int(truth.sum())
    others = len(truth) - ones
    area = (ranks[truth].sum() - ones * (ones + 1) / 2) / max(ones * others, 1)
    first = []
    for row in np.flatnonzero((counts & scores.is_one).any(axis=1)):
        best = scores.score[row][counts[row] & scores.is_one[row]].max()
        rivals = scores.is_counted[row] & ~scores.is_one[row]
        first.append(int((scores.score[row][rivals] >= best).sum()))
    ahead = np.array(first)
    return ones, float(area), float((ahead < 1).mean()), float((ahead < 3).mean())


def main() -> None:
    """Print a row per task, part of the logs, number of messages and way of scoring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("STEELNAIL_DATA"), help="folder with the logs")
    logs = logs_in(parser.parse_args().data)
    if not logs:
        print("skipped: no logs; give --data or set STEELNAIL_DATA")
        return
    print("| task | logs | messages | scored by | true pairs | AUC | top 1 | top 3 |")
    print("|---|---|---|---|---|---|---|---|")
    for part in ("even (looked at)", "odd"):
        case = case_of([log for log in logs if is_for_looking(log) == (part != "odd")])
        for task in ("halves", "logs"):
            for who, scores in measured(case, task).items():
                for least, below in ((25, 1_000_000), *_BANDS):
                    ones, area, top1, top3 = quality(scores, least, below)
                    band = f"{least}+" if below > 1_000 else f"{least}-{below - 1}"
                    print(f"| {task} | {part} | {band} | {who} | {ones} | {area:.3f} | {top1:.3f} | {top3:.3f} |")


if __name__ == "__main__":
    main()
