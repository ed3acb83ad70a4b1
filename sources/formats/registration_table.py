"""Account registrations in spreadsheets and delimited text: who a platform says opened which account.

**Source:** formats.md 8.4: no standard layout exists; columns are known by their headings
(sources/tables/headers.toml).
"""

from sources.record import Coverage, Head, SourceFormat
from sources.tables.table_reader import count_table, read_table, table_kind

# Below the exact formats, whose fixed headings say more than synonyms do.
_SURE = 0.8


def _sniff(head: Head) -> float:
    return _SURE if table_kind(head) == "registration" else 0.0


FORMAT = SourceFormat(
    name="registration_table",
    version=3,
    meaning="Account registrations as a platform, bank or police office tabulates them (CSV, XLSX, XLS, HTML, XML).",
    sniff=_sniff,
    read=read_table,
    count=count_table,
    reads_companions=True,
    coverage=Coverage(
        family="Tables",
        made_by="platforms, banks, carriers and offices, in no standard layout; headings in Chinese, English, Spanish, "
        "Russian, Vietnamese; CSV, XLSX, XLS, web pages and XML saved as .xls",
        gives="registrations (registrant, seller and earlier holders apart), accounts, phones, documents, cards, "
        "devices, addresses, names; two columns that claim the same thing wait for a mapping file beside the table",
        certainty="specification",
        omits="colours; comments, hidden marks and columns with unknown headings, which only lists keep as a note; "
        ".et and .wps",
    ),
)
