"""Write synthetic seizures in real formats, with the answer key."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from pipelines.cli._output import count_text, json_option, print_json


@click.command("generate")
@click.option("--seed", type=int, required=True, help="Seed of all draws; same seed and knobs give the same bytes.")
@click.option(
    "--preset",
    type=click.Choice(["demo", "small", "medium", "hard"]),
    default="demo",
    show_default=True,
    help="Where the knobs stand before those given here are turned.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("synthetic"),
    show_default=True,
    help="Folder to write to: OUT/CASE/SEIZURE/... and OUT/answers/; must be new or empty.",
)
@click.option("--case", "case_id", help="Name of the case; the preset's name when left out.")
@click.option("--gangs", type=int, help="Number of gangs.")
@click.option("--actors", type=int, help="People who act, victims included; at least 10 a gang.")
@click.option("--accounts", type=int, help="Accounts, about; never fewer than the conversations need.")
@click.option("--messages", type=int, help="Messages in files at least.")
@click.option("--days", type=int, help="Days covered.")
@click.option("--devices", type=int, help="Seized devices; a server and a delivery of lists come on top.")
@click.option("--noise", type=float, help="Share of exchanges that are small talk or spam.")
@click.option("--opaque", "opaque_share", type=float, help="Share of aliases like no other name of the person.")
@click.option("--bought", "bought_share", type=float, help="Share of accounts that a stranger registered.")
@click.option("--loss", "loss_share", type=float, help="Share of messages that are in no file.")
@click.option("--homonyms", "homonym_share", type=float, help="Share of aliases that two people of two gangs bear.")
@click.option("--movers", type=int, help="People who leave their gang on the way and go on in another; none by itself.")
@click.option("--shared-bosses", type=int, help="Bosses who lead a second gang as well; none by itself.")
@click.option("--languages", help="Languages spoken, e.g. zh,en,vi; the first is the main one.")
@click.option("--phrasing", type=click.Choice(["everyday", "held_out"]), help="Which wording the people use.")
@json_option
def COMMAND(seed: int, preset: str, out: Path, *, as_json: bool, **knobs: object) -> None:  # noqa: N802 (a command)
    r"""Write a synthetic case: gangs, their talk in real file formats, and the answer key.

    Everything in it is invented and labelled so. Take it in and resolve it, e.g.:

    \b
      steelnail generate --seed 7 --out example
      steelnail add example/demo/device-01 --case demo --seizure device-01
      steelnail run
    """
    from sources.synthetic.generate import generate
    from sources.synthetic.settings import PRESETS, BadGeneratorSettings

    turned = {name: value for name, value in knobs.items() if value is not None}
    if isinstance(languages := turned.get("languages"), str):
        turned["languages"] = tuple(part.strip() for part in languages.split(",") if part.strip())
    if out.exists() and any(out.iterdir()):
        raise click.ClickException(f"{out} is not empty; choose a new folder with --out")
    try:
        settings = replace(PRESETS[preset], **turned)  # type: ignore[arg-type]  # the names are checked by click
        with _thread_progress() as advance:
            case = generate(out, seed, settings, advance)
    except BadGeneratorSettings as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(case)
        return
    click.echo(f"{count_text(case.people, 'person', 'people')}, {count_text(case.accounts, 'account')}, "
               f"{count_text(case.message_count, 'message')} in {count_text(len(case.seizures), 'seizure')}; "
               f"{count_text(case.lost_count, 'message')} lost on purpose.")  # fmt: skip
    for folder in case.seizures:
        click.echo(f"  {folder}")
    click.echo(f"The answer key is in {case.answers}. All of it is synthetic.")


@contextmanager
def _thread_progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar over conversations on stderr; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Conversations", total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
