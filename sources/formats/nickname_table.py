"""Nickname lists in spreadsheets and delimited text: who is called what, does what, answers to whom.

**Source:** formats.md 8.4 and 9: no standard layout exists; columns are known by their headings
(sources/tables/headers.toml).
"""

from sources.record import Coverage, Head, SourceFormat
from sources.tables.table_reader import count_table, is_unsound_workbook, read_table, table_kind

# Below the exact formats, and below registrations, whose headings are the more specific ones.
_SURE = 0.75
# A workbook that can't be opened is claimed, so that the reading says why; any reader that knows it goes first.
_DAMAGED = 0.05


def _sniff(head: Head) -> float:
    if table_kind(head) == "list":
        return _SURE
    return _DAMAGED if is_unsound_workbook(head) else 0.0


FORMAT = SourceFormat(
    name="nickname_table",
    version=3,
    meaning="Nickname lists and rosters with columns for names, roles and superiors (CSV, XLSX, XLS, HTML, XML).",
    sniff=_sniff,
    read=read_table,
    count=count_table,
    reads_companions=True,
    coverage=Coverage(
        family="Tables",
        made_by="people: rosters and nickname lists in no standard layout; headings in Chinese, English, Spanish, "
        "Russian, Vietnamese; CSV, XLSX, XLS, web pages and XML saved as .xls",
        gives="every name of a row with role, superior, group, accounts and selectors; other columns, comments and "
        "that a row or sheet is hidden in the note",
        certainty="specification",
        omits="colours; .et and .wps",
    ),
)
