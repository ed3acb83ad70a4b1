"""JSON lines straight into columns: the parser of Polars does the work, and what it refuses is looked at one by one.

Wanted keys are declared as text; a number or a truth value comes out as it would be written, an object or array as its
JSON, and a key that is absent or of an impossible form as null. So a record of odd shape costs no other one anything.
"""

import io
from collections.abc import Mapping

import orjson
import polars as pl

NOT_JSON = "the value is no JSON"
# What replaces a line that is no JSON, so that the others keep their place.
_NOTHING = b"null"


def json_frame(lines: bytes, count: int, schema: Mapping[str, pl.DataType]) -> tuple[pl.DataFrame, dict[int, str]]:
    """Parse lines into columns.

    Args:
        lines: One JSON value a line.
        count: How many there are.
        schema: Wanted keys: String, or Struct of wanted keys. Halves of surrogate pairs must have been mended.

    Returns:
        A frame with `index` (from 0) and the columns of the schema, without broken lines, and the broken lines with
        the reason of each. A line that is JSON but no object has null in all columns.
    """
    rows = parsed_lines(lines, schema)
    broken: dict[int, str] = {}
    if rows is None or rows.height != count:
        pieces = lines.split(b"\n")[:count]
        for index, piece in enumerate(pieces):
            if not _is_json(piece):
                broken[index] = NOT_JSON
                pieces[index] = _NOTHING
        rows = parsed_lines(b"\n".join(pieces), schema)
        if rows is None or rows.height != count:  # orjson takes what simd-json doesn't: very deep or very big values
            rows, broken = _one_by_one(pieces, schema, broken)
    indexed = rows.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64)).select("index", *schema)
    return (indexed.filter(~pl.col("index").is_in(list(broken))) if broken else indexed), broken


def _one_by_one(
    pieces: list[bytes], schema: Mapping[str, pl.DataType], broken: dict[int, str]
) -> tuple[pl.DataFrame, dict[int, str]]:
    kept = []
    for index, piece in enumerate(pieces):
        row = parsed_lines(piece, schema)
        if row is None or row.height != 1:
            broken[index] = NOT_JSON
            row = pl.DataFrame(schema=dict(schema)).clear(1)
        kept.append(row)
    return pl.concat(kept), broken


def parsed_lines(lines: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame | None:
    """Lines as columns; blank lines make no row. None when one of them is no JSON."""
    try:
        return pl.read_ndjson(io.BytesIO(lines), schema=dict(schema), ignore_errors=True)
    except pl.exceptions.ComputeError:
        return None


def _is_json(piece: bytes) -> bool:
    try:
        orjson.loads(piece)
    except orjson.JSONDecodeError:
        return False
    return True
