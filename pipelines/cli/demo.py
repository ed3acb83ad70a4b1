"""Make a synthetic case, run the whole service on it, and say who 'hammer' is."""

import secrets
import time
from pathlib import Path

import click

from pipelines.cli._answers import LEADS_NOT_PROOF
from pipelines.cli._output import byte_progress, count_text
from pipelines.cli.chart import print_chart
from pipelines.cli.who import print_answers
from pipelines.cli.why import print_reasons
from pipelines.settings import Settings
from warehouse.errors import WarehouseError
from warehouse.journal_entries import EntryStamp
from warehouse.run_summary import summarise
from warehouse.snapshot import Snapshot, asking

SHORT_HELP = "Make a synthetic case, resolve it, and say who 'hammer' is."
# Another seed is another world; this one is the same everywhere, so that people can talk about what they see.
DEMO_SEED = 7
_ASKED = "hammer"
_SAME = ("锤子", "chuizi")
# Links explained on the screen; `steelnail why` tells all.
_EXPLAINED_LINKS = 3


@click.command(short_help=SHORT_HELP)
@click.option("--seed", type=int, default=DEMO_SEED, show_default=True, help="Seed of the synthetic case.")
@click.pass_obj
def demo(settings: Settings, seed: int) -> int:
    """Make the bundled example seizures and run the whole service on them.

    The case is synthetic: every person, account and message is invented. It is written in real file formats to
    HOME/demo-files, added, read, resolved and published like any other, and then asked: who is 'hammer', why, and who
    stands where in the gang.
    """
    from pipelines.cli._run_progress import run_and_tell
    from pipelines.cli.run import told

    started = time.monotonic()
    _take_in(settings, _generate(settings.home / "demo-files" / f"seed-{seed}", seed))
    click.echo("\n2. Reading, resolving, describing and publishing (one Dagster run)")
    outcome = run_and_tell(settings, {}, wait=True)
    if not outcome.succeeded:
        raise WarehouseError("; ".join(outcome.failures) or "the run failed")
    summary = summarise(settings.published_file)
    click.echo("\n".join(told(summary, settings.published_file, time.monotonic() - started)))
    with asking(settings.published_file) as snapshot:
        _ask(snapshot)
    _say_what_to_try(settings)
    return 0


def _generate(folder: Path, seed: int) -> tuple[str, tuple[Path, ...]]:
    from sources.synthetic.generate import generate
    from sources.synthetic.settings import PRESETS

    click.echo(f"1. Making a synthetic case in {folder}")
    made = generate(folder, seed, PRESETS["demo"])
    click.echo(
        f"   {count_text(made.people, 'invented person', 'invented people')}, {count_text(made.accounts, 'account')}, "
        f"{count_text(made.message_count, 'message')} in {count_text(len(made.seizures), 'seizure')}"
    )
    return made.case_id, made.seizures


def _take_in(settings: Settings, made: tuple[str, tuple[Path, ...]]) -> None:
    from pipelines.intake import add_seizure
    from pipelines.taking.request import SeizureRequest

    case_id, seizures = made
    for folder in seizures:
        request = SeizureRequest((folder,), case_id, folder.name, None, (), None, None)
        with byte_progress("storing") as advance:
            added = add_seizure(settings, request, EntryStamp(time.time_ns(), secrets.token_hex(8)), advance)
        click.echo(f"   {added.case_id}/{added.seizure_id}: {count_text(added.file_count, 'file')} kept untouched")


def _ask(snapshot: Snapshot) -> None:
    click.echo(f"\n3. Who is '{_ASKED}'?   (steelnail who {_ASKED})")
    rows = snapshot.who_is(_ASKED)
    if not rows:
        raise WarehouseError(f"nobody answers to {_ASKED} in the demo case; this is a fault, please report it")
    print_answers(snapshot, rows)
    best = str(rows[0]["entity_id"])
    for name in _SAME:
        answers = snapshot.who_is(name)
        leads = "leads to the same entity" if answers and answers[0]["entity_id"] == best else "leads elsewhere"
        click.echo(f"   steelnail who {name}: {leads}")
    click.echo(f"\n4. Why?   (steelnail why {best})")
    links = snapshot.rows(
        "select left_reference from link where entity_id = $entity order by family_count desc, match_weight desc, "
        "link_id limit $limit",
        entity=best,
        limit=_EXPLAINED_LINKS,
    )
    reasons = {str(row["left_reference"]): snapshot.why(best, str(row["left_reference"])) for row in links}
    print_reasons(snapshot, reasons, "en", most_links=_EXPLAINED_LINKS)
    if rows[0]["gang_id"]:
        gang_id = str(rows[0]["gang_id"])
        click.echo(f"\n5. The gang {rows[0]['gang']}   (steelnail chart {gang_id})")
        print_chart(snapshot.org_chart(gang_id))
        click.echo(LEADS_NOT_PROOF)


def _say_what_to_try(settings: Settings) -> None:
    click.echo(
        f"\nThe published database: {settings.published_file}\n"
        f"Every person here is invented. Try next (export STEELNAIL_HOME={settings.home}):\n"
        "  steelnail who 螃蟹              who bears another of the nicknames\n"
        "  steelnail card ENTITY           names, accounts, roles, gang, identities of one entity\n"
        "  steelnail chart GANG --html gang.html   a page to open in a browser, offline\n"
        '  steelnail sql "from start_here"\n'
        "  steelnail verify                hash every exhibit again, follow every link to bytes\n"
        "  steelnail ui                    the Dagster UI: launch runs, look at tables and pictures\n"
        "  steelnail add YOUR-FOLDER --case NAME --seizure NAME, then steelnail run"
    )


COMMAND: click.Command = demo
