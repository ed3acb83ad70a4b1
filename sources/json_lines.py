"""JSON lines in blocks: one value a line, parsed many at a time, with bounded memory and the number of each line.

Source: jsonlines.org (one JSON value a line, UTF-8, LF or CRLF); blank lines are no records.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from sources.json_blocks import LONGEST_VALUE, Broken
from sources.json_frames import json_frame, parsed_lines
from sources.json_text import JsonText

_BLOCK_BYTES = 4 << 20
TOO_LONG = f"the line is longer than {LONGEST_VALUE >> 20} MiB"


def json_lines(file: Path) -> Iterator[tuple[list[int], list[Any]]]:
    """The lines of a file that aren't blank.

    Yields:
        Numbers of lines, from 1, and their values; `Broken` where a line is no JSON or too long.

    Raises:
        UndecodableText: When the file starts in no known encoding.
    """
    for number, block in _line_blocks(file):
        if block is None:
            yield [number], [Broken(TOO_LONG)]
        else:
            yield from _values(block.split(b"\n"), number)


def json_line_frames(file: Path, schema: pl.Schema) -> Iterator[tuple[pl.DataFrame, dict[int, str]]]:
    """The lines of a file that aren't blank, as columns.

    Args:
        file: The file.
        schema: Keys wanted of each line, as `sources.json_frames.json_frame` takes them.

    Yields:
        A frame with `line` (from 1) and the columns of the schema, and the broken lines with the reason of each.

    Raises:
        UndecodableText: When the file starts in no known encoding.
    """
    for first, block in _line_blocks(file):
        if block is None:
            yield pl.DataFrame(schema={"line": pl.Int64, **schema}), {first: TOO_LONG}
            continue
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        rows = parsed_lines(block, schema)
        if rows is not None and rows.height == count:  # no blank line, none that is no JSON
            yield rows.select(pl.int_range(first, first + count, dtype=pl.Int64).alias("line"), *schema), {}
            continue
        kept = [(number, line) for number, line in enumerate(block.split(b"\n"), first) if line.strip()]
        if kept:
            rows, broken = json_frame(b"\n".join(line for _, line in kept), len(kept), schema)
            numbers = pl.Series("line", [number for number, _ in kept], dtype=pl.Int64)
            yield (
                rows.select(numbers.gather(rows["index"]).alias("line"), *schema),
                {kept[index][0]: reason for index, reason in broken.items()},
            )


def _line_blocks(file: Path) -> Iterator[tuple[int, bytes | None]]:
    """Number of the first line and whole lines; None for a line that is too long to keep."""
    number, held, is_dropping = 1, b"", False
    with JsonText.of_file(file) as text:
        while block := text.read(_BLOCK_BYTES):
            cut = block.rfind(b"\n") + 1
            if not cut:
                is_dropping = is_dropping or len(held) + len(block) > LONGEST_VALUE
                held = b"" if is_dropping else held + block
                continue
            if is_dropping:
                first = block.find(b"\n") + 1
                yield number, None
                number, block, cut, is_dropping = number + 1, block[first:], cut - first, False
            whole, held = held + block[:cut], block[cut:]
            yield number, whole
            number += whole.count(b"\n")
    if is_dropping:
        yield number, None
    elif held:
        yield number, held


def count_lines(file: Path) -> int:
    """Lines that aren't blank, counted without parsing."""
    with file.open("rb") as stream:
        total, has_signs = 0, False
        while block := stream.read(1 << 20):
            pieces = block.translate(None, b" \t\r\0\xef\xbb\xbf\xff\xfe").split(b"\n")
            for piece in pieces[:-1]:
                total += has_signs or bool(piece)
                has_signs = False
            has_signs = has_signs or bool(pieces[-1])
    return total + has_signs


def _values(lines: list[bytes], first: int) -> Iterator[tuple[list[int], list[Any]]]:
    kept = [(number, line) for number, line in enumerate(lines, first) if line.strip()]
    if not kept:
        return
    try:
        values = orjson.loads(b"[" + b",".join(line for _, line in kept) + b"]")
    except orjson.JSONDecodeError:
        values = []
    if len(values) != len(kept):
        values = [_parsed(line) for _, line in kept]
    yield [number for number, _ in kept], values


def _parsed(line: bytes) -> Any:  # noqa: ANN401 - JSON is any
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return Broken("the line is no JSON")
