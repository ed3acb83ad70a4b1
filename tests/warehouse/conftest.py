"""Fixtures of the warehouse's tests."""

from datetime import datetime

import pytest

from warehouse.connection import Warehouse
from warehouse.migrate import migrate
from warehouse.publish import RunRecord


@pytest.fixture
def run_record() -> RunRecord:
    return RunRecord("run-1", datetime(2026, 1, 1), None, "{}", "test", ())


@pytest.fixture
def warehouse():
    with Warehouse(None) as empty:
        migrate(empty)
        yield empty
