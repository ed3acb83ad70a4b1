"""Fixtures for readers: exhibits from bytes, and everything that one reading gives."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from sources.record import EndOfExhibit, Exhibit
from warehouse.schema.records import RECORD_RELATIONS


@dataclass(frozen=True)
class Everything:
    """All rows of one reading by relation, its counts and its end."""

    tables: dict[str, pl.DataFrame]
    record_count: int
    rejected_count: int
    duplicate_count: int
    end: EndOfExhibit

    @property
    def total(self):
        return self.record_count + self.rejected_count + self.duplicate_count


@pytest.fixture(scope="session")
def everything_of():
    """Reads an exhibit to its end with a format."""

    def read(source_format, exhibit):
        *batches, end = source_format.read(exhibit)
        assert isinstance(end, EndOfExhibit)
        tables = {}
        for relation in RECORD_RELATIONS:
            rows = [pl.from_arrow(batch.tables[relation.name]) for batch in batches if relation.name in batch.tables]
            tables[relation.name] = pl.concat([relation.empty_frame(), *rows])
            required = [column.name for column in relation.columns if not column.nullable]
            assert tables[relation.name].select(required).null_count().sum_horizontal().sum() == 0, relation.name
        return Everything(
            tables,
            sum(batch.record_count for batch in batches),
            sum(batch.rejected_count for batch in batches),
            sum(batch.duplicate_count for batch in batches),
            end,
        )

    return read


@pytest.fixture(scope="session")
def exhibit_of():
    """Makes an exhibit of a file."""

    def make(file: Path, path=None, **more):
        return Exhibit(hashlib.sha256(file.read_bytes()).hexdigest(), path or file.name, file, **more)

    return make


@pytest.fixture
def exhibit_with(tmp_path, exhibit_of):
    """Makes an exhibit of text or bytes."""

    def make(content, path="exhibit.txt", **more):
        file = tmp_path / "exhibit"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return exhibit_of(file, path, **more)

    return make
