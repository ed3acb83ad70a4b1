"""Labelled pairs for `steelnail resolve-table --labels`: read from a file, learned from, and told about."""

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click
import polars as pl

if TYPE_CHECKING:
    from resolvers.learned.record_pairs import RecordLabels
    from resolvers.records.clusters import ClusteringRules
    from resolvers.records.resolve import Resolved

_SAME = ("1", "true", "same", "positive", "match", "yes", "y")
_DIFFERENT = ("0", "false", "different", "negative", "distinct", "no", "n")
_OPEN = ("unsure", "", "?")


def read_labels(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Labels of a file of text cells.

    Args:
        table: Two columns of ids whose headings end in _l and _r (id_l, id_r), and one named label, judgement or
            is_match: 1 or 0, true or false, same or different, positive or negative; unsure is passed over. A pair that
            stands twice counts as it stands last.
        file: Where it came from, for the message.

    Returns:
        Columns id_l, id_r, is_match.

    Raises:
        click.ClickException: When a column or an answer can't be understood.
    """
    sides = [[name for name in table.columns if name.lower().endswith(end)][:1] for end in ("_l", "_r")]
    answers = [name for name in table.columns if name.lower() in ("label", "judgement", "is_match")]
    if not all(sides) or not answers:
        raise click.ClickException(
            f"{file}: labels need the columns id_l, id_r and label; the file has {', '.join(table.columns)}"
        )
    answer = pl.col("answer").fill_null("").str.to_lowercase().str.strip_chars()
    labels = table.select(id_l=sides[0][0], id_r=sides[1][0], answer=answers[0]).with_columns(answer)
    strange = labels.filter(~pl.col("answer").is_in([*_SAME, *_DIFFERENT, *_OPEN]))
    if not strange.is_empty():
        raise click.ClickException(f"{file}: '{strange['answer'][0]}' is no label; write same, different or unsure")
    decided = labels.filter(~pl.col("answer").is_in(list(_OPEN)))
    return decided.select("id_l", "id_r", is_match=pl.col("answer").is_in(list(_SAME)))


def questions_about(resolved: "Resolved", table: pl.DataFrame, id_column: str, count: int) -> pl.DataFrame:
    """The pairs whose answers would teach most, ready to be answered and given back.

    Returns:
        One row a pair, Columns: id_l, id_r, label (empty: to be filled in), probability, because (`uncertain`, `spread`
        or `rare_block`), then for each column of the table the two values side by side, ending in _1 and _2.
    """
    from resolvers.learned.questions import pairs_to_ask
    from resolvers.learned.record_pairs import record_questions

    known = record_questions(resolved)
    asked = pairs_to_ask(known, known.head(0), count).with_columns(
        label=pl.lit(None, dtype=pl.String), probability=1.0 / (1.0 + (-pl.col("match_weight") * math.log(2.0)).exp())
    )
    for side, number in (("id_l", 1), ("id_r", 2)):
        values = table.rename({name: f"{name}_{number}" for name in table.columns if name != id_column})
        asked = asked.join(values, left_on=side, right_on=id_column, how="left", maintain_order="left")
    cells = [f"{name}_{number}" for name in table.columns if name != id_column for number in (1, 2)]
    return asked.select("id_l", "id_r", "label", "probability", "because", *cells)


def resolved_with_labels(resolved: "Resolved", labels: pl.DataFrame, rules: "ClusteringRules") -> "Resolved":
    """The table as people decided it, the rest by weights learned from the labels where they do better held out.

    What was learned, what was not and which labels contradict each other is said on stderr.

    Raises:
        click.ClickException: When a label fits no record.
    """
    from resolvers.learned.fitting import NotLearned
    from resolvers.learned.record_pairs import record_labels, with_decisions

    try:
        known = record_labels(resolved, labels)
    except NotLearned as error:
        raise click.ClickException(str(error)) from error
    decided = with_decisions(_learned(resolved, known, rules), known, rules)
    if len(decided.contradictions):
        row = decided.contradictions[0]
        one, other = resolved.ids[int(known.left[row])], resolved.ids[int(known.right[row])]
        click.echo(
            f"{len(decided.contradictions)} labels say different while other labels make the two the same ({one}, "
            f"{other}); these others stand: look at them again",
            err=True,
        )
    return decided.resolved


def _learned(resolved: "Resolved", known: "RecordLabels", rules: "ClusteringRules") -> "Resolved":
    """The table with learned weights, or as it is where these do no better."""
    from resolvers.learned.fitting import NotLearned
    from resolvers.learned.record_choice import record_lesson

    try:
        lesson = record_lesson(resolved, known, rules)
    except NotLearned as error:
        click.echo(f"the labels stand as they are and teach nothing about other pairs: {error}", err=True)
        return resolved
    count = lesson.label_count
    surprise = f"on records held out {lesson.learned_loss:.3f} against {lesson.fixed_loss:.3f} bits of surprise a label"
    if lesson.is_taken:
        told = f"weights learned from {count} labels ({surprise}); alone they would decide {lesson.against} otherwise"
    elif count < lesson.needed:
        told = (
            f"{count} labels stand and teach nothing about other pairs: beside what a table of this size shows by "
            f"itself it takes {lesson.needed:,}"
        )
    else:
        told = (
            f"{count} labels teach no clearly better weights ({surprise}): they stand, "
            "other pairs are decided as without"
        )
    click.echo(told, err=True)
    return lesson.resolved
