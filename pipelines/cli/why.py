"""Say why a reference belongs to an entity, with the places in the exhibits."""

import click

from pipelines.cli._answers import LEADS_NOT_PROOF, cell
from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from warehouse.connection import open_snapshot
from warehouse.errors import WarehouseError
from warehouse.snapshot import Row, Snapshot, asking, require_judging

_PRIOR = {
    "en": "Two references picked at random are seldom one person; reasons must outweigh this.",
    "zh": "随机两条记录很少是同一人,以上理由须先抵过此数。",
}
# Scorers that weigh the reasons otherwise than they stand in link_evidence.
_OTHER_WEIGHTS = frozenset({"em", "learned", "given"})
_REWEIGHED = {
    "en": "The same, with what the weights in use ({}) add to and take from the reasons above; see resolver_weight.",
    "zh": "同上,并含所用权重({})对以上理由的增减;见 resolver_weight。",
}


@click.command(short_help=__doc__)
@click.argument("entity")
@click.argument("reference", required=False)
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the reasons."
)
@click.option("--flip", is_flag=True, help="Only the single reasons without which a link would fall.")
@json_option
@click.pass_obj
def why(settings: Settings, entity: str, reference: str | None, lang: str, flip: bool, as_json: bool) -> int:
    """Say why REFERENCE belongs to ENTITY; without REFERENCE, for each of its references.

    REFERENCE is an account id (PLATFORM:ID) or a reference as `steelnail card` shows it. Each reason has its weight in
    bits, its evidence family, and the exhibit and place it was read from. The same in SQL: from why('ENTITY', 'REF').
    """
    with asking(settings.published_file) as snapshot:
        if not snapshot.has_entity(entity):
            raise WarehouseError(f"no entity {entity}; `steelnail who NAME` gives the ids")
        members = snapshot.rows(
            "select reference from entity_reference where entity_id = $entity order by reference", entity=entity
        )
        asked = [reference] if reference else [str(row["reference"]) for row in members]
        if flip:
            _print_flips(settings, entity, reference, lang, as_json=as_json)
            return 0
        reasons = {one: snapshot.why(entity, one) for one in asked}
        if as_json:
            print_json(reasons)
            return 0
        if reference and not reasons[reference] and len(members) > 1:
            raise WarehouseError(f"no link ties {reference} to {entity}; `steelnail card {entity}` shows what it has")
        print_reasons(snapshot, reasons, lang)
    return 0


def _print_flips(settings: Settings, entity: str, reference: str | None, lang: str, *, as_json: bool) -> None:
    """Print the single reasons on which links of the entity hang, those of most weight first in each link."""
    # Frames and scoring are loaded only when they are asked for.
    from pipelines.judging.exclusion import flips_of

    with open_snapshot(settings.published_file) as opened:
        require_judging(opened)
        found = flips_of(opened, entity, reference)
    if as_json:
        print_json(found)
        return
    link = ("", "")
    for row in found:
        if link != (row["reference_l"], row["reference_r"]):
            link = (str(row["reference_l"]), str(row["reference_r"]))
            click.echo(f"\n{cell(link[0])}  ~  {cell(link[1])}")
        left = f"{float(str(row['weight_without'])):+.2f} bits left" if row["weight_without"] is not None else ""
        click.echo(f"    {float(str(row['weight'])):+6.2f}  {cell(row[f'sentence_{lang}'])}  ({left})")
        click.echo(f"            {row['locator']} (sha256 {str(row['exhibit_id'])[:16]}…)")
    if not found:
        click.echo("No link hangs on a single reason.")
    click.echo(f"\n{LEADS_NOT_PROOF}")


def print_reasons(
    snapshot: Snapshot, reasons: dict[str, list[Row]], lang: str, *, most_links: int | None = None
) -> None:
    """Print each link once, with its reasons and where they stand; at most `most_links`, the rest is counted."""
    exhibits = snapshot.rows(
        "select exhibit_id, min(seizure_id || '/' || path) as place from exhibit group by exhibit_id"
    )
    places = {str(row["exhibit_id"]): cell(row["place"]) for row in exhibits}
    seen: set[str] = set()
    for rows in reasons.values():
        for row in rows:
            link = str(row["link_id"])
            if link in seen:
                continue
            seen.add(link)
            if most_links is not None and len(seen) > most_links:
                continue
            click.echo(
                f"\n{cell(row['left_reference'])}  ~  {cell(row['right_reference'])}\n"
                f"  {row['status']}, {row['match_weight']} bits, probability {row['match_probability']} ({link})"
            )
            of_link = [other for other in rows if other["link_id"] == link]
            for reason in of_link:
                _print_reason(reason, places, lang)
            _print_prior(of_link, lang)
    if not seen:
        click.echo("Nothing was joined here, so there is nothing to explain: this reference stands alone.")
    if most_links is not None and len(seen) > most_links:
        click.echo(f"\n… and {len(seen) - most_links} more links")
    click.echo(f"\n{LEADS_NOT_PROOF}")


def _print_prior(reasons: list[Row], lang: str) -> None:
    """What is taken off before the first reason, so that the figures add up."""
    prior = float(str(reasons[0]["match_weight"])) - sum(float(str(reason["weight"])) for reason in reasons)
    if abs(prior) >= 0.01:
        scorer = str(reasons[0].get("decided_by"))
        said = _REWEIGHED[lang].format(scorer) if scorer in _OTHER_WEIGHTS else _PRIOR[lang]
        click.echo(f"    {prior:+6.2f}  [start] {said}")


def _print_reason(reason: Row, places: dict[str, str], lang: str) -> None:
    sentence = reason["sentence_zh"] if lang == "zh" else reason["sentence_en"]
    click.echo(f"    {float(str(reason['weight'])):+6.2f}  [{reason['family']}] {cell(sentence)}")
    if reason["exhibit_id"]:
        exhibit = str(reason["exhibit_id"])
        click.echo(f"            {places.get(exhibit, '?')} {reason['locator']} (sha256 {exhibit[:16]}…)")


COMMAND: click.Command = why
