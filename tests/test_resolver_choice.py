"""A run chooses its weights: named, learned from decisions, from a file; the choice holds, signed, and is listed."""

import csv
import shutil
from pathlib import Path

import pytest

from pipelines.cli.main import run as steelnail
from pipelines.judging.lesson import lesson_lines, lesson_of
from pipelines.judging.record import decision, record
from pipelines.judging.subject import Subject
from pipelines.settings import Settings
from warehouse.connection import open_snapshot

_LINKS = """
select case_id, left_reference, right_reference, match_weight from link order by md5(link_id) limit 60
"""


def ask(home: Path, statement: str) -> list[tuple[object, ...]]:
    with open_snapshot(Settings(home).published_file) as snapshot:
        return snapshot.execute(statement)


def run(home: Path, *options: str) -> None:
    assert steelnail(["--home", str(home), "run", "--json", *options]) == 0


@pytest.fixture(scope="module")
def judged(small_home: Path, tmp_path_factory) -> Path:
    """Sixty links of the small case, decided against some of the weights; and the run that learns from them."""
    home = Path(shutil.copytree(small_home, tmp_path_factory.mktemp("weights") / "home"))
    for place, (case_id, left, right, weight) in enumerate(ask(home, _LINKS)):
        word = "positive" if float(str(weight)) > 3.0 and place % 7 else "negative"
        given = decision(Subject("pair", str(left), str(right), str(case_id)), word, reason="tried", judged_by="Li")
        record(Settings(home), given)
    run(home, "--resolver", "learned", "--by", "Chen", "--because", "tried out")
    return home


def test_what_was_learned_is_used_listed_and_signed(judged):
    """Weights, figures on gangs held out, changed entities and who signed stand in the snapshot."""
    assert ask(judged, "select resolver from resolver_trial where is_used") == [("learned",)]
    assert ask(judged, "select asked, resolver, signed_by, because from resolver_choice") == [
        ("learned", "learned", "Chen", "tried out")
    ]
    moved = "select count(*) from resolver_weight where is_used and comparison <> 'calibration' and factor <> 1"
    assert ask(judged, moved)[0][0] > 3
    (version,) = ask(judged, "select distinct weights_version from resolver_weight where is_used")
    assert version[0] in str(ask(judged, "select configuration from resolver_run order by started_at desc limit 1"))
    assert ask(judged, "select count(*) from resolver_weight_history where is_used")[0][0] > 50
    assert "learned" in {row[0] for row in ask(judged, "select distinct decided_by from link")}


def test_no_weight_overrides_a_decision(judged):
    """Every decided pair is as people decided, whatever the weights say."""
    rows = ask(
        judged,
        "select judgement.judgement, link.status from judgement inner join link on judgement.left_reference = "
        "link.left_reference and judgement.right_reference = link.right_reference where judgement.is_in_force",
    )
    assert len(rows) > 40
    assert set(rows) == {("positive", "confirmed"), ("negative", "rejected")}


def test_reliability_of_the_weights_in_use_stands_in_quality(judged):
    """Each span of probabilities says what was said and what came out, with an interval."""
    rows = ask(
        judged,
        "select value, lower, upper, sample_size, meaning from quality where starts_with(measure, 'reliability_')",
    )
    assert (
        sum(int(str(row[3])) for row in rows)
        == ask(judged, "select decision_count from resolver_trial where is_used")[0][0]
    )
    for value, lower, upper, _, meaning in rows:
        assert float(str(lower)) <= float(str(value)) <= float(str(upper)) + 1e-9
        assert "learned" in str(meaning)


def test_choice_holds_until_another_is_made(judged, tmp_path):
    """A run that names nothing rests on the same weights and has nothing to do; weights of a file replace them."""
    home = Path(shutil.copytree(judged, tmp_path / "home"))
    file = tmp_path / "weights.csv"
    run(home, "--write-weights", str(file))
    assert ask(home, "select cases from resolver_run order by started_at desc limit 1") == [([],)]
    assert ask(home, "select resolver from resolver_trial where is_used") == [("learned",)]
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    kept = [row for row in rows if row["comparison"] != "calibration"]
    for row in kept:
        if (row["comparison"], row["level"]) == ("name_equal", "elsewhere"):
            row["weight"] = "1.5"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    run(home, "--weights", str(file), "--by", "Chen")
    assert ask(home, "select resolver from resolver_trial where is_used") == [("given",)]
    one = "select weight from resolver_weight where is_used and comparison = 'name_equal' and level = 'elsewhere'"
    assert ask(home, one) == [(pytest.approx(1.5),)]
    assert len(ask(home, "from resolver_choice")) == 2


def test_lesson_says_what_moved_and_whether_it_is_taken(small_home):
    """After a review one reads what the decisions teach; where they can teach nothing, why."""
    settings = Settings(small_home)
    with open_snapshot(settings.published_file) as opened:
        links = opened.execute(_LINKS)
        given = [
            decision(
                Subject("pair", str(left), str(right), str(case_id)),
                "positive" if place % 3 else "negative",
                reason="tried",
                judged_by="Li",
            )
            for place, (case_id, left, right, _) in enumerate(links[:30])
        ]
        told = "\n".join(lesson_lines(lesson_of(opened, str(links[0][0]), given)))
        silent = "\n".join(lesson_lines(lesson_of(opened, str(links[0][0]), [])))
    assert "bits a pair" in told
    assert " to " in told
    assert "taken: " in told
    assert "steelnail review" in silent


def test_why_says_that_reasons_are_weighed_otherwise(judged, capsys):
    """Where learned weights joined two references, the line that makes the figures add up says so."""
    entity = ask(judged, "select entity_id from link where entity_id is not null and decided_by = 'learned' limit 1")
    capsys.readouterr()
    assert steelnail(["--home", str(judged), "why", str(entity[0][0])]) == 0
    assert "the weights in use (learned)" in capsys.readouterr().out
