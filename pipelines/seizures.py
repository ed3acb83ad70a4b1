"""Seizures as Dagster partitions: their keys, and the events that show them as read."""

from collections.abc import Iterable, Iterator

import dagster as dg

# Set by the sensor on the run of a drop: the listing of the drop that the run is to take in.
DROP_TAG = "steelnail/drop"

SEIZURES = dg.DynamicPartitionsDefinition(name="seizure")


class SeizureKeyMistake(ValueError):
    """A partition key that names no seizure."""


def seizure_key(case_id: str, seizure_id: str) -> str:
    """The partition of a seizure: `CASE/SEIZURE`, like its folder in the inbox."""
    return f"{case_id}/{seizure_id}"


def case_and_seizure(key: str) -> tuple[str, str]:
    """Case and seizure of a partition key.

    Raises:
        SeizureKeyMistake: When the key has no '/'.
    """
    case_id, slash, seizure_id = key.partition("/")
    if not (case_id and slash and seizure_id):
        raise SeizureKeyMistake(f"{key!r} names no seizure; a partition is CASE/SEIZURE")
    return case_id, seizure_id


def read_events(key: str, counts: Iterable[tuple[str, int]]) -> Iterator[dg.AssetMaterialization]:
    """Events that show the record tables of a seizure as read, for a run that reads many seizures at once."""
    for table, count in counts:
        yield dg.AssetMaterialization(table, partition=key, metadata={"dagster/row_count": count})
