"""Decide whether two references are the same person; recorded at any time, also during a run.

A decision goes to the journal, signed and reasoned; the next run takes it in and no score overrides it. A later one
supersedes it; none is ever deleted.
"""

import re
import secrets
import time

import click

from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from sources.seizure_sheet import checked_id
from warehouse.journal import Journal
from warehouse.journal_entries import EntryStamp, JudgementGiven
from warehouse.schema.words import PLATFORMS, JudgementWord

SHORT_HELP = "Decide whether two references are the same person, with reason and name."
_JUDGEMENTS: dict[str, JudgementWord] = {"same": "positive", "different": "negative", "unsure": "unsure"}
# The shapes of warehouse/schema/ids.py; parts after the fixed ones may hold percent-encoded signs.
_SHAPES = {
    "account": re.compile(r"account:(?P<platform>[a-z]+):[^:\s][^:]*"),
    "listed": re.compile(r"listed:[0-9a-f]{16}:[^:]+:[^:]+"),
    "called": re.compile(r"called:[^:]+:[^:]+"),
}


@click.command(short_help=SHORT_HELP)
@click.argument("left")
@click.argument("right")
@click.argument("decision", type=click.Choice(list(_JUDGEMENTS)))
@click.option("--because", "reason", required=True, metavar="TEXT", help="What the decision rests on.")
@click.option("--by", "judged_by", required=True, metavar="WHO", help="Who decides.")
@click.option(
    "--case", "case_id", metavar="CASE", help="Case it is about; without it, every case with both references."
)
@json_option
@click.pass_obj
def judge(  # noqa: PLR0913 - a command's options are its parameters
    settings: Settings,
    left: str,
    right: str,
    decision: str,
    reason: str,
    judged_by: str,
    case_id: str | None,
    as_json: bool,
) -> None:
    r"""Decide whether LEFT and RIGHT are the same person: same, different or unsure.

    LEFT and RIGHT are references as `steelnail why` and the relation `link` show them, or account ids. The decision is
    written to the journal and holds from the next run on; no score overrides it, a later decision supersedes it.

    \b
    Examples:
        steelnail judge wechat:wxid_a qq:10001 same --because "voice note 12 and the phone" --by "Li, unit 3"
        steelnail judge account:irc:crab called:irc%3Anorth:螃蟹 different --because "both spoke" --by "Li, unit 3"
    """
    pair = [checked_reference(left), checked_reference(right)]
    if pair[0] == pair[1]:
        raise click.UsageError("LEFT and RIGHT are the same reference; name the two that are to be compared")
    stamp = EntryStamp(time.time_ns(), secrets.token_hex(8))
    given = JudgementGiven(
        case_id=None if case_id is None else checked_id("case", case_id),
        left=pair[0],
        right=pair[1],
        judgement=_JUDGEMENTS[decision],
        reason=_told("--because", reason),
        judged_by=_told("--by", judged_by),
        judged_at=stamp.at,
    )
    name = Journal(settings.journal).append_judgement(stamp, given)
    if as_json:
        print_json({"entry_name": name, "judgement": given})
    else:
        click.echo(f"recorded as {given.judgement}: journal entry {name}; the next `steelnail run` takes it in")


COMMAND = judge


def checked_reference(text: str) -> str:
    """A reference as it is written in the snapshot; an account id gets its `account:`.

    Raises:
        click.UsageError: When it has none of the shapes of a reference.
    """
    reference = text.strip()
    if reference.partition(":")[0] in PLATFORMS:
        reference = f"account:{reference}"
    kind = reference.partition(":")[0]
    match = _SHAPES[kind].fullmatch(reference) if kind in _SHAPES else None
    if match is None or not reference.isprintable() or match.groupdict().get("platform", "irc") not in PLATFORMS:
        raise click.UsageError(
            f"{text!r} is no reference; write account:PLATFORM:ID, PLATFORM:ID, listed:EXHIBIT:ROW:NAME or "
            "called:SCOPE:NAME as `steelnail why` shows it"
        )
    return reference


def _told(option: str, text: str) -> str:
    """A text that says something and can be stored."""
    stripped = text.strip()
    if not stripped or not stripped.replace("\n", "").replace("\t", "").isprintable():
        raise click.UsageError(f"{option} must say something in readable text")
    return stripped
