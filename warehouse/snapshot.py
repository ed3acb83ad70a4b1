"""Questions to the published snapshot, for the command line and `verify`; opens read only and imports no Polars.

Each answer is rows as dictionaries, in the order of the macro that gives them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from warehouse.connection import Warehouse, open_snapshot
from warehouse.errors import WarehouseError

Row = dict[str, object]


class Snapshot:
    """An open snapshot.

    Args:
        warehouse: The snapshot, opened read only.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse

    def rows(self, statement: str, **parameters: object) -> list[Row]:
        """The rows of any statement."""
        columns, rows = self._warehouse.table(statement, parameters)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def table(self, statement: str) -> tuple[list[str], list[tuple[object, ...]]]:
        """Columns and rows of a person's own statement.

        Raises:
            WarehouseError: When DuckDB refuses it; the message is DuckDB's first line.
        """
        return self._warehouse.asked(statement)

    def who_is(self, name: str) -> list[Row]:
        """Entities that answer to a name, best first."""
        return self.rows("from who_is($name)", name=name)

    def why(self, entity_id: str, reference: str) -> list[Row]:
        """Reasons that tie a reference to an entity."""
        return self.rows("from why($entity_id, $reference)", entity_id=entity_id, reference=reference)

    def entity_card(self, entity_id: str) -> list[Row]:
        """Sections of an entity."""
        return self.rows("from entity_card($entity_id)", entity_id=entity_id)

    def org_chart(self, gang_id: str) -> list[Row]:
        """Members of a gang under their superiors."""
        return self.rows("from org_chart($gang_id)", gang_id=gang_id)

    def has_entity(self, entity_id: str) -> bool:
        """Whether the entity is known."""
        return bool(self.rows("select 1 from entity where entity_id = $entity_id", entity_id=entity_id))

    def best_reference(self, entity_id: str) -> tuple[str, str] | None:
        """The reference an entity is best known by (accounts first, by messages) and its case; None without one."""
        found = self.rows(
            "select member.reference, member.case_id from entity_reference as member "
            "left join entity_account as account using (entity_id, reference) where member.entity_id = $entity_id "
            "order by account.message_count desc nulls last, member.kind, member.reference limit 1",
            entity_id=entity_id,
        )
        return (str(found[0]["reference"]), str(found[0]["case_id"])) if found else None

    def gang_of(self, asked: str) -> str:
        """The gang meant by a gang id, a gang's label, or an entity id.

        Raises:
            WarehouseError: When none or several are meant.
        """
        found = self.rows(
            "select distinct gang_id from gang where gang_id = $asked or label = $asked "
            "union select gang_id from entity where entity_id = $asked and gang_id is not null",
            asked=asked,
        )
        if len(found) == 1:
            return str(found[0]["gang_id"])
        if found:
            raise WarehouseError(f"{asked} means {len(found)} gangs; name one by its id")
        if self.has_entity(asked):
            raise WarehouseError(f"{asked} belongs to no gang that could be told; `steelnail card {asked}` shows it")
        raise WarehouseError(f"no gang {asked}; `steelnail sql 'from gang'` lists them")


def require_judging(warehouse: Warehouse) -> None:
    """Refuse a snapshot of a version that knew less of judgements than review, dry runs and exclusion ask for.

    Raises:
        WarehouseError: When it is one.
    """
    if not (
        warehouse.has_columns("review_queue", "lane", "expected_change")
        and warehouse.has_columns("reference_name", "alias_form")
        and warehouse.has_columns("judgement", "kind", "status")
    ):
        raise WarehouseError("the snapshot was published by an older version; run `steelnail run` first")


@contextmanager
def asking(published_file: Path) -> Iterator[Snapshot]:
    """Open the published snapshot for questions.

    Raises:
        WarehouseError: When nothing was published yet.
    """
    with open_snapshot(published_file) as warehouse:
        yield Snapshot(warehouse)


@dataclass(frozen=True)
class TracedLinks:
    """How far the published links were followed back.

    Attributes:
        link_count: Published links.
        evidence_count: Their reasons.
        places: (exhibit_id, locator) each reason cites, without repeats.
        untraced: link ids whose reason names no exhibit of the snapshot.
    """

    link_count: int
    evidence_count: int
    places: tuple[tuple[str, str], ...]
    untraced: tuple[str, ...]


def trace_links(published_file: Path) -> TracedLinks:
    """Follow every published link to the exhibits and places it cites; the bytes are checked by `verify`."""
    with asking(published_file) as snapshot:
        links = snapshot.rows("select count(*) as n from link")[0]["n"]
        evidence = snapshot.rows("select count(*) as n from link_evidence")[0]["n"]
        places = snapshot.rows(
            "select distinct exhibit_id, locator from link_evidence where exhibit_id is not null "
            "order by exhibit_id, locator"
        )
        untraced = snapshot.rows(
            "select distinct link_id from link_evidence where comparison <> 'judgement' and (locator is null or not "
            "exists (select 1 from exhibit where exhibit.case_id = link_evidence.case_id "
            "and exhibit.exhibit_id = link_evidence.exhibit_id)) "
            "union select link_id from link where not exists "
            "(select 1 from link_evidence where link_evidence.link_id = link.link_id) order by 1"
        )
    return TracedLinks(
        int(str(links)),
        int(str(evidence)),
        tuple((str(row["exhibit_id"]), str(row["locator"])) for row in places),
        tuple(str(row["link_id"]) for row in untraced),
    )
