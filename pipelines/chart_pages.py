"""Pages of gangs as files: one by the command line, those of the biggest gangs beside each published version.

They are drawn from a published snapshot, and protected people are masked as everywhere else.
"""

from collections.abc import Iterator
from pathlib import Path

from resolvers.charts.gang_page import gang_page
from resolvers.charts.gang_rows import GangRows
from resolvers.charts.languages import LANGUAGES
from warehouse.gang_tables import GangTables, gang_tables
from warehouse.picture_rows import biggest_gangs
from warehouse.snapshot import Snapshot, asking

# Kept with every version, so bounded; `steelnail chart GANG --html` draws any other.
MOST_GANGS = 24


def write_chart_page(snapshot: Snapshot, gang_id: str, file: Path, *, lang: str) -> None:
    """Write the page of a gang.

    Args:
        snapshot: An open snapshot.
        gang_id: One of its gangs.
        file: Where to; an existing file is replaced.
        lang: `en` or `zh`.
    """
    file.write_text(gang_page(_rows(gang_tables(snapshot, gang_id)), lang=lang), encoding="utf-8")


def write_chart_pages(published_file: Path, folder: Path) -> dict[str, Path]:
    """Write the pages of the biggest gangs, in each language, each linked with its other languages.

    Args:
        published_file: The snapshot.
        folder: Where to; made where it is missing.

    Returns:
        The English page of each gang by gang id, biggest gang first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with asking(published_file) as snapshot:
        return dict(_written(snapshot, folder))


def _written(snapshot: Snapshot, folder: Path) -> Iterator[tuple[str, Path]]:
    for gang in biggest_gangs(snapshot, MOST_GANGS):
        gang_id = str(gang["gang_id"])
        rows = _rows(gang_tables(snapshot, gang_id))
        names = {lang: f"{gang_id}.{lang}.html" for lang in LANGUAGES}
        for lang, name in names.items():
            other = next(names[each] for each in LANGUAGES if each != lang)
            (folder / name).write_text(gang_page(rows, lang=lang, other_page=other), encoding="utf-8")
        yield gang_id, folder / names[LANGUAGES[0]]


def _rows(tables: GangTables) -> GangRows:
    return GangRows(tables.gang, tables.people, tables.commands, tables.roles, tables.dens)
