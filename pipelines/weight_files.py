"""Files of weights: written to be read and changed, and taken back."""

from pathlib import Path

import polars as pl

from pipelines.linking import LinkingMistake
from resolvers.learned.weight_rows import FILE_COLUMNS, UnusableWeights, read_given
from warehouse.errors import WarehouseError
from warehouse.snapshot import asking


def given_weights(file: Path) -> dict[str, float]:
    """Scorer weights of a file.

    Raises:
        LinkingMistake: When it is not there, no table, or names what there is not.
    """
    try:
        return read_given(pl.read_csv(file, infer_schema=False))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise LinkingMistake(f"{file} can't be read as a CSV file of weights") from error
    except UnusableWeights as error:
        raise LinkingMistake(f"{file}: {error}") from error


def write_weights(published_file: Path, case_id: str | None, file: Path) -> int:
    """Write the weights that a case is resolved with; returns how many rows.

    Raises:
        WarehouseError: When the snapshot holds several cases and none is named, or not the named one.
    """
    with asking(published_file) as snapshot:
        rows = snapshot.rows("select * from resolver_weight where is_used order by case_id, comparison, level")
    cases = sorted({str(row["case_id"]) for row in rows})
    if case_id is None and len(cases) > 1:
        raise WarehouseError(f"each case has weights of its own; name one with --case: {', '.join(cases)}")
    wanted = [row for row in rows if case_id in (None, row["case_id"])]
    if not wanted:
        raise WarehouseError(f"no weights of case {case_id} are published; there are: {', '.join(cases)}")
    table = pl.DataFrame([{name: row[name] for name in FILE_COLUMNS} for row in wanted])
    table.write_csv(file)
    return table.height
