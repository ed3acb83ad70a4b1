"""Decisions on the weights of a case: written by the run that carries them out, kept for good, the latest holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from warehouse.connection import Warehouse


@dataclass(frozen=True)
class ResolverChoice:
    """A decision on the weights of a case.

    Attributes:
        case_id: Case.
        asked: What the run asked for: fixed, em, learned, given or best.
        resolver: What it came to.
        weights_version: Hash of the weights.
        signed_by: Who answers for it.
        because: Why.
        given_weights: Scorer weights of the resolver `given`; else empty.
    """

    case_id: str
    asked: str
    resolver: str
    weights_version: str
    signed_by: str | None
    because: str | None
    given_weights: Mapping[str, float]


def latest_choice(warehouse: Warehouse, case_id: str) -> tuple[str, str, dict[str, float]] | None:
    """Resolver, version of its weights and given weights that hold for a case; None where nobody decided."""
    rows = warehouse.read_frame("read_resolver_choice", case_id=case_id).rows()
    if not rows:
        return None
    resolver, version, given = rows[0]
    return str(resolver), str(version), json.loads(given) if given else {}


def record_choice(warehouse: Warehouse, choice: ResolverChoice, run_id: str, chosen_at: datetime) -> None:
    """Write a decision down, once a run."""
    with warehouse.transaction():
        warehouse.execute(
            "delete from ledger.resolver_choice where case_id = $case_id and run_id = $run_id",
            {"case_id": choice.case_id, "run_id": run_id},
        )
        warehouse.execute(
            "insert into ledger.resolver_choice values "
            "($case_id, $run_id, $chosen_at, $asked, $resolver, $version, $signed_by, $because, $given)",
            {
                "case_id": choice.case_id,
                "run_id": run_id,
                "chosen_at": chosen_at,
                "asked": choice.asked,
                "resolver": choice.resolver,
                "version": choice.weights_version,
                "signed_by": choice.signed_by,
                "because": choice.because,
                "given": json.dumps(dict(choice.given_weights), sort_keys=True) if choice.given_weights else None,
            },
        )
