"""Texts are read once, whatever the night and the message they come in; another version reads all anew."""

import polars as pl

from warehouse.schema.records import MESSAGE
from warehouse.texts_read import act_cues

_ROW = {"platform": "qq", "thread_id": "qq:1", "time_basis": "utc", "kind": "text", "is_deleted": False}


def _say(warehouse, *texts):
    (said,) = warehouse.execute("select count(*) from record.message")[0]
    rows = [
        {**_ROW, "text": text, "exhibit_id": "e" * 64, "locator": f"line:{place}", "position": place}
        for place, text in enumerate(texts, start=int(str(said)) + 1)
    ]
    warehouse.append_case_rows(MESSAGE, "c", pl.DataFrame(rows), schema="record")


class _Reader:
    def __init__(self):
        self.read = []

    def __call__(self, texts):
        self.read.append(texts.to_list())
        return (
            texts.filter(texts.str.contains("pay")).to_frame("text").with_columns(kind=pl.lit("pay"), cue=pl.lit("pay"))
        )


def test_only_new_texts_are_read(warehouse):
    """The second night reads what is new; the cues of all messages are there, also of a text that came again."""
    reader = _Reader()
    _say(warehouse, "pay me", "hello")
    assert act_cues(warehouse, "c", "1", reader).height == 1
    _say(warehouse, "pay me", "pay him")
    assert act_cues(warehouse, "c", "1", reader).height == 3
    assert act_cues(warehouse, "c", "1", reader)["cue"].to_list() == ["pay"] * 3
    assert reader.read == [["hello", "pay me"], ["pay him"], []]


def test_another_version_reads_all_anew(warehouse):
    """What an older reader found is forgotten."""
    reader = _Reader()
    _say(warehouse, "pay me", "hello")
    act_cues(warehouse, "c", "1", reader)
    assert act_cues(warehouse, "c", "2", reader).height == 1
    assert reader.read == [["hello", "pay me"], ["hello", "pay me"]]
    assert warehouse.execute("select distinct reader_version from frame.text_read") == [("2",)]
