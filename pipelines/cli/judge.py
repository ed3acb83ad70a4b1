"""Decide whether two references are the same person, or on a name, role or superior; recorded at any time.

A decision goes to the journal, signed and reasoned, also during a run; the next run takes it in and no score overrides
it. A later one supersedes it; none is ever deleted.
"""

import click

from pipelines.cli._output import count_text, json_option, print_json
from pipelines.judging.record import decision, record
from pipelines.judging.subject import DECISIONS, NoSubject, entities_of, subject_of
from pipelines.settings import Settings
from sources.seizure_sheet import checked_id
from warehouse.connection import open_snapshot
from warehouse.errors import WarehouseError
from warehouse.journal import Journal
from warehouse.journal_entries import JudgementGiven
from warehouse.snapshot import Snapshot

SHORT_HELP = "Decide whether two references are the same person, or on a name, role or superior."


@click.command(short_help=SHORT_HELP)
@click.argument("left")
@click.argument("right")
@click.argument("word", metavar="DECISION", type=click.Choice(list(DECISIONS)))
@click.option("--because", "reason", required=True, metavar="TEXT", help="What the decision rests on.")
@click.option("--by", "judged_by", required=True, metavar="WHO", help="Who decides.")
@click.option(
    "--case", "case_id", metavar="CASE", help="Case it is about; without it, every case with both references."
)
@click.option("--until", metavar="DATE", help="Last day on which it holds (UTC); the question is open again after.")
@click.option("--dry-run", is_flag=True, help="Show what it would change; record nothing.")
@json_option
@click.pass_obj
def judge(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    left: str,
    right: str,
    word: str,
    reason: str,
    judged_by: str,
    case_id: str | None,
    until: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
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
    """
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
        show_effect(settings, given, as_json=as_json)
        return
    name = record(settings, given)
    if as_json:
        print_json({"entry_name": name, "judgement": given})
    else:
        click.echo(f"recorded as {given.judgement}: journal entry {name}; the next `steelnail run` takes it in")


def show_effect(settings: Settings, given: JudgementGiven, *, as_json: bool) -> None:
    """Print what a decision would change; nothing is written."""
    # Frames and clustering are loaded only when an effect is asked for.
    from pipelines.judging.claim_effect import claim_lines
    from pipelines.judging.effect import effect_lines, effect_on_pairs
    from pipelines.judging.waiting import waiting_judgements
    from warehouse.snapshot_frames import cases_of

    with open_snapshot(settings.published_file) as opened:
        snapshot = Snapshot(opened)
        if given.kind != "pair":
            lines = claim_lines(snapshot, given)
            if as_json:
                print_json({"judgement": given, "effect": lines})
            else:
                click.echo("\n".join([*lines, "a dry run: nothing was recorded"]))
            return
        cases = [given.case_id] if given.case_id else cases_of(opened, given.left, given.right)
        if not cases:
            raise WarehouseError(f"neither {given.left} nor {given.right} is in the snapshot; nothing can be shown")
        waiting = waiting_judgements(Journal(settings.journal), snapshot)
        effect = effect_on_pairs(opened, cases[0], [given], waiting)
    if as_json:
        print_json({"judgement": given, "effect": effect})
        return
    click.echo("\n".join(effect_lines(effect)))
    if effect.waiting:
        click.echo(f"counted in: {count_text(effect.waiting, 'decision')} that wait for the next run")
    click.echo("a dry run: nothing was recorded")


COMMAND = judge
