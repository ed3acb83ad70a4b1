"""What can go wrong in the warehouse; every message is one sentence that says what to do."""


class WarehouseError(Exception):
    """Base of all errors of the warehouse."""


class WarehouseBusy(WarehouseError, OSError):
    """Another process holds the database."""


class GateFailed(WarehouseError, ValueError):
    """An audit of the new snapshot failed; yesterday's snapshot stays."""


class EvidenceNotStored(WarehouseError, OSError):
    """The store could not take a file (disk full, no permission); what was stored before is untouched."""


class EvidenceDamaged(WarehouseError, ValueError):
    """A stored exhibit no longer has the bytes it was stored with."""


class NoSuchExhibit(WarehouseError, ValueError):
    """A text that should be an exhibit's id isn't one."""


class JournalNotWritten(WarehouseError, OSError):
    """An entry could not be written; the journal is as it was before."""


class JournalEntryDamaged(WarehouseError, ValueError):
    """An entry of the journal is torn or garbled."""


class RunInProgress(WarehouseError, RuntimeError):
    """Another run holds the home."""
