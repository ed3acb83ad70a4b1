"""The page docs/formats.md, made from what the formats say of themselves; `make docs` writes it.

A test holds the page to the code, so that the table can't promise what no reader does.
"""

from itertools import groupby
from pathlib import Path

from sources.record import Coverage, SourceFormat
from sources.registry import source_formats

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
_HEAD = """\
# What is read

One row per format: what writes such files, what is taken from them, how sure the layout is, and what is left unread.
The format is found by content, never by the name of the file alone. This page is made from the readers themselves
(`make docs`).

**How sure**: *real file*: a file that the program itself wrote was opened; *exporter's source*: the code that writes
the format was read; *third-party reader*: layout from another reader or its samples; *specification*: from a written
description only. The less sure a layout is, the more a first real file should be looked at: `from exhibit where status
<> 'read'` names what was not fully read, and for every file `record_count + rejected_count + duplicate_count` is held
against a second count made another way (`independent_count`).

A file that no reader knows is kept untouched with status `unsupported`; one that looks like a known format but isn't
sound is `rejected`; one that is cut off or damaged is `partial`, and `problem` says where.
"""
_TAIL = """
## Not read

Encrypted databases and backups (decrypt a copy and add it beside the original); disk images (E01, dd: add the extracted
files); QQ `.bak`; PDF and screenshots; XRY, Oxygen and MOBILedit exports (no public layout: export as tables). A `-wal`
file beside a SQLite database holds its newest rows and is not applied: merge it in a copy and add that too.
"""


def formats_page() -> str:
    """The page as text."""
    told = [(known.coverage, known) for known in source_formats().values() if known.coverage is not None]
    told.sort(key=lambda pair: (pair[0].family, pair[1].name))
    parts = [_HEAD]
    for family, rows in groupby(told, key=lambda pair: pair[0].family):
        parts.append(f"\n## {family}\n\n| format | written by | gives | how sure | not read |\n|---|---|---|---|---|\n")
        parts.extend(_row(coverage, known) for coverage, known in rows)
    parts.append(_TAIL)
    return "".join(parts)


def _row(coverage: Coverage, known: SourceFormat) -> str:
    cells = (f"`{known.name}`", coverage.made_by, coverage.gives, coverage.certainty, coverage.omits)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ").strip() for cell in cells) + " |\n"


if __name__ == "__main__":
    PAGE.write_text(formats_page(), encoding="utf-8")
