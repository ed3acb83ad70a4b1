"""Draw the chart of a gang: who answers to whom, boss first."""

from pathlib import Path

import click

from pipelines.cli._answers import LEADS_NOT_PROOF, cell
from pipelines.cli._output import count_text, json_option, print_json
from pipelines.settings import Settings
from resolvers.charts.languages import LANGUAGES
from resolvers.charts.tree_text import gang_tree
from warehouse.snapshot import Row, asking


@click.command(short_help=__doc__)
@click.argument("gang")
@click.option(
    "--svg", "svg_file", type=click.Path(path_type=Path), help="Also write the chart as a picture to this file."
)
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path),
    help="Also write a page to this file: chart, role timeline, who commands whom; it opens offline.",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the page: en or zh."
)
@json_option
@click.pass_obj
def chart(
    settings: Settings, gang: str, svg_file: Path | None, html_file: Path | None, lang: str, as_json: bool
) -> int:
    """Draw the chart of GANG: a gang id, its label, or the id of one of its members.

    A row stands under the superior that is best supported; `[unseen]` is somebody only spoken of. Protected persons are
    masked. The same in SQL: from org_chart('GANG_ID').
    """
    with asking(settings.published_file) as snapshot:
        gang_id = snapshot.gang_of(gang)
        found = snapshot.rows("select label, member_count from gang where gang_id = $gang_id", gang_id=gang_id)[0]
        rows = snapshot.org_chart(gang_id)
        if html_file is not None:
            from pipelines.chart_pages import write_chart_page

            write_chart_page(snapshot, gang_id, html_file, lang=lang)
    if svg_file is not None:
        from resolvers.charts.gang_svg import gang_svg

        svg_file.write_text(gang_svg(rows, title=str(found["label"])), encoding="utf-8")
    if as_json:
        print_json(rows)
        return 0
    click.echo(f"{cell(found['label'])} ({gang_id}), {count_text(int(str(found['member_count'])), 'member')}")
    print_chart(rows)
    if svg_file is not None:
        click.echo(f"picture: {svg_file}")
    if html_file is not None:
        click.echo(f"page: {html_file}")
    click.echo(LEADS_NOT_PROOF)
    return 0


def print_chart(rows: list[Row]) -> None:
    """Print the rows of org_chart as a tree, each with its entity id; p is the probability of the edge above."""
    if rows:
        click.echo(gang_tree([{**row, "label": f"{cell(row['label'])}  {row['entity_id']}"} for row in rows]))


COMMAND: click.Command = chart
