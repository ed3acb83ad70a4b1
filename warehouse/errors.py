"""What can go wrong in the warehouse; every message is one sentence that says what to do."""


class WarehouseError(Exception):
    """Base of all errors of the warehouse."""


class WarehouseBusy(WarehouseError, OSError):
    """Another process holds the database."""


class GateFailed(WarehouseError, ValueError):
    """An audit of the new snapshot failed; yesterday's snapshot stays."""
