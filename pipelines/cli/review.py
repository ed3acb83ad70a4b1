"""Decide in the terminal: one card, one key, the evidence in view; or take the cards to paper and back."""

from pathlib import Path

import click

from pipelines.cli._output import count_text
from pipelines.settings import Settings
from sources.seizure_sheet import checked_id
from warehouse.connection import open_snapshot

SHORT_HELP = "Decide open questions card by card in the terminal, or write them to a sheet."
_LANES = ("safe", "decide", "homonym risk", "registrant trap")


@click.command(short_help=SHORT_HELP)
@click.option("--by", "judged_by", metavar="WHO", help="Who decides; needed unless --out is given.")
@click.option("--case", "case_id", metavar="CASE", help="Only this case.")
@click.option("--lane", "lanes", type=click.Choice(_LANES), multiple=True, help="Only these; may be given again.")
@click.option("--limit", default=40, show_default=True, type=click.IntRange(min=0), help="Cards at most; 0 for all.")
@click.option("--because", "reason", metavar="TEXT", help="Reason of every decision (default: the card's evidence).")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the cards.")
@click.option("--unmask", is_flag=True, help="Show words of protected people.")
@click.option(
    "--out",
    "sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the cards to FILE (.xlsx or .csv) to be filled in; `steelnail judge --from FILE` takes them back.",
)
@click.pass_obj
def review(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    judged_by: str | None,
    case_id: str | None,
    lanes: tuple[str, ...],
    limit: int,
    reason: str | None,
    lang: str,
    unmask: bool,
    sheet: Path | None,
) -> None:
    r"""Decide open questions, the most useful first: is this one person or two?

    Each card shows both sides, what speaks for and against with the words and their places, and what the decision would
    do. Nothing is preselected. A decision is written down at once, also during a run, and the next run takes it in;
    leave whenever you like, the next review goes on with what is open.

    \b
    Keys: s same   d different   u unsure   space skip   b back (takes the last decision back)
          w all evidence   e what exactly would change   q quit
          capital S, D, U: with a reason in your own words

    \b
    Lanes: safe             several kinds of evidence agree, or the machine joined them and asks to be checked
           decide           evidence that can be read both ways
           homonym risk     only names are alike
           registrant trap  tied by who opened the account, which is not who uses it

    \b
    Examples:
        steelnail review --by "Li, unit 3"
        steelnail review --by 李 --lang zh --lane "homonym risk"
        steelnail review --out cards.xlsx --limit 200
    """
    from pipelines.judging.cards import questions
    from pipelines.judging.waiting import waiting_judgements
    from warehouse.journal import Journal
    from warehouse.snapshot import Snapshot, require_judging

    if not judged_by and sheet is None:
        raise click.UsageError("--by says who decides; a decision without a name is none")
    with open_snapshot(settings.published_file) as opened:
        require_judging(opened)
        snapshot = Snapshot(opened)
        waiting = waiting_judgements(Journal(settings.journal), snapshot)
        chosen = None if case_id is None else checked_id("case", case_id)
        found = questions(snapshot, waiting, chosen, lanes)
        asked = found[:limit] if limit else found
        if not asked:
            click.echo("Nothing is open here." if not waiting else "Nothing is open here; run `steelnail run`.")
            return
        if sheet is not None:
            from pipelines.judging.sheet import write_sheet

            write_sheet(sheet, snapshot, asked, lang, unmask=unmask)
            click.echo(f"{count_text(len(asked), 'card')} in {sheet}; fill in decision, by and because, then")
            click.echo(f"    steelnail judge --from {sheet}")
            return
        from pipelines.judging.sitting import Sitting

        Sitting(settings, opened, tuple(waiting), str(judged_by), reason, lang, unmask).hold(asked, len(found))


COMMAND: click.Command = review
