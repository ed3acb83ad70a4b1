"""Forgetting what can be made anew: the memory of the house stays."""

from datetime import datetime

import polars as pl

from warehouse.cases import store_entities
from warehouse.rebuild import forget_derived
from warehouse.schema.frames import CLUSTER_MEMBER, ENTITY_EVENT


def test_ids_and_events_stay_and_frames_go(warehouse):
    """After forgetting, members are gone and every id is still known."""
    members = CLUSTER_MEMBER.conform(pl.DataFrame({"reference": ["account:qq:1"], "entity_id": ["E-1"]}))
    events = ENTITY_EVENT.conform(pl.DataFrame({"event": ["born"], "entity_id": ["E-1"], "reason": ["First seen."]}))
    store_entities(warehouse, "north", members, events, run_id="r", happened_at=datetime(2026, 1, 1))
    assert forget_derived(warehouse) > 20
    assert warehouse.execute("select count(*) from frame.cluster_member") == [(0,)]
    assert warehouse.execute("select entity_id from ledger.known_entity") == [("E-1",)]
    assert warehouse.execute("select entity_id from ledger.entity_event") == [("E-1",)]
