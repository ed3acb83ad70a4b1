"""Say who answers to a name, in any script or spelling."""

import unicodedata

import click

from pipelines.cli._answers import EMPTY, LEADS_NOT_PROOF, print_table, probability_words, window
from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.snapshot import Row, Snapshot, asking

# Names shown when nobody answers to the one asked.
_SUGGESTIONS = 5
_ROLE_OPEN = "not known"
_MASKED = "protected person"
_HEADERS = {
    "entity_id": "entity",
    "label": "known as",
    "matched_alias": "name found",
    "matched_by": "by",
    "gang": "gang",
    "leadership": "rank",
    "roles": "roles",
    "account_count": "accounts",
    "message_count": "messages",
    "window": "seen",
    "sure": "sure",
}


@click.command(short_help=__doc__)
@click.argument("name")
@click.option("--case", "case_id", metavar="CASE", help="Only entities of this case.")
@json_option
@click.pass_obj
def who(settings: Settings, name: str, case_id: str | None, as_json: bool) -> int:
    r"""Say who answers to NAME, best first.

    NAME may be in any script or spelling: simplified or traditional characters, pinyin, an emoji, an account id.
    Homonyms are rows of their own. The same question in SQL: from who_is('NAME').

    \b
      steelnail who hammer
      steelnail who 锤子
      steelnail who chuizi
    """
    if not name.strip():
        raise click.UsageError("NAME is empty; give a name, a nickname or an account id")
    with asking(settings.published_file) as snapshot:
        _check_case(snapshot, case_id)
        found = snapshot.who_is(unicodedata.normalize("NFKC", name))
        rows = [row for row in found if case_id is None or row["case_id"] == case_id]
        if as_json:
            print_json(rows)
            return 0 if rows else 1
        if not rows:
            raise WarehouseError(_nobody(snapshot, name, case_id))
        print_answers(snapshot, rows)
    return 0


def print_answers(snapshot: Snapshot, rows: list[Row]) -> None:
    """Print the rows of who_is as a table, the names of the best one, and what to ask next."""
    shown = [
        {
            **row,
            "gang": ", ".join(str(row[name]) for name in ("gang", "other_gangs") if row.get(name)),
            "leadership": EMPTY if row["leadership_rank"] is None else f"#{row['leadership_rank']}",
            # Of a stranger to all gangs no role is asked; of a member it is told that none is known.
            "roles": row["roles"] or (_ROLE_OPEN if row["gang"] and row["label"] != _MASKED else None),
            "sure": probability_words(row["probability"]),
            "window": window(row["first_seen"], row["last_seen"]),
        }
        for row in rows
    ]
    print_table(shown, _HEADERS)
    best = rows[0]
    names = snapshot.rows(
        "select distinct alias from entity_alias inner join entity using (entity_id) "
        "where entity_id = $entity_id and not entity.is_protected order by alias limit 12",
        entity_id=best["entity_id"],
    )
    if names:
        click.echo(f"{best['entity_id']} answers to: " + ", ".join(str(row["alias"]) for row in names))
    if len(rows) > 1:
        pair = f"'{rows[0]['entity_id']}', '{rows[1]['entity_id']}'"
        click.echo(f'{len(rows)} entities bear it; why the first two are apart: steelnail sql "from why_not({pair})"')
    chart = f" · steelnail chart {best['gang_id']}" if best["gang_id"] else ""
    click.echo(f"Next: steelnail card {best['entity_id']} · steelnail why {best['entity_id']}{chart}")
    click.echo(LEADS_NOT_PROOF)


def _check_case(snapshot: Snapshot, case_id: str | None) -> None:
    cases = [str(row["case_id"]) for row in snapshot.rows("select distinct case_id from seizure order by case_id")]
    if case_id is not None and case_id not in cases:
        raise WarehouseError(f"there is no case {case_id}; there are: {', '.join(cases) or 'none yet'}")


def _nobody(snapshot: Snapshot, name: str, case_id: str | None) -> str:
    where = "" if case_id is None else f" in case {case_id}"
    # A name that only protected people bear is not held out to somebody who asked for another.
    near = snapshot.rows(
        "select alias_form, max(jaro_winkler_similarity(value, lower($name))) as likeness from alias_view "
        "where alias_form in (select alias_form from entity_alias inner join entity using (entity_id) "
        "where not entity.is_protected and ($case_id is null or entity.case_id = $case_id)) "
        # What a name means or might be called is no spelling to come near to.
        "and \"view\" in ('form', 'raw', 'traditional', 'pinyin', 'latin', 'skeleton', 'emoji', 'affix', 'bare') "
        "group by alias_form having likeness >= 0.8 order by likeness desc, alias_form limit $limit",
        name=name,
        case_id=case_id,
        limit=_SUGGESTIONS,
    )
    if not near:
        return f"nobody{where} answers to {name}, and no name comes near it"
    return f"nobody{where} answers to {name}; names that come near: " + ", ".join(
        str(row["alias_form"]) for row in near
    )


COMMAND: click.Command = who
