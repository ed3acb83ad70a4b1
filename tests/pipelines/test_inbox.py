"""The drop folder: complete drops are taken once, growing ones wait, later files are a further delivery."""

import os

from pipelines.inbox import QUIET_SECONDS, complete_drops, drops, take_drop, take_waiting_drops, was_taken
from pipelines.settings import Settings
from warehouse.journal import Journal

NOW = 1_800_000_000.0


def lay(settings, *names, folder="north/phone-1"):
    """Lay files into a drop."""
    place = settings.inbox / folder
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        (place / name).write_text(f"content of {name}")
    return place


def test_ready_drop_is_complete_at_once(tmp_path):
    """A file READY says that nothing more comes; it is no part of the listing."""
    settings = Settings(tmp_path)
    lay(settings, "chat.txt")
    before = drops(settings.inbox)[0].listing
    lay(settings, "READY")
    complete, _ = complete_drops(drops(settings.inbox), None, NOW)
    assert [(drop.key, drop.listing) for drop in complete] == [("north/phone-1", before)]


def test_quiet_drop_is_complete_after_a_minute(tmp_path):
    """Without READY a drop counts as complete when its listing stayed the same for a minute."""
    settings = Settings(tmp_path)
    lay(settings, "chat.txt")
    complete, cursor = complete_drops(drops(settings.inbox), None, NOW)
    assert complete == []
    complete, cursor = complete_drops(drops(settings.inbox), cursor, NOW + QUIET_SECONDS - 1)
    assert complete == []
    complete, cursor = complete_drops(drops(settings.inbox), cursor, NOW + QUIET_SECONDS)
    assert len(complete) == 1


def test_growing_drop_waits_anew(tmp_path):
    """A file that arrives or grows starts the minute again."""
    settings = Settings(tmp_path)
    lay(settings, "chat.txt")
    _, cursor = complete_drops(drops(settings.inbox), None, NOW)
    lay(settings, "more.txt")
    complete, cursor = complete_drops(drops(settings.inbox), cursor, NOW + QUIET_SECONDS)
    assert complete == []
    complete, _ = complete_drops(drops(settings.inbox), cursor, NOW + 2 * QUIET_SECONDS)
    assert len(complete) == 1


def test_empty_hidden_and_linked_folders_are_no_drops(tmp_path):
    """Only visible folders with files are drops; receipts and links aren't."""
    settings = Settings(tmp_path)
    lay(settings, "READY", folder="north/empty")
    lay(settings, "x", folder=".taken/north")
    (settings.inbox / "north" / "link").symlink_to(tmp_path)
    (settings.inbox / "stray.txt").write_text("lies in no case")
    assert drops(settings.inbox) == []
    assert drops(tmp_path / "absent") == []


def test_drop_is_taken_once_and_stays_in_place(tmp_path):
    """The receipt keeps the same files from being taken again; the files stay where they are."""
    settings = Settings(tmp_path)
    place = lay(settings, "chat.txt", "READY")
    (drop,) = drops(settings.inbox)
    assert not was_taken(settings, drop)
    assert take_drop(settings, drop.case_id, drop.seizure_id, drop.listing)
    assert not take_drop(settings, drop.case_id, drop.seizure_id, drop.listing)
    assert was_taken(settings, drop)
    assert (place / "chat.txt").read_text() == "content of chat.txt"
    (entry,) = Journal(settings.journal).read_entries()
    assert [file.path for file in Journal(settings.journal).files(entry.name)] == ["chat.txt"]


def test_later_files_are_a_further_delivery(tmp_path):
    """A drop that changed after its receipt is a new listing."""
    settings = Settings(tmp_path)
    lay(settings, "chat.txt", "READY")
    assert take_waiting_drops(settings, NOW) == 1
    lay(settings, "more.txt")
    assert take_waiting_drops(settings, NOW) == 1
    assert take_waiting_drops(settings, NOW) == 0


def test_run_leaves_a_drop_that_is_still_changing(tmp_path):
    """Without READY a run takes only what the system saw unchanged for a minute."""
    settings = Settings(tmp_path)
    place = lay(settings, "chat.txt")
    changed_at = os.stat(place / "chat.txt").st_ctime  # noqa: PTH116 - the time the system saw
    assert take_waiting_drops(settings, changed_at + QUIET_SECONDS / 2) == 0
    assert take_waiting_drops(settings, changed_at + QUIET_SECONDS) == 1


def test_drop_that_cannot_be_taken_stops_no_other(tmp_path, caplog):
    """A drop whose sheet is unreadable is said and left; the next one is taken."""
    settings = Settings(tmp_path)
    place = lay(settings, "chat.txt", "READY", folder="north/a")
    (place / "seizure.toml").write_text("timezone = [broken")
    lay(settings, "chat.txt", "READY", folder="north/b")
    assert take_waiting_drops(settings, NOW) == 1
    assert "north/a" in caplog.text
