"""Run the nightly job to the end: take in, read, resolve, check, publish."""

import time
from dataclasses import asdict
from pathlib import Path

import click

from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from resolvers.contract import CURRENT, PRESETS, RESOLVERS
from warehouse.errors import WarehouseError
from warehouse.run_summary import RunSummary, summarise

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
SHORT_HELP = "Read what was added, resolve, check and publish; shows progress."


@click.command(short_help=SHORT_HELP)
@click.option("--case", "case_id", metavar="CASE", help="Work on this case alone.")
@click.option("--seizure", "seizure_id", metavar="SEIZURE", help="Read the waiting files of this seizure alone.")
@click.option("--preset", type=click.Choice(list(PRESETS)), default="balanced", show_default=True, help="Thresholds.")
@click.option(
    "--resolver",
    type=click.Choice(list(RESOLVERS)),
    default=CURRENT,
    show_default=True,
    help="Weights of the reasons: what was last decided on, fixed, estimated, learned, or the best by measurement.",
)
@click.option("--weights", type=_FILE, metavar="FILE", help="Use these weights, a file that --write-weights wrote.")
@click.option("--write-weights", "written", type=_NEW_FILE, metavar="FILE", help="Write the weights in use as CSV.")
@click.option("--by", "signed_by", metavar="WHO", default="", help="Who answers for the resolver named.")
@click.option("--because", metavar="TEXT", default="", help="Why it was named.")
@click.option("--no-wait", is_flag=True, help="Exit 1 when another run holds the home, instead of waiting for its end.")
@json_option
@click.pass_obj
def COMMAND(  # noqa: N802, PLR0913 - the name by which commands are found; options are its parameters
    settings: Settings,
    *,
    case_id: str | None,
    seizure_id: str | None,
    preset: str,
    resolver: str,
    weights: Path | None,
    written: Path | None,
    signed_by: str,
    because: str,
    no_wait: bool,
    as_json: bool,
) -> int:
    """Run the nightly job to its end in this process, with progress, and publish.

    Reads what `steelnail add` took in, resolves the cases that have new evidence or judgements, describes gangs and
    roles, checks, and swaps the new snapshot in. One run holds the home at a time; a second one waits for its end.

    Which weights a case is resolved with is decided once and holds until something else is decided: fixed at first; em
    estimates them from the case's own pairs, without labels; learned moves them as far as the decisions in the journal
    ask; best tries both and takes another than the fixed ones only if it wins on decisions of gangs it never saw. What
    was tried, and what it would change, stands in resolver_trial, resolver_weight, resolver_change, resolver_choice. No
    weight overrides a decision.

    Presets: strict joins only what is next to certain, balanced is the rule, wide shows more leads. A killed run does
    no harm: run again and it goes on.

    \b
    Examples:
        steelnail run
        steelnail run --case north --preset strict
        steelnail run --case north --resolver best --by "Li, unit 3"
        steelnail run --case north --write-weights weights.csv
    """  # noqa: D301 - \b keeps click from re-wrapping a paragraph
    if not _was_anything_delivered(settings):
        raise WarehouseError(f"nothing was added to {settings.home} yet; take files in with `steelnail add` first")
    # Dagster takes two seconds to import: not for --help.
    from pipelines.cli._run_progress import run_and_tell

    chosen = {
        "case": case_id,
        "seizure": seizure_id,
        "preset": preset,
        "resolver": resolver,
        "weights": str(weights.absolute()) if weights else "",
        "signed_by": signed_by,
        "because": because,
    }
    linking = {name: value for name, value in chosen.items() if value is not None}
    started = time.monotonic()
    outcome = run_and_tell(settings, linking, wait=not no_wait)
    if not outcome.succeeded:
        kept = "the last published snapshot stays" if settings.published_file.exists() else "nothing is published yet"
        raise WarehouseError(f"{'; '.join(outcome.failures) or 'the run failed'} ({kept})")
    summary = summarise(settings.published_file)
    if written is not None:
        from pipelines.weight_files import write_weights

        write_weights(settings.published_file, case_id, written)
    if as_json:
        print_json({**asdict(summary), "run_id": outcome.run_id, "published": settings.published_file})
    else:
        click.echo("\n".join(told(summary, settings.published_file, time.monotonic() - started)))
    return 0


def _was_anything_delivered(settings: Settings) -> bool:
    """Whether the home has a journal entry or a drop; a mistyped home has neither, and must not be made by looking."""
    return any(settings.journal.glob("*.jsonl")) or any(settings.inbox.glob("*/*"))


def told(summary: RunSummary, published_file: Path, seconds: float) -> list[str]:
    """What a run left behind, line by line."""
    counts = {name: f"{count:,}" for name, count in summary.counts.items()}
    statuses = ", ".join(f"{count:,} {status}" for status, count in summary.statuses.items())
    lines = [
        "",
        f"seizures   {counts['seizure']}",
        f"exhibits   {counts['exhibit']} ({statuses})",
        f"messages   {counts['message']}",
        f"accounts   {counts['account']}",
        f"entities   {counts['entity']}",
        f"links      {counts['link']} ({summary.joined_link_count:,} joined)",
        f"gangs      {counts['gang']}",
        *(f"weights    {line}" for line in summary.weights),
        f"seconds    {seconds:.0f}",
    ]
    if summary.problems:
        lines += ["", "Not fully read:", *(f"  {problem}" for problem in summary.problems)]
        if summary.untold_count:
            lines.append(f"  and {summary.untold_count:,} more: from exhibit where problem is not null")
    return [*lines, "", f"published  {published_file}", "ask        steelnail who NAME"]
