"""Decisions from the command line."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.cli.main import run
from pipelines.settings import Settings
from warehouse.journal import Journal

WHY = ["--because", "voice note 12", "--by", "Li, unit 3"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("STEELNAIL_HOME", str(tmp_path / "home"))
    return Settings(tmp_path / "home")


def _decisions(home):
    return [entry.body for entry in Journal(home.journal).read_entries()]


@pytest.mark.parametrize(("word", "judgement"), [("same", "positive"), ("different", "negative"), ("unsure", "unsure")])
def test_decision_is_recorded_with_reason_name_and_time(home, capsys, word, judgement):
    """Each word becomes its judgement, signed, reasoned and dated."""
    assert run(["judge", "account:irc:nail", "called:irc%3Anorth:锤子", word, *WHY, "--case", "north"]) == 0
    (decision,) = _decisions(home)
    assert (decision.case_id, decision.left, decision.right) == ("north", "account:irc:nail", "called:irc%3Anorth:锤子")
    assert (decision.judgement, decision.reason, decision.judged_by) == (judgement, "voice note 12", "Li, unit 3")
    assert decision.judged_at <= datetime.now(UTC)
    assert judgement in capsys.readouterr().out


def test_account_id_becomes_a_reference(home):
    """An account id gets its `account:`; jabber ids keep their @."""
    assert run(["judge", "jabber:boss@example.org", "wechat:wxid_a", "same", *WHY]) == 0
    (decision,) = _decisions(home)
    assert (decision.left, decision.right) == ("account:jabber:boss@example.org", "account:wechat:wxid_a")
    assert decision.case_id is None


def test_second_decision_stands_beside_the_first(home):
    """Nothing is overwritten: both decisions are kept, in order."""
    for word in ("same", "different"):
        assert run(["judge", "irc:a", "irc:b", word, *WHY]) == 0
    assert [decision.judgement for decision in _decisions(home)] == ["positive", "negative"]


@pytest.mark.parametrize(
    "reference",
    ["P-7K2Q", "锤子", "account:icq:1", "account:irc:", "listed:short:1:a", "called:onlyscope", "irc:a\x07", "", "irc"],
)
def test_what_is_no_reference_is_refused(home, capsys, reference):
    """A text that can't be a reference is wrong usage and is told the shapes."""
    assert run(["judge", reference, "irc:b", "same", *WHY]) == 2
    assert "account:PLATFORM:ID" in capsys.readouterr().err
    assert not home.journal.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["irc:a", "account:irc:a", "same", *WHY],
        ["irc:a", "irc:b", "same", "--because", " ", "--by", "Li"],
        ["irc:a", "irc:b", "same", "--because", "x"],
        ["irc:a", "irc:b", "same", "--by", "Li"],
    ],
)
def test_decision_needs_two_references_a_reason_and_a_name(home, arguments):
    """An unsigned, unreasoned or empty decision is wrong usage."""
    assert run(["judge", *arguments]) == 2
    assert not home.journal.exists()


def test_json_is_for_programs(home, capsys):
    """`--json` gives the entry and the decision."""
    assert run(["judge", "irc:a", "irc:b", "same", "--json", *WHY]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["judgement"]["left"] == "account:irc:a"
    assert said["entry_name"] == next(Journal(home.journal).read_entries()).name


def test_journal_that_cannot_be_written_is_one_sentence(home, capsys):
    """A file where the journal should be ends with 1."""
    home.home.mkdir()
    home.journal.touch()
    assert run(["judge", "irc:a", "irc:b", "same", *WHY]) == 1
    assert capsys.readouterr().err.startswith("steelnail: the journal entry could not be written")
