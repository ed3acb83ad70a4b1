"""Check forty references drawn at random, in the terminal or on paper, and read how good the machine is."""

from pathlib import Path

import click

from pipelines.cli._output import count_text, json_option, print_json
from pipelines.settings import Settings
from sources.seizure_sheet import checked_id
from warehouse.audit_rows import audit_estimates, audit_progress
from warehouse.connection import open_snapshot
from warehouse.errors import WarehouseError
from warehouse.snapshot import Row, Snapshot, require_judging

SHORT_HELP = "Check forty references drawn at random: how good is the machine, with intervals?"


@click.command(short_help=SHORT_HELP)
@click.option("--by", "judged_by", metavar="WHO", help="Check in the terminal; who decides.")
@click.option("--case", "case_id", metavar="CASE", help="Only this case.")
@click.option(
    "--draws", default=40, show_default=True, type=click.IntRange(min=1), help="Only the first so many draws."
)
@click.option("--because", "reason", metavar="TEXT", help="Reason of every decision (default: the card's evidence).")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the cards.")
@click.option("--unmask", is_flag=True, help="Show words of protected people.")
@click.option(
    "--out",
    "sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the pairs to FILE (.xlsx or .csv) to be filled in; `steelnail judge --from FILE` takes them back.",
)
@json_option
@click.pass_obj
def audit(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    *,
    judged_by: str | None,
    case_id: str | None,
    draws: int,
    reason: str | None,
    lang: str,
    unmask: bool,
    sheet: Path | None,
    as_json: bool,
) -> int:
    r"""Say how far the audit has gone and what it found; with --by or --out, go on with it.

    Forty references of each case are drawn at random. Whoever checks one decides who of its entity belongs to the same
    person, and who of the likeliest others does. Draws count in their order, from the first without a gap, so do not
    skip the hard ones. After the next `steelnail run` the estimates stand here and in `quality`: precision and recall
    of the machine alone, pairwise, B-cubed and by whole people, with 95 % intervals, which narrow with every draw.

    \b
    Examples:
        steelnail audit                          how far, and what was found
        steelnail audit --by "Li, unit 3"        go on in the terminal; keys as in `steelnail review`
        steelnail audit --draws 10 --out audit.xlsx
    """
    with open_snapshot(settings.published_file) as opened:
        require_judging(opened)
        snapshot = Snapshot(opened)
        chosen = None if case_id is None else checked_id("case", case_id)
        if judged_by is None and sheet is None:
            _tell(snapshot, chosen, as_json=as_json)
            return 0
        # Cards and the journal are loaded only when somebody decides.
        from pipelines.judging.cards import audit_questions
        from pipelines.judging.waiting import waiting_judgements
        from warehouse.journal import Journal

        waiting = waiting_judgements(Journal(settings.journal), snapshot)
        asked = audit_questions(snapshot, waiting, chosen, draws)
        if not asked:
            click.echo("Every pair of these draws is decided; `steelnail run` counts them.")
            return 0
        if sheet is not None:
            from pipelines.judging.sheet import write_sheet

            write_sheet(sheet, snapshot, asked, lang, unmask=unmask)
            click.echo(f"{count_text(len(asked), 'pair')} in {sheet}; fill in decision, by and because, then")
            click.echo(f"    steelnail judge --from {sheet}")
            return 0
        from pipelines.judging.sitting import Sitting

        Sitting(settings, opened, tuple(waiting), str(judged_by), reason, lang, unmask).hold(asked, len(asked))
    return 0


def _tell(snapshot: Snapshot, case_id: str | None, *, as_json: bool) -> None:
    progress, found = audit_progress(snapshot, case_id), audit_estimates(snapshot, case_id)
    if not progress:
        raise WarehouseError(
            "nothing was drawn to check" + (f" in {case_id}; there is no such case" if case_id else "")
        )
    if as_json:
        print_json({"progress": progress, "estimates": found})
        return
    for row in progress:
        click.echo(
            f"{row['case_id']}: {row['counted']} of {row['draw_count']} draws are checked without a gap, "
            f"{row['open_pair_count']} pairs are open"
        )
        _tell_estimates([one for one in found if one["case_id"] == row["case_id"]])
    if any(int(str(row["open_pair_count"])) for row in progress):
        click.echo('go on with   steelnail audit --by "YOUR NAME"   or   steelnail audit --out audit.xlsx')


def _tell_estimates(found: list[Row]) -> None:
    for row in found:
        name = str(row["measure"]).removeprefix("audit_").replace("_", " ")
        value, lower, upper = (float(str(row[part])) for part in ("value", "lower", "upper"))
        click.echo(f"    {name:24} {value:.3f}  ({lower:.3f} to {upper:.3f})")
    if not found:
        click.echo("    no estimate yet: the first two draws must be checked, and a run must count them")


COMMAND: click.Command = audit
