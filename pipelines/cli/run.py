"""Run the nightly job to the end: take in, read, resolve, check, publish."""

import time
from dataclasses import asdict
from pathlib import Path

import click

from pipelines.cli._output import json_option, print_json
from pipelines.settings import Settings
from resolvers.contract import PRESETS
from warehouse.errors import WarehouseError
from warehouse.run_summary import RunSummary, summarise

SHORT_HELP = "Read what was added, resolve, check and publish; shows progress."


@click.command(short_help=SHORT_HELP)
@click.option("--case", "case_id", metavar="CASE", help="Work on this case alone.")
@click.option("--seizure", "seizure_id", metavar="SEIZURE", help="Read the waiting files of this seizure alone.")
@click.option("--preset", type=click.Choice(list(PRESETS)), default="balanced", show_default=True, help="Thresholds.")
@click.option("--no-wait", is_flag=True, help="Exit 1 when another run holds the home, instead of waiting for its end.")
@json_option
@click.pass_obj
def COMMAND(  # noqa: N802 - the name by which commands are found
    settings: Settings, *, case_id: str | None, seizure_id: str | None, preset: str, no_wait: bool, as_json: bool
) -> int:
    """Run the nightly job to its end in this process, with progress, and publish.

    Reads what `steelnail add` took in, resolves the cases that have new evidence or judgements, describes gangs and
    roles, checks, and swaps the new snapshot in. One run holds the home at a time; a second one waits for its end.

    Presets: strict joins only what is next to certain, balanced is the rule, wide shows more leads. A killed run does
    no harm: run again and it goes on.

    \b
    Examples:
        steelnail run
        steelnail run --case north --preset strict
    """  # noqa: D301 - \b keeps click from re-wrapping a paragraph
    if not _was_anything_delivered(settings):
        raise WarehouseError(f"nothing was added to {settings.home} yet; take files in with `steelnail add` first")
    # Dagster takes two seconds to import: not for --help.
    from pipelines.cli._run_progress import run_and_tell

    chosen = {"case": case_id, "seizure": seizure_id, "preset": preset}
    linking = {name: value for name, value in chosen.items() if value is not None}
    started = time.monotonic()
    outcome = run_and_tell(settings, linking, wait=not no_wait)
    if not outcome.succeeded:
        kept = "the last published snapshot stays" if settings.published_file.exists() else "nothing is published yet"
        raise WarehouseError(f"{'; '.join(outcome.failures) or 'the run failed'} ({kept})")
    summary = summarise(settings.published_file)
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
        f"seconds    {seconds:.0f}",
    ]
    if summary.problems:
        lines += ["", "Not fully read:", *(f"  {problem}" for problem in summary.problems)]
        if summary.untold_count:
            lines.append(f"  and {summary.untold_count:,} more: from exhibit where problem is not null")
    return [*lines, "", f"published  {published_file}", "ask        steelnail who NAME"]
