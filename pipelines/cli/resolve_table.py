"""Resolve any table of person records: which rows are one person, how surely, and why."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from pipelines.cli._output import count_text, json_option, print_json, table_text

if TYPE_CHECKING:
    import polars as pl

    from resolvers.records.resolve import Resolved

SHORT_HELP = "Resolve any table of person records: which rows are one person, how surely, why."
_FILE = click.Path(path_type=Path, dir_okay=False)
# As resolvers.records.columns has them; repeated here because --help imports no resolver.
_KINDS = (
    "full", "given", "middle", "family", "alias", "email", "phone", "date", "postcode", "identifier", "category",
    "number", "place", "address", "text", "ignored",
)  # fmt: skip
_EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(short_help=SHORT_HELP)
@click.argument("file", type=_EXISTING)
@click.option("--id", "id_column", required=True, metavar="COL", help="The column that names each record; unique.")
@click.option("--out", type=_FILE, help="Write COL, entity_id, probability here (.csv or .parquet; else to stdout).")
@click.option("--pairs", type=_FILE, help="Write all compared pairs: id_l, id_r, match_weight, match_probability.")
@click.option("--reasons", "reasons_file", type=_FILE, help="Write why each record is in its entity.")
@click.option("--weights", "weights_file", type=_EXISTING, help="Weights to hold fast: rows whose is_fixed is true.")
@click.option("--labels", "labels_file", type=_EXISTING, help="Pairs that people decided: id_l, id_r, label.")
@click.option("--questions", type=_FILE, help="Write the pairs whose answers would teach most; fill in label.")
@click.option("--ask", type=click.IntRange(1, 100_000), default=30, show_default=True, help="How many questions.")
@click.option("--write-weights", type=_FILE, help="Write the weights that were learned, to read or to change.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Probability from which records are joined.",
)
@click.option(
    "--column",
    "told",
    multiple=True,
    metavar="NAME=KIND",
    callback=lambda context, parameter, value: _kinds_told(value),
    help=f"What a column holds, where it is taken for something else (repeatable). Kinds: {', '.join(_KINDS)}.",
)
@click.option("--explain", nargs=2, metavar="ID ID", help="Say how two records compare instead of resolving for good.")
@json_option
def resolve_table(file: Path, id_column: str, *, as_json: bool, threshold: float, **options: object) -> None:
    r"""Find the rows of FILE (CSV or Parquet) that are one person.

    Columns are recognised by their headings and values, in any language: names (full, given, family, aliases), dates of
    birth, places, addresses, postcodes, phones, e-mails, document numbers, categories, free text. A cell may hold
    several values, parted by | or ;. Nothing has to be configured or labelled; weights are learned from the table, and
    --labels corrects them by pairs that people decided. What each column was taken for is told at the end, and --column
    puts it right.

    \b
      steelnail resolve-table people.csv --id record --out entities.csv
      steelnail resolve-table people.csv --id record --explain 17 2041
      steelnail resolve-table people.csv --id record --write-weights weights.csv    # change m, u; set is_fixed to true
      steelnail resolve-table people.csv --id record --weights weights.csv --out entities.csv
      steelnail resolve-table people.csv --id record --questions decide.csv --ask 30    # write same or different
      steelnail resolve-table people.csv --id record --labels decide.csv --out entities.csv

    Writes each record's entity (named by its smallest id) and the probability that it belongs there.
    """
    from pipelines.cli._table_files import read_table, write_batches, write_table
    from pipelines.cli._table_labels import questions_about, read_labels, resolved_with_labels
    from resolvers.records.answers import entities, reasons, scored_pair_batches
    from resolvers.records.errors import RecordsError
    from resolvers.records.resolve import resolve_records, rules_of, weights_of
    from resolvers.records.weights import read_weights

    given = read_table(options["weights_file"]) if isinstance(options["weights_file"], Path) else None
    try:
        with _progress() as advance:
            fixed = None if given is None else read_weights(given)
            told = cast("dict[str, str]", options["told"])
            resolved = resolve_records(read_table(file), id_column, rules_of(threshold), fixed, advance, told)
            if isinstance(labels_file := options["labels_file"], Path):
                labels = read_labels(read_table(labels_file), labels_file)
                resolved = resolved_with_labels(resolved, labels, rules_of(threshold).clustering)
    except RecordsError as error:
        raise click.ClickException(f"{file}: {error}") from error
    if isinstance(options["explain"], tuple):
        _explain(resolved, read_table(file), id_column, options["explain"], as_json=as_json)
        return
    found = entities(resolved, id_column)
    asked = cast("int", options["ask"])
    writing: list[tuple[object, Callable[[], pl.DataFrame]]] = [
        (options["out"], lambda: found),
        (options["reasons_file"], lambda: reasons(resolved, read_table(file), id_column)),
        (options["write_weights"], lambda: weights_of(resolved)),
        (options["questions"], lambda: questions_about(resolved, read_table(file), id_column, asked)),
    ]
    for path, rows in writing:
        if isinstance(path, Path):
            write_table(rows(), path)
    if isinstance(options["pairs"], Path):
        # Pairs come last: what the reasons rest on takes more room than the pairs themselves.
        resolved = replace(resolved, comparisons=(), codes=())
        _giving_memory_back()()
        write_batches(scored_pair_batches(resolved), options["pairs"])
    if as_json:
        print_json(_summary(resolved, found) | ({} if options["out"] else {"entities": found.to_dicts()}))
    else:
        if options["out"] is None:
            click.echo(found.write_csv(), nl=False)
        _tell(resolved, found)


COMMAND: click.Command = resolve_table


def _kinds_told(given: tuple[str, ...]) -> dict[str, str]:
    """Column to kind.

    Raises:
        click.BadParameter: When there is no such kind.
    """
    told = {}
    for one in given:
        column, _, kind = one.rpartition("=")
        if not column or kind not in _KINDS:
            raise click.BadParameter(f"'{one}' is not NAME=KIND; kinds are {', '.join(_KINDS)}")
        told[column] = kind
    return told


def _explain(
    resolved: "Resolved", table: "pl.DataFrame", id_column: str, pair: tuple[str, str], *, as_json: bool
) -> None:
    """Print how two records compare."""
    from resolvers.records.answers import explained

    unknown = [one for one in pair if one not in resolved.ids]
    if unknown:
        raise click.ClickException(f"the table has no record '{unknown[0]}' in its id column")
    rows, worth, probability = explained(resolved, table, id_column, pair)
    if as_json:
        print_json({"match_weight": worth, "match_probability": probability, "comparisons": rows.to_dicts()})
        return
    lines = [("", "weight", "", *pair)]
    for name, level, value_l, value_r, weight in rows.iter_rows():
        lines.append((name, f"{weight:+.2f}", level, value_l or "", value_r or ""))
    click.echo(table_text(lines))
    click.echo(f"in all {worth:+.2f} bits: one person with probability {probability:.3f}")


def _summary(resolved: "Resolved", found: "pl.DataFrame") -> dict[str, object]:
    return {
        "records": found.height,
        "entities": found["entity_id"].n_unique(),
        "pairs_compared": len(resolved.pair_weights),
        "converged": resolved.weights.converged,
        "iterations": resolved.weights.iterations,
        "columns": {column.name: column.kind for column in resolved.columns},
        "largest_block": resolved.candidates.largest_block,
        "keys": resolved.candidates.keys.to_dicts(),
        "names_not_heard": resolved.unheard,
    }


def _tell(resolved: "Resolved", found: "pl.DataFrame") -> None:
    """Say on stderr what was done and what was left out."""
    keys = resolved.candidates.keys
    ignored = [column.name for column in resolved.columns if column.kind == "ignored"]
    lines = [
        f"{count_text(found.height, 'record')}: {count_text(found['entity_id'].n_unique(), 'entity', 'entities')}, "
        f"{count_text(len(resolved.pair_weights), 'pair')} compared",
        "columns: "
        + ", ".join(f"{column.name} ({column.kind})" for column in resolved.columns if column.name not in ignored),
    ]
    if ignored:
        lines.append(f"not used, they tell nothing: {', '.join(ignored)}")
    if dropped := int(keys["dropped_blocks"].sum()):
        lines.append(
            f"left out: {count_text(dropped, 'block')} of more than {resolved.candidates.largest_block} records; "
            "--json lists them key by key"
        )
    if resolved.unheard:
        lines.append(
            f"not listened to: {count_text(resolved.unheard, 'pair')} of names in two scripts that are not alike by "
            "letters, beyond the likeliest ones; such pairs may be missed"
        )
    if not resolved.weights.converged:
        lines.append(
            f"the weights did not stand still after {count_text(resolved.weights.iterations, 'iteration')}; look at "
            "them with --write-weights before you rely on the result"
        )
    click.echo("\n".join(lines), err=True)


def _giving_memory_back() -> Callable[[], object]:
    """What returns memory that a finished step no longer needs to the system, where the C library can (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return (lambda: None) if trim is None else (lambda: trim(0))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr over the steps; silent where stderr is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("starting", total=None)
        give_back = _giving_memory_back()
        step = "starting"

        def advance(what: str, done: int, total: int) -> None:
            nonlocal step
            if what != step:
                give_back()
                step = what
            bar.update(task, description=what, completed=done, total=total)

        yield advance
