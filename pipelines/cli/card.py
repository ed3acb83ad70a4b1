"""Show one entity: names, accounts, roles, gang, superiors, identities."""

import click

from pipelines.cli._answers import LEADS_NOT_PROOF, print_table, window
from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.snapshot import asking


@click.command(short_help=__doc__)
@click.argument("entity")
@json_option
@click.pass_obj
def card(settings: Settings, entity: str, as_json: bool) -> int:
    """Show the card of ENTITY (an id like E-7K2Q4M9A, from `steelnail who`).

    A registrant is shown as such: who opened an account is not who operates it. Protected persons are masked. The same
    in SQL: from entity_card('ENTITY').
    """
    with asking(settings.published_file) as snapshot:
        rows = snapshot.entity_card(entity)
    if as_json:
        print_json(rows)
        return 0 if rows else 1
    if not rows:
        raise WarehouseError(f"no entity {entity}; `steelnail who NAME` gives the ids")
    shown = [{**row, "window": window(row["from_at"], row["until_at"])} for row in rows]
    headers = {"section": "", "item": "what", "detail": "detail", "probability": "probability", "window": "seen"}
    print_table(shown, headers, title=entity)
    click.echo(LEADS_NOT_PROOF)
    return 0


COMMAND: click.Command = card
