"""Account registrations in spreadsheets and delimited text: who a platform says opened which account.

**Source:** formats.md 8.4: no standard layout exists; columns are known by their headings
(sources/tables/headers.toml).
"""

from sources.record import Head, SourceFormat
from sources.tables.table_reader import count_table, read_table, table_kind

# Below the exact formats, whose fixed headings say more than synonyms do.
_SURE = 0.8


def _sniff(head: Head) -> float:
    return _SURE if table_kind(head) == "registration" else 0.0


FORMAT = SourceFormat(
    name="registration_table",
    version=1,
    meaning="Account registrations as a platform, bank or police office tabulates them (CSV, XLSX).",
    sniff=_sniff,
    read=read_table,
    count=count_table,
)
