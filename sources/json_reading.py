"""How a reader of one big JSON document runs: blocks in, records out, damage said; and a second way to count.

The reader gives an object that takes members and elements; everything about files, damage and ends is here.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Protocol

import ijson
import polars as pl

from sources.errors import UnreadableExhibit
from sources.json_blocks import Broken, Elements, JsonBlocks, JsonDamage, Lines, Member, Path, pointer
from sources.json_frames import json_frame
from sources.json_text import JsonText
from sources.record import BATCH_ROWS, BatchBuilder, EndOfExhibit, Exhibit, Reading

# Up to here a second count may parse the document as a whole (some ten times its size in memory); beyond it streams.
_WHOLE_BYTES = 48 << 20
_STARTS, _ENDS = ("start_map", "start_array"), ("end_map", "end_array")


class JsonDocument(Protocol):
    """What a format does with what stands in its documents.

    Attributes:
        builder: Where its rows and counts go.
    """

    @property
    def builder(self) -> BatchBuilder:
        """Where rows and counts go."""
        ...

    def take_member(self, path: Path, value: Any) -> None:  # noqa: ANN401 - JSON is any
        """Take a value beside the big arrays; `Broken` where it can't be parsed."""

    def finish(self) -> None:
        """Write what was folded; the document is over."""


class JsonRecords(JsonDocument, Protocol):
    """A document whose elements are taken as parsed values: for irregular elements."""

    def take_elements(self, path: Path, first: int, values: list[Any]) -> None:
        """Take elements of a big array, all parsed; counts what it keeps and rejects what it can't read."""


class JsonRows(JsonDocument, Protocol):
    """A document whose elements are taken as columns: several times as fast, for elements of one kind."""

    @property
    def schema(self) -> Mapping[str, pl.DataType]:
        """Wanted keys of the elements, as `sources.json_frames.json_frame` takes them."""
        ...

    def take_rows(self, path: Path, rows: pl.DataFrame) -> None:
        """Take elements of a big array: `index` in the array and the columns of the schema; counts and rejects."""


def read_json(exhibit: Exhibit, streams: Sequence[Path], records: JsonRecords) -> Reading:
    """Read a document to its end, or to where it breaks; elements as parsed values.

    Raises:
        UnreadableExhibit: When it breaks before any record.
    """

    def take(found: Elements | Lines) -> None:
        if isinstance(found, Elements):
            _take_sound(found, records)

    yield from _read(exhibit, streams, records, take, as_lines=False)


def read_json_rows(exhibit: Exhibit, streams: Sequence[Path], records: JsonRows) -> Reading:
    """Read a document to its end, or to where it breaks; elements as columns.

    Raises:
        UnreadableExhibit: When it breaks before any record.
    """

    def take(found: Elements | Lines) -> None:
        if isinstance(found, Elements):  # a value too long to keep
            broken = {index: value.reason for index, value in enumerate(found.values)}
        else:
            rows, broken = json_frame(found.text, found.count, records.schema)
            records.take_rows(found.path, rows.with_columns(pl.col("index") + found.first))
        for index, reason in broken.items():
            records.builder.reject(f"json:{pointer((*found.path, found.first + index))}", reason)

    yield from _read(exhibit, streams, records, take, as_lines=True)


def _read(
    exhibit: Exhibit,
    streams: Sequence[Path],
    document: JsonDocument,
    take: Callable[[Elements | Lines], None],
    *,
    as_lines: bool,
) -> Reading:
    if not exhibit.file.stat().st_size:
        yield EndOfExhibit("empty", "the file holds no bytes; look whether the original is empty, too")
        return
    end = EndOfExhibit("read")
    is_untouched = True
    with JsonText.of_file(exhibit.file) as text:
        try:
            for found in JsonBlocks(text, streams, as_lines=as_lines):
                if isinstance(found, Elements | Lines):
                    is_untouched = False
                    take(found)
                elif isinstance(found, Member):
                    document.take_member(found.path, found.value)
                if document.builder.row_count >= BATCH_ROWS:
                    yield document.builder.take()
        except JsonDamage as damage:
            if is_untouched and not damage.is_inside_element:
                raise UnreadableExhibit(f"{damage}, before any record; ask for a new export") from damage
            if damage.is_inside_element:
                document.builder.reject(f"json:{pointer(damage.path)}", "the file breaks inside this record")
            end = EndOfExhibit("partial", f"{damage}, at json:{pointer(damage.path)}; what stands before it was read")
        except UnicodeDecodeError as error:
            end = EndOfExhibit("partial", f"the text breaks its encoding ({error.encoding}); what came before was read")
    document.finish()
    yield document.builder.take()
    yield end


def _take_sound(found: Elements, records: JsonRecords) -> None:
    """Hand on stretches of parsed elements; reject broken ones at their place."""
    start = 0
    for index, value in enumerate(found.values):
        if isinstance(value, Broken):
            if index > start:
                records.take_elements(found.path, found.first + start, found.values[start:index])
            records.builder.reject(f"json:{pointer((*found.path, found.first + index))}", value.reason)
            start = index + 1
    if start < len(found.values):
        records.take_elements(found.path, found.first + start, found.values[start:])


def count_json(file: FilePath, streams: Sequence[Path]) -> int:
    """Elements of the arrays named by `streams`, by another parser than the one that reads.

    Raises:
        UnreadableExhibit: When the document can't be parsed.
    """
    with JsonText.of_file(file) as text:
        try:
            if file.stat().st_size <= _WHOLE_BYTES:
                content = b"".join(iter(lambda: text.read(1 << 22), b""))
                # How long a number is: Python refuses to convert very long ones, which are records all the same.
                document = json.loads(content, object_pairs_hook=_Pairs, parse_int=len, parse_float=len)
                return sum(_count_in(document, stream) for stream in streams)
            return sum(1 for _ in _element_starts(ijson.basic_parse(text, use_float=True), streams))
        except (ijson.JSONError, json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableExhibit("the document can't be parsed as a whole; ask for a new export") from error


class _Pairs(tuple[tuple[str, Any], ...]):
    """The members of an object; a key that stands twice stays twice, as a reader that streams sees it."""


def _count_in(value: Any, stream: Path) -> int:  # noqa: ANN401 - JSON is any
    if not stream:
        return len(value) if isinstance(value, list) else 0
    inner: list[Any] = []
    if isinstance(value, _Pairs):
        inner = [held for key, held in value if stream[0] in ("*", key)]
    elif stream[0] == "*" and isinstance(value, list):
        inner = value
    return sum(_count_in(held, stream[1:]) for held in inner)


def _element_starts(events: Iterator[tuple[str, Any]], streams: Sequence[Path]) -> Iterator[None]:
    """One item per element of a wanted array."""
    path: list[str | int] = []  # of the open containers; an array holds the index of its next element
    is_array: list[bool] = []
    for event, value in events:
        if event == "map_key":
            path[-1] = value
        elif event in _ENDS:
            path.pop()
            is_array.pop()
            _step(path, is_array)
        else:
            if is_array and is_array[-1] and any(_fits(path[:-1], stream) for stream in streams):
                yield None
            if event in _STARTS:
                is_array.append(event == "start_array")
                path.append(0 if is_array[-1] else "")
            else:
                _step(path, is_array)


def _step(path: list[str | int], is_array: list[bool]) -> None:
    if is_array and is_array[-1] and isinstance(path[-1], int):
        path[-1] += 1


def _fits(path: Sequence[str | int], stream: Path) -> bool:
    return len(path) == len(stream) and all(want in ("*", part) for part, want in zip(path, stream, strict=True))
