"""`steelnail resolve-table --labels`: pairs that people decided."""

import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli.resolve_table import COMMAND
from tests.resolvers.records.people import people


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("labelled")
    people(120).drop("person").write_csv(folder / "people.csv")
    return folder


def _labels(folder, name, rows):
    pl.DataFrame(rows, schema=["record_l", "record_r", "label"], orient="row").write_csv(folder / name)
    return folder / name


def _run(*arguments):
    return CliRunner().invoke(COMMAND, [str(argument) for argument in arguments])


def test_labels_are_learned_from_and_told(folder):
    """Answers in plain words move the weights where people see it otherwise, and it is said how many went into it."""
    plain, taught = folder / "plain.parquet", folder / "taught.parquet"
    assert _run(folder / "people.csv", "--id", "record", "--out", folder / "a.csv", "--pairs", plain).exit_code == 0
    # People who ask for more than the weights do: the surest are the same, those little above the border aren't.
    likely = pl.read_parquet(plain).sort("match_weight", "id_l", "id_r", descending=True).unique("id_l", keep="first")
    likely = likely.filter(pl.col("match_weight") > 2).sort("match_weight", "id_l").select("id_l", "id_r").rows()
    different, same = [(*pair, "different") for pair in likely[:12]], [(*pair, "same") for pair in likely[-12:]]
    unsure = ("r00001", "r00002", "unsure")
    labels = _labels(folder, "labels.csv", [*same, *different, unsure])
    outcome = _run(
        folder / "people.csv", "--id", "record", "--labels", labels, "--out", folder / "b.csv", "--pairs", taught
    )
    assert outcome.exit_code == 0, outcome.output
    assert "weights learned from 24 labels" in outcome.stderr
    before, after = pl.read_parquet(plain), pl.read_parquet(taught)
    both = before.join(after, on=["id_l", "id_r"], how="inner")
    assert both.height == before.height <= after.height <= before.height + 24
    assert not both["match_weight"].equals(both["match_weight_right"])


def test_labels_stand_in_the_result(folder):
    """Every labelled pair is together or apart as the label says, also where all answers are of one kind."""
    ids = people(120)["record"].sort().to_list()
    out, why = folder / "e.csv", folder / "why.csv"
    rows = [(ids[at], ids[at + 50], "same") for at in range(5)]
    labels = _labels(folder, "stand.csv", rows)
    table = folder / "people.csv"
    outcome = _run(table, "--id", "record", "--labels", labels, "--out", out, "--reasons", why)
    assert outcome.exit_code == 0, outcome.output
    assert "teach nothing about other pairs" in outcome.stderr
    entity = dict(pl.read_csv(out).select("record", "entity_id").iter_rows())
    assert all(entity[left] == entity[right] for left, right, _ in rows)
    assert pl.read_csv(why).filter(pl.col("comparison") == "a person's decision").height
    known = pl.read_csv(out)
    together = known.join(known, on="entity_id").filter(pl.col("record") < pl.col("record_right")).row(0)
    labels = _labels(folder, "apart.csv", [(together[3], together[0], "different")])
    assert _run(table, "--id", "record", "--labels", labels, "--out", out).exit_code == 0
    entity = dict(pl.read_csv(out).select("record", "entity_id").iter_rows())
    assert entity[together[0]] != entity[together[3]]


def test_labels_that_contradict_each_other_are_named(folder):
    """Two that are the same as a third can't differ: it is said, and what makes them one stands."""
    one, two, three = people(120)["record"].sort().to_list()[:3]
    labels = _labels(folder, "torn.csv", [(one, two, "same"), (two, three, "same"), (one, three, "different")])
    outcome = _run(folder / "people.csv", "--id", "record", "--labels", labels, "--out", folder / "f.csv")
    assert outcome.exit_code == 0
    assert f"1 labels say different while other labels make the two the same ({one}, {three})" in outcome.stderr


def test_mistakes_in_labels_are_explained(folder):
    """A strange answer, a missing column, answers of one kind: one sentence each."""
    strange = _labels(folder, "strange.csv", [("r00001", "r00002", "perhaps")])
    outcome = _run(folder / "people.csv", "--id", "record", "--labels", strange)
    assert outcome.exit_code == 1
    assert "'perhaps' is no label" in outcome.stderr
    outcome = _run(folder / "people.csv", "--id", "record", "--labels", folder / "people.csv")
    assert "labels need the columns" in outcome.stderr
    one_kind = _labels(folder, "one.csv", [("r00001", "r00002", "1")])
    assert "all of one kind" in _run(folder / "people.csv", "--id", "record", "--labels", one_kind).stderr


def test_questions_are_asked_answered_and_given_back(folder):
    """The file of questions shows both records side by side; with its labels filled in it is given back."""
    questions = folder / "questions.csv"
    outcome = _run(
        folder / "people.csv", "--id", "record", "--questions", questions, "--ask", 24, "--out", folder / "c.csv"
    )
    assert outcome.exit_code == 0, outcome.output
    asked = pl.read_csv(questions, infer_schema=False)
    assert asked.columns[:5] == ["id_l", "id_r", "label", "probability", "because"]
    assert {"surname_1", "surname_2"} <= set(asked.columns)
    assert asked.height == 24 and asked["label"].null_count() == 24
    person = dict(people(120).select("record", "person").iter_rows())
    ids = asked.select("id_l", "id_r").iter_rows()
    answers = ["same" if person[left] == person[right] else "different" for left, right in ids]
    asked.with_columns(label=pl.Series(answers)).write_csv(questions)
    outcome = _run(folder / "people.csv", "--id", "record", "--labels", questions, "--out", folder / "d.csv")
    assert outcome.exit_code == 0, outcome.output
    assert "24 labels" in outcome.stderr and "on records held out" in outcome.stderr


def test_what_is_said_of_labels_is_what_happened(folder):
    """Either the weights changed and it says learned from, or nothing changed and it says that they stay."""
    table = people(120)
    pairs = table.join(table, on="born", suffix="_r").filter(pl.col("record") < pl.col("record_r")).sort("record")
    rows = pairs.select("record", "record_r").head(24).rows()
    labels = _labels(
        folder, "noise.csv", [(*row, "different" if at % 6 == 0 else "same") for at, row in enumerate(rows)]
    )
    plain, taught = folder / "before.parquet", folder / "after.parquet"
    assert _run(folder / "people.csv", "--id", "record", "--out", folder / "e.csv", "--pairs", plain).exit_code == 0
    outcome = _run(
        folder / "people.csv", "--id", "record", "--labels", labels, "--out", folder / "f.csv", "--pairs", taught
    )
    changed = not pl.read_parquet(plain).equals(pl.read_parquet(taught))
    assert changed == ("weights learned from 24 labels" in outcome.stderr)
    assert changed != ("those without labels stay" in outcome.stderr)


def test_few_labels_of_a_big_table_stand_and_teach_nothing(folder, monkeypatch):
    """Labels that are few beside what the table shows leave its weights alone, and it is said how many it takes."""
    monkeypatch.setattr("resolvers.learned.record_choice._ROOTS", 10.0)
    plain, taught = folder / "p.parquet", folder / "t.parquet"
    table = folder / "people.csv"
    assert _run(table, "--id", "record", "--out", folder / "f.csv", "--pairs", plain).exit_code == 0
    likely = pl.read_parquet(plain).filter(pl.col("match_weight") > 2).sort("match_weight", "id_l")
    pairs = likely.select("id_l", "id_r").rows()
    rows = [*((*pair, "same") for pair in pairs[-12:]), *((*pair, "different") for pair in pairs[:12])]
    labels = _labels(folder, "few.csv", rows)
    outcome = _run(table, "--id", "record", "--labels", labels, "--out", folder / "g.csv", "--pairs", taught)
    assert "it takes" in outcome.stderr
    before, after = pl.read_parquet(plain), pl.read_parquet(taught)
    decided = pl.DataFrame(rows, schema=["id_l", "id_r", "label"], orient="row").select("id_l", "id_r")
    both = before.join(after, on=["id_l", "id_r"]).join(decided, on=["id_l", "id_r"], how="anti")
    assert both.height
    assert both["match_weight"].equals(both["match_weight_right"], check_names=False)
