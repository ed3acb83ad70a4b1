"""Sheets laid into the inbox: taken once when they are quiet, told beside them what became of them."""

import csv

from pipelines.inbox import QUIET_SECONDS
from pipelines.judging.dropped_sheets import take_waiting_sheets, waiting_sheets
from pipelines.settings import Settings
from warehouse.journal import Journal

HEAD = ["left", "right", "decision", "by", "because"]


def _lay(settings, place, *rows):
    file = settings.inbox / place
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


def _later(file):
    return file.stat().st_ctime + QUIET_SECONDS + 1


def test_quiet_sheet_is_taken_once_and_told_of(tmp_path):
    """Good rows reach the journal, bad ones are named in a file beside the sheet, and a second look takes nothing."""
    settings = Settings(tmp_path)
    good, bad = ["irc:a", "irc:b", "same", "Li", "voice"], ["irc:a", "irc:c", "maybe", "Li", "x"]
    file = _lay(settings, "north/cards.csv", HEAD, good, bad)
    assert waiting_sheets(settings, file.stat().st_ctime + 1) == []
    taken = take_waiting_sheets(settings, _later(file))
    assert (taken.sheets, taken.decisions, taken.refused_rows) == (1, 1, 1)
    assert len(list(Journal(settings.journal).read_judgements())) == 1
    told = file.with_name("cards.csv.taken.txt").read_text(encoding="utf-8")
    assert "1 recorded" in told and "row 3: 'maybe' is no decision" in told
    assert waiting_sheets(settings, _later(file)) == []
    assert file.exists()


def test_changed_sheet_is_taken_again(tmp_path):
    """A sheet that was filled in further is taken again; what it said before is not recorded twice."""
    settings = Settings(tmp_path)
    first = ["irc:a", "irc:b", "same", "Li", "voice"]
    take_waiting_sheets(settings, _later(_lay(settings, "cards.csv", HEAD, first)))
    file = _lay(settings, "cards.csv", HEAD, first, ["irc:a", "irc:c", "different", "Li", "both spoke"])
    assert take_waiting_sheets(settings, _later(file)).decisions == 1
    assert len(list(Journal(settings.journal).read_judgements())) == 2


def test_a_table_that_is_no_sheet_is_said_and_stops_nothing(tmp_path):
    """Other tables and the files of seizures are left alone."""
    settings = Settings(tmp_path)
    other = _lay(settings, "list.csv", ["nick", "role"], ["hammer", "boss"])
    _lay(settings, "north/phone-1/contacts.csv", HEAD, ["irc:a", "irc:b", "same", "Li", "voice"])
    assert take_waiting_sheets(settings, _later(other)).decisions == 0
    assert "no row of headings" in other.with_name("list.csv.taken.txt").read_text(encoding="utf-8")
    assert list(Journal(settings.journal).read_judgements()) == []
