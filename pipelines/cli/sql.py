"""Run SQL on the published snapshot, read only."""

import csv
import sys

import click

from pipelines.cli._answers import print_table
from pipelines.cli._output import count_text, print_json
from pipelines.settings import Settings
from warehouse.snapshot import asking

# Rows shown in a terminal; files and programs get all.
_SHOWN_ROWS = 200


@click.command(short_help=__doc__)
@click.argument("query", required=False)
@click.option("--json", "form", flag_value="json", help="Print JSON for programs.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.pass_obj
def sql(settings: Settings, query: str | None, form: str | None) -> int:
    r"""Run QUERY on the published snapshot; without QUERY, read it from the standard input, or show where to start.

    \b
      steelnail sql "from start_here"
      steelnail sql "from who_is('hammer')"
      steelnail sql "select * from link where status = 'corroborated' limit 10"
    """
    given = query if query is not None or sys.stdin.isatty() else sys.stdin.read()
    statement = (given or "").strip() or "from start_here"
    with asking(settings.published_file) as snapshot:
        columns, rows = snapshot.table(statement)
    if form == "json":
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows(rows)
    else:
        shown = [dict(zip(columns, row, strict=True)) for row in rows[:_SHOWN_ROWS]]
        print_table(shown, {column: column for column in columns})
        rest = len(rows) - len(shown)
        click.echo(count_text(len(rows), "row") + (f", the first {len(shown)} shown; --csv prints all" if rest else ""))
    return 0


COMMAND: click.Command = sql
