"""Decide whether two references are the same person, or on a name, role or superior; recorded at any time.

A decision goes to the journal, signed and reasoned, also during a run; the next run takes it in and no score overrides
it. A later one supersedes it; none is ever deleted.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from pipelines.cli._output import count_text, json_option, print_json
from pipelines.judging.record import decision, record
from pipelines.judging.subject import DECISIONS, NoSubject, entities_of, subject_of
from pipelines.settings import Settings
from sources.seizure_sheet import checked_id
from warehouse.journal import Journal
from warehouse.journal_entries import JudgementGiven

SHORT_HELP = "Decide whether two references are the same person, or on a name, role or superior."


@click.command(short_help=SHORT_HELP)
@click.argument("left", required=False)
@click.argument("right", required=False)
@click.argument("word", metavar="[DECISION]", required=False, type=click.Choice(list(DECISIONS)))
@click.option(
    "--because", "reason", metavar="TEXT", help="What the decision rests on; for a sheet: where a row is silent."
)
@click.option("--by", "judged_by", metavar="WHO", help="Who decides; for a sheet: where a row is silent.")
@click.option(
    "--case", "case_id", metavar="CASE", help="Case it is about; without it, every case with both references."
)
@click.option("--until", metavar="DATE", help="Last day on which it holds (UTC); the question is open again after.")
@click.option(
    "--from",
    "sheet",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the decisions of a sheet (.xlsx, .csv) that `steelnail review --out` wrote.",
)
@click.option("--dry-run", is_flag=True, help="Show what it would change; record nothing.")
@json_option
@click.pass_obj
def judge(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    left: str | None,
    right: str | None,
    word: str | None,
    reason: str | None,
    judged_by: str | None,
    case_id: str | None,
    until: str | None,
    sheet: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    r"""Decide whether LEFT and RIGHT are the same person: same, different or unsure (yes, no; withdraw takes it back).

    LEFT is a reference as `steelnail why` and the relation `link` show them, an account id or an entity id. RIGHT is
    the same, or what is claimed of LEFT:

    \b
        name:NAME        LEFT answers to this name
        role:ROLE        LEFT has this role (`steelnail sql 'from role'` lists them)
        under:SUPERIOR   LEFT answers to SUPERIOR
        operator:PERSON  LEFT, an account, is operated by PERSON: an entity, a reference, or a civil identity I-…

    The decision is written to the journal and holds from the next run on; no score overrides it, a later decision
    supersedes it.

    \b
    Examples:
        steelnail judge wechat:wxid_a qq:10001 same --because "voice note 12" --by "Li, unit 3" --dry-run
        steelnail judge wechat:wxid_a qq:10001 same --because "voice note 12 and the phone" --by "Li, unit 3"
        steelnail judge account:irc:crab called:irc%3Anorth:螃蟹 different --because "both spoke" --by "Li, unit 3"
        steelnail judge E-7K2Q4M9A role:boss yes --because "three workers say so" --by "Li, unit 3" --until 2027-06-30
        steelnail judge --from cards.xlsx --by "Li, unit 3"
    """
    if sheet is not None:
        if left is not None or case_id or until:
            raise click.UsageError("--from takes all from the sheet, but for --by and --because where a row is silent")
        return _take(settings, sheet, judged_by, reason, dry_run=dry_run, as_json=as_json)
    if left is None or right is None or word is None:
        raise click.UsageError("name LEFT, RIGHT and a DECISION, or a sheet with --from")
    if reason is None or judged_by is None:
        raise click.UsageError("a decision needs a reason (--because) and a name (--by)")
    try:
        subject = subject_of(left, right, entities_of(settings.published_file))
        given = decision(
            subject,
            DECISIONS[word],
            reason=reason,
            judged_by=judged_by,
            case_id=None if case_id is None else checked_id("case", case_id),
            until=until,
        )
    except NoSubject as error:
        raise click.UsageError(str(error)) from error
    if dry_run:
        show_effect(settings, [given], as_json=as_json)
        return 0
    name = record(settings, given)
    if as_json:
        print_json({"entry_name": name, "judgement": given})
    else:
        click.echo(f"recorded as {given.judgement}: journal entry {name}; the next `steelnail run` takes it in")
    return 0


def _take(
    settings: Settings, sheet: Path, judged_by: str | None, reason: str | None, *, dry_run: bool, as_json: bool
) -> int:
    """Take a sheet in, or say what it would do; 1 when a row could not be taken."""
    from pipelines.judging.take_sheet import read_decisions, take_sheet

    taken = (read_decisions if dry_run else take_sheet)(settings, sheet, judged_by=judged_by, reason=reason)
    for row in taken.bad:
        click.echo(f"steelnail: row {row.number}: {row.problem}", err=True)
    if dry_run and taken.given:
        show_effect(settings, taken.given, as_json=as_json)
    elif as_json:
        print_json(taken)
    if not as_json:
        done = "would be recorded" if dry_run else "recorded"
        click.echo(
            f"{count_text(len(taken.given), 'decision')} {done}, {taken.repeated} known already, "
            f"{taken.undecided} without decision, {len(taken.bad)} refused"
        )
    return 1 if taken.bad else 0


def show_effect(settings: Settings, given: Sequence[JudgementGiven], *, as_json: bool) -> None:
    """Print what decisions would change; nothing is written."""
    # Frames and clustering are loaded only when an effect is asked for.
    from pipelines.judging.claim_effect import claim_lines
    from pipelines.judging.effect import effect_lines, effects_by_case
    from pipelines.judging.waiting import waiting_judgements
    from warehouse.connection import open_snapshot
    from warehouse.snapshot import Snapshot, require_judging

    with open_snapshot(settings.published_file) as opened:
        require_judging(opened)
        snapshot = Snapshot(opened)
        lines = [line for one in given if one.kind != "pair" for line in claim_lines(snapshot, one)]
        waiting = waiting_judgements(Journal(settings.journal), snapshot)
        effects = effects_by_case(opened, [one for one in given if one.kind == "pair"], waiting)
    if as_json:
        print_json({"judgements": given, "claims": lines, "effects": effects})
        return
    for effect in effects:
        lines += effect_lines(effect)
    click.echo("\n".join(lines))
    if effects and effects[0].waiting:
        click.echo(f"counted in: {count_text(effects[0].waiting, 'decision')} that wait for the next run")
    click.echo("a dry run: nothing was recorded")


COMMAND = judge
