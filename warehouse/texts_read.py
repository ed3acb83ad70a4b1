"""Remembers what was found in texts, for readers that look at nothing but the text: a night reads new texts only.

A text that comes again, in another message or another night, is not read again. What another version of the reader
found is forgotten as a whole.
"""

from collections.abc import Callable

import polars as pl

from warehouse.connection import Warehouse

_ACT_CUES = "act_cue"


def act_cues(
    warehouse: Warehouse, case_id: str, reader_version: str, read: Callable[[pl.Series], pl.DataFrame]
) -> pl.DataFrame:
    """Cues of acts in all messages of a case; `read` is asked for texts that were never read.

    Args:
        warehouse: The working database.
        case_id: The case.
        reader_version: Version of all that `read` depends on; a change of it makes every text new.
        read: Unique texts in, rows (text, kind, cue) out.

    Returns:
        Columns: message_id, kind, cue.
    """
    place = {"case_id": case_id, "reader": _ACT_CUES, "reader_version": reader_version}
    texts = warehouse.read_frame("read_new_text", **place)
    found = read(texts["text"])
    with warehouse.transaction():
        warehouse.run_file("queries", "forget_act_cue", **place)
        warehouse.insert_rows("act_cue", found, case_id=case_id)
        warehouse.insert_rows("text_read", texts, **place)
    return warehouse.read_frame("read_act_cue", case_id=case_id)
