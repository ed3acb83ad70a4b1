"""Show what falls and what stays without a seizure, device, exhibit, account or judgement; nothing is written."""

from typing import TYPE_CHECKING

import click

from pipelines.cli._answers import LEADS_NOT_PROOF, print_table
from pipelines.cli._output import count_text, json_option, print_json
from pipelines.settings import Settings
from warehouse.connection import open_snapshot
from warehouse.errors import WarehouseError
from warehouse.snapshot import require_judging

if TYPE_CHECKING:  # the help must not wait for frames
    import polars as pl

    from pipelines.judging.exclusion import Exclusion

SHORT_HELP = "Show what falls and what stays without a seizure, device, exhibit, account or judgement."


@click.command(short_help=SHORT_HELP)
@click.option("--seizure", "seizures", multiple=True, metavar="S", help="Leave out a seizure; may be given again.")
@click.option("--device", "devices", multiple=True, metavar="ACCOUNT", help="The seizures of the device of an account.")
@click.option("--exhibit", "exhibits", multiple=True, metavar="SHA256", help="An exhibit, by its hash or path.")
@click.option("--account", "accounts", multiple=True, metavar="ACCOUNT", help="An account and all it wrote.")
@click.option("--judgement", "judgements", multiple=True, metavar="ID", help="A judgement (J-…), as if never given.")
@click.option("--case", "case_id", metavar="CASE", help="The case; needed when the snapshot holds several.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(min=1), help="Lines of each list.")
@json_option
@click.pass_obj
def without(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    seizures: tuple[str, ...],
    devices: tuple[str, ...],
    exhibits: tuple[str, ...],
    accounts: tuple[str, ...],
    judgements: tuple[str, ...],
    case_id: str | None,
    limit: int,
    as_json: bool,
) -> None:
    r"""Show what falls and what stays without some of the evidence: a dry run on the published snapshot.

    What stands in another exhibit too stays: the same bytes in a second seizure, the same message on a second phone.
    Links are weighed and people put together anew from the reasons that are left.

    \b
    Examples:
        steelnail without --seizure phone-3
        steelnail without --device wechat:wxid_example --json
        steelnail without --exhibit 85a484ba362da83d --judgement J-0f3a9c
    """
    from pipelines.judging.exclusion import without as worked_out
    from warehouse.exclusion_rows import LeftOut, checked

    asked = LeftOut(seizures, exhibits, accounts, judgements)
    if not devices and asked == LeftOut():
        raise click.UsageError("say what to leave out: --seizure, --device, --exhibit, --account or --judgement")
    with open_snapshot(settings.published_file) as snapshot:
        require_judging(snapshot)
        cases = [str(row[0]) for row in snapshot.execute("select distinct case_id from seizure order by case_id")]
        if case_id is None and len(cases) != 1:
            raise WarehouseError(f"the snapshot holds {len(cases)} cases ({', '.join(cases)}); name one with --case")
        chosen = case_id or cases[0]
        found = worked_out(snapshot, chosen, checked(snapshot, chosen, asked, devices))
    if as_json:
        print_json(_plain(found))
    else:
        _show(found, limit)


def _plain(found: "Exclusion") -> dict[str, object]:
    fall = found.fall
    tables = {"links": fall.links, "vanished": fall.vanished, "roles": fall.roles, "edges": fall.edges}
    return {
        "case_id": found.case_id,
        "left_out": found.left_out,
        "places_fallen": found.place_count,
        "references_fallen": found.reference_count,
        "changes": fall.changes,
        **{name: table.to_dicts() for name, table in tables.items()},
    }


def _show(found: "Exclusion", limit: int) -> None:
    from pipelines.judging.effect import change_lines

    fall = found.fall
    click.echo(
        f"Without it {count_text(found.place_count, 'place')} of evidence and "
        f"{count_text(found.reference_count, 'reference')} fall."
    )
    for name, table in (("links", fall.links), ("roles", fall.roles), ("command edges", fall.edges)):
        click.echo(f"{name}: {_count(table, 'falls')} fall, {_count(table, 'stays')} stay")
    vanished = [f"{row['entity_id']} {found.labels.get(row['entity_id'], '')}" for row in fall.vanished.to_dicts()]
    click.echo(f"entities: {len(fall.changes)} groups change, {len(vanished)} vanish")
    for line in change_lines(fall.changes[:limit], found.labels):
        click.echo(f"  {line}")
    _echo_some([f"  vanishes: {one}" for one in vanished], limit)
    _show_table(
        "links that fall",
        fall.links,
        limit,
        ("reference_l", "reference_r", "match_weight", "weight_without", "reasons_lost", "reasons_left"),
    )
    _show_table(
        "roles that fall",
        _labelled(fall.roles, found, "entity_id"),
        limit,
        ("entity_id", "label", "role", "pieces_lost", "pieces_left"),
    )
    _show_table(
        "command edges that fall", fall.edges, limit, ("superior_id", "subordinate_id", "pieces_lost", "pieces_left")
    )
    click.echo("A dry run: nothing was written. Reasons drawn from many places are not weighed anew; a run would.")
    click.echo(LEADS_NOT_PROOF)


def _count(table: "pl.DataFrame", fate: str) -> int:
    return sum(1 for one in table["fate"] if one == fate)


def _labelled(table: "pl.DataFrame", found: "Exclusion", column: str) -> "pl.DataFrame":
    import polars as pl

    labels = [found.labels.get(entity, "") for entity in table[column]]
    return table.with_columns(label=pl.Series(labels, dtype=pl.String))


def _show_table(title: str, table: "pl.DataFrame", limit: int, columns: tuple[str, ...]) -> None:
    rows = [row for row in table.to_dicts() if row["fate"] == "falls"]
    if not rows:
        return
    print_table(rows[:limit], {name: name.replace("_", " ") for name in columns}, title=title)
    if len(rows) > limit:
        click.echo(f"… and {len(rows) - limit:,} more; --limit or --json shows them")


def _echo_some(lines: list[str], limit: int) -> None:
    for line in lines[:limit]:
        click.echo(line)
    if len(lines) > limit:
        click.echo(f"  … and {len(lines) - limit:,} more")


COMMAND: click.Command = without
