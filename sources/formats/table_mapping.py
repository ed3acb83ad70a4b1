"""Mapping files: what a person says the columns of a table beside them hold; they hold no records of their own.

The table's reader uses them (sources/tables/mapping.py says how they are written); here they are recognised and
checked, so that nobody takes them for files that could not be read.

**Source:** docs/adding.md, "A mapping file beside a table".
"""

from sources.reading import head_text
from sources.record import Coverage, EndOfExhibit, Exhibit, Head, Reading, SourceFormat
from sources.tables.mapping import ENDING, read_mapping


def sniff(head: Head) -> float:
    """Certain for a text whose name ends in .mapping.toml: a faulty one is read to say what is wrong with it."""
    text = head_text(head.first_bytes) if head.path.lower().endswith(ENDING) else None
    return 1.0 if text and "\0" not in text else 0.0


def read(exhibit: Exhibit) -> Reading:
    """A mapping holds no records.

    Raises:
        UnreadableExhibit: When it is no TOML or says something that isn't known; the sentence says what.
    """
    read_mapping(exhibit.file, exhibit.path.rpartition("/")[2])
    yield EndOfExhibit("read")


def count(exhibit: Exhibit) -> int:
    """A mapping holds no records."""
    del exhibit
    return 0


FORMAT = SourceFormat(
    name="table_mapping",
    version=1,
    meaning="Mapping files that say what the columns of a table beside them hold; they hold no records.",
    sniff=sniff,
    read=read,
    count=count,
    coverage=Coverage(
        family="Tables",
        made_by="the investigator, beside a spreadsheet whose headings leave something open",
        gives="no records; settles what the columns of the table hold",
        certainty="specification",
    ),
)
